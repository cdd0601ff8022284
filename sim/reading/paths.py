"""Which files a scenario may name: those beside it and below it, and no others."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from sim.scenario.characters import stray
from sim.scenario.problems import printable

LONGEST_PATH = 255
_LONGEST_NAME = 200
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


class PathError(ValueError):
    """A path that a scenario may not name, or a file that cannot be read; one line of words."""


def inside(folder: Path, relative: str, start: Path | None = None) -> Path:
    """Return the path of a file that a scenario names, if it stays in the scenario's folder.

    The rules are the same on every system, so that a folder can be sent to a colleague.

    Parameters
    ----------
    folder
        The scenario's folder; nothing outside it is ever opened.
    relative
        The path as the file has it, with ``/`` between folders.
    start
        The folder that the path begins in; the scenario's own by default.

    Returns
    -------
    Path
        The path, which need not exist.

    Raises
    ------
    PathError
        If the path is absolute, leaves the folder (by ``..`` or by a link), or has a name that some
        system cannot store.
    """
    wrong = _unfit(relative)
    if wrong:
        raise PathError(f"'{printable(relative, 80)}' {wrong}")
    path = (start or folder) / relative
    try:
        real, home = path.resolve(), folder.resolve()
        lexical = Path(os.path.normpath((start or folder).resolve() / relative))
    except (OSError, RuntimeError, ValueError):
        raise PathError(f"'{printable(relative, 80)}' cannot be followed (a circle of links?)") from None
    if not (real.is_relative_to(home) and lexical.is_relative_to(home)):
        raise PathError(f"'{printable(relative, 80)}' leaves the scenario's folder; {_RIGHT}")
    return path


_RIGHT = "name a file in this folder or below it"


def _unfit(relative: str) -> str:
    """Say what is wrong with the text of a path; empty if nothing is."""
    if not relative.strip():
        return f"is empty; {_RIGHT}"
    if len(relative) > LONGEST_PATH:
        return f"has {len(relative)} characters; at most {LONGEST_PATH} are allowed"
    if any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in relative):
        return "contains control characters"
    if wrong := stray(relative, lines=True):
        return f"contains {wrong}, which cannot be seen"
    if re.match(r"[A-Za-z]:", relative) or relative.startswith(("/", "\\", "~")):
        return f"is not relative to the scenario; {_RIGHT}"
    if "\\" in relative:
        return "contains '\\'; write '/' between folders, on every system"
    if re.search(r'[:<>"|?*]', relative):
        return 'contains one of : < > " | ? *, which some systems cannot store'
    for name in relative.split("/"):
        if _DEVICE.fullmatch(name.split(".")[0].rstrip()):
            return f"contains '{name}', the name of a device on Windows; choose another name"
        if name not in ("", ".", "..") and name.endswith((".", " ")):
            return "has a name that ends with a dot or a blank, which some systems cannot store"
    return ""


def new_name(name: str) -> str:
    """Return the name of a scenario file that is to be written, with its ending, if every system can store and show it.

    Raises
    ------
    PathError
        If it is empty, a path, hidden, taken for an option, or has a name that some system cannot store.
    """
    whole = name if name.endswith((".yaml", ".yml")) or not name.strip() else f"{name}.yaml"
    wrong = _unfit(whole) or (f"contains {stray(whole)}; write an ordinary blank" if stray(whole) else "")
    if not wrong and "/" in whole:
        wrong = "names a folder; write a name alone"
    if not wrong and whole.startswith((".", "-", " ")):
        wrong = "begins with a dot, a dash or a blank, which hides it or confuses; begin with a letter"
    if not wrong and len(whole.encode()) > _LONGEST_NAME:
        wrong = f"is too long; at most {_LONGEST_NAME} bytes"
    if wrong:
        raise PathError(f"'{printable(name, 80)}' {wrong}")
    return whole


def read_bytes(path: Path, largest: int) -> bytes:
    """Read a file as it is, if it is a regular file and not too large.

    Parameters
    ----------
    path
        The file.
    largest
        The most bytes that are accepted.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    PathError
        If there is no such file, if it is a folder, a device or a pipe, if it may not be read, or if
        it is too large.
    """
    try:
        wrong = _unreadable(os.stat(path), largest)
        if wrong:
            raise PathError(wrong)
        with open(path, "rb") as stream:
            content = stream.read(largest + 1)
    except PathError:
        raise
    except (OSError, ValueError) as error:
        raise PathError(_refused(error)) from None
    if len(content) > largest:
        raise PathError(f"has more than {largest:,} bytes, the most that is allowed")
    return content


def _unreadable(about: os.stat_result, largest: int) -> str:
    """Say why something that exists is not read; empty if it may be."""
    if stat.S_ISDIR(about.st_mode):
        return "is a folder, not a file"
    if not stat.S_ISREG(about.st_mode):
        return "is not a regular file"
    return f"has {about.st_size:,} bytes; at most {largest:,} are allowed" if about.st_size > largest else ""


def _refused(error: OSError | ValueError) -> str:
    """Say in plain words why the system refuses to read a file."""
    match error:
        case FileNotFoundError():
            return "no such file"
        case PermissionError():
            return "may not be read (no permission)"
        case NotADirectoryError():
            return "no such file (a part of the path is not a folder)"
    return f"cannot be read ({printable(str(getattr(error, 'strerror', None) or 'the system refuses the path'))})"
