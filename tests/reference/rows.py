"""The table of reference values, its precision, and comparison with computed values."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
PRINTED_DIGITS = 12
# Significant digits with which the other cases were printed (trailing zeros are dropped).
DIGITS = {
    "warm transfer CTMC": 10,
    "redial exact CTMC": 9,
    "M_t/M/c+M reference day": 10,
    "M/M/c transient": 10,
    "critical values": 10,
    "MSER-5": 9,
    "replications (Hoad-Robinson-Davies 2010)": 8,
    "ranking & selection": 10,
    "run length": 6,
    "CRN / antithetic / control variates": 11,
}
DIGITS_OF_QUANTITY = {
    "allocation fractions": 7,
    "logit increments": 8,
    "SD manager hours/day": 5,
    "manager hours/day": 10,  # from a served mean printed with 10 digits
}


class Row(NamedTuple):
    """One reference value."""

    case: str
    parameters: str
    quantity: str
    value: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.case, self.parameters, self.quantity

    @property
    def numbers(self) -> list[float]:
        """The value, or the values where several are given."""
        return [float(part.split(" ")[0]) for part in self.value.split(";")]

    @property
    def standard_error(self) -> float:
        """Of a simulated value, as printed behind it."""
        return number(self.value.replace("SE ", "SE="), "SE")


@lru_cache(maxsize=1)
def reference_rows() -> tuple[Row, ...]:
    """Read the table."""
    with (FOLDER / "reference_values.csv").open(newline="") as file:
        return tuple(
            Row(line["case"], line["parameters"], line["quantity"], line["value"]) for line in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def coverage() -> tuple[dict[str, str], ...]:
    """Read where each row goes: its formula or sampler, and the test that simulates it."""
    with (FOLDER / "coverage.csv").open(newline="") as file:
        return tuple(csv.DictReader(file))


def number(text: str, name: str) -> float:
    """Read ``name=number`` (or ``name number``) out of a case's parameters."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}\s*=?\s*(-?\d+(?:\.\d+)?)", text)
    assert found, f"no {name} in {text!r}"
    return float(found[1])


def tolerance(row: Row, value: float) -> float:
    """Half a unit of the last digit printed, and room for rounding in floating point."""
    digits = DIGITS_OF_QUANTITY.get(row.quantity, DIGITS.get(row.case, PRINTED_DIGITS))
    if row.quantity == "h":
        return 1e-5  # Rinott's constant, which the table states to be this accurate
    if value == 0:
        return 1e-12
    return 0.502 * 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)


def assert_equal(row: Row, computed: object) -> None:
    """Compare a computed number (or several) with a row, to the digits printed."""
    values = list(computed) if hasattr(computed, "__iter__") else [computed]
    assert len(values) == len(row.numbers), row
    for got, want in zip(values, row.numbers, strict=True):
        assert abs(float(got) - want) <= tolerance(row, want), (row, got)


def groups(case: str) -> list[str]:
    """Return the different parameters of a case, in the table's order."""
    return list(dict.fromkeys(row.parameters for row in reference_rows() if row.case == case))


def rows_of(case: str, parameters: str) -> list[Row]:
    """Return the rows of one case and set of parameters."""
    return [row for row in reference_rows() if (row.case, row.parameters) == (case, parameters)]


Computed = Mapping[str, object]
