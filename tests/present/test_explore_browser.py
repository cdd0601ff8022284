"""The panel in a real browser: JupyterLab and Voilà. A slider is moved; figures, picture and verdict follow.

PANEL_SCREENSHOTS=FOLDER keeps what the browser showed, to be looked at.
"""

import json
import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.centers import SCENARIOS
from tests.present import browser as b

pytestmark = pytest.mark.long
DEALERSHIP = SCENARIOS / "dealership.yaml"
needs_voila = pytest.mark.skipif(bool(b.missing("voila", *b.NOTEBOOK)), reason=b.missing("voila", *b.NOTEBOOK))
needs_lab = pytest.mark.skipif(bool(b.missing("jupyterlab", *b.NOTEBOOK)), reason=b.missing("jupyterlab", *b.NOTEBOOK))


def look(page, name):
    folder = os.environ.get("PANEL_SCREENSHOTS")
    if folder:
        page.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def check_the_panel(page, name):
    """Move a slider with the keyboard, choose a what-if, hold it as A, move on: the answer follows each time."""
    page.wait_for_answer()
    shown = [(page.picture(), page.text(".panel-verdict"))]
    look(page, f"{name}-1-opened")
    page.page.locator(".lever-incentives-relief [role=slider]").first.focus()
    for _ in range(6):
        page.page.keyboard.press("ArrowLeft")
    follow(page, shown, "Reward for escalating 0.40", "B against the scenario as it is")
    look(page, f"{name}-2-slider")
    page.page.locator(".panel-preset select").first.select_option("Both steps")
    follow(page, shown, "“Both steps”", "The manager gets back")
    look(page, f"{name}-3-preset")
    page.page.locator(".panel-hold").first.click()
    page.page.locator(".lever-empowerment-authority [role=slider]").first.focus()
    for _ in range(5):
        page.page.keyboard.press("PageDown")
    follow(page, shown, "“Both steps”, Authority", "B against A")
    look(page, f"{name}-4-held")
    assert page.errors == []
    assert page.elsewhere == []


def follow(page, shown, setting, words):
    """Wait until the figures are those of a setting, and see that picture and verdict are others than before."""
    page.page.wait_for_function(
        "words => document.querySelector('.panel-figures').innerText.includes(words)",
        arg=setting,
        timeout=1000 * b.PATIENCE,
    )
    page.wait_for_answer()
    now = (page.picture(), page.text(".panel-verdict"))
    assert all(now[0] != picture and now[1] != verdict for picture, verdict in shown)
    assert words in now[1]
    shown.append(now)


def check_a_narrow_window(page, name):
    """Move the last levers in a narrow window: the figures are in sight and follow."""
    page.page.set_viewport_size({"width": 650, "height": 800})
    for lever in ("peer_pressure", "generosity"):
        handle = page.page.locator(f"[class*=-{lever}] [role=slider]").first
        handle.scroll_into_view_if_needed()
        handle.focus()
        before = page.text(".panel-figures")
        page.page.keyboard.press("ArrowLeft")
        page.page.wait_for_function(
            "before => document.querySelector('.panel-figures').innerText != before",
            arg=before,
            timeout=1000 * b.PATIENCE,
        )
        figures, moved = page.page.locator(".panel-figures").first.bounding_box(), handle.bounding_box()
        assert figures["y"] >= 0
        assert figures["y"] + figures["height"] <= moved["y"]
        assert moved["y"] + moved["height"] <= 800
        assert page.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.panel-head'))")
    page.wait_for_answer()
    look(page, f"{name}-6-narrow")


@needs_voila
def test_the_web_page_answers_a_moved_slider_and_asks_nothing_of_the_network(tmp_path):
    command = ["-m", "sim", "explore", str(DEALERSHIP), "--no-browser", "--port", str(b.free_port())]
    with b.served(command, tmp_path) as server, b.browser(1280, 1280) as page:
        address = server.stdout.readline().removeprefix("the panel: ").strip()
        b.wait_until_up(address, server)
        with urllib.request.urlopen(address.partition("?")[0], timeout=60) as without_token:
            assert "/login" in without_token.url
        page.page.goto(address, timeout=1000 * b.PATIENCE)
        check_the_panel(page, "voila")
        page.page.get_by_role("button", name="Export").click()
        page.page.get_by_text("wrote car_dealership_service_drive_explored.yaml").wait_for(timeout=30_000)
        look(page, "voila-5-exported")
        assert (tmp_path / "car_dealership_service_drive_explored.yaml").is_file()
        check_a_narrow_window(page, "voila")


@needs_voila
def test_ctrl_c_ends_the_web_page_with_130_and_leaves_no_kernel_behind(tmp_path):
    port = b.free_port()
    command = ["-m", "sim", "explore", str(DEALERSHIP), "--no-browser", "--port", str(port)]
    with b.served(command, tmp_path) as server, b.browser() as page:
        address = server.stdout.readline().removeprefix("the panel: ").strip()
        b.wait_until_up(address, server)
        page.page.goto(address, timeout=1000 * b.PATIENCE)
        children = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=False)
        assert children.stdout.split()
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 130
    assert not [pid for pid in children.stdout.split() if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


@needs_lab
def test_the_panel_in_jupyterlab_answers_a_moved_slider(tmp_path):
    cell = {
        "cell_type": "code",
        "id": "panel",
        "source": f"import sim\n\nsim.explore(sim.load({str(DEALERSHIP)!r}))",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "panel.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    port = b.free_port()
    options = {"ServerApp.port": port, "ServerApp.ip": "127.0.0.1", "IdentityProvider.token": "", "root": tmp_path}
    options = {name if "." in name else "ServerApp.root_dir": value for name, value in options.items()}
    words = [f"--{name}={value}" for name, value in options.items()]
    command = ["-m", "jupyterlab", "--no-browser", "--allow-root", *words]
    with b.served(command, tmp_path, **b.jupyter_folders(tmp_path)) as server, b.browser(1440, 1000) as page:
        b.wait_until_up(f"http://127.0.0.1:{port}/lab", server)
        page.page.goto(f"http://127.0.0.1:{port}/lab/tree/panel.ipynb", timeout=1000 * b.PATIENCE)
        page.page.get_by_text("| Idle").first.wait_for(timeout=1000 * b.PATIENCE)  # earlier "run" runs nothing
        page.page.locator(".jp-CodeCell .cm-content").first.click()
        page.page.keyboard.press("Shift+Enter")
        check_the_panel(page, "lab")
        check_a_narrow_window(page, "lab")
