"""Which column is what: by its name and by what its cells are, never by either alone where both tell."""

from __future__ import annotations

from collections.abc import Sequence

from sim.fit.reading.cell_kinds import (
    CLOCK,
    DATE,
    EMPTY,
    MOMENT,
    NUMBER,
    WORDS,
)
from sim.fit.reading.fitness import ARRIVING, MOMENT_ROLES, OF_ROW, SPAN_ROLES, fitness
from sim.fit.reading.heads import Column, Head
from sim.fit.reading.mapping import LEFT_OUT, ColumnUse, TableMapping
from sim.fit.reading.moment_forms import form_for
from sim.fit.reading.row_kinds import row_of, wide_names
from sim.fit.reading.span_units import in_one_unit, unit_by_words, unit_told
from sim.fit.reading.vocabulary import roles_of


def recognized(head: Head, given: TableMapping) -> TableMapping:
    """Say what each column is.

    Parameters
    ----------
    head
        The columns.
    given
        What is said of them already, which stands.

    Returns
    -------
    TableMapping
        A use for each column; `row` is empty where it cannot be told what a row is.
    """
    said = {each.name: each for each in given.columns}
    free = [each for each in head.columns if each.name not in said]
    row = given.row or row_of(head)
    if not head.named and not said:
        uses = {use.name: use for use in _by_place(head, row)}
    else:
        wide = wide_names(free)
        roles = _roles([each for each in free if each.name not in wide], row, {each.role for each in said.values()})
        uses = {
            each.name: _use(each, *roles.get(each.name, ("volume", "the name is the interval")), head.columns)
            for each in free
        }
    for column in head.columns:
        if column.name in said:
            mine = said[column.name]
            guess = _use(column, mine.role, "as the mapping says")
            uses[column.name] = ColumnUse(
                name=mine.name,
                role=mine.role,
                unit=mine.unit or guess.unit,
                form=mine.form or guess.form,
                per=mine.per,
                note="as the mapping says",
            )
    return TableMapping(row=row, columns=tuple(in_one_unit([uses[each.name] for each in head.columns], head.columns)))


def _roles(columns: Sequence[Column], row: str, taken: set[str]) -> dict[str, tuple[str, str]]:
    """Return role and note of each column: each role once, for the column that fits it best."""
    fits = {each.name: fitness(each, OF_ROW.get(row, ())) for each in columns}
    offers = sorted(((fit, name, role) for name, its in fits.items() for role, fit in its.items()), reverse=True)
    found: dict[str, tuple[str, str]] = {}
    first: dict[str, str] = {}
    for _, name, role in offers:
        first.setdefault(name, role)
        if name in found or (role in taken and role not in ("target", "name")):
            continue
        if role != first[name] and first[name] in ("target", "name"):
            continue
        taken.add(role)
        found[name] = (role, "")
    for each in columns:
        if each.name not in found:
            note = (
                f"a second column for {first[each.name]}"
                if each.name in first
                else "not known to be anything that is needed"
            )
            found[each.name] = (LEFT_OUT, note)
        elif found[each.name][0] in ("target", "name"):
            note = "a rate or a target, no count" if found[each.name][0] == "target" else "names are never read"
            found[each.name] = (LEFT_OUT, note)
    _by_contents(columns, row, found)
    return found


def _by_contents(columns: Sequence[Column], row: str, found: dict[str, tuple[str, str]]) -> None:
    """Give what no name told: the only column of moments is the time, the only few categories are the issue types."""
    roles = {role for role, _ in found.values()}
    free = [each for each in columns if found[each.name][1].startswith("not known")]
    if not roles & set(ARRIVING):
        times = [each for each in free if each.profile.kind in (MOMENT, DATE)]
        if len(times) == 1:
            found[times[0].name] = ("received", "the only column of moments")
    if row != "interval" and "agent" not in roles:
        people = [each for each in columns if found[each.name][1] == "names are never read" and _is_agents(each)]
        if len(people) == 1:
            found[people[0].name] = ("agent", "names become running numbers")
    days = [each for each in free if each.profile.kind in (MOMENT, DATE)]
    if row == "interval" and "date" not in roles and len(days) == 1 and found[days[0].name][0] == LEFT_OUT:
        clock = next((each for each in columns if found[each.name][0] == "received"), None)
        if clock is not None and clock.profile.kind == CLOCK:
            found[days[0].name] = ("date", "the only column of dates")
    clocks = [each for each in free if each.profile.kind == CLOCK]
    if row == "interval" and "received" not in roles and len(clocks) == 1:
        found[clocks[0].name] = ("received", "the only column of times of day")
    if row == "interval" and "issue" not in roles:
        few = [each for each in free if each.profile.kind == WORDS and each.profile.is_few and not _is_time(each)]
        if len(few) == 1:
            found[few[0].name] = ("issue", "the only column of categories")
    for each in free:
        if row == "interval" and each.profile.kind == NUMBER and each.profile.distinct == 1:
            found[each.name] = (LEFT_OUT, "the same in every row: a target, no measurement")


def _is_time(column: Column) -> bool:
    return bool({"received", "date", "interval_end"} & roles_of(column.name, EMPTY).keys())


def _is_agents(column: Column) -> bool:
    return "agent" in roles_of(column.name.rpartition(" ")[0] or column.name, WORDS)


_MOST_BY_PLACE = 6
"""Of more columns of numbers without names nobody can tell which is which."""


def _by_place(head: Head, row: str) -> list[ColumnUse]:
    """Take columns without names in the order in which forecasts are exported; `read_files` asks for a look."""
    kinds = {"words": ["issue"], "time": ["received", "interval_end"], "number": ["volume"]}
    many = sum(each.profile.kind == NUMBER for each in head.columns)
    row = row if many <= _MOST_BY_PLACE else ""
    kinds["number"] = [
        [],
        ["volume"],
        ["volume", "handle"],
        ["volume", "handle", "agents"],
        ["volume", "talk", "wrap_up", "agents"],
    ][min(many, 4)]
    uses = []
    for each in head.columns:
        kind = (
            "time"
            if each.profile.kind in (MOMENT, DATE, CLOCK)
            else "number"
            if each.profile.kind == NUMBER
            else "words"
        )
        role = kinds[kind].pop(0) if kinds[kind] and row == "interval" else LEFT_OUT
        uses.append(_use(each, role, "no name: by its place and its figures"))
    return uses


def _use(column: Column, role: str, note: str, others: Sequence[Column] = ()) -> ColumnUse:
    form = form_for(column.profile.examples) if role in MOMENT_ROLES else ""
    unit, assumed = unit_told(column) if role in SPAN_ROLES else ("", "")
    if assumed.startswith("no unit") and (by_words := unit_by_words(column, others)):
        unit, assumed = by_words, "the unit as a column beside it says it in words"
    return ColumnUse(name=column.name, role=role, unit=unit, form=form, note="; ".join(filter(None, (note, assumed))))
