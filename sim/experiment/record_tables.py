"""Contacts, ledger and event log of a comparison as tables, simulated again and given some rows at a time."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.engines import simulate, weeks_of
from sim.experiment.comparison import Comparison
from sim.journeys.frames import contacts_frame, ledger_frame, named
from sim.journeys.journeys import Journeys, streams_of
from sim.journeys.story import events_frame
from sim.scenario import plan_of

CONTACTS, LEDGER, EVENTS = "contacts", "ledger", "events"
_ROWS = 10_000
"""Rows at a time: with their tables some 50 MB."""


def baseline_run(comparison: Comparison) -> Journeys:
    """Return replication 0 of the baseline, simulated again with its records."""
    return simulate(comparison.scenarios[comparison.baseline], comparison.seed, 0, comparison.engine)


def record_tables(comparison: Comparison) -> Iterator[tuple[str, Any]]:
    """Yield parts of the tables of replication 0 of every scenario, by table; every table has at least its head."""
    for name, scenario in comparison.scenarios.items():
        plan = plan_of(scenario)
        streams = streams_of(plan)
        for week in weeks_of(plan, comparison.seed, 0, comparison.engine):
            for rows in _parts(week.contacts, is_first=week.number == 1):
                frame = contacts_frame(plan, rows, streams)
                yield CONTACTS, _named(frame, name)
                yield EVENTS, _named(events_frame(plan, rows, frame["contact"].tolist()), name)
            for rows in _parts(week.ledger, is_first=week.number == 1):
                yield LEDGER, _named(ledger_frame(plan, rows), name)


def _named(frame: Any, scenario: str) -> Any:
    """Return a table with the name of its scenario, once for all of its rows."""
    return frame.assign(scenario=named(np.zeros(len(frame), np.int8), [scenario]))


def _parts(rows: Any, *, is_first: bool) -> Iterator[Any]:
    """Yield rows in parts; the first ones of a run also where there are none, since a table has a head."""
    for begin in range(0, max(len(rows), int(is_first)), _ROWS):
        yield rows[begin : begin + _ROWS]
