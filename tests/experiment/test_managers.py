"""A swamped manager: what is asked for, what hours can hold, and the lever that nobody answers to."""

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from sim.cli.commands import frontline
from sim.engines import run
from sim.experiment.compare import compare
from sim.experiment.managers import outcomes_in, swamped
from sim.experiment.optimize import optimize
from sim.experiment.sweep import sweep
from sim.experiment.unanswered import unanswered
from sim.metrics import ASKED, HEADLINE, WORKED
from sim.present.manager_words import expected_words
from sim.present.words import caveats, findings
from sim.scenario import plan_of, scenario_from
from tests.engines.small import center

ROUND_THE_CLOCK = {"mon-sun": "0:00-24:00"}


def desk(count: object, limit: float = 25.0, weeks: int = 6, **more: object) -> dict[str, object]:
    """A desk of thirty that passes a third of its calls up, with so many leads."""
    return center(
        calendar={"weeks": weeks},
        issues__complaint={
            "per_week": 4000.0,
            "asks_share": 0.4,
            "ask": {"shape": "lognormal", "median": 40.0, "sigma": 0.8},
            "opening_temper": {"shape": "beta", "a": 2.0, "b": 8.0},
            "asks_for_manager": 0.02,
        },
        teams__desk={"agents": 30, "skill": 0.6},
        manager={
            "count": count,
            "investigate_time": {"shape": "gamma", "mean": 9.0, "cv": 0.7},
            "give_up_after": {"shape": "exponential", "mean": 4320.0},
        },
        customers={"patience": 8, "manager_anger": 0.1},
        empowerment={"authority": limit},
        behavior={"choice": "rule"},
        **more,
    )


@pytest.fixture(scope="module")
def by_count():
    what_if = {"Higher limit": {"set": {"empowerment.authority": 100.0}}}
    return {
        count: compare(scenario_from({**desk(count), "what_if": what_if}), replications=8, store=None, beliefs=False)
        for count in (3, 5, 10, 20)
    }


def test_the_fall_of_work_asked_for_does_not_hang_on_the_number_of_managers(by_count):
    falls = {count: each.effect("Higher limit", ASKED) for count, each in by_count.items()}
    ample = falls[20]
    for count, fall in falls.items():
        error = math.hypot(fall.standard_error, ample.standard_error)
        assert abs(fall.value - ample.value) < 4 * error + 0.02 * abs(ample.value), count


def test_hours_worked_are_capped_and_the_load_says_so(by_count):
    for count, each in by_count.items():
        found = swamped(each, each.baseline)
        worked, asked = (each.level(each.baseline, metric).value for metric in (WORKED, ASKED))
        if found is None:
            assert each.hours == WORKED or swamped(each, "Higher limit")
            assert worked == pytest.approx(asked, rel=0.02)
        else:
            assert found.hours == count * 50
            assert each.level(each.baseline, WORKED, (1, 5)).value < 1.02 * found.hours  # after the end, none is new
            assert found.hours < asked
            assert found.gave_up.value > 10
            assert each.hours == ASKED
    loads = {count: each.level(each.baseline, "manager_load").value for count, each in by_count.items()}
    assert loads[3] > 100
    assert loads[20] < 90


@pytest.mark.parametrize(("servers", "load"), [(1, 1.5), (3, 0.9), (4, 1.3)])
def test_hours_worked_and_given_up_are_those_of_a_queue_with_impatient_customers(servers, load):
    """M/M/c+M by its birth and death chain: a customer waits with a ticket and gives it up after an hour or so."""
    mean, patience = 20.0, 60.0
    rate = load * servers / mean
    data = center(
        calendar={"weeks": 8, "open": ROUND_THE_CLOCK},
        issues__complaint={
            "per_week": rate * 7 * 1440,
            "weekdays": {"mon-sun": 1.0},
            "handle_time": 0.0,
            "reserved_share": 1.0,
        },
        teams__desk={"agents": 60},
        manager={
            "count": servers,
            "investigate_time": {"shape": "exponential", "mean": mean},
            "give_up_after": {"shape": "exponential", "mean": patience},
        },
        customers={"patience": 0.0, "anger_wait": 0.0, "anger_handoff": 0.0},
    )
    chances = [1.0]
    for n in range(1, 400):
        chances.append(chances[-1] * rate / (min(n, servers) / mean + max(0, n - servers) / patience))
    chances = np.array(chances) / sum(chances)
    busy = float(np.sum(chances * np.minimum(np.arange(400), servers)))
    expected = {
        "manager_hours_per_week": busy * 168,
        "gave_up_per_week": float(np.sum(chances * np.maximum(0, np.arange(400) - servers))) / patience * 7 * 1440,
        "manager_hours_asked_per_week": rate * mean * 168,
        "minutes_per_escalation": mean,
    }
    found = compare(scenario_from(data), replications=12, store=None, beliefs=False)
    for metric, exact in expected.items():
        values = np.array(found.values(found.baseline, metric, (2, 8)))
        error = values.std(ddof=1) / math.sqrt(len(values))
        assert abs(values.mean() - exact) < stats.t.ppf(0.9999, len(values) - 1) * error, metric


