"""What is told of a center before anything is simulated is what a run of it shows."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engines.insisting import known_at_start
from sim.experiment.study import study
from sim.experiment.understood import understood
from sim.present.center_words import assumptions_words, center_words, sanity_words
from sim.scenario import plan_of, scenario_from
from sim.scenario.routing import steps_of
from tests.centers import SCENARIOS, shipped

SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def simulated(scenario, replications, *metrics):
    return {name: float(each.mean()) for name, each in study([scenario], replications, 1, metrics=metrics).items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_goes_up_by_formula_is_what_goes_up_at_the_start_of_a_run(name):
    """Told of the start; not counted: what waits and repeats add to anger and asks, and who takes what overflows."""
    center = shipped(name).model_copy(update={"what_ifs": {}}).override({"calendar.weeks": 3})
    its = understood(center)
    found = simulated(center, 3, "escalation_rate", "passed_up_rate", "contacts_per_week")
    noise = 3 * 50 / (9 * sum(its.upstairs.diagnosed.values())) ** 0.5
    assert its.share_up == pytest.approx(found["escalation_rate"], abs=0.1 * its.share_up + noise)
    overflows = any(step.after > 0 for name in center.issues for step in steps_of(center, name))
    most = (0.4 if overflows else 0.1) * its.share_chosen
    assert its.share_chosen == pytest.approx(found["passed_up_rate"], abs=most + noise)


def plain(agents=8, calls=1500.0, patience=2.0, **more):
    """A routine type on one floor, open all week: a queue whose answer is known."""
    call = {
        "per_week": calls, "routine": True, "handle_time": {"shape": "exponential", "mean": 40.0},
        "patience": {"shape": "exponential", "mean": patience},
    }  # fmt: skip
    return scenario_from(
        {
            "name": "Plain",
            "calendar": {"weeks": 6, "open": {"mon-sun": "0:00-24:00"}},
            "issues": {"call": call},
            "teams": {"desk": {"agents": agents, "handles": ["call"]}},
            "customers": {"redial_share": 0.0},
            **more,
        }
    )


@pytest.mark.parametrize(("agents", "calls", "patience"), [(8, 1500.0, 5.0), (6, 1600.0, 20.0), (12, 2500.0, 3.0)])
def test_work_floor_and_service_level_are_those_of_a_queue_that_erlang_knows(agents, calls, patience):
    center = plain(agents, calls, patience)
    its = understood(center)
    assert its.work == pytest.approx(calls * 40 / 60)
    assert its.floor == agents * 168
    found = simulated(center, 6, "service_level", "occupancy", "abandonment_rate")
    assert its.erlang.impatient == pytest.approx(found["service_level"], abs=1.5)
    served = 1 - found["abandonment_rate"] / 100
    assert its.load * served == pytest.approx(found["occupancy"], rel=0.03)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.floats(0.05, 0.98))
def test_where_nobody_hangs_up_it_is_erlang_c_as_a_planner_writes_it(agents, load):
    calls = load * agents * 168 * 60 / 40
    its = understood(plain(agents, calls))
    busy = load * agents
    weights = [busy**n / math.factorial(n) for n in range(agents)]
    last = busy**agents / math.factorial(agents) / (1 - load)
    waits = last / (sum(weights) + last)
    level = 100 * (1 - waits * math.exp(-(agents - busy) / 40 * 20 / 60))
    assert its.erlang.patient == pytest.approx(level, abs=1e-6)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"outsourcing": {"team": "vendor", "share": 0.3}}, "vendor"),
        ({"issues.b.priority": 3}, "before others"),
        ({"teams.vendor.handles": ["a"]}, "share some types"),
        ({"calendar.lines": 5}, "no line free"),
        ({"issues.b.queue_limit": 2}, "no line free"),
        ({"customers.balking": {"quoted_above": 2, "share": 0.5}}, "hear of a long wait"),
    ],
)
def test_where_erlang_does_not_apply_it_is_said_why(more, why):
    one = {"per_week": 100.0}
    data = {
        "name": "Two",
        "issues": {"a": one, "b": one},
        "teams": {name: {"agents": 3, "handles": ["a", "b"]} for name in ("desk", "vendor")},
    }
    center = scenario_from(data).override(more)
    its = understood(center)
    assert why in its.erlang.why_not
    assert any("does not apply here" in line for line in center_words(center, its))
    both = understood(scenario_from(data))
    assert both.erlang.why_not == ""


BUSY = {"issues.question.per_week": 600}
STANDS_OUT = {
    "more than they can do": {"teams.desk.agents": 2},
    "hardly any slack": {"issues.question.handle_time": 15.5},
    "nobody on the floor": {"teams.desk.agents": {"sun": 3}},
    "half hours of the week there is more work than people": {"issues.question.times": {"9:00": 1, "14:00": 12}},
    "By formula agents pass up 100 %": {"incentives.relief": 3},
    "is charged to a pool of 1,200": {"incentives.bonus_pool.charge_share": 1},
    "is 0.2 a share? Shares are typed in %": {"observed": {"escalation_rate": 0.2}},
}


@pytest.mark.parametrize("said", STANDS_OUT)
def test_what_stands_out_is_said_and_only_where_it_does(said):
    base = shipped("minimal")
    assert sanity_words(base, understood(base)) == []
    center = base.override(STANDS_OUT[said])
    assert any(said in line for line in sanity_words(center, understood(center)))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_center_is_told_in_ten_lines_at_most(name):
    center = shipped(name)
    lines = [*center_words(center, understood(center)), assumptions_words(center)]
    assert len(lines) <= 10
    assert all(0 < len(line) < 260 and line.isprintable() for line in lines)


LIMITED = {
    "up to question 50 USD": {"empowerment.authority": {"question": 50.0}},
    "question 50 USD (desk 200 % of that)": {
        "empowerment.authority": {"question": 50.0}, "teams.desk.authority_factor": 2.0,
    },
    ", each 250 a month in all;": {"empowerment.goodwill_budget": 250.0},
    ", and offer that where more is asked;": {"empowerment.above_authority": "offers_limit"},
    ", and refuse more;": {"empowerment.above_authority": "refuses"},
    "decides, up to 400 USD": {"manager.authority": 400.0},
}  # fmt: skip


@pytest.mark.parametrize("said", LIMITED)
def test_who_may_grant_what_is_told_with_its_limits_below_and_upstairs(said):
    base = shipped("minimal")
    for center, is_said in ((base, False), (base.override(LIMITED[said]), True)):
        line = next(line for line in center_words(center, understood(center)) if line.startswith("Who may do what"))
        assert (said in line) == is_said


def test_who_insists_and_what_that_is_known_to_bring_is_told_where_somebody_asks():
    base = shipped("minimal").override({"empowerment.above_authority": "refuses", "customers.insists_share": 0.123})
    its = understood(base)
    (share,) = its.known.values()
    assert share == pytest.approx(100 * known_at_start(plan_of(base))[0].rest, rel=1e-3)
    assert share > 10
    line = next(line for line in center_words(base, its) if line.startswith("Customers who are refused"))
    assert "12 % insist and go up, 5 % ring for another agent" in line
    assert line.endswith(f"bring {share:.0f} % of the ask")
    for nobody in ({"customers.insists_share": 0.0}, {"issues.question.asks_share": 0.0}):
        center = base.override(nobody)
        assert understood(center).known == {}
        assert not any("insist" in line for line in center_words(center, understood(center)))


def test_a_team_that_nobody_calls_is_told():
    from sim.scenario.notices import notices_of

    data = {
        "name": "Two",
        "issues": {"a": {"per_week": 100.0}, "b": {}},
        "teams": {"desk": {"agents": 3, "handles": ["a", "b"]}, "idle": {"agents": 1, "handles": ["b"]}},
    }
    told = [line for line in notices_of(scenario_from(data)) if "takes no contacts" in line]
    assert told == ["teams.idle takes no contacts: none come of b that it could take"]


def test_a_center_of_routine_alone_is_told_without_shares():
    its = understood(plain())
    assert its.share_up is None
    assert its.share_chosen is None
    assert not its.is_one_sided
    assert "all is routine" in " ".join(center_words(plain(), its))


def test_what_was_observed_stands_beside_what_is_simulated_in_run_and_compare():
    from sim.present.observed_words import observed_sentence

    center = shipped("minimal").override({"calendar.weeks": 2})
    plain_one = sim.compare(center, replications=2, jobs=1, beliefs=False)
    assert observed_sentence(plain_one) == []
    shown = plain_one.level("Baseline", "escalation_rate").value
    for seen, is_off in ((shown, False), (shown / 2, True)):
        seen = float(f"{seen:.4g}")
        told = center.model_copy(update={"observed": {"escalation_rate": seen}})
        (sentence,) = observed_sentence(sim.compare(told, replications=2, jobs=1, beliefs=False))
        assert f"escalation rate observed {seen:g} %, simulated {shown:.1f} %" in sentence
        assert ("More than a quarter off" in sentence) == is_off


def test_compare_says_what_stands_out_in_a_center_in_two_lines_at_most():
    data = {
        "name": "Short of people",
        "calendar": {"weeks": 2, "open": {"mon-fri": "9:00-17:00"}},
        "issues": {"question": {"per_week": 250, "handle_time": 9}},
        "teams": {"desk": {"agents": {"mon-fri": {"10:00": 2}}, "handles": ["question"]}},
        "manager": {"count": 3},
        "what_if": {"One more": {"set": {"teams.desk.agents": 3}}},
    }
    found = sim.compare(scenario_from(data), replications=2, seed=1, jobs=1, beliefs=False)
    lines = [line for line in found.verdict.splitlines() if line.startswith("Look out: ")]
    assert any("open but nobody on duty: Mon-Fri 9:00-10:00" in line for line in lines)
    assert len(lines) <= 3


@pytest.mark.parametrize("people", [{"agents": 10}, {"shifts": {"day": {"people": 10, "mon-sun": "0:00-24:00"}}}])
def test_hours_on_the_floor_are_those_of_people_neither_absent_nor_in_meetings(people):
    team = {**people, "handles": ["call"], "shrinkage": {"absence": 0.1, "off_phone": 0.2}}
    data = {
        "name": "Shrinkage",
        "calendar": {"weeks": 6, "open": {"mon-sun": "0:00-24:00"}},
        "issues": {"call": {"per_week": 10, "routine": True}},
        "teams": {"desk": team},
    }
    center = scenario_from(data)
    assert understood(center).floor == pytest.approx(1680 * 0.9 * 0.8)
    duty = study([center], 4, 1, metrics=["occupancy", "agent_hours_per_week"])
    there = 100 * duty["agent_hours_per_week"].mean() / duty["occupancy"].mean()
    assert there == pytest.approx(1680 * 0.72, rel=0.05)


@given(st.integers(10, 90), st.integers(30, 240), st.booleans())
@settings(max_examples=20, deadline=None)
def test_breaks_at_a_fixed_or_drawn_moment_take_their_minutes_from_the_hours_on_the_floor(minutes, slack, floats):
    end = 10 * 60 + minutes + slack
    rest = {"start": f"10:00-{end // 60}:{end % 60:02}", "minutes": minutes, "floats": floats}
    shift = {"people": 7, "mon-fri": "8:00-18:00", "breaks": [rest]}
    data = {
        "name": "Breaks",
        "calendar": {"open": {"mon-fri": "8:00-18:00"}},
        "issues": {"call": {"per_week": 10, "routine": True}},
        "teams": {"desk": {"shifts": {"day": shift}, "handles": ["call"]}},
    }
    assert understood(scenario_from(data)).floor == pytest.approx(7 * 5 * (10 - minutes / 60), abs=0.01)
