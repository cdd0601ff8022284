"""Lines and routing: agents pull, nobody is bound to a team, and the rule read literally answers everybody alike."""

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.route_draws import steps_drawn
from sim.engines import run
from sim.engines.effects.waiting import is_less_occupied
from sim.journeys import Outcome
from sim.scenario import Scenario, ScenarioError, plan_of, scenario_from
from sim.scenario.routing import RouteStep, route_of
from tests.reference.literal_lines import Customer, Floor, answers

MINUTE = 60_000
RULES = st.sampled_from(["longest_idle", "round_robin", "least_occupied"])
EXPONENTIAL = {"shape": "exponential", "mean": 3.0}


MONDAY = {"open": {"mon": "0:00-24:00"}}


def center(issues: dict[str, Any], teams: dict[str, Any], **parts: Any) -> Scenario:
    """A center that never closes, of routine types, whose handle times hang on the customer alone."""
    usual = {"routine": True, "handle_time": EXPONENTIAL, "opening_temper": 0.0}
    return scenario_from(
        {
            "name": "Lines",
            "calendar": {"weeks": 1, "open": {"mon-sun": "0:00-24:00"}, **parts.pop("calendar", {})},
            "issues": {name: {**usual, **its} for name, its in issues.items()},
            "teams": {name: {"skill_sd": 0.0, **its} for name, its in teams.items()},
            "customers": {"redial_share": 0.0, "talk_anger": 0.0, **parts.pop("customers", {})},
            **parts,
        }
    )


def rows_of(scenario: Scenario, seed: int = 1) -> Any:
    journeys = run(plan_of(scenario), seed, 0)
    journeys.check()
    return journeys.rows[np.argsort(journeys.rows["row"])]


# --- the rule, read literally ------------------------------------------------------------------------------------


@st.composite
def shared_floors(draw: Any) -> dict[str, Any]:
    """Types and teams at random: steps, shares, priorities that rise, rules; many things happen in one instant."""
    teams = [f"team{n}" for n in range(draw(st.integers(1, 4)))]
    times = st.sampled_from([2.0, 4.0, EXPONENTIAL])
    issues: dict[str, Any] = {}
    for n in range(draw(st.integers(1, 3))):
        some = st.permutations(teams).flatmap(lambda order: st.integers(1, len(order)).map(lambda k: order[:k]))
        steps = [{"teams": draw(some), "after": draw(st.sampled_from([0.0, 0.0, 1.0]))}]
        for _ in range(draw(st.integers(0, 2))):
            after, share = draw(st.sampled_from([0.0, 0.5, 2.0])), draw(st.sampled_from([1.0, 0.4]))
            steps.append({"teams": draw(some), "after": after, "share": share})
        rising = {"base": draw(st.sampled_from([0.0, 1.0])), "per_minute": draw(st.sampled_from([0.0, 0.5, 0.37]))}
        issues[f"type{n}"] = {
            "per_week": draw(st.sampled_from([100.0, 400.0])),
            "route": steps,
            "priority": draw(st.sampled_from([0, 2, {**rising, "most": 2.0}])),
            "handle_time": draw(times),
            "patience": draw(st.sampled_from([1.0, 6.0, EXPONENTIAL])),
        }
    crews = {name: {"agents": draw(st.integers(1, 3)), "handles": list(issues), "rule": draw(RULES)} for name in teams}
    return {"issues": issues, "teams": crews}


def literally(scenario: Scenario, rows: Any) -> dict[int, tuple[int, int, int]]:
    teams, types = list(scenario.teams.values()), list(scenario.issues)
    routes = [route_of(scenario, name) for name in types]
    priorities = []
    for name in types:
        its = scenario.issues[name].priority
        whole = isinstance(its, int)
        rises = (its, 0.0, 0.0, its) if whole else (its.base, its.per_minute, its.after_hand_off, its.most)
        priorities.append(tuple(map(float, rises)))
    customers = [
        Customer(
            int(row["row"]),
            int(row["type"]),
            int(row["queued"]),
            int(row["patience_ticks"]),
            int(row["handle_ticks"]),
            tuple((s.teams, s.after) for n, s in enumerate(routes[row["type"]]) if int(row["drawn"]) >> n & 1),
        )
        for row in rows
    ]
    return answers(Floor([team.agents for team in teams], [team.rule for team in teams], priorities), customers)


