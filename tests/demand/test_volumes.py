"""How many contacts come: weekly volumes come out, counts by inversion are right and never fall, chance is chance."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.clock import DAY, FOREVER, MINUTE
from sim.demand.demand import Demand
from sim.demand.volumes import PART_MEAN, parts_of, poisson_count
from sim.scenario import plan_of, scenario_from
from sim.scenario.arrivals import weekly_means, weekly_volume
from sim.scenario.clocks import clock, days_of
from sim.scenario.figures import Table
from sim.scenario.hours import open_spans
from tests.engines.small import center

means = st.floats(1e-6, 3000.0)
probabilities = st.floats(2.0**-53, 1.0 - 2.0**-53)


def counts(data, weeks, seed=1):
    data["calendar"]["weeks"] = weeks
    demand = Demand(plan_of(scenario_from(data)), seed, 0)
    return np.array([len(demand.day(day)) for day in range(7 * weeks)])


@given(means, st.floats(1e-6, 1.0 - 1e-6))
def test_a_count_is_the_poisson_quantile(mean, u):
    right = stats.poisson(mean).ppf(u)
    assert abs(poisson_count(u, mean) - right) <= (0 if abs(stats.poisson(mean).cdf(right) - u) > 1e-9 else 1)


@given(means, st.floats(1.0, 3.0), probabilities)
def test_a_count_never_falls_as_the_mean_rises(mean, times, u):
    assert poisson_count(u, mean) <= poisson_count(u, mean * times)


@given(means, probabilities, probabilities)
def test_a_count_never_falls_as_its_number_rises(mean, one, two):
    low, high = sorted((one, two))
    assert poisson_count(low, mean) <= poisson_count(high, mean)


@pytest.mark.parametrize("mean", [0.0, -1.0])
def test_where_nobody_is_expected_nobody_comes(mean):
    assert poisson_count(1.0 - 2.0**-53, mean) == 0


@pytest.mark.parametrize("mean", [0.01, 1.0, 29.9, 500.0, 1e6])
def test_the_most_extreme_numbers_give_extreme_but_finite_counts(mean):
    low, high = poisson_count(2.0**-53, mean), poisson_count(1.0 - 2.0**-53, mean)
    assert 0 <= low <= mean <= high <= mean + 12 * math.sqrt(mean) + 41


def minutes_open(hours):
    """Whether each minute of the week is open."""
    week = np.zeros((7, 1440), dtype=bool)
    for day, spans in enumerate(open_spans(hours)):
        for first, last in spans:
            week[day, first:last] = True
    return week


def level_by_hand(times, minute):
    """The level that holds at a minute: that of the latest time before it, nothing before the first."""
    starts = {int(text.split(":")[0]) * 60 + int(text.split(":")[1]): level for text, level in times.items()}
    past = [start for start in starts if start <= minute]
    return (starts[max(past)] if past else 0.0) if times else 1.0


def volume_by_hand(hours, weekdays, times, volume):
    """Contacts of each minute of the week, minute by minute; what is given to a closed day stays away."""
    week = minutes_open(hours) * np.array([level_by_hand(times, minute) for minute in range(1440)])
    if not weekdays:
        return week * (volume / week.sum())
    weights = np.array([next((w for key, w in weekdays.items() if day in days_of(key)), 0.0) for day in range(7)])
    totals = week.sum(axis=1)
    shares = weights / weights.sum() * volume
    return week * np.divide(shares, totals, out=np.zeros(7), where=totals > 0)[:, None]


minutes_of_a_day = st.integers(0, 1439)
clocks = st.lists(minutes_of_a_day, min_size=1, max_size=5, unique=True)


@st.composite
def odd_hours(draw):
    """Opening hours that begin and end at any minute, on some days."""
    names = draw(st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, unique=True))
    edges = {name: sorted(draw(st.sets(st.integers(0, 1440), min_size=4, max_size=4))) for name in names}
    return {name: f"{clock(a)}-{clock(b)}, {clock(c)}-{clock(d)}" for name, (a, b, c, d) in edges.items()}


@settings(max_examples=40)
@given(
    odd_hours(),
    st.sampled_from([15, 30, 60]),
    st.sampled_from([{}, {"mon": 1.0, "tue-sun": 2.0}, {"sat": 1.0, "mon-thu": 0.5}]),
    clocks.flatmap(lambda m: st.fixed_dictionaries({clock(each): st.floats(0.01, 20.0) for each in m})) | st.just({}),
    st.just(0.0) | st.floats(1e-9, 1e5),
)
def test_each_bin_brings_the_integral_of_its_level_over_its_open_time(hours, width, weekdays, times, volume):
    if times:
        times = {"0:00": 0.5, **times}
    data = center(issues__complaint={"per_week": 0.0, "bin_minutes": width, "weekdays": weekdays, "times": times})
    data["calendar"]["open"] = hours
    issue = scenario_from(data).issues["complaint"].model_copy(update={"per_week": volume})
    right = volume_by_hand(hours, weekdays, times, volume).reshape(7, 1440 // width, width)
    share_open = minutes_open(hours).reshape(right.shape).mean(axis=2)
    means = np.array(weekly_means(issue, hours))
    np.testing.assert_allclose(means * share_open, right.sum(axis=2), rtol=1e-9, atol=1e-12)
    assert np.all((means > 0) <= (share_open > 0))
    outside = weekly_volume(issue, hours).outside
    assert sum(outside) + right.sum() == pytest.approx(volume)


@settings(max_examples=20)
@given(odd_hours(), st.sampled_from([15, 30, 60]), st.integers(0, 2**32 - 1))
def test_the_figures_of_a_table_stay_in_their_bins_and_those_of_closed_bins_stay_away(hours, width, seed):
    figures = np.random.default_rng(seed).choice([0.0, 1.0, 7.5], (7, 1440 // width))
    table = Table(file="t.csv", column="n", bin_minutes=width, figures=figures.tolist())
    complaint = scenario_from(center()).issues["complaint"]
    volume = weekly_volume(complaint.model_copy(update={"table": table, "per_week": 2 * figures.sum()}), hours)
    is_open = minutes_open(hours).reshape(7, 1440 // width, width).any(axis=2)
    np.testing.assert_allclose(volume.inside, np.where(is_open, 2 * figures, 0.0))
    np.testing.assert_allclose(volume.outside, np.where(is_open, 0.0, 2 * figures).sum(axis=1))


CASES = {
    "opening inside a bin": ({"mon-fri": "7:30-18:00", "sat": "8:10-12:20"}, {}),
    "levels that change inside a bin": ({"mon-sun": "8:00-10:00"}, {"8:10": 1.0, "8:50": 20.0, "9:10": 1.0}),
    "levels on two days": (
        {"mon": "7:45-9:15, 9:40-10:10", "tue": "8:00-8:20"},
        {"7:50": 2.0, "8:15": 0.5, "9:50": 3.0},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_calls_come_in_open_minutes_as_an_integration_of_the_levels_says(name):
    hours, times = CASES[name]
    data = center(issues__complaint={"per_week": 3000.0, "times": times})
    data["calendar"].update(weeks=12, open=hours)
    demand = Demand(plan_of(scenario_from(data)), 1, 0)
    minutes = np.array([tick // MINUTE for day in range(84) for tick, _, _ in demand.day(day)]) % (7 * 1440)
    bins = np.bincount(minutes // 60, minlength=168)
    right = 12 * volume_by_hand(hours, {}, times, 3000.0).reshape(168, 60).sum(axis=1)
    assert np.all(bins[right == 0] == 0)
    assert stats.chisquare(bins[right > 0], right[right > 0] * bins.sum() / right.sum()).pvalue > 1e-4
    assert bins.sum() == pytest.approx(36_000, abs=4 * math.sqrt(36_000))
    assert minutes_open(hours).ravel()[minutes].all()


def test_a_short_day_gets_the_share_of_its_hours():
    data = center(issues__complaint={"per_week": 2160.0})
    data["calendar"]["open"] = {"mon-fri": "9:00-19:00", "sat": "10:00-14:00"}
    issue = scenario_from(data).issues["complaint"]
    daily = [sum(day) for day in weekly_volume(issue, data["calendar"]["open"]).inside]
    assert daily == pytest.approx([400.0] * 5 + [160.0, 0.0])


@given(st.lists(st.just(0.0) | st.floats(1e-9, 1e5), min_size=1, max_size=5))
def test_a_bin_is_split_so_that_no_part_expects_more_than_thirty(day):
    (parts,) = parts_of([day])
    for mean, number in zip(day, parts, strict=True):
        assert number >= 1
        assert mean / number <= PART_MEAN * (1 + 1e-12)
        assert number == 1 or mean / (number - 1) > PART_MEAN * (1 - 1e-12)


@pytest.mark.parametrize("hours", ["8:10-11:50, 12:20-18:00", "0:00-24:00"])
def test_the_stated_weekly_volume_comes_out_and_varies_by_chance_alone(hours):
    data = center(issues__complaint={"per_week": 1000.0, "times": {"8:00": 1.0, "10:00": 3.0, "15:00": 1.0}})
    data["calendar"]["open"] = {"mon-sat": hours}
    by_day = counts(data, 150).reshape(150, 7)
    weekly = by_day.sum(axis=1)
    assert weekly.mean() == pytest.approx(1000.0, abs=4 * math.sqrt(1000 / 150))
    assert np.all(by_day[:, 6] == 0)
    dispersion = by_day[:, :6].var(ddof=1) / by_day[:, :6].mean()
    assert dispersion == pytest.approx(1.0, abs=4 * math.sqrt(2 / 899))


def test_weekdays_and_times_of_day_take_their_shares():
    data = center(
        issues__complaint={"per_week": 900.0, "weekdays": {"mon": 2.0, "tue": 1.0}, "times": {"8:00": 1.0, "9:00": 3.0}}
    )
    data["calendar"].update(weeks=60, open={"mon-fri": "8:00-10:00"})
    demand = Demand(plan_of(scenario_from(data)), 1, 0)
    ticks = np.array([tick for day in range(420) for tick, _, _ in demand.day(day)])
    monday, early = ticks // DAY % 7 == 0, ticks % DAY < 9 * 60 * MINUTE
    assert set(ticks // DAY % 7) == {0, 1}
    assert monday.mean() == pytest.approx(2 / 3, abs=4 * math.sqrt(2 / 9 / len(ticks)))
    assert early.mean() == pytest.approx(1 / 4, abs=4 * math.sqrt(3 / 16 / len(ticks)))


def test_busy_and_quiet_days_disperse_the_counts_as_their_spread_says():
    data = center(issues__complaint={"per_week": 700.0}, customers={"busyness_cv": 0.3})
    data["calendar"]["open"] = {"mon-sun": "0:00-24:00"}
    daily = counts(data, 150)
    # By hand: variance of a Poisson of mean 100 times a factor of CV 0.3: 100 + (0.3 x 100)^2 = 1000.
    assert daily.mean() == pytest.approx(100.0, abs=4 * math.sqrt(1000 / 1050))
    assert daily.var(ddof=1) == pytest.approx(1000.0, rel=0.25)


def test_moments_within_a_bin_are_uniform():
    data = center(issues__complaint={"per_week": 4000.0})
    demand = Demand(plan_of(scenario_from(data)), 1, 0)
    ticks = np.array([tick for day in range(5) for tick, _, _ in demand.day(day)])
    assert stats.kstest(ticks % (60 * MINUTE) / (60 * MINUTE), "uniform").pvalue > 1e-4


def test_attributes_have_their_shares_and_means():
    data = center(
        issues__complaint={
            "per_week": 20_000.0,
            "asks_share": 0.3,
            "ask": 50.0,
            "reserved_share": 0.2,
            "opportunity_share": 0.1,
            "crisis_share": 0.15,
            "complexity": {"shape": "beta", "a": 2.0, "b": 5.0},
            "complexity_slope": 1.5,
            "handle_time": {"shape": "lognormal", "mean": 6.0, "cv": 1.2},
        },
        customers={"endless_patience_share": 0.25},
    )
    demand = Demand(plan_of(scenario_from(data)), 1, 0)
    rows = [row for day in range(5) for row in demand.day(day)]
    n = len(rows)

    def share(values, right):
        assert np.mean(values) == pytest.approx(right, abs=4 * math.sqrt(right * (1 - right) / n))

    share([issue.ask_cents == 5000 for _, issue, _ in rows], 0.3)
    share([issue.ask_cents == 0 for _, issue, _ in rows], 0.7)
    share([issue.reserved for _, issue, _ in rows], 0.2)
    share([issue.rare == 1 for _, issue, _ in rows], 0.1)
    share([issue.rare == 2 for _, issue, _ in rows], 0.15)
    share([call.patience_ticks == FOREVER for _, _, call in rows], 0.25)
    handle = np.array([call.handle_ticks for _, _, call in rows]) / MINUTE
    # The stated mean is the mean, however handle time grows with complexity.
    assert handle.mean() == pytest.approx(6.0, abs=4 * handle.std() / math.sqrt(n))
    complexity = np.array([issue.complexity for _, issue, _ in rows])
    assert complexity.mean() == pytest.approx(2 / 7, abs=4 * complexity.std() / math.sqrt(n))
    slope = np.polyfit(complexity, handle, 1)[0] / 6.0
    assert slope == pytest.approx(1.5, abs=4 * handle.std() / complexity.std() / math.sqrt(n) / 6)
