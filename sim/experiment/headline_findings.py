"""What the headline outcomes say of a comparison: which what-if is told of, what it improves, and at what price."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiment import guards, missing
from sim.experiment.comparison import Comparison
from sim.metrics import BONUS, CSAT, metric_of


@dataclass(frozen=True)
class Price:
    """What a what-if makes worse, beside what it improves.

    Attributes
    ----------
    is_weighed : bool
        Whether the proxy clearly falls with the weights assumed, while its sign hangs on them.
    harms : list of Finding
        The guards that it harms by what matters, the largest harm first.
    unknown : list of Finding
        The guards of which it could not be told.
    is_forbidding : bool
        Whether it harms what no gain is worth.
    """

    is_weighed: bool
    harms: list[guards.Guarded]
    unknown: list[guards.Guarded]
    is_forbidding: bool


@dataclass(frozen=True)
class Told:
    """The what-if that is told of, and why.

    Attributes
    ----------
    ending : str
        Of one outcome: `alone` (nothing is compared), `unclear` or `changes`. Of all: `alone`, `helps` (without a clear
        harm to another outcome), `mixed`, `worse` or `same`. Of hours against satisfaction: `alone`, `neither`,
        `paid` (hours are saved at the customers' cost) or `both`.
    name : str
        The what-if; empty where there is none.
    better : list of str
        The outcomes that it clearly improves.
    count : int
        How many what-ifs do as it does.
    """

    ending: Literal["alone", "unclear", "changes", "helps", "mixed", "worse", "same", "neither", "paid", "both"]
    name: str = ""
    better: Sequence[str] = ()
    count: int = 0


def hangs_on_weights(comparison: Comparison, name: str, metric: str) -> bool:
    """Whether the sign of a CSAT difference flips within the evidence on hand-offs and repeats."""
    return metric == CSAT and frozenset((comparison.baseline, name)) in comparison.unranked


def is_settled(comparison: Comparison, name: str, metric: str) -> bool:
    """Whether a difference is clear after correction and its sign does not hang on an assumed weight."""
    return comparison.is_clear(name, metric) and not hangs_on_weights(comparison, name, metric)


def helps(comparison: Comparison, name: str, metric: str) -> bool | None:
    """Return whether a what-if clearly makes an outcome better (True) or worse (False); None where it is not clear."""
    effect = comparison.effect(name, metric)
    if effect is None or not is_settled(comparison, name, metric):
        return None
    return (effect.value < 0) == (metric_of(metric).better == "lower")


def has_pool(comparison: Comparison) -> bool:
    """Whether any scenario pays from a bonus pool."""
    return any(map(missing.has_pool, comparison.scenarios.values()))


def has_bonus(comparison: Comparison) -> bool:
    """Whether any scenario has a bonus figure over the weeks compared."""
    return any(comparison.level(name, BONUS) is not None for name in comparison.scenarios)


def price(comparison: Comparison, name: str, improved: Sequence[str]) -> Price:
    """Return what a what-if pays with for what it improves."""
    csat, found = comparison.effect(name, CSAT), guards.findings(comparison, name)
    falls = csat is not None and csat.value < 0 and comparison.is_clear(name, CSAT)
    is_weighed = falls and hangs_on_weights(comparison, name, CSAT)
    harms = guards.harms(found)
    forbids = is_weighed or any(each.guard.is_deal_breaker for each in harms)
    told = [each for each in harms if each.guard.id not in improved]
    return Price(is_weighed, told, [each for each in found if each.state is guards.State.OPEN], forbids)


def of_outcome(comparison: Comparison, metric: str) -> Told:
    """Return the what-if with the largest clear gain in an outcome, or harm; of the bonus a harm goes first."""
    if not comparison.what_ifs:
        return Told("alone")
    views = {name: helps(comparison, name, metric) for name in comparison.what_ifs}
    better, worse = ([name for name, good in views.items() if good is wanted] for wanted in (True, False))
    chosen = (worse or better) if metric == BONUS else (better or worse)
    if not chosen:
        return Told("unclear")
    name = max(chosen, key=_size(comparison, metric))
    return Told("changes", name, [metric] if name in better else [])


def of_all(comparison: Comparison) -> Told:
    """Return the what-if that helps most without harm to another headline outcome, deal-breakers last."""
    if not comparison.what_ifs:
        return Told("alone")
    views = {name: [helps(comparison, name, metric) for metric in comparison.headline] for name in comparison.what_ifs}
    harmless = [name for name, view in views.items() if True in view and False not in view]
    if harmless:
        chosen = [name for name in harmless if not price(comparison, name, ()).is_forbidding] or harmless
        size = _size(comparison, comparison.hours)
        name = max(chosen, key=lambda name: (views[name].count(True), size(name)))
        better = [metric for metric, good in zip(comparison.headline, views[name], strict=True) if good]
        return Told("helps", name, better)
    if any(True in view for view in views.values()):
        return Told("mixed")
    return Told("worse" if any(False in view for view in views.values()) else "same")


def of_trade_off(comparison: Comparison) -> Told:
    """Return whether saving managers' hours costs customers' satisfaction, by the what-if that moves it most."""
    if not comparison.what_ifs:
        return Told("alone")
    saving = [name for name in comparison.what_ifs if helps(comparison, name, comparison.hours)]
    paid = [name for name in saving if helps(comparison, name, CSAT) is False]
    both = [name for name in saving if helps(comparison, name, CSAT)]
    if not paid and not both:
        return Told("neither")
    name = max(paid or both, key=_size(comparison, CSAT))
    return Told("paid", name, count=len(paid)) if paid else Told("both", name, count=len(both))


def _size(comparison: Comparison, metric: str) -> Callable[[str], float]:
    """Return how large the effects of what-ifs are, 0 where they are not clear."""

    def size(name: str) -> float:
        effect = comparison.effect(name, metric)
        return abs(effect.value) if effect is not None and is_settled(comparison, name, metric) else 0.0

    return size
