"""Titles of pictures: each says what it shows, and none crowns another what-if than the verdict does."""

from sim.experiment import missing
from sim.experiment.comparison import Comparison
from sim.experiment.guards import Guarded
from sim.experiment.headline_findings import hangs_on_weights, has_bonus, has_pool
from sim.experiment.managers import how_many
from sim.experiment.other_worlds import FEWEST_LEFT
from sim.experiment.verdict import Verdict, verdict_of
from sim.experiment.verdict_cells import Cell, Mark
from sim.metrics import ASKED, BONUS, CSAT, metric_of
from sim.metrics import WORKED as HOURS
from sim.present.belief_words import unit
from sim.present.marks import MARK_WORDS, TODAY
from sim.present.numerals import amount, fixed, in_digits, money_digits
from sim.present.sure_words import name_of
from sim.present.verdict_words import change_words, level, sentences
from sim.scenario.beliefs import beliefs_of
from sim.scenario.scenario import Scenario

__all__ = ["BONUS", "CSAT", "HOURS", "hangs_on_weights", "has_bonus", "has_pool", "unit"]
_MOST_PRICES, _LONGEST = 2, 150
"""A title names so many prices; and what is said of the best in more letters is cut to its first sentences."""
_LAST: list[tuple[Comparison, Verdict]] = []
"""The verdict that was found last: all pictures of a study ask for the same."""
_ARROW = "\u00a0→\u00a0"
WEIGHTS = "up or down depends on how much hand-offs and repeats weigh"
SURER = "Differences, on the same customers, are surer than these intervals."
PROXY = (
    "Satisfied customers are computed (CSAT proxy), from waits, hand-offs, repeats, anger, money given and the like; "
    "nobody was asked."
)
MARKS = f"{', '.join(MARK_WORDS)}."


def verdict(comparison: Comparison) -> Verdict:
    """Return the one verdict that all pictures of a study follow."""
    kept = _LAST[:1]
    if not kept or kept[0][0] is not comparison:
        kept = [(comparison, verdict_of(comparison, comparison.worlds))]
        _LAST[:] = kept
    return kept[0][1]


def managers(comparison: Comparison) -> str:
    """Return whose hours are told where it is not one manager's: ``, all 6 managers together``."""
    count = how_many(comparison)
    return "" if count == 1 else f", all {'' if count is None else f'{count} '}managers together"


def after_number(comparison: Comparison, metric: str) -> str:
    """Return what follows a number in a sentence: ``33 a week``, ``72 %``, ``994 USD per agent and month``."""
    return {HOURS: " a week", ASKED: " a week", CSAT: "\u00a0%"}.get(metric, f" {unit(comparison, metric)}")


def head_words(metric: str) -> str:
    """Return what a metric is called above its figures, in a client's words."""
    name = name_of(metric)
    return name[:1].upper() + name[1:]


def finding(comparison: Comparison, metric: str) -> str:
    """Return what a picture of one metric shows: today, and with the what-if that the verdict tells of."""
    if metric == BONUS and not has_bonus(comparison):
        return no_bonus_sentence(comparison)
    if not comparison.what_ifs:
        return _level_sentence(comparison, metric, comparison.window if metric == BONUS else comparison.late)
    found = verdict(comparison)
    cell = None if found.told is None else found.cells.get((found.told, metric))
    name = head_words(metric)
    if cell is None:
        now = comparison.level(comparison.baseline, metric)
        today = "" if now is None else f": {figure_words(now.value)}{after_number(comparison, metric)} today"
        return f"{name}{today}, and in each what-if"
    return f"{name}: {_from_to(comparison, cell)} with “{found.told}”{_worst(comparison, found, metric)}"


def _from_to(comparison: Comparison, cell: Cell) -> str:
    after = after_number(comparison, cell.id)
    before, then = level(cell)
    if before == then:
        return f"{figure_words(cell.before)}{after} today, the same"
    return f"{_arrow(before, then)}{after}"


def _arrow(before: str, after: str) -> str:
    """Return from what to what, which no line break parts."""
    return f"{before}{_ARROW}{after}"


def shown(comparison: Comparison, name: str) -> str:
    """Return what a scenario is called in a picture: what the center is like today is no what-if."""
    return TODAY if name == comparison.baseline and comparison.what_ifs else name


