"""Every reference value has exactly one destination, and really goes there."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.verification.batch_means import Measured
from tests.reference.formulas import CASES, computed
from tests.reference.rows import Row, assert_equal, coverage, groups, reference_rows, rows_of
from tests.reference.sampled import sampled_rows
from tests.theory import (
    test_simulated_choices,
    test_simulated_days,
    test_simulated_networks,
    test_simulated_queues,
)
from tests.theory.reproduce import TESTS, compare

SIMULATED = (test_simulated_choices, test_simulated_days, test_simulated_networks, test_simulated_queues)
COLUMNS = ["case", "parameters", "quantity", "how", "simulated"]


def declared(how: str) -> set[tuple[str, str, str]]:
    lines = [line for line in coverage() if line["how"].split(":")[0] == how]
    return {(line["case"], line["parameters"], line["quantity"]) for line in lines}


def test_every_reference_value_has_exactly_one_destination() -> None:
    rows = Counter(row.key for row in reference_rows())
    lines = Counter((line["case"], line["parameters"], line["quantity"]) for line in coverage())
    assert rows == lines
    assert max(lines.values()) == 1


def test_every_destination_is_one_of_the_three_and_gives_its_reason() -> None:
    for line in coverage():
        assert list(line) == COLUMNS
        kind, _, reason = line["how"].partition(":")
        assert kind in {"formula", "sampled", "not expressible"}, line
        assert bool(reason.strip()) == (kind == "not expressible"), line


def test_every_value_names_the_test_that_simulates_it_or_says_why_it_cannot_be() -> None:
    for line in coverage():
        name, _, reason = line["simulated"].partition(":")
        known = name in TESTS and (line["case"], line["parameters"], line["quantity"]) in TESTS[name]
        assert known or (name == "not expressible" and reason.strip()), line


def test_every_test_that_simulates_is_collected_and_compares_all_the_rows_that_name_it() -> None:
    """The decorator runs a test for each group of its rows, and fails if one of them is not answered."""
    tests = {name: test for module in SIMULATED for name, test in vars(module).items() if name in TESTS}
    assert set(tests) == set(TESTS)
    for name, test in tests.items():
        runs = next(mark for mark in test.pytestmark if mark.name == "parametrize").args[1]
        run = {tuple(case.values[:2]) for case in runs if not case.marks}
        assert run == {key[:2] for key in TESTS[name]}
    named = [line["simulated"] for line in coverage() if line["simulated"] in TESTS]
    assert len(named) == sum(len(keys) for keys in TESTS.values()) > 250


def test_an_unanswered_row_and_a_figure_off_by_more_than_four_standard_errors_are_noticed() -> None:
    key = "M/M/c", "c=10, lam=1.6/min, AHT=5 min (a=8)", "E[Wq] min"
    compare("a test", *key[:2], {key[2]}, {key[2]: Measured(1.1, 0.02)})
    with pytest.raises(AssertionError, match="standard errors"):
        compare("a test", *key[:2], {key[2]}, {key[2]: Measured(1.1, 0.015)})
    with pytest.raises(KeyError):
        compare("a test", *key[:2], {key[2]}, {})


def test_every_value_said_to_be_sampled_has_a_sampler_and_no_other_has() -> None:
    assert declared("sampled") == {row.key for row in sampled_rows()}


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_value_said_to_have_a_formula_is_computed_and_compared(case: str) -> None:
    done = set()
    for parameters in groups(case):
        for row in rows_of(case, parameters):
            if row.key in declared("formula"):
                assert_equal(row, computed(case, parameters)[row.quantity])
                done.add(row.key)
    assert done == {key for key in declared("formula") if key[0] == case}
    assert done


def test_every_case_said_to_have_a_formula_is_known() -> None:
    assert {key[0] for key in declared("formula")} == set(CASES)


def test_a_value_that_is_wrong_in_its_last_digit_is_noticed() -> None:
    row = Row("M/M/c", "c=10", "E[Wq] min", "1.02295037699")
    assert_equal(row, 1.02295037699)
    with pytest.raises(AssertionError):
        assert_equal(row, 1.02295037698)
