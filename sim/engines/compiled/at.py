"""Access to the records of a world: `agent_at(w.agents, index)` is the agent itself, to be read and written."""

from typing import Any

from sim.engines.compiled import shapes
from sim.engines.compiled.compiler import copier, records, spelled_out, stands_for
from sim.engines.effects import given
from sim.engines.rules import Moment

world_at = records(shapes.WORLD)
contact_at = records(shapes.CONTACT)
hidden_at = records(shapes.HIDDEN)
agent_at = records(shapes.AGENT)
team_at = records(shapes.TEAM)
team_epoch_at = records(shapes.TEAM_EPOCH)
node_at = records(shapes.NODE)
line_at = records(shapes.LINE)
desk_at = records(shapes.DESK)
type_at = records(shapes.TYPE)
nature_at = records(shapes.NATURE)
delays_at = records(shapes.DELAYS)
epoch_at = records(shapes.EPOCH)
stream_at = records(shapes.STREAM)
stream_day_at = records(shapes.STREAM_DAY)
span_at = records(shapes.SPAN)
desk_step_at = records(shapes.DESK_STEP)
change_at = records(shapes.CHANGE)
happening_at = records(shapes.HAPPENING)
segment_at = records(shapes.SEGMENT)
meeting_at = records(shapes.MEETING)
diary_at = records(shapes.DIARY)
mark_at = records(shapes.MARK)
news_at = records(shapes.NEWS)
event_at = records(shapes.EVENT)
pending_at = records(shapes.PENDING)
arrival_at = records(shapes.ARRIVAL)
station_at = records(shapes.STATION)
rules_at = records(shapes.RULES)
type_rules_at = records(shapes.TYPE_RULES)
team_rules_at = records(shapes.TEAM_RULES)
ledger_at = records(shapes.LEDGER)
int_at = records(shapes.INT)
float_at = records(shapes.FLOAT)
copy_contact = copier(shapes.CONTACT)
copy_event = copier(shapes.EVENT)
copy_news = copier(shapes.NEWS)


@spelled_out
def moment(w: Any, type_index: int, t: int) -> Moment:
    """Return what holds now for contacts of a type, with a team."""
    s, its = w.segment, w.segment * w.n_types + type_index
    return Moment(
        rules_at(w.rules, s),
        type_rules_at(w.type_rules, its),
        team_rules_at(w.team_rules, s * w.n_teams + t),
        delays_at(w.delays, s),
        int_at(w.own_goal_delays, its).v,
    )


@spelled_out
def seen(w: Any, i: int) -> Any:
    """Return a contact's row, what only matters on its way, and what holds for it now."""
    c = contact_at(w.contacts, i)
    return c, hidden_at(w.hiddens, i), moment(w, c.type, c.team)


@stands_for(given.agent_of)
def _agent_of(w: Any, team: Any, seat: int) -> Any:
    """Return the agent on a seat of a team."""
    return agent_at(w.agents, team.first_agent + seat)
