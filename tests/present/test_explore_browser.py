"""The panel in a real browser: JupyterLab and Voilà. A slider is moved; figures, picture and verdict follow. Nobody
but the one who started it gets in.

PANEL_SCREENSHOTS=FOLDER keeps what the browser showed, to be looked at.
"""

import http.client
import os
import signal
import sys
import urllib.parse
from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.experiment.trying import steps_for
from sim.present.explore.sliders import levers_of
from tests.centers import SCENARIOS
from tests.present import browser as b

pytestmark = pytest.mark.long
DEALERSHIP, MINIMAL = SCENARIOS / "dealership.yaml", SCENARIOS / "minimal.yaml"
needs_voila = pytest.mark.skipif(bool(b.missing("voila", *b.NOTEBOOK)), reason=b.missing("voila", *b.NOTEBOOK))
needs_lab = pytest.mark.skipif(bool(b.missing("jupyterlab", *b.NOTEBOOK)), reason=b.missing("jupyterlab", *b.NOTEBOOK))

SERVE = """
import sys
from pathlib import Path
from sim.present.explore import web
web.ENCRYPTED = "encrypted" in sys.argv
from sim.present.explore import door
door.MOST_KERNELS = 1
ready = lambda address: print("the panel:", address)
web.serve(Path(sys.argv[1]), web.open_port(None), open_browser=False, ready=ready, idle_seconds=3)
"""
NO_NAMES = "--host-resolver-rules=MAP *.localhost ~NOTFOUND"


def explore(*words, file=MINIMAL):
    return ["-m", "sim", "explore", str(file), "--port", str(b.free_port()), *words]


def address_of(server):
    return server.stdout.readline().removeprefix("the panel: ").strip()


def token_of(address):
    return address.partition("token=")[2]


def family(server):
    """The processes of a server: itself, and its kernels."""
    import psutil

    def is_kernel(process):
        try:
            return "sim.present.explore.kernel" in process.cmdline()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            return False

    own = psutil.Process(server.pid)
    return [own, *filter(is_kernel, own.children(recursive=True))]


def listening(server):
    """The addresses at which a server's processes listen."""
    import psutil

    found = [each.net_connections("inet") for each in family(server)]
    return sorted((each.laddr.ip, each.laddr.port) for of in found for each in of if each.status == psutil.CONN_LISTEN)


