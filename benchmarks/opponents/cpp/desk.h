// What people at the desk and upstairs do: talk, choose, solve, settle, learn. Inside `Center`.

// --- at the desk

void answers(int slot, int a) {
    Contact& c = contacts[slot];
    Agent& agent = agents[a];
    c.answered = now;
    c.seat = a;
    if (now > c.arrived) waits(c, now - c.arrived);
    present(1, 1);
    agent.strain = step(agent.strain, c.anger, in.strain_step);
    i64 whole = i64(c.base * std::max(0.0, 1.0 + in.talk_anger * (c.anger - in.mean_temper)) + 0.5);
    c.handled = i64(whole * in.diagnosis_share + 0.5);
    c.rest = whole - c.handled;
    plan_soon(now + c.handled, AGENT_DONE + c.row, slot);
}
void agent_done(int slot) {
    Contact& c = contacts[slot];
    int a = c.seat;
    Agent& agent = agents[a];
    if (c.trying) {
        attempted(c, agent, slot);
    } else {
        double support = in.support + in.scripting * (0.5 - c.complexity);
        c.ability = logistic(in.steepness * (agent.skill + support - c.complexity));
        double credit = in.time_pressure * in.mean_rest;
        double cost = in.effort * (0.5 + c.complexity) + credit;
        double solving = c.ability * in.pride + (1.0 - c.ability) * (credit - in.blame) - cost;
        double passing = agent.reward + in.habit_weight * (agent.habit - 0.5);
        c.chance = logistic(in.sharpness * (solving - passing));
        bool passes = number(c.call, CHOICE) >= c.chance;
        agent.habit = step(agent.habit, passes ? 1.0 : 0.0, in.habit_rate);
        if (!passes) {
            c.trying = true;
            c.handled += c.rest;
            plan_soon(now + c.rest, AGENT_DONE + c.row, slot);
            return;
        }
        agent.ownership = step(agent.ownership, 0.0, in.ownership_rate);
        c.anger = risen(c.anger, in.anger_handoff);
        c.handoffs++;
        goes_up(c, slot);
    }
    if (queue_first >= 0) {
        int next = queue_first;
        queue_first = contacts[next].after;
        present(0, -1);
        answers(next, a);
        return;
    }
    agent.idle_since = now;
    size_t n = idle.size(), at = idle_head + idle_n++;
    for (size_t i = 0; i + 1 < idle_n; i++, at--) {  // ties by seat
        int other = idle[(at - 1) % n];
        if (agents[other].idle_since < now || other < a) break;
        idle[at % n] = other;
    }
    idle[at % n] = a;
}
void attempted(Contact& c, Agent& agent, int slot) {
    if (number(c.call, SOLVE) >= c.ability) {
        c.anger = risen(c.anger, in.anger_failed);
        leaves(c);
        ends(slot, UNRESOLVED);
        return;
    }
    if (c.contacts == 1) {
        double was = c.anger;
        c.anger = was * (1.0 - std::min(1.0, in.calming) * (1.0 - 0.5 * in.scripting));
        c.turned = was > 0.5 && c.anger < 0.1;
    }
    c.apologized = number(c.call, APOLOGY) < in.engagement;
    agent.ownership = step(agent.ownership, 1.0, in.ownership_rate);
    leaves(c);
    ends(slot, SOLVED);
}
void leaves(Contact& c) {
    c.released = now;
    present(1, -1);
}

// --- upstairs

void goes_up(Contact& c, int slot) {
    c.escalated = now;
    present(2, 1);
    leaves(c);
    if (managers_idle > 0) {
        managers_idle--;
        picks(c, slot);
        return;
    }
    c.after = -1;
    (up_first < 0 ? up_first : contacts[up_last].after) = slot;
    up_last = slot;
}
void picks(Contact& c, int slot) {
    i64 deadline = c.escalated + std::max(i64(0), c.patience - (c.wait - c.earlier));
    if (now > deadline) {
        c.ticketed = deadline;
        waits(c, deadline - c.escalated);
    } else if (now > c.escalated) {
        waits(c, now - c.escalated);
    }
    c.manager_start = now;
    present(2, -1);
    present(3, 1);
    double minutes = read(in.manager, number(c.call, MANAGER_TIME));
    c.spent = ticks(minutes * (1.0 + in.manager_anger * c.anger));
    plan_soon(now + c.spent, MANAGER_DONE + c.row, slot);
}
void manager_done(int slot) {
    Contact& c = contacts[slot];
    Agent& agent = agents[c.seat];
    present(3, -1);
    agent.reward = step(agent.reward, in.worth, in.learning);
    if (number(c.call, ADVERSARIAL) < in.adversarial) {
        double was = c.anger;
        c.anger = risen(was, in.anger_adversarial);
        c.upset = c.anger - was;
    }
    c.apologized = number(c.call, APOLOGY) < in.apology;
    ends(slot, BY_MANAGER);
    if (up_first < 0) {
        managers_idle++;
        return;
    }
    int next = up_first;
    up_first = contacts[next].after;
    picks(contacts[next], next);
}
