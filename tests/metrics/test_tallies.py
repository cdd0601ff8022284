"""The metrics of many replications, taken all at once, are to the bit those of each of them alone."""

from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.metrics import METRICS, Tallies, Tally, complete
from sim.metrics.monthly import MONTH_SUMS, months_of
from sim.metrics.sums import names_of
from sim.metrics.tallies import REPUTATION_WEEKS
from sim.reading.files import load
from sim.scenario import plan_of
from tests.centers import SCENARIOS

COUNTS = ("advocacy", "incidents", "issues")


@cache
def names():
    return names_of(plan_of(load(SCENARIOS / "minimal.yaml")))


@st.composite
def many(draw):
    """Return tallies of made-up sums, in which much is 0, and a span of their weeks."""
    weeks, replications = draw(st.integers(1, 60)), draw(st.integers(1, 12))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32)))
    months = tuple(months_of(draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))), weeks))
    shape = (replications, weeks, len(names()))
    sums = numbers.lognormal(0, 3, shape) * (numbers.random(shape) < draw(st.sampled_from([0.02, 0.5, 1.0])))
    whole = [place for place, name in enumerate(names()) if name in COUNTS or name.startswith("resolution_bin")]
    sums[..., whole] = np.floor(sums[..., whole])
    sums[..., names().index("weeks")] = 1.0
    monthly = numbers.lognormal(0, 3, (replications, len(months), len(MONTH_SUMS)))
    monthly[..., MONTH_SUMS.index("sharers")] = numbers.integers(0, 4, (replications, len(months)))
    first = draw(st.integers(1, weeks))
    tallies = [Tally(names(), *each, months) for each in zip(sums, monthly, strict=True)]
    return tallies, first, draw(st.integers(first, weeks))


def bits(values):
    return np.array(values, dtype=float).tobytes()


@settings(max_examples=30, deadline=None)
@given(many())
def test_metrics_of_all_replications_are_those_of_each_to_the_bit_over_any_span_and_by_week(drawn):
    tallies, first, last = drawn
    at_once = Tallies(tallies)
    for metric in METRICS.values():
        alone = [counted.value(metric, first, last) for counted in tallies]
        assert bits(at_once.value(metric, first, last)) == bits(alone), metric.id
        if metric.id != "bonus_per_agent":
            week, back = last, REPUTATION_WEEKS if metric.id == "reputation_index" else 1
            alone = [counted.value(metric, max(1, week - back + 1), week) for counted in tallies]
            assert bits(at_once.by_week(metric)[:, week - 1]) == bits(alone), metric.id
            assert tallies[0].by_week(metric)[week - 1] == alone[0]


@settings(max_examples=30, deadline=None)
@given(many())
def test_the_weekly_bonus_of_all_replications_is_that_of_the_last_whole_month(drawn):
    tallies, _, week = drawn
    months = [place for place, month in enumerate(tallies[0].months) if month.is_within(1, week)]
    by_month = [counted.bonus_by_month() for counted in tallies]
    expected = [of[months[-1]] if months else None for of in by_month]
    found = Tallies(tallies).by_week(METRICS["bonus_per_agent"])
    assert bits(found[:, week - 1]) == bits(expected)
    assert [counted.by_week(METRICS["bonus_per_agent"])[week - 1] for counted in tallies] == expected


@pytest.mark.parametrize(("values", "expected"), [([1.0, 2.0], [1.0, 2.0]), ([1.0, np.nan], [])])
def test_a_figure_that_some_replication_has_not_is_no_figure(values, expected):
    assert complete(np.array(values)) == expected