@settings(max_examples=30, deadline=None)
@given(shared_floors(), st.integers(0, 1000))
def test_everybody_is_answered_as_the_rule_read_word_by_word_has_it(data, seed):
    scenario = center(**data, calendar=MONDAY)
    rows = rows_of(scenario, seed)
    answered = rows[rows["answered"] >= 0]
    found = {int(r["row"]): (int(r["answered"]), int(r["team"]), int(r["seat"])) for r in answered}
    assert found == literally(scenario, rows)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), RULES, st.integers(0, 100))
def test_teams_that_share_all_calls_are_one_queue_in_which_everybody_waits_the_same_to_the_millisecond(
    heads, rule, seed
):
    volume = {"call": {"per_week": 1440 / 3 * 0.9 * sum(heads)}}
    crew = {"handles": ["call"], "rule": rule}
    apart = rows_of(
        center(volume, {f"team{n}": {**crew, "agents": k} for n, k in enumerate(heads)}, calendar=MONDAY), seed
    )
    pooled = rows_of(center(volume, {"all": {**crew, "agents": sum(heads)}}, calendar=MONDAY), seed)
    for column in ("arrived", "answered", "ended", "outcome"):
        assert np.array_equal(apart[column], pooled[column])


def test_whom_the_night_team_hands_on_waits_no_longer_than_before_one_team():
    day_and_night = {
        "day": {"mon-sun": {"0:00": 0, "8:00": 2, "20:00": 0}},
        "night": {"mon-sun": {"0:00": 2, "8:00": 0, "20:00": 2}},
    }
    volume = {"call": {"per_week": 5500.0, "patience": 1e6}}
    two = rows_of(
        center(volume, {name: {"agents": heads, "handles": ["call"]} for name, heads in day_and_night.items()})
    )
    one = rows_of(center(volume, {"all": {"agents": 2, "handles": ["call"]}}))
    assert np.array_equal(two["arrived"], one["arrived"])
    assert set(two["team"]) == {0, 1}
    assert (two["answered"] - two["arrived"]).mean() <= (one["answered"] - one["arrived"]).mean()


# --- the steps of a route ----------------------------------------------------------------------------------------

steps = st.lists(
    st.builds(
        lambda names, share: RouteStep((), 0, share, False, ", ".join(sorted(names))),
        st.sets(st.sampled_from("abcd"), min_size=1),
        st.sampled_from([0.0, 0.2, 0.7, 1.0]),
    ),
    min_size=1,
    max_size=5,
)


@given(st.integers(0, 2**64 - 1), steps, steps, st.integers(0, 5))
def test_a_step_put_in_changes_nobodys_draw_of_the_others(key, route, more, place):
    place = min(place, len(route))
    drawn = steps_drawn(key, route)
    longer = steps_drawn(key, [*route[:place], more[0], *route[place:]])
    assert longer & ((1 << place) - 1) == drawn & ((1 << place) - 1)
    assert longer >> place + 1 == drawn >> place


def shared(share: float, **step: Any) -> Scenario:
    route = [{"teams": ["desk"]}, {"teams": ["vendor"], "share": share, **step}]
    crew = {"agents": 9, "handles": ["call"]}
    return center({"call": {"per_week": 4000.0, "route": route}}, {"desk": crew, "vendor": crew})


def test_a_share_of_the_issues_has_the_step_and_keeps_it_as_the_share_grows():
    some, more = (rows_of(shared(share, only=True)) for share in (0.2, 0.5))
    vendors = [rows["team"] == 1 for rows in (some, more)]
    assert vendors[0].mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / 4000))
    assert vendors[1].mean() == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 4000))
    assert not (vendors[0] & ~vendors[1]).any()


