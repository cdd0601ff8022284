"""Where the compiled code rests on disk: files with a digest each, in a folder of the user's own."""

import hashlib
import logging
import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_log = logging.getLogger("sim.engines")
_DIGEST = hashlib.sha256().digest_size
_OTHERS_MAY_WRITE = 0o022


class DamagedError(ValueError):
    """What lies on disk is not what was written there."""


def cache_folder() -> Path:
    """Return the folder of the compiled code: `FRONTLINE_CACHE`, or the user's folder for such things.

    A user without a home has none, and compiles every time.
    """
    own = os.environ.get("FRONTLINE_CACHE")
    if own:
        return Path(own)
    try:
        home = Path.home()
    except RuntimeError:
        return Path(os.devnull) / "frontline"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "frontline"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "frontline"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "frontline"


def why_not_used(folder: Path) -> str:
    """Return why a folder is no place for compiled code; nothing where it is one. It is made if it is not there.

    What is read from it is run, so nobody else may write there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        return error.strerror or str(error)
    if sys.platform == "win32":  # a user's own folders are closed to others there
        return ""
    if status.st_uid != os.geteuid():
        return "it belongs to somebody else"
    if status.st_mode & _OTHERS_MAY_WRITE:
        return "others may write there (chmod 700 closes it; delete what lies in it)"
    return ""


@cache
def tell(line: str) -> None:
    """Say once why it takes a while, however many functions there are to compile."""
    _log.info("%s: about 20 seconds ...", line)


def was_compiled() -> bool:
    """Return whether anything had to be compiled in this process."""
    return tell.cache_info().currsize > 0


def kept(name: str) -> bytes | None:
    """Return what was written under a name; None where nothing was, or where the folder is no place for it.

    Raises
    ------
    DamagedError
        If it is not what was written under this name.
    """
    folder = cache_folder()
    if why_not_used(folder):
        return None
    try:
        content = (folder / name).read_bytes()
    except OSError:
        return None
    if _digest(name, content[_DIGEST:]) != content[:_DIGEST]:
        raise DamagedError(name)
    return content[_DIGEST:]


def keep(name: str, content: bytes) -> None:
    """Write under a name, whole or not at all; nothing where the folder is no place for it."""
    folder = cache_folder()
    if why_not_used(folder):
        return
    with suppress(OSError):
        number, written = tempfile.mkstemp(dir=folder)
        try:
            with open(number, "wb") as file:
                file.write(_digest(name, content) + content)
            os.replace(written, folder / name)
        except OSError:
            os.unlink(written)
            raise


def _digest(name: str, content: bytes) -> bytes:
    """Return what tells damage, and one file from another in its place."""
    return hashlib.sha256(name.encode() + b"\0" + content).digest()
