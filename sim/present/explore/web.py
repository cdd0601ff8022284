"""The panel as a web page: Voilà on a notebook of one cell, for this machine only, fetching nothing from elsewhere."""

import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import sim

HOST = "127.0.0.1"
FIRST_PORT = 8866
_PORTS = 20
MISSING = "the web page needs the extra 'web': pip install 'frontline-sim[web]'"


def check_installed() -> None:
    """Refuse where what serves the page is missing.

    Raises
    ------
    ImportError
        With what to install.
    """
    if any(find_spec(name) is None for name in ("voila", "ipywidgets", "ipykernel")):
        raise ImportError(MISSING)


def free_port(wanted: int | None) -> int:
    """Return the port that is wanted, or else the first that is free.

    Raises
    ------
    ValueError
        If it is taken.
    """
    for port in [wanted] if wanted is not None else range(FIRST_PORT, FIRST_PORT + _PORTS):
        with socket.socket() as tried:
            if os.name == "posix":
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return port
    raise ValueError(f"port {wanted} is taken" if wanted is not None else "no port is free")


def serve(file: Path, port: int, *, open_browser: bool, ready: Callable[[str], None]) -> None:
    """Serve the panel of a scenario file until Ctrl-C; scenario files are exported to the current folder.

    Parameters
    ----------
    file : Path
        The scenario.
    port : int
        Where on this machine.
    open_browser : bool
        Whether to open the page in the user's browser.
    ready : callable
        Called with the page's address, whose token keeps other users of the machine out.
    """
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="frontline-explore-") as folder:
        own = Path(folder)
        _surroundings(own)
        notebook = own / "explore.ipynb"
        notebook.write_text(json.dumps(_notebook(file.resolve(), Path.cwd())), encoding="utf-8")
        from voila.app import Voila

        ready(f"http://{HOST}:{port}/?token={token}")
        options = {"ip": HOST, "port": port, "port_retries": 0, "open_browser": open_browser, "token": token}
        words = [f"--Voila.{name}={value}" for name, value in options.items()]
        Voila.launch_instance(
            [str(notebook), *words, "--Voila.log_level=ERROR", "--template=frontline", "--theme=light"]
        )


def _surroundings(folder: Path) -> None:
    """Let neither the user's Jupyter settings nor this session's folder change what is served."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        place = folder / name.lower()
        place.mkdir(mode=0o700)
        os.environ[name] = str(place)
    os.environ["JUPYTER_PATH"] = str(Path(__file__).parent / "jupyter")
    home = str(Path(sim.__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))


def _notebook(file: Path, folder: Path) -> dict[str, object]:
    source = f"import sim\n\nsim.explore(sim.load({str(file)!r}), folder={str(folder)!r})"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "panel",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python3", "display_name": f"Python {sys.version_info.major}", "language": "python"}
    about = {"kernelspec": kernel, "title": f"frontline: {file.stem}"}
    return {"cells": [cell], "metadata": about, "nbformat": 4, "nbformat_minor": 5}
