"""Titles that state the finding, and the notes below them that say what is shown."""

from collections.abc import Sequence

from sim.experiment import guards, missing
from sim.experiment.compare import Comparison
from sim.experiment.managers import how_many
from sim.metrics import ASKED, HEADLINE, METRICS
from sim.present.belief_words import beyond_words
from sim.present.numerals import amount, in_digits, money_digits
from sim.scenario.messages import join

HOURS, CSAT, BONUS = HEADLINE
SHORT = {HOURS: "manager hours", ASKED: "manager hours asked for", CSAT: "the CSAT proxy", BONUS: "the bonus"}
LABELS = {HOURS: "Manager hours", ASKED: "Manager hours asked for", CSAT: "CSAT proxy", BONUS: "Bonus"}
_VERBS = {
    **dict.fromkeys((HOURS, ASKED), ("cuts", "raises")),
    CSAT: ("lowers", "lifts"),
    BONUS: ("cuts", "raises"),
}
_MOST_HARMS = 3
"""A title names so many harms."""
WEIGHTS = "up or down depends on how much hand-offs and repeats weigh"
SURER = "Differences, on the same customers, are surer than these intervals."
PROXY = (
    "The CSAT proxy is computed from waits, hand-offs, repeats, anger, concessions and the like; it is not a survey."
)


def unit(comparison: Comparison, metric: str) -> str:
    """Return the unit of a headline outcome, with the scenario's currency."""
    return comparison.scenario.in_currency(METRICS[metric].unit)


def managers(comparison: Comparison) -> str:
    """Return whose hours are told where it is not one manager's: ``, all 6 managers together``."""
    count = how_many(comparison)
    return "" if count == 1 else f", all {'' if count is None else f'{count} '}managers together"


def after_number(comparison: Comparison, metric: str) -> str:
    """Return what follows a number in a sentence: ``33 a week``, ``72 %``, ``994 USD per agent and month``."""
    return {HOURS: " a week", ASKED: " a week", CSAT: "\u00a0%"}.get(metric, f" {unit(comparison, metric)}")


def helps(comparison: Comparison, name: str, metric: str) -> bool | None:
    """Return whether a what-if clearly makes an outcome better (True) or worse (False); None where it is not clear."""
    effect = comparison.effect(name, metric)
    if effect is None or not is_settled(comparison, name, metric):
        return None
    return (effect.value < 0) == (METRICS[metric].better == "lower")


def is_settled(comparison: Comparison, name: str, metric: str) -> bool:
    """Whether a difference is clear after correction and its sign does not hang on an assumed weight."""
    return comparison.is_clear(name, metric) and not hangs_on_weights(comparison, name, metric)


def hangs_on_weights(comparison: Comparison, name: str, metric: str) -> bool:
    """Whether the sign of a CSAT difference flips within the evidence on hand-offs and repeats."""
    return metric == CSAT and frozenset((comparison.baseline, name)) in comparison.unranked


def finding(comparison: Comparison, metric: str) -> str:
    """Return in a sentence what the what-ifs do to one headline outcome, and at what price."""
    if metric == BONUS and not has_bonus(comparison):
        return no_bonus_sentence(comparison)
    if not comparison.what_ifs:
        return _level_sentence(comparison, metric, comparison.window if metric == BONUS else comparison.late)
    sizes = _clear_sizes(comparison, metric)
    if not sizes:
        known = _value(comparison, comparison.baseline, metric)
        level = (
            ""
            if known is None
            else f" ({amount(known, _level_digits(metric, known))}{after_number(comparison, metric)})"
        )
        verb = "changes" if comparison.replications > 1 else "can be said, from one replication, to change"
        return f"No what-if clearly {verb} {SHORT[metric]}{level}".replace("clearly can", "can")
    better = [name for name in sizes if helps(comparison, name, metric)]
    worse = [name for name in sizes if name not in better]
    chosen = (worse or better) if metric == BONUS else (better or worse)
    name = max(chosen, key=lambda name: sizes[name])
    paid = _price(comparison, name, metric) if name in better else []
    return f"“{name}” {_change(comparison, name, metric)}" + (f" (price: {join(paid)})" if paid else "")


def has_pool(comparison: Comparison) -> bool:
    """Whether any scenario pays from a bonus pool."""
    return any(map(missing.has_pool, comparison.scenarios.values()))


