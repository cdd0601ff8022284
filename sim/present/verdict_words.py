"""The verdict as a person reads it: what stands first, best, price, how sure, a table; one screen of 24 x 80."""

import textwrap
from collections.abc import Sequence
from math import floor, log10

from sim.experiment.comparison import Comparison
from sim.experiment.guards import DEBT
from sim.experiment.other_worlds import FEWEST_LEFT, OtherWorlds
from sim.experiment.verdict import Cell, First, Mark, Verdict, verdict_of
from sim.metrics import ASKED, BONUS, CSAT, METRICS, WORKED
from sim.present.numerals import fixed
from sim.scenario.messages import join

WIDTH, HEIGHT = 80, 24
_LEAST_NAME = 20
_NAMES = {
    WORKED: "manager hours",
    ASKED: "manager hours asked for",
    CSAT: "satisfied customers",
    BONUS: "bonus",
    DEBT: "debt",
    "asa_seconds": "waiting",
    "agent_hours_per_week": "agents’ hours",
    "money_given_per_week": "money given",
    "spending_per_week": "spending",
    "hidden_escalations_per_week": "problems that vanish from the record",
    "not_served": "not served",
    "service_level": "service level",
}
_FALLS = {WORKED: "the hours fall", ASKED: "the hours asked for fall"}
LEGEND = "! harm that matters  ~ too small to matter  ? not clear  = none"


