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
from sim.fit.imported.onto_keys import Left
from sim.reading.starter import starter
from sim.scenario import Scenario


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
