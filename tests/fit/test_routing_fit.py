"""Who takes a type only after a wait: the step is found, and agents whom it left idle are not taken for absent ones."""

import numpy as np
import pytest

import sim
from sim.clock import HOUR
from sim.reading.files import load

OVERFLOW = """
name: overflow
calendar: {start: 2024-01-01, weeks: 3, open: {mon-fri: "9:00-17:00"}}
issues:
  claim:
    per_week: 900
    routine: yes
    route: [{teams: [claims]}, {teams: [service], after: %AFTER%}]
    handle_time: {shape: lognormal, mean: 11, cv: 0.9}
    wrap_up: 3
  question:
    per_week: 900
    routine: yes
    handle_time: {shape: lognormal, mean: 5, cv: 0.9}
    wrap_up: 1
teams:
  claims: {agents: 4, handles: [claim]}
  service: {agents: 4, handles: [question, claim]}
customers: {patience: {shape: exponential, mean: 8}, redial_share: 0}
"""


@pytest.fixture(scope="module")
def fits(tmp_path_factory):
    """Return fits of a center whose claims overflow at once, and after a minute, each with its true hours."""
    found = {}
    for after in (0, 1):
        path = tmp_path_factory.mktemp("overflow") / "center.yaml"
        path.write_text(OVERFLOW.replace("%AFTER%", str(after)), encoding="utf-8")
        journeys = sim.simulate(load(path), seed=3)
        hours = (journeys.agents["duty_ticks"] + journeys.agents["overtime_ticks"]).sum() / HOUR / 3
        found[after] = (sim.fit(journeys), hours)
    return found


def test_a_team_that_takes_a_type_after_a_minute_is_found_with_its_interval(fits):
    client, _ = fits[1]
    (step,) = client.routing.steps
    assert client.log.issues[step.issue] == "claim"
    assert client.skills.teams[step.team] == ("claim", "question")
    assert step.after.low <= 1 <= step.after.high + 1 / 60
    assert step.after.n >= 30
    assert f"- {{teams: [{step.team}], after: 1}}" in client.files.template


def test_a_team_that_takes_a_type_at_once_has_no_step(fits):
    assert fits[0][0].routing.steps == ()
    assert "after:" not in fits[0][0].files.template


@pytest.mark.parametrize("after", [0, 1])
def test_neither_callers_of_others_nor_wrap_up_make_an_agent_absent(fits, after):
    from sim.fit.client_files import available

    client, hours = fits[after]
    assert sum(np.sum(heads) / 2 for heads in available(client).values()) == pytest.approx(hours, rel=0.03)
