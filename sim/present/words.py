"""A comparison in a leader's words: each sentence with its interval, and what is unclear said to be unclear."""

from typing import Any

from sim.metrics import METRICS
from sim.scenario import plan_of
from sim.scenario.beliefs import Belief, beliefs_of

_POINTS = {
    "repeats": "repeated calls",
    "handoffs": "hand-offs",
    "wait": "waiting on the line",
    "days": "time to resolution",
    "unresolved": "unresolved issues",
    "anger": "anger",
    "apology": "apologies and explanations",
    "compensation": "concessions",
}
_POOL_BELIEFS = ("incentives.peer_pressure", "incentives.penalty_weight", "incentives.announced")
_CORE_BELIEFS = ("incentives.relief", "behavior.habit_weight", "behavior.habit_half_life", "behavior.effort")


def amount(value: float, digits: int = 1) -> str:
    """Return a number as people write it: thousands separated, no more digits than it bears."""
    if abs(value) >= 100:
        digits = 0
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def interval(estimate: Any, digits: int = 1, flip: bool = False) -> str:
    """Return ``(low to high)`` of an estimate, with its sign turned around where a fall is told as a gain."""
    if estimate is None or estimate.interval is None:
        return "(one replication has no interval)"
    low, high = estimate.interval
    if flip:
        low, high = -high, -low
    return f"({amount(low, digits)} to {amount(high, digits)})"


def verdict(comparison: Any) -> str:
    """Return the verdict as plain text, a paragraph for each what-if and the caveats after them."""
    lines = [f"{comparison.scenario.name}: what if?", header(comparison), ""]
    for name, sentences in findings(comparison).items():
        lines += [name, *(f"  {sentence}" for sentence in sentences), ""]
    if not comparison.what_ifs:
        lines += ["Baseline", *(f"  {sentence}" for sentence in baseline_words(comparison)), ""]
    for title, sentences in caveats(comparison).items():
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def header(comparison: Any) -> str:
    """Return what was run, in a line."""
    first, last = comparison.window
    text = (
        f"{comparison.replications} replications, seed {comparison.seed}, paired on the same customers; "
        f"weeks {first} to {last}; in brackets plain paired 95 % intervals."
    )
    if comparison.precision is not None:
        word = "reached" if comparison.reached else "not reached"
        text += f" Precision of {100 * comparison.precision:g} %: {word}."
    return text


def baseline_words(comparison: Any) -> list[str]:
    """Return the baseline's headline figures."""
    sentences = []
    for metric in ("manager_hours_per_week", "csat_proxy", "bonus_per_agent", "escalation_rate"):
        level = comparison.level(comparison.baseline, metric)
        if level is not None:
            its = METRICS[metric]
            sentences.append(f"{its.name}: {amount(level.value, its.digits)} {its.unit} {interval(level, its.digits)}.")
    return sentences


def findings(comparison: Any) -> dict[str, list[str]]:
    """Return the sentences about each what-if."""
    return {
        name: [
            *hours_words(comparison, name),
            *csat_words(comparison, name),
            *bonus_words(comparison, name),
            *side_words(comparison, name),
        ]
        for name in comparison.what_ifs
    }


def _unclear(comparison: Any, name: str, metric: str, what: str, digits: int, unit: str) -> str:
    effect = comparison.effect(name, metric)
    shown = f"{amount(effect.value, digits)} {unit} {interval(effect, digits)}"
    more = comparison.would_tell(name, metric)
    tell = f"; about {more:,} more replications would tell" if more else ""
    return f"{what}: not clear after correction, {shown}{tell}."


def hours_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the manager's hours, and why."""
    metric = "manager_hours_per_week"
    effect = comparison.effect(name, metric)
    if effect is None:
        return []
    if effect.value == 0 and effect.interval in (None, (0.0, 0.0)):
        return ["Manager hours: no change."]
    if not comparison.is_clear(name, metric):
        return [_unclear(comparison, name, metric, "Manager hours", 1, "hours a week")]
    late = comparison.effect(name, metric, comparison.late)
    before = comparison.level(comparison.baseline, metric, comparison.late).value
    after = comparison.level(name, metric, comparison.late).value
    gains = effect.value < 0
    does = "gets back" if gains else "loses another"
    sentence = (
        f"The manager {does} {amount(abs(effect.value))} hours a week {interval(effect, flip=gains)}. "
        f"In the last {comparison.late[1] - comparison.late[0] + 1} weeks it is {amount(abs(late.value))} "
        f"{interval(late, flip=gains)}: from {amount(before)} to {amount(after)}"
    )
    left = f", which leaves {100 * after / before:.0f} % of the baseline's hours" if before else ""
    return [
        sentence + left + ".",
        *_why_hours(comparison, name, after - before),
        *_what_still_goes_up(comparison, name),
    ]


