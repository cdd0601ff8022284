"""What an answer rests on, and what to mind."""

from sim.experiment.cautions import beginnings, charges, overruled, scorecard, worth_of_pairing
from sim.experiment.comparison import Comparison
from sim.experiment.understood import understood
from sim.present.belief_words import value_words
from sim.present.center_words import sanity_words
from sim.present.manager_words import expected_words
from sim.present.numerals import amount, measured
from sim.present.settings import with_unit
from sim.scenario import CATALOG
from sim.scenario.beliefs import Belief, beliefs_of
from sim.scenario.messages import join
from sim.scenario.notices import notices_of

_POOL_BELIEFS = ("incentives.peer_pressure", "incentives.penalty_weight", "incentives.announced")
_CORE_BELIEFS = ("incentives.relief", "behavior.habit_weight", "behavior.habit_half_life", "behavior.effort")
_PAIRS_SHOWN = 3


def caveats(comparison: Comparison) -> dict[str, list[str]]:
    """Return what the answer rests on, and what to mind."""
    found = {"Rests on": rests_on(comparison)}
    mind = [
        *_notices(comparison),
        *_begin_words(comparison),
        *_overruled_words(comparison),
        *_ranking_words(comparison),
        *_scorecard_words(comparison),
    ]
    if mind:
        found["Mind"] = mind
    gain = _pairing_words(comparison)
    if gain:
        found["Pairing"] = gain
    return found


def _notices(comparison: Comparison) -> list[str]:
    """Say what the scenarios have that their author may not have meant."""
    others = {name: comparison.scenarios[name] for name in comparison.what_ifs}
    baseline = comparison.scenarios[comparison.baseline]
    sanity = sanity_words(baseline, understood(baseline))
    return [*notices_of(baseline, others), *expected_words(baseline, others), *sanity]


def rests_on(comparison: Comparison) -> list[str]:
    """Return the assumptions of behavior that the answer hangs on."""
    scenario = comparison.scenario
    if scenario.behavior.choice == "fixed":
        return ["Escalation is a number typed in (choice: fixed), so no incentive can move it."]
    wanted = list(_CORE_BELIEFS)
    if any(charges(other) for other in comparison.scenarios.values()):
        wanted += _POOL_BELIEFS
    known = {belief.key: belief for belief in beliefs_of(scenario)}
    chosen = [known[key] for key in wanted]
    beyond = [belief for belief in known.values() if not belief.is_within and belief not in chosen]
    sentences = [_belief_words(belief) for belief in (*chosen, *beyond)]
    sentences += _policy_words(comparison)
    return [*sentences, "The CSAT proxy is computed from service, not asked of customers."]


def _policy_words(comparison: Comparison) -> list[str]:
    """Say of each policy in use which of its effects a study found, and which are assumed."""
    known = {**CATALOG, **comparison.scenario.policies}
    chosen = [
        comparison.scenario.what_ifs[name] for name in comparison.what_ifs if name in comparison.scenario.what_ifs
    ]
    sentences = []
    for name in dict.fromkeys(policy for what_if in chosen for policy in what_if.use):
        effects = known[name].known()
        found = [f"{each.of} ({each.source})" for each in effects if each.status == "evidence"]
        assumed = [each.of for each in effects if each.status == "assumption"]
        parts = [f"what studies found: {join(found)}"] if found else []
        parts += [f"assumed: {join(assumed)}"] if assumed else []
        if parts:
            sentences.append(f"Effects of the policy {name}: {'; '.join(parts)}.")
    return sentences


def _belief_words(belief: Belief) -> str:
    low, high = belief.likely
    how = "an assumption" if belief.status == "assumption" else "evidence for its sign or form, not its size here"
    where = "within" if belief.is_within else "OUTSIDE"
    span = f"{low:g} to {high:g} that studies and judgment support"
    meaning = belief.sentence[0].lower() + belief.sentence[1:]
    here = with_unit(value_words(belief.value), belief.unit)
    return f"{belief.name} {here} ({meaning}): {how}; {where} the range {span}."


def _begin_words(comparison: Comparison) -> list[str]:
    """Say so where what-ifs begin in different weeks, since all figures are means over the same ones."""
    weeks = beginnings(comparison)
    if len(weeks) < 2:
        return []
    first, last = comparison.window
    return [
        f"The what-ifs begin in different weeks, {weeks[0]} to {weeks[-1]}, and all figures are means of weeks {first} "
        f"to {last}: what begins later counts weeks in which it is the baseline. Compare the last weeks."
    ]


def _overruled_words(comparison: Comparison) -> list[str]:
    """Say so where a what-if uses policies that set the same lever: the later one wins."""
    return [
        f"In “{each.what_if}”, {each.policy} sets {each.key}, and {each.by} overrules it."
        for each in overruled(comparison.scenario)
    ]


def _ranking_words(comparison: Comparison) -> list[str]:
    pairs = sorted(" and ".join(f"“{name}”" for name in sorted(pair)) for pair in comparison.unranked)
    if not pairs:
        return []
    more = f" (and {len(pairs) - _PAIRS_SHOWN} more pairs)" if len(pairs) > _PAIRS_SHOWN else ""
    return [
        f"Not ranked against each other by CSAT proxy, because their order turns with the assumed weight of hand-offs "
        f"and repeats: {'; '.join(pairs[:_PAIRS_SHOWN])}{more}."
    ]


def _scorecard_words(comparison: Comparison) -> list[str]:
    """Say so where a dashboard of handle times and the customers clearly prefer different scenarios."""
    found = scorecard(comparison)
    if found is None:
        return []
    minutes = measured(found.minutes, "minutes a contact quicker", 2, flip=found.minutes.value < 0)
    return [
        f"A dashboard of handle times prefers “{found.quick}” ({minutes}); customers prefer “{found.liked}” "
        f"({measured(found.points, 'points of CSAT proxy more')} than with “{found.quick}”)."
    ]


def _pairing_words(comparison: Comparison) -> list[str]:
    """Return what common random numbers gained, where there are enough replications to say."""
    worth = worth_of_pairing(comparison)
    if worth is None:
        return []
    return [
        "Running what-ifs on the same customers made each replication worth about "
        f"{amount(worth)} independent ones for manager hours (the median over what-ifs)."
    ]