def test_outsourcing_is_the_shorter_spelling_of_a_step_that_is_only_the_vendors():
    long = shared(0.3, only=True)
    crew = {"agents": 9, "handles": ["call"]}
    short = center(
        {"call": {"per_week": 4000.0}}, {"desk": crew, "vendor": crew}, outsourcing={"team": "vendor", "share": 0.3}
    )
    a, b = rows_of(long), rows_of(short)
    for column in ("answered", "team", "seat", "ended"):
        assert np.array_equal(a[column], b[column])
    at_zero = rows_of(short.override({"outsourcing.share": 0.0}))
    assert set(at_zero["team"]) == {0, 1}  # the vendor takes what it handles, like any team


def test_who_redials_keeps_the_steps_of_the_issue():
    scenario = center(
        {
            "call": {
                "per_week": 3000.0,
                "patience": 0.5,
                "route": [{"teams": ["desk"]}, {"teams": ["other"], "share": 0.5}],
            }
        },
        {name: {"agents": 1, "handles": ["call"], "rule": "round_robin"} for name in ("desk", "other")},
        customers={"redial_share": 1.0},
    )
    rows = rows_of(scenario)
    again = rows[(rows["parent"] >= 0) & (rows["queued"] >= 0)]
    assert len(again) > 100
    assert np.array_equal(again["drawn"], rows["drawn"][again["parent"]])


def test_a_contact_keeps_the_route_under_which_it_joined():
    crew = {"agents": 1, "handles": ["call"]}
    call = {"per_week": 3000.0, "patience": 1e6, "handle_time": 5.0, "route": [{"teams": ["desk"]}]}
    opened = {"week": 1, "day": "thu", "set": {"issues.call.route": [{"teams": ["desk", "other"]}]}}
    rows = rows_of(center({"call": call}, {"desk": crew, "other": crew}, timeline=[opened]))
    thursday = 3 * 24 * 60 * MINUTE
    assert set(rows["team"][rows["queued"] < thursday]) == {0}
    assert set(rows["team"][rows["queued"] >= thursday]) == {0, 1}


@settings(max_examples=200)
@given(*[st.integers(0, 10**15)] * 4)
def test_the_less_occupied_is_found_exactly(a, b, c, d):
    assert is_less_occupied(a, b, c, d) == (a * max(1, d) < c * max(1, b))


# --- lines, limits, balking --------------------------------------------------------------------------------------


def chain(rates: list[tuple[float, float]]) -> Any:
    """The probabilities of a birth-death chain: `rates` are up from a state, and down from the next."""
    p = np.cumprod([1.0, *(up / down for up, down in rates)])
    return p / p.sum()


def near(found: Any, expected: float, parts: int = 28) -> None:
    """Hold the mean of a path against what is right, within 4 standard errors by batches."""
    means = np.array([batch.mean() for batch in np.array_split(np.asarray(found, float), parts)])
    assert abs(means.mean() - expected) <= 4 * means.std(ddof=1) / np.sqrt(parts), (means.mean(), expected)


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 4), st.integers(0, 4), st.booleans())
def test_lines_and_limits_of_a_line_are_the_queue_with_few_places(agents, places, trunks):
    rate, lasts = 0.95 * agents / 3.0, 3.0
    limits = {} if trunks else {"queue_limit": places}
    calendar = {"weeks": 4, **({"lines": agents + places} if trunks else {})}
    call = {"per_week": rate * 10080, "patience": 1e6, **limits}
    rows = rows_of(center({"call": call}, {"desk": {"agents": agents, "handles": ["call"]}}, calendar=calendar))
    p = chain([(rate, min(n, agents) / lasts) for n in range(1, agents + places + 1)])
    blocked = rows["outcome"] == Outcome.BLOCKED
    near(blocked, p[-1])
    assert (rows["queued"][blocked] == -1).all()
    waits = (rows["answered"] - rows["queued"])[~blocked] / MINUTE
    waiting = sum(max(0, n - agents) * each for n, each in enumerate(p))
    near(waits, waiting / (rate * (1 - p[-1])))


