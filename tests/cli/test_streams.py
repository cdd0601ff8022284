"""Whatever becomes of output, progress and the machine around: each end is clear, and the files are the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import run
from sim.cli.commands import frontline
from tests.centers import SCENARIOS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed and full on other systems otherwise")
ROOT = SCENARIOS.parent
KEPT = "what the store holds is kept, and the same command goes on from there"


def takes_out(command):
    return command.name == "report" or any(each.name == "out" for each in command.params)


def shell(words, folder, **environment):
    """Run a line of shell in which F is the program."""
    around = {**os.environ, "PYTHONPATH": str(ROOT), "F": f"{sys.executable} -m sim", **environment}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", words], cwd=folder, env=around, capture_output=True, timeout=120
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("$F policies 2>&-", 0, ""),
        ("$F policies 2>/dev/full", 0, ""),
        ("$F policies <&-", 0, ""),
        ("$F validate nothing.yaml 2>&-", 2, ""),
        ("$F validate nothing.yaml 2>/dev/full", 2, ""),
        ("$F policies | head -1", 0, ""),
        ("$F policies | true", 0, ""),
        ("$F schema | true", 0, ""),
        (
            "$F policies > /dev/full",
            1,
            "could not finish: the result cannot be shown: No space left on device; files",
        ),
        ("$F policies >&-", 1, "could not finish: the output is closed; send it to a file, or to /dev/null"),
        ("$F policies >&- 2>&- <&-", 1, ""),
    ],
)
def test_a_stream_that_is_closed_full_or_not_read_gives_a_clear_end(tmp_path, words, code, said):
    done = shell(words, tmp_path)
    assert done.returncode == code
    assert done.stderr.decode().startswith(said)
    assert done.stderr.count(b"\n") == bool(said)


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_command_that_draws_imports_what_draws_before_it_does_anything(monkeypatch, capsys):
    called = []
    monkeypatch.setattr("sim.cli.commands._import_matplotlib", lambda: called.append(1))
    draws = {name for name, each in frontline.commands.items() if takes_out(each)}
    assert draws >= {"compare", "optimize", "report", "sensitivity", "stress", "sweep", "tip"}
    for name in frontline.commands:
        called.clear()
        if name not in ("new", "verify", "explore"):
            run([name, "nothing.yaml"])
            assert bool(called) == (name in draws and name != "run")  # which draws where a folder is asked for


def test_what_draws_reads_no_settings_in_the_current_folder(tmp_path):
    os.mkfifo(tmp_path / "matplotlibrc")
    code = "import sys; from sim.cli import run; run(['compare', 'nothing']); print('matplotlib' in sys.modules)"
    done = shell(f'{sys.executable} -c "{code}"', tmp_path)
    assert done.stdout.split() == [b"True"]


@pytest.mark.long
def test_what_stands_around_a_command_changes_neither_its_files_nor_its_end(tmp_path, monkeypatch):
    plain, hostile = tmp_path / "plain", tmp_path / "hostile"
    for folder in (plain, hostile):
        folder.mkdir()
        (folder / "m.yaml").write_bytes((SCENARIOS / "minimal.yaml").read_bytes())
    words = ["compare", "m.yaml", "--replications", "2", "--store", "none", "--out", "out"]
    monkeypatch.chdir(plain)
    assert run([*words, "--quiet"]) == 0
    os.mkfifo(hostile / "matplotlibrc")
    done = shell(f"$F {' '.join(words)} 2>&-", hostile, MPLBACKEND="nonsense", OPENBLAS_NUM_THREADS="1")
    assert done.returncode == 0
    files = [
        {str(p.relative_to(each)): p.read_bytes() for p in each.rglob("out/**/*") if p.is_file()}
        for each in (plain, hostile)
    ]
    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError("Unable to allocate 13 GiB"), f"out of memory (Unable to allocate 13 GiB); {KEPT}"),
        (MemoryError(), f"out of memory (MemoryError); {KEPT}"),
        (
            RuntimeError("can't start new thread"),
            "allows no more threads or processes (can't start new thread); --jobs",
        ),
        (BlockingIOError(11, "Resource temporarily unavailable"), "--jobs 1 needs none"),
        (OSError(28, "No space left on device", "runs/x"), f"runs/x: No space left on device; {KEPT}"),
        (OSError(30, "Read-only file system", "runs/x"), f"runs/x: Read-only file system; {KEPT}"),
    ],
)
def test_what_the_machine_has_no_more_of_is_told_with_what_is_kept_and_what_to_do(monkeypatch, capsys, error, said):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr("sim.reading.files.load", fails)
    assert run(["run", str(SCENARIOS / "minimal.yaml")]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_file_that_grows_too_large_is_told_by_its_folder(tmp_path):
    words = f"compare {SCENARIOS / 'minimal.yaml'} --replications 1 --no-beliefs --store none --quiet --out out"
    done = shell(f"ulimit -f 4; $F {words}", tmp_path)
    assert done.returncode == 1
    assert b"out: File too large; what the store holds is kept" in done.stderr
    assert [path for path in Path(tmp_path / "out").rglob("*") if path.is_file()] == []


def test_where_no_process_can_be_started_the_command_says_what_needs_none(monkeypatch, capsys, tmp_path):
    def fails(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.experiment.processes._Process", fails)
    assert run(["run", str(SCENARIOS / "minimal.yaml"), "--engine", "simpy", "--jobs", "2", "--replications", "4"]) == 1
    said = capsys.readouterr().err
    assert "no processes can be started here ([Errno 30] Read-only file system); --jobs 1 needs none" in said