def _worst(comparison: Comparison, found: Verdict, metric: str) -> str:
    """Return whose bonus falls most, since a picture of the bonus is there to show it."""
    cells = [found.cells[name, metric] for name in found.what_ifs if (name, metric) in found.cells]
    if metric != BONUS or not cells:
        return ""
    worst = min(found.what_ifs, key=lambda name: getattr(found.cells.get((name, metric)), "gain", 0.0))
    cell = found.cells.get((worst, metric))
    if worst == found.told or cell is None or cell.mark is not Mark.HARM:
        return ""
    return f", {level(cell)[1]} with “{worst}”"


def figure_words(value: float) -> str:
    """Return a level in the few digits of the verdict's table."""
    return fixed(value, 0 if abs(value) >= 10 or value == round(value) else 1)


def level_figure(comparison: Comparison, metric: str) -> str:
    """Return a metric of today in the few digits of the verdict's table."""
    found = comparison.level(comparison.baseline, metric)
    return "-" if found is None else figure_words(found.value)


def short_unit(comparison: Comparison, metric: str) -> str:
    """Return a metric's unit in few words: ``hours a week``, ``%``, ``USD each a month``."""
    unit = comparison.scenario.in_currency(metric_of(metric).unit)
    if unit.startswith("%"):
        return "%"
    return unit.replace(" per agent and month", " each a month").replace("per week", "a week")


def no_figure(comparison: Comparison, name: str, metric: str) -> str:
    """Return why a scenario has no figure: ``no bonus pool``, ``no whole month``, or ``none``."""
    return missing.why_missing(comparison.scenarios[name], metric, comparison.window) or "none"


def no_bonus_sentence(comparison: Comparison) -> str:
    """Return why there is no bonus figure, or none to compare with."""
    if not has_pool(comparison):
        return "This center has no bonus pool"
    if not missing.has_pool(comparison.scenarios[comparison.baseline]):
        return f"No bonus to compare: in “{comparison.baseline}” none is paid by the month"
    return f"No bonus figure: no whole month lies in {window_words(comparison)}"


def guard_scale(comparison: Comparison, found: Guarded) -> tuple[int, str]:
    """Return in which digits, and in which unit, a change of a guard is told."""
    digits = money_digits(found.effect.value) if found.guard.unit.startswith("money") else 1
    return digits, comparison.scenario.in_currency(found.guard.unit)


def _level_sentence(comparison: Comparison, metric: str, weeks: tuple[int, int]) -> str:
    name, found = head_words(metric), comparison.level(comparison.baseline, metric, weeks)
    if found is None:
        return f"{name}: {no_figure(comparison, comparison.baseline, metric)} in this scenario"
    digits = max(1, money_digits(found.value)) if metric == BONUS else 1
    text, between = amount(found.value, digits), ""
    if found.interval and amount(found.interval[0], digits) != amount(found.interval[1], digits):
        text, *bounds = in_digits(found.value, *found.interval, digits=digits)
        between = " ({} to {})".format(*bounds)
    return f"{name}: {text}{after_number(comparison, metric)}{between}"


def overview_finding(comparison: Comparison) -> str:
    """Return the verdict in a title: the best what-if and its price."""
    if not comparison.what_ifs:
        return f"{comparison.scenario.name}: what it is like"
    found = verdict(comparison)
    best = next(each for each in sentences(comparison, found) if each.startswith("Best"))
    best = best.replace(" (computed, not surveyed)", "")
    for cut in ("; ", ". "):
        if len(best) > _LONGEST:
            best = f"{best.rpartition(cut)[0] or best}.".replace("..", ".")
    return best.replace(" → ", _ARROW) + _price(comparison, found)


def _price(comparison: Comparison, found: Verdict) -> str:
    """Return what the what-if that is told pays with, as much as a title has room for."""
    if found.told is None or found.ending not in ("best", "none"):
        return ""
    paid = [*found.broken[found.told], *found.price[found.told]]
    told = [change_words(comparison, found.cells[found.told, each]) for each in paid[:_MOST_PRICES]]
    more = f"; {len(paid) - _MOST_PRICES} more" if len(paid) > _MOST_PRICES else ""
    if not paid:
        return " Price: could not tell." if found.unknown(found.told) else " Price: none that matters."
    whose = "" if found.ending == "best" else f" of “{found.told}”"  # else no name stands before it
    return f" Price{whose}: {'; '.join(told)}{more}."


