"""A frontline agent's work in compiled code: talk, diagnosis, the choice, solving and passing up."""

from typing import Any

import numpy as np

from sim.clock import Kind
from sim.demand import purposes as for_
from sim.demand.numbers import word_of
from sim.engines.compiled.at import agent_at, contact_at, hidden_at, output, seen, team_at
from sim.engines.compiled.callers import HELD, NO_HOLD, OWN_GOAL, ends, leaves_agent, own_goal, when_open
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.duty import takes_break
from sim.engines.compiled.events import present, push
from sim.engines.compiled.floor import next_for
from sim.engines.compiled.standing import is_busy
from sim.engines.compiled.upstairs import goes_upstairs
from sim.engines.compiled.waiting import load_on
from sim.engines.effects import agents, answers, bonuses, desks, pools
from sim.engines.effects.agents import ARGUING, ATTEMPT, CUT, DIAGNOSIS, ROUTINE, SECOND_ATTEMPT
from sim.engines.effects.answers import GOES_UP, RINGS_AGAIN
from sim.journeys.records import Outcome, Reason

TALK_ENDS, WRITES_UP = range(2)
"""What an agent has done: a talk, of which the event has the contact; or the wrap-up, of which it has the agent."""
_OWN_GOAL_WORD = np.uint64(word_of("own goal"))


@compiled
def starts(w: Any, a: int, i: int) -> None:
    """An agent begins with a contact: a customer on the line, or an issue that came back from the manager."""
    is_busy(w, a, True)
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    agent.busy_since = w.tick
    h.agent = a
    if c.returned >= 0:
        agents.takes_back(c, h, agent, w.tick, now)
        present(w, 1, 1)
        _talks(w, i, SECOND_ATTEMPT, h.rest_ticks)
    else:
        waiting, on_duty = load_on(w, agent.team)
        phase, ticks = agents.picks_up(h, agent, waiting, on_duty, now)
        _talks(w, i, phase, ticks)


@compiled
def is_done(w: Any, a: int) -> None:
    """An agent has done with a contact, and takes the next; what is to be written up is written first."""
    agent = agent_at(w.agents, a)
    if agent.wrap_up_ticks > 0:
        push(w, w.tick + agent.wrap_up_ticks, Kind.AGENT_DONE, agent.wrap_up_row, a, WRITES_UP)
        agent.wrap_up_ticks = 0
        return
    agents.is_done(w, agent, team_at(w.teams, agent.team), w.tick)
    is_busy(w, a, False)
    if agent.due_paid + agent.due_unpaid > 0 and takes_break(w, a):
        return
    i = next_for(w, a)
    if i >= 0:
        starts(w, a, i)


@compiled
def _talks(w: Any, i: int, phase: int, ticks: int) -> None:
    """Spend time with a customer; what comes then depends on the phase."""
    c = contact_at(w.contacts, i)
    hidden_at(w.hiddens, i).phase = phase
    c.handle_ticks += ticks
    push(w, w.tick + ticks, Kind.AGENT_DONE, c.row, i, TALK_ENDS)


@compiled
def talk_ends(w: Any, i: int) -> None:
    """What comes after a talk."""
    h = hidden_at(w.hiddens, i)
    a, phase = h.agent, h.phase
    free = True
    if phase == CUT:
        ends(w, i, Outcome.CUT_SHORT)
    elif phase == ROUTINE:
        _own_goal_of(w, a, i)
        _lets_go(w, a, i)
        ends(w, i, Outcome.SERVED)
    elif phase == DIAGNOSIS:
        free = _decides(w, a, i)
    elif phase == ARGUING:
        free = _reacts(w, a, i)
    else:
        free = _attempted(w, a, i, phase == SECOND_ATTEMPT)
    if free:
        is_done(w, a)


@compiled
def _lets_go(w: Any, a: int, i: int) -> None:
    """The customer leaves the agent."""
    agents.lets_go(contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a))


