"""What the tests of scenario files share."""

import shutil
from pathlib import Path

from sim.reading.files import load
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario

FILES = Path(__file__).parent / "files"
SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"

SMALL = """\
name: Small desk
calendar: {weeks: 4}
issues:
  complaint: {per_week: 400}
teams:
  desk: {agents: 6, handles: [complaint]}
"""


def loaded(path: Path) -> Scenario | tuple[Problem, ...]:
    """Load a file: a scenario, or what is wrong with it; anything else is a fault of ours."""
    try:
        return load(path)
    except ScenarioError as error:
        return error.problems or (Problem("an error without a problem"),)


def lines(folder: Path, text: str | bytes, name: str = "s.yaml") -> list[str]:
    """Write a text into a folder, load it, and return the problems as printed, without the folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = loaded(path)
    if isinstance(found, Scenario):
        return []
    return [str(problem).replace(f"{folder}/", "").replace(f"{folder}\\", "") for problem in found]


def copied(folder: Path, source: Path = FILES) -> Path:
    """Copy a folder of scenarios, so that it can be damaged."""
    target = folder / "files"
    shutil.copytree(source, target)
    return target


def scenario_files() -> list[Path]:
    """Return the scenarios that are shipped, and the tests' own that uses every part of the format."""
    return [FILES / "full.yaml", *sorted(SHIPPED.glob("*.yaml"))]
