"""`frontline verify`: all is well here, and whatever is broken on purpose is found."""

import json
import time
from itertools import islice

import pytest

import sim.verification.verify as whole
from sim.cli import run
from sim.cli.verifying import print_verification
from sim.engines.effects import agents
from sim.engines.reference.agent import Agent
from sim.reading.files import load, shipped_folder
from sim.statistics.estimates import t_critical
from sim.verification import engines, formulas, queues
from sim.verification.batch_means import Measured
from sim.verification.checks import Check
from sim.verification.engines import ODD, compared, odd_centers, shortened
from sim.verification.lab import CONFIDENCE, Lab, Reference, judged
from sim.verification.verify import QUICK, Verification, verify

SIMPY = Lab("simpy", 1, 0.001)


@pytest.fixture(scope="module")
def found():
    pytest.importorskip("numba")
    return verify(size=QUICK / 5)


@pytest.fixture
def minimal():
    return shortened(load(shipped_folder() / "minimal.yaml").model_copy(update={"what_ifs": {}}), 1)


def test_all_is_well_on_this_machine(found):
    assert [check for check in found.checks if not check.ok] == []
    parts = [check.part for check in found.checks]
    assert list(dict.fromkeys(parts)) == list(whole.PARTS)
    assert parts.count("theory") >= 40
    assert {"Python", "numpy", "numba", "engine"} <= set(found.machine)
    assert found.machine["engine"].startswith("compiled")
    assert found.skipped == ""


def test_names_of_checks_are_short_and_different(found):
    names = [check.what for check in found.checks]
    assert len(set(names)) == len(names)
    assert max(len(cells[0]) for _, _, rows in found.tables() for cells in rows) <= 42
    assert max(len(check.source) for check in found.checks) <= 20


def test_the_table_is_whole_in_a_file_and_shorter_in_a_terminal(found, capsys, monkeypatch):
    for columns, shown in (("", "Erlang C"), ("84", "Erlang C: from Erlang B"), ("40", "found: ")):
        monkeypatch.setenv("COLUMNS", columns)
        print_verification(found, as_json=False)
        out = capsys.readouterr().out
        assert shown in out
        assert ("Pollaczek-Khinchine  " in out) == (columns == "")
        assert out.splitlines()[-1] == f"{len(found.checks)} checks, all ok"


