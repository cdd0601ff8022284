"""Small centers that are drawn, simulated, fitted and simulated again show the same queue, as far as a log tells it."""

import math

import numpy as np
from hypothesis import strategies as st

import sim
from sim.fit.journeys_log import log_of_journeys
from sim.fit.results import results_of
from sim.reading.files import load
from sim.scenario import scenario_from
from tests.drawn import drawn

WEEKS, RUNS = 6, 5
LEAST = (0.004, 1.0, 0.01)
"""Differences in abandonment, wait (seconds) and service level that nobody acts on; chance is told beside them."""
OF_WAIT = 0.1


@st.composite
def centers(draw):
    """Draw a center of two types: teams, skills, overflow, wrap-up and hours, staffed for its load.

    No team is of one or two: half an hour without a contact is common there, and looks like an absence.
    """
    hours = draw(st.sampled_from([8, 10, 12]))
    volume = {name: draw(st.sampled_from([900, 1400, 2000])) for name in ("claim", "question")}
    talk = {"claim": draw(st.sampled_from([5, 9])), "question": draw(st.sampled_from([3, 6]))}
    wrap_up = {"claim": draw(st.sampled_from([0, 2])), "question": draw(st.sampled_from([0, 0.5]))}
    layout = draw(st.sampled_from(["one team", "apart", "overflow"]))
    busy = draw(st.sampled_from([0.7, 0.8, 0.88]))
    needed = {name: volume[name] * (talk[name] + wrap_up[name]) / 60 / (5 * hours) / busy for name in volume}
    issues = {
        name: {
            "per_week": volume[name],
            "routine": True,
            "handle_time": {"shape": "lognormal", "mean": talk[name] + wrap_up[name], "cv": 0.9},
            "wrap_up": wrap_up[name],
        }
        for name in volume
    }
    if layout == "one team":
        teams = {"desk": {"agents": math.ceil(sum(needed.values())), "handles": [*volume]}}
    else:
        helps = ["question", "claim"] if layout == "overflow" else ["question"]
        teams = {
            "claims": {"agents": max(3, math.ceil(needed["claim"])), "handles": ["claim"]},
            "service": {"agents": max(3, math.ceil(needed["question"])), "handles": helps},
        }
    if layout == "overflow":
        after = draw(st.sampled_from([0.5, 1]))
        issues["claim"]["route"] = [{"teams": ["claims"]}, {"teams": ["service"], "after": after}]
    return scenario_from(
        {
            "name": "Drawn",
            "calendar": {"start": "2024-01-01", "weeks": WEEKS, "open": {"mon-fri": f"8:00-{8 + hours}:00"}},
            "issues": issues,
            "teams": teams,
            "customers": {
                "patience": {"shape": "exponential", "mean": draw(st.sampled_from([3, 8]))},
                "busyness": {"day_cv": draw(st.sampled_from([0, 0.1]))},
                "redial_share": 0,
            },
        }
    )


def shown(center, seed):
    """Return abandonment, wait and service level of some runs."""
    logs = [log_of_journeys(sim.simulate(center, seed=seed, replication=number)) for number in range(RUNS)]
    return np.array([[each.value for each in results_of(log)] for log in logs])


def fitted_to(center, folder):
    client = sim.fit(sim.simulate(center, seed=7))
    (folder / "client.fit").mkdir()
    for name, text in client.files.tables.items():
        (folder / "client.fit" / name).write_text(text, encoding="utf-8")
    (folder / "client.yaml").write_text(client.scenario_text("client.fit"), encoding="utf-8")
    return load(folder / "client.yaml")


@drawn(centers(), examples=3, at_length=60)
def test_a_drawn_center_is_fitted_to_within_what_one_log_leaves_unknown(tmp_path_factory, center):
    before = shown(center, 1)
    after = shown(fitted_to(center, tmp_path_factory.mktemp("drawn")), 2)
    one_log = np.sqrt((before.var(axis=0, ddof=1) + after.var(axis=0, ddof=1)) / 2)
    chance = 3 * one_log * math.sqrt(1 + 2 / RUNS)  # the log that was fitted, and the runs on both sides
    allowed = chance + np.maximum(LEAST, np.array([0.0, OF_WAIT, 0.0]) * before.mean(axis=0))
    apart = np.abs(before.mean(axis=0) - after.mean(axis=0))
    assert (apart <= allowed).all(), (before.mean(axis=0), after.mean(axis=0), chance)
