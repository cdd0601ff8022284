"""A study killed at any moment goes on by the same command and ends with the same files."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import run
from tests.cli.conftest import draw_nothing

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
HOUSE = Path(__file__).parents[2]
MINIMAL = HOUSE / "scenarios" / "minimal.yaml"
ASKED = [str(MINIMAL), "--quiet", "--out", "out"]
UNDRAWN = (
    "import pytest; from tests.cli.conftest import draw_nothing; draw_nothing(pytest.MonkeyPatch());"
    "from sim.cli import main; main()"
)
"""The program without its pictures."""
HOW = {"env": {"PYTHONPATH": str(HOUSE), "PATH": ""}, "stdout": subprocess.DEVNULL}


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def undisturbed(folder, words, monkeypatch):
    """Run a command to its end, here."""
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        assert run([*words, "--jobs", "1"]) == 0


def kept(folder):
    """Return how many replications the store holds, and see that it is whole."""
    path = folder / "runs" / "store.db"
    if not path.exists() or not path.stat().st_size:
        return 0
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        known = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        found = file.execute("SELECT count(*) FROM replications").fetchone()[0] if known else 0
    file.close()
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl-C to one process alone")
@pytest.mark.parametrize(
    "study",
    [
        pytest.param(["sweep", "--set", "incentives.relief=0..1:20", "--replications", "20"], marks=pytest.mark.long),
        ["sweep", "--set", "incentives.relief=0", "--replications", "12", "--engine", "simpy"],
        pytest.param(
            ["optimize", "--minimize", "csat_proxy", "--over", "incentives.relief=0..1", "--budget", "400"],
            marks=pytest.mark.long,
        ),
    ],
    ids=["threads", "processes", "search"],
)
def test_ctrl_c_leaves_a_store_from_which_the_same_command_goes_on(tmp_path, monkeypatch, study):
    words = [study[0], *ASKED, *study[1:]]
    if "simpy" in study:
        words[1] = str(tmp_path / "short.yaml")
        text = MINIMAL.read_text("utf-8").replace("weeks: 9", "weeks: 2").replace("per_week: 600", "per_week: 200")
        Path(words[1]).write_text(text, "utf-8")
    draw_nothing(monkeypatch)  # what is stopped has drawn nothing yet either
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    for folder in (whole, stopped):
        folder.mkdir()
    undisturbed(whole, words, monkeypatch)
    with subprocess.Popen([sys.executable, "-m", "sim", *words], cwd=stopped, stderr=subprocess.PIPE, **HOW) as process:
        while not kept(stopped) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
    before = kept(stopped)
    assert process.returncode == 130
    assert "what the store holds is kept, and the same command goes on from there" in said
    assert "Traceback" not in said
    assert 0 < before < kept(whole)
    assert files_of(stopped / "out") == {}
    undisturbed(stopped, words, monkeypatch)
    assert files_of(stopped / "out") == files_of(whole / "out")
    assert kept(stopped) == kept(whole)


@pytest.mark.parametrize(
    ("kills", "replications"), [(1, 60), pytest.param(200, 1000, marks=pytest.mark.long, id="200 kills")]
)
def test_a_killed_study_resumes_and_ends_with_the_same_files(tmp_path, monkeypatch, kills, replications):
    words, whole = ["compare", *ASKED, "--replications", str(replications), "--no-beliefs"], tmp_path / "whole"
    program = ["-m", "sim"]
    if kills == 1:  # few of many would hit a picture, which the long test does
        draw_nothing(monkeypatch)
        program = ["-c", UNDRAWN]
    whole.mkdir()
    undisturbed(whole, words, monkeypatch)
    expected, chance, killed, turn = files_of(whole / "out"), random.Random(1), 0, 0
    while killed < kills:
        turn += 1
        folder, before = tmp_path / f"killed {turn}", 0
        folder.mkdir()
        while killed < kills:
            process = subprocess.Popen([sys.executable, *program, *words], cwd=folder, **HOW)
            try:
                assert process.wait(timeout=chance.uniform(0.6, 3.5)) == 0
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            assert kept(folder) >= before
            before = kept(folder)
        undisturbed(folder, words, monkeypatch)
        assert files_of(folder / "out") == expected
        assert kept(folder) == 2 * replications
