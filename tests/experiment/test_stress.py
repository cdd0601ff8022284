"""Does the advice survive: planted rules and break-evens are found, nothing is found where there is nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.experiment.claims import Along, Claim, break_evens, influential, jeffreys, rarer_kind
from sim.experiment.compare import compare
from sim.experiment.stress import stress
from sim.metrics import HEADLINE
from sim.scenario import ScenarioError
from sim.scenario.beliefs import Belief
from sim.statistics.rule_induction import find_rule
from sim.statistics.sobol import even_points
from tests.centers import small_center
from tests.experiment.test_sensitivity import tiny

AUTHORITY = {"empowerment.authority": (10, 100), "behavior.pride": (0.9, 1.1)}
HOURS = HEADLINE[0]


def planted(**changes):
    """A what-if that sets the authority to 50: it beats a baseline with less, and loses to one with more."""
    return tiny(empowerment={"authority": 20}, **changes)


@pytest.fixture(scope="module")
def study():
    return stress(planted(), 32, inputs=AUTHORITY, replications=4, jobs=1)


# --- of a center ------------------------------------------------------------------------------------------------


def test_the_users_own_world_is_the_comparison_to_the_bit():
    center = small_center()
    done = stress(center, 2, inputs={"behavior.pride": (0.9, 1.1)}, replications=3, jobs=1)
    comparison = compare(center, replications=3, jobs=1)
    assert list(done.names) == list(comparison.scenarios)
    for outcome in HEADLINE:
        for i, name in enumerate(done.names):
            assert list(done.values[outcome][0, i]) == comparison.values(name, outcome)
        for name in done.what_ifs:
            assert done.own_effect(name, outcome) == comparison.effect(name, outcome)


def test_a_what_if_that_changes_nothing_never_beats_the_baseline():
    what_if = {"Nothing": {"set": {"manager.settlement": 0.6}}, "Empower": {"use": ["empower_frontline"]}}
    done = stress(tiny(what_if=what_if), 8, replications=2, jobs=1)
    for outcome in done.outcomes:
        stands = done.standing("Nothing", outcome)
        assert (stands.better, stands.tied, stands.worse) == (0, 8, 0)
        assert (stands.clearly_better, stands.clearly_worse, stands.best) == (0, 0, 0)
        assert not done.effects("Nothing", outcome).any()
    assert "“Nothing”" in done.verdict


@given(st.lists(st.sampled_from([-1.0, 0.0, 1e-15, 1.0]), min_size=4, max_size=40), st.integers(2, 4))
def test_every_world_is_ahead_behind_or_tied_and_a_rule_is_looked_for_only_where_there_are_enough_of_a_kind(leads, n):
    """Hours in worlds whose baseline has 10 in each replication; noise keeps anything from being clear."""
    noise = np.tile([-50.0, 50.0, 0.0, 0.0][:n], (len(leads), 1)) * (np.abs(leads) > 0.5)[:, None]
    noise -= noise.mean(axis=1, keepdims=True)
    worlds = np.stack([np.full((len(leads), n), 10.0), 10.0 - np.asarray(leads)[:, None] - noise], axis=1)
    claim, values = Claim(HOURS, 1, (0,)), {HOURS: worlds}
    counts = {"is ahead": leads.count(1.0), "is behind": leads.count(-1.0)}
    counts["ties"] = len(leads) - sum(counts.values())
    margin = claim.margin(values)
    assert counts == {
        "is ahead": np.sum(margin > 1e-9), "is behind": np.sum(margin < -1e-9), "ties": np.sum(margin == 0)
    }  # fmt: skip
    kind, which, among = rarer_kind(claim, values)
    told = [count for count in counts.values() if min(count, len(leads) - count) >= 5]
    assert bool(kind) == bool(told)
    assert among.all()
    assert not kind or which.sum() == counts[kind] == min(told)


def test_a_planted_rule_is_found(study):
    finding = study.advice(HOURS)
    (condition,) = finding.rule.conditions
    assert (study.beliefs[condition.column].key, condition.below) == (
        "empowerment.authority",
        finding.kind == "clearly holds",
    )
    assert condition.at == pytest.approx(50, abs=6)
    assert min(finding.rule.coverage, finding.rule.precision) > 0.8
    assert finding.holds + finding.fails > 16


def test_a_planted_break_even_is_found(study):
    (along,) = study.advice(HOURS).along
    assert (along.belief.key, along.own, along.ends) == ("empowerment.authority", "held", ("held", "broke"))
    (turn,) = along.turns
    assert turn.side == "above"
    assert 40 < turn.low < 50 < turn.high < 60
    words = f"this holds at 10, fails at 100 and turns between {turn.low:g} and {turn.high:g}."
    assert words in study.verdict


def test_shares_count_the_worlds_beside_the_own_one(study):
    stands = study.standing("Empower", HOURS)
    effects = study.effects("Empower", HOURS).mean(axis=1)
    assert study.worlds == 32
    assert stands.better == sum(effect < 0 for effect in effects[1:]) == stands.best
    assert stands.clearly_better + stands.clearly_worse <= 32
    row = study.to_frame().set_index(["outcome", "what_if"]).loc[(HOURS, "Empower")]
    assert row["better"] == stands.better / 32
    assert row["better_low"] < row["better"] < row["better_high"]


def test_worlds_have_the_values_that_the_table_says(study):
    table = study.worlds_frame()
    assert len(table) == 33 * 2
    authority = table["empowerment.authority"]
    assert authority.iloc[0] == 20
    assert authority[2:].between(10, 100).all()
    assert len(study.claims_frame()) == len(study.findings)


def test_the_same_seed_gives_the_same_worlds_whatever_the_number_of_workers(study):
    other = stress(planted(), 32, inputs=AUTHORITY, replications=4, jobs=2)
    assert other.to_frame().equals(study.to_frame())
    assert other.claims_frame().equals(study.claims_frame())


def test_what_a_what_if_sets_it_sets_in_every_world(study):
    assert any("“Empower” sets authority anew" in line for line in study.verdict.splitlines())
    hours, authority = study.values[HOURS][1:].mean(axis=2), study.points[1:, 0]
    ties = [abs(np.corrcoef(authority, hours[:, i])[0, 1]) for i in (0, 1)]
    assert ties[0] > 0.9
    assert ties[1] < 0.3


def test_one_replication_shows_nothing_clearly():
    done = stress(planted(), 4, inputs=AUTHORITY, replications=1, jobs=1)
    assert done.findings == ()
    assert done.standing("Empower", HOURS).clearly_better == 0
    assert "One replication" in done.verdict


def test_progress_runs_to_its_end(study):
    told = []
    stress(planted(), 4, inputs=AUTHORITY, replications=2, jobs=1, progress=lambda *at: told.append(at))
    assert told[-1][0] == told[-1][1] >= 5 * 2 * 2
    assert [at[0] for at in told] == list(range(1, len(told) + 1))


def test_questions_without_sense_are_refused_in_a_line():
    with pytest.raises(ScenarioError, match="no what-if to stress"):
        stress(tiny(what_if={}))
    with pytest.raises(ScenarioError, match="neither better nor worse"):
        sim.stress(tiny(), outcomes="occupancy")
    with pytest.raises(ScenarioError, match="did you mean 'pride'"):
        stress(tiny(), inputs={"behavior.prde": (0, 1)})
    with pytest.raises(ValueError, match="two worlds"):
        stress(tiny(), 1)


# --- the parts --------------------------------------------------------------------------------------------------


def test_a_rule_of_two_conditions_is_found_among_many_inputs():
    points = even_points(128, 12, 1)
    rule = find_rule(points, (points[:, 3] < 0.4) & (points[:, 7] > 0.5), 1)
    assert {(each.column, each.below) for each in rule.conditions} == {(3, True), (7, False)}
    assert sorted(each.at for each in rule.conditions) == pytest.approx([0.4, 0.5], abs=0.02)
    assert min(rule.coverage, rule.precision) > 0.9


def test_one_condition_is_enough_where_it_tells_all():
    points = even_points(64, 5, 1)
    rule = find_rule(points, points[:, 2] > 0.7, 1)
    assert [(each.column, each.below) for each in rule.conditions] == [(2, False)]


def test_chance_is_no_rule():
    points, rng = even_points(128, 23, 1), np.random.default_rng(5)
    found = [find_rule(points, rng.random(128) < 0.15, seed) for seed in range(6)]
    assert sum(rule is not None for rule in found) <= 1


def test_too_few_worlds_are_not_described():
    points = even_points(64, 2, 1)
    assert find_rule(points, points[:, 0] < 0.05, 1) is None


def along_of(leads, own=0.1, replications=2, noise=0.0):
    """Two scenarios along a belief of 0 to 1, the second ahead by so much of an outcome of which less is better."""
    belief = Belief("incentives.announced", "How much", "0-1", "assumption", "", own, (0.0, 1.0))
    luck = noise * np.resize([1.0, -1.0], replications)

    def at(value):
        return {HOURS: np.array([[np.ones(replications), 1.0 - leads(value) + luck]])}

    return break_evens(Claim(HOURS, 1, (0,)), belief, at)


def test_a_break_even_lies_between_a_value_that_holds_and_one_that_fails():
    found = along_of(lambda value: 0.3 - value)
    (turn,) = found.turns
    assert (found.own, found.ends, turn.side) == ("held", ("held", "broke"), "above")
    assert 0.3 - 1 / 32 < turn.low < 0.3 < turn.high < 0.3 + 1 / 32
    noisy = along_of(lambda value: 0.3 - value, replications=12, noise=0.1).turns[0]
    assert noisy.low < turn.low < turn.high < noisy.high
    hidden = 2 * 2.201 * 0.1 / 11**0.5  # by the noise: twice the reach of the interval
    assert hidden < noisy.high - noisy.low < hidden + 2 * 0.9 / 32


def test_what_is_not_clear_at_home_has_no_break_even():
    for lead, own in ((0.0, "not clear"), (-1.0, "broke")):
        found = along_of(lambda value, lead=lead: lead)
        assert (found.own, found.ends, found.turns) == (own, (), ())
    assert along_of(lambda value: 0.01, noise=1.0).own == "not clear"


def test_an_end_that_noise_hides_is_called_not_clear():
    found = along_of(lambda value: 1.0 - value, noise=0.01)
    assert (found.ends, found.turns) == (("held", "not clear"), ())


def test_where_the_own_value_lies_outside_the_range_both_ends_are_looked_at():
    hole = along_of(lambda value: -1.0 if value == 1 else 1.0, own=1.5)
    assert (hole.ends, hole.turns[0].side) == (("held", "broke"), "below")
    assert 1 <= hole.turns[0].low < hole.turns[0].high <= 1.05
    far = along_of(lambda value: value - 0.3, own=1.5)
    assert far.ends == ("broke", "held")
    assert far.turns[0].low < 0.3 < far.turns[0].high < 0.4


def test_a_break_even_of_whole_numbers_lies_between_two_of_them():
    found = along_of(lambda value: 0.5 - value, own=0)
    assert (found.turns[0].low, found.turns[0].high) == (0, 1)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            (("not clear",),),
            "With 8 replications this is not clear at your own values, so there is no break-even to tell.",
        ),
        ((("held", ("held", "held")),), "this holds at both ends of the range of authority"),
        ((("held", ("held", "not clear")),), "this holds at 10 and is not clear at 100."),
        ((), "No single belief was found to move this clearly, so no break-even was looked for."),
    ],
)
def test_words_say_no_more_than_was_found(study, found, said):
    along = tuple(Along(study.beliefs[0], *each) for each in found)
    findings = tuple(replace(each, is_opposed=True, along=along) for each in study.findings)
    assert said in replace(study, findings=findings).verdict


def test_the_most_influential_inputs_are_found():
    points = even_points(64, 4, 1)
    assert influential(points, 5 * points[:, 2] - 2 * points[:, 0], 2) == [2, 0]
    assert influential(points, np.full(64, 3.0), 2) == []


def test_an_input_counts_as_influential_only_if_its_slope_is_clear():
    found = []
    for seed in range(200):
        noise = np.random.default_rng(seed).normal(size=32)
        found.append(influential(even_points(32, 12, seed), noise, 2))
    assert sum(bool(each) for each in found) <= 16
    assert influential(even_points(8, 12, 1), np.arange(8.0), 2) == []  # more inputs than worlds tell


def test_two_what_ifs_that_tie_are_neither_of_them_best():
    twice = {name: {"set": {"empowerment.authority": 50}} for name in ("One", "Two")}
    done = stress(planted(what_if=twice), 4, inputs=AUTHORITY, replications=2, jobs=1)
    stands = [done.standing(name, HOURS) for name in twice]
    assert [each.best for each in stands] == [0, 0]
    assert stands[0].better > 0


def test_jeffreys_intervals():
    """As Brown, Cai and DasGupta (2001) tabulate them; at the ends one-sided."""
    assert jeffreys(0, 10) == (0.0, pytest.approx(0.217, abs=5e-4))
    assert jeffreys(5, 10) == pytest.approx((0.224, 0.776), abs=5e-4)
    assert jeffreys(10, 10)[1] == 1.0
    with pytest.raises(ValueError, match="cannot count"):
        jeffreys(3, 2)