@settings(max_examples=4, deadline=None)
@given(st.integers(2, 6), st.sampled_from([0.3, 1.0]), st.sampled_from([2.0, 4.0]))
def test_who_hears_the_place_in_the_line_balks_as_the_birth_death_chain_has_it(agents, share, above):
    rate, lasts, patience = 1.2 * agents / 3.0, 3.0, 8.0
    balking = {"quoted_above": above, "share": share, "quote": "position"}
    call = {"per_week": rate * 10080, "patience": {"shape": "exponential", "mean": patience}}
    rows = rows_of(
        center(
            {"call": call},
            {"desk": {"agents": agents, "handles": ["call"]}},
            calendar={"weeks": 4},
            customers={"balking": balking},
        )
    )
    balk = [share if n >= agents and (n - agents + 1) * lasts / agents > above else 0.0 for n in range(200)]
    down = [min(n, agents) / lasts + max(0, n - agents) / patience for n in range(1, 200)]
    p = chain([(rate * (1 - balk[n]) + 1e-300, down[n]) for n in range(199)])
    near(rows["outcome"] == Outcome.BALKED, float(np.dot(p, balk)))
    near(
        rows["outcome"] == Outcome.ABANDONED,
        sum(max(0, n - agents) * each for n, each in enumerate(p)) / patience / rate,
    )


def test_the_wait_of_the_last_is_what_is_quoted_and_a_new_day_quotes_none():
    call = {"per_week": 1500.0, "handle_time": 4.0, "patience": 1e6}
    scenario = center(
        {"call": call},
        {"desk": {"agents": 2, "handles": ["call"]}},
        calendar={"open": {"mon-sun": "9:00-17:00"}, "after_hours": "drop"},
        customers={"balking": {"quoted_above": 3.0, "share": 1.0}},
    )
    rows = rows_of(scenario)
    joined = rows[rows["queued"] >= 0]
    answered = joined[joined["answered"] >= 0]
    order = np.argsort(answered["answered"], kind="stable")
    when, waits = answered["answered"][order], (answered["answered"] - answered["queued"])[order]
    day = 24 * 60 * MINUTE
    balked = rows[rows["outcome"] == Outcome.BALKED]
    assert len(balked) > 20
    for row in balked:
        before = np.searchsorted(when, row["arrived"], side="left") - 1
        assert when[before] // day == row["arrived"] // day
        assert waits[before] > 3 * MINUTE


