"""How well the effects of policies are known: each is named, evidence names its study, and a file may say its own."""

import pytest

from sim.engines import run
from sim.journeys import Reason
from sim.scenario import CATALOG, ScenarioError, plan_of, scenario_from
from sim.scenario.policies import CATALOG as SHIPPED
from tests.engines.small import center


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=list(SHIPPED))
def test_every_effect_of_a_shipped_policy_has_a_status_of_its_own(policy):
    effects = [*policy.set, *(each.event for each in policy.events)]
    assert sorted(effect.of for effect in policy.effects) == sorted(effects)
    for effect in policy.effects:
        assert effect.source or effect.status == "decision"


def test_the_assistant_changes_what_its_study_found_and_helps_novices_more():
    change = CATALOG["agent_assist"].set
    assert change["empowerment.demand_manager_factor"] == {"times": 0.77}
    assert change["empowerment.handle_time_factor"] == {"times": 0.91}
    assert "empowerment.support" not in change
    evidence = {effect.of for effect in CATALOG["agent_assist"].known() if effect.status == "evidence"}
    assert evidence == {"empowerment.demand_manager_factor", "empowerment.handle_time_factor"}
    lift = change["empowerment.assist.gain"] * (change["empowerment.assist.up_to"] - 0.6)
    assert lift == pytest.approx(0.06)


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_with_the_assistant_customers_ask_for_a_manager_a_quarter_less_often(engine):
    if engine == "compiled":
        pytest.importorskip("numba")
    data = center(
        issues__complaint={"per_week": 3000.0, "handle_time": 0.5, "opening_temper": 0.8, "demand_manager": 0.5},
        teams__desk={"agents": 4},
        manager={"count": 50, "investigate_time": 0.5},
        what_if={"Assist": {"use": ["agent_assist"]}},
    )
    before = scenario_from(data)
    asked = []
    for scenario in (before, before.what_if("Assist")):
        rows = run(plan_of(scenario), 1, 0, engine).rows
        asked.append({(row["bin"], row["ordinal"]) for row in rows[rows["reason"] == Reason.INSISTED]})
    assert asked[1] < asked[0]  # the same customers, fewer of them
    error = (0.77 * 0.23 / len(asked[0])) ** 0.5
    assert abs(len(asked[1]) / len(asked[0]) - 0.77) < 4 * error


def with_effects(*effects):
    policy = {"name": "mine", "about": "Try it.", "set": {"empowerment.support": 0.3}, "effects": list(effects)}
    return scenario_from(center(policies={"mine": policy}))


def test_a_policy_of_a_file_says_how_well_it_is_known_and_what_it_does_not_name_is_assumed():
    (told,) = (
        with_effects({"of": "empowerment.support", "status": "evidence", "source": "our trial"})
        .policies["mine"]
        .known()
    )
    (silent,) = with_effects().policies["mine"].known()
    assert (told.status, told.source) == ("evidence", "our trial")
    assert silent.status == "assumption"


@pytest.mark.parametrize(
    ("effects", "words"),
    [
        ([{"of": "empowerment.suport"}], "does not set"),
        ([{"of": "empowerment.support", "status": "evidence"}], "names its source"),
        ([{"of": "empowerment.support"}] * 2, "twice"),
        ([{"of": "empowerment.support", "status": "known"}], "evidence"),
    ],
)
def test_a_status_that_cannot_be_is_refused(effects, words):
    with pytest.raises(ScenarioError, match=words):
        with_effects(*effects)