def sure_line(comparison: Comparison) -> str:
    """Return in a line how far the verdict can be trusted."""
    if not comparison.what_ifs:
        return run_words(comparison)
    worlds = comparison.worlds
    if worlds is None:
        return "How sure: other beliefs about people were not tried."
    if worlds.left < FEWEST_LEFT and worlds.left_out:
        return "How sure: no tried belief about people explains this center."
    many = f"all {worlds.left}" if worlds.same == worlds.left else f"{worlds.same} of {worlds.left}"
    line = f"How sure: the same way in {many} other sets of beliefs about people"
    if worlds.is_elsewhere:
        hours = " hours" if worlds.aim in (HOURS, ASKED) else ""
        line += f", but starting from {figure_words(worlds.starts)}{hours} there, not {figure_words(worlds.own_start)}"
    return f"{line}."


def trade_off_finding(comparison: Comparison) -> str:
    """Return where the what-if that is told stands in hours and satisfaction."""
    hours = metric_of(comparison.hours).phrase
    found = verdict(comparison) if comparison.what_ifs else None
    cells = [] if found is None else [found.cells.get((found.told or "", each)) for each in (comparison.hours, CSAT)]
    if found is None or None in cells:
        return f"{hours[:1].upper()}{hours[1:]} and satisfied customers"
    (hours_before, hours_after), (before, after) = (level(cell) for cell in cells if cell is not None)
    return (
        f"“{found.told}”: {hours} {_arrow(hours_before, hours_after)} a week, satisfied customers "
        f"{_arrow(before, after)}\u00a0%"
    )


def outside_words(scenario: Scenario) -> str:
    """Say in a sentence how many beliefs about people lie outside what studies support; nothing where none does."""
    found = beliefs_of(scenario) if scenario.behavior.choice != "fixed" else ()
    count = sum(not belief.is_within for belief in found)
    if not count:
        return ""
    lie = "beliefs about people here lie" if count > 1 else "belief about people here lies"
    return f" {count} {lie} outside what studies support."


def who_ran(comparison: Comparison) -> str:
    """Return the scenario, how many replications of which seed were run, and whether more is assumed than known."""
    count = comparison.replications
    replications = "1 replication" if count == 1 else f"{count:,} replications"
    return f"{comparison.scenario.name}; {replications}, seed {comparison.seed}.{outside_words(comparison.scenario)}"


def run_words(comparison: Comparison, *, bold: bool = False) -> str:
    """Return what was run, and which weeks the figures are means of."""
    weeks = f"Means of {window_words(comparison)}."
    if bold and not comparison.what_ifs:
        weeks = f"Title and bold: mean of {late_words(comparison)}."
    elif bold:
        weeks = f"Title: mean of {window_words(comparison)}; bold: of {late_words(comparison)}."
    return f"{who_ran(comparison)} {weeks}"


def window_words(comparison: Comparison) -> str:
    """Return the span of weeks of the figures compared."""
    first, last = comparison.window
    return f"week {first}" if first == last else f"weeks {first} to {last}"


def late_words(comparison: Comparison) -> str:
    """Return the span of weeks of the late figures."""
    weeks = comparison.late[1] - comparison.late[0] + 1
    return "the last week" if weeks == 1 else f"the last {weeks} weeks"


def ranking_note(comparison: Comparison) -> list[str]:
    """Return which scenarios are not ranked by the CSAT proxy, in at most one note."""
    pairs = sorted(
        tuple(name for name in comparison.scenarios if name in pair) for pair in comparison.unranked if len(pair) == 2
    )
    if not pairs:
        return []
    more = f" ({len(pairs) - 1} further pairs likewise)" if len(pairs) > 2 else " (1 further pair likewise)"
    return [
        f"Which has more satisfied customers, “{pairs[0][0]}” or “{pairs[0][1]}”, depends on how much hand-offs and "
        f"repeats weigh{more if pairs[1:] else ''}."
    ]
