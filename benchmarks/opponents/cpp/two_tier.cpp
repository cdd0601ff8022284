// The benchmark's center as one event loop in C++: the limit. Same numbers, order of events and arithmetic as the
// compiled engine, so every column of every row is equal to the bit; nothing of the model that the scenario leaves off.
// names.h (the columns of a row and the fields of In) is written by cpp.py. -DLEAN records what the others record.
#include <vector>

#include "names.h"
#include "numbers.h"

namespace {

constexpr u64 KIND = u64(1) << 56, AGENT_DONE = 4 * KIND, MANAGER_DONE = 5 * KIND, RETURN_CALL = 8 * KIND,
              ARRIVAL = 9 * KIND, GIVES_UP = 10 * KIND;
enum { MOMENT, THINNED, COMPLEXITY, ASKS, ASK, TEMPER, RESERVED, RARE, OUTSOURCED, PUBLIC, ANSWER };
enum { HANDLE, PATIENCE, CHOICE = 7, SOLVE, MANAGER_TIME, ADVERSARIAL, APOLOGY, RETURNS = 17, RETURNS_AFTER };
enum { FIRST, REPEAT, REDIAL };
enum { SOLVED, BY_MANAGER, ABANDONED = 3, UNRESOLVED = 5 };
struct Event {
    i64 tick;
    u64 key;  // kind and id, the written order within a tick
    int slot;
};
inline bool before(const Event& a, const Event& b) { return a.tick < b.tick || (a.tick == b.tick && a.key < b.key); }

struct Agent {
    double habit, ownership, reward, strain, skill;
    i64 idle_since;
};

struct Contact {
    u64 key, call;
    double complexity, temper, anger, anger_first, chance, ability, upset;
    i64 row, parent, bin, ordinal, first, arrived, answered, released, escalated, ticketed, manager_start, patience;
    i64 base, handled, rest, wait, earlier, spent, first_ended, came_back;
    int seat, contacts, redials, handoffs, kind, after;
    bool trying, apologized, turned;
};

struct Center {
    const In& in;
    Row* rows = nullptr;
    const Poisson poisson;
    i64 written = 0, next_row = 0, now = 0, sequence = 0;
    std::vector<Agent> agents;
    std::vector<Contact> contacts;
    std::vector<Event> soon, later;  // whoever is busy, sorted, the next one last; calls again and patience, a heap
    std::vector<u64> calls;          // first calls of the hour, in order
    std::vector<int> idle;           // a ring, the longest idle first
    size_t idle_head = 0, idle_n = 0, call_next = 0;
    i64 hour = 0, hour_start = 0;
    int free_slot = -1, queue_first = -1, queue_last = -1, up_first = -1, up_last = -1, managers_idle;
    i64 inside[4] = {}, since[4] = {}, sum[4] = {};
    bool over = false;

    explicit Center(const In& given) : in(given), poisson(given.part_mean), managers_idle(given.managers) {
        for (int a = 0; a < in.agents; a++) {
            agents.push_back({in.habit, in.ownership, in.reward, 0.0, in.skills[a], 0});
            idle.push_back(a);
        }
        idle_n = in.agents;
        contacts.reserve(4096);
        soon.reserve(in.agents + in.managers);
    }

    // --- what is to happen

    void plan_soon(i64 tick, u64 key, int slot) {
        Event event{tick, key, slot};
        size_t i = soon.size();
        soon.push_back(event);
        while (i > 0 && before(soon[i - 1], event)) soon[i] = soon[i - 1], i--;
        soon[i] = event;
    }
    void plan_later(i64 tick, u64 key, int slot) {
        later.push_back({tick, key, slot});
        std::push_heap(later.begin(), later.end(), [](const Event& a, const Event& b) { return before(b, a); });
    }
    void present(int station, i64 change) {
#ifndef LEAN
        sum[station] += inside[station] * (now - since[station]);
        since[station] = now;
        inside[station] += change;
#endif
    }
    void next_hour() {
        calls.clear();
        call_next = 0;
        u64 bin_key = output(in.stream, hour);
        for (i64 part = 0; part < in.parts; part++) {
            i64 count = poisson.count(number(bin_key, (u64(1) << 40) + part));
            for (i64 turn = 0; turn < count; turn++) {
                u64 ordinal = part + turn * in.parts;
                u64 moment = i64(number(output(bin_key, ordinal), MOMENT) * HOUR);
                calls.push_back(moment << 32 | ordinal);
            }
        }
        std::sort(calls.begin(), calls.end());
        hour_start = hour++ * HOUR;
    }

    // --- calls

