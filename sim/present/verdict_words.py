"""The verdict as a person reads it: what stands first, best, price, how sure, a table; one screen of 24 x 80."""

from collections.abc import Sequence

from sim.experiment.comparison import Comparison
from sim.experiment.guards import DEBT, OWN
from sim.experiment.understood import understood
from sim.experiment.verdict import First, Verdict
from sim.experiment.verdict_cells import Cell, Mark
from sim.metrics import ASKED, BONUS, CSAT, WORKED, metric_of
from sim.present.center_words import sanity_words
from sim.present.numerals import fixed
from sim.present.observed_words import observed_sentence
from sim.present.record_words import parting_words
from sim.present.sure_words import is_plural, name_of, sure_sentence
from sim.scenario.messages import join
from sim.scenario.notices import notices_of

TODAY = "Today, simulated"
MARK_WORDS = ("! harm that matters", "~ too small to matter", "? not clear", "= none")


def headline(comparison: Comparison) -> str:
    """Return what is compared, in a line."""
    first, last = comparison.window
    count = len(comparison.what_ifs)
    weeks = f"week {first}" if first == last else f"mean of weeks {first} to {last}"
    return f"{comparison.scenario.name}: today against {count} what-if{'s' if count != 1 else ''}, {weeks}"


def sentences(comparison: Comparison, found: Verdict) -> list[str]:
    """Return what is said in words: what stands first, the best, its price, how sure."""
    sure = sure_sentence(found, is_observed=bool(comparison.scenario.observed))
    return [*answer(comparison, found), sure, *parting_words(found.parting), *observed_sentence(comparison)]


def answer(comparison: Comparison, found: Verdict) -> list[str]:
    """Return what stands first, the best, and its price."""
    said = [first_sentence(found)] if found.before else []
    return [*said, *_ENDINGS[found.ending](comparison, found)]


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
    other = "" if aim == found.first else _judged_instead(found)
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


def _judged_instead(found: Verdict) -> str:
    """Return that another figure judges than the first, since that has no gain."""
    judge = name_of(found.aim)
    verb = "judge" if is_plural(judge) else "judges"
    return f"{_upper(name_of(found.first))}: no what-if clearly helps; {judge} {verb}. "


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
        return f"{name_of(each)} ({size(comparison, cell, unit=False)} of {level(cell)[0]})"
    return name_of(each)


def _none(comparison: Comparison, found: Verdict) -> list[str]:
    name, count = found.told or "", len(found.what_ifs)
    of = "" if count == 1 else f" of {count}"
    what = "The what-if that helps also harms" if count == 1 else "Every what-if that helps also harms"
    harms = [change_words(comparison, found.cells[name, each]) for each in (*found.broken[name], *found.price[name])]
    return [
        f"Best: none{of}. {what} people or customers by more than may be.",
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
    now, least = level(known[0])[0], fixed(known[0].matters, 1 if known[0].matters < 10 else 0)
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
    around = f", give or take {fixed(cell.by.half_width, cell.digits)}" if cell.by.half_width else ""
    return [
        f"Best: not clear yet. {_upper(name_of(found.first))}: {level(cell)[0]} today; the largest gain, "
        f"“{name}”, is {size(comparison, cell)}{around}.{tell}"
    ]


_ENDINGS = {"best": _best, "none": _none, "stay": _stay, "no_difference": _no_difference, "not_clear": _not_clear}


def look_out(comparison: Comparison, found: Verdict) -> list[str]:
    """Return the two worst harms of what is not told above, and what stands out in the center as it is.

    Of harms, deal-breakers come first, then what no column shows.
    """
    worst_of = {name: worst for name in found.what_ifs if (worst := _worst(found, name))}
    hurt = sorted(worst_of, key=lambda name: (not found.broken[name], -worst_of[name][0].weight))
    parts = []
    for name in hurt[:2]:
        parts.append(f"“{name}”: " + ", ".join(change_words(comparison, cell) for cell in worst_of[name]))
    more = f"; and {len(hurt) - 2} more" if len(hurt) > 2 else ""
    harms = [f"Look out: {'; '.join(parts)}{more}."] if parts else []
    return [*harms, *_sanity(comparison, found)]


_LINES = 2
"""So many lines of sanity stand on the screen at most, what stands first among them."""


def _sanity(comparison: Comparison, found: Verdict) -> list[str]:
    """Return what stands out in the center as it is, in the room that what stands first leaves; `validate` has all."""
    baseline = comparison.scenarios[comparison.baseline]
    room = _LINES - len(found.before)
    if room <= 0:
        return []
    lines = [*notices_of(baseline, {}), *sanity_words(baseline, understood(baseline))]
    told = {each.why for each in found.before}
    if told & {"all_up", "none_up"}:
        lines = [line for line in lines if not line.startswith("By formula agents pass up")]
    return [f"Look out: {line[:1].lower()}{line[1:]}." for line in lines[:room]]


def _worst(found: Verdict, name: str) -> list[Cell]:
    """Return the two worst harms of a what-if whose harms stand nowhere else."""
    is_best = found.ending in ("best", "none")
    if found.ending == "stay" or (is_best and name == found.told):
        return []
    prices = [each for each in found.price[name] if not is_best or each not in found.table]
    cells = [found.cells[name, each] for each in found.broken[name] or prices]
    return sorted(cells, key=lambda cell: -cell.weight)[:2]


def same_words(found: Verdict) -> list[str]:
    """Return which what-ifs are the same to the last digit."""
    if not found.alike:
        return []
    return [
        f"The same to the last digit: {'; '.join(' = '.join(f'“{name}”' for name in group) for group in found.alike)}."
    ]


def gain_words(comparison: Comparison, cell: Cell) -> str:
    """Return the gain that judges: ``the manager gets back 30 of 33 hours a week``."""
    if cell.id not in (WORKED, ASKED):
        return level_words(comparison, cell)
    before, _ = level(cell)
    gain = size(comparison, cell, unit=False).lstrip("−+")
    if cell.id == ASKED:
        return f"managers are asked for {gain} of {before} hours a week less"
    return f"managers get back {gain} of {before} hours a week"


def level_words(comparison: Comparison, cell: Cell) -> str:
    """Return a figure before and after: ``satisfied customers 71 -> 86 % (computed, not surveyed)``."""
    before, after = level(cell)
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
    text = fixed(cell.told[1], cell.digits, signed=True)
    return text + (_unit(comparison, cell.id) if unit else "")


def level(cell: Cell) -> tuple[str, str]:
    """Return the levels before and after, which differ as the change is printed."""
    before, _, after = cell.told
    return fixed(before, cell.digits), fixed(after, cell.digits)


def _unit(comparison: Comparison, each: str, *, is_level: bool = False) -> str:
    unit = OWN.get(each) or metric_of(each).unit
    if unit.startswith("%"):
        return " %" if is_level else " points"
    unit = {"hours per week": "hours a week"}.get(unit, unit)
    return f" {comparison.scenario.in_currency(unit)}"


def _quoted(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return join([f"“{name}”" for name in names[:most]]) + more


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
