"""`frontline run --engine both`: the engines compared on a user's own file."""

import json

import numpy as np
import pytest

from sim.cli import run
from sim.engines import default_engine
from sim.engines.effects import agents
from tests.cli.test_commands import SMALL

pytest.importorskip("numba")


@pytest.fixture(autouse=True)
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL.replace("replications: 2", "replications: 20"), encoding="utf-8")


@pytest.fixture
def nudged(monkeypatch):
    """A SimPy engine whose agents are less inclined to try by one bit."""
    default_engine()  # the compiled one is made of what is right
    inclination = agents.inclination
    monkeypatch.setattr(agents, "inclination", lambda *which: float(np.nextafter(inclination(*which), 0.0)))


def test_key_figures_are_followed_by_what_was_compared(capsys):
    assert run(["run", "small.yaml", "--engine", "both", "--what-if", "Empower", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "Empower: 3 replications" in out  # of twenty
    assert "Satisfied customers" in out
    assert "engines agree: " in out.splitlines()[-1]
    assert run(["run", "small.yaml", "--jobs", "1", "--replications", "2", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert run(["run", "small.yaml", "--engine", "both", "--jobs", "1", "--replications", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    engines = told.pop("engines")
    assert told == alone
    assert engines["agree"] is True
    assert engines["contacts"] > 500
    assert engines["diary_rows"] == 2 * 3 * 2  # replications, weeks, agents


def test_a_difference_is_one_clear_line_and_exit_code_1(nudged, capsys):
    assert run(["run", "small.yaml", "--engine", "both", "--jobs", "1", "--quiet"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("the engines differ: replication 0, contacts, row ")
    assert "(question/" in line
    assert "column attempt_probability: simpy 0." in line
    assert run(["run", "small.yaml", "--engine", "both", "--jobs", "1", "--json"]) == 1
    engines = json.loads(capsys.readouterr().out)["engines"]
    assert engines["agree"] is False
    assert engines["difference"]["column"] == "attempt_probability"


def test_what_cannot_be_compared_is_bad_input(monkeypatch, capsys):
    assert run(["run", "small.yaml", "--engine", "both", "--replications", "auto"]) == 2
    assert run(["compare", "small.yaml", "--engine", "both"]) == 2
    assert run(["trace", "small.yaml", "--engine", "both", "--contact", "worst"]) == 2
    capsys.readouterr()
    monkeypatch.setattr("sim.engines.why_not_compiled", lambda: "numba is not installed here")
    for command in (["run", "--engine", "both"], ["run", "--engine", "compiled"], ["compare", "--engine", "compiled"]):
        assert run([*command, "small.yaml"]) == 2
        assert "numba is not installed here; --engine simpy gives the same" in capsys.readouterr().err
