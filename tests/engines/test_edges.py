"""Every number of the schema is run at its smallest, its smallest positive and its largest value, by both engines."""

import contextlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.engines import run
from sim.engines.agreement import agreement
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.distributions import Distribution
from sim.scenario.keys import Key, keys_of
from sim.scenario.problems import dotted
from sim.scenario.quantities import Within
from sim.scenario.scenario import Scenario
from tests.edges import CENTER, distributions, numbers, placed

KEYS = [
    key
    for key in keys_of(Scenario)
    if key.path[0] not in ("what_if", "policies", "study") and not {"table", "file", "figures"} & set(key.path)
]
"""Every key of the center itself; what-ifs and policies set the same."""
RUNS_LONG = ("people", "per_week", "agents", "weeks", "week")
"""Whose largest value takes its time: it is for the long tests."""


def ends_of(key: Key) -> list[float]:
    """The ends of what a key allows as a number."""
    return [end for place in (key.place, *key.place.members) if place.kind == "number" for end in numbers(place)]


def bound_of(key: Key) -> float | None:
    """The most that a key's distribution may reach; None where it takes none."""
    return next((note.most for note in key.place.notes if isinstance(note, Within)), None)


def _has_no_end(shape: dict[str, Any]) -> bool:
    try:
        Within(1.0, always=True).check(TypeAdapter(Distribution).validate_python(shape))
    except ValueError:
        return True
    return False


def with_neighbors(key: Key, value: Any) -> dict[str, Any]:
    """The center with one value put in, and what that value asks of others."""
    path, own_goals = key.path, "own_goals" in key.path
    data = placed(path, value, name="visit" if own_goals else "")
    if path[-1] == "week":
        data["calendar"]["weeks"] = value
    if own_goals:
        other = "misstep" if path[-1] == "external" else "external"
        data["issues"]["visit"]["own_goals"][other] = 0.0
    if path[-1] in ("opportunity_share", "crisis_share"):
        data["issues"]["complaint"]["crisis_share" if path[-1] == "opportunity_share" else "opportunity_share"] = 0.0
    if path[0] == "observed" and path[-1] == "n":
        data["observed"]["escalation_rate"]["value"] = 20.0
    return data


def holds(data: dict[str, Any], *, both: bool = False) -> None:
    """Run a center: it ends, obeys every law, leaves nothing undefined, and where asked is the same by both engines."""
    plan = plan_of(scenario_from(data))
    journeys = run(plan, 1, 0)
    journeys.check()
    for table in (journeys.rows, journeys.diaries, journeys.entries):
        for name in table.dtype.names:
            assert np.all(np.isfinite(table[name])), name
    if both:
        assert agreement(plan, 1, 0).difference is None


@contextlib.contextmanager
def told(*what: Any) -> Iterator[None]:
    """Say in which case it was that something failed."""
    try:
        yield
    except Exception as error:
        error.add_note(f"at {what}")
        raise


NUMBERS = [(key, end) for key in KEYS for end in ends_of(key)]
QUICK = [(key, end) for key, end in NUMBERS if end < 500 or key.path[-1] not in RUNS_LONG]
SHAPED = [key for key in KEYS if bound_of(key) is not None]


@cache
def shapes() -> list[tuple[Any, dict[str, Any]]]:
    """Return every place of a distribution with every distribution that may stand there."""
    return [
        (key, shape)
        for key in SHAPED
        for shape in distributions(bound_of(key))
        if bound_of(key) != 1.0 or not _has_no_end(shape)
    ]


def test_every_number_of_the_schema_runs_at_its_ends():
    assert len(QUICK) > 350
    for key, end in QUICK[::9]:  # all of them: in the long test below
        with told(dotted(key.path), end):
            holds(with_neighbors(key, end))


def test_every_distribution_runs_at_the_ends_of_its_shapes():
    assert len(SHAPED) == 21
    for key, shape in shapes()[::24]:
        with told(dotted(key.path), shape):
            holds(placed(key.path, shape))


@pytest.mark.long
def test_both_engines_agree_at_every_end():
    for key, end in NUMBERS:
        with told(dotted(key.path), end):
            holds(with_neighbors(key, end), both=key.path[-1] not in RUNS_LONG)
    for key, shape in shapes():
        with told(dotted(key.path), shape):
            holds(placed(key.path, shape), both=True)


@st.composite
def many_ends(draw: Any) -> dict[str, Any]:
    """A center in which several numbers and distributions stand at an end at once."""
    data = CENTER
    for _ in range(draw(st.integers(2, 12))):
        key, end = draw(
            st.sampled_from([pair for pair in QUICK if pair[0].path[0] != "timeline"]) | st.sampled_from(shapes())
        )
        try:
            changed = placed(key.path, end, data)
            scenario_from(changed)
        except ScenarioError:
            continue
        data = changed
    return data


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(many_ends())
def test_several_ends_at_once_run_the_same_by_both_engines(data):
    holds(data, both=True)


@pytest.mark.long
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(many_ends())
def test_many_ends_at_once_run_the_same_by_both_engines(data):
    holds(data, both=True)
