"""Queues, alone and joined: what theory knows of them, and what the engine's own agents and managers make of it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario import Scenario
from sim.theory.erlang import mmc
from sim.theory.impatience import erlang_a, mmc_impatient
from sim.theory.networks import Desk, cold_transfer, warm_transfer
from sim.theory.returning import RedialDesk, redial_chain, repeats
from sim.theory.single_server import (
    Moments,
    deterministic,
    erlang_moments,
    lognormal_moments,
    mg1_wait_min,
    priority_mg1_wait_min,
    priority_mmc_wait_min,
)
from sim.verification.batch_means import DAY_MIN, Measured, mean_of, queue_figures, ratio, settled, upstairs_figures
from sim.verification.centers import (
    ENDLESS,
    WARM,
    Data,
    call,
    exponential,
    manager_alone,
    plain,
    redialing,
    returning,
    two_classes,
    two_tiers,
)
from sim.verification.lab import QUEUE, UPSTAIRS, Lab, Reference, known

BATCHES = 40
TEAM = 10, 1.6, 5.0
"""Agents, calls per minute, handle minutes: offered load 8 Erlang."""
COLD_DESK = Desk(10, 1.6, 5.0, 0.1, 2, 6.0)
WARM_DESK = Desk(10, 1.4, 5.0, 0.05, 2, 6.0)
AGAIN = RedialDesk(10, 1.6, 5.0, 4.0, 0.5, 0.15)


def line(lab: Lab, name: str, scenario: Scenario) -> tuple[int, dict[str, Measured]]:
    """Run a center and return how many contacts there were, and the figures of its queue."""
    rows = lab.rows(name, scenario, QUEUE)
    return len(rows), queue_figures(settled(rows, scenario.calendar.weeks, BATCHES))


def one_agent(lab: Lab) -> Iterator[Reference]:
    """One agent, one line, all laws of handle time."""
    laws: list[tuple[str, Data | float, Moments]] = [
        ("M/M/1, load 0.8", exponential(1.0), erlang_moments(1.0)),
        ("M/D/1, load 0.8", 1.0, deterministic(1.0)),
        ("M/G/1, lognormal, CV 1.5", {"shape": "lognormal", "mean": 1.0, "cv": 1.5}, lognormal_moments(1.0, 1.5)),
    ]
    for name, law, moments in laws:
        center = plain(1, {"call": call(0.8, law)}, lab.weeks(150), customers=ENDLESS)
        n, found = line(lab, name, center)
        wait = mg1_wait_min(0.8, moments)
        yield from known(n, found, [(f"{name}: mean wait, min", "Pollaczek-Khinchine", wait, "E[Wq] min")])
        if law == exponential(1.0):
            queue = mmc(1, 0.8, 1.0)
            rows = [
                ("M/M/1: answered within a minute", "1 - rho e^-(mu-lam)t", queue.service_level(1.0), "P(Wq<=1 min)"),
                ("M/M/1: mean number in system", "rho / (1 - rho)", queue.in_system, "L"),
            ]
            yield from known(n, found, rows)


def one_manager(lab: Lab) -> Iterator[Reference]:
    """A manager to whom everything is passed up."""
    weeks = lab.weeks(120)
    law = {"shape": "erlang", "stages": 2, "mean": 1.2}
    rows = lab.rows("manager", manager_alone(0.6, law, weeks), UPSTAIRS)
    wait = mg1_wait_min(0.6, erlang_moments(1.2, 2))
    wanted = [
        ("manager, Erlang-2, load 0.72: wait, min", "Pollaczek-Khinchine", wait, "E[Wq] min"),
        ("manager: utilization", "lam E[S]", 0.6 * 1.2, "utilization"),
    ]
    yield from known(len(rows), upstairs_figures(settled(rows, weeks, BATCHES)), wanted)


def team(lab: Lab) -> Iterator[Reference]:
    """A team with patient customers, and with customers who never wait."""
    agents, rate, handle = TEAM
    calls = {"call": call(rate, exponential(handle))}
    queue = mmc(*TEAM)
    wanted = [
        ("M/M/10, 8 Erlang: share who wait", "Erlang C", queue.wait_probability, "P(wait>0)"),
        ("M/M/10: mean wait, min", "C / (c mu - lam)", queue.wait_min, "E[Wq] min"),
        (
            "M/M/10: answered within 20 s",
            "1 - C e^-(c mu-lam)t",
            queue.service_level(1 / 3),
            "service level P(Wq<=20s)",
        ),
        ("M/M/10: mean number busy", "lam / mu", queue.busy_servers, "E[busy agents]"),
    ]
    yield from known(*line(lab, "Erlang C", plain(agents, calls, lab.weeks(80), customers=ENDLESS)), wanted)
    nobody_waits = {"patience": 0.0, "endless_patience_share": 0.0}
    wanted = [("M/M/10/10, 8 Erlang: share lost", "Erlang B", queue.loss_probability, "P(abandon)")]
    yield from known(*line(lab, "Erlang B", plain(agents, calls, lab.weeks(40), customers=nobody_waits)), wanted)


def impatient_team(lab: Lab) -> Iterator[Reference]:
    """A team whose customers give up."""
    agents, rate, handle = TEAM
    for name, load in (("8 Erlang", rate), ("12 Erlang", 2.4)):
        calls = {"call": call(load, exponential(handle))}
        queue = erlang_a(agents, load, handle, 4.0)
        wanted = [
            (f"M/M/10+M, {name}: share giving up", "Palm (Erlang A)", queue.abandon_probability, "P(abandon)"),
            (f"M/M/10+M, {name}: mean wait, min", "Palm (Erlang A)", queue.wait_min, "E[Wq] min"),
        ]
        impatient = plain(agents, calls, lab.weeks(40), customers={"patience": exponential(4.0)})
        yield from known(*line(lab, f"Erlang A, {name}", impatient), wanted)
    calls = {"call": call(rate, exponential(handle))}
    gone = mmc_impatient(agents, rate, handle, lambda wait: (wait < 3.0).astype(float), [3.0]).abandon_probability
    wanted = [("M/M/10+D, patience 3 min: giving up", "Baccelli-Hebuterne", gone, "P(abandon)")]
    yield from known(*line(lab, "patience 3", plain(agents, calls, lab.weeks(40), customers={"patience": 3.0})), wanted)


def urgent_first(lab: Lab) -> Iterator[Reference]:
    """Urgent calls overtake, but never interrupt."""
    short = 2 / 3
    one = priority_mg1_wait_min([0.3, 0.4], [erlang_moments(1.5), deterministic(short)])
    many = priority_mmc_wait_min(10, [0.5, 1.2], 5.0)
    cases = [
        ("one agent", one, two_classes(1, call(0.3, exponential(1.5)), call(0.4, short), lab.weeks(120))),
        ("ten agents", many, two_classes(10, call(0.5, exponential(5.0)), call(1.2, exponential(5.0)), lab.weeks(70))),
    ]
    for name, waits, center in cases:
        rows = lab.rows(f"priorities, {name}", center, ("type", *QUEUE))
        for kind, label in enumerate(("urgent", "others")):
            batches = settled(rows[rows["type"] == kind], center.calendar.weeks, BATCHES)
            wanted = [(f"priorities, {name}: {label} wait, min", "Cobham", waits[kind], "E[Wq] min")]
            yield from known(len(rows), queue_figures(batches), wanted)


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
