"""Each law finds the fault that is planted in a run's records, and says which law it is."""

from dataclasses import replace

import numpy as np
import pytest

from sim.engines import simulate
from sim.journeys import BrokenLawError
from tests.centers import small_center


@pytest.fixture(scope="module")
def run():
    found = simulate(small_center())
    found.check()
    return found


def _first(rows, which):
    return np.flatnonzero(which)[0]


def _twice(rows):
    rows["row"][1] = rows["row"][0]


def _closed_twice(rows):
    one, other = np.flatnonzero(rows["issue_closed"])[:2]
    for name in ("stream", "bin", "ordinal", "type", "own_goal"):
        rows[name][other] = rows[name][one]


def _called_twice(rows):
    one, other = np.flatnonzero((rows["attempt"] == 1) & ~rows["issue_closed"])[:2]
    for name in ("stream", "bin", "ordinal", "type", "own_goal"):
        rows[name][other] = rows[name][one]


def _calls_after_its_end(rows):
    again = _first(rows, rows["attempt"] > 1)
    rows["parent"][again] = rows["row"][_first(rows, rows["issue_closed"])]


def _serves_two(rows):
    rows["released"][_first(rows, rows["answered"] >= 0)] += 10**9


def _overtakes(rows):
    served = np.flatnonzero((rows["answered"] > rows["queued"]) & (rows["queued"] >= 0))
    rows["answered"][served[0]] += 10**8


def _stays_longer(rows):
    rows["ended"][_first(rows, rows["answered"] < 0)] += 1


def _meets_longer(rows):
    rows["manager_end"][_first(rows, rows["manager_start"] >= 0)] += 1


FAULTS = {
    _twice: "every contact ends exactly once",
    _closed_twice: "an issue is closed once",
    _called_twice: "an issue has one first call",
    _calls_after_its_end: "a closed issue does not call again",
    _serves_two: "no agent serves two customers at once",
    _overtakes: "first in, first out among equal rights",
    _stays_longer: "Little's identity at the queue",
    _meets_longer: "Little's identity at the desks upstairs",
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_found_and_its_law_named(run, plant):
    rows = run.rows.copy()
    plant(rows)
    with pytest.raises(BrokenLawError, match=FAULTS[plant]):
        replace(run, rows=rows).check()
