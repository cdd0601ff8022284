"""How customers go on, as numbers: to which lines they are handed on, and who redials."""

from itertools import accumulate

from sim.behavior.parameters import Target
from sim.scenario.calling_again import Transfers
from sim.scenario.issues import IssueType
from sim.scenario.kept import kept
from sim.scenario.plan import Plan
from sim.scenario.scenario import Scenario


def targets_of(plan: Plan) -> tuple[Target, ...]:
    """Return the types to which customers are handed on in some epoch of a plan: each list once, in order of time."""
    return tuple(target for targets in _lists(plan) for target in targets)


def place_of(plan: Plan, transfers: Transfers | None) -> int:
    """Return where in `targets_of` those of a type begin."""
    return _lists(plan)[_targets(plan, transfers)]


@kept(8)
def _lists(plan: Plan) -> dict[tuple[Target, ...], int]:
    """Return each list of targets with the place of its first among all."""
    issues = (issue for epoch in plan.epochs for issue in epoch.scenario.issues.values())
    lists = list(dict.fromkeys(_targets(plan, issue.transfers) for issue in issues))
    return dict(zip(lists, accumulate(map(len, lists), initial=0), strict=False))


def _targets(plan: Plan, transfers: Transfers | None) -> tuple[Target, ...]:
    if transfers is None:
        return ()
    names, whole = list(plan.baseline.issues), sum(transfers.to.values())
    named = [(names.index(name), weight) for name, weight in transfers.to.items() if weight > 0]
    upto = [part / whole for part in accumulate(weight for _, weight in named)]
    upto[-1:] = [1.0]  # whatever the sum rounds to, the last takes what is left
    return tuple(Target(place, end) for (place, _), end in zip(named, upto, strict=True))


def redials(scenario: Scenario, issue: IssueType) -> dict[str, float]:
    """Return who redials after the first call of a type that came to nothing, and after each further one."""
    own = issue.redial
    share = scenario.customers.redial_share if own.share is None else own.share
    return {"redial_share": share, "redial_again": share if own.again is None else own.again}
