"""The figures of the bank scenario: estimators on made-up data, committed files against the log."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "bank_figures.py"


@pytest.fixture(scope="module", autouse=True)
def scripts_on_path():
    """Let the scripts import one another, as they do when run."""
    sys.path.insert(0, str(SCRIPT.parent))
    yield
    sys.path.remove(str(SCRIPT.parent))


@pytest.fixture
def estimators():
    """The module of pure functions."""
    return importlib.import_module("bank_estimators")


def services(*rows):
    """A day's services: (server, start, end)."""
    return pd.DataFrame(rows, columns=["server", "ser_start", "ser_exit"])


def test_survival_follows_the_product_computed_by_hand(estimators):
    moments, survival = estimators.kaplan_meier([1, 2, 2, 3, 4, 5], [True, True, False, False, True, False])
    assert moments.tolist() == [1, 2, 4]
    assert survival == pytest.approx([5 / 6, 5 / 6 * 4 / 5, 5 / 6 * 4 / 5 * 1 / 2])
    assert estimators.survival_at(moments, survival, [0, 1, 3.9, 4]) == pytest.approx([1, 5 / 6, 2 / 3, 1 / 3])


def test_the_restricted_mean_is_the_area_under_the_curve(estimators):
    assert estimators.restricted_mean([1, 2, 2, 3, 4, 5], [1, 1, 0, 0, 1, 0], 3) == pytest.approx(1 + 5 / 6 + 2 / 3)
    assert estimators.restricted_mean([2, 4], [True, True], 10) == pytest.approx(3)


def test_a_hazard_is_events_per_minute_of_exposure(estimators):
    # exposure below 10 s: 5 + 10 + 10; from 10 s on: 0 + 10 + 20
    rates = estimators.hazard_table([5, 20, 30], [True, False, True], [0, 10])
    assert rates == pytest.approx([60 * 1 / 25, 60 * 1 / 30])


def test_a_hazard_table_recovers_the_rates_that_made_the_patience(estimators):
    rng = np.random.default_rng(1)
    need = rng.exponential(size=200_000)
    patience = np.where(need < 0.5, need * 60, 30 + (need - 0.5) * 120)  # 1 a minute for 30 s, then 0.5
    served = rng.exponential(60, size=need.size)
    rates = estimators.hazard_table(np.minimum(patience, served), patience < served, [0, 30])
    assert rates == pytest.approx([1.0, 0.5], rel=0.02)


def test_presence_counts_each_second_once_and_ends_are_open(estimators):
    present = estimators.number_present([0, 5], [10, 7])
    assert present[[0, 4, 5, 6, 7, 9, 10]].tolist() == [1, 1, 2, 2, 1, 1, 0]
    assert present.sum() == 12


def free_seconds(estimators, day, waiting_spells, opening=0, closing=10_000):
    """Seconds in which each made-up server of a day is free, as a set."""
    waiting = np.zeros(estimators.DAY, bool)
    for begin, end in waiting_spells:
        waiting[begin:end] = True
    begins, ends = estimators.available_spells(day, waiting, (opening, closing), longest_gap=100, edge=20)
    assert (ends >= begins).all()
    return np.flatnonzero(estimators.number_present(begins, ends))


def test_a_server_is_free_between_two_services_if_nobody_waits(estimators):
    free = free_seconds(estimators, services(("A", 1000, 1010), ("A", 1050, 1060)), [])
    assert free.tolist() == [*range(980, 1000), *range(1010, 1050), *range(1060, 1080)]


def test_a_server_is_away_while_somebody_waits(estimators):
    free = free_seconds(
        estimators,
        services(("A", 1000, 1010), ("A", 1050, 1060)),
        [(990, 995), (1015, 1020), (1030, 1040), (1060, 1061)],
    )
    assert free.tolist() == [*range(995, 1000), *range(1010, 1015), *range(1040, 1050)]


