"""What a week counts: the same in plain Python and compiled, and as its definitions say."""

import numpy as np
import pytest

from sim.clock import WEEK
from sim.engines import run, weeks_of
from sim.metrics import book, sums, tallier_of, tally
from sim.metrics.monthly import MONTH_SUMS
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped, small_center
from tests.drawn import drawn
from tests.engines.small import center
from tests.strategies import replications, scenario_data, seeds


def plan_of_shipped(name, weeks):
    return plan_of(shipped(name).model_copy(update={"what_ifs": {}}).override({"calendar.weeks": weeks}))


def assert_the_same_bits(plan, seed, replication):
    """Counted in plain Python, by compiled code from rows, and by the compiled loop, which then writes none."""
    pytest.importorskip("numba")
    count, rows = tallier_of(plan), list(weeks_of(plan, seed, replication, "compiled"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "is_compiled", lambda: False)
        plain = count(rows).to_bytes()
    its = count.book()
    weeks = list(weeks_of(plan, seed, replication, "compiled", book=its))
    assert sum(len(week.contacts) for week in weeks) == 0
    assert [len(week.duty) for week in weeks] == [len(week.duty) for week in rows]
    assert count(weeks, its).to_bytes() == plain
    assert count(rows).to_bytes() == plain


@pytest.mark.parametrize(("name", "weeks"), [("minimal", 3), ("dealership", 6), ("support_center", 1), ("bank", 1)])
def test_plain_and_compiled_counting_give_the_same_bits(name, weeks):
    assert_the_same_bits(plan_of_shipped(name, weeks), 3, 1)


@drawn(scenario_data(), seeds, replications, examples=25, at_length=2000)
def test_any_small_center_is_counted_to_the_same_bits(data, seed, replication):
    assert_the_same_bits(plan_of(scenario_from(data)), seed, replication)


def test_what_the_company_pays_for_solved_issues_is_counted_to_the_same_bits():
    """Over months, at rates of which the first is none, and the sums of others hang on their order."""
    data = center(calendar__weeks=12, issues__complaint__per_week=60.0, teams__desk__agents=3)
    data["incentives"] = {"bonus_pool": {"funding_per_agent": 200}, "resolution_bonus_from": "company"}
    paid = {3: 0.1234567, 6: 4.567891, 9: 0.3}
    data["timeline"] = [{"week": week, "set": {"incentives.resolution_bonus": cents}} for week, cents in paid.items()]
    plan = plan_of(scenario_from(data))
    assert tally(plan, weeks_of(plan, 1, 0)).monthly[:, MONTH_SUMS.index("company_bonus_cents")].all()
    assert_the_same_bits(plan, 1, 0)


def test_the_simpy_engine_leaves_a_book_to_whoever_counts_its_rows():
    plan = plan_of(small_center())
    count = tallier_of(plan)
    its = count.book()
    assert (
        count(weeks_of(plan, 2, 0, "simpy", book=its), its).to_bytes() == tally(plan, weeks_of(plan, 2, 0)).to_bytes()
    )


def test_where_counting_cannot_be_compiled_the_loop_writes_rows(monkeypatch):
    plan = plan_of(small_center())
    count, expected = tallier_of(plan), tally(plan, weeks_of(plan, 2, 0)).to_bytes()
    monkeypatch.setattr(book, "is_compiled", lambda: False)
    its = count.book()
    assert count(weeks_of(plan, 2, 0, book=its), its).to_bytes() == expected


@pytest.fixture(scope="module")
def counted():
    plan = plan_of(small_center())
    journeys = run(plan, 2, 0)
    return journeys.contacts, tally(plan, weeks_of(plan, 2, 0)).total(), plan


def test_a_run_counts_what_its_contacts_table_holds(counted):
    rows, total, plan = counted
    closed = rows[rows["issue_closed"]]
    up = (rows["escalated"] >= 0) & ~rows["lane"]
    wait = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"]) - rows["queued"]
    queued = rows["queued"] >= 0
    older = closed["issue_first_arrived"] < plan.horizon_tick - WEEK
    expected = {
        "contacts": len(rows),
        "queued": queued.sum(),
        "answered": (rows["answered"] >= 0).sum(),
        "wait_ticks": wait[queued].sum(),
        "escalated": up.sum(),
        "choice_escalated": (up & rows["had_choice"]).sum(),
        "manager_ticks": rows["manager_ticks"].sum(),
        "issues": len(closed),
        "resolved": closed["resolved"].sum(),
        "issue_handoffs": closed["issue_handoffs"].sum(),
        "first_contact_base": older.sum(),
        "first_contact": (older & closed["resolved"] & (closed["issue_contacts"] == 1)).sum(),
    }
    assert len(rows) > 50
    assert up.any()
    assert {name: total[name] for name in expected} == expected
    assert total["satisfied"] == pytest.approx(100 * closed["satisfaction"].sum())


def test_the_times_to_resolution_are_as_many_as_the_issues_resolved(counted):
    _, total, _ = counted
    assert sum(total[name] for name in sums.HISTOGRAM) == total["resolved"] > 0


def test_the_points_of_each_issue_add_up_to_what_the_terms_cost_or_brought(counted):
    rows, total, _ = counted
    closed = rows[rows["issue_closed"]]
    terms = [name for name in rows.columns if name.startswith("term_")]
    logit = np.log(closed["satisfaction"] / (1 - closed["satisfaction"]))
    without = 1 / (1 + np.exp(-(logit - closed[terms].sum(axis=1))))
    points = sum(total[name.replace("term_", "points_")] for name in terms)
    assert points == pytest.approx(100 * (closed["satisfaction"] - without).sum())
