"""`frontline new`: a copy of a shipped scenario to start from."""

import os
import re
from pathlib import Path

from sim.present.unfinished import write_whole
from sim.reading.files import shipped_folder
from sim.reading.paths import PathError, new_name
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError


def write_new(name: str, source: str, force: bool) -> list[Path]:
    """Copy a shipped scenario, and the tables beside it, under a new name.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or a file would be overwritten without `force`.
    """
    folder = shipped_folder()
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if source not in known:
        message = f"there is no shipped scenario {source!r}{did_you_mean(source, known)}; there are {', '.join(known)}"
        raise ScenarioError([Problem(message, "--from")])
    try:
        where, last = os.path.split(name)
        target = Path(where, new_name(last))
    except PathError as error:
        raise ScenarioError([Problem(str(error))]) from None
    text = (folder / f"{source}.yaml").read_text(encoding="utf-8")
    copies: dict[Path, str] = {target: text}
    for table in sorted(set(re.findall(r"file:\s*\"?([\w./-]+\.csv)", text))):
        copies[target.parent / table] = (folder / table).read_text(encoding="utf-8")
    taken = [path for path in copies if os.path.lexists(path)]
    if taken and not force:
        raise ScenarioError(
            [Problem("exists already; choose another name, or overwrite with --force", str(p)) for p in taken]
        )
    try:
        write_whole(copies)
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(target))]) from None
    return list(copies)
