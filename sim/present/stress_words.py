"""A stress in words: whether the advice survives other beliefs, where it does not, and at which values it turns."""

from collections.abc import Sequence

from sim.experiment.claims import Along, Finding, share_of
from sim.experiment.stress import BREAK_EVEN_TIMES
from sim.experiment.stress_findings import Stressed, advised, best_elsewhere, is_ahead, least_lasting, not_advised
from sim.experiment.stress_study import Standing, Stress
from sim.metrics import metric_of
from sim.present.belief_words import (
    PROXY,
    change_unit,
    fixed_words,
    named,
    of_worlds,
    percent,
    rests_on,
    runs_words,
    value_words,
)
from sim.present.numerals import amount, measured
from sim.scenario.messages import join
from sim.statistics.rule_induction import Condition

_NO_ADVICE = "At your values no what-if clearly helps"


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
        advice, on = advised(stress, outcome), f"on {metric_of(outcome).phrase}"
        if advice is None:
            if stress.is_moved(outcome):
                parts.append(f"{on} no what-if clearly helps at your values")
            continue
        best = of_worlds(advice.stands.best, stress.worlds)
        part = f"{on} “{advice.name}” beats the baseline {of_worlds(advice.stands.better, stress.worlds)}"
        if len(stress.what_ifs) > 1:
            always = advice.stands.best == stress.worlds
            part = f"{on} “{advice.name}” stays the best {best}" if always else f"{part} and is the best {best}"
        here, there = _sizes(advice)
        unit = change_unit(stress, outcome)
        parts.append(f"{part}, {here} {unit} at your values but {there} in the median world")
    text = "; ".join(parts) or "no what-if changed anything in any replication of any world"
    return f"{text[0].upper()}{text[1:]}."


def survival(stress: Stress, outcomes: Sequence[str]) -> str:
    """Return in how many worlds the advice survives, on the outcome on which it does so least."""
    advice = least_lasting(stress, outcomes)
    if advice is None or advice.claim is None:
        return _NO_ADVICE
    better, best = (_in_worlds(count, stress) for count in (advice.stands.better, advice.stands.best))
    text = f"On {metric_of(advice.outcome).phrase} “{advice.name}” beats the baseline {better}"
    if len(stress.what_ifs) == 1:
        return f"{text}, clearly in {_of(advice.stands.clearly_better, stress)}"
    return f"{text} and is the best of all {best}, clearly in {_of(advice.claim.holds, stress)}"


def _in_worlds(count: int, stress: Stress) -> str:
    return of_worlds(count, stress.worlds).partition(" (")[0]


def _of(count: int, stress: Stress) -> str:
    return f"{count:,} of {stress.worlds:,}" if count else "none"


def sizes(stress: Stress, outcomes: Sequence[str]) -> str:
    """Return how large the best what-if's effect is at the user's values and in the median world."""
    parts = []
    for advice in filter(None, (advised(stress, outcome) for outcome in outcomes)):
        (here, there), unit = _sizes(advice), change_unit(stress, advice.outcome)
        at = f"{here} {unit} at your values, {there} in the median world"
        parts.append(f"“{advice.name}” on {metric_of(advice.outcome).phrase}: {at}")
    return "; ".join(parts) or _NO_ADVICE


def _sizes(found: Stressed) -> list[str]:
    """Return an effect at the user's own values and in the median world, with their signs."""
    digits = metric_of(found.outcome).digits
    return [amount(value, digits, signed=True) for value in (found.own.value, found.middle)]


def outcome_words(stress: Stress, outcome: str) -> list[str]:
    """Return the sentences about an outcome."""
    advice, others = advised(stress, outcome), not_advised(stress, outcome)
    sentences = _advice_words(stress, advice) if advice else []
    sure = [each for each in others if each.stands.better == stress.worlds]
    if sure:
        told = "; ".join(f"“{each.name}”, at your values {_effect_words(stress, each)}" for each in sure)
        sentences.append(f"Better than the baseline in every world{' too' if advice else ''}: {told}.")
    sentences += [_other_words(stress, each) for each in others if each.changes and each not in sure]
    untouched = join([f"“{each.name}”" for each in others if not each.changes])
    if untouched:
        sentences.append(f"No change seen in any replication of any world: {untouched}.")
    return sentences