def command_lines():
    """What every user of the machine sees of its processes."""
    import psutil

    return [" ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])]


def knock(address, path="/", method="GET", body=None, **headers):
    """Ask as a program does; the status, the answer's headers and its text."""
    place = urllib.parse.urlsplit(address)
    door = http.client.HTTPConnection("127.0.0.1", place.port, timeout=b.PATIENCE)
    try:
        door.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = door.getresponse()
        return answer.status, answer.msg, answer.read().decode()
    finally:
        door.close()


def small_server(folder, *words):
    """One kernel at most, which ends after three seconds that nobody is there."""
    return b.served(["-c", SERVE, str(MINIMAL), *words], folder)


def cookie_for(address):
    form = urllib.parse.urlencode({"token": token_of(address), "here": "yes"})
    _, headers, _ = knock(address, "/enter", "POST", form, Content_Type="application/x-www-form-urlencoded")
    return headers["Set-Cookie"]


def look(page, name):
    folder = os.environ.get("PANEL_SCREENSHOTS")
    if folder:
        page.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def check_the_panel(page, name):
    """Move a slider with the keyboard, choose a what-if, hold it as A, move on: the answer follows each time."""
    page.wait_for_answer()
    assert "What if" not in page.text(".panel-figures")  # nothing is tried before a lever is moved
    shown = [(page.picture(), page.text(".panel-verdict"))]
    look(page, f"{name}-1-opened")
    page.page.locator(".lever-incentives-relief [role=slider]").first.focus()
    relief = next(lever for lever in levers_of(sim.load(DEALERSHIP)) if lever.key == "incentives.relief")
    for _ in range(3):
        page.page.keyboard.press("ArrowLeft")
    there = (round(relief.own / relief.step) - 3) * relief.step
    follow(page, shown, f"Reward for escalating {relief.shown(there)}", "How sure: in")
    assert f"today {relief.today}" in page.text(".lever-incentives-relief")  # what it is today stands beside
    look(page, f"{name}-2-slider")
    page.page.locator(".panel-preset select").first.select_option("Both steps")
    follow(page, shown, "“Both steps”", "Managers get back")
    look(page, f"{name}-3-preset")
    page.page.locator(".panel-hold").first.click()
    page.page.locator(".lever-empowerment-authority [role=slider]").first.focus()
    for _ in range(5):
        page.page.keyboard.press("PageDown")
    follow(page, shown, "“Both steps”, May grant up to", "Best:")
    assert "Held: “Both steps”; from week 9" in page.text(".panel-figures")
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


def check_one_screen(page, name):
    """All that answers is in sight without scrolling: name, verdict, figures, pictures; and the levers too."""
    page.page.set_viewport_size({"width": 1366, "height": 900})
    page.wait_for_answer()
    parts = ("title", "verdict", "figures", "pictures")
    boxes = [page.page.locator(f".panel-{part}").first.bounding_box() for part in parts]
    assert boxes[0]["y"] >= 0
    assert all(one["y"] + one["height"] <= other["y"] for one, other in pairwise(boxes))
    assert boxes[-1]["y"] + boxes[-1]["height"] <= 900
    assert boxes[-1]["x"] + boxes[-1]["width"] <= 1366
    assert page.page.evaluate("document.documentElement.scrollHeight") <= 900
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 1366
    for sentence in ("Best: ", "How sure: "):
        assert sentence in page.text(".panel-verdict")
    look(page, name)


@needs_voila
@pytest.mark.parametrize("file", ["dealership", "support_center"])
def test_name_verdict_and_pictures_stand_on_one_screen_whatever_is_tried(file, tmp_path):
    scenario = sim.load(SCENARIOS / f"{file}.yaml")
    command = explore("--no-browser", file=SCENARIOS / f"{file}.yaml")
    with b.served(command, tmp_path) as server, b.browser(1366, 900) as page:
        page.last = steps_for(scenario)[-1]
        page.page.goto(address_of(server), timeout=1000 * b.PATIENCE)
        page.wait_for_answer()
        assert scenario.name in page.text(".panel-title")
        for number, name in enumerate(scenario.what_ifs):
            page.page.locator(".panel-preset select").first.select_option(name)
            arrives = "name => document.querySelector('.panel-figures').innerText.includes('“' + name + '”')"
            page.page.wait_for_function(arrives, arg=name, timeout=1000 * b.PATIENCE)
            check_one_screen(page, f"screen-{file}-{number + 1}")
        assert page.errors == []


def check_a_narrow_window(page, name):
    """Move the last levers in a narrow window: the figures are in sight and follow."""
    page.page.set_viewport_size({"width": 650, "height": 800})
    page.page.get_by_text("More levers").first.click()
    for lever in ("advisors-agents", "generosity"):
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
        assert page.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.panel-figures'))")
    page.wait_for_answer()
    look(page, f"{name}-6-narrow")


@needs_voila
def test_the_web_page_answers_a_moved_slider_and_asks_nothing_of_the_network(tmp_path):
    with b.served(explore("--no-browser", file=DEALERSHIP), tmp_path) as server, b.browser(1280, 1280) as page:
        address = address_of(server)
        b.wait_until_up(address, server)
        page.page.goto(address, timeout=1000 * b.PATIENCE)
        check_the_panel(page, "voila")
        page.page.get_by_text("Keep this as a scenario file").click()
        for wrong in ("", " ", ".bashrc", "CON", "../out.yaml", "a/b.yaml", "-rf.yaml", "a\u202eb.yaml"):
            page.page.get_by_role("textbox").first.fill(wrong)
            page.page.get_by_role("button", name="Export").click()
            page.page.get_by_text(f"not written: '{wrong.strip().replace(chr(0x202E), '?')}'").wait_for(timeout=30_000)
        assert not list(tmp_path.rglob("*.yaml"))
        assert not list(tmp_path.parent.glob("*.yaml"))
        page.page.get_by_role("textbox").first.fill("car_dealership_service_drive_explored")
        page.page.get_by_role("button", name="Export").click()
        page.page.get_by_text("wrote car_dealership_service_drive_explored.yaml").wait_for(timeout=30_000)
        look(page, "voila-5-exported")
        assert (tmp_path / "car_dealership_service_drive_explored.yaml").is_file()
        check_a_narrow_window(page, "voila")


@needs_voila
def test_the_browser_that_is_opened_shows_the_panel_without_a_question_and_nothing_leaves_the_machine(tmp_path):
    told = tmp_path / "told"
    (tmp_path / "browser.py").write_text(f"import sys; open({str(told)!r}, 'w').write(sys.argv[1])", "utf-8")
    opener = f"{sys.executable} {tmp_path / 'browser.py'} %s"
    profile = tmp_path / "profile"
    with b.served(explore(), tmp_path, BROWSER=opener) as server, b.browser(profile=profile) as page:
        address = address_of(server)
        b.wait_until(lambda: told.exists() and told.read_text("utf-8"))
        opened = told.read_text("utf-8")
        redirect = Path(urllib.parse.urlsplit(opened).path)
        assert opened == redirect.as_uri()
        assert redirect.stat().st_mode & 0o777 == 0o600
        assert redirect.parent.stat().st_mode & 0o777 == 0o700
        page.page.goto(opened)
        page.wait_for_answer()
        here = urllib.parse.urlsplit(page.page.url)
        assert (here.path, here.query, here.hostname.endswith(".localhost")) == ("/", "", True)
        assert page.elsewhere == []
        assert page.errors == []
        assert not [url for url in page.asked if token_of(address) in url]
        for cookie in page.page.context.cookies():
            assert (cookie["domain"], cookie["sameSite"], cookie["expires"]) == (here.hostname, "Strict", -1)
        assert not [words for words in command_lines() if token_of(address) in words]
        assert {port for _, port in listening(server)} == {here.port}
        assert {host for host, _ in listening(server)} <= {"127.0.0.1", "::1"}
    assert not redirect.parent.exists()
    history = [kept for name in ("History", "Top Sites", "Visited Links") for kept in profile.rglob(name)]
    assert any(here.hostname.encode() in kept.read_bytes() for kept in history)
    assert not [kept for kept in history if token_of(address).encode() in kept.read_bytes()]


@needs_voila
def test_an_address_that_is_pasted_is_left_at_once_also_by_a_browser_that_knows_no_names_of_its_own(tmp_path):
    with b.served(explore("--no-browser"), tmp_path) as server, b.browser(1280, 1000, NO_NAMES) as page:
        address = address_of(server)
        page.page.goto(address)
        page.wait_for_answer()
        assert page.page.url == address.partition("?")[0]
        assert page.elsewhere == []
        assert not [url for url in page.asked[1:] if token_of(address) in url]
        assert len(family(server)) == 2
        for _ in range(2):
            page.page.reload()
            page.page.locator(".panel-status").first.wait_for(timeout=1000 * b.PATIENCE)
        b.wait_until(lambda: len(family(server)) == 2)
        page.page.goto("about:blank")
        b.wait_until(lambda: len(family(server)) == 1, 30)


@needs_voila
def test_nobody_gets_in_without_the_token_and_no_page_of_somebody_else_does_with_the_cookie(tmp_path):
    with small_server(tmp_path) as server:
        address = address_of(server)
        cookie = cookie_for(address)
        assert "SameSite=Strict" in cookie
        assert "HttpOnly" in cookie
        assert "expires" not in cookie.lower()
        for wrong in ("", "?token=", "?token=x", f"?token={token_of(address)[:-1]}", "?token=%C3%A9"):
            status, headers, said = knock(address, "/" + wrong)
            assert (status, headers["Set-Cookie"]) == (403, None)
            assert "Open the address that `frontline explore` printed" in said
        assert knock(address, "/enter", "POST", "token=x&here=yes")[0] == 403
        for site in ("cross-site", "same-site", "nonsense", ""):
            assert knock(address, Cookie=cookie, Sec_Fetch_Site=site)[0] == 403
            assert knock(address, "/api/kernels/0-0-0-0-0", "DELETE", Cookie=cookie, Sec_Fetch_Site=site)[0] == 403
        assert knock(address, Cookie=cookie, Host="somebody.example")[0] == 403
        assert len(family(server)) == 1
        assert knock(address, Cookie=cookie, Sec_Fetch_Site="none")[0] == 200


@needs_voila
def test_there_are_not_too_many_kernels_and_those_that_nobody_looks_at_end(tmp_path):
    with small_server(tmp_path) as server:
        address = address_of(server)
        cookie = cookie_for(address)
        assert knock(address, Cookie=cookie)[0] == 200
        status, _, said = knock(address, Cookie=cookie)
        assert status == 503
        assert "Close one of their tabs" in said
        b.wait_until(lambda: len(family(server)) == 1)
        b.wait_until(lambda: knock(address, Cookie=cookie, Sec_Fetch_Site="same-origin")[0] == 200)


@needs_voila
def test_where_kernels_talk_at_ports_the_panel_works_and_nobody_hears_what_it_says(tmp_path):
    import zmq

    with small_server(tmp_path, "encrypted") as server, b.browser() as page:
        address = address_of(server)
        page.page.goto(address)
        page.wait_for_answer()
        ports = [port for _, port in listening(server) if port != urllib.parse.urlsplit(address).port]
        assert len(ports) == 5
        with zmq.Context() as context, context.socket(zmq.SUB) as ear:
            ear.subscribe(b"")
            for port in ports:
                ear.connect(f"tcp://127.0.0.1:{port}")
            before = page.text(".panel-figures")
            page.page.locator(".lever-incentives-relief [role=slider]").first.focus()
            page.page.keyboard.press("ArrowLeft")
            b.wait_until(lambda: page.text(".panel-figures") != before)
            page.wait_for_answer()
            assert not ear.poll(0)


@needs_voila
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_every_way_to_end_it_leaves_neither_kernel_nor_file(name, tmp_path):
    (tmp_path / "temporary").mkdir()
    own = {"TMPDIR": str(tmp_path / "temporary")}
    with b.served(explore("--no-browser"), tmp_path, **own) as server:
        address = address_of(server)
        assert knock(address, Cookie=cookie_for(address))[0] == 200
        processes = family(server)
        assert len(processes) == 2
        server.send_signal(getattr(signal, name))
        assert server.wait(60) == 130
    assert not [each for each in processes if each.is_running() and each.status() != "zombie"]
    assert not list((tmp_path / "temporary").glob("frontline-*"))
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


@needs_lab
def test_the_panel_in_jupyterlab_answers_a_moved_slider(tmp_path):
    with b.lab(tmp_path, f"import sim\n\nsim.explore(sim.load({str(DEALERSHIP)!r}))") as page:
        check_the_panel(page, "lab")
        check_a_narrow_window(page, "lab")
