"""A real browser for tests: Debian's chromium, what it fetched, and what its console complained of."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
NOTEBOOK = ("ipywidgets", "ipykernel")
PATIENCE = 180
"""Seconds: a busy machine compiles the engine, starts a server and a kernel."""


def missing(*modules: str) -> str:
    """Return why there can be no browser test here; empty if there can be."""
    absent = [name for name in (*modules, "playwright") if find_spec(name) is None]
    if shutil.which("chromium") is None:
        absent.append("chromium (apt-get install chromium)")
    return f"not installed: {', '.join(absent)}" if absent else ""


class Page:
    """A page in the browser, with the console's errors and what it asked for, here and elsewhere."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.last = 80
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda channel: self._note(channel.url))

    def _note(self, url: str) -> None:
        self.asked.append(url)
        if not re.match(r"(http|ws)://(127\.0\.0\.1|[0-9a-f]+\.localhost):|(data|blob|file):", url):
            self.elsewhere.append(url)

    def text(self, place: str) -> str:
        return self.page.locator(place).first.inner_text()

    def picture(self) -> str:
        return self.page.locator("img.panel-pictures").first.get_attribute("src")

    def wait_for_answer(self) -> None:
        """Wait until the hand has rested and the answer is refined as far as it goes."""
        said = f"e => e && /^{self.last} replications, [0-9.]+ s$/.test(e.innerText.trim())"
        self.page.wait_for_function(f"({said})(document.querySelector('.panel-status'))", timeout=1000 * PATIENCE)


@contextmanager
def browser(width: int = 1280, height: int = 1000, *more: str, profile: Path | None = None) -> Iterator[Page]:
    """Provide a fresh page of a headless chromium, which may have a profile to be looked at afterwards."""
    from playwright.sync_api import sync_playwright

    how = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox", *more]}
    with sync_playwright() as player:
        if profile is None:
            chromium = player.chromium.launch(**how)
            page = chromium.new_page(viewport={"width": width, "height": height})
        else:
            chromium = player.chromium.launch_persistent_context(profile, **how)
            page = chromium.new_page()
        try:
            yield Page(page)
        finally:
            chromium.close()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def served(command: list[str], folder: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server in a folder of its own, and end it."""
    around = {**os.environ, "PYTHONPATH": str(HOUSE), "PYTHONUNBUFFERED": "1", **environment}
    with open(folder / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=around, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield server
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)
            if server.stdout is not None:
                server.stdout.close()


def wait_until_up(url: str, server: subprocess.Popen[str]) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"no answer from {url}; the server's exit code is {server.poll()}")


def jupyter_folders(folder: Path) -> dict[str, str]:
    """Make folders of its own for a JupyterLab that neither knows its user nor asks for news."""
    places = {}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        place = folder / name.lower()
        place.mkdir()
        places[name] = str(place)
    settings = folder / "jupyter_config_dir/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    return places


@contextmanager
def lab(folder: Path, source: str) -> Iterator[Page]:
    """Run a notebook of one cell in a JupyterLab of its own, and provide its page."""
    cell = {"cell_type": "code", "id": "cell", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "cell.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    port = free_port()
    options = {"port": port, "ip": "127.0.0.1", "root_dir": folder}
    words = [*(f"--ServerApp.{name}={value}" for name, value in options.items()), "--IdentityProvider.token="]
    command = ["-m", "jupyterlab", "--no-browser", "--allow-root", *words]
    with served(command, folder, **jupyter_folders(folder)) as server, browser(1440, 1000) as view:
        wait_until_up(f"http://127.0.0.1:{port}/lab", server)
        view.page.goto(f"http://127.0.0.1:{port}/lab/tree/cell.ipynb", timeout=1000 * PATIENCE)
        view.page.get_by_text("| Idle").first.wait_for(timeout=1000 * PATIENCE)  # earlier "run" runs nothing
        view.page.locator(".jp-CodeCell .cm-content").first.click()
        view.page.keyboard.press("Shift+Enter")
        yield view


def wait_until(holds: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
