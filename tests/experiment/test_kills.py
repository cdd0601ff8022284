"""A study killed at any moment goes on by the same command and ends with the same files."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
HOUSE = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "sim", "compare", str(HOUSE / "scenarios" / "minimal.yaml"), "--quiet", "--out", "out"]


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def start(folder, replications):
    words = [*COMMAND, "--replications", str(replications)]
    return subprocess.Popen(words, cwd=folder, env={"PYTHONPATH": str(HOUSE), "PATH": ""}, stdout=subprocess.DEVNULL)


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


@pytest.mark.parametrize(
    ("kills", "replications"), [(2, 100), pytest.param(200, 1000, marks=pytest.mark.long, id="200 kills")]
)
def test_a_killed_study_resumes_and_ends_with_the_same_files(tmp_path, kills, replications):
    whole = tmp_path / "whole"
    whole.mkdir()
    assert start(whole, replications).wait() == 0
    expected, chance, killed, turn = files_of(whole / "out"), random.Random(1), 0, 0
    while killed < kills:
        turn += 1
        folder, before = tmp_path / f"killed {turn}", 0
        folder.mkdir()
        while True:
            process = start(folder, replications)
            try:
                assert process.wait(timeout=chance.uniform(0.6, 3.5) if killed < kills else None) == 0
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            assert kept(folder) >= before
            before = kept(folder)
        assert files_of(folder / "out") == expected
        assert kept(folder) == 2 * replications