def _why_hours(comparison: Any, name: str, change: float) -> list[str]:
    if abs(change) < 0.05:
        return []
    words = {
        "issues": "{} issues arise",
        "escalations_per_issue": "{} of them are passed up",
        "minutes_per_escalation": "each takes the manager {} time",
    }
    parts = []
    for part, estimate in comparison.hours_split(name).items():
        share = estimate.value / change
        if abs(share) >= 0.05:
            direction = "less" if "minutes" in part else "fewer"
            if estimate.value > 0:
                direction = "more"
            against = "" if share > 0 else " (against the trend)"
            parts.append(f"{abs(100 * share):.0f} % because {words[part].format(direction)}{against}")
    return [f"Of the late change, {_join(parts)}."] if parts else []


def _what_still_goes_up(comparison: Any, name: str) -> list[str]:
    """Return what of the remaining escalations could not have been solved below."""
    totals = [counted.total(*comparison.late) for counted in comparison.tallies[name]]
    up = sum(total["escalated"] for total in totals)
    bound = sum(total["authority_up"] + total["reserved_up"] + total["insisted_up"] for total in totals)
    if up < 1 or bound / up < 0.3:
        return []
    return [
        f"{100 * bound / up:.0f} % of what still goes up could not be solved below: the ask is above the authority,"
        " the law reserves it, or the customer insists."
    ]


def csat_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the CSAT proxy, and the largest parts of it."""
    effect = comparison.effect(name, "csat_proxy")
    if effect is None:
        return []
    if effect.value == 0:
        return ["CSAT proxy: no change."]
    if not comparison.is_clear(name, "csat_proxy"):
        return [_unclear(comparison, name, "csat_proxy", "CSAT proxy", 1, "points")]
    before = comparison.level(comparison.baseline, "csat_proxy").value
    after = comparison.level(name, "csat_proxy").value
    rises = effect.value > 0
    text = (
        f"The CSAT proxy {'rises' if rises else 'falls'} {amount(abs(effect.value))} points "
        f"{interval(effect, flip=not rises)}, from {before:.1f} to {after:.1f} %"
    )
    parts = sorted(comparison.points_split(name).items(), key=lambda part: -abs(part[1].value))[:2]
    said = [f"{_POINTS[part]} {estimate.value:+.1f}" for part, estimate in parts if abs(estimate.value) >= 0.1]
    return [text + (f"; largest parts: {_join(said)} points" if said else "") + "."]


def bonus_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the bonus."""
    effect = comparison.effect(name, "bonus_per_agent")
    currency = comparison.scenario.currency
    if effect is None:
        return []
    if effect.value == 0:
        return ["Bonus: no change."]
    if not comparison.is_clear(name, "bonus_per_agent"):
        return [_unclear(comparison, name, "bonus_per_agent", "Bonus per agent", 0, f"{currency} a month")]
    falls = effect.value < 0
    before = comparison.level(comparison.baseline, "bonus_per_agent").value
    after = comparison.level(name, "bonus_per_agent").value
    late = comparison.level(name, "bonus_per_agent", comparison.late).value
    return [
        f"The bonus {'falls' if falls else 'rises'} by {amount(abs(effect.value), 0)} {currency} an agent and month "
        f"{interval(effect, 0, flip=falls)}, from {amount(before, 0)} to {amount(after, 0)}; "
        f"in the last weeks it is {amount(late, 0)}."
    ]


