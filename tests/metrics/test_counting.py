"""What a week counts: the same in plain Python and compiled, and as its definitions say."""

import numpy as np
import pytest

from sim.clock import WEEK
from sim.engines import run, weeks_of
from sim.metrics import sums, tally
from sim.scenario import plan_of
from tests.centers import shipped, small_center


def plan_of_shipped(name, weeks):
    return plan_of(shipped(name).model_copy(update={"what_ifs": {}}).override({"calendar.weeks": weeks}))


@pytest.mark.parametrize(("name", "weeks"), [("minimal", 3), ("dealership", 6), ("support_center", 1), ("bank", 1)])
def test_plain_and_compiled_counting_give_the_same_bits(name, weeks, monkeypatch):
    pytest.importorskip("numba")
    plan = plan_of_shipped(name, weeks)
    compiled = tally(plan, weeks_of(plan, 3, 1))
    monkeypatch.setattr(sums, "why_not_compiled", lambda: "for the sake of the test")
    plain = tally(plan, weeks_of(plan, 3, 1))
    assert plain.weekly.tobytes() == compiled.weekly.tobytes()
    assert plain.monthly.tobytes() == compiled.monthly.tobytes()


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
