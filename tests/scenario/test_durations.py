"""Durations in words stand wherever a duration is asked, and mean what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import ScenarioError, scenario_from
from sim.scenario.durations import SECONDS, in_unit, seconds_in_words
from sim.scenario.keys import keys_of
from sim.scenario.scenario import Scenario
from sim.scenario.tree import follow
from tests.engines.small import center

WORDS = {"seconds": "s", "minutes": "min", "hours": "h", "days": "days", "weeks": "w"}


@given(st.integers(1, 10_000), st.sampled_from(list(WORDS)), st.sampled_from(list(SECONDS)))
def test_a_duration_in_words_is_the_same_number_in_any_unit(many, said, asked):
    assert in_unit(f"{many} {WORDS[said]}", asked) == pytest.approx(many * SECONDS[said] / SECONDS[asked])


@given(st.integers(0, 400_000))
def test_seconds_in_words_are_read_back(seconds):
    assert in_unit(seconds_in_words(seconds), "seconds") == seconds


def asked_for():
    """Return every key of a scenario that asks for a duration, outside mappings and lists."""
    return [
        key.path
        for key in keys_of(Scenario)
        if key.about("unit") in SECONDS
        and not {"count"} & set(key.path)
        and not set("<[") & set("".join(map(str, key.path)))
    ]


@pytest.mark.parametrize("path", asked_for(), ids=".".join)
def test_every_key_that_asks_for_a_duration_takes_one_in_words(path):
    data = center()
    here = data
    for part in path[:-1]:
        here = here.setdefault(part, {})
        if not isinstance(here, dict):
            pytest.skip("stands in a place that is one value here")
    unit = follow(Scenario, path, data).place.unit
    here[path[-1]] = f"60 {WORDS[unit]}"
    in_words = tried(data)
    here[path[-1]] = 60
    assert tried(data) == in_words


def tried(data):
    """Return a center, or what is wrong with it but for the value that is told."""
    try:
        return scenario_from(data)
    except ScenarioError as error:
        return [str(problem).partition(", not ")[0] for problem in error.problems]


def test_what_is_no_duration_is_told_how_durations_are_written():
    with pytest.raises(ScenarioError, match="durations are written 20 s, 5 min, 2 h, 1 h 30 min or 3 days"):
        scenario_from(center(customers__patience="20 sek"))