@compiled
def _own_goal_of(w: Any, a: int, i: int) -> None:
    """Handling a routine contact may create an issue, which calls in its own time."""
    c, h, now = seen(w, i)
    later = agents.own_goal(c, h, agent_at(w.agents, a), now)
    if later < 0:
        return
    due = when_open(w, w.tick + later)
    if due < w.horizon_tick:
        key = output(output(h.key, OWN_GOAL), _OWN_GOAL_WORD)
        goal = own_goal(w, i, key, now.its.creates, due)
        push(w, due, Kind.RETURN_CALL, c.row, goal, 0)


@compiled
def _decides(w: Any, a: int, i: int) -> bool:
    """After the diagnosis: pass up or try; say whether the agent is free at once."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    bonuses.diagnosed(c, agent, team_at(w.teams, agent.team))
    if agents.notices(c, h, agent, now.rules):
        return _passes_up(w, a, i, Reason.NONE, True)
    reason = agents.decides(c, h, agent, team_at(w.teams, agent.team), now)
    if reason != Reason.NONE:
        return _passes_up(w, a, i, reason, False)
    c.attempted = True
    _talks(w, i, ATTEMPT, h.rest_ticks)
    return False


@compiled
def _attempted(w: Any, a: int, i: int, again: bool) -> bool:
    """An attempt is over, the first or that after a return; say whether the agent is free at once."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    if again:
        c.returned_done = w.tick
    if agents.succeeds(c, h, for_.SECOND_SOLVED if again else for_.SOLVED, now.rules):
        if not again:
            return _answers(w, a, i)
        answers.gives_freely(c, h, agent, team, now)
        _solves(w, a, i)
        return True
    if again:
        return _passes_up(w, a, i, Reason.NONE, False)
    if agents.leaves_it(c, h, agent, team, now):
        bonuses.closed(w, team, agent, c, now)
        _lets_go(w, a, i)
        ends(w, i, Outcome.LEFT_UNRESOLVED)
        return True
    return _passes_up(w, a, i, Reason.FAILED, False)


@compiled
def _answers(w: Any, a: int, i: int) -> bool:
    """What is asked is granted, or argued about; say whether the agent is free at once."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    arguing = answers.answers(c, h, agent, team_at(w.teams, agent.team), now)
    if c.refused:
        _talks(w, i, ARGUING, arguing)
        return False
    return _reacts(w, a, i)


@compiled
def _reacts(w: Any, a: int, i: int) -> bool:
    """The customer takes it, goes up for more, or rings again; say whether the agent is free at once."""
    c, h, now = seen(w, i)
    what = answers.is_content(c, h, now)
    if what == GOES_UP:
        return _passes_up(w, a, i, Reason.INSISTED_ON_MORE, False)
    if what == RINGS_AGAIN:
        _lets_go(w, a, i)
        ends(w, i, Outcome.REFUSED)
    else:
        _solves(w, a, i)
    return True


@compiled
def _solves(w: Any, a: int, i: int) -> None:
    """The issue is closed at the desk."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    agents.solves(c, h, agent, now)
    pools.solved(w, team_at(w.teams, agent.team), agent, c, now.rules)
    bonuses.closed(w, team_at(w.teams, agent.team), agent, c, now)
    ends(w, i, Outcome.SOLVED)


@compiled
def _passes_up(w: Any, a: int, i: int, reason: int, lane: bool) -> bool:
    """Hand the customer over: cold, or held until picked up or finished; say whether the agent is free at once."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    agents.passes_up(c, h, agent, reason, now.rules)
    bonuses.passed_up(w, team_at(w.teams, agent.team), agent, c, reason, now)
    if not lane and desks.walks_away(c, h, w.tick, now):
        ends(w, i, Outcome.WALKED_AWAY)
        return True
    warm = now.rules.warm and not lane
    h.hold = HELD if warm else NO_HOLD
    h.holder = a
    goes_upstairs(w, i, lane)
    if not warm:
        leaves_agent(w, i)
    return not warm
