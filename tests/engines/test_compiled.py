"""The compiled engine shows what every engine must show, whatever becomes of its cache."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.engines import default_engine, run, weeks_of, why_not_compiled
from sim.scenario import plan_of
from tests.centers import small_center
from tests.engines.mind_contract import MindContract
from tests.engines.queue_contract import QueueContract
from tests.engines.record_contract import RecordContract
from tests.engines.upstairs_contract import UpstairsContract

pytest.importorskip("numba")
HOUSE = Path(__file__).parents[2]
RUN = (
    "import sim; from sim.engines import weeks_of; from sim.scenario import plan_of;"
    "from tests.centers import small_center;"
    "print(sum(len(week.contacts) for week in weeks_of(plan_of(small_center()), 1, 0, 'compiled')))"
)


class TestCompiled(QueueContract, RecordContract, UpstairsContract, MindContract):
    engine = "compiled"


def test_an_edit_of_a_source_is_never_ignored(monkeypatch, tmp_path):
    from sim.engines.compiled import cache

    before = cache.digest(tmp_path)
    assert cache.digest(tmp_path) == before
    edited = tmp_path / "behavior" / "choice.py"
    edited.parent.mkdir()
    edited.write_text("# another behavior")
    monkeypatch.setattr(cache.behavior, "__path__", [str(edited.parent)])
    assert cache.digest(tmp_path) != before


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    from sim.engines.compiled import cache

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("FRONTLINE_CACHE", raising=False)
    monkeypatch.setattr(cache.Path, "home", homeless)
    with pytest.raises(OSError, match=re.escape(os.devnull)):
        cache.cache_folder().mkdir(parents=True)


def test_a_damaged_index_of_the_cache_is_written_anew(monkeypatch, tmp_path):
    from numba import njit

    from sim.engines.compiled.cache import DiskCache

    def twice(x):
        return 2 * x

    def compiled():
        made = njit(twice)
        made._cache = DiskCache(twice)
        assert made(21) == 42
        return made.stats

    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    compiled()
    assert compiled().cache_hits
    (index,) = tmp_path.rglob("*.nbi")
    index.write_bytes(b"")
    assert compiled().cache_misses
    assert compiled().cache_hits


@pytest.mark.long
def test_a_cache_that_cannot_be_written_or_read_costs_time_only(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    environment = {**os.environ, "FRONTLINE_CACHE": str(blocked / "cache")}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=HOUSE, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_threads_give_what_one_after_the_other_gives():
    plan = plan_of(small_center())
    one_by_one = [run(plan, 1, n, "compiled").rows.tobytes() for n in range(6)]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda n: run(plan, 1, n, "compiled").rows.tobytes(), range(6)))
    assert together == one_by_one


@pytest.mark.parametrize("told", ["arrivals", "contacts"])
def test_arrays_of_one_length_stay_so_while_another_thread_is_telling_what_it_needed(told):
    from sim.engines.compiled.center import Center
    from sim.engines.compiled.layout import layout_of

    plan = plan_of(small_center())
    rooms = layout_of(plan).rooms
    rooms.clear()
    rooms[told] = 50_000  # and not yet of those that grow with it
    arrays = Center(plan, 1, 0)._arrays
    rooms.clear()
    assert len(arrays["contacts"]) == len(arrays["hiddens"])
    assert len(arrays["arrivals"]) == len(arrays["order"]) == len(arrays["spare"])
    assert len(arrays[told]) == 50_000


def test_weeks_that_are_kept_stay_as_they_were():
    plan = plan_of(small_center())
    kept = list(weeks_of(plan, 1, 0, "compiled"))
    copies = [week.contacts.copy() for week in weeks_of(plan, 1, 0, "compiled")]
    assert [week.contacts.tobytes() for week in kept] == [copy.tobytes() for copy in copies]
    assert not any(np.shares_memory(one.contacts, other.contacts) for one, other in pairwise(kept))


def unusable(name):
    raise ImportError("Numba needs\nanother NumPy")


@pytest.fixture(params=["missing", "unusable"])
def no_numba(request, monkeypatch):
    """A machine without numba, or with one that does not go with its NumPy; yields why."""
    if request.param == "missing":
        monkeypatch.setattr("sim.engines.find_spec", lambda name: None)
    else:
        monkeypatch.setattr("sim.engines.import_module", unusable)
    for known in (default_engine, why_not_compiled):
        known.cache_clear()
    yield {
        "missing": "numba is not installed here",
        "unusable": "numba cannot be used here (Numba needs another NumPy)",
    }[request.param]
    for known in (default_engine, why_not_compiled):
        known.cache_clear()


def test_without_numba_the_message_names_the_other_engine(no_numba):
    with pytest.raises(ValueError, match=re.escape(no_numba) + r".*'simpy'"):
        run(plan_of(small_center()), 1, 0, "compiled")


def test_without_numba_the_simpy_engine_is_the_default_and_one_line_says_so(no_numba, caplog):
    with caplog.at_level("INFO", "sim"):
        assert default_engine() == default_engine() == "simpy"
    assert [record.message for record in caplog.records] == [
        f"{no_numba}, so the SimPy engine runs: the same results, many times slower"
    ]


def test_where_numba_is_the_compiled_engine_is_the_default():
    assert default_engine() == "compiled"


@pytest.mark.long
def test_compiling_is_told_once_and_a_cache_that_others_wrote_is_read(tmp_path):
    environment = {**os.environ, "FRONTLINE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "sim", "run", "scenarios/minimal.yaml", "--replications", "2"]
    told = []
    for mode in (0o755, 0o755, 0o555):
        if (tmp_path / "cache").exists():
            for path in (tmp_path / "cache").rglob("*"):
                path.chmod(mode if path.is_dir() else mode & 0o644)
        done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        told.append("compiling" in done.stderr)
    assert told == [True, False, False]
