"""A command imports no more than it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engines import default_engine, why_not_made
from sim.engines.compiled.cache import cache_folder

HOUSE = Path(__file__).parents[2]
CODE = """
import sys
from sim.cli import run
code = run(sys.argv[1:])
print("LOADED", code, *sorted(name for name in sys.modules if "." not in name))
"""


def loaded_by(*words):
    """Run a command in a process of its own; return the packages that are imported when it is done."""
    environment = {**os.environ, "FRONTLINE_CACHE": str(cache_folder()), "PYTHONPATH": str(HOUSE)}
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words], cwd=HOUSE, env=environment, capture_output=True, text=True
    )
    _, _, told = done.stdout.rpartition("LOADED ")
    code, *names = told.split()
    assert code == "0", done.stderr
    return set(names)


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["sweep", "--help"], ["plan", "--help"]])
def test_help_imports_neither_numbers_nor_models(words):
    assert (
        loaded_by(*words) & {"numpy", "scipy", "pandas", "matplotlib", "numba", "llvmlite", "pydantic", "yaml"} == set()
    )


def test_run_imports_neither_a_compiler_nor_frames_nor_pictures():
    pytest.importorskip("numba")
    assert (default_engine(), why_not_made("sim.metrics.compiled")) == ("compiled", "")  # it lies on disk from here on
    names = loaded_by("run", "scenarios/minimal.yaml", "--replications", "2", "--store", "none", "--quiet")
    assert "llvmlite" in names
    assert names & {"numba", "pandas", "matplotlib", "simpy"} == set()
