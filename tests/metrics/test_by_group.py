"""Figures of issue types and teams: their own contacts counted, by both engines, and all of them together the whole."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.clock import HOUR, MINUTE, SECOND, WEEK
from sim.engines import run, weeks_of
from sim.journeys.records import Outcome, Reason
from sim.metrics import METRICS, Tallies, book, is_counted, metric_of, tally, why_not
from sim.metrics.groups import ISSUE, TEAM, groups_of
from sim.metrics.of_group import sums_read_by
from sim.metrics.sums import BY_GROUP
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped, small_center
from tests.drawn import drawn
from tests.strategies import replications, scenario_data, seeds

COUNTS = (
    *("contacts", "answered", "diagnosed", "escalated", "manager_ticks", "agent_cents", "issues", "resolved"),
    *("asks_answered", "asks_refused", "owed_cents", "insisted_more_up", "tried_another", "recorded"),
)
"""Of whole numbers: their sums are exact in any order."""


def of(above, below):
    """Return a quotient, None where there is nothing to divide by."""
    return float(above) / float(below) if below else None


def recomputed(rows, plan):
    """Return metrics of some contacts, worked out from their rows alone."""
    routine = np.array([issue.routine for issue in plan.baseline.issues.values()])[rows["type"]]
    weeks, outcome = plan.horizon_tick / WEEK, rows["outcome"]
    answered, queued = rows["answered"] >= 0, rows["queued"] >= 0
    up, diagnosed = (rows["escalated"] >= 0) & ~rows["lane"], rows["diagnosed"].sum()
    closed = rows["issue_closed"] & ~routine
    older = closed & (rows["issue_first_arrived"] < plan.horizon_tick - WEEK)
    wait = (rows["answered"] - rows["queued"])[answered]
    talked = answered & ~routine
    handle = (rows["handle_ticks"] + rows["held_ticks"]).sum()
    turned_away = np.isin(outcome, (Outcome.BLOCKED, Outcome.BALKED))
    offered = queued | turned_away
    lost = (np.isin(outcome, (Outcome.ABANDONED, Outcome.DROPPED, Outcome.GAVE_UP, Outcome.OPEN)) | turned_away).sum()
    hidden = np.isin(outcome, (Outcome.CUT_SHORT, Outcome.GAVE_UP, Outcome.LEFT_UNRESOLVED, Outcome.WALKED_AWAY))
    too_much = (rows["granted_by"] == 1) & (rows["granted_cents"] > rows["ask_cents"])
    return {
        "contacts_per_week": len(rows) / weeks,
        "escalation_rate": of(100 * up.sum(), diagnosed),
        "choice_escalation_rate": of(100 * (up & rows["had_choice"]).sum(), rows["had_choice"].sum()),
        "asked_for_manager_rate": of(100 * (up & (rows["reason"] == Reason.INSISTED)).sum(), diagnosed),
        "escalations_per_issue": of(up.sum(), closed.sum()),
        "manager_hours_per_week": rows["manager_ticks"].sum() / HOUR / weeks,
        "manager_hours_asked_per_week": (rows["manager_ticks"] + rows["unmet_manager_ticks"])[up].sum() / HOUR / weeks,
        "csat_proxy": of(100 * rows["satisfaction"][closed].sum(), closed.sum()),
        "first_contact_resolution": of(
            100 * (older & rows["resolved"] & (rows["issue_contacts"] == 1)).sum(), older.sum()
        ),
        "resolution_rate": of(100 * (closed & rows["resolved"]).sum(), closed.sum()),
        "contacts_per_issue": of(rows["issue_contacts"][closed].sum(), closed.sum()),
        "anger_turn": of(100 * (rows["anger_last"] - rows["anger_first"])[talked].sum(), talked.sum()),
        "money_given_per_week": rows["granted_cents"][np.isin(rows["granted_by"], (1, 2))].sum() / 100 / weeks,
        "handle_minutes": of(handle / MINUTE, answered.sum()),
        "agent_hours_per_week": handle / HOUR / weeks,
        "asa_seconds": of(wait.sum() / SECOND, answered.sum()),
        "service_level": of(100 * (wait <= 20 * SECOND).sum(), offered.sum()),
        "abandonment_rate": of(100 * (outcome == Outcome.ABANDONED).sum(), offered.sum()),
        "not_served": of(100 * lost, offered.sum()),
        "hidden_escalations_per_week": (hidden.sum() + too_much.sum()) / weeks,
        "incidents_per_week": rows["incident"][closed].sum() / weeks,
        "issues_begun_per_week": ((rows["attempt"] == 1) & ~routine).sum() / weeks,
        "containment_rate": of(100 * (outcome == Outcome.CONTAINED).sum(), rows["tried_self_service"].sum()),
        **decided(rows, weeks, older),
    }


def decided(rows, weeks, older):
    """Return metrics of what agents left and gave, who insisted, and what is on record, from rows alone."""
    left, reason = rows["outcome"] == Outcome.LEFT_UNRESOLVED, rows["reason"]
    for_more, again = reason == Reason.INSISTED_ON_MORE, rows["outcome"] == Outcome.REFUSED
    took_it = (rows["outcome"] == Outcome.SOLVED) & (rows["escalated"] < 0)
    answered = (rows["ask_cents"] > 0) & (took_it | for_more | again)
    no, owed = rows["refused"], rows["owed"]
    given_by_agents = np.where(rows["granted_by"] == 1, rows["granted_cents"], 0)
    unmet = 1 - (rows["offered_cents"][answered] / rows["ask_cents"][answered]).clip(0, 1)
    known = older & ((rows["issue_contacts"] == 1) | (rows["issue_came_back"] > WEEK))
    return {
        "left_unresolved_per_week": left.sum() / weeks,
        "left_unresolved_rate": of(100 * left.sum(), left.sum() + (reason == Reason.FAILED).sum()),
        "asks_answered_per_week": answered.sum() / weeks,
        "asks_refused_rate": of(100 * no.sum(), answered.sum()),
        "owed_refused_per_week": (no & owed).sum() / weeks,
        "goodwill_owed_per_week": given_by_agents[owed].sum() / 100 / weeks,
        "goodwill_unowed_per_week": given_by_agents[~owed].sum() / 100 / weeks,
        "insisted_on_more_per_week": for_more.sum() / weeks,
        "insisted_on_more_rate": of(100 * for_more.sum(), answered.sum()),
        "insisted_after_no_rate": of(100 * (for_more & no).sum(), for_more.sum()),
        "escalated_for_more_rate": of(100 * for_more.sum(), rows["diagnosed"].sum()),
        "insists_when_refused_rate": of(100 * for_more.sum(), unmet.sum()),
        "tried_another_per_week": again.sum() / weeks,
        "recorded_resolution": of(100 * known.sum(), older.sum()),
    }


def of_diaries(diaries, weeks):
    """Return metrics of some agents, worked out from their diaries."""
    busy, paid, over = (diaries[f"{name}_ticks"].sum() for name in ("busy", "paid", "overtime"))
    at_hand = (diaries["duty_ticks"] - diaries["break_ticks"] - diaries["away_ticks"]).sum()
    worked = (diaries["duty_ticks"] - diaries["break_ticks"] + diaries["overtime_ticks"]).sum()
    scheduled = diaries["scheduled_ticks"].sum()
    found = {
        "occupancy": of(100 * busy, at_hand + over),
        "overtime_hours_per_week": over / HOUR / weeks,
        "paid_hours_per_week": (paid + over) / HOUR / weeks,
        "shrinkage": of(100 * (paid - at_hand), paid),
        "adherence": of(100 * diaries["adhered_ticks"].sum(), scheduled),
        "conformance": of(100 * worked, scheduled - diaries["planned_rest_ticks"].sum()),
    }
    return found | {name: of(diaries[name].sum(), len(diaries)) for name in ("habit", "skill", "strain", "ownership")}


REASONS = ("asked_for_manager", "reserved", "authority", "chosen", "failed", "escalated_for_more")


def figures_hang_together(total, group=""):
    """Hold the figures of a center, or of a group of it, to what they have to do with each other."""
    known = {name: metric_of(name + group).value(total) for name in METRICS if is_counted(METRICS[name], ISSUE)}
    if known["escalation_rate"] is not None:
        assert sum(known[f"{name}_rate"] for name in REASONS) == pytest.approx(known["escalation_rate"])
    if known["recorded_resolution"] is not None:
        assert known["first_contact_resolution"] <= known["recorded_resolution"] <= 100
    given = known["goodwill_owed_per_week"] + known["goodwill_unowed_per_week"]
    assert given == pytest.approx(known["agent_concessions_per_week"])
    assert known["insisted_on_more_per_week"] + known["tried_another_per_week"] <= known["asks_answered_per_week"]
    assert (
        known["owed_refused_per_week"]
        <= known["asks_answered_per_week"] * (known["asks_refused_rate"] or 0) / 100 + 1e-9
    )
    assert known["left_unresolved_per_week"] <= known["hidden_escalations_per_week"]


def groups_have_their_own_figures(plan, seed, replication):
    """Hold a center to what its contacts and diaries say of each issue type and team."""
    journeys, total = run(plan, seed, replication), tally(plan, weeks_of(plan, seed, replication)).total()
    for kind, column in ((ISSUE, "type"), (TEAM, "team")):
        for place, group in enumerate(groups_of(plan.baseline)[kind]):
            rows = journeys.rows[journeys.rows[column] == place]
            expected = recomputed(rows, plan)
            if kind == TEAM:
                expected |= of_diaries(journeys.diaries[journeys.diaries["team"] == place], plan.horizon_tick / WEEK)
            for name, value in expected.items():
                if is_counted(METRICS[name], kind):
                    found = metric_of(f"{name}@{kind}:{group}").value(total)
                    assert found == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), (name, group)
    for group in ("", *(f"@{ISSUE}:{name}" for name in plan.baseline.issues)):
        figures_hang_together(total, group)
    nobody = journeys.rows["team"] < 0
    for name in COUNTS:
        by_type = sum(total[f"{name}@{ISSUE}:{group}"] for group in groups_of(plan.baseline)[ISSUE])
        by_team = sum(total[f"{name}@{TEAM}:{group}"] for group in groups_of(plan.baseline)[TEAM])
        assert by_type == total[name], name
        assert by_team <= total[name], name
        if name not in ("contacts", "issues", "resolved", "recorded"):
            assert by_team == total[name], name
    assert sum(total[f"contacts@team:{team}"] for team in plan.baseline.teams) == total["contacts"] - nobody.sum()


@drawn(scenario_data(), seeds, replications, examples=12, at_length=100)
def test_every_group_has_the_figures_of_its_own_contacts_and_agents_and_counts_add_up(data, seed, replication):
    groups_have_their_own_figures(plan_of(scenario_from(data)), seed, replication)


@pytest.mark.parametrize("name", ["small", "bank"])
def test_every_group_of_a_plain_center_has_them_too(name):
    center = (
        small_center()
        if name == "small"
        else shipped("bank").model_copy(update={"what_ifs": {}}).override({"calendar.weeks": 1})
    )
    groups_have_their_own_figures(plan_of(center.model_copy(update={"what_ifs": {}})), 1, 0)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenario_data(), seeds, replications)
def test_groups_have_the_same_bits_in_both_engines_and_however_they_are_counted(data, seed, replication):
    pytest.importorskip("numba")
    plan = plan_of(scenario_from(data))
    fast = tally(plan, weeks_of(plan, seed, replication, "compiled"))
    assert tally(plan, weeks_of(plan, seed, replication, "simpy")).to_bytes() == fast.to_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "is_compiled", lambda: False)
        assert tally(plan, weeks_of(plan, seed, replication, "compiled")).to_bytes() == fast.to_bytes()


@pytest.fixture(scope="module")
def dealership():
    plan = plan_of(shipped("dealership").model_copy(update={"what_ifs": {}}))
    return plan, [tally(plan, weeks_of(plan, 1, n)) for n in range(3)]


def test_figures_of_groups_at_once_over_any_weeks_and_by_week_are_those_of_each_replication(dealership):
    plan, tallies = dealership
    at_once, groups = Tallies(tallies), groups_of(plan.baseline)
    for kind in (ISSUE, TEAM):
        for metric in METRICS.values():
            if not is_counted(metric, kind):
                continue
            its = metric_of(f"{metric.id}@{kind}:{groups[kind][0]}")
            alone = [np.nan if (value := each.value(its, 9, 22)) is None else value for each in tallies]
            assert at_once.value(its, 9, 22).tobytes() == np.array(alone, dtype=float).tobytes(), its.id
            if metric.id not in ("bonus_per_agent", "reputation_index"):
                week = [np.nan if (value := each.value(its, 9, 9)) is None else value for each in tallies]
                assert at_once.by_week(its)[:, 8].tobytes() == np.array(week, dtype=float).tobytes(), its.id


def test_the_only_team_has_the_bonus_pool_and_agents_of_the_whole_center(dealership):
    plan, tallies = dealership
    (team,) = plan.baseline.teams
    total = tallies[0].total()
    for name in ("bonus_per_agent", "charges_per_week", "pool_balance_change", "occupancy", "turnover", "skill"):
        assert metric_of(f"{name}@{team}").value(total) == METRICS[name].value(total), name
    bonus = tallies[0].by_week(metric_of(f"bonus_per_agent@{team}"))
    assert bonus == tallies[0].by_week(METRICS["bonus_per_agent"])
    assert any(bonus)


def test_what_is_kept_for_groups_is_what_some_metric_of_a_group_reads():
    for kind in (ISSUE, TEAM):
        read = set().union(*(sums_read_by(metric) for metric in METRICS.values() if is_counted(metric, kind)))
        assert set(BY_GROUP[kind]) <= read


def test_figures_of_groups_are_kept_with_a_run_and_what_was_damaged_is_no_run():
    plan = plan_of(small_center())
    whole = tally(plan, weeks_of(plan, 1, 0))
    again = type(whole).from_bytes(plan, whole.to_bytes())
    assert dict.fromkeys(again.groups.names) == dict.fromkeys(whole.groups.names)
    assert [each.tobytes() for each in again.groups.unpacked()] == [each.tobytes() for each in whole.groups.unpacked()]
    for wrong in (whole.to_bytes()[:-1], whole.to_bytes() + b"x", whole.to_bytes()[: -len(whole.groups.packed)]):
        with pytest.raises(ValueError, match=r"not what was packed|more than what was packed"):
            type(whole).from_bytes(plan, wrong)


def named(issue, team):
    """Return a center whose one issue type and one team have these names."""
    data = small_center().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (its,), (crew,) = data["issues"].values(), data["teams"].values()
    return scenario_from(data | {"issues": {issue: its}, "teams": {team: crew | {"handles": [issue]}}})


names = st.from_regex(r"[A-Za-z][A-Za-z0-9_ ]{0,20}[A-Za-z0-9_]", fullmatch=True)


@settings(max_examples=15)
@given(names, names)
@example("desk", "desk")
@example("issue", "team")
@example("phone 1", "e mail_2")
def test_a_group_is_found_by_its_name_whatever_letters_it_has_and_by_its_kind(issue, team):
    center = named(issue, team)
    total = tally(plan_of(center), weeks_of(plan_of(center), 1, 0)).total()
    for kind, name in ((ISSUE, issue), (TEAM, team)):
        full, short = f"escalation_rate@{kind}:{name}", f"escalation_rate@{name}"
        assert why_not(full, center) == ""
        assert metric_of(full).value(total) == METRICS["escalation_rate"].value(total)
        if issue == team:
            assert "is an issue type and a team; write" in why_not(short, center)
            assert metric_of(short).value(total) is None
        else:
            assert why_not(short, center) == ""
            assert metric_of(short).value(total) == METRICS["escalation_rate"].value(total)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("escalation_rat@ask", "there is no metric 'escalation_rat'; did you mean 'escalation_rate'?"),
        ("escalation_rate@aks", "there is no issue type or team 'aks'; did you mean 'ask'?"),
        ("escalation_rate@team:ask", "there is no team 'ask'; there are crew"),
        ("manager_load@crew", "manager_load is not counted by issue type or team, only for the whole center"),
        ("bonus_per_agent@ask", "bonus_per_agent is not counted by issue type, only by team"),
        ("service_level@crew", "service_level is not counted by team, only by issue type"),
        ("service_level@team:crew", "service_level is not counted by team, only by issue type"),
        ("escalation_rate@", "name an issue type or a team after the @, as escalation_rate@claims"),
        ("escalation_rate@day:ask", "name an issue type or a team after the @"),
        ("escalation_rate@both", "there is no issue type or team 'both'; there are ask and crew"),
    ],
)
def test_what_is_no_metric_of_a_group_is_refused_in_a_line_that_says_what_would_be_right(name, reason):
    told = why_not(name, named("ask", "crew"))
    assert reason in told
    assert "\n" not in told


def test_a_metric_of_a_group_says_in_every_form_of_its_name_whose_it_is():
    its = metric_of("escalation_rate@issue:car repair")
    assert (its.id, its.name) == ("escalation_rate@issue:car repair", "Escalation rate, car repair (issue type)")
    its = metric_of("escalation_rate@car repair")
    assert (its.label, its.phrase) == ("Escalation rate, car repair", "escalation rate (car repair)")
    assert its.head == ("escal. %", "car repa")
    for metric in METRICS.values():
        for kind in (ISSUE, TEAM):
            if is_counted(metric, kind):
                head = metric_of(f"{metric.id}@{kind}:claims").head
                assert max(map(len, head)) <= 8
                assert head[0], metric.id
    with pytest.raises(KeyError, match="manager_load is not counted"):
        metric_of("manager_load@desk")
