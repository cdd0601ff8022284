"""What insisting is known to bring in a center as it is, before anything is simulated."""

from sim.engines.insisting import known_at_start
from sim.scenario.plan import Plan


def known_gains(plan: Plan) -> dict[str, float]:
    """Return what insisting is known to bring in the baseline, in % of the ask, by issue type that asks for money.

    Empty where nobody insists, or nobody asks.
    """
    issues, insisting = plan.baseline.issues, plan.baseline.customers.insists_share > 0
    asking = [bool(insisting and not its.routine and its.asks_share) for its in issues.values()]
    if not any(asking):
        return {}
    heard = zip(issues, known_at_start(plan, roughly=True), asking, strict=True)
    return {name: 100 * its.rest for name, its, asks in heard if asks}
