"""Which inputs matter: indices that are known, noise taken out, swings, what users may ask."""

import math

import numpy as np
import pytest

import sim
from sim.experiment.compare import compare
from sim.experiment.sensitivity import SWING_TIMES, sensitivity
from sim.scenario import ScenarioError
from sim.statistics import sobol
from sim.statistics.sobol import indices, saltelli_points
from tests.centers import small_center
from tests.reference.rows import reference_rows

TINY = {
    "calendar": {"start": "2021-02-01", "weeks": 4, "open": {"mon-fri": "9:00-17:00"}},
    "issues": {"question": {"per_week": 120, "asks_share": 0.5, "handle_time": 5.0, "complexity": 0.3}},
    "teams": {"desk": {"agents": 3, "handles": ["question"], "skill_sd": 0.0}},
    "what_if": {"Empower": {"set": {"empowerment.authority": 50}, "from_week": 1}},
}
INPUTS = {"empowerment.authority": (10, 100), "customers.satisfaction.wait": (0, 0.5), "behavior.pride": (0.9, 1.1)}


def tiny(**changes):
    return small_center(**{**TINY, **changes})


@pytest.fixture(autouse=True, scope="module")
def few_resamples():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sobol, "RESAMPLES", 20)
        yield patch


def reference(start, quantity):
    rows = [row for row in reference_rows() if row.case == "Sobol" and row.parameters.startswith(start)]
    return next(row.numbers for row in rows if row.quantity == quantity)


