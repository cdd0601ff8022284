"""Sums of one issue type or one team: which there are, what they are called, and how contacts are told apart.

A sum ``escalated`` is called ``escalated@issue:claims`` for the issue type `claims`, ``escalated@team:desk`` for the
team `desk`. Where no issue type and no team share a name, ``escalated@claims`` is the same.

A contact belongs to the team that answered it, a closed issue to the team of its last contact. What nobody answered is
of no team, so whatever is counted of those who wait is not counted by team.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from sim.metrics.rows import Rows
from sim.scenario.plan import Plan
from sim.scenario.scenario import Scenario

ISSUE, TEAM = "issue", "team"
_ANSWERED = (
    *("contacts", "answered", "answered_wait_ticks", "handle_ticks", "cut_short", "left_unresolved"),
    *("gave_up", "talked", "anger_first", "anger_last", "diagnosed", "had_choice", "escalated", "passed_up"),
    *("failed_up", "insisted_up", "reserved_up", "authority_up", "choice_escalated", "handled_up", "manager_ticks"),
    *("walked_away", "lane", "agent_cents", "owed_cents", "manager_cents", "overcompensated"),
    *(
        "asks_answered",
        "asks_refused",
        "owed_refused",
        "asks_unmet",
        "insisted_more_up",
        "insisted_after_no",
        "tried_another",
    ),
    *("issues", "resolved", "satisfied", "first_contact", "recorded"),
    *("first_contact_base", "issue_contacts", "issue_handoffs", "incidents", "advocacy"),
    *("asked_ticks", "lane_value", "customers_lost", "lost_cents", "mixed"),
)
_WAITED = (
    *("abandoned", "contained", "dropped", "left_open", "begun", "unmet_cents"),
    *("offered", "blocked", "balked", "service_base", "service_met"),
    "tried_self_service",
)
_AT_WORK = (
    *("routine", "agents", "busy_ticks", "duty_ticks", "overtime_ticks", "quits", "vacant"),
    *("coaching_due", "coached", "coached_ticks"),
    *("paid_ticks", "scheduled_ticks", "planned_rest_ticks", "adhered_ticks", "break_ticks", "away_ticks"),
    *("habit", "reward", "charge", "skill", "ownership", "engagement", "strain"),
    *("charged_cents", "payout_cents", "absorbed_cents", "bonus_cents", "by_count_cents"),
    *("balance_cents", "cost_cents"),
)


def sums_of(histogram: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the weekly sums that are kept for each issue type and for each team: those that some metric reads."""
    return {ISSUE: (*_ANSWERED, *_WAITED, *histogram), TEAM: (*_ANSWERED, *_AT_WORK, *histogram)}


def groups_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the names of a scenario's issue types and teams."""
    return {ISSUE: tuple(scenario.issues), TEAM: tuple(scenario.teams)}


@lru_cache(maxsize=64)
def places_of(names: tuple[str, ...]) -> dict[str, int]:
    """Return the column of each sum, of ``sum@claims`` too where only one group is called `claims`.

    A picture asks for thousands of totals, all of the same names.
    """
    places = {name: place for place, name in enumerate(names)}
    groups = {name.partition("@")[2] for name in names} - {""}
    called = [group.partition(":")[2] for group in groups]
    for name, place in list(places.items()):
        what, _, group = name.partition("@")
        short = group.partition(":")[2]
        if group and called.count(short) == 1:
            places[f"{what}@{short}"] = place
    return places


class Cells:
    """The sums of contacts in a cell for each week, issue type and team that they have.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    width : int
        How many sums a cell has.
    """

    def __init__(self, plan: Plan, width: int) -> None:
        self.types, self.teams = len(plan.baseline.issues), len(plan.baseline.teams)
        self.codes = self.types * (self.teams + 1)
        """How many there can be: in the order of types, and in each first of no team, then of teams."""
        self.width = width

    def of(self, contacts: Rows) -> tuple[Any, Any, Any]:
        """Return the cells by week and code, each contact's cell and code, shape (contacts, 2), and sums, all 0."""
        codes = contacts["type"].astype(np.int64) * (self.teams + 1) + contacts["team"] + 1
        of_weeks = contacts.weeks * self.codes + codes
        is_there = np.bincount(of_weeks, minlength=self.codes) > 0
        present = np.flatnonzero(is_there)
        cell_of = np.cumsum(is_there) - 1
        return present, np.stack([cell_of[of_weeks], codes], axis=1), np.zeros((len(present), self.width))

    def add_up(self, present: Any, cells: Any, by: dict[str, Any]) -> None:
        """Add cells to the sums of their weeks, issue types and teams, in the order of their codes."""
        weeks, codes = np.divmod(present, self.codes)
        types, teams = np.divmod(codes, self.teams + 1)
        np.add.at(by[ISSUE], (weeks, types), cells)
        ours = teams > 0
        np.add.at(by[TEAM], (weeks[ours], teams[ours] - 1), cells[ours])