def has_bonus(comparison: Comparison) -> bool:
    """Whether any scenario has a bonus figure over the weeks compared."""
    return any(comparison.level(name, BONUS) is not None for name in comparison.scenarios)


def no_figure(comparison: Comparison, name: str, metric: str) -> str:
    """Return why a scenario has no figure: ``no bonus pool``, ``no whole month``, or ``none``."""
    return missing.why_missing(comparison.scenarios[name], metric, comparison.window) or "none"


def no_bonus_sentence(comparison: Comparison) -> str:
    """Return why no scenario has a bonus figure."""
    if not has_pool(comparison):
        return "This center has no bonus pool"
    return f"No bonus figure: no whole month lies in {window_words(comparison)}"


def _price(comparison: Comparison, name: str, metric: str) -> list[str]:
    """Return what a what-if pays with for a gain in one outcome, with sizes."""
    return _few([*_weights_harm(comparison, name), *harm_parts(comparison, name, [metric])])


def harm_parts(comparison: Comparison, name: str, without: Sequence[str] = ()) -> list[str]:
    """Return the harms of a what-if that matter, with their sizes, the largest first."""
    found = guards.harms(guards.findings(comparison, name))
    return [guard_words(comparison, each) for each in found if each.guard.id not in without]


def open_parts(comparison: Comparison, name: str) -> list[str]:
    """Return the guards of which it could not be told whether a what-if harms them."""
    return [each.guard.name for each in guards.findings(comparison, name) if each.state is guards.State.OPEN]


def guard_words(comparison: Comparison, found: guards.Guarded) -> str:
    """Return what happens to a guard: ``service level −4.1 points``."""
    digits, unit = guard_scale(comparison, found)
    return f"{found.guard.name} {amount(found.effect.value, digits, signed=True)} {unit}"


def guard_scale(comparison: Comparison, found: guards.Guarded) -> tuple[int, str]:
    """Return in which digits, and in which unit, a change of a guard is told."""
    digits = money_digits(found.effect.value) if found.guard.unit.startswith("money") else 1
    return digits, comparison.scenario.in_currency(found.guard.unit)


def _weights_harm(comparison: Comparison, name: str) -> list[str]:
    """Return a clear fall of the proxy whose sign hangs on assumed weights."""
    csat = comparison.effect(name, CSAT)
    falls = csat is not None and csat.value < 0
    if falls and comparison.is_clear(name, CSAT) and hangs_on_weights(comparison, name, CSAT):
        return [f"CSAT proxy {_size(comparison, name, CSAT)} with the weights assumed"]
    return []


def _few(parts: list[str]) -> list[str]:
    """Return as many parts as a title has room for, and how many more there are."""
    return parts if len(parts) <= _MOST_HARMS else [*parts[: _MOST_HARMS - 1], f"{len(parts) - _MOST_HARMS + 1} more"]


def _size(comparison: Comparison, name: str, metric: str) -> str:
    """Return a change with its sign and unit."""
    value = getattr(comparison.effect(name, metric), "value", None) or 0.0
    digits = money_digits(value) if metric == BONUS else 1 if abs(value) >= 0.05 else 2
    after = " points" if metric == CSAT else after_number(comparison, metric)
    return amount(value, digits, signed=True) + after


def _change(comparison: Comparison, name: str, metric: str) -> str:
    before, after = (_value(comparison, which, metric) or 0.0 for which in (comparison.baseline, name))
    digits = money_digits(before, after) if metric == BONUS else 1 if metric == CSAT else 0
    if amount(before, digits) == amount(after, digits):
        digits += 2
    verb = _VERBS[metric][after > before]
    return f"{verb} {SHORT[metric]} from {amount(before, digits)} to {amount(after, digits)}" + after_number(
        comparison, metric
    )


def _clear_sizes(comparison: Comparison, metric: str) -> dict[str, float]:
    effects = {name: comparison.effect(name, metric) for name in comparison.what_ifs}
    return {
        name: abs(effect.value)
        for name, effect in effects.items()
        if effect is not None and is_settled(comparison, name, metric)
    }


def _value(comparison: Comparison, name: str, metric: str) -> float | None:
    level = comparison.level(name, metric)
    return None if level is None else level.value


