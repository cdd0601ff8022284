"""A stress in words: whether the advice survives other beliefs, where it does not, and at which values it turns."""

import numpy as np

from sim.experiment.claims import Along, Finding
from sim.experiment.stress import BREAK_EVEN_TIMES, Standing, Stress
from sim.metrics import METRICS
from sim.present.belief_words import (
    PROXY,
    change_unit,
    fixed_words,
    named,
    of_worlds,
    percent,
    rests_on,
    runs_words,
    short,
    value_words,
)
from sim.present.numerals import amount, measured
from sim.scenario.messages import join
from sim.statistics.rule_induction import Condition


def header(stress: Stress) -> str:
    """Return what was run, in a line."""
    return (
        f"Your own world and {runs_words(stress, stress.worlds)}; {len(stress.beliefs)} beliefs over their ranges; in "
        "brackets 95 % intervals, those of shares over worlds."
    )


def answer(stress: Stress) -> str:
    """Return for each outcome whether the advice survives, in a sentence."""
    parts = []
    for outcome in stress.outcomes:
        finding = stress.advice(outcome)
        if finding is None:
            if any(stress.effects(name, outcome).any() for name in stress.what_ifs):
                parts.append(f"on {short(outcome)} no what-if clearly helps at your values")
            continue
        name = stress.names[finding.claim.one]
        stands = stress.standing(name, outcome)
        part = f"on {short(outcome)} “{name}” beats the baseline {of_worlds(stands.better, stress.worlds)}"
        if len(stress.what_ifs) > 1 and stands.best == stress.worlds:
            part = f"on {short(outcome)} “{name}” stays the best {of_worlds(stands.best, stress.worlds)}"
        elif len(stress.what_ifs) > 1:
            part += f" and is the best {of_worlds(stands.best, stress.worlds)}"
        here, there = sizes(stress, name, outcome)
        part += f", {here} {change_unit(stress, outcome)} at your values but {there} in the median world"
        parts.append(part)
    text = "; ".join(parts) or "no what-if changed anything in any replication of any world"
    return f"{text[0].upper()}{text[1:]}."


def outcome_words(stress: Stress, outcome: str) -> list[str]:
    """Return the sentences about an outcome."""
    finding, sentences = stress.advice(outcome), []
    if finding is not None:
        sentences += _advice_words(stress, finding)
    others = [name for name in stress.what_ifs if finding is None or name != stress.names[finding.claim.one]]
    untouched = [name for name in others if not stress.effects(name, outcome).any()]
    sure = [name for name in others if stress.standing(name, outcome).better == stress.worlds]
    if sure:
        more = " too" if finding is not None else ""
        sentences.append(f"Better than the baseline in every world{more}: {_with_effects(stress, sure, outcome)}.")
    told = [name for name in others if name not in (*untouched, *sure)]
    sentences += [_other_words(stress, name, outcome) for name in told]
    if untouched:
        sentences.append(
            f"No change seen in any replication of any world: {join([f'“{name}”' for name in untouched])}."
        )
    return sentences


def _with_effects(stress: Stress, names: list[str], outcome: str) -> str:
    return "; ".join(f"“{name}”, at your values {_effect_words(stress, name, outcome)}" for name in names)


def _effect_words(stress: Stress, name: str, outcome: str) -> str:
    effect, digits = stress.own_effect(name, outcome), METRICS[outcome].digits
    less = effect.value < 0
    own = measured(effect, f"{change_unit(stress, outcome)} {'less' if less else 'more'}", digits, flip=less)
    low, middle, high = (amount(share, digits, signed=True) for share in over_worlds(stress, name, outcome))
    return f"{own}, over the worlds {middle} in the median ({low} to {high} in nine of ten)"


def sizes(stress: Stress, name: str, outcome: str) -> tuple[str, str]:
    """Return a what-if's effect at the user's own values and in the median world, with their signs."""
    own, middle = stress.own_effect(name, outcome).value, over_worlds(stress, name, outcome)[1]
    digits = METRICS[outcome].digits
    return amount(own, digits, signed=True), amount(middle, digits, signed=True)


def over_worlds(stress: Stress, name: str, outcome: str) -> list[float]:
    """Return the 5 %, 50 % and 95 % quantiles of a what-if's mean effect over the worlds, the user's own aside."""
    return np.quantile(stress.effects(name, outcome)[1:].mean(axis=1), (0.05, 0.5, 0.95)).tolist()


def _advice_words(stress: Stress, finding: Finding) -> list[str]:
    outcome, name = finding.claim.outcome, stress.names[finding.claim.one]
    stands = stress.standing(name, outcome)
    best = "best" if len(stress.what_ifs) > 1 else "better than the baseline"
    sentences = [
        f"At your values “{name}” is {best}: {_effect_words(stress, name, outcome)}{_close_words(stress, finding)}.",
        f"It beats the baseline {of_worlds(stands.better, stress.worlds)}, clearly in {stands.clearly_better}"
        f"{_tied_words(stands)}.",
    ]
    if len(stress.what_ifs) > 1:
        sentences.append(_ranking_words(stress, finding))
    sentences += [*_rule_words(stress, finding), *_break_even_words(stress, finding)]
    return sentences


def _tied_words(stands: Standing) -> str:
    """Say in how many worlds there is no difference at all: such a world speaks neither for nor against."""
    return f"; no difference in {stands.tied}" if stands.tied else ""


def _close_words(stress: Stress, finding: Finding) -> str:
    """Say so where the best at the user's own values is not clearly ahead of all others."""
    own = {finding.claim.outcome: stress.values[finding.claim.outcome][:1]}
    return "" if finding.claim.settled(own)[0][0] else ", though not clearly ahead of every other"