def test_the_split_of_a_change_of_hours_says_what_hours_could_not_hold():
    what_if = {"Five leads": {"set": {"manager.count": 5}}}
    found = compare(scenario_from({**desk(3), "what_if": what_if}), replications=4, store=None, beliefs=False)
    split = found.hours_split("Five leads")
    total = sum(part.value for part in split.values())
    assert total == pytest.approx(found.effect("Five leads", WORKED, found.late).value)
    assert split["unmet"].value == pytest.approx(total, rel=0.15)
    assert abs(split["minutes_per_escalation"].value) < 0.1 * total


def test_worth_and_leaving_change_nobodys_decisions():
    worth = {"worth": 500.0, "leaves_share": {"dissatisfied": 0.5, "not_served": 1.0}}
    plain, dear = desk(3, weeks=2), desk(3, weeks=2)
    dear["customers"] = {**dear["customers"], **worth}
    rows = [run(plan_of(scenario_from(each)), 1, 0).rows for each in (plain, dear)]
    assert np.array_equal(*rows)
    found = compare(scenario_from(dear), replications=2, store=None, beliefs=False)
    lost, money = (
        found.level(found.baseline, each).value for each in ("customers_lost_per_week", "lost_worth_per_week")
    )
    assert money == pytest.approx(500 * lost)
    assert lost > 0
    assert compare(scenario_from(plain), replications=2, store=None, beliefs=False).level(
        "Baseline", "cost_per_week"
    ) == found.level("Baseline", "cost_per_week")


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("empowerment.goodwill_budget", 1e6, "No agent gives so much"),
        ("manager.authority", 1e6, "below what they grant"),
        ("manager.hourly_cost", 99.0, "price"),
        ("customers.worth", 50.0, "price"),
        ("outsourcing.share", 0.0, None),
        ("empowerment.authority", 500.0, None),
        ("incentives.relief", 0.5, None),
    ],
)
def test_a_lever_that_nobody_answers_to_is_named_with_what_would_make_it_act(key, value, remedy):
    data = desk(20, weeks=2, incentives={"bonus_pool": {"funding_per_agent": 100.0}})
    found = compare(
        scenario_from({**data, "what_if": {"it": {"set": {key: value}}}}), replications=2, store=None, beliefs=False
    )
    silent = unanswered(found, "it")
    assert set(silent) == ({key} if remedy else set())
    assert all(remedy in sentence for sentence in silent.values())


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"incentives.target_bonus": {"escalations_per_100": 0.0, "pays": 150.0}}, "out of reach or safe"),
        ({"incentives.target_bonus.escalations_per_100": 7.0}, "`incentives.target_bonus.pays` is 0"),
        ({"incentives.proportional_bonus": {"zero_at": 0.1, "pays": 150.0}}, "`incentives.proportional_bonus.zero_at`"),
        ({"incentives.recognition.half_life": 3.0}, "`incentives.recognition.utility` is 0"),
        ({"incentives.charge_per_escalation_from": "own"}, "`incentives.charge_per_escalation` is 0"),
        ({"incentives.charge_per_escalation": 20.0}, None),
        ({"incentives.proportional_bonus": {"zero_at": 100.0, "pays": 5000.0}}, None),
    ],
)
def test_a_bonus_by_count_that_nobody_answers_to_is_told_with_what_would_make_it_act(change, remedy):
    data = desk(20, weeks=2, incentives={"bonus_pool": {"funding_per_agent": 100.0}})
    found = compare(
        scenario_from({**data, "what_if": {"it": {"set": change}}}), replications=2, store=None, beliefs=False
    )
    silent = unanswered(found, "it")
    assert bool(silent) == (remedy is not None)
    assert all(remedy in sentence for sentence in silent.values())


