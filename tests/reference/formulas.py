"""Every case of the table that has a formula, and the record of what was really compared."""

from __future__ import annotations

from functools import cache

from tests.reference import learning_and_statistics, queues, two_tiers
from tests.reference.rows import Computed, Row, assert_equal

CASES = queues.CASES | two_tiers.CASES | learning_and_statistics.CASES


@cache
def computed(case: str, parameters: str) -> Computed:
    """Compute every quantity of one case and set of parameters, once per session."""
    return CASES[case](parameters)


def assert_formula(row: Row) -> None:
    """Compute a row's quantity from its parameters alone and compare."""
    assert_equal(row, computed(row.case, row.parameters)[row.quantity])
