"""A run's folder: every file whole or not at all, nothing hostile in it, nothing overwritten unasked."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import pytest

import sim
from sim.experiment.compare import compare
from sim.present.finished_runs import check_same, kept_run, stress_beside, write_beside
from sim.present.folder import run_in, save
from sim.present.unfinished import workplace
from tests.centers import SCENARIOS, small_center

HOSTILE = '<script>alert("x")</script> & $\\frac{1}{2}$ | `code`'


@pytest.fixture(scope="module")
def comparison():
    return compare(lean_center(), replications=2, jobs=1, beliefs=False)


def lean_center():
    """A center whose tables are soon written."""
    calendar = {"start": "2021-01-25", "weeks": 2, "open": {"mon-fri": "9:00-17:00"}}
    return small_center(calendar=calendar, what_if={"Empower": {"use": ["empower_frontline"], "from_week": 2}})


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".partial-" not in str(path)
    }


def _small_pictures(slides, folder):
    folder.mkdir()
    for name in ("overview.png", "overview.svg", "trade_off.svg"):
        (folder / name).write_text(name)


def test_a_write_that_fails_at_any_moment_leaves_only_whole_files(comparison, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.present.plots.write_figures", _small_pictures)
    monkeypatch.setattr("sim.present.report.report", lambda *_, **__: "a page")
    monkeypatch.setattr("sim.present.appendix.appendix", lambda *_: "its appendix")
    whole = files_of(save(comparison, tmp_path / "whole"))
    really = os.replace
    for fails_at in range(len(whole)):
        calls = iter(range(1000))

        def replace(source, target, fails_at=fails_at, calls=calls):
            if next(calls) == fails_at:
                raise OSError(28, "No space left on device")
            really(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replace)
            folder = tmp_path / f"fails-{fails_at}"
            with pytest.raises(OSError, match="No space left"):
                save(comparison, folder)
        left = files_of(folder)
        assert len(left) == fails_at
        assert all(whole[name] == content for name, content in left.items())
        assert "study.json" not in left
        if fails_at == 3:
            save(comparison, folder, force=True)
            assert files_of(folder) == whole


@pytest.mark.long
def test_killed_at_any_moment_it_leaves_only_whole_files(tmp_path):
    command = [sys.executable, "-m", "sim", "compare", str(SCENARIOS / "minimal.yaml"), "--replications", "1"]
    command += ["--jobs", "1", "--quiet", "--force", "--out"]
    environment = {**os.environ, "PYTHONPATH": str(SCENARIOS.parent)}
    start = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole")], check=True, env=environment, capture_output=True)
    took = time.monotonic() - start
    whole = files_of(tmp_path / "whole")
    for kill in range(100):
        folder = tmp_path / "killed"
        process = subprocess.Popen([*command, str(folder)], env=environment, stdout=subprocess.DEVNULL)
        try:
            process.wait(took * (0.3 + 0.8 * kill / 100))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        left = files_of(folder) if folder.exists() else {}
        assert all(whole[name] == content for name, content in left.items())


def test_a_folder_that_must_not_be_written_is_told_in_one_line(comparison, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("mine")
    with pytest.raises(sim.ScenarioError, match="is a file"):
        save(comparison, blocked)
    with pytest.raises(sim.ScenarioError, match="cannot be written"):
        save(comparison, blocked / "below")


def test_hostile_names_are_text_and_nothing_else_in_every_file(tmp_path):
    center = small_center(
        name=HOSTILE[:60], about=HOSTILE, what_if={HOSTILE[:60]: {"use": ["empower_frontline"], "from_week": 2}}
    )
    done = compare(center, replications=2, jobs=1)
    folder = save(done, tmp_path / "out")
    for picture in (folder / "figures").glob("*.svg"):
        root = ElementTree.parse(picture).getroot()
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert "http-equiv" not in picture.read_text(encoding="utf-8")
    verdict = (folder / "verdict.md").read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)<", verdict.replace("\n> ", "\n"))  # every < is escaped, so Markdown shows it
    assert "<script" not in done._repr_html_()
    assert "&lt;script" in done._repr_html_()
    names = {row["scenario"] for row in csv.DictReader((folder / "summary.csv").read_text("utf-8").splitlines())}
    assert names == {"Baseline", HOSTILE[:60]}


def test_no_table_holds_the_word_nan(saved, tmp_path):
    folder = saved(tmp_path / "out")
    for table in ("summary.csv", "by_issue.csv", "by_team.csv", "weekly.csv", "replications.csv"):
        cells = {cell for row in csv.reader((folder / table).read_text("utf-8").splitlines()) for cell in row}
        assert not cells & {"nan", "NaN", "inf", "-inf", "None"}


@pytest.fixture
def saved(comparison, monkeypatch):
    """Saves a comparison, with small pictures and a small page."""
    monkeypatch.setattr("sim.present.plots.write_figures", _small_pictures)
    monkeypatch.setattr("sim.present.report.report", lambda *_, **__: "a page")
    monkeypatch.setattr("sim.present.appendix.appendix", lambda *_: "its appendix")
    return lambda folder, run=comparison, **how: save(run, folder, **how)


def listed(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_what_is_not_ours_is_never_removed_whatever_it_is_called(saved, tmp_path):
    folder = saved(tmp_path / "out")
    own = listed(folder)
    theirs = [".partial-mine", ".partial-marked", ".partial-file", "contacts.csv.gz", "ledger.csv.gz", "notes.txt"]
    for name in theirs[:2]:
        (folder / name).mkdir()
        (folder / name / "thesis.txt").write_text("years of work")
    (folder / ".partial-marked/.frontline-writes-here").write_text("another mark")
    for name in theirs[2:]:
        (folder / name).write_text("years of work")
    for force in (False, True):
        saved(folder, force=force)
        below = {*(f"{name}/thesis.txt" for name in theirs[:2]), ".partial-marked/.frontline-writes-here"}
        assert listed(folder) - own == {*theirs, *below}


def test_a_folder_that_somebody_calls_as_we_call_ours_is_in_use(saved, tmp_path):
    (tmp_path / "out/.partial-mine").mkdir(parents=True)
    (tmp_path / "out/.partial-mine/thesis.txt").write_text("years of work")
    with pytest.raises(sim.ScenarioError, match="holds files that are not a run's"):
        saved(tmp_path / "out")


def test_what_a_killed_command_left_is_removed_by_the_next(saved, tmp_path):
    folder = saved(tmp_path / "out")
    whole = listed(folder)
    with workplace(folder) as work:
        (work / "half.csv").write_text("1,2")
        shutil.copytree(work, tmp_path / "left")
    (tmp_path / "left").rename(folder / ".partial-killed")
    (folder / ".partial-before-its-mark").mkdir()
    assert ".partial-killed/half.csv" in listed(folder)
    saved(folder)
    assert listed(folder) == {*whole, ".partial-before-its-mark"}


def test_contacts_of_an_earlier_run_go_if_they_are_as_they_were_written(saved, comparison, tmp_path):
    folder = saved(tmp_path / "out", contacts=True)
    names = {"contacts.csv.gz", "ledger.csv.gz", "events.csv.gz"}
    assert names < listed(folder)
    (folder / "events.csv.gz").write_text("edited")
    saved(folder)
    assert listed(folder) & names == {"events.csv.gz"}
    assert not names & set(json.loads((folder / "study.json").read_text("utf-8"))["written"])


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("force", [False, True])
def test_a_link_in_a_runs_folder_is_not_followed(saved, tmp_path, force):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = saved(tmp_path / "out")
    shutil.rmtree(folder / "figures")
    (folder / "figures").symlink_to(elsewhere)
    before = files_of(folder)
    with pytest.raises(sim.ScenarioError, match="figures: is a link to elsewhere"):
        saved(folder, force=force)
    assert listed(elsewhere) == set()
    assert files_of(folder) == before
    (folder / "figures").unlink()
    (elsewhere / "summary.csv").write_text("mine")
    (folder / "summary.csv").unlink()
    (folder / "summary.csv").symlink_to(elsewhere / "summary.csv")
    saved(folder, force=force)
    assert (elsewhere / "summary.csv").read_text() == "mine"
    assert not (folder / "summary.csv").is_symlink()
    assert listed(folder) == listed(saved(tmp_path / "whole"))


def test_commands_that_write_one_folder_at_once_take_turns(saved, comparison, tmp_path):
    other = compare(lean_center(), replications=2, jobs=1, seed=7, beliefs=False)
    runs = [comparison, other, comparison]
    whole = [files_of(saved(tmp_path / f"whole-{run.seed}", run)) for run in (comparison, other)]
    for turn in range(4):
        folder, start = tmp_path / f"all-{turn}", threading.Barrier(len(runs))

        def write(run, folder=folder, start=start):
            start.wait()
            try:
                saved(folder, run)
            except sim.ScenarioError as error:
                return str(error)
            return ""

        with ThreadPoolExecutor(len(runs)) as pool:
            said = list(pool.map(write, runs))
        won = whole.index(files_of(folder))
        assert [not words for words in said] == [run is (comparison, other)[won] for run in runs]
        assert all("holds another run" in words for words in said if words)
        assert not [name for name in listed(folder) if "partial" in name]


KINDS = ["pipe", "endless", "huge", "folder", "nested", "bytes", "missing", "list", "empty"]


def put(kind, path):
    """Put something else in a file's place."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    elif kind == "huge":
        with open(path, "wb") as stream:
            stream.truncate(10**12)
    elif kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes({"nested": b"[" * 10**6, "bytes": b"\xff\x00", "list": b"[]", "empty": b""}[kind])


def report_again(folder, comparison):
    kept = kept_run(folder)
    check_same(comparison, kept)
    write_beside(kept, {"report.html": lambda: b"a page", "report.xlsx": lambda: b"sheets"}, force=False)


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes here")
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_a_files_place_is_told_at_once(saved, comparison, tmp_path, kind):
    first = saved(tmp_path / "first")
    for name in ("study.json", "scenario.json", "summary.csv", "report.html"):
        folder = shutil.copytree(first, tmp_path / name)
        put(kind, folder / name)
        assert run_in(folder) is None or name != "study.json"
        assert stress_beside(folder, comparison.scenario) is None
        if (kind, name) == ("missing", "report.html"):
            report_again(folder, comparison)
            continue
        with pytest.raises(sim.ScenarioError) as caught:
            report_again(folder, comparison)
        assert str(caught.value).count("\n") == 0
    if kind == "folder":
        with pytest.raises(sim.ScenarioError, match="Is a directory"):
            saved(folder, force=True)
    else:
        assert listed(saved(folder, force=True)) >= listed(first)