GIVES_FIXED = {"behavior.giving": "fixed", "behavior.after_failure": "as_before"}
DECIDED = {
    "behavior.giving": "decided", "behavior.after_failure": "decided", "customers.insists_share": 0.1,
    "empowerment.above_authority": "offers_limit", "behavior.conscience": 0.3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("held", "change", "remedy"),
    [
        (GIVES_FIXED, {"incentives.bonus_pool.agent_charge_share": 1.0}, "`behavior.giving: fixed`"),
        (GIVES_FIXED, {"behavior.arguing": 1.0}, "`behavior.giving: fixed`"),
        (GIVES_FIXED, {"behavior.conscience": 2.0}, "`behavior.after_failure: as_before`"),
        (GIVES_FIXED, {"incentives.quality.listened_share": 0.5}, "`behavior.after_failure: as_before`"),
        (DECIDED, {"behavior.conscience": 0.0}, None),
        (DECIDED, {"incentives.bonus_pool.agent_charge_share": 0.0001}, "agent_charge_from: own"),
        (DECIDED, {"incentives.bonus_pool.agent_charge_share": 2.0}, None),
        (DECIDED, {"customers.heard_half_life": 5000.0}, "managers give more, or less"),
        (DECIDED, {"customers.insists_share": 0.2}, None),
        ({"customers.insists_share": 0.0}, {"customers.insist_gain": 3.0}, "`customers.insists_share` is 0"),
        ({"issues.complaint.asks_share": 0.0}, {"behavior.judged_right": 0.5}, "Nobody asks for money"),
        ({"issues.complaint.asks_share": 0.0}, {"customers.tries_another_share": 0.5}, "Nobody asks for money"),
    ],
)
def test_a_decision_that_nobody_makes_is_told_with_what_would_make_it_act(held, change, remedy):
    center = scenario_from(desk(20, weeks=2, incentives={"bonus_pool": {"funding_per_agent": 100.0}})).override(held)
    what_if = {"it": {"set": change}}
    data = {**center.model_dump(mode="json", by_alias=True, exclude_none=True), "what_if": what_if}
    silent = unanswered(compare(scenario_from(data), replications=2, store=None, beliefs=False), "it")
    assert bool(silent) == (remedy is not None)
    assert all(remedy in sentence for sentence in silent.values())


def test_with_choices_that_are_fixed_no_incentive_is_answered():
    data = desk(20, weeks=2)
    data["behavior"] = {"choice": "fixed"}
    what_if = {"it": {"set": {"incentives.relief": 1.0, "incentives.pushback": 0.4}}}
    found = compare(scenario_from({**data, "what_if": what_if}), replications=2, store=None, beliefs=False)
    assert set(unanswered(found, "it")) == {"incentives.relief", "incentives.pushback"}
    assert all("choice: fixed" in remedy for remedy in unanswered(found, "it").values())


@pytest.mark.parametrize(("count", "is_told"), [(3, True), (20, False)])
def test_validate_and_the_verdict_say_by_formula_what_managers_will_be_asked_for_from_a_load_of_nine_tenths(
    count, is_told, tmp_path
):
    data = {**desk(count, weeks=2), "what_if": {"Three": {"set": {"manager.count": 3}, "from_week": 2}}}
    scenario = scenario_from(data)
    lines = expected_words(scenario)
    start = [line for line in lines if not line.startswith("In “Three”")]
    assert len(start) == is_told
    assert len(lines) == 1  # what holds in the baseline already is not said twice
    asked = compare(scenario, replications=2, store=None, beliefs=False).level("Baseline", ASKED).value
    words = "Managers are asked for about" if is_told else "In “Three”: managers are asked for about"
    told = float(lines[0].removeprefix(words).split(" of ")[0])
    assert told == pytest.approx(asked, rel=0.1)
    file = tmp_path / "center.yaml"
    file.write_text(json.dumps(data))
    said = " ".join(CliRunner().invoke(frontline, ["validate", str(file)]).output.split())
    assert lines[0] in said
    assert "issues.complaint.asks_for_manager: 2.0 % ask for a manager; by formula, before any wait, 2.0 %" in said


