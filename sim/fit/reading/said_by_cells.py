"""What the cells of a column say of it, whatever its name: a direction, states of agents, a trail of changes."""

from __future__ import annotations

from collections.abc import Sequence

from sim.fit.reading.cell_kinds import WORDS
from sim.fit.reading.heads import Column
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.vocabulary import means, plain, roles_of
from sim.scenario.problems import printable

_MOST = 40
_CHANGES = (
    {"old value", "oldvalue", "old", "from value", "previous value"},
    {"new value", "newvalue", "new", "to value"},
)


def says_direction(column: Column) -> bool:
    """Tell whether a column says which contacts came in and which went out, as `Inbound` and `Outbound` do.

    Cells of few letters, such as `I` and `O`, need a name that says the same.
    """
    cells = column.profile.examples
    if column.profile.kind != WORDS or not 0 < column.profile.distinct < _MOST:
        return False
    named = "direction" in roles_of(column.name, WORDS)
    told = [cell for cell in cells if means(cell, "inbound", "outbound") and (named or len(cell) > 4)]
    more = [cell for cell in cells if means(cell, "gave up", "answered", "not answered")]
    return bool(told) and len({*told, *more}) > 0.6 * len(cells)


def says_outcome(column: Column) -> bool:
    """Tell whether a column says who was answered and who gave up, whatever it is called."""
    cells = [cell for cell in column.profile.examples if len(cell) > 3]
    if column.profile.kind != WORDS or not 1 < column.profile.distinct < _MOST:
        return False
    lost, got = ([cell for cell in cells if means(cell, what)] for what in ("gave up", "answered"))
    return bool(lost and got) and len({*lost, *got}) > 0.8 * len(column.profile.examples)


def says_states(columns: Sequence[Column]) -> bool:
    """Tell whether a column holds states of agents, such as ready and break: its rows are no contacts."""
    return any(
        each.profile.kind == WORDS
        and 1 < each.profile.distinct < _MOST
        and sum(means(cell, "state of an agent") for cell in each.profile.examples) > 0.6 * len(each.profile.examples)
        for each in columns
    )


def may_be_issues(columns: Sequence[Column], table: TableMapping) -> list[str]:
    """Say in a line which columns of few words may be the issue types, where none is known to be."""
    unread = {each.name for each in table.columns if each.note.startswith("not known")}
    few = [
        printable(each.name, 40)
        for each in columns
        if each.name in unread and each.profile.kind == WORDS and each.profile.is_few and each.profile.distinct > 1
    ]
    if table.of("issue") is not None or not few:
        return []
    return [f"which column is the issue type: {', '.join(few[:4])} may be; give it the role issue"]


def is_audit(columns: Sequence[Column]) -> bool:
    """Tell whether a row is a change of one field, with its value before and after."""
    names = {plain(each.name) for each in columns}
    return all(names & words for words in _CHANGES)
