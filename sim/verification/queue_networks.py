"""Two tiers and customers who come back: networks of queues with known answers."""

from __future__ import annotations

from collections.abc import Iterator

from sim.theory.networks import Desk, cold_transfer, warm_transfer
from sim.theory.returning import RedialDesk, redial_chain, repeats
from sim.verification.batch_means import DAY_MIN, Measured, mean_of, queue_figures, ratio, settled, upstairs_figures
from sim.verification.centers import ENDLESS, WARM, redialing, returning, two_tiers
from sim.verification.lab import QUEUE, UPSTAIRS, Lab, Reference, known
from sim.verification.queues import BATCHES

COLD_DESK = Desk(10, 1.6, 5.0, 0.1, 2, 6.0)
WARM_DESK = Desk(10, 1.4, 5.0, 0.05, 2, 6.0)
AGAIN = RedialDesk(10, 1.6, 5.0, 4.0, 0.5, 0.15)


def times(measured: Measured, factor: float) -> Measured:
    """Return a figure in another unit."""
    return measured._replace(value=factor * measured.value, error=factor * measured.error)


def handed_up(lab: Lab) -> Iterator[Reference]:
    """A share of all calls goes up to managers, cold or warm."""
    weeks = lab.weeks(100)
    rows = lab.rows("cold", two_tiers(COLD_DESK, weeks), ("arrived", *QUEUE, *UPSTAIRS))
    batches, exact = settled(rows, weeks, BATCHES, 2 * DAY_MIN), cold_transfer(COLD_DESK)
    came, ended = batches.at("arrived"), batches.at("ended")
    found = upstairs_figures(batches)
    found["inside"] = ratio(batches.sums(came, inside=ended - came), "inside", "n")
    found["hours"] = times(found["utilization"], 8)
    wanted = [
        ("cold hand-over: wait for managers, min", "Burke", exact.managers.wait_min, "E[Wq] min"),
        ("cold hand-over: time in center, min", "Jackson", exact.sojourn_min, "inside"),
        ("cold hand-over: manager hours in 8 h", "Wald", 16 * exact.manager_utilization, "hours"),
    ]
    yield from known(len(rows), found, wanted)
    rows = lab.rows("warm", two_tiers(WARM_DESK, weeks, empowerment=WARM), QUEUE)
    chain = warm_transfer(WARM_DESK)
    wanted = [
        ("warm hand-over: share who wait", "Markov chain", chain.wait_probability, "P(wait>0)"),
        ("warm hand-over: wait for an agent, min", "Markov chain", chain.wait_min, "E[Wq] min"),
    ]
    yield from known(len(rows), queue_figures(settled(rows, weeks, BATCHES, 2 * DAY_MIN)), wanted)


def coming_back(lab: Lab) -> Iterator[Reference]:
    """Customers call again: unresolved, or after hanging up."""
    weeks = lab.weeks(70)
    later = {"comes_back_after": {"shape": "gamma", "mean": 45.0, "cv": 0.5}, **ENDLESS}
    center = returning(10, 1.2, 5.0, 0.25, weeks, **later)
    rows = lab.rows("repeats", center, ("issue_first_arrived", "attempt", *QUEUE))
    batches, exact = settled(rows, weeks, BATCHES), repeats(10, 1.2, 5.0, 0.25)
    issues = batches.sums(batches.at("issue_first_arrived"), issues=rows["attempt"] == 1)
    wanted = [
        ("a quarter comes back: calls per issue", "1 / (1 - r)", exact.contacts_per_issue, "calls"),
        ("a quarter comes back: mean wait, min", "Jackson", exact.queue.wait_min, "E[Wq] min"),
    ]
    yield from known(len(rows), queue_figures(batches) | {"calls": ratio(issues, "n", "issues")}, wanted)
    rows = lab.rows("redials", redialing(AGAIN, 5.0, weeks), ("arrived", *QUEUE))
    batches, chain = settled(rows, weeks, BATCHES), redial_chain(AGAIN, 5.0)
    calls = mean_of(batches.sums(batches.at("arrived"))["n"] / batches.minutes)
    wanted = [
        ("redials after 5 min: calls a minute", "Markov chain", chain.calls_per_min, "calls"),
        ("redials after 5 min: share giving up", "Markov chain", chain.abandon_probability, "P(abandon)"),
    ]
    yield from known(len(rows), queue_figures(batches) | {"calls": calls}, wanted)
