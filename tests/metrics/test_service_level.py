"""Service level by its formula, of any center; and no wait that is averaged over channels."""

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.clock import SECOND
from sim.engines import run, weeks_of
from sim.journeys.records import Outcome
from sim.metrics import METRICS, metric_of, tally
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.promises import formula_words, service_level_of
from tests.drawn import drawn
from tests.engines.small import center
from tests.strategies import scenario_data, seeds

FORMULAS = st.fixed_dictionaries(
    {
        "within": st.sampled_from([0, 20, "1 min", "1 h"]),
        "of": st.sampled_from(["answered", "offered", "offered_less_short"]),
        "short": st.sampled_from([0, 5, "2 min"]),
    }
)


def by_hand(rows, its):
    """Return who counts and who of them is served in time, from the rows."""
    turned_away = np.isin(rows["outcome"], (Outcome.BLOCKED, Outcome.BALKED))
    queued, answered, hung_up = rows["queued"] >= 0, rows["answered"] >= 0, rows["outcome"] == Outcome.ABANDONED
    wait = np.where(answered, rows["answered"], rows["ended"]) - rows["queued"]
    in_time = queued & (wait <= its.within * SECOND)
    met = answered & in_time
    if its.abandoned_in_time == "counted_met":
        met |= hung_up & in_time
    base = answered if its.of == "answered" else queued | turned_away
    if its.of == "offered_less_short":
        base = base & ~(hung_up & (wait <= its.short * SECOND))
    return base.sum(), (met & base).sum()


@drawn(scenario_data(), seeds, FORMULAS, st.sampled_from(["counted_met", "not_met"]), examples=12, at_length=200)
def test_every_formula_counts_whom_it_says_by_type_and_in_all(data, seed, formula, abandoned):
    if formula["of"] != "answered":
        formula = {**formula, "abandoned_in_time": abandoned}
    scenario = scenario_from({**data, "service_level": formula})
    plan = plan_of(scenario)
    rows, total = run(plan, seed, 0).rows, tally(plan, weeks_of(plan, seed, 0)).total()
    bases, met = 0, 0
    for place, name in enumerate(scenario.issues):
        base, kept = by_hand(rows[rows["type"] == place], service_level_of(scenario, name))
        level = metric_of(f"service_level@issue:{name}").value(total)
        assert level == (pytest.approx(100 * kept / base) if base else None)
        bases, met = bases + base, met + kept
    assert METRICS["service_level"].value(total) == (pytest.approx(100 * met / bases) if bases else None)


def test_waits_of_calls_and_mails_have_no_mean_and_losses_have():
    kinds = {
        "call": {"per_week": 100, "routine": True, "handle_time": 4},
        "mail": {"per_week": 50, "routine": True, "handle_time": 4, "channel": "email"},
    }
    data = center(issues=kinds, teams={"desk": {"agents": 1, "handles": ["call", "mail"]}})
    del data["issues"]["complaint"]
    plan = plan_of(scenario_from(data))
    total = tally(plan, weeks_of(plan, 1, 0)).total()
    for name in ("service_level", "asa_seconds"):
        assert METRICS[name].value(total) is None
        assert metric_of(f"{name}@call").value(total) is not None
        assert metric_of(f"{name}@mail").value(total) is not None
    assert metric_of("asa_seconds@desk").value(total) is None
    assert METRICS["not_served"].value(total) is not None


def test_answered_in_time_of_answered_cannot_count_who_hung_up():
    with pytest.raises(ScenarioError, match="of: answered leaves abandoned contacts out"):
        scenario_from(center(service_level={"of": "answered", "abandoned_in_time": "counted_met"}))


def test_what_is_promised_holds_for_the_whole_run():
    for key in ("service_level.within", "issues.complaint.service_level", "issues.complaint.channel"):
        change = [{"week": 1, "set": {key: "20 s"}}]
        with pytest.raises(ScenarioError, match="fixed for the whole run"):
            scenario_from(center(timeline=change))


def test_a_formula_is_said_in_words():
    scenario = scenario_from(center(service_level={"of": "offered_less_short", "abandoned_in_time": "counted_met"}))
    words = "answered or hung up within 20 s, of offered less those who hang up within 5 s"
    assert formula_words(scenario.service_level) == words
