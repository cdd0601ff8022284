"""The simulator's own center as a network of queues: the manager above, transfers, repeats and redials."""

from __future__ import annotations

import pytest

from sim.theory.networks import Desk
from sim.theory.returning import RedialDesk, redial_chain
from sim.verification.batch_means import DAY_MIN, Measured, jackknife, mean_of, settled
from sim.verification.centers import ENDLESS, WARM, redialing, returning, two_tiers
from sim.verification.queues import times
from tests.reference.rows import number
from tests.theory.center import run_of
from tests.theory.figures import queue_figures, upstairs_figures
from tests.theory.reproduce import Found, reproduces


def desk_of(text: str, calls_per_min: float = 0.0, managers: int = 1) -> Desk:
    """Read agents who pass up a share of their calls at the end, and managers."""
    return Desk(
        int(number(text, "c")) if "c=" in text else 10,
        calls_per_min or number(text, "lam"),
        number(text, "AHT"),
        number(text, "p"),
        managers,
        number(text, "mean") if "mean" in text else 12.0,
    )


@reproduces()
def test_a_cold_transfer_makes_agents_and_managers_a_tandem(case: str, parameters: str, scale: int) -> Found:
    weeks, managers = 5 * scale, 2 if "M/M/2" in parameters else 1
    journeys = run_of(two_tiers(desk_of(parameters, managers=managers), weeks), parameters)
    batches = settled(journeys.rows, weeks, 26 * scale, 2 * DAY_MIN)
    queue, up = queue_figures(batches), upstairs_figures(batches)
    came, ended = batches.at("arrived"), batches.at("ended")
    everybody = batches.sums(came, inside=ended - came)
    passed = batches.rows[batches.rows["escalated"] >= 0]
    waits = (passed["answered"] - passed["queued"] + passed["manager_start"] - passed["escalated"]) / 60_000
    escalated = batches.sums(passed["arrived"] / 60_000, wait=waits)
    busy = up["utilization"]
    assert queue["E[Wq] min"].value == pytest.approx(1.023, rel=0.25)
    return {
        "manager arrival rate /h": times(up["rate"], 60),
        "manager utilisation": times(busy, 1 / managers),
        "manager hours per 8-h day (steady state)": times(busy, 8),
        "P(wait for manager)": up["P(wait)"],
        "E[Wq manager] min": up["E[Wq] min"],
        "E[total wait | escalated] min": jackknife(escalated, lambda s: s["wait"] / s["n"]),
        "E[time in system, all] min": jackknife(everybody, lambda s: s["inside"] / s["n"]),
        "E[number with/at manager]": up["L (manager number in system)"],
    }


@reproduces()
def test_a_warm_transfer_holds_agents_as_its_chain_has_it(case: str, parameters: str, scale: int) -> Found:
    weeks = 5 * scale
    journeys = run_of(two_tiers(desk_of(parameters), weeks, empowerment=WARM), parameters)
    batches = settled(journeys.rows, weeks, 24 * scale, 2 * DAY_MIN)
    queue, up = queue_figures(batches), upstairs_figures(batches)
    return queue | {
        "E[occupied agents]": queue["E[busy agents]"],
        "E[calls at manager incl. in service]": up["L (manager number in system)"],
        "manager utilisation": up["utilization"],
    }


@reproduces()
def test_the_same_load_handed_over_cold_waits_as_if_nobody_passed_up(case: str, parameters: str, scale: int) -> Found:
    weeks = 2 * scale
    journeys = run_of(two_tiers(desk_of(parameters), weeks), parameters)
    return queue_figures(settled(journeys.rows, weeks, 24 * scale))


@reproduces()
def test_agents_who_are_never_idle_and_held_serve_at_the_capacity_of_theory(
    case: str, parameters: str, scale: int
) -> Found:
    weeks = 2 * scale
    closing = {"after_hours": "drop"}
    journeys = run_of(two_tiers(desk_of(parameters, 2.2), weeks, WARM, closing), parameters)
    batches = settled(journeys.rows, weeks, 24 * scale)
    freed = journeys.rows[journeys.rows["released"] >= 0]["released"] / 60_000
    return {"max sustainable lam /min": mean_of(batches.sums(freed)["n"] / batches.minutes)}


@reproduces()
def test_unresolved_customers_who_come_back_are_a_jackson_network(case: str, parameters: str, scale: int) -> Found:
    weeks, share = 4 * scale, number(parameters, "callback")
    later = {"comes_back_after": {"shape": "gamma", "mean": 45.0, "cv": 0.5}, **ENDLESS}
    load = int(number(parameters, "c")), number(parameters, "lam0"), number(parameters, "AHT")
    journeys = run_of(returning(*load, share, weeks, **later), parameters)
    batches = settled(journeys.rows, weeks, 24 * scale)
    queue = queue_figures(batches)
    rows = journeys.rows
    spent = (rows["ended"] - rows["queued"]) / 60_000
    first = batches.sums(
        batches.at("issue_first_arrived"), spent=spent, issues=rows["attempt"] == 1, many=rows["attempt"] == 4
    )
    calls = batches.sums(batches.at("arrived"))["n"] / batches.minutes
    return {
        "total call rate /min": mean_of(calls),
        "P(wait) time-average": queue["P(wait>0)"],
        "E[Wq per call] min": queue["E[Wq] min"],
        "E[total wait+service per issue] min": jackknife(first, lambda s: s["spent"] / s["issues"]),
        "E[contacts per issue]": jackknife(first, lambda s: s["n"] / s["issues"]),
        "P(>=4 contacts)": jackknife(first, lambda s: s["many"] / s["issues"]),
    }


def redials(parameters: str, weeks: int, delay_min: float, count: int, warm_up_min: float) -> dict[str, Measured]:
    """Run customers who redial after hanging up, and call back after service, after the same delay."""
    desk = RedialDesk(
        int(number(parameters, "c")),
        number(parameters, "lam0"),
        number(parameters, "AHT"),
        number(parameters, "patience"),
        number(parameters, "redial prob"),
        number(parameters, "call-back prob"),
    )
    journeys = run_of(redialing(desk, delay_min, weeks), parameters)
    batches = settled(journeys.rows, weeks, count, warm_up_min)
    rows = journeys.rows
    lost = (rows["outcome"] == 3) & rows["issue_closed"]
    calls = batches.sums(batches.at("arrived"), lost=lost, issues=rows["attempt"] == 1)
    return queue_figures(batches) | {
        "total offered rate /min": mean_of(calls["n"] / batches.minutes),
        "P(issue finally lost)": jackknife(calls, lambda s: s["lost"] / s["issues"]),
    }


@reproduces()
def test_redials_after_a_finite_delay_follow_their_chain(case: str, parameters: str, scale: int) -> Found:
    return redials(parameters, scale, number(parameters, "orbit delay mean"), 24 * scale, DAY_MIN / 2)


@reproduces()
def test_redials_after_a_long_delay_reach_their_fixed_point(case: str, parameters: str, scale: int) -> Found:
    # 24 batches however long the run: batches shorter than the delay of a day are not independent
    return redials(parameters, 2 * scale, 1440.0, 24, 6 * DAY_MIN)


def test_the_delay_that_stands_for_a_long_one_is_long_enough() -> None:
    desk = RedialDesk(10, 1.6, 5.0, 4.0, 0.5, 0.15)
    near, far = (redial_chain(desk, delay).abandon_probability for delay in (60.0, 120.0))
    bias = (far - near) * 120 / 1440  # the gap to the limit shrinks as one over the delay
    assert abs(bias) < 1.5e-4