def ishigami(shares):
    x = math.pi * (2 * shares.T - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def linear(shares):
    return shares @ [3.0, 2.0, 1.0]


# --- indices that are known -------------------------------------------------------------------------------------


@pytest.mark.parametrize("replications", [1, 3])
def test_the_indices_of_ishigami_are_those_of_the_reference(replications):
    n = 2**14
    values = np.repeat(ishigami(saltelli_points(n, 3, 2))[:, None], replications, axis=1)
    found = indices(values, n, 1)
    for i in range(3):
        assert found.first[i] == pytest.approx(reference("Ishigami", f"S{i + 1}")[0], abs=0.01)
        assert found.total[i] == pytest.approx(reference("Ishigami", f"ST{i + 1}")[0], abs=0.003)
    assert found.variance == pytest.approx(reference("Ishigami", "Var")[0], rel=1e-3)
    assert found.noise == (None if replications == 1 else pytest.approx(0, abs=1e-12))


def test_the_indices_of_a_line_are_those_of_the_reference():
    found = indices(linear(saltelli_points(2**10, 3, 1))[:, None], 2**10, 1)
    expected = reference("y=3x1", "S=(ST)")
    assert found.first == pytest.approx(expected, abs=1e-4)
    assert found.total == pytest.approx(expected, abs=1e-4)


def test_noise_is_taken_out_of_the_indices_and_told():
    """Half the variance is noise; plain indices would be half as large, and the totals of no use."""
    n, spread = 2**11, math.sqrt(2 * 7 / 6)
    rng = np.random.default_rng(1)
    points = saltelli_points(n, 3, 1)
    luck = rng.normal(size=2) * 100  # common to all worlds of a replication: no variance between worlds
    values = linear(points)[:, None] + rng.normal(scale=spread / math.sqrt(2), size=(len(points), 2)) + luck
    found = indices(values, n, 1)
    assert found.noise == pytest.approx(1 / 3, abs=0.03)
    assert found.variance == pytest.approx(7 / 6, rel=0.06)
    assert found.first == pytest.approx(np.array([9, 4, 1]) / 14, abs=0.08)
    assert found.total == pytest.approx(np.array([9, 4, 1]) / 14, abs=0.08)


def test_an_input_without_effect_has_the_index_0_though_replications_differ():
    points = saltelli_points(64, 3, 1)
    luck = np.random.default_rng(1).normal(size=(2,))
    values = points[:, [0]] * (1 + luck) + points[:, [1]] ** 2
    found = indices(values, 64, 1)
    assert (found.first[2], found.total[2], found.total_low[2], found.total_high[2]) == (0, 0, 0, 0)


def test_bootstrap_intervals_cover_what_is_known(monkeypatch):
    monkeypatch.setattr(sobol, "RESAMPLES", 200)
    n, hits = 64, np.zeros((2, 3))
    for seed in range(12):
        points = saltelli_points(n, 3, seed)
        noise = np.random.default_rng(seed).normal(scale=0.7, size=(len(points), 2))
        found = indices(linear(points)[:, None] + noise, n, seed)
        truth = np.array([9, 4, 1]) / 14
        hits[0] += (found.first_low <= truth) & (truth <= found.first_high)
        hits[1] += (found.total_low <= truth) & (truth <= found.total_high)
    assert hits.mean() / 12 >= 0.88
    assert hits.min() >= 8


# --- of a center ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def study(few_resamples):
    return sensitivity(tiny(), INPUTS, n=8, jobs=1)


def test_what_has_an_effect_is_told_from_what_has_none(study):
    hours = study.indices["manager_hours_per_week"]
    assert study.ranked("manager_hours_per_week")[0] == 0
    assert hours.total[1] == 0  # how waiting is felt moves no manager
    low, high = study.swings["manager_hours_per_week"][0]
    assert high.value == 0 < low.value  # 100 is the own value
    frame = study.to_frame()
    assert list(frame["outcome"].unique()) == ["manager_hours_per_week", "csat_proxy", "bonus_per_agent"]
    assert len(frame) == 9


def test_the_own_values_and_swings_are_those_of_a_comparison(study):
    own = compare(tiny(what_if={}), replications=2 * SWING_TIMES, jobs=1, beliefs=False)
    other = compare(tiny(what_if={}, behavior={"pride": 0.9}), replications=2 * SWING_TIMES, jobs=1, beliefs=False)
    assert study.own["csat_proxy"].value == own.level("Baseline", "csat_proxy").value
    low, _ = study.swings["csat_proxy"][2]
    levels = [done.level("Baseline", "csat_proxy").value for done in (own, other)]
    assert low.value == pytest.approx(levels[1] - levels[0])


def test_the_same_seed_gives_the_same_answer_whatever_the_number_of_workers(study):
    other = sensitivity(tiny(), INPUTS, n=8, jobs=2)
    assert other.to_frame().equals(study.to_frame())


def test_an_effect_is_what_if_less_baseline_in_the_same_world():
    done = sensitivity(tiny(), INPUTS, what_if="Empower", outcomes="manager_hours_per_week", n=8, jobs=1)
    assert done.of == "effect"
    assert done.outcomes == ["manager_hours_per_week"]
    expected = compare(tiny(), replications=2 * SWING_TIMES, jobs=1, beliefs=False).effect(
        "Empower", "manager_hours_per_week"
    )
    assert done.own["manager_hours_per_week"].value == pytest.approx(expected.value)


def test_outcomes_that_do_not_exist_are_left_out_and_progress_runs_to_its_end():
    told = []
    bare = tiny(incentives={"relief": 0.4})
    done = sensitivity(bare, INPUTS, n=2, jobs=1, progress=lambda *at: told.append(at))
    assert done.outcomes == ["manager_hours_per_week", "csat_proxy"]
    assert told[-1] == (2 * 5 * 2 + 7 * 8,) * 2
    assert [at[0] for at in told] == list(range(1, len(told) + 1))


def test_one_replication_cannot_tell_noise():
    done = sensitivity(tiny(), INPUTS, n=2, replications=1, jobs=1)
    assert done.indices["csat_proxy"].noise is None
    assert "One replication" in done.verdict


def test_whole_numbers_stay_whole():
    done = sensitivity(tiny(), {"teams.desk.agents": (2, 4), "teams.desk.skill": (0.4, 0.8)}, n=4, jobs=1)
    assert done.beliefs[0].is_whole
    assert [belief.name for belief in done.beliefs] == ["desk agents", "desk skill"]


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"incentives.releif": (0, 1), "behavior.pride": (0, 1)}, "did you mean 'relief'"),
        ({"incentives.relief": (1, 0), "behavior.pride": (0, 1)}, "from a lower to a higher number"),
        ({"incentives.relief": (0, 99), "behavior.pride": (0, 1)}, "from 0 to 3"),
        ({"calendar.weeks": (1, 3), "behavior.pride": (0, 1)}, "stays as it is in a study"),
        ({"manager.policy": (0, 1), "behavior.pride": (0, 1)}, "is no number"),
        ({"manager": (0, 1), "behavior.pride": (0, 1)}, "stays as it is"),
        ({"teams.desk.agents": (1.5, 3), "behavior.pride": (0, 1)}, "whole numbers only"),
        ({"behavior.pride": (0, 1)}, "two or more inputs"),
    ],
)
def test_what_cannot_be_varied_is_refused_in_a_line(inputs, words):
    with pytest.raises(ScenarioError, match=words) as error:
        sensitivity(tiny(), inputs)
    assert len(error.value.problems) == 1


def test_other_questions_that_mean_nothing_are_refused():
    with pytest.raises(ScenarioError, match="did you mean 'csat_proxy'"):
        sensitivity(tiny(), INPUTS, outcomes=["csat_prox"])
    with pytest.raises(ScenarioError, match="did you mean 'Empower'"):
        sensitivity(tiny(), INPUTS, what_if="Empwer")
    with pytest.raises(ValueError, match="power of 2"):
        sensitivity(tiny(), INPUTS, n=10)
    with pytest.raises(ValueError, match="needs a what-if"):
        sim.sensitivity(tiny(), INPUTS, of="effect")