def test_managers_at_a_desk_without_hours_are_told_so():
    data = desk({"sat": 2}, weeks=2)
    (line,) = expected_words(scenario_from(data))
    assert "hours a week, of none, at the start" in line


def test_no_study_calls_a_setting_best_because_its_managers_have_no_more_hours():
    """Sweep by what was simulated; stress and sensitivity by formula before; what is named is told as named."""
    center = scenario_from(desk(20, weeks=2))
    found = sweep(center, {"manager.count": [2, 20]}, replications=2, store=None)
    assert found.full == [1]
    assert found.told[0] == ASKED
    assert "hours asked for are told" in str(found.verdict)
    ample = sweep(center, {"manager.count": [20, 24]}, replications=2, store=None)
    assert ample.told == HEADLINE
    named = sweep(center, {"manager.count": [2, 20]}, replications=2, store=None, metrics=[WORKED])
    assert named.told == (WORKED,)
    assert "Hours worked cannot show there" in str(named.verdict)
    fewer = {"what_if": {"Fewer": {"set": {"manager.count": 2}}}}
    assert outcomes_in(center, HEADLINE) == HEADLINE
    assert outcomes_in(scenario_from({**desk(20, weeks=2), **fewer}), HEADLINE) == (ASKED, *HEADLINE[1:])
    assert outcomes_in(scenario_from(desk(2, weeks=2)), (WORKED,)) == (WORKED,)
    best = optimize(center, over={"manager.count": [2, 20]}, minimize=WORKED, replications=2, store=None)
    assert "(“count 2”). There hours worked are what they have" in str(best.verdict)


def test_more_managers_are_told_as_load_and_customers_who_no_longer_give_up():
    """Hours asked for do not move by more managers: what does is said first, and no noise is called a gain."""
    ways = {
        "More": {"set": {"manager.count": "plus 2"}, "from_week": 2},
        "Later": {"timeline": [{"week": 3, "set": {"manager.count": {"mon": 5, "tue-fri": 4}}}]},
        "Fewer": {"set": {"manager.count": "minus 1"}, "from_week": 2},
        "Price only": {"set": {"manager.hourly_cost": 90}, "from_week": 2},
    }
    data = {**desk(2, weeks=6), "what_if": ways}
    data["customers"] = {**data["customers"], "worth": 200.0, "leaves_share": {"not_served": 0.5}}
    found = compare(scenario_from(data), replications=4, store=None, beliefs=False)
    said = {name: " ".join(sentences) for name, sentences in findings(found).items()}
    for name, hours in (("More", 200), ("Later", 210)):
        load, before = (found.level(each, "manager_load", found.late).value for each in (name, "Baseline"))
        assert f"sked for {load:.0f} % of their {hours} hours a week instead of {before:.0f} % of 100;" in said[name]
        assert "give up waiting for them instead of" in said[name]
        assert "not clear after correction" not in said[name].split("CSAT")[0]
        assert "Hours worked rise by" in said[name]
        worth = found.effect(name, "lost_worth_per_week").value
        assert f"worth {-worth:,.0f} USD a week" in said[name]
    each = found.level("Fewer", "cost_per_resolved_issue").value
    assert f"Cost per resolved issue, without what is lost, is {each:.2f} instead of" in said["Fewer"]
    assert "More customers leave for good" in said["Fewer"]
    assert "of their" not in said["Price only"]
    begins = [line for line in caveats(found)["Mind"] if "different weeks" in line]
    assert "begin in different weeks, 2 to 3," in begins[0]  # as the timeline acts


def test_a_run_of_the_baseline_minds_nothing_of_its_what_ifs(tmp_path):
    data = {**desk(20, weeks=2), "what_if": {"Three": {"set": {"manager.count": 3}, "from_week": 2}}}
    file = tmp_path / "center.yaml"
    file.write_text(json.dumps(data))
    options = ["--replications", "2", "--store", "none", "--quiet", "--jobs", "1"]
    assert "Three" not in CliRunner().invoke(frontline, ["run", str(file), *options]).output
