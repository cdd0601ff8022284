"""Import a model of another program: read, turned into a scenario that is checked, with what it cannot say."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.fit.imported.foreign_floor import model_of
from sim.fit.imported.foreign_model import Model
from sim.fit.imported.foreign_results import Results, results_of
from sim.fit.imported.foreign_scenario import scenario_text
from sim.fit.imported.foreign_xml import tree_of
from sim.fit.imported.onto_keys import WEEKDAYS, Left
from sim.reading.starter import starter
from sim.scenario import Scenario

_SAME = 0.0005
"""Shares that are told alike, after rounding."""


@dataclass(frozen=True)
class Imported:
    """A model of another program as a scenario.

    Attributes
    ----------
    scenario : Scenario
        The scenario, checked.
    text : str
        It as a file, with comments that name the elements that figures come from.
    left : tuple of Left
        What it cannot say, or says otherwise.
    results : Results or None
        What the other program got, where the file holds it.
    model : Model
        What was read.
    """

    scenario: Scenario
    text: str
    left: tuple[Left, ...]
    results: Results | None
    model: Model

    @property
    def calls_a_day(self) -> float:
        """First calls a day in the scenario."""
        return sum(issue.per_week for issue in self.scenario.issues.values()) / WEEKDAYS

    @property
    def connects(self) -> float:
        """Seconds between agent and talk, which the other program counts as waiting."""
        return max(center.connects for center in self.model.centers)

    @property
    def disagrees(self) -> str:
        """Where the other program's file says a share by calls that its own counts do not give; empty if nowhere."""
        counts = self.results.all if self.results is not None else None
        told = self.results.told_in_time if self.results is not None else None
        if counts is None or told is None or not counts.calls:
            return ""
        own, mixed = counts.calls_in_time / counts.calls, counts.clients_in_time / counts.calls
        if abs(told - own) < _SAME or abs(told - mixed) > _SAME:
            return ""
        return (
            f"its summary tells {100 * told:.2f} % of calls in time: that is its clients in time over its calls;"
            f" its calls in time over its calls are {100 * own:.2f} %"
        )


def import_model(path: str | os.PathLike[str]) -> Imported:
    """Import a model of Callcenter Simulator (A. Herzog), alone or with its results: XML, plain or packed by gzip.

    Parameters
    ----------
    path
        The file; elements in English or German, of versions 4.8 to 6.2.

    Returns
    -------
    Imported
        Its `text` is a scenario file.

    Raises
    ------
    ScenarioError
        In one line with its place, if the file cannot be read or is no such model.
    """
    place = Path(path)
    root = tree_of(place)
    model = model_of(root, place)
    text, left = scenario_text(model)
    return Imported(starter(text, f"{place.name} as a scenario"), text, left, results_of(root), model)
