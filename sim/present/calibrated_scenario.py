"""The file of a calibrated scenario: the user's own text with the values found, and its worlds in a table beside it."""

from pathlib import Path

from sim.csv_text import csv_text
from sim.experiment.calibrated import Calibrated, Range
from sim.present.belief_words import value_words
from sim.present.unfinished import write_whole
from sim.reading.rewriting import Value, holds, rewritten, text_of
from sim.scenario import ScenarioError
from sim.scenario.problems import Problem

MARK = "# frontline calibrate"
"""With what the remark of a section begins that this program wrote."""


def place_of(file: Path, output: Path | None) -> Path:
    """Return where the calibrated scenario goes."""
    return output or file.with_name(f"{file.stem}-calibrated.yaml")


def check_place(file: Path, target: Path, *, force: bool) -> None:
    """Refuse a place where a calibrated scenario cannot stand.

    Raises
    ------
    ScenarioError
        If it is the scenario itself, in another folder, or holds something else and `force` is not given.
    """
    wrong = ""
    if target.suffix not in (".yaml", ".yml"):
        wrong = "a scenario's name ends in .yaml"
    elif target.resolve() == file.resolve():
        wrong = "is the scenario itself, which stays as it is; choose another name with -o"
    elif target.parent.resolve() != file.parent.resolve():
        wrong = "belongs beside the scenario, whose tables it names; choose a name without a folder, or that folder"
    elif target.exists() and not force and not _is_ours(target):
        wrong = "exists already; choose another name with -o, or overwrite with --force"
    if wrong:
        raise ScenarioError([Problem(wrong, str(target))])


def _is_ours(target: Path) -> bool:
    try:
        return MARK in text_of(target)
    except ScenarioError:
        return False


def write_calibrated(found: Calibrated, file: Path, target: Path) -> list[Path]:
    """Write the calibrated scenario and its worlds, each whole; return where.

    Raises
    ------
    ScenarioError
        If they cannot be written.
    """
    table = target.with_name(f"{target.stem}-worlds.csv")
    values = {
        each.belief.key: Value(each.value, _remark(each)) for each in found.ranges if each.value != each.belief.value
    }
    missed = "".join(f"; misses {each.target.name}" for each in found.missed)
    section = [f"beliefs:  {MARK}: what stress and compare take as other worlds{missed}", "  ranges:"]
    section += [f"    {each.belief.key}: [{each.low!r}, {each.high!r}]  # {_known(each)}" for each in found.ranges]
    section.append(f"  file: {table.name}")
    text = rewritten(file, values, section)
    trial = target.with_name(f".{target.stem}.trial.yaml")
    try:
        write_whole({table: csv_text(found.worlds_frame()), trial: text})
        try:
            kept = holds(trial, values)
        finally:
            trial.unlink(missing_ok=True)
        if not kept:
            raise ScenarioError([Problem("cannot be written into this text; set the values by hand", str(target))])
        write_whole({target: text})
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(target))]) from None
    return [target, table]


def _remark(its: Range) -> str:
    """Return what stands beside a value: that it was found, and what it was."""
    return f"{its.belief.key.rpartition('.')[2]} calibrated, was {value_words(its.belief.value)}"


def _known(its: Range) -> str:
    """Return what stands beside a range: how well it was known, and whether what was observed says more."""
    return f"{its.belief.status or 'input'}{'' if its.is_told else '; hardly narrowed'}"
