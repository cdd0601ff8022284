"""A Dask cluster of separate processes gives what this machine gives, to the bit, whatever dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import run
from sim.experiment import workers
from sim.experiment.cluster import Cluster
from sim.experiment.running import run_all
from tests.centers import shipped

distributed = pytest.importorskip("distributed", reason="Dask is not installed (the extra `dask`)")
pytestmark = pytest.mark.filterwarnings("default")
HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="CRITICAL"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def scenarios():
    center = shipped("minimal")
    return [center.model_copy(update={"what_ifs": {}}), *(center.what_if(name) for name in center.what_ifs)]


@pytest.fixture(scope="module")
def expected(scenarios):
    return run_all(scenarios, 6, seed=3, jobs=1)


def assert_same(found, expected):
    for ours, theirs in zip(found, expected, strict=True):
        assert [counted.weekly.tobytes() for counted in ours] == [counted.weekly.tobytes() for counted in theirs]


def test_a_cluster_gives_the_same_bytes_as_this_machine(client, scenarios, expected):
    assert workers.size_of(Cluster(client)) == 2
    assert_same(run_all(scenarios, 6, seed=3, executor=client.get_executor()), expected)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_worker_killed_in_mid_study_changes_nothing(client, scenarios, expected):
    pids = list(client.run(os.getpid).values())
    killed = []

    def kill_one(done, total):
        if done == 2 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    found = run_all(scenarios, 6, seed=3, engine="simpy", executor=client.get_executor(), progress=kill_one)
    assert killed
    assert_same(found, expected)


def test_the_command_line_reaches_a_cluster_by_its_address(client, tmp_path, capsys):
    words = ["run", str(HOUSE / "scenarios" / "minimal.yaml"), "--json", "--quiet", "--replications", "3"]
    words += ["--store", "none"]
    address = client.scheduler.address.replace("tcp://", "dask://")
    command = [sys.executable, "-m", "sim", *words, "--executor", address]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert run([*words, "--jobs", "1"]) == 0
    assert done.stdout == capsys.readouterr().out


def test_an_address_where_nothing_answers_is_one_line(capsys, monkeypatch):
    from sim.cli import options

    monkeypatch.setattr(options, "SCHEDULER_SECONDS", 0.2)
    assert run(["run", "scenarios/minimal.yaml", "--executor", "dask://127.0.0.1:1"]) == 2
    assert "no Dask scheduler answers at dask://127.0.0.1:1" in capsys.readouterr().err
