"""Where the record and the truth part: resolution on record, and hours that fall while problems vanish from the record.

Whoever is paid or judged by the record follows the one, customers follow the other.
"""

from dataclasses import dataclass

from sim.experiment.comparison import Comparison
from sim.experiment.guards import State, findings, guards_of, matters_in
from sim.metrics import metric_of
from sim.statistics.estimates import Difference

RECORDED, TRUE, HIDDEN = "recorded_resolution", "first_contact_resolution", "hidden_escalations_per_week"


@dataclass(frozen=True)
class Parting:
    """How the record and the truth part in a what-if.

    Attributes
    ----------
    name : str
        The what-if.
    recorded, true : (float, float) or None
        Issues resolved in one contact in %, before and after, on record and in truth; None where these do not part.
    gap : Difference or None
        Of what the record says beyond the truth, in points.
    hidden : Difference or None
        Of hidden escalations a week, where they rise while managers' hours fall.
    """

    name: str
    recorded: tuple[float, float] | None
    true: tuple[float, float] | None
    gap: Difference | None
    hidden: Difference | None

    @property
    def weight(self) -> tuple[float, float]:
        """What the partings of what-ifs are ranked by."""
        return tuple(0.0 if each is None else each.value for each in (self.gap, self.hidden))  # type: ignore[return-value]


def parting(comparison: Comparison, name: str) -> Parting | None:
    """Return how the record and the truth part in a what-if by more than matters, clearly; None where they do not."""
    gap, hidden = _gap(comparison, name), _hidden(comparison, name)
    if gap is None and hidden is None:
        return None
    recorded, true = ((_levels(comparison, name, each) if gap else None) for each in (RECORDED, TRUE))
    return Parting(name, recorded, true, gap, hidden)


def worst_parting(comparison: Comparison, told: str | None) -> Parting | None:
    """Return the parting of the what-if that is told; where it has none, the widest of any."""
    found = [its for name in comparison.what_ifs if (its := parting(comparison, name)) is not None]
    mine = [its for its in found if its.name == told]
    return max(mine or found, key=lambda its: its.weight, default=None)


def _levels(comparison: Comparison, name: str, metric: str) -> tuple[float, float]:
    before, after = (comparison.values(each, metric) for each in (comparison.baseline, name))
    if comparison.controls is None:
        return sum(before) / len(before), sum(after) / len(after)
    return comparison.mean_of(before).value, comparison.mean_of(after).value


def _gap(comparison: Comparison, name: str) -> Difference | None:
    gaps = []
    for each in (comparison.baseline, name):
        recorded, true = comparison.values(each, RECORDED), comparison.values(each, TRUE)
        if not recorded or not true:
            return None
        gaps.append([r - t for r, t in zip(recorded, true, strict=True)])
    before, after = gaps
    gap = comparison.difference_of(before, after)
    return gap if gap.is_clear and gap.value > metric_of(RECORDED).matters[1] else None


def _hidden(comparison: Comparison, name: str) -> Difference | None:
    """Return the rise of hidden escalations, where it is a harm that matters and hours fall by what matters."""
    by_id = {guard.id: guard for guard in guards_of(comparison)}
    hours = comparison.effect(name, comparison.hours)
    if hours is None or not hours.is_clear or hours.value > -matters_in(comparison, by_id[comparison.hours]):
        return None
    harms = {each.guard.id: each.effect for each in findings(comparison, name) if each.state is State.HARM}
    return harms.get(HIDDEN)
