"""Where the record and the truth part, and what customers are taught: on planted figures, and under punishment."""

import pytest

import sim
from sim.experiment.guards import INSISTING
from sim.experiment.record_and_truth import RECORDED, TRUE, parting
from sim.experiment.verdict import verdict_of
from sim.present.record_words import parting_words
from sim.present.verdict_words import sentences
from tests.centers import small_center
from tests.experiment.planted import BESIDE, HIDDEN, HOURS, planted


def said(comparison):
    return parting_words(verdict_of(comparison).parting)


def test_where_the_record_rises_and_the_truth_falls_one_sentence_says_so():
    comparison = planted({"Close faster": {HOURS: -5, RECORDED: 3, TRUE: -9}})
    (words,) = said(comparison)
    assert words == (
        "Record and truth part with “Close faster”: resolved in one contact 84 → 87 % on record, 80 → 71 % in truth."
    )
    assert words in sentences(comparison, verdict_of(comparison))


@pytest.mark.parametrize("both", [-12.0, -0.5, 0.0, 4.0])
def test_where_both_move_alike_nothing_parts_however_far_they_move(both):
    assert said(planted({"A": {HOURS: -5, RECORDED: both, TRUE: both}})) == []


def test_where_the_truth_catches_up_with_the_record_nothing_parts():
    assert said(planted({"A": {HOURS: -5, TRUE: 3}})) == []


def test_hours_that_fall_while_problems_vanish_part_and_hours_that_rise_do_not():
    (words,) = said(planted({"Punish": {HOURS: -10, HIDDEN: 25}}))
    assert words.endswith("managers’ hours fall while 25 more problems a week vanish from the record.")
    assert said(planted({"Punish": {HOURS: 10, HIDDEN: 25}})) == []
    assert said(planted({"Punish": {HOURS: -10, HIDDEN: 0.5}})) == []


def test_what_is_told_comes_before_what_parts_more():
    comparison = planted({"Best": {HOURS: -15, TRUE: -3}, "Other": {HOURS: -5, TRUE: -20}})
    assert verdict_of(comparison).told == verdict_of(comparison).parting.name == "Best"
    alone = planted({"Best": {HOURS: -15}, "Other": {HOURS: -5, TRUE: -20}, "Third": {HOURS: -5, TRUE: -8}})
    assert verdict_of(alone).parting.name == "Other"
    assert parting(alone, "Best") is None


def test_customers_taught_to_insist_are_a_price_and_too_few_to_tell_are_not_told(monkeypatch):
    taught = planted({"Give in": {HOURS: -10, INSISTING: 4}})
    found = verdict_of(taught)
    assert (found.told, found.price["Give in"]) == ("Give in", [INSISTING])
    price = next(words for words in sentences(taught, found) if words.startswith("Price:"))
    assert "customers who insist when refused +4" in price
    monkeypatch.setitem(BESIDE, INSISTING, 30.0)
    unclear = planted({"Give in": {HOURS: -10, INSISTING: 1}})
    found = verdict_of(unclear)
    assert INSISTING not in (*found.price["Give in"], *found.unknown("Give in"), *found.unharmed("Give in"))


def test_a_center_that_punishes_escalation_looks_better_on_record_than_it_is():
    """Hard issues, hardly any conscience: what fails is left, and nobody who is told that it is done calls at once."""
    harder = {"issues.question.complexity": 0.8, "behavior.conscience": 0.3, "customers.comes_back_share": 0.4}
    harder |= {"manager.count": 20, "teams.desk.agents": 6}
    punish = {"incentives.relief": 0.0, "incentives.pushback": 2.0}
    center = small_center(what_if={"Punish": {"set": punish, "from_week": 2}}).override(harder)
    comparison = sim.compare(center, replications=4, jobs=1, beliefs=False)
    found = parting(comparison, "Punish")
    recorded, true = [comparison.values("Punish", each) for each in (RECORDED, TRUE)]
    assert all(on_record > truth for on_record, truth in zip(recorded, true, strict=True))
    assert found.gap.value > 1
    assert found.recorded[1] - found.true[1] == pytest.approx(found.recorded[0] - found.true[0] + found.gap.value)
    assert comparison.effect("Punish", "left_unresolved_per_week").value > 0