def _level_sentence(comparison: Comparison, metric: str, weeks: tuple[int, int]) -> str:
    level = comparison.level(comparison.baseline, metric, weeks)
    if level is None:
        return f"{LABELS[metric]}: {no_figure(comparison, comparison.baseline, metric)} in this scenario"
    digits = _level_digits(metric, level.value)
    text, between = amount(level.value, digits), ""
    if level.interval and amount(level.interval[0], digits) != amount(level.interval[1], digits):
        text, *bounds = in_digits(level.value, *level.interval, digits=digits)
        between = " ({} to {})".format(*bounds)
    return f"{LABELS[metric]}: {text}{after_number(comparison, metric)}{between}"


def _level_digits(metric: str, value: float) -> int:
    return max(1, money_digits(value)) if metric == BONUS else 1


def overview_finding(comparison: Comparison) -> str:
    """Return which what-if helps without harm, or that none does."""
    if not comparison.what_ifs:
        return f"{comparison.baseline}: the three outcomes"
    views = {name: [helps(comparison, name, metric) for metric in comparison.headline] for name in comparison.what_ifs}
    harmless = [name for name, view in views.items() if True in view and False not in view]
    chosen = [name for name in harmless if not _breaks(comparison, name)] or harmless
    if chosen:
        sizes = _clear_sizes(comparison, comparison.hours) | {"": 0.0}
        name = max(chosen, key=lambda name: (views[name].count(True), sizes.get(name, 0.0)))
        better = [metric for metric, good in zip(comparison.headline, views[name], strict=True) if good]
        parts = join(f"{SHORT[metric]} ({_size(comparison, name, metric)})" for metric in better)
        return f"“{name}” improves {parts}, {_rest(comparison, name, better)}"
    mixed = [name for name, view in views.items() if True in view]
    if mixed:
        return "Every what-if that improves one outcome harms another"
    worse = any(False in view for view in views.values())
    return "No what-if clearly improves anything" if worse else "No what-if differs clearly from the baseline"


def _breaks(comparison: Comparison, name: str) -> bool:
    """Whether a what-if harms what no gain is worth."""
    found = guards.harms(guards.findings(comparison, name))
    return bool(_weights_harm(comparison, name)) or any(each.guard.is_deal_breaker for each in found)


def _rest(comparison: Comparison, name: str, better: Sequence[str]) -> str:
    """Return what a what-if does to all that it does not improve: its harms, what could not be told, or none."""
    harms = _few([*_weights_harm(comparison, name), *harm_parts(comparison, name, better)])
    if harms:
        return f"{'but mind' if _breaks(comparison, name) else 'at a price'}: {join(harms)}"
    unknown = _few(open_parts(comparison, name))
    if unknown:
        return f"with no harm found, but not told apart from one: {join(unknown)}"
    return "with no clear harm to the rest"


def trade_off_finding(comparison: Comparison) -> str:
    """Return whether saving the manager's hours costs customers' satisfaction."""
    if not comparison.what_ifs:
        return f"{comparison.baseline}: {SHORT[comparison.hours]} and the CSAT proxy"
    saving = [name for name in comparison.what_ifs if helps(comparison, name, comparison.hours)]
    paid = [name for name in saving if helps(comparison, name, CSAT) is False]
    both = [name for name in saving if helps(comparison, name, CSAT)]
    if not paid and not both:
        return f"No what-if clearly improves both {SHORT[comparison.hours]} and the CSAT proxy"
    points = _clear_sizes(comparison, CSAT)
    name = max(paid or both, key=lambda name: points[name])
    hours = SHORT[comparison.hours]
    sizes = f"{hours} {_size(comparison, name, comparison.hours)}, CSAT proxy {_size(comparison, name, CSAT)}"
    if paid:
        return f"“{name}” saves {hours} at the customers’ cost: {sizes}"
    some = f" in {len(both)} of {len(comparison.what_ifs)} what-ifs" if len(both) > 1 else ""
    return f"Fewer {hours} and a higher CSAT proxy go together{some}; “{name}”: {sizes}"


def who_ran(comparison: Comparison) -> str:
    """Return the scenario, how many replications of which seed were run, and what is assumed beyond all studies."""
    count = comparison.replications
    replications = "1 replication" if count == 1 else f"{count:,} replications"
    return f"{comparison.scenario.name}; {replications}, seed {comparison.seed}.{beyond_words(comparison.scenario)}"


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
        f"Which is higher, “{pairs[0][0]}” or “{pairs[0][1]}”, depends on how much hand-offs and repeats weigh"
        f"{more if pairs[1:] else ''}."
    ]