def side_words(comparison: Any, name: str) -> list[str]:
    """Return what a fall of recorded escalations may hide."""
    sentences = []
    hidden = comparison.effect(name, "hidden_escalations_per_week")
    if hidden is not None and hidden.is_clear and hidden.value > 0.5:
        sentences.append(
            "Mind: hidden escalations (cut short, left unresolved, given up, over-compensated) rise by "
            f"{amount(hidden.value)} a week {interval(hidden)}."
        )
    issues = comparison.effect(name, "issues_per_week")
    if issues is not None and issues.is_clear and abs(issues.value) >= 1:
        word = "Fewer" if issues.value < 0 else "More"
        sentences.append(
            f"{word} issues: {amount(abs(issues.value), 0)} a week {interval(issues, 0, flip=issues.value < 0)}."
        )
    return sentences


def caveats(comparison: Any) -> dict[str, list[str]]:
    """Return what the answer rests on, and what to mind."""
    found = {"Rests on": rests_on(comparison)}
    mind = [*_ranking_words(comparison), *_scorecard_words(comparison)]
    if mind:
        found["Mind"] = mind
    gain = _pairing_words(comparison)
    if gain:
        found["Pairing"] = gain
    return found


def rests_on(comparison: Any) -> list[str]:
    """Return the assumptions of behavior that the answer hangs on."""
    scenario = comparison.scenario
    if scenario.behavior.choice == "fixed":
        return ["Escalation is a number typed in (choice: fixed), so no incentive can move it."]
    wanted = list(_CORE_BELIEFS)
    if any(_charges(other) for other in comparison.scenarios.values()):
        wanted += _POOL_BELIEFS
    known = {belief.key: belief for belief in beliefs_of(scenario)}
    chosen = [known[key] for key in wanted]
    beyond = [belief for belief in known.values() if not belief.is_within and belief not in chosen]
    sentences = [_belief_words(belief) for belief in (*chosen, *beyond)]
    return [*sentences, "The CSAT proxy is computed from service, not asked of customers."]


def _charges(scenario: Any) -> bool:
    pools = [epoch.scenario.incentives.bonus_pool for epoch in plan_of(scenario).epochs]
    return any(pool is not None and pool.charge_share > 0 for pool in pools)


def _belief_words(belief: Belief) -> str:
    low, high = belief.likely
    unit = f" {belief.unit}" if belief.unit and not belief.unit.startswith("0-1") else ""
    how = "an assumption" if belief.status == "assumption" else "evidence for its sign or form, not its size here"
    where = "within" if belief.is_within else "OUTSIDE"
    name = belief.key.rpartition(".")[2].replace("_", " ")
    span = f"{low:g} to {high:g} that studies and judgment support"
    return f"{name} {belief.value:g}{unit}: {how}; {where} the range {span}."


def _ranking_words(comparison: Any) -> list[str]:
    pairs = sorted(" and ".join(f"'{name}'" for name in sorted(pair)) for pair in comparison.unranked)
    return [
        f"{pair} are not ranked by CSAT proxy: their order turns with the assumed weight of hand-offs and repeats."
        for pair in pairs
    ]


def _scorecard_words(comparison: Any) -> list[str]:
    """Say so where an efficiency dashboard and the customers prefer different what-ifs."""
    if len(comparison.what_ifs) < 1:
        return []
    best = {}
    for card, metric in (
        ("efficiency", "handle_minutes"),
        ("customer", "csat_proxy"),
        ("leadership", "manager_hours_per_week"),
    ):
        levels = {name: comparison.level(name, metric) for name in comparison.scenarios}
        if any(level is None for level in levels.values()):
            return []
        sign = 1 if METRICS[metric].better == "lower" else -1
        best[card] = min(levels, key=lambda name: sign * levels[name].value)
    if best["efficiency"] == best["customer"]:
        return []
    return [
        f"An efficiency dashboard (handle time) prefers '{best['efficiency']}', customers (CSAT proxy) prefer "
        f"'{best['customer']}', the manager's hours '{best['leadership']}'."
    ]


def _pairing_words(comparison: Any) -> list[str]:
    ratios = []
    for name in comparison.what_ifs:
        gain = comparison.pairing(name, "manager_hours_per_week")
        if gain is not None and gain.variance_ratio is not None:
            ratios.append(gain.variance_ratio)
    if not ratios:
        return []
    worth = f"{min(ratios):.1f}" + (f" to {max(ratios):.1f}" if len(ratios) > 1 else "")
    return [
        "Running what-ifs on the same customers made each replication worth "
        f"{worth} independent ones for manager hours."
    ]


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""