def _ranking_words(stress: Stress, finding: Finding) -> str:
    outcome, name = finding.claim.outcome, stress.names[finding.claim.one]
    counts = {other: stress.standing(other, outcome).best for other in stress.what_ifs}
    rivals = [other for other in sorted(counts, key=lambda other: -counts[other]) if other != name and counts[other]]
    elsewhere = join([f"“{other}” in {percent(counts[other] / stress.worlds)}" for other in rivals])
    unclear = stress.worlds - finding.holds - finding.fails
    sentence = f"It is the best {of_worlds(counts[name], stress.worlds)}" + (f", {elsewhere}" if rivals else "")
    if finding.holds == stress.worlds:
        return f"{sentence}; clearly so in all of them."
    return f"{sentence}; clearly best in {finding.holds}, clearly beaten in {finding.fails}, not clear in {unclear}."


def _rule_words(stress: Stress, finding: Finding) -> list[str]:
    """Return the rule for the rarer worlds, with how well it tells them."""
    rule, kind = finding.rule, finding.kind
    if not kind:
        return []
    if rule is None:
        return [f"No simple rule of one or two beliefs tells the worlds in which this {kind} from the others."]
    conditions = " and ".join(_condition_words(stress, each) for each in rule.conditions)
    among = "of the clear worlds that are such" if kind.startswith("clearly") else "of all such worlds"
    return [
        f"It {kind} mostly where {conditions}: {percent(rule.coverage)} of the worlds in which it {kind} are such, and "
        f"{among} it {kind} in {percent(rule.precision)}."
    ]


def _condition_words(stress: Stress, condition: Condition) -> str:
    belief = stress.beliefs[condition.column]
    return f"{named(belief)} is {'below' if condition.below else 'above'} {value_words(condition.at)}"


def _break_even_words(stress: Stress, finding: Finding) -> list[str]:
    """Return what becomes of the claim at both ends of single beliefs, and between which values it turns."""
    if not finding.is_opposed or not finding.along:
        none = "No single belief was found to move this clearly, so no break-even was looked for."
        return [none] if finding.is_opposed else []
    if finding.along[0].own != "held":
        found = "fails" if finding.along[0].own == "broke" else "is not clear"
        times = BREAK_EVEN_TIMES * stress.replications
        return [f"With {times} replications this {found} at your own values, so there is no break-even to tell."]
    firm = [named(each.belief) for each in finding.along if set(each.ends) == {"held"} and not each.turns]
    sentences = [
        f"All else at your values, along {named(each.belief)} this {_along_words(each)}."
        for each in finding.along
        if named(each.belief) not in firm
    ]
    if firm:
        sentences.append(f"All else at your values, this holds at both ends of the range of {join(firm)}.")
    return sentences


def _along_words(along: Along) -> str:
    """Return what became of a claim along a belief: ``holds at 10, fails at 100 and turns between 48 and 51``."""
    verbs = {"held": "holds at", "broke": "fails at", "not clear": "is not clear at"}
    ends = [f"{verbs[state]} {value_words(end)}" for state, end in zip(along.ends, along.belief.likely, strict=True)]
    return join([*ends, *(f"turns between {turn.low:.9g} and {turn.high:.9g}" for turn in along.turns)])


def _other_words(stress: Stress, name: str, outcome: str) -> str:
    stands = stress.standing(name, outcome)
    found = next((f for f in stress.findings if _is_about(stress, f, name, outcome)), None)
    own = stress.own_effect(name, outcome)
    clear = own.is_clear and stress.replications > 1
    start = f"“{name}”: at your values {_effect_words(stress, name, outcome)}{'' if clear else ', which is not clear'}"
    text = (
        f"{start}; better than the baseline {of_worlds(stands.better, stress.worlds)}, clearly in "
        f"{stands.clearly_better}, clearly worse in {stands.clearly_worse}{_tied_words(stands)}."
    )
    more = [] if found is None else [*_rule_words(stress, found), *_break_even_words(stress, found)]
    return " ".join([text, *more])


def _is_about(stress: Stress, finding: Finding, name: str, outcome: str) -> bool:
    return finding.claim.outcome == outcome and finding.claim.others == (0,) and stress.names[finding.claim.one] == name


def mind_words(stress: Stress) -> list[str]:
    """Return what the worlds rest on, and what to mind."""
    mind = [
        "Worlds are spread evenly over the ranges, each belief by itself: a share of worlds is a share of what may be "
        "believed, not a frequency in nature.",
        "Clear means that the paired 95 % interval in that world leaves no doubt; among several others the error is "
        "shared (Bonferroni). More replications make more worlds clear.",
    ]
    if "csat_proxy" in stress.outcomes:
        mind.append(PROXY)
    if stress.replications == 1:
        mind.append("One replication shows nothing clearly: no rule and no break-even was looked for.")
    return [*rests_on(stress), *fixed_words(stress), *mind]


def table(stress: Stress) -> list[list[str]]:
    """Return for each what-if the share of worlds in which it is better than the baseline, and the best."""
    rows = [["better than the baseline / best of all, % of worlds", *(METRICS[name].name for name in stress.outcomes)]]
    for name in stress.what_ifs:
        cells = []
        for outcome in stress.outcomes:
            stands = stress.standing(name, outcome)
            changes = stress.effects(name, outcome).any()
            shares = f"{100 * stands.better / stress.worlds:.0f} / {100 * stands.best / stress.worlds:.0f}"
            shares += f" (same in {100 * stands.tied / stress.worlds:.0f})" if stands.tied else ""
            cells.append(shares if changes else "none seen")
        rows.append([name, *cells])
    return rows
