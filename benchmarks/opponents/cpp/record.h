// What is written of a contact when it ends: the satisfaction of a closed matter, and its row. Inside `Center`.

void record(const Contact& c, int outcome, bool solved, bool closed) {
    Row& row = rows[written++];
    double terms[7] = {}, satisfaction = -1.0;
    i64 answer = 0;
    if (closed) {
        terms[0] = -in.b_repeat * (c.contacts - 1);
        terms[1] = -in.b_transfer * c.handoffs;
        terms[2] = -in.b_wait * std::log(1.0 + c.wait / 60000.0 / 2.0);
        terms[3] = -in.b_days * std::log(1.0 + (now - c.first) / double(DAY));
        terms[4] = solved ? 0.0 : -in.b_unresolved;
        terms[5] = -in.b_anger * (c.temper - in.mean_temper + c.upset);
        terms[6] = c.apologized ? in.b_nonmonetary : 0.0;
        double z = in.base;
        for (double term : terms) z += term;
        satisfaction = logistic(z + 0.0);
        double luck = number(c.key, ANSWER);
        if (luck < satisfaction) {
            answer = luck < 0.7 * satisfaction ? 5 : 4;
        } else {
            double unhappy = (luck - satisfaction) / (1.0 - satisfaction);
            answer = unhappy < 0.55 ? 1 : unhappy < 0.8 ? 2 : 3;
        }
    }
    bool escalated = c.escalated >= 0;
#ifdef LEAN
    i64 left = c.answered >= 0 ? c.answered : now;
    double upstairs = escalated ? c.manager_start - c.escalated : 0;
    row.arrived = c.arrived / double(MINUTE);
    row.queued = (left - c.arrived) / double(MINUTE);
    row.agent = c.seat;
    row.handled = c.handled / double(MINUTE);
    row.chance = c.chance;
    row.escalated = escalated;
    row.upstairs = upstairs / MINUTE;
    row.manager = c.spent / double(MINUTE);
    row.ended = now / double(MINUTE);
    row.outcome = outcome;
    row.contacts = c.contacts;
    row.handoffs = c.handoffs;
    row.line = c.wait / double(MINUTE);
    row.anger = c.anger;
    row.closed = closed;
    row.satisfaction = satisfaction;
    row.answer = answer;
#else
    std::memcpy(&row, in.blank, sizeof(Row));
    row.row = c.row;
    row.bin = c.bin;
    row.ordinal = c.ordinal;
    row.attempt = c.contacts;
    row.kind = c.kind;
    row.parent = c.parent;
    row.arrived = row.queued = c.arrived;
    row.ended = now;
    row.outcome = outcome;
    row.complexity = c.complexity;
    row.drawn = 1;
    row.anger_first = c.anger_first;
    row.anger_last = c.anger;
    row.patience_ticks = c.patience;
    row.issue_first_arrived = c.first;
    if (c.answered >= 0) {
        row.answered = c.answered;
        row.team = 0;
        row.seat = c.seat;
        row.occupant = 0;
        row.released = c.released;
        row.agent_done = escalated ? c.escalated : now;
        row.diagnosed = row.had_choice = true;
        row.attempted = c.trying;
        row.attempt_probability = c.chance;
        row.ability = c.ability;
        row.handle_ticks = c.handled;
    }
    if (escalated) {
        row.passed_up = true;
        row.reason = 4;
        row.escalated = c.escalated;
        row.ticketed = c.ticketed;
        row.manager_start = c.manager_start;
        row.manager_end = now;
        row.manager_ticks = c.spent;
        row.granted_by = 2;
    }
    if (closed) {
        row.issue_closed = true;
        row.resolved = solved;
        row.issue_contacts = c.contacts;
        row.issue_handoffs = c.handoffs;
        row.issue_came_back = c.came_back;
        row.issue_wait_ticks = c.wait;
        row.term_repeats = terms[0];
        row.term_handoffs = terms[1];
        row.term_wait = terms[2];
        row.term_days = terms[3];
        row.term_unresolved = terms[4];
        row.term_anger = terms[5];
        row.term_apology = terms[6];
        row.satisfaction = satisfaction;
        row.answer = answer;
        double speaks = in.public_share * std::max(0.0, c.anger - in.public_above) / (1.0 - in.public_above);
        row.incident = number(c.key, PUBLIC) < 1.0 - (1.0 - speaks);
        row.advocacy = c.turned;
    }
#endif
}
