"""Quantile tables: every shape against SciPy, far into both tails; means; scalar and array reading to the bit."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

from sim.demand.numbers import outputs, uniforms
from sim.demand.quantile_tables import table_of
from sim.scenario.distributions import Distribution
from sim.scenario.means import median_of

CASES = {
    "exponential": ({"shape": "exponential", "mean": 6.0}, stats.expon(scale=6.0)),
    "lognormal by mean": (
        {"shape": "lognormal", "mean": 6.0, "cv": 1.2},
        stats.lognorm(math.sqrt(math.log(2.44)), scale=6.0 / math.sqrt(2.44)),
    ),
    "lognormal by median": ({"shape": "lognormal", "median": 60.0, "sigma": 0.9}, stats.lognorm(0.9, scale=60.0)),
    "gamma by mean": ({"shape": "gamma", "mean": 18.0, "cv": 0.7}, stats.gamma(1 / 0.49, scale=18.0 * 0.49)),
    "gamma by alpha": ({"shape": "gamma", "alpha": 0.5, "scale": 4.0}, stats.gamma(0.5, scale=4.0)),
    "erlang": ({"shape": "erlang", "stages": 3, "mean": 9.0}, stats.gamma(3, scale=3.0)),
    "weibull by k": ({"shape": "weibull", "k": 0.7, "scale": 8.0}, stats.weibull_min(0.7, scale=8.0)),
    "weibull by mean": ({"shape": "weibull", "mean": 12.0, "cv": 1.0}, stats.expon(scale=12.0)),
    "uniform": ({"shape": "uniform", "low": 2.0, "high": 10.0}, stats.uniform(2.0, 8.0)),
    "triangular": ({"shape": "triangular", "low": 1.0, "mode": 2.0, "high": 20.0}, stats.triang(1 / 19, 1.0, 19.0)),
    "beta": ({"shape": "beta", "a": 2.0, "b": 5.0}, stats.beta(2.0, 5.0)),
    "steep beta": ({"shape": "beta", "a": 0.5, "b": 0.5}, stats.beta(0.5, 0.5)),
}
TAIL = np.array([1e-10, 1e-8, 1e-6, 1e-4, 0.001, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.49])
UPPER = 1.0 - TAIL


def yielded(table):
    """The mean of what a table yields, by adding up its straight lines."""
    edges = np.array(sorted({0.0, 1.0, *probabilities(), *(1.0 - probabilities())}))
    middles = (edges[1:] + edges[:-1]) / 2
    return float(np.sum(table.read_all(middles) * np.diff(edges)))


def probabilities():
    cells = 0.5 + np.arange(64) / 128
    return np.concatenate([cells * 2.0**-octave for octave in range(40)])


def table(data):
    return table_of(TypeAdapter(Distribution).validate_python(data))


@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_exact_from_one_in_ten_billion_to_its_complement(name):
    data, exact = CASES[name]
    ours = table(data)
    for read, right in ((ours.read_all(TAIL), exact.ppf(TAIL)), (ours.read_all(UPPER), exact.ppf(UPPER))):
        np.testing.assert_allclose(read, right, rtol=3e-4)


@pytest.mark.parametrize("name", CASES)
def test_the_upper_tail_is_exact_where_one_less_a_number_would_round(name):
    data, exact = CASES[name]
    q = 2.0 ** -np.arange(20, 41)
    np.testing.assert_allclose(table(data).read_all(1.0 - q), exact.isf(q), rtol=3e-4)


@pytest.mark.parametrize("name", CASES)
def test_the_mean_is_the_mean(name):
    data, exact = CASES[name]
    assert table(data).mean == pytest.approx(exact.mean(), rel=2e-5)


@pytest.mark.parametrize("name", CASES)
def test_a_million_readings_have_the_stated_mean_and_spread(name):
    data, exact = CASES[name]
    numbers = uniforms(outputs(np.uint64(3), np.arange(1_000_000, dtype=np.uint64)))
    read = table(data).read_all(numbers)
    assert read.mean() == pytest.approx(exact.mean(), abs=5 * exact.std() / 1000)
    assert stats.kstest(read[:50_000], exact.cdf).pvalue > 1e-4


def test_a_stated_mean_is_kept_to_the_last_digit():
    assert table({"shape": "lognormal", "mean": 6.0, "cv": 3.0}).mean == 6.0
    assert table({"shape": "gamma", "mean": 18.0, "cv": 0.7}).mean == 18.0


def test_a_constant_is_read_as_it_is():
    ours = table(5.5)
    assert {ours.read(u) for u in (2.0**-53, 0.2, 0.5, 1.0 - 2.0**-53)} == {5.5}
    assert ours.mean == 5.5


def test_an_empirical_table_is_read_by_straight_lines():
    ours = table({"shape": "empirical", "values": [0.0, 10.0, 20.0, 100.0], "probabilities": [0.0, 0.25, 0.75, 1.0]})
    assert ours.read(0.25) == pytest.approx(10.0)
    assert ours.read(0.5) == pytest.approx(15.0)
    assert ours.read(0.875) == pytest.approx(60.0)
    assert ours.mean == pytest.approx(0.25 * 5 + 0.5 * 15 + 0.25 * 60, rel=1e-4)


def test_a_piecewise_hazard_has_its_survival_and_its_mean():
    ours = table({"shape": "hazard", "starts": [0.0, 2.0, 5.0], "rates": [0.5, 0.0, 0.1]})
    # By hand: survival e^-1 at 2, the same until 5, then e^(-0.1 t); mean (1 - e^-1) / 0.5 + 3 e^-1 + e^-1 / 0.1.
    left = math.exp(-1.0)
    assert ours.mean == pytest.approx((1 - left) / 0.5 + 3 * left + left / 0.1, rel=1e-9)
    assert yielded(ours) == pytest.approx(ours.mean, rel=1e-9)
    assert ours.read(0.3) == pytest.approx(-math.log(0.7) / 0.5, rel=1e-4)
    assert ours.read(1.0 - left * math.exp(-1.0)) == pytest.approx(15.0, rel=1e-4)
    assert ours.read(1.0 - 1e-9) == pytest.approx(5.0 + (math.log(1e9) - 1.0) / 0.1, rel=1e-4)
    assert np.sum((ours.nodes > 2.001) & (ours.nodes < 4.99)) == 1  # which carries what the jump lost of the mean


MIXTURES = {
    "two exponentials": [
        (0.9, {"shape": "exponential", "mean": 5.0}, stats.expon(scale=5.0)),
        (0.1, {"shape": "exponential", "mean": 60.0}, stats.expon(scale=60.0)),
    ],
    "apart": [
        (1.0, {"shape": "uniform", "low": 0.0, "high": 1.0}, stats.uniform(0.0, 1.0)),
        (3.0, {"shape": "uniform", "low": 10.0, "high": 11.0}, stats.uniform(10.0, 1.0)),
    ],
    "short and long": [
        (0.065, {"shape": "uniform", "low": 0.0, "high": 0.2}, stats.uniform(0.0, 0.2)),
        (0.935, {"shape": "lognormal", "median": 2.0, "sigma": 0.8}, stats.lognorm(0.8, scale=2.0)),
    ],
}


@pytest.mark.parametrize("name", MIXTURES)
def test_a_mixture_has_the_weighted_probability_and_mean_of_its_parts(name):
    parts = MIXTURES[name]
    total = sum(weight for weight, _, _ in parts)
    ours = table({"shape": "mixture", "parts": [{"weight": weight, "of": of} for weight, of, _ in parts]})
    mean = sum(weight / total * exact.mean() for weight, _, exact in parts)
    assert ours.mean == pytest.approx(mean, rel=1e-4)
    numbers = uniforms(outputs(np.uint64(3), np.arange(1_000_000, dtype=np.uint64)))
    read = ours.read_all(numbers)
    assert read.mean() == pytest.approx(mean, abs=5 * read.std() / 1000)
    assert np.all(np.diff(ours.read_all(np.sort(numbers))) >= 0)
    q = np.array([1e-6, 1e-4, 0.01, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-4, 1 - 1e-6])
    read = ours.read_all(q)
    below = sum(weight / total * exact.cdf(read) for weight, _, exact in parts)
    above = sum(weight / total * exact.sf(read) for weight, _, exact in parts)
    np.testing.assert_allclose(below[q < 0.5], q[q < 0.5], rtol=1e-3)
    np.testing.assert_allclose(above[q > 0.5], 1 - q[q > 0.5], rtol=1e-3)


def test_a_part_of_a_mixture_that_is_always_the_same_is_read_exactly():
    parts = [{"weight": 0.2, "of": {"shape": "constant", "value": 0.0}}]
    parts.append({"weight": 0.8, "of": {"shape": "constant", "value": 7.0}})
    ours = table({"shape": "mixture", "parts": parts})
    assert [ours.read(u) for u in (0.01, 0.19, 0.21, 0.5, 0.99)] == pytest.approx([0.0, 0.0, 7.0, 7.0, 7.0])
    assert ours.mean == pytest.approx(5.6, rel=1e-9)


SOME = [data for data, _ in CASES.values()] + [
    {"shape": "mixture", "parts": [{"weight": w, "of": of} for w, of, _ in MIXTURES["short and long"]]},
    {"shape": "hazard", "starts": [0.0, 2.0, 5.0], "rates": [0.5, 0.0, 0.1]},
    5.0,
]


@given(st.sampled_from(SOME), st.floats(2.0**-53, 1.0 - 2.0**-53), st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_readings_never_fall_and_are_never_negative(data, one, two):
    ours = table(data)
    low, high = sorted((one, two))
    assert 0.0 <= ours.read(low) <= ours.read(high) < math.inf


@given(st.sampled_from(SOME), st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_one_number_and_an_array_are_read_to_the_same_bit(data, u):
    ours = table(data)
    assert ours.read_all(np.array([u])).tolist() == [ours.read(u)]


def bits_agree(count):
    numbers = uniforms(outputs(np.uint64(11), np.arange(count, dtype=np.uint64)))
    edges = 2.0 ** -np.arange(1.0, 54.0)
    numbers = np.concatenate([numbers, edges, 1.0 - edges, np.nextafter(edges, 1.0), np.nextafter(edges, 0.0)])
    numbers = numbers[(numbers > 0) & (numbers < 1)]
    for data in SOME:
        ours = table(data)
        assert ours.read_all(numbers).tolist() == [ours.read(u) for u in numbers.tolist()]


def test_many_numbers_are_read_to_the_same_bit_by_numpy_and_by_python():
    bits_agree(2_000)


@pytest.mark.long
def test_300_000_numbers_are_read_to_the_same_bit_by_numpy_and_by_python():
    bits_agree(300_000)


@pytest.mark.parametrize(
    "ask",
    [
        {"shape": "gamma", "mean": 60.0, "cv": 0.5},
        {"shape": "gamma", "mean": 60.0, "cv": 5.0},
        {"shape": "gamma", "alpha": 0.05, "scale": 900.0},
        {"shape": "erlang", "mean": 60.0, "stages": 3},
        {"shape": "exponential", "mean": 60.0},
        {"shape": "lognormal", "mean": 60.0, "cv": 1.2},
        {"shape": "empirical", "values": [1.0, 10.0, 400.0]},
    ],
)
def test_the_median_that_policies_speak_of_is_that_of_the_table(ask):
    distribution = TypeAdapter(Distribution).validate_python(ask)
    assert median_of(distribution) == pytest.approx(table_of(distribution).read(0.5), rel=1e-3, abs=1e-9)
    assert median_of(distribution) >= 0