def _effect_words(stress: Stress, found: Stressed) -> str:
    digits, less = metric_of(found.outcome).digits, found.own.value < 0
    unit = f"{change_unit(stress, found.outcome)} {'less' if less else 'more'}"
    low, middle, high = (amount(share, digits, signed=True) for share in (found.low, found.middle, found.high))
    own = measured(found.own, unit, digits, flip=less)
    return f"{own}, over the worlds {middle} in the median ({low} to {high} in nine of ten)"


def _advice_words(stress: Stress, advice: Stressed) -> list[str]:
    stands, several = advice.stands, len(stress.what_ifs) > 1
    close = "" if is_ahead(stress, advice) else ", though not clearly ahead of every other"
    best = "best" if several else "better than the baseline"
    return [
        f"At your values “{advice.name}” is {best}: {_effect_words(stress, advice)}{close}.",
        f"It beats the baseline {of_worlds(stands.better, stress.worlds)}, clearly in {stands.clearly_better}"
        f"{_tied_words(stands)}.",
        *([_ranking_words(stress, advice)] if several else []),
        *_claim_words(stress, advice.claim),
    ]


def _tied_words(stands: Standing) -> str:
    """Say in how many worlds there is no difference at all: such a world speaks neither for nor against."""
    return f"; no difference in {stands.tied}" if stands.tied else ""


def _ranking_words(stress: Stress, advice: Stressed) -> str:
    elsewhere = join([f"“{name}” in {percent(share)}" for name, share in best_elsewhere(stress, advice).items()])
    best = of_worlds(advice.stands.best, stress.worlds)
    sentence = f"It is the best {best}" + (f", {elsewhere}" if elsewhere else "")
    holds, fails = (advice.claim.holds, advice.claim.fails) if advice.claim else (0, 0)
    if holds == stress.worlds:
        return f"{sentence}; clearly so in all of them."
    unclear = stress.worlds - holds - fails
    return f"{sentence}; clearly best in {holds}, clearly beaten in {fails}, not clear in {unclear}."


def _claim_words(stress: Stress, claim: Finding | None) -> list[str]:
    return [] if claim is None else [*_rule_words(stress, claim), *_break_even_words(stress, claim)]


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


def _other_words(stress: Stress, found: Stressed) -> str:
    stands, clear = found.stands, found.own.is_clear and stress.replications > 1
    said = f"“{found.name}”: at your values {_effect_words(stress, found)}{'' if clear else ', which is not clear'}"
    text = (
        f"{said}; better than the baseline {of_worlds(stands.better, stress.worlds)}, clearly in "
        f"{stands.clearly_better}, clearly worse in {stands.clearly_worse}{_tied_words(stands)}."
    )
    return " ".join([text, *_claim_words(stress, found.claim)])


def _together_words(stress: Stress) -> str:
    """Return how many beliefs vary together, as what was observed has them."""
    count = len(stress.together)
    return f" but the {count} that a calibration found, which vary together" if count else ""


def mind_words(stress: Stress) -> list[str]:
    """Return what the worlds rest on, and what to mind."""
    mind = [
        f"Worlds are spread evenly over the ranges, each belief by itself{_together_words(stress)}: a share of worlds "
        "is a share of what may be believed, not a frequency in nature.",
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
    rows = [
        ["better than the baseline / best of all, % of worlds", *(metric_of(name).name for name in stress.outcomes)]
    ]
    for name in stress.what_ifs:
        rows.append([name, *(_cell(stress, name, outcome) for outcome in stress.outcomes)])
    return rows


def _cell(stress: Stress, name: str, outcome: str) -> str:
    if not stress.changes(name, outcome):
        return "none seen"
    stands = stress.standing(name, outcome)
    better, best, tied = (share_of(count, stress.worlds)[0] for count in (stands.better, stands.best, stands.tied))
    return f"{better:.0f} / {best:.0f}" + (f" (same in {tied:.0f})" if tied else "")
