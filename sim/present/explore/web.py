"""The panel as a web page: Voilà on a notebook of one cell, for this machine only, fetching nothing from elsewhere."""

import json
import os
import secrets
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import sim

HOST = "127.0.0.1"
_LOOPBACK = ((socket.AF_INET, HOST), (socket.AF_INET6, "::1"))
FIRST_PORT = 8866
IDLE_SECONDS = 120
_PORTS = 20
_LONGEST_FOLDER = 60
"""Characters: the path of a socket may have 104 on some systems."""
ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""What ends the command, as Ctrl-C does."""
ENCRYPTED = os.name != "posix"
"""Whether the page's kernels talk at ports, encrypted; elsewhere through files that only their owner may open."""
_OLD = "other users of this machine could read along; pip install --upgrade ipykernel jupyter_client pyzmq"
MISSING = "the web page needs the extra 'web': pip install 'frontline-sim[web]'"


def check_installed() -> None:
    """Refuse where what serves the page is missing, or too old to keep others out.

    Raises
    ------
    ImportError
        With what to install.
    """
    if any(find_spec(name) is None for name in ("voila", "ipywidgets", "ipykernel")):
        raise ImportError(MISSING)
    if ENCRYPTED and not _can_encrypt():
        raise ImportError(_OLD)


def _can_encrypt() -> bool:
    import zmq
    from ipykernel.kernelapp import IPKernelApp
    from jupyter_client.manager import KernelManager

    named = "curve_secretkey" in IPKernelApp.class_traits() and "transport_encryption" in KernelManager.class_traits()
    return named and bool(zmq.has("curve"))


def open_port(wanted: int | None) -> list[socket.socket]:
    """Return sockets that listen at the port that is wanted, or else at the first that is free.

    They listen at both loopback addresses, where there are two, so that nobody else does at one of them.

    Raises
    ------
    ValueError
        If it is taken.
    """
    for port in [wanted] if wanted is not None else range(FIRST_PORT, FIRST_PORT + _PORTS):
        opened = [_listen(family, host, port) for family, host in _LOOPBACK if _has(family, host)]
        if None not in opened:
            return [each for each in opened if each]
        for each in opened:
            if each:
                each.close()
    raise ValueError(f"port {wanted} is taken" if wanted is not None else "no port is free")


def _has(family: socket.AddressFamily, host: str) -> bool:
    """Tell whether this machine has an address."""
    try:
        with socket.socket(family) as tried:
            tried.bind((host, 0))
    except OSError:
        return False
    return True


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket | None:
    try:
        opened = socket.create_server((host, port), family=family)
    except OSError:
        return None
    opened.setblocking(False)
    return opened


def serve(
    file: Path,
    sockets: list[socket.socket],
    *,
    open_browser: bool,
    ready: Callable[[str], None],
    idle_seconds: int = IDLE_SECONDS,
) -> None:
    """Serve the panel of a scenario file until Ctrl-C; scenario files are exported to the current folder.

    Parameters
    ----------
    file : Path
        The scenario.
    sockets : list of socket
        Where, as `open_port` gives them.
    open_browser : bool
        Whether to open the page in the user's browser.
    ready : callable
        Called with the page's address, whose token keeps other users of the machine out, once it answers.
    idle_seconds : int
        So long what computes for a page lives on that nobody looks at.
    """
    _end_as_by_ctrl_c()
    with tempfile.TemporaryDirectory(prefix="frontline-explore-", dir=_short_folder()) as folder:
        own = Path(folder)
        _surroundings(own)
        notebook = own / "explore.ipynb"
        notebook.write_text(json.dumps(_notebook(file.resolve(), Path.cwd())), encoding="utf-8")
        from sim.present.explore.door import PanelServer, config_of, redirect_page

        token, port = secrets.token_urlsafe(24), sockets[0].getsockname()[1]
        page = own / "open.html"
        page.touch(mode=0o600)
        page.write_text(redirect_page(port, token), encoding="utf-8")

        def opened() -> None:
            ready(f"http://{HOST}:{port}/?token={token}")
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(page.as_uri(), 2), daemon=True).start()

        server = PanelServer.instance(config=config_of(own, token, idle_seconds), port=port)
        server.sockets, server.opened = sockets, opened
        server.initialize([str(notebook)])
        _end_as_by_ctrl_c()  # where Voilà has put something else
        server.start()


def _end_as_by_ctrl_c() -> None:
    for each in ENDINGS:
        if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(each, signal.default_int_handler)


def _short_folder() -> str | None:
    return "/tmp" if os.name == "posix" and len(tempfile.gettempdir()) > _LONGEST_FOLDER else None


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
    kernel = {"name": "frontline", "display_name": "frontline", "language": "python"}
    about = {"kernelspec": kernel, "title": f"frontline: {file.stem}"}
    return {"cells": [cell], "metadata": about, "nbformat": 4, "nbformat_minor": 5}