def test_a_long_gap_ends_the_stint_and_opening_hours_bound_it(estimators):
    day = services(("A", 1005, 1010), ("A", 1300, 1310))
    free = free_seconds(estimators, day, [], opening=1000, closing=1315)
    assert free.tolist() == [*range(1000, 1005), *range(1010, 1030), *range(1280, 1300), *range(1310, 1315)]


def test_no_gap_between_two_servers_is_anybodys_time(estimators):
    day = services(("A", 1000, 1100), ("B", 1150, 1200))
    free = free_seconds(estimators, day, [(900, 1000), (1100, 1150), (1200, 1300)])
    assert free.tolist() == []


def test_overlapping_services_of_one_server_make_no_negative_spell(estimators):
    free = free_seconds(
        estimators, services(("A", 1000, 1100), ("A", 1020, 1030), ("A", 1110, 1120)), [(950, 1000), (1120, 1200)]
    )
    assert free.tolist() == list(range(1100, 1110))


def test_rounding_keeps_the_running_sum(estimators):
    values = np.array([1.4, 1.4, 1.4, 2.6, 0.2])
    rounded = estimators.round_with_carry(values)
    assert rounded.tolist() == [1, 2, 1, 3, 0]
    assert (np.abs(np.cumsum(rounded) - np.cumsum(values)) <= 0.5).all()


def test_a_redial_is_matched_to_the_next_call_of_the_same_customer(estimators):
    calls = pd.DataFrame(
        {
            "customer_id": [7, 8, 7, 7, 8],
            "begin": [0, 10, 100, 150, 9000],
            "end": [60, 20, 200, 300, 9100],
            "wait_share": [1, 1, 0.5, 0.1, 0.8],
        },
        index=[10, 11, 12, 13, 14],
    )
    following = estimators.next_call(calls)
    assert following.delay[[10, 11]].tolist() == [40, 8980]
    assert following.delay[[12, 13, 14]].isna().all()  # 13 begins before 12 ends; 13 and 14 are the last of theirs
    assert following.weight[[10, 11]].tolist() == [2, 1.25]
    assert following.weight[12] == 5  # never more than five


def test_shares_who_call_again_are_weighted_for_those_who_carry_no_identity(estimators):
    following = pd.DataFrame({"delay": [10, 4000, np.nan, 20], "weight": [2.0, 1.0, np.nan, 1.0]})
    assert estimators.share_again(following, 3600) == (0.5, 0.75)


def test_busyness_is_found_beyond_poisson_noise(estimators):
    rng = np.random.default_rng(2)
    factor = rng.gamma(1 / 0.15**2, 0.15**2, size=4000)
    assert estimators.excess_variation(rng.poisson(1000 * factor), np.full(4000, 1000.0), 0) == pytest.approx(
        0.15, rel=0.05
    )
    assert estimators.excess_variation(rng.poisson(1000, size=4000), np.full(4000, 1000.0), 0) < 0.01


def test_a_beta_distribution_is_found_under_binomial_noise(estimators):
    rng = np.random.default_rng(3)
    trials = rng.integers(500, 5000, size=3000)
    a, b = estimators.beta_by_moments(rng.binomial(trials, rng.beta(1.5, 20, size=3000)), trials)
    assert (a, b) == (pytest.approx(1.5, rel=0.1), pytest.approx(20, rel=0.1))


def log_folder():
    """The folder of the raw log, if it is at hand."""
    if named := os.environ.get("FRONTLINE_DATA"):
        return Path(named)
    beside = ROOT.parent / "shared" / "data" / "anonymous-bank-1999"
    return beside if beside.is_dir() else None


@pytest.mark.skipif(log_folder() is None, reason="the raw log is not at hand: name its folder in FRONTLINE_DATA")
def test_the_committed_figures_are_those_of_the_log_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, str(SCRIPT), str(log_folder()), "--out", str(tmp_path)], check=True)
    for name in ("arrivals.csv", "head_counts.csv", "figures.json"):
        assert (tmp_path / name).read_bytes() == (ROOT / "scenarios" / "bank" / name).read_bytes(), name
