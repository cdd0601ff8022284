"""Other worlds fit what was observed: whoever says what goes up is not told that nothing explains the center."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engines.upstairs import expected_upstairs
from sim.experiment.compare import compare
from sim.experiment.fitting_worlds import FAR, fitting, told_by_formula
from sim.experiment.matching import matched
from sim.experiment.other_worlds import FEWEST_LEFT
from sim.experiment.worlds import values_at
from sim.metrics import HEADLINE
from sim.present.verdict_screen import verdict_lines
from sim.reading.starter import Figures, starter, starter_text
from sim.scenario import plan_of
from sim.scenario.beliefs import beliefs_of
from sim.statistics.sobol import latin_points
from tests.centers import small_center
from tests.drawn import drawn

USUAL = {
    "name": "Mine", "agents": 6, "managers": 1, "open": {"mon-fri": "9:00-17:00"}, "per_week": 800,
    "handle_minutes": 9, "manager_minutes": 10, "up_share": 20, "asks_share": 15, "authority": 100.0, "bonus": 300.0,
    "currency": "USD",
}  # fmt: skip
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "agents": st.integers(2, 12),
        "managers": st.integers(1, 4),
        "per_week": st.integers(100, 1200),
        "handle_minutes": st.integers(3, 12),
        "manager_minutes": st.integers(4, 20),
        "up_share": st.integers(12, 90),
        "asks_share": st.integers(0, 40),
        "authority": st.sampled_from([0.0, 20.0, 100.0, 500.0]),
        "bonus": st.sampled_from([0.0, 300.0]),
    },
)


def compared(answers):
    """Return the comparison of what the wizard writes, None where it could not show what was typed."""
    figures = Figures(**{**USUAL, **answers})
    plain = starter(starter_text(figures, 0.15, ""), "mine.yaml")
    found = matched(
        plain, "incentives.relief", "escalation_rate", figures.up_share, between=(0, 3), within=0.5, replications=2,
        jobs=1,
    )  # fmt: skip
    if not found.is_found:
        return None
    return compare(starter(starter_text(figures, found.value, ""), "mine.yaml"), replications=4, jobs=1)


def is_explained(done):
    told = " ".join(" ".join(verdict_lines(done)).split())
    assert "no tried belief explains your center" not in told
    if done.worlds is not None:
        assert done.worlds.left >= FEWEST_LEFT
        assert "sets of beliefs about people that fit what you observed" in told


def test_the_wizards_usual_answers_are_explained():
    done = compared({})
    assert done.worlds is not None
    is_explained(done)


@settings(max_examples=2)
@given(ANSWERS)
def test_whatever_the_wizard_is_answered_beliefs_are_tried_that_explain_it(answers):
    done = compared(answers)
    assume(done is not None)
    is_explained(done)


@pytest.mark.long
@settings(max_examples=60)
@given(ANSWERS)
def test_whatever_the_wizard_is_answered_beliefs_are_tried_that_explain_it_at_length(answers):
    done = compared(answers)
    assume(done is not None)
    is_explained(done)


@drawn(
    st.integers(15, 95),
    st.sampled_from(["escalation_rate", "passed_up_rate", "manager_hours_per_week"]),
    examples=4,
    at_length=40,
)
def test_worlds_that_fit_show_by_formula_what_was_observed_and_keep_all_other_beliefs(seen, metric):
    seen = seen / 10 if metric == HEADLINE[0] else seen
    center = small_center(observed={metric: seen})
    assert told_by_formula(center) == metric
    beliefs = beliefs_of(center)
    points = values_at(beliefs, latin_points(6, len(beliefs), 1))
    found, looked = fitting(center, beliefs, points, metric, 6)
    assert len(found) <= looked <= 6
    for made in found:
        (expected,) = expected_upstairs(plan_of(made))
        shown = {
            "escalation_rate": 100 * expected.up / sum(expected.diagnosed.values()),
            "passed_up_rate": 100 * expected.chosen / expected.choices,
            "manager_hours_per_week": expected.asked,
        }[metric]
        assert abs(shown - seen) <= FAR * seen
        values = np.array([belief.value for belief in beliefs_of(made) if belief.key != "incentives.relief"])
        keys = [place for place, belief in enumerate(beliefs) if belief.key != "incentives.relief"]
        assert any(np.allclose(values, point[keys]) for point in points)
