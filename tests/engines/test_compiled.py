"""The compiled engine shows what every engine must show, whatever becomes of its cache."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.engines import run, weeks_of
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

    before = cache.digest()
    assert cache.digest() == before
    edited = tmp_path / "choice.py"
    edited.write_text("# another behavior")
    monkeypatch.setattr(cache.behavior, "__path__", [str(tmp_path)])
    assert cache.digest() != before


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


def test_weeks_that_are_kept_stay_as_they_were():
    plan = plan_of(small_center())
    kept = list(weeks_of(plan, 1, 0, "compiled"))
    copies = [week.contacts.copy() for week in weeks_of(plan, 1, 0, "compiled")]
    assert [week.contacts.tobytes() for week in kept] == [copy.tobytes() for copy in copies]
    assert not any(np.shares_memory(one.contacts, other.contacts) for one, other in pairwise(kept))


def test_without_numba_the_message_names_the_other_engine(monkeypatch):
    monkeypatch.setattr("sim.engines.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"needs numba.*'simpy'"):
        run(plan_of(small_center()), 1, 0, "compiled")
