"""A run's folder: verdict, tables, pictures and provenance; every file appears whole or not at all."""

import hashlib
import importlib.metadata
import json
import platform
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.csv_text import csv_text
from sim.metrics.groups import ISSUE, TEAM
from sim.present.journey_files import RECORDS, write_records
from sim.present.unfinished import is_empty, left_in, mapping_in, move_into, workplace
from sim.scenario import ScenarioError
from sim.scenario.problems import Problem

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.experiment.study import Study, Task

SCENARIO, STUDY = "scenario.json", "study.json"
PAGES = ("report.html", "appendix.html")
_TEXTS = ("verdict.md", *PAGES)
"""What people edit before they hand it over."""
_LARGEST = 2**32
"""Bytes: a table of contacts that is larger is not read again."""


def default_folder(task: "Task") -> Path:
    """Return ``runs/<name>-<digest>``, the name in plain letters; of another study ``runs/<name>-<study>-<digest>``."""
    letters = "".join(mark if mark.isascii() and mark.isalnum() else "-" for mark in task.scenario.name.lower())
    slug = "-".join(part for part in letters.split("-") if part)[:40] or "scenario"
    return Path("runs") / f"{slug}-{task.tag}"


def check_folder(identity: dict[str, Any], folder: Path, force: bool) -> None:
    """Refuse a folder that holds anything but an earlier run of the same, or that cannot be written.

    Raises
    ------
    ScenarioError
        With one line that says what stands there.
    """
    if folder.exists() and not folder.is_dir():
        raise ScenarioError([Problem("is a file; choose another folder with --out", str(folder))])
    if not force and folder.exists() and not is_empty(folder):
        places = [*left_in(folder), folder]  # in this order: a command may be moving its run from one to the other
        theirs = [run for place in places if (run := run_in(place))]
        if identity not in theirs:
            what = "another run" if theirs else "files that are not a run's"
            message = f"holds {what}; choose another folder with --out, or overwrite with --force"
            raise ScenarioError([Problem(message, str(folder))])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(folder))]) from None


def run_in(folder: Path) -> Any:
    """Return the identity of the run that a folder holds, or that was killed while it moved in."""
    try:
        return mapping_in(folder / STUDY)["run"]
    except (ValueError, KeyError):
        return None


def save(
    comparison: "Comparison", folder: Path, *, force: bool = False, contacts: bool = False, command: str = ""
) -> Path:
    """Write a comparison into a folder and return it.

    Raises
    ------
    ScenarioError
        If the folder holds something else and `force` is not given, or must not be written.
    OSError
        If the disk is full or fails; no file is left half-written under its name.
    NotShownError
        If words or pictures could not be made; the tables are in the folder.
    """
    from sim.present.appendix import appendix
    from sim.present.pages import markdown
    from sim.present.plots import slides_of, write_figures
    from sim.present.report import report

    def fill(work: Path) -> None:
        write_csv(comparison.table, work / "summary.csv")
        write_csv(comparison.by(ISSUE), work / "by_issue.csv")
        write_csv(comparison.by(TEAM), work / "by_team.csv")
        write_csv(comparison.to_frame(), work / "replications.csv")
        write_csv(comparison.weekly, work / "weekly.csv")
        write_json(_plain(comparison), work / SCENARIO, sort=False)
        write_json(provenance_of(comparison, command), work / STUDY)

    slides = slides_of(comparison)
    shown: dict[str, Callable[[Path], Any]] = {
        "verdict.md": lambda path: write_text(markdown(comparison), path),
        "report.html": lambda path: write_text(report(comparison, slides=slides), path),
        "appendix.html": lambda path: write_text(appendix(comparison, command), path),
        "figures": lambda path: write_figures(slides, path),
    }
    if contacts:
        shown["contacts, ledger and events"] = lambda path: write_records(comparison, path.parent)
    return write_folder(comparison.identity, folder, force, fill, shown)


def write_folder(
    identity: dict[str, Any],
    folder: Path,
    force: bool,
    fill: Callable[[Path], None],
    shown: Mapping[str, Callable[[Path], Any]] | None = None,
) -> Path:
    """Let `fill` write files into a folder of their own, and put them in their place when all are there.

    Parameters
    ----------
    identity : dict
        What makes the run this run.
    folder : Path
        Where it goes.
    force : bool
        Overwrite another run and texts that were edited.
    fill : callable
        Writes what is kept in any case: tables and provenance.
    shown : dict of str to callable
        Write words and pictures, each a file or a folder of this name. What fails is left out.

    Raises
    ------
    ScenarioError, OSError
        As `save`.
    NotShownError
        If some of `shown` failed; everything else is in its place.
    """
    check_folder(identity, folder, force)
    failed: dict[str, Exception] = {}
    try:
        with workplace(folder) as work:
            check_folder(identity, folder, force)  # again: another command may have been first
            is_new = run_in(folder) != identity
            fill(work)
            failed = _show(work, shown or {})
            gone = _mind_texts(work, folder, force)
            for name in (*gone, *(failed if is_new else ())):
                _remove(folder / name)
            move_into(work, folder, STUDY)
    except (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError) as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(folder))]) from None
    except OSError as error:
        error.filename = error.filename or str(folder)
        raise
    if failed:
        raise NotShownError(failed, folder)
    return folder