    int new_slot() {
        if (free_slot < 0) return contacts.emplace_back(), int(contacts.size()) - 1;
        int slot = free_slot;
        free_slot = contacts[slot].after;
        return slot;
    }
    int first_call() {
        int slot = new_slot();
        Contact& c = contacts[slot];
        c.bin = hour - 1;
        c.ordinal = calls[call_next++] & 0xFFFFFFFF;
        c.key = output(output(in.stream, c.bin), c.ordinal);
        c.complexity = read(in.complexity, number(c.key, COMPLEXITY));
        c.temper = c.anger = read(in.temper, number(c.key, TEMPER));
        c.contacts = 0;
        c.redials = c.handoffs = c.kind = 0;
        c.wait = 0;
        c.parent = -1;
        c.first = now;
        c.first_ended = c.came_back = -1;
        c.call = output(c.key, FIRST);
        return slot;
    }
    void calls_again(Contact& c) {
        c.parent = c.row;
        if (c.came_back < 0) c.came_back = now - c.first_ended;
        if (c.kind == REDIAL) {
            c.call = output(output(c.key, REDIAL), c.redials++);
        } else {
            c.call = output(output(c.key, REPEAT), c.contacts - 1 - c.redials);
            c.anger = risen(c.anger, in.anger_repeat);
        }
    }
    void rings(int slot) {
        Contact& c = contacts[slot];
        c.row = next_row++;
        c.contacts++;
        c.base = ticks(read(in.handle, number(c.call, HANDLE)));
        c.patience = ticks(read(in.patience, number(c.call, PATIENCE)));
        c.earlier = c.wait;
        c.arrived = now;
        c.anger_first = c.anger;
        c.answered = c.released = c.escalated = c.ticketed = c.manager_start = -1;
        c.handled = c.spent = 0;
        c.upset = 0.0;
        c.chance = c.ability = -1.0;
        c.seat = -1;
        c.trying = c.apologized = c.turned = false;
        if (idle_n > 0) {
            int a = idle[idle_head];
            idle_head = idle_head + 1 == idle.size() ? 0 : idle_head + 1;
            idle_n--;
            answers(slot, a);
            return;
        }
        present(0, 1);
        c.after = -1;
        (queue_first < 0 ? queue_first : contacts[queue_last].after) = slot;
        queue_last = slot;
        plan_later(now + c.patience, GIVES_UP + c.row, slot);
    }
    void waits(Contact& c, i64 waited) {
        c.wait += waited;
        c.anger = risen(c.anger, in.anger_wait * (waited / double(MINUTE)) / 10.0);
    }
    void gives_up(const Event& event) {
        Contact& c = contacts[event.slot];
        if (GIVES_UP + c.row != event.key || c.answered >= 0) return;
        int previous = -1;
        for (int slot = queue_first; slot != event.slot; slot = contacts[slot].after) previous = slot;
        (previous < 0 ? queue_first : contacts[previous].after) = c.after;
        if (queue_last == event.slot) queue_last = previous;
        present(0, -1);
        waits(c, now - c.arrived);
        ends(event.slot, ABANDONED);
    }

#include "desk.h"
#include "record.h"

    void ends(int slot, int outcome) {
        Contact& c = contacts[slot];
        bool solved = outcome == SOLVED || outcome == BY_MANAGER, again = false;
        if (c.first_ended < 0) c.first_ended = now;
        i64 due = 0;
        if (!solved && c.contacts < in.max_contacts) {
            bool redials = outcome == ABANDONED;
            if ((!redials || c.redials < in.max_redials) &&
                number(c.call, RETURNS) < (redials ? in.redial_share : in.comes_back_share)) {
                double minutes = read(redials ? in.redial : in.comes_back, number(c.call, RETURNS_AFTER));
                due = now + ticks(minutes);
                again = true;
            }
        }
        record(c, outcome, solved, !again);
        if (again && due < in.horizon) {
            c.kind = outcome == ABANDONED ? REDIAL : REPEAT;
            plan_later(due, RETURN_CALL + c.row, slot);
        } else {
            c.after = free_slot;
            free_slot = slot;
        }
    }

    // --- the loop

    void goes_past_horizon(i64 tick) {
        over = true;
        now = in.horizon;
        for (int station = 0; station < 4; station++) present(station, 0), in.in_horizon[station] = sum[station];
        now = tick;
    }
    // Run until so many rows are written; return how many were: fewer at the end.
    i64 advance(Row* to, i64 room) {
        rows = to;
        written = 0;
        const i64 hours = in.horizon / HOUR;
        while (written < room) {
            while (call_next == calls.size() && hour < hours) next_hour();
            i64 call = call_next < calls.size() ? hour_start + i64(calls[call_next] >> 32) : INT64_MAX;
            Event next{call, ARRIVAL + u64(sequence), -1};
            bool is_soon = !soon.empty() && before(soon.back(), next);
            if (is_soon) next = soon.back();
            bool is_later = !later.empty() && before(later.front(), next);
            if (is_later) next = later.front();
            if (next.tick == INT64_MAX) {
                ends_run();
                break;
            }
            if (next.tick > in.horizon && !over) goes_past_horizon(next.tick);
            now = next.tick;
            if (is_later) {
                std::pop_heap(later.begin(), later.end(), [](const Event& a, const Event& b) { return before(b, a); });
                later.pop_back();
                if (next.key >= GIVES_UP) {
                    gives_up(next);
                } else {
                    calls_again(contacts[next.slot]);
                    rings(next.slot);
                }
            } else if (is_soon) {
                soon.pop_back();
                next.key >= MANAGER_DONE ? manager_done(next.slot) : agent_done(next.slot);
            } else {
                sequence++;
                rings(first_call());
            }
        }
        return written;
    }
    void ends_run() {
        if (!over) goes_past_horizon(now);
        std::copy(sum, sum + 4, in.whole);
        for (int a = 0; a < in.agents; a++) {
            double mind[] = {agents[a].habit, agents[a].reward, agents[a].ownership, agents[a].strain};
            std::copy(mind, mind + 4, in.minds + 4 * a);
        }
    }
};

}  // namespace

extern "C" {
Center* begins(const In* in) { return new Center(*in); }
int64_t advances(Center* center, Row* rows, int64_t room) { return center->advance(rows, room); }
void ends(Center* center) { delete center; }
}
