"""A run that a folder keeps: read back, so that a report is made of it without asking for the scenario's file."""

import filecmp
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.csv_text import csv_text
from sim.experiment.compare import compare_task
from sim.experiment.comparison import Comparison
from sim.present.folder import PAGES, SCENARIO, STUDY, checksum, run_in, write_folder
from sim.present.unfinished import LARGEST, mapping_in
from sim.reading.paths import PathError, read_bytes
from sim.scenario import ScenarioError
from sim.scenario.problems import Problem
from sim.scenario.scenario import Scenario, scenario_from

_ALTERED = f"{STUDY} and {SCENARIO} are not as frontline compare wrote them"


@dataclass(frozen=True)
class KeptRun:
    """What a folder says of the run that it keeps.

    Attributes
    ----------
    folder : Path
        Where it is.
    scenarios : tuple of Scenario
        The first with its what-ifs, then those that joined.
    seed, replications, engine, command
        How it was run.
    precision : float or None
        What `auto` asked for.
    beliefs : bool
        Whether other beliefs about people were tried.
    identity : dict
        What makes it this run.
    """

    folder: Path
    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int
    engine: str
    command: str
    precision: float | None
    beliefs: bool
    identity: dict[str, Any]

    def restored(self, comparison: Comparison) -> Comparison:
        """Return a comparison of so many replications as the one that asked for a precision."""
        return replace(comparison, precision=self.precision)


def kept_run(folder: Path) -> KeptRun:
    """Read the run that a folder keeps.

    Raises
    ------
    ScenarioError
        If it is no comparison's folder, or its files do not belong together.
    """
    study = _read(folder, STUDY)
    if isinstance(study.get("run"), dict) and "study" in study["run"]:
        raise _problem(folder, f"holds a study of another kind ({study['run']['study']}), not a comparison's run")
    data = _read(folder, SCENARIO)
    try:
        scenarios = tuple(scenario_from(each) for each in data["scenarios"])
        precision = study["precision"]
        kept = KeptRun(
            folder, scenarios, study["seed"], study["replications"], study["engine"], study["command"],
            precision and precision["share"], study["beliefs"], study["run"],
        )  # fmt: skip
        asked = "auto" if precision else kept.replications
        found = compare_task(*scenarios, replications=asked, seed=kept.seed).identity
    except ScenarioError as error:
        raise ScenarioError([replace(each, file=str(folder / SCENARIO)) for each in error.problems]) from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise _problem(folder, _ALTERED) from None
    if found != kept.identity:
        raise _problem(folder, f"{SCENARIO} is not the scenario of the run in {STUDY}")
    if study.get("checksum") != checksum(study, folder / SCENARIO):
        raise _problem(folder, f"{_ALTERED}; run frontline compare again with --force")
    return kept


def check_same(comparison: Comparison, kept: KeptRun) -> None:
    """Refuse a comparison whose numbers are not those of the folder: the program has changed since.

    Raises
    ------
    ScenarioError
        With what to do about it.
    """
    try:
        known = read_bytes(kept.folder / "summary.csv", LARGEST).decode("utf-8")
    except (PathError, UnicodeDecodeError):
        known = ""
    if known != csv_text(comparison.table):
        raise _problem(
            kept.folder,
            "summary.csv does not hold the numbers that this version of frontline computes; run frontline compare "
            "again with --force",
        )


def stress_beside(folder: Path, scenario: Scenario) -> dict[str, Any] | None:
    """Return the arguments of the largest stress of a scenario that lies beside its run's folder."""
    runs = [run_in(path.parent) for path in sorted(folder.resolve().parent.glob(f"*/{STUDY}"))]
    found = [asked for run in runs if (asked := _stress_of(run, scenario.digest))]
    return max(found, key=lambda asked: (asked["worlds"] * asked["replications"], -asked["seed"]), default=None)


def _stress_of(run: Any, digest: str) -> dict[str, Any] | None:
    """Return how a stress was asked for, None if a run is no stress of this scenario."""
    try:
        if run["study"] != "stress" or run["scenario"] != digest:
            return None
        numbers = {name: int(run[name]) for name in ("worlds", "replications", "seed")}
        ranges = {key: (float(low), float(high)) for key, (low, high) in run["ranges"].items()}
        return {"inputs": ranges, "outcomes": list(run["outcomes"]), **numbers}
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def write_beside(kept: KeptRun, files: dict[str, Callable[[], bytes]], force: bool) -> list[Path]:
    """Write files into a run's folder, all or none; what somebody may have edited is not overwritten unasked.

    Parameters
    ----------
    kept : KeptRun
        The run.
    files : dict of str to callable
        What each file holds, by name.
    force : bool
        Overwrite files that are not as they would be written now, or as they were written.

    Raises
    ------
    ScenarioError
        If a file was changed since.
    """

    def fill(work: Path) -> None:
        for name, content in files.items():
            (work / name).write_bytes(content())
            there = kept.folder / name
            if not force and name not in PAGES and there.exists() and not _equal(there, work / name):
                raise _problem(there, "is not as frontline would write it now; overwrite it with --force")

    write_folder(kept.identity, kept.folder, force, fill)
    return [kept.folder / name for name in files]


def _equal(one: Path, other: Path) -> bool:
    return one.is_file() and filecmp.cmp(one, other, shallow=False)


def _read(folder: Path, name: str) -> Any:
    """Return what a JSON file of a folder holds: a mapping."""
    path = folder / name
    if not path.exists():
        raise _problem(folder, f"holds no {name}; frontline report takes a folder of frontline compare")
    try:
        return mapping_in(path)
    except ValueError as error:
        raise _problem(path, f"cannot be read: {error}") from None


def _problem(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem(message, str(path))])
