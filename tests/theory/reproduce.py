"""Tests that bring rows of the reference table into being, and the record of which test answers for which row.

A test decorated with `reproduces` is run once for each case and set of parameters whose rows name it in
coverage.csv, and returns what it found by quantity. Every row that names it must be among what it returns.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sim.verification.batch_means import Measured
from tests.reference.rows import FOLDER, assert_equal, coverage, rows_of
from tests.theory.center import ENGINE

Found = Mapping[str, Measured]
Key = tuple[str, str, str]
TESTS: dict[str, list[Key]] = {}
COMPARED: list[tuple[str, Key, float, float, float]] = []
"""Test, row, reference value, simulated value and its distance in standard errors, of this session."""
LONG = 10


def rows_naming(test: str) -> list[Key]:
    """Return the rows that coverage.csv says this test reproduces."""
    return [(line["case"], line["parameters"], line["quantity"]) for line in coverage() if line["simulated"] == test]


def reproduces(long: bool = True) -> Callable[[Callable[..., Found]], Any]:
    """Make a function of (case, parameters, scale) a test of all the rows that name it.

    With `long` it is run again with ten times the sample on the SimPy engine, marked as long.
    """

    def decorated(test: Callable[..., Found]) -> Any:
        keys = TESTS[test.__name__] = rows_naming(test.__name__)
        assert keys, f"{FOLDER.name}/coverage.csv names {test.__name__} nowhere"

        @functools.wraps(test)
        def compared(case: str, parameters: str, scale: int) -> None:
            wanted = {key[2] for key in keys if key[:2] == (case, parameters)}
            before = ENGINE.set("simpy" if scale == LONG else None)
            try:
                compare(test.__name__, case, parameters, wanted, test(case, parameters, scale))
            finally:
                ENGINE.reset(before)

        groups = dict.fromkeys(key[:2] for key in keys)
        sizes = [(1, ())] + ([(LONG, (pytest.mark.long,))] if long else [])
        runs = [pytest.param(*group, size, marks=marks) for size, marks in sizes for group in groups]
        return pytest.mark.parametrize(("case", "parameters", "scale"), runs)(compared)

    return decorated


def compare(test: str, case: str, parameters: str, wanted: set[str], found: Found) -> None:
    """Compare what was found with the rows: within four standard errors, or to the digits printed."""
    wrong = []
    rows = [row for row in rows_of(case, parameters) if row.quantity in wanted]
    assert {row.quantity for row in rows} == wanted
    for row in rows:
        value, error, _ = found[row.quantity]
        if error == 0:
            assert_equal(row, value)
            continue
        wanted_value = row.numbers[0]
        distance = (value - wanted_value) / error
        COMPARED.append((test, row.key, wanted_value, value, distance))
        if not abs(distance) <= 4:
            wrong.append(f"{row.quantity}: {value:.6g} instead of {wanted_value:.6g}, {distance:+.1f} standard errors")
    assert not wrong, "\n".join([f"{case}: {parameters}", *wrong])


def assert_near(found: Measured, wanted: float, what: str = "") -> None:
    """Compare a figure that stands in no row: within four standard errors."""
    distance = (found.value - wanted) / found.error
    COMPARED.append((what, ("", "", what), wanted, found.value, distance))
    assert abs(distance) <= 4, f"{what}: {found.value:.6g} instead of {wanted:.6g}, {distance:+.1f} standard errors"
