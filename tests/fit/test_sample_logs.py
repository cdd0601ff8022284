"""A simulated center's calls, exported and read again: nothing is lost but what the layout cannot say."""

import numpy as np
import pytest

from sim.cli import run as command
from sim.clock import SECOND
from sim.fit.call_log import NEVER
from sim.fit.reading.read import read_files
from sim.fit.sample_logs import LAYOUTS, exported
from sim.scenario import scenario_from

CENTER = {
    "name": "Exported",
    "calendar": {"start": "2024-03-18", "weeks": 2, "open": {"mon-fri": "8:00-18:00"}},
    "issues": {
        "claims": {
            "per_week": 700,
            "handle_time": {"shape": "lognormal", "mean": 5, "cv": 0.8},
            "wrap_up": 0.5,
            "patience": {"shape": "exponential", "mean": 3},
        },
        "cards": {
            "per_week": 500,
            "routine": True,
            "handle_time": {"shape": "lognormal", "mean": 3, "cv": 0.8},
            "patience": {"shape": "exponential", "mean": 3},
            "transfers": {"share": 0.2, "to": {"claims": 1}},
        },
    },
    "teams": {"desk": {"agents": 3, "handles": ["claims", "cards"]}},
    "manager": {"count": 1},
}


@pytest.fixture(scope="module")
def log():
    return exported(scenario_from(CENTER), seed=5)


def read(folder, log, layout):
    texts = LAYOUTS[layout](log)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return read_files([folder / name for name in texts])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_read_again_is_what_happened(tmp_path, log, layout):
    calls = read(tmp_path, log, layout).calls
    assert len(calls) == len(log) > 1000
    assert sorted(calls.issues) == ["cards", "claims"]
    shift = (log.begin.date() - calls.first_monday).days * 86_400
    for name in ("received", "answered", "left"):
        here, there = (np.sort(moments[moments != NEVER]) for moments in (getattr(calls, name), getattr(log, name)))
        assert len(here) == len(there)
        assert np.abs(here // SECOND - shift - there).max(initial=0) <= 1
    assert len(calls.agents) == 3
    assert np.count_nonzero(calls.agent >= 0) == np.count_nonzero(log.answered != NEVER)


@pytest.mark.parametrize("layout", ["phone", "queue_log"])
def test_the_agents_time_ends_where_a_call_is_handed_on(tmp_path, log, layout):
    calls = read(tmp_path, log, layout).calls
    handed = log.transferred != NEVER
    assert np.count_nonzero(calls.transferred != NEVER) == np.count_nonzero(handed) > 50
    spans = np.sort((calls.transferred - calls.answered)[calls.transferred != NEVER] // SECOND)
    assert np.abs(spans - np.sort((log.transferred - log.answered)[handed])).max() <= 1


def test_who_is_logged_in_is_who_is_on_duty(tmp_path, log):
    reading = read(tmp_path, log, "queue_log")
    hours = {}
    for second, agent, event in log.staff:
        hours[agent] = hours.get(agent, 0) + (second if event == "out" else -second if event == "in" else 0)
    assert hours == dict.fromkeys(sorted(hours), 2 * 5 * 10 * 3600)
    assert reading.presence is not None


def test_the_same_seed_gives_the_same_bytes_and_files_are_not_overwritten(tmp_path, capsys):
    from sim.reading.files import scenario_text

    file = tmp_path / "center.yaml"
    file.write_text(scenario_text(scenario_from(CENTER)), encoding="utf-8")
    for name in ("one", "two"):
        assert command(["sample-log", str(file), "-o", str(tmp_path / name)]) == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["anrufe.csv", "calls.csv", "queue_log"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert command(["sample-log", str(file), "-o", str(tmp_path / "one")]) == 2
    assert "exists already" in capsys.readouterr().err