def test_the_command_tells_by_its_exit_code_and_as_json(found, capsys, monkeypatch):
    monkeypatch.setattr(whole, "verify", lambda **_: found)
    assert run(["verify", "--quick", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert len(told["checks"]) == len(found.checks)
    wrong = found.checks[0]._replace(ok=False, detail="odd: the engines differ: row 3")
    monkeypatch.setattr(whole, "verify", lambda **_: Verification(found.machine, [wrong, *found.checks[1:]]))
    assert run(["verify", "--quiet"]) == 1
    out = capsys.readouterr().out
    assert f"NOT ok: engines: {wrong.what}: odd: the engines differ: row 3" in out
    assert out.splitlines()[-1] == f"1 of {len(found.checks)} checks are NOT ok"


def test_an_engine_that_decides_otherwise_is_found(minimal, monkeypatch):
    pytest.importorskip("numba")
    assert compared("minimal", {"minimal": minimal}, 1)[0].ok
    whole.default_engine()  # the compiled one is made of what is right
    inclination = agents.inclination
    monkeypatch.setattr(agents, "inclination", lambda *which: inclination(*which) * (1 - 1e-15))
    (check,) = compared("minimal", {"minimal": minimal}, 1)
    assert not check.ok
    assert check.detail.startswith("minimal: the engines differ: replication 0, contacts, row")


def test_a_wrong_formula_is_found(monkeypatch):
    right = queues.mmc
    monkeypatch.setattr(queues, "mmc", lambda servers, rate, service: right(servers, rate, 1.05 * service))
    lab = Lab(whole.default_engine(), 1, 0.02)
    wrong = {check.what for check in judged(list(islice(queues.team(lab), 4))) if not check.ok}
    assert "M/M/10: mean number busy" in wrong
    monkeypatch.setattr(formulas, "erlang_b", lambda *_: 0.1217)
    assert next(check.what for check in formulas.two_ways() if not check.ok) == "Erlang B: recursion"


def test_an_engine_that_works_too_slowly_is_found(monkeypatch):
    talks = Agent.talks
    monkeypatch.setattr(Agent, "talks", lambda self, contact, ticks: talks(self, contact, ticks + ticks // 4))
    checks = judged(list(islice(queues.team(SIMPY), 4)))
    assert "M/M/10: mean number busy" in {check.what for check in checks if not check.ok}


def test_a_broken_law_is_found_and_named(minimal, monkeypatch):
    right = engines.run

    def spoiled(*arguments):
        journeys = right(*arguments)
        journeys.rows["released"][100] += 3_600_000
        return journeys

    assert all(check.ok for check in engines.lawful([minimal], "simpy", 1))
    monkeypatch.setattr(engines, "run", spoiled)
    wrong = {check.what: check for check in engines.lawful([minimal], "simpy", 1) if not check.ok}
    assert set(wrong) >= {"no agent serves two at once", "Little's identity, in whole milliseconds"}
    assert wrong["no agent serves two at once"].detail == "Small help desk: no agent serves two customers at once"


def test_a_number_off_by_one_bit_is_found(monkeypatch):
    assert all(check.ok for check in formulas.published())
    right = formulas.numbers.output
    monkeypatch.setattr(formulas.numbers, "output", lambda state, n: right(state, n) ^ (n == 4))
    assert [(check.found, check.ok) for check in formulas.published()] == [(7, False), (8, True)]


def test_bounds_hold_for_all_figures_together():
    figures = [Reference(str(n), "theory", 1.0, Measured(1.0, 0.1, 30), 10) for n in range(20)]
    exact = Reference("exact", "theory", 1.0, Measured(1.0, 0.0), 10)
    width = t_critical(30, CONFIDENCE, 20) * 0.1
    assert [check.half_width for check in judged([*figures, exact])] == [width] * 20 + [None]
    near, far = (Reference("", "", 1.0, Measured(1.0 + by * width, 0.1, 30), 10) for by in (0.99, 1.01))
    assert [check.ok for check in judged([near, far, *figures[2:]])][:2] == [True, False]
    limit = Reference("a limit", "", 1.0, Measured(1.0 + 1.2 * width, 0.1, 30), 10, bias=0.3 * width)
    assert judged([limit, *figures[1:]])[0].ok


def test_without_the_compiler_simpy_does_what_it_can(monkeypatch, capsys):
    monkeypatch.setattr(whole, "default_engine", lambda: "simpy")
    monkeypatch.setattr(whole, "why_not_compiled", lambda: "numba is elsewhere")
    monkeypatch.setattr(whole, "THEORY", (queues.one_manager,))
    monkeypatch.setattr(whole, "SHIPPED", {"minimal": 1})
    found = verify(jobs=1)
    assert found.machine["engine"] == "simpy alone: numba is elsewhere"
    assert {check.part for check in found.checks} == {"theory", "formulas", "laws", "numbers"}
    assert not found.wrong
    print_verification(found, as_json=False)
    assert "not compared, since there is no compiled engine here" in capsys.readouterr().out


def test_every_odd_center_is_another_one():
    centers = dict(odd_centers(load(shipped_folder() / "minimal.yaml")))
    assert len(centers) == len(ODD) + len(ODD) // 2 >= 48
    assert len({center.center_digest for center in centers.values()}) == len(centers)


def test_figures_are_shown_to_the_digits_that_their_width_allows():
    check = Check("theory", "wait", "Erlang C", 1.02295, 1.01654, 2000, True, 0.0628, -0.5, "contacts")
    assert check.cells == ["wait", "1.0230", "1.0165", "0.0628", "-0.5", "ok", "Erlang C", "2,000"]
    same = Check("numbers", "words", "published", 8, 7, 8, False)
    assert same.cells == ["words", "8", "7", "", "differ", "NOT ok", "published", "8"]


@pytest.mark.long
def test_the_whole_table_is_in_order_and_takes_two_cores_less_than_a_minute():
    pytest.importorskip("numba")
    began = time.process_time()  # whatever else the machine has to do
    assert verify().wrong == []
    assert time.process_time() - began < 2 * 60
