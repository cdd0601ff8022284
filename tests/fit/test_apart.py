"""Who may take what beyond lists of types: callers for one team alone, shares, types first, and breaks nobody told."""

import numpy as np
import pytest

import sim
from sim.fit.client_files import available
from sim.fit.lacking import with_lacking
from sim.reading.files import load
from sim.scenario import scenario_from

SHARED = """
name: shared
calendar: {start: 2024-01-01, weeks: 3, open: {mon-fri: "9:00-17:00"}}
issues:
  billing:
    per_week: 3000
    routine: yes
    priority: 1
    route:
      - {teams: [vendor], share: 0.3, only: yes}
      - {teams: [home]}
      - {teams: [helpers], after: 1, share: 0.5}
    handle_time: {shape: lognormal, mean: 6, cv: 0.9}
  order: {per_week: 1500, routine: yes, handle_time: {shape: lognormal, mean: 6, cv: 0.9}}
teams:
  vendor: {agents: 4, handles: [billing]}
  home: {agents: 7, handles: [billing, order]}
  helpers: {agents: 4, handles: [billing]}
customers: {patience: {shape: exponential, mean: 8}, redial_share: 0}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "center.yaml"
    path.write_text(SHARED, encoding="utf-8")
    return sim.fit(sim.simulate(load(path), seed=3))


def test_callers_for_a_vendor_alone_and_a_step_for_half_of_them_are_found(client):
    apart, late = sorted(client.routing.steps, key=lambda step: step.ticks)
    assert apart.after is None
    assert apart.share.value == pytest.approx(0.3, abs=0.03)
    assert late.after.value == pytest.approx(1, abs=1 / 60)
    assert late.share.value == pytest.approx(0.5, abs=0.1)
    assert "only: yes" in client.files.template
    home = next(team for team, takes in client.skills.teams.items() if takes == ("billing", "order"))
    assert client.routing.first[client.log.issues.index("billing")] == (home,)


def test_a_type_that_is_always_taken_first_has_the_longest_head_start(client):
    ahead = client.priorities
    assert {client.log.issues[code]: each.value for code, each in ahead.items()} == {"billing": 10}


def test_agents_who_are_skipped_show_breaks_where_hardly_anybody_waits():
    breaks = [{"start": "10:00-12:00", "minutes": 15}, {"start": "13:00-15:00", "minutes": 15}]
    center = scenario_from(
        {
            "name": "Calm",
            "calendar": {"start": "2024-01-01", "weeks": 4, "open": {"mon-fri": "8:00-16:00"}},
            "issues": {"call": {"per_week": 3000, "routine": True, "handle_time": 6}},
            "teams": {
                "desk": {
                    "handles": ["call"],
                    "shifts": {"day": {"people": 12, "mon-fri": "8:00-16:00", "breaks": breaks}},
                }
            },
        }
    )
    client = sim.fit(sim.simulate(center, seed=1))
    there = 12 * 5 * 7.5
    found = float(np.sum(available(client)["agents"])) / 2
    assert found == pytest.approx(there, rel=0.025)
    assert float(np.sum(client.staffing.heads["agents"])) / 2 > 1.04 * there  # as if nobody ever had a break


def test_who_lacks_a_rare_type_by_chance_has_it_and_who_never_takes_it_does_not():
    rng = np.random.default_rng(4)
    took = np.column_stack([rng.poisson(300, 60), rng.poisson(np.where(np.arange(60) < 40, 5, 0))])
    own = (took >= 2) & (took >= 0.01 * took.sum(axis=1, keepdims=True))
    rare = own[:40, 1].mean()
    assert 0.3 < rare < 1
    chance = with_lacking(own[:40], took[:40].astype(float))
    assert chance[:, 1].all()
    many = np.column_stack([took[:, 0], np.where(np.arange(60) < 40, 60, 0)])
    assert with_lacking(many >= 4, many.astype(float))[:, 1].sum() == 40
