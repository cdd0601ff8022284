"""The shipped bank scenario reproduces the call log from which it was made; its comments say how near."""

import importlib
import json
import sys
import tracemalloc
from pathlib import Path

import pytest

from sim.engines import run, weeks_of
from sim.reading.files import load
from sim.scenario import Plan, plan_of

ROOT = Path(__file__).resolve().parents[1]
FIGURES = json.loads((ROOT / "scenarios" / "bank" / "figures.json").read_text("utf-8"))
REPLICATIONS, WEEKS, SEED = 12, 2, 1


@pytest.fixture(scope="module")
def compare():
    """The script that compares scenario and log."""
    sys.path.insert(0, str(ROOT / "scripts"))
    yield importlib.import_module("bank_compare")
    sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def bank():
    """The shipped scenario."""
    return load(ROOT / "scenarios" / "bank.yaml")


@pytest.fixture(scope="module")
def log(compare):
    """What the log shows, by part and measure."""
    return compare.figures_of_log()


@pytest.fixture(scope="module")
def found(compare):
    """Means of the simulation, by part and measure."""
    intervals = compare.simulated(compare.baseline(WEEKS), SEED, REPLICATIONS)
    return {key: mean for key, (mean, _) in intervals.items()}


def test_handle_times_and_patience_are_those_of_the_log(bank):
    for name, issue in bank.issues.items():
        its = FIGURES["types"][name]
        assert (issue.handle_time.mean, issue.handle_time.cv) == (its["handle"]["mean_min"], its["handle"]["cv"])
        assert issue.patience.rates == its["patience"]["hazard_per_min"]
        assert issue.patience.starts == pytest.approx([s / 60 for s in its["patience"]["starts_s"]], abs=1e-4)


def test_one_factor_for_all_types_makes_room_for_repeats(bank):
    for name, issue in bank.issues.items():
        assert issue.per_week == pytest.approx(0.985 * FIGURES["types"][name]["first_attempts_per_week"], abs=0.051)


def test_redials_and_calls_after_a_cut_are_those_of_the_log(bank):
    customers = bank.customers
    for share, delay, figures in (
        (customers.redial_share, customers.redial_after, FIGURES["redial"]),
        (customers.cut_return_share, customers.cut_return_after, FIGURES["cut_short"]),
    ):
        assert share == pytest.approx(figures["share_weighted"], abs=0.005)
        assert delay.values == figures["delay_within_hour"]["values_min"]
        assert delay.probabilities == figures["delay_within_hour"]["probabilities"]


def test_the_scenario_quotes_the_comparison_beside_it(bank):
    table = (ROOT / "scenarios" / "bank" / "COMPARISON.md").read_text("utf-8").partition("| type")[0]
    rows = [[cell.strip() for cell in row.split("|")] for row in table.splitlines() if "±" in row]
    quoted = {words for _, words, _, simulated, *_ in rows if simulated in bank.about}
    assert quoted >= {"contacts a week", "abandonment, %", "mean wait of all, s", "answered within 60 s, %"}


def test_contacts_a_week_agree_within_3_percent(found, log):
    key = ("whole", "", "contacts_per_week")
    assert found[key] == pytest.approx(log[key], rel=0.03)


def test_abandonment_agrees_within_3_points(found, log):
    key = ("whole", "", "abandonment")
    assert found[key] == pytest.approx(log[key], abs=0.03)


@pytest.mark.parametrize("measure", ["mean_wait_all_s", "mean_wait_served_s"])
def test_mean_waits_agree_within_15_seconds(found, log, measure):
    key = ("whole", "", measure)
    assert found[key] == pytest.approx(log[key], abs=15)


def test_the_share_answered_within_60_seconds_agrees_within_5_points(found, log):
    key = ("whole", "", "answered_within_60_s")
    assert found[key] == pytest.approx(log[key], abs=0.05)


def test_services_cut_short_agree_within_one_and_a_half_points(found, log):
    key = ("whole", "", "cut_short")
    assert found[key] == pytest.approx(log[key], abs=0.015)


def test_the_time_of_a_contact_with_an_agent_agrees_within_2_percent(found, log):
    key = ("whole", "", "handle_minutes")
    assert found[key] == pytest.approx(log[key], rel=0.02)


@pytest.mark.parametrize(("group", "tolerance"), [("sun-thu", 0.15), ("fri", 0.2), ("sat", 0.2)])
def test_hourly_volumes_agree_within_15_percent_on_full_days_and_20_on_short_ones(found, log, group, tolerance):
    hours = [key for key in log if key[0] == group and key[2] == "volume"]
    assert len(hours) >= 4
    assert {key: found[key] for key in hours} == pytest.approx({key: log[key] for key in hours}, rel=tolerance)


def test_the_hours_in_which_most_is_lost_are_lost_most_in_the_simulation(found, log):
    lost = {key: log[key] for key in log if key[0] == "sun-thu" and key[2] == "abandonment"}
    worst, best = max(lost, key=lost.get), min(lost, key=lost.get)
    assert found[worst] > 1.5 * found[best]
    assert abs(sum(found[key] - lost[key] for key in lost) / len(lost)) < 0.03


def test_a_week_of_the_bank_obeys_the_laws(compare):
    run(compare.baseline(1), SEED, 0).check()


@pytest.mark.parametrize(
    "name", ["Remove the reward for escalating", "Drop the handle-time target", "Empower the frontline"]
)
def test_its_what_ifs_can_be_laid_out_in_time(bank, name):
    epochs = plan_of(bank.what_if(name)).epochs
    assert [epoch.start_tick for epoch in epochs] == sorted({epoch.start_tick for epoch in epochs})
    assert len(epochs) == 2


def peak_memory(plan: Plan) -> int:
    """Return the most bytes that a run held at once, when only a weekly sum is kept."""
    next(weeks_of(plan, SEED, 0))  # fills caches
    tracemalloc.start()
    contacts = sum(len(week.contacts) for week in weeks_of(plan, SEED, 0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert contacts
    return peak


def test_memory_does_not_grow_with_the_horizon_when_only_weekly_sums_are_kept(bank):
    thinned = {f"issues.{name}.per_week": issue.per_week / 60 for name, issue in bank.issues.items()}
    quiet = bank.model_copy(update={"what_ifs": {}}).override({**thinned, "customers.busyness_cv": 0.0})
    short, long = (plan_of(quiet.override({"calendar.weeks": weeks})) for weeks in (3, 24))
    assert peak_memory(long) < 1.25 * peak_memory(short)