@settings(max_examples=3, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_specialists_and_generalists_lose_calls_as_the_exact_chain_has_it(first, second, general):
    rates, lasts = (0.9 * (first + 0.5 * general) / 3.0, 0.9 * (second + 0.5 * general) / 3.0), 3.0
    states = [(a, b, g) for a in range(first + 1) for b in range(second + 1) for g in range(general + 1)]
    place = {state: n for n, state in enumerate(states)}
    flow = np.zeros((len(states), len(states)))
    for a, b, g in states:
        for own, most, rate, up in ((a, first, rates[0], (1, 0, 0)), (b, second, rates[1], (0, 1, 0))):
            step = up if own < most else (0, 0, 1)
            there = (a + step[0], b + step[1], g + step[2])
            if there in place:
                flow[place[a, b, g], place[there]] += rate
        for n, down in ((a, (1, 0, 0)), (b, (0, 1, 0)), (g, (0, 0, 1))):
            if n:
                flow[place[a, b, g], place[a - down[0], b - down[1], g - down[2]]] += n / lasts
    balance = flow.T - np.diag(flow.sum(axis=1))
    balance[-1] = 1.0
    p = np.linalg.solve(balance, [*[0.0] * (len(states) - 1), 1.0])
    lost = [
        sum(p[place[s]] for s in states if s[2] == general and s[k] == most) for k, most in enumerate((first, second))
    ]
    usual = {"queue_limit": 0}
    issues = {
        "one": {"per_week": rates[0] * 10080, "teams": ["first", "general"], **usual},
        "two": {"per_week": rates[1] * 10080, "teams": ["second", "general"], **usual},
    }
    crews = {"first": (first, ["one"]), "second": (second, ["two"]), "general": (general, ["one", "two"])}
    teams = {name: {"agents": heads, "handles": handles} for name, (heads, handles) in crews.items()}
    rows = rows_of(center(issues, teams, calendar={"weeks": 3}))
    for k in range(2):
        near(rows["outcome"][rows["type"] == k] == Outcome.BLOCKED, lost[k])


# --- closing -----------------------------------------------------------------------------------------------------


def evening(after_hours: str, **team: Any) -> Any:
    """A center that closes at noon, whose callers try a menu for ten minutes first."""
    return rows_of(
        center(
            {"call": {"per_week": 900.0, "handle_time": 6.0, "patience": 1e6, "routine": False, "complexity": 1.0}},
            {"desk": {"agents": 3, "handles": ["call"], **team}},
            calendar={"open": {"mon-fri": "8:00-12:00"}, "after_hours": after_hours},
            empowerment={"containment": 1.0, "self_service_time": 10.0},
            manager={"count": 0, "give_up_after": 0.0},
        )
    )


def after_noon(rows: Any) -> Any:
    return rows["queued"] % (24 * 60 * MINUTE) > 12 * 60 * MINUTE


def test_who_comes_to_the_line_after_closing_is_dropped_at_once_or_served_by_those_who_stay():
    dropped = evening("drop")
    late = dropped[after_noon(dropped)]
    assert len(late) > 3
    assert set(late["outcome"]) == {Outcome.DROPPED}
    assert (late["ended"] == late["queued"]).all()
    served = evening("overtime")
    late = served[after_noon(served)]
    assert (late["answered"] - late["queued"] < 60 * MINUTE).all()


def test_nobody_who_went_home_before_closing_comes_back_after_it():
    rows = evening("overtime", agents={"mon-fri": {"8:00": 3, "11:00": 1}})
    assert set(rows["seat"][after_noon(rows)]) == {0}


# --- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        ({"route": [{"teams": ["desk"], "share": 0.5}]}, "no step that all issues have"),
        ({"route": [{"teams": ["nobody"]}]}, "does not handle it"),
        ({"route": [{"teams": ["desk"]}], "teams": ["desk"]}, "says the same as route"),
        ({"route": [{"teams": ["desk"]}, {"teams": ["desk"], "share": 0.3, "only": True}]}, "keeps for those who draw"),
        ({"priority": {"base": 1, "per_hour": 2}}, "unknown key 'per_hour'"),
        ({"priority": {"base": 1, "per_minute": -1}}, "greater than or equal|from 0|at least 0"),
        ({"priority": "high"}, "must be a whole number from 0 to 9"),
        ({"queue_limit": -1}, "queue_limit"),
        ({"route": [{"teams": []}]}, "teams"),
    ],
)
def test_a_route_that_is_not_well_said_is_refused_in_a_line(issue, words):
    with pytest.raises(ScenarioError, match=words):
        center({"call": {"per_week": 100.0, **issue}}, {"desk": {"agents": 1, "handles": ["call"]}})


def test_a_route_and_outsourcing_that_name_the_same_team_are_refused():
    base = shared(0.3, only=True)
    with pytest.raises(ScenarioError, match="say in one place"):
        base.override({"outsourcing.team": "vendor", "outsourcing.share": 0.2})


def test_more_agents_in_a_team_change_no_customer():
    data = {
        "issues": {"call": {"per_week": 2000.0, "route": [{"teams": ["desk"]}, {"teams": ["other"], "after": 1.0}]}},
        "teams": {"desk": {"agents": 2, "handles": ["call"]}, "other": {"agents": 1, "handles": ["call"]}},
    }
    more = copy.deepcopy(data)
    more["teams"]["other"]["agents"] = 3
    a, b = (rows_of(center(**each)) for each in (data, more))
    for column in ("arrived", "patience_ticks", "drawn", "complexity"):
        assert np.array_equal(a[column], b[column])


def test_who_is_on_duty_day_and_night_is_least_occupied_since_coming_on_duty_not_since_monday():
    crew = {"agents": 3, "handles": ["call"], "rule": "least_occupied"}
    scenario = center({"call": {"per_week": 200.0, "patience": 1e6}}, {"desk": crew}, calendar={"weeks": 2})
    rows = rows_of(scenario)
    found = {int(r["row"]): (int(r["answered"]), int(r["team"]), int(r["seat"])) for r in rows}
    assert found == literally(scenario, rows)
