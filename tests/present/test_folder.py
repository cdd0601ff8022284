"""A run's folder: every file whole or not at all, nothing hostile in it, nothing overwritten unasked."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

import pytest

import sim
from sim.experiment.compare import compare
from sim.present.folder import save
from tests.centers import SCENARIOS, small_center

HOSTILE = '<script>alert("x")</script> & $\\frac{1}{2}$ | `code`'


@pytest.fixture(scope="module")
def comparison():
    return compare(small_center(), replications=2, jobs=1)


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".partial-" not in str(path)
    }


def _small_pictures(comparison, folder):
    folder.mkdir()
    for name in ("overview.png", "overview.svg", "trade_off.svg"):
        (folder / name).write_text(name)


def test_a_write_that_fails_at_any_moment_leaves_only_whole_files(comparison, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.present.plots.save_figures", _small_pictures)
    monkeypatch.setattr("sim.present.report.report", lambda *_: "a page")
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


def test_no_table_holds_the_word_nan(comparison, tmp_path):
    folder = save(comparison, tmp_path / "out")
    for table in ("summary.csv", "weekly.csv", "replications.csv"):
        cells = {cell for row in csv.reader((folder / table).read_text("utf-8").splitlines()) for cell in row}
        assert not cells & {"nan", "NaN", "inf", "-inf", "None"}
