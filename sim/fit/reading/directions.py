"""Contacts that came in: those that went out, and calls among colleagues, wait in no queue."""

from __future__ import annotations

import numpy as np

from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import means
from sim.scenario.problems import Problem, ScenarioError, printable


def coming_in(taken: Taken, table: TableMapping) -> Taken:
    """Return the rows of contacts that came in, by the column of directions; all rows where there is none.

    Parameters
    ----------
    taken
        The rows of a log or of a table of volumes.
    table
        What their columns are.

    Raises
    ------
    ScenarioError
        If all went out.
    """
    if "direction" not in taken.codes:
        return taken
    went_out = np.array([*(means(name, "outbound") for name in taken.names["direction"]), False])
    out = went_out[taken.codes["direction"]]
    if out.all() and (use := table.of("direction")):
        name = printable(use.name, 40)
        words = f"by column {name} no contact came in; where it says something else, give it the role 'left out'"
        raise ScenarioError([Problem(words, f"columns.{name}", ", ".join(taken.files))])
    taken.note("outbound and internal contacts: left out", out)
    return taken.kept(~out) if out.any() else taken
