"""The compiled engine shows what every engine must show, whatever becomes of its cache."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.queue_contract import QueueContract
from tests.engines.upstairs_contract import UpstairsContract

pytest.importorskip("numba")
HOUSE = Path(__file__).parents[2]
RUN = (
    "import sim; from sim.engines import weeks_of; from sim.scenario import plan_of;"
    "from tests.centers import small_center;"
    "print(sum(len(week.contacts) for week in weeks_of(plan_of(small_center()), 1, 0, 'compiled')))"
)


class TestCompiled(QueueContract, UpstairsContract):
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