class NotShownError(RuntimeError):
    """Some words or pictures of a run could not be made; its tables are kept."""

    def __init__(self, failed: Mapping[str, Exception], folder: Path) -> None:
        reasons = dict.fromkeys(f"{type(error).__name__}: {error}" for error in failed.values())
        names = " and ".join(failed)
        super().__init__(f"{names} could not be made ({'; '.join(reasons)}); the tables are kept in {folder}")
        self.__cause__ = next(iter(failed.values()))


def _show(work: Path, shown: Mapping[str, Callable[[Path], Any]]) -> dict[str, Exception]:
    """Write words and pictures, and return what failed; nothing is left of that."""
    failed: dict[str, Exception] = {}
    for name, write in shown.items():
        try:
            write(work / name)
        except Exception as error:  # told when everything else is in its place
            failed[name] = error
            _remove(work / name)
    return failed


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _mind_texts(work: Path, folder: Path, force: bool) -> list[str]:
    """Refuse to overwrite texts that somebody has edited since they were written, and note what is written now.

    Returns what an earlier run wrote of its contacts, is as it was, and is not written again.
    """
    texts = {name: _digest(work / name) for name in _TEXTS if (work / name).exists()}
    journeys = {name: _digest(work / name) for name in RECORDS if (work / name).exists()}
    noted = _noted(folder)
    edited = [name for name in texts if name in noted and (folder / name).exists()]
    edited = [name for name in edited if _digest(folder / name) not in (noted[name], texts[name])]
    if edited and not force:
        message = "was edited since it was written; overwrite it with --force, or choose another folder"
        raise ScenarioError([Problem(message, str(folder / name)) for name in edited])
    is_whole = (work / STUDY).exists()
    study = mapping_in(work / STUDY if is_whole else folder / STUDY)
    old = [name for name in RECORDS if is_whole and name in noted and name not in journeys]
    kept = {name: digest for name, digest in noted.items() if name not in old}
    study = study | {"written": {**kept, **texts, **journeys}}
    scenario = (work if (work / SCENARIO).exists() else folder) / SCENARIO
    write_json(study | {"checksum": checksum(study, scenario)}, work / STUDY)
    return [name for name in old if _digest(folder / name) == noted[name]]


def checksum(study: dict[str, Any], scenario: Path) -> str:
    """Return the digest of what a folder says of its run, and of the file of its scenario if there is one."""
    said = {key: value for key, value in study.items() if key != "checksum"}
    return hashlib.sha256((json.dumps(said, sort_keys=True) + _digest(scenario)).encode()).hexdigest()


def _noted(folder: Path) -> dict[str, str]:
    """Return the digests of a folder's texts and tables of contacts as they were written."""
    try:
        return dict(mapping_in(folder / STUDY)["written"])
    except (ValueError, KeyError, TypeError):
        return {}


def _digest(path: Path) -> str:
    """Return a file's digest; of what is no regular file, that of nothing that we write."""
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return ""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _plain(comparison: "Comparison") -> Any:
    """Return all scenarios as plain data, in the order in which they were written: order may decide ties."""
    return {"scenarios": [a.model_dump(mode="json", by_alias=True) for a in (comparison.scenario, *comparison.others)]}


def write_csv(frame: Any, path: Path) -> None:
    """Write a table as CSV in UTF-8."""
    path.write_text(csv_text(frame), encoding="utf-8", newline="\n")


def write_json(data: dict[str, Any], path: Path, *, sort: bool = True) -> None:
    """Write plain data, keys in order of the alphabet or as they stand."""
    text = json.dumps(data, indent=2, sort_keys=sort, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8, with the same line ends everywhere."""
    path.write_text(text, encoding="utf-8", newline="\n")


def provenance_of(comparison: "Comparison", command: str) -> dict[str, Any]:
    """Return what a result came from; no clock time, so that equal runs give equal files."""
    return study_provenance(comparison, command) | {
        "scenarios": {name: other.center_digest for name, other in comparison.scenarios.items()},
        "weeks_compared": list(comparison.window),
        "precision": precision_of(comparison),
        "beliefs": comparison.worlds is not None or not comparison.what_ifs,
    }


def study_provenance(study: "Comparison | Study", command: str) -> dict[str, Any]:
    """Return what any study came from: it has a scenario, a seed, replications and an engine."""
    packages = ("numpy", "scipy", "simpy", "pandas", "matplotlib", "pydantic")
    return {
        "scenario": study.scenario.name,
        "digest": study.scenario.digest,
        "run": study.identity,
        "seed": study.seed,
        "replications": study.replications,
        "engine": study.engine,
        "command": command,
        "versions": {"frontline-sim": _version("frontline-sim"), "python": platform.python_version()}
        | {name: _version(name) for name in packages},
    }


def precision_of(comparison: "Comparison") -> dict[str, Any] | None:
    """Return the precision asked for and how precise each headline figure became; None where none was asked for."""
    if comparison.precision is None:
        return None
    rows = [
        {"scenario": name, "metric": metric, "figure": "difference" if is_difference else "level"}
        | {"half_width": each.half_width, "asked": each.wanted, "reached": each.is_reached}
        for (name, metric, is_difference), each in comparison.precision_account.items()
    ]
    return {"share": comparison.precision, "reached": comparison.reached, "figures": rows}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
