"""Counter-based random numbers: the published generator, and numbers strictly between 0 and 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.demand.numbers import output, outputs, uniform, uniforms, word_of
from sim.verification.formulas import PUBLISHED

words = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize("state", PUBLISHED)
def test_outputs_are_those_of_the_published_generator(state):
    assert [output(state, n) for n in range(len(PUBLISHED[state]))] == PUBLISHED[state]


@given(st.lists(words, min_size=1, max_size=20), st.integers(0, 2**63))
def test_arrays_of_words_give_the_same_outputs_one_by_one(states, n):
    together = outputs(np.array(states, dtype=np.uint64), np.array([n], dtype=np.uint64))
    assert together.tolist() == [output(state, n) for state in states]


@given(words, st.lists(st.integers(0, 2**63), min_size=1, max_size=20))
def test_arrays_of_counters_give_the_same_outputs_one_by_one(state, counters):
    together = outputs(np.uint64(state), np.array(counters, dtype=np.uint64))
    assert together.tolist() == [output(state, n) for n in counters]


@given(words)
def test_a_uniform_number_is_strictly_between_0_and_1_and_so_is_its_complement(word):
    assert 0.0 < uniform(word) < 1.0
    assert 0.0 < 1.0 - uniform(word) < 1.0


def test_the_extreme_words_are_read_symmetrically():
    assert uniform(0) == 2.0**-53
    assert uniform(2**64 - 1) == 1.0 - 2.0**-53


@given(st.lists(words, min_size=1, max_size=50))
def test_arrays_of_words_give_the_same_uniform_numbers(some):
    assert uniforms(np.array(some, dtype=np.uint64)).tolist() == [uniform(word) for word in some]


@given(words, words)
def test_a_larger_word_never_gives_a_smaller_number(one, two):
    low, high = sorted((one, two))
    assert uniform(low) <= uniform(high)


@pytest.mark.parametrize("of", ["one state", "neighboring states", "chained keys"])
def test_numbers_are_uniform_and_neighbors_unrelated(of):
    n = np.arange(100_000, dtype=np.uint64)
    if of == "one state":
        numbers = uniforms(outputs(np.uint64(42), n))
    elif of == "neighboring states":
        numbers = uniforms(outputs(n, np.uint64(0)))
    else:
        numbers = uniforms(outputs(outputs(np.uint64(42), n), np.array([7], dtype=np.uint64)))
    assert stats.kstest(numbers, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 4 / np.sqrt(len(n))


def test_the_words_of_names_are_fixed_for_good():
    assert word_of("complaint") == 0x5D08B02D678FC068
    assert word_of("complaint") != word_of("complaint~surge1mon")
