"""Which column is what: by its name and by what its cells are, never by either alone where both tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.fit.reading.amounts import SECONDS
from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, NUMBER, SPAN, WORDS, form_of, kind_of
from sim.fit.reading.heads import Column, Head
from sim.fit.reading.mapping import LEFT_OUT, ColumnUse, TableMapping
from sim.fit.reading.moments import form_for
from sim.fit.reading.vocabulary import plain, roles_of, unit_of, weekday_of

MOMENT_ROLES = frozenset(
    {
        *("received", "date", "entered", "menu_end", "queue_start", "queue_end", "answered", "left", "consulted"),
        *("transferred", "ended", "updated", "interval_end", "shift", "shift_end", "lunch", "pause"),
    }
)
SPAN_ROLES = frozenset(("wait", "talk", "hold", "wrap_up", "handle", "duration", "lunch_minutes", "pause_minutes"))
_EITHER = ("target", "name", "agent", "issue", "priority", "score")
_OF_ROW = {
    "call": (
        *("received", "date", "entered", "menu_end", "queue_start", "queue_end", "answered", "left", "consulted"),
        *("transferred", "ended", "wait", "talk", "hold", "wrap_up", "handle", "duration", "caller", "call", "outcome"),
        *("solved", "hand_offs", "hand_over_kind", "weekday", *_EITHER),
    ),
    "event": ("call", "updated", "received", "ended", "group", "caller", "hand_offs", *_EITHER),
    "interval": (
        *("received", "date", "weekday", "interval_end", "volume", "answered_calls", "abandoned_calls", "wait", "talk"),
        *("hold", "wrap_up", "handle", "agents", "issue", "target", "name"),
    ),
    "shift": (
        *("agent", "group", "activity", "date", "weekday", "shift", "shift_end", "lunch", "pause", "lunch_minutes"),
        *("pause_minutes", "target", "name"),
    ),
}
_ARRIVALS = ("received", "date", "queue_start", "entered", "answered", "shift")
_MOST_FLAGS = 4
_LEAST_WIDE = {DATE: 2, CLOCK: 3, "weekday": 4}


def wide_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of columns that are clocks or dates themselves, with numbers below: a table that is wide."""
    kinds: dict[str, list[str]] = {CLOCK: [], DATE: [], "weekday": []}
    for each in columns:
        if each.profile.kind in (NUMBER, EMPTY):
            kind = kind_of(re.split(r" ?[-–] ?(?=\d+:)", each.name)[0])
            if kind == MOMENT or form_of(each.name) == "yyyymmdd":
                kind = DATE
            elif weekday_of(each.name) is not None:
                kind = "weekday"
            kinds.setdefault(kind, []).append(each.name)
    return next((tuple(kinds[kind]) for kind, least in _LEAST_WIDE.items() if len(kinds[kind]) >= least), ())


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
                note="as the mapping says",
            )
    return TableMapping(row=row, columns=tuple(uses[each.name] for each in head.columns))


def row_of(head: Head) -> str:
    """Tell what a row is; empty where nothing tells it."""
    found = {role for each in head.columns for role in _fitness(each, _ALL_ROLES)}
    kinds = [each.profile.kind for each in head.columns]
    best = {max(its, key=lambda role: its[role]) for each in head.columns if (its := _fitness(each, _ALL_ROLES))}
    if wide_names(head.columns):
        return "interval"
    if not head.named:
        return "interval" if {MOMENT, DATE, CLOCK} & set(kinds) and NUMBER in kinds else ""
    tickets = [each for each in head.columns if "call" in _fitness(each, ("call",))]
    if "updated" in best and any(each.profile.distinct < 0.9 * each.profile.filled for each in tickets):
        return "event"
    counts = {"volume", "answered_calls", "abandoned_calls", "agents"} & best
    if (
        counts
        and not {"outcome", "caller", "ended"} & best
        and {MOMENT, DATE, CLOCK} & set(kinds) | {"weekday"} & found
    ):
        return "interval"
    if (
        {"lunch", "pause", "shift_end", "activity"} & found
        and "agent" in found | best
        and MOMENT not in kinds
        and not {"wait", "talk", "call"} & best
    ):
        return "shift"
    return "call" if {MOMENT, DATE, CLOCK} & set(kinds) or "received" in found or "date" in found else ""


_ALL_ROLES = tuple(dict.fromkeys(role for roles in _OF_ROW.values() for role in roles))


def _fitness(column: Column, allowed: Sequence[str]) -> dict[str, float]:
    """Return how well a column fits each role that its name and its cells allow."""
    profile, found = column.profile, {}
    whole = len(plain(column.name)) or 1
    filled = profile.filled / max(1, len(column.cells))
    dull = 0.1 if profile.kind == WORDS and profile.distinct == 1 else 1.0
    for role, letters in roles_of(column.name, profile.kind).items():
        if role not in allowed or (role == "solved" and profile.distinct > _MOST_FLAGS):
            continue
        if role in MOMENT_ROLES and profile.kind == NUMBER and not _is_digits(column, role):
            continue
        found[role] = letters * dull * (0.3 + 0.7 * filled) + letters / whole
    return found


