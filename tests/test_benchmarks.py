"""The benchmark's other simulators: their equations are the model's, and C++ agrees with the engines to the bit."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.behavior import choice, feeling
from sim.engines.rules import segments_of
from sim.engines.steady_state import start_of

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.fixture
def segment():
    from opponents.frontline import plan

    return segments_of(plan(28), start_of(plan(28)).choices_per_agent_day)[0]


def test_the_equations_written_anew_are_those_of_the_model(segment):
    from opponents import people
    from opponents.center import settings

    s, rules, rest = settings(), segment.rules, segment.types[0].mean_remaining_minutes
    assert s.habit_rate == pytest.approx(rules.habit_rate)
    assert s.ownership_rate == pytest.approx(rules.ownership_rate)
    for skill, complexity, habit, reward in ((0.5, 0.2, 0.1, 0.0), (0.6, 0.7, 0.9, 0.3)):
        p = choice.ability(skill, complexity, rules)
        assert people.ability(skill, complexity, s) == pytest.approx(p)
        worth = choice.benefit(0.7, 0.0, 1.0, 0.3, rules)
        cost = choice.effort(complexity, rules.time_pressure, rest, rules)
        solving = choice.utility_of_solving(p, worth, cost, rules.time_pressure * rest, rules)
        tries = choice.attempt_probability(solving, choice.utility_of_passing_up(reward, 0.0, habit, rules), rules)
        assert people.chance_of_attempt(p, complexity, habit, reward, s) == pytest.approx(tries)
    for resolved, apologized in ((True, True), (False, False)):
        terms = feeling.satisfaction_terms(2, 1, 3.5, 0.25, resolved, 0.1, apologized, 0.0, rules)
        ours = feeling.satisfied(rules.satisfied_base, terms)
        assert people.satisfaction(2, 1, 3.5, 360.0, resolved, 0.1, apologized, s) == pytest.approx(ours)
        for luck in (0.01, 0.6, 0.9, 0.99):
            assert people.answer(ours, luck) == feeling.answer(ours, luck)


def test_a_hand_written_simpy_model_comes_to_what_our_engine_does():
    from opponents import frontline, simpy_processes

    theirs, ours = simpy_processes.run(1, 1), frontline.compiled(1, 1)
    assert theirs.contacts == pytest.approx(ours.contacts, rel=0.1)
    for name in ("handled", "satisfaction", "anger", "contacts"):
        assert np.mean(theirs.rows[name]) == pytest.approx(np.mean(ours.rows[name]), rel=0.1)
    assert np.all(np.abs(theirs.minds.mean(axis=0) - ours.minds.mean(axis=0)) < 0.05)


@pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")
@pytest.mark.long
def test_c_plus_plus_gives_every_column_of_every_row():
    from opponents import cpp, frontline

    for days, seed in ((1, 1), (3, 2), (14, 3)):
        theirs, ours = cpp.full(days, seed), frontline.compiled(days, seed)
        rows = ours.own_rows
        assert theirs.contacts == len(rows)
        assert [name for name in rows.dtype.names if not np.array_equal(rows[name], theirs.rows[name])] == []
        assert np.array_equal(theirs.minds, ours.minds)


def test_what_is_too_far_fails_and_what_is_not_does_not():
    import check

    random = np.random.default_rng(1)
    ours, theirs = (random.normal(10.0, 1.0, (runs, len(check.OUTCOMES))) for runs in (1000, 40))
    assert check.compare(ours.copy(), theirs.copy()).passed
    theirs[:, 3] += 1.0
    verdict = check.compare(ours, theirs)
    assert not verdict.passed
    assert verdict.outcome == "minutes handled"
    assert math.copysign(1.0, verdict.z) == 1.0