def verdict_lines(comparison: Comparison, details: str = "", *, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Return the verdict of a comparison as lines of text that fit a screen.

    Parameters
    ----------
    comparison : Comparison
        What was run, with what-ifs.
    details : str
        Where more stands.
    width, height : int
        Of the screen.
    """
    found = verdict_of(comparison, comparison.worlds)
    above = [headline(comparison), "", *sentences(comparison, found), ""]
    warnings, legend = [*look_out(comparison, found), *same_words(found)], [LEGEND]
    if len(LEGEND) + len(details) + 2 <= width:
        legend = [f"{LEGEND}  {details}".rstrip()]
    else:
        legend = [LEGEND, details]
    rows = 3 + len(found.what_ifs) - sum(len(group) - 1 for group in found.alike)
    tries = [(above, [*warnings, "", *legend]), (above, [*warnings, *legend]), (above, [*warnings[:1], *legend])]
    tries.append(([line for line in above if line], [*warnings[:1], *legend]))
    for head, tail in tries:
        before, after = ([line for each in part for line in wrapped(each, width) or [""]] for part in (head, tail))
        room = height - len(before) - len(after)
        if room >= rows:
            break
    return [*before, *table_lines(comparison, found, room=room, width=width), *after]


def wrapped(text: str, width: int) -> list[str]:
    """Return a sentence in lines, the further ones indented."""
    return textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=True)


def headline(comparison: Comparison) -> str:
    """Return what is compared, in a line."""
    first, last = comparison.window
    count = len(comparison.what_ifs)
    weeks = f"week {first}" if first == last else f"mean of weeks {first} to {last}"
    return f"{comparison.scenario.name}: today against {count} what-if{'s' if count != 1 else ''}, {weeks}"


def sentences(comparison: Comparison, found: Verdict) -> list[str]:
    """Return what is said in words: what stands first, the best, its price, how sure."""
    said = [first_sentence(found)] if found.before else []
    return [*said, *_ENDINGS[found.ending](comparison, found), sure_sentence(comparison, found)]


def first_sentence(found: Verdict) -> str:
    """Return what stands before everything else."""
    return "First: " + " ".join(_BEFORE[each.why](each) for each in found.before)


_BEFORE = {
    "managers": lambda its: (
        f"managers are asked for {fixed(its.value, 0)} % of their hours, so hours worked cannot show a gain; hours "
        "asked for judge."
    ),
    "not_served": lambda its: (
        f"{fixed(its.value, 0)} % of customers are not served. Settle staffing before anything below."
    ),
    "all_up": lambda its: (
        f"agents pass up {_percent(its)} % of what they could decide. Is that what you see? All gains start there."
    ),
    "none_up": lambda its: f"agents pass up only {_percent(its)} % of what they could decide: there is little to gain.",
}


def _percent(its: First) -> str:
    return fixed(its.value, 0 if its.value < 99.5 else 1)


def _best(comparison: Comparison, found: Verdict) -> list[str]:
    name, aim = found.told or "", found.aim
    of = f" of {len(found.what_ifs)}" if len(found.what_ifs) > 1 else ""
    other = (
        ""
        if aim == found.first
        else f"{_upper(name_of(found.first))}: no what-if clearly helps; {name_of(aim)} judge. "
    )
    parts = [gain_words(comparison, found.cells[name, aim])]
    parts += [level_words(comparison, cell) for cell in found.also(name)[:1]]
    best = f"Best{of}: “{name}”. {other}{_upper('; '.join(parts))}."
    work = found.cells.get((name, "agent_hours_per_week"))
    if (
        aim in (WORKED, ASKED)
        and work is not None
        and work.mark is Mark.HARM
        and work.by.value > 0.5 * found.cells[name, aim].gain
    ):
        best += " Most of the work moves down, it does not vanish."
    return [best, _price_sentence(comparison, found)]


def _price_sentence(comparison: Comparison, found: Verdict) -> str:
    name = found.told or ""
    paid = [change_words(comparison, found.cells[name, each]) for each in found.price[name]]
    free, unknown = [_plain_name(comparison, found, name, each) for each in found.unharmed(name)], found.unknown(name)
    parts = []
    if paid:
        parts.append("; ".join(paid))
    elif free:
        parts.append(f"none that matters in {', '.join(free)}")
    if unknown:
        parts.append(f"could not tell: {', '.join(map(name_of, unknown))}")
    text = f"Price: {'. '.join(_upper(part) if i else part for i, part in enumerate(parts))}."
    if found.free is not None:
        text += f" Without a price: “{found.free}” ({size(comparison, found.cells[found.free, found.aim])})."
    elif paid and len(found.what_ifs) > 1:
        text += " None without a price."
    if found.near:
        text += f" About as good: {_quoted(found.near)}."
    return text


def _plain_name(comparison: Comparison, found: Verdict, name: str, each: str) -> str:
    """Return a guard that is not harmed; of agents' hours how many more there are, since they do the work."""
    cell = found.cells[name, each]
    if each == "agent_hours_per_week" and not cell.by.is_none:
        return f"{name_of(each)} ({size(comparison, cell, unit=False)} of {level(comparison, cell)[0]})"
    return name_of(each)


def _none(comparison: Comparison, found: Verdict) -> list[str]:
    name, count = found.told or "", len(found.what_ifs)
    what = "The what-if that helps also harms" if count == 1 else "Every what-if that helps also harms"
    harms = [change_words(comparison, found.cells[name, each]) for each in (*found.broken[name], *found.price[name])]
    return [
        f"Best: none of {count}. {what} people or customers by more than may be.",
        f"Price: “{name}” brings {change_words(comparison, found.cells[name, found.aim])}, but {'; '.join(harms)}.",
    ]


def _stay(comparison: Comparison, found: Verdict) -> list[str]:
    harmed = {name: [*found.broken[name], *found.price[name]] for name in found.what_ifs}
    told = [f"“{name}”: {change_words(comparison, found.cells[name, each[0]])}" for name, each in harmed.items()][:2]
    what = "The what-if helps nothing that matters, and it" if len(harmed) == 1 else "No what-if helps, and each"
    return [f"Best: stay as you are. {what} harms something.", f"Price: {'; '.join(told)}."]


def _no_difference(comparison: Comparison, found: Verdict) -> list[str]:
    known = [found.cells[name, found.first] for name in found.what_ifs if (name, found.first) in found.cells]
    what = name_of(found.first)
    if not known:
        return ["Best: no difference that matters, in anything of the table."]
    now, least = level(comparison, known[0])[0], fixed(known[0].matters, 1 if known[0].matters < 10 else 0)
    return [
        f"Best: no difference that matters. Nothing moves {what} ({now}) by more than {least}, nor anything else of "
        "the table by what matters."
    ]


def _not_clear(comparison: Comparison, found: Verdict) -> list[str]:
    name = found.told
    cell = None if name is None else found.cells.get((name, found.first))
    if name is None or cell is None:
        return ["Best: not clear yet."]
    if cell.by.n == 1:
        return ["Best: not clear yet. One replication shows nothing clearly; ask for 10 or more."]
    tell = f" About {found.further:,} more replications would tell." if found.further else ""
    around = f", give or take {fixed(cell.by.half_width, _digits(cell))}" if cell.by.half_width else ""
    return [
        f"Best: not clear yet. {_upper(name_of(found.first))}: {level(comparison, cell)[0]} today; the largest gain, "
        f"“{name}”, is {size(comparison, cell)}{around}.{tell}"
    ]


_ENDINGS = {"best": _best, "none": _none, "stay": _stay, "no_difference": _no_difference, "not_clear": _not_clear}


def sure_sentence(comparison: Comparison, found: Verdict) -> str:
    """Return how far the answer can be trusted: what other beliefs about people make of it."""
    worlds = found.worlds
    if worlds is None:
        if found.told is None:
            return "How sure: other beliefs about people were not tried, as there is no gain to test."
        return "How sure: other beliefs about people were not tried."
    if worlds.left < FEWEST_LEFT and worlds.left_out:
        return (
            f"How sure: no tried belief explains your center: {worlds.left_out} of {worlds.count} other sets of "
            "beliefs about people miss what you observed."
        )
    cell = found.cells[worlds.told, worlds.aim]
    text = f"How sure: in {_so_many(worlds)} other sets of beliefs about people {_moves(worlds, cell)}"
    text += _how_much(comparison, worlds)
    if len(worlds.wins) > 1:
        count = {2: "two", 3: "three"}[len(worlds.wins)]
        text += f"; “{worlds.told}” gains most of the {count} best in {worlds.wins[worlds.told]}"
    text += "."
    if worlds.left_out:
        text += f" {worlds.left_out} more contradict what you observed and do not count."
    return text + _elsewhere(comparison, worlds)


def _so_many(worlds: OtherWorlds) -> str:
    return f"all {worlds.left}" if worlds.same == worlds.left else f"{worlds.same} of {worlds.left}"


def _moves(worlds: OtherWorlds, cell: Cell) -> str:
    falls = cell.by.value < 0
    verb = _FALLS.get(worlds.aim, f"{name_of(worlds.aim)} {'fall' if falls else 'rise'}")
    if not falls:
        verb = verb.replace(" fall", " rise")
    rest = []
    if worlds.other:
        rest.append(f"the other way in {worlds.other}")
    if worlds.hardly:
        rest.append(f"hardly at all in {worlds.hardly}")
    return verb + (f" ({', '.join(rest)})" if rest else "")


def _how_much(comparison: Comparison, worlds: OtherWorlds) -> str:
    if (
        worlds.shares is not None
        and METRICS[worlds.aim].unit != "% of issues"
        and not METRICS[worlds.aim].unit.startswith("%")
    ):
        ends = sorted(5 * round(abs(value) / 5) for value in (worlds.shares[0], worlds.shares[2]))
        low, high = ends
        here = (
            ""
            if worlds.own_share is None or low <= abs(worlds.own_share) <= high
            else f" ({abs(worlds.own_share):.0f} % here)"
        )
        span = f"about {low}" if low == high else f"{low} to {high}"
        return f", by {span} % in most{here}"
    least, _, most = sorted(abs(value) for value in worlds.gains)
    return f", by {fixed(least, 1)} to {fixed(most, 1)} points in most"


def _elsewhere(comparison: Comparison, worlds: OtherWorlds) -> str:
    if not worlds.is_elsewhere:
        return ""
    there, here = _short(worlds.starts), _short(worlds.own_start)
    back = _short(abs(worlds.gains[1]))
    unit = {WORKED: " such hours", ASKED: " such hours"}.get(worlds.aim, "")
    gets = f" and gets back {back}" if METRICS[worlds.aim].better == "lower" else f" and gains {back}"
    who = "the manager starts" if worlds.aim in (WORKED, ASKED) else "one starts"
    text = f" But there {who} from {there}{unit}, not {here},{gets}"
    if worlds.outside:
        count = len(worlds.outside)
        which = "one belief here is" if count == 1 else f"{_number(count)} beliefs here are"
        text += f": {which} stronger than studies support"
    return f"{text}. Measure the {here} before you promise the {_short(worlds.own_gain)}."


def look_out(comparison: Comparison, found: Verdict) -> list[str]:
    """Return the two worst harms of what is not best, and levers that nobody answers to."""
    if found.ending not in ("best", "none"):
        return []
    hurt = [name for name in found.what_ifs if found.broken[name] and name != found.told]
    hurt.sort(key=lambda name: -max(found.cells[name, each].weight for each in found.broken[name]))
    parts = []
    for name in hurt[:2]:
        worst = sorted((found.cells[name, each] for each in found.broken[name]), key=lambda cell: -cell.weight)[:2]
        parts.append(f"“{name}”: " + ", ".join(change_words(comparison, cell) for cell in worst))
    more = f"; and {len(hurt) - 2} more" if len(hurt) > 2 else ""
    return [f"Look out: {'; '.join(parts)}{more}."] if parts else []


def same_words(found: Verdict) -> list[str]:
    """Return which what-ifs are the same to the last digit."""
    if not found.alike:
        return []
    return [
        f"The same to the last digit: {'; '.join(' = '.join(f'“{name}”' for name in group) for group in found.alike)}."
    ]


def table_lines(comparison: Comparison, found: Verdict, *, room: int, width: int = WIDTH) -> list[str]:
    """Return the table: heads, today, and a row for each what-if, as many as there is room for."""
    names = list(dict.fromkeys(name for each in found.ranked() for name in [_first_alike(found, each)]))
    columns = [[*METRICS[metric].head, _today(comparison, metric) + " "] for metric in found.table]
    for metric, column in zip(found.table, columns, strict=True):
        column += [cell_text(comparison, found, name, metric) for name in names]
    widths = [1 + max(len(cell) for cell in column) for column in columns]
    while len(widths) > 1 and width - sum(widths) < _LEAST_NAME:
        widths.pop()
    first = width - sum(widths)
    labels = ["change:".rjust(first - 2), "", "Today, simulated", *(_label(found, name, first - 1) for name in names)]
    lines = []
    for place, label in enumerate(labels):
        cells = [column[place] + ("" if place > 2 else " " * (place < 2)) for column in columns]
        lines.append(label.ljust(first) + "".join(cell.rjust(size) for cell, size in zip(cells, widths, strict=False)))
    fits = max(5, room)
    if len(lines) > fits:
        lines = [*lines[: fits - 1], f"{len(lines) - fits + 1} more: frontline show --full"]
    return [line.rstrip() for line in lines]


def _first_alike(found: Verdict, name: str) -> str:
    """Return the what-if whose row a what-if shares."""
    group = next((group for group in found.alike if name in group), (name,))
    return found.told if found.told in group else group[0]


def _label(found: Verdict, name: str, width: int) -> str:
    group = next((group for group in found.alike if name in group), (name,))
    more = f" (+{len(group) - 1})" if len(group) > 1 else ""
    return cut(name, width - len(more)) + more


def cell_text(comparison: Comparison, found: Verdict, name: str, metric: str) -> str:
    """Return a cell of the table: the change, and its mark behind it."""
    cell = found.cells.get((name, metric))
    if cell is None:
        return "- "
    if cell.mark in (Mark.SAME, Mark.NONE):
        return "= "
    return size(comparison, cell, unit=False) + {Mark.HARM: "!", Mark.SMALL: "~", Mark.UNCLEAR: "?"}.get(cell.mark, " ")


def cut(name: str, width: int) -> str:
    """Return a name cut in its middle where it is too long."""
    if len(name) <= width:
        return name
    tail = min(7, width // 3)
    return name[: width - tail - 1].rstrip() + "…" + name[-tail:].lstrip()


def name_of(each: str) -> str:
    """Return what a figure is called in a sentence."""
    return _NAMES.get(each) or (METRICS[each].phrase if each in METRICS else each)


def gain_words(comparison: Comparison, cell: Cell) -> str:
    """Return the gain that judges: ``the manager gets back 30 of 33 hours a week``."""
    if cell.id not in (WORKED, ASKED):
        return level_words(comparison, cell)
    before, _ = level(comparison, cell)
    gain = size(comparison, cell, unit=False).lstrip("−+")
    if cell.id == ASKED:
        return f"managers are asked for {gain} of {before} hours a week less"
    return f"managers get back {gain} of {before} hours a week"


def level_words(comparison: Comparison, cell: Cell) -> str:
    """Return a figure before and after: ``satisfied customers 71 -> 86 % (computed, not surveyed)``."""
    before, after = level(comparison, cell)
    note = " (computed, not surveyed)" if cell.id == CSAT else ""
    return f"{name_of(cell.id)} {before} → {after}{_unit(comparison, cell.id, is_level=True)}{note}"


def change_words(comparison: Comparison, cell: Cell) -> str:
    """Return a change with its name: ``service level −5 points``."""
    if cell.id == DEBT:
        return f"{fixed(cell.after, 0)} {comparison.scenario.currency} of debt in the pool"
    if cell.id == BONUS and cell.before:
        taken = size(comparison, cell, unit=False).lstrip("−+")
        verb = "takes" if cell.by.value < 0 else "adds"
        return f"{verb} {taken} of each agent’s {fixed(cell.before, 0)} {comparison.scenario.currency} a month"
    return f"{name_of(cell.id)} {size(comparison, cell)}"


def size(comparison: Comparison, cell: Cell, *, unit: bool = True) -> str:
    """Return a change in the digits that its interval supports, with its sign."""
    step = _step(cell)
    value = round(cell.by.value / step) * step
    text = fixed(value, max(0, -floor(log10(step))) if step < 1 else 0, signed=True)
    return text + (_unit(comparison, cell.id) if unit else "")


def level(comparison: Comparison, cell: Cell) -> tuple[str, str]:
    """Return the levels before and after, which differ as the change is printed."""
    step = _step(cell)
    digits = max(0, -floor(log10(step))) if step < 1 else 0
    before = round(cell.before / step) * step
    after = before + round(cell.by.value / step) * step
    return fixed(before, digits), fixed(max(0.0, after) if cell.before >= 0 else after, digits)


def _step(cell: Cell) -> float:
    """Return the unit in which a change is printed: a power of ten near its half-width; of large ones whole."""
    half = cell.by.half_width
    large = max(abs(cell.by.value), 1e-9)
    supported = 10 ** floor(log10(max(2 * half, 1e-3 * large))) if half else 0.1
    return float(max(supported, 1.0 if large >= 10 else 0.1))


def _digits(cell: Cell) -> int:
    step = _step(cell)
    return max(0, -floor(log10(step))) if step < 1 else 0


def _today(comparison: Comparison, metric: str) -> str:
    found = comparison.level(comparison.baseline, metric)
    if found is None:
        return "-"
    return _short(found.value)


def _short(value: float) -> str:
    return fixed(value, 0 if abs(value) >= 10 or value == round(value) else 1)


def _unit(comparison: Comparison, each: str, *, is_level: bool = False) -> str:
    if each == DEBT:
        return f" {comparison.scenario.currency}"
    unit = METRICS[each].unit
    if unit.startswith("%"):
        return " %" if is_level else " points"
    unit = {"hours per week": "hours a week"}.get(unit, unit)
    return f" {comparison.scenario.in_currency(unit)}"


def _quoted(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return join([f"“{name}”" for name in names[:most]]) + more


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(count: int) -> str:
    return {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(count, str(count))