def _is_digits(column: Column, role: str) -> bool:
    """Tell whether plain numbers are dates in digits, days since 1900, fractions of a day or seconds since 1970."""
    form = form_for(column.profile.examples)
    if form == "fraction of a day":
        return (
            role in ("received", "answered", "ended", "shift", "shift_end", "lunch", "pause", "interval_end")
            and column.profile.distinct > 1
        )
    return bool(form) and (form != "yymmdd" or role == "date")


def _roles(columns: Sequence[Column], row: str, taken: set[str]) -> dict[str, tuple[str, str]]:
    """Return role and note of each column: each role once, for the column that fits it best."""
    fits = {each.name: _fitness(each, _OF_ROW.get(row, ())) for each in columns}
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
    if not roles & set(_ARRIVALS):
        times = [each for each in free if each.profile.kind in (MOMENT, DATE)]
        if len(times) == 1:
            found[times[0].name] = ("received", "the only column of moments")
    days = [each for each in free if each.profile.kind in (MOMENT, DATE)]
    if row == "interval" and "date" not in roles and len(days) == 1 and found[days[0].name][0] == LEFT_OUT:
        clock = next((each for each in columns if found[each.name][0] == "received"), None)
        if clock is not None and clock.profile.kind == CLOCK:
            found[days[0].name] = ("date", "the only column of dates")
    clocks = [each for each in free if each.profile.kind == CLOCK]
    if row == "interval" and "received" not in roles and len(clocks) == 1:
        found[clocks[0].name] = ("received", "the only column of times of day")
    if row == "interval" and "issue" not in roles:
        few = [each for each in free if each.profile.kind == WORDS and each.profile.is_few]
        if len(few) == 1:
            found[few[0].name] = ("issue", "the only column of categories")
    for each in free:
        if row == "interval" and each.profile.kind == NUMBER and each.profile.distinct == 1:
            found[each.name] = (LEFT_OUT, "the same in every row: a target, no measurement")


def _by_place(head: Head, row: str) -> list[ColumnUse]:
    """Take columns without names in the order in which forecasts are exported; `read_files` asks for a look."""
    kinds = {"words": ["issue"], "time": ["received", "interval_end"], "number": ["volume"]}
    many = sum(each.profile.kind == NUMBER for each in head.columns)
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
    unit, assumed = _unit(column) if role in SPAN_ROLES else ("", "")
    if assumed.startswith("no unit") and (by_words := unit_by_words(column, others)):
        unit, assumed = by_words, "the unit as a column beside it says it in words"
    return ColumnUse(name=column.name, role=role, unit=unit, form=form, note="; ".join(filter(None, (note, assumed))))


def _unit(column: Column) -> tuple[str, str]:
    """Return the unit of a column of spans, and what of it is assumed."""
    profile = column.profile
    if profile.kind in (SPAN, CLOCK):
        if any(cell.count(":") == 2 for cell in profile.examples) or not any(":" in cell for cell in profile.examples):
            return "h:mm:ss", ""
        return ("h:mm", "") if unit_of(column.name) == "h" else ("m:ss", "two fields taken for minutes and seconds")
    told = unit_of(column.name)
    if told or not profile.numbers:
        return told or "s", ""
    middle, largest = profile.numbers[len(profile.numbers) // 2], profile.numbers[-1]
    broken = any(figure % 1 for figure in profile.numbers)
    if broken and largest < 1:
        return "days", "fractions of a day, as Excel has them"
    if broken and middle < 30:
        return "min", "no unit is named: minutes, by their size"
    return (
        ("ms", "no unit is named: milliseconds, by their size")
        if middle > 20_000
        else ("s", "no unit is named: seconds")
    )


def _bounds(words: str) -> tuple[float, float] | None:
    """Read `1 to 2 hours` or `under 30 min` as seconds."""
    figures = [float(each.replace(",", ".")) for each in re.findall(r"[0-9]+(?:[.,][0-9]+)?", words)]
    unit = unit_of(words)
    if not unit or not 1 <= len(figures) <= 2:
        return None
    size = SECONDS[unit]
    if len(figures) == 2:
        return size * figures[0], size * figures[1]
    upper = re.search(r"under|less|below|up to|<|unter|bis|menos|hasta|moins|minder|tot", words.casefold())
    return (0.0, size * figures[0]) if upper else (size * figures[0], float("inf"))


def unit_by_words(column: Column, others: Sequence[Column]) -> str:
    """Tell the unit of a column from one beside it that says the same in words, as `1 to 2 hours` does."""
    mine = set(plain(column.name).split())
    for other in others:
        if other is column or other.profile.kind != WORDS or not mine & set(plain(other.name).split()):
            continue
        told = {cell: span for cell in set(other.cells) if (span := _bounds(cell))}
        both = [
            (float(figure.replace(",", ".")), told[words])
            for figure, words in zip(column.cells, other.cells, strict=True)
            if words in told and re.fullmatch(r"[0-9]+([.,][0-9]+)?", figure)
        ]
        fits = {
            unit: sum(low <= size * figure <= high for figure, (low, high) in both) for unit, size in SECONDS.items()
        }
        best = max(fits, key=lambda unit: fits[unit])
        if fits[best] > 0.6 * len(both) and fits[best] > max(fit for unit, fit in fits.items() if unit != best):
            return best
    return ""
