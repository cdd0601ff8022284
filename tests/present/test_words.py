"""The verdict: what it says must be what the figures say."""

import doctest
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.experiment import guards
from sim.experiment.compare import compare
from sim.experiment.findings import COST, SIDES, Change, finding
from sim.metrics import HEADLINE
from sim.present import numerals, pages, titles, words
from sim.present.verdict_words import change_words, level
from sim.statistics.estimates import Difference, Estimate, paired_difference
from tests.centers import SCENARIOS, shipped, small_center


@pytest.fixture(scope="module")
def comparison():
    return compare(small_center(), replications=6, jobs=1)


def test_a_clear_gain_is_told_with_its_interval_and_its_levels(comparison):
    effect = comparison.effect("Empower", "manager_hours_per_week")
    assert comparison.is_clear("Empower", "manager_hours_per_week")
    first = words.hours_words(comparison, finding(comparison, "Empower"))[0]
    low, high = effect.interval
    assert first.startswith(f"The manager gets back {-effect.value:.1f} hours a week ({-high:.1f} to {-low:.1f})")


def test_what_is_unclear_is_said_to_be_unclear_with_the_replications_that_would_tell():
    done = compare(
        small_center(what_if={"A little": {"set": {"incentives.relief": 0.39}, "from_week": 2}}), replications=3, jobs=1
    )
    assert not done.is_clear("A little", "csat_proxy")
    (sentence,) = words.csat_words(finding(done, "A little"))
    assert "not clear after correction" in sentence
    assert re.search(r"about [\d,]+ more replications? would tell", sentence)


def test_no_change_is_said_only_where_nothing_can_have_changed():
    same = {"Nothing": {"set": {"manager.settlement": 0.6}}}
    done = compare(small_center(what_if=same), replications=2, jobs=1)
    assert words.hours_words(done, finding(done, "Nothing")) == ["Manager hours: no change."]
    assert words.csat_words(finding(done, "Nothing")) == ["CSAT proxy: no change."]
    assert words.bonus_words(done, finding(done, "Nothing")) == ["Bonus: no change."]
    assert words.findings(done) == {"Nothing": ["Changes nothing here: it sets what holds anyway."]}


def test_where_no_replication_differed_how_much_could_hide_is_said():
    lane = {"Lane": {"use": ["leadership_lane"], "from_week": 2}}
    for replications, said in (
        (1, "in one replication, which shows nothing clearly"),
        (8, "in any of 8 replications; at"),
    ):
        done = compare(small_center(what_if=lane), replications=replications, jobs=1)
        assert f"Manager hours: no change {said}" in words.hours_words(done, finding(done, "Lane"))[0]
    effect = done.effect("Lane", "manager_hours_per_week")
    (said, *_) = words.hours_words(done, finding(done, "Lane"))
    assert f"at most {effect.interval[1]:.1f} hours a week could hide." in said
    bonus = paired_difference(np.zeros(10), np.zeros(10))
    assert numerals.unchanged(bonus) == (
        "no change in any of 10 replications; what happens in fewer than 31 % of them could hide"
    )


def test_assumptions_are_named_and_those_beyond_the_evidence_stand_out(comparison):
    said = "\n".join(words.rests_on(comparison))
    assert "relief 0.4 (the reward for escalating" in said
    assert "OUTSIDE the range 0 to 0.25" in said
    assert "habit half life 17 working days" in said
    assert "not asked of customers" in said
    assert "peer pressure" not in said  # no what-if here charges the pool


def test_the_pool_adds_the_assumptions_that_it_rests_on():
    done = compare(small_center(what_if={"Pool": {"use": ["pay_from_bonus_pool"]}}), replications=1, jobs=1)
    assert "peer pressure 0.25" in "\n".join(words.rests_on(done))


def test_a_typed_in_escalation_rate_is_said_to_be_one():
    done = compare(small_center(behavior={"choice": "fixed"}), replications=1, jobs=1)
    assert words.rests_on(done) == ["Escalation is a number typed in (choice: fixed), so no incentive can move it."]


def test_the_verdict_of_a_baseline_alone_tells_its_figures():
    done = compare(small_center(what_if={}), replications=2, jobs=1)
    assert "Manager hours:" in done.verdict


@pytest.mark.parametrize("replications", [4, 10])
def test_what_ifs_whose_order_hangs_on_a_weight_are_not_ranked(replications):
    beliefs = {"behavior.sharpness": 5.0, "behavior.effort": 0.8, "behavior.pride": 0.8, "behavior.habit_weight": 0.8}
    center = shipped("dealership").override({**beliefs, "incentives.relief": 0.7, "empowerment.authority": 50})
    kept = {name: what_if for name, what_if in center.what_ifs.items() if name == "Pool without authority"}
    done = compare(center.model_copy(update={"what_ifs": kept}), replications=replications, jobs=1)
    assert done.unranked == {frozenset(("Baseline", "Pool without authority"))}
    assert "“Baseline” and “Pool without authority”" in words.in_full(done)
    (said,) = words.csat_words(finding(done, "Pool without authority"))
    assert "up or down depends on how much hand-offs and repeats weigh" in said


def test_what_ifs_that_begin_in_different_weeks_are_said_to():
    first, later = ({"use": ["stop_rewarding_escalation"], "from_week": week} for week in (2, 3))
    steps = {"A": first, "B": later}
    (said, *_) = words.caveats(compare(small_center(what_if=steps), replications=1, jobs=1))["Mind"]
    assert said.startswith("The what-ifs begin in different weeks, 2 to 3")


def test_a_what_if_with_a_timeline_alone_begins_with_it():
    alone = small_center(what_if={"T": {"timeline": [{"week": 3, "use": ["stop_rewarding_escalation"]}]}})
    assert [entry.week for entry in alone.what_if("T").timeline] == [3]
    assert compare(alone, replications=1, jobs=1).window[0] == 3


def test_side_effects_are_clear_only_after_correction_for_all_of_them(comparison, monkeypatch):
    name = comparison.what_ifs[0]
    assert COST in finding(comparison, name).sides
    monkeypatch.setattr(type(comparison), "adjusted_over", lambda *_: {(name, COST): 0.051})
    assert comparison.effect(name, COST).is_clear
    assert COST not in finding(comparison, name).sides


def test_hours_of_several_managers_are_told_to_be_of_all_together():
    center = small_center(manager={"count": 3}, what_if={"Empower": {"use": ["empower_frontline"], "from_week": 2}})
    done = compare(center, replications=5, jobs=1)
    assert words.hours_words(done, finding(done, "Empower"))[0].startswith("The 3 managers together get back")
    assert titles.managers(done) == ", all 3 managers together"


@pytest.mark.parametrize(("value", "said"), [(0.04, "0.0"), (-0.04, "0.0"), (12.34, "12.3"), (1234.5, "1,234")])
def test_numbers_are_written_as_people_write_them(value, said):
    assert words.amount(value) == said


def test_the_example_of_the_package_is_true(monkeypatch):
    monkeypatch.chdir(SCENARIOS.parent)
    assert doctest.testmod(sim).failed == 0
    assert doctest.testmod(sim).attempted > 0


def test_the_readme_names_only_commands_that_exist():
    from sim.cli.commands import frontline

    text = (SCENARIOS.parent / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    )frontline ([a-z-]+)", text, re.MULTILINE))
    assert {"new", "validate", "compare", "trace"} <= named
    assert named <= set(frontline.commands)
    for link in re.findall(r"\]\(([\w./]+)\)", text):
        assert (SCENARIOS.parent / Path(link)).exists(), link


def test_a_change_that_turns_around_late_is_told_with_its_own_sign():
    from sim.scenario.changes import Change

    back = Change(week=10, set={"incentives.relief": 0.9, "incentives.pushback": 0.0, "manager.policy": "investigate"})
    center = small_center(
        calendar={"weeks": 13, "open": {"mon-fri": "9:00-17:00"}},
        what_if={
            "There and back": {
                "use": ["stop_rewarding_escalation"],
                "from_week": 2,
                "timeline": [back.model_dump(exclude_none=True)],
            }
        },
    )
    done = compare(center, replications=6, jobs=1)
    late = done.effect("There and back", "manager_hours_per_week", done.late)
    assert late.value > 0 > done.effect("There and back", "manager_hours_per_week").value
    said = " ".join(words.hours_words(done, finding(done, "There and back")))
    assert numerals.measured(late, "hours a week more") in said


def test_a_pool_in_debt_is_told_with_the_size_of_the_debt():
    done = compare(small_center(what_if={"Pool": {"use": ["pay_from_bonus_pool"]}}), replications=4, jobs=1)
    closing = [counted.total()["balance_cents"] / 100 for counted in done.tallies["Pool"]]
    mean = sum(closing) / len(closing)
    assert mean < 0
    assert f"{words.amount(-mean, 0)} USD" in " ".join(words.bonus_words(done, finding(done, "Pool")))
    assert "debt" not in " ".join(words._debt_words(finding(done, "Baseline"), "USD"))


def test_policies_that_overrule_each_other_are_named():
    center = small_center(what_if={"Both": {"use": ["stop_rewarding_escalation", "coach_back"], "from_week": 2}})
    done = compare(center, replications=1, jobs=1)
    assert (
        "In “Both”, stop_rewarding_escalation sets manager.policy, and coach_back overrules it."
        in words.caveats(done)["Mind"]
    )


def test_what_finds_nothing_to_act_on_is_said_to_change_nothing():
    center = small_center(what_if={"Lane": {"use": ["leadership_lane"], "from_week": 2}})
    done = compare(center, replications=2, jobs=1)
    assert words.findings(done) == {
        "Lane": [
            "Changed nothing in any of 2 replications: this center gave it nothing to act on. What happens in fewer"
            " than 84 % of replications could hide."
        ]
    }


def _difference(value, low, high):
    return Difference(value, 6, 1.0, (low, high), 5.0, 0.001)


@pytest.fixture
def pooled():
    """A center whose one what-if clearly saves manager hours, pays for it from the pool, and leaves it in debt."""
    return compare(small_center(what_if={"Pool": {"use": ["pay_from_bonus_pool"]}}), replications=4, jobs=1)


def _said_of(guard_id, state, effect):
    """What a guard would have said, the others being harmless."""
    return [
        guards.Guarded(guard, effect, 1.0, state if guard.id == guard_id else guards.State.NONE)
        for guard in guards.GUARDS
    ]


def test_the_verdict_names_every_price_and_what_could_not_be_told(comparison, monkeypatch):
    name = comparison.what_ifs[0]
    told = guards.findings(comparison, name)
    worse = [
        each.guard.name for each in guards.harms(told) if each.guard.id in ("service_level", "agent_hours_per_week")
    ]
    (price, *_) = words.guard_words(comparison, finding(comparison, name))
    assert worse
    assert all(each in price for each in worse)
    found = _said_of("asa_seconds", guards.State.OPEN, _difference(13.2, 8.1, 18.3))
    monkeypatch.setattr(guards, "findings", lambda *_: found)
    assert words.guard_words(comparison, finding(comparison, name)) == ["Whether it harms mean wait could not be told."]


def test_the_overview_is_titled_with_the_verdict_and_its_price(pooled):
    said, found = titles.overview_finding(pooled), titles.verdict(pooled)
    assert found.ending == "none"
    assert said.startswith("Best: none.")
    told = said.split(" Price of “Pool”: ")[1]
    for each in [*found.broken["Pool"], *found.price["Pool"]][:2]:
        assert change_words(pooled, found.cells["Pool", each]) in told
    assert "debt" in " ".join(words.minds(pooled)["Pool"])


@pytest.mark.parametrize(("value", "said"), [(-548.0, "escalations (cut"), (548.0, "Mind: hidden escalations (cut")])
def test_hidden_escalations_and_cost_are_told_both_when_they_rise_and_when_they_fall(
    comparison, monkeypatch, value, said
):
    by = _difference(value, value - 50, value + 50)
    found = finding(comparison, "Empower")
    told = {metric: Change(metric, found.csat.before, found.csat.after, by, True) for metric in SIDES}
    monkeypatch.setattr(words, "finding", lambda *_: replace(found, sides=told))
    hidden, cost, *_ = words.side_words(words.finding(), "USD")
    how = "fall" if value < 0 else "rise"
    assert said in hidden
    assert f"{how} by 548 a week (498 to 598)" in hidden
    assert f"{how}s by 548 USD a week (498 to 598)" in cost
    assert bool(words.minds(comparison)) == (value > 0)


def test_the_parts_of_a_change_of_satisfaction_add_up_as_printed(comparison):
    for name in comparison.what_ifs:
        (said,) = words.csat_words(finding(comparison, name))
        if "largest parts" in said:
            total = float(re.search(r"(?:rises|falls) ([\d.]+)", said)[1]) * (1 if "rises" in said else -1)
            parts = [float(part.replace("−", "-")) for part in re.findall(r" ([+−][\d.]+)(?= \(|\.$)", said)]
            assert sum(parts) == pytest.approx(total, abs=0.051)


@pytest.mark.parametrize(
    ("mean", "low", "high", "digits", "said"),
    [
        (0.2, 0.04, 0.26, 1, "0.20 hours (0.04 to 0.26)"),
        (-0.2, -0.22, -0.16, 1, "−0.20 hours (−0.22 to −0.16)"),
        (0.03, 0.01, 0.05, 1, "0.03 hours (0.01 to 0.05)"),
        (2.0, 1.7, 2.3, 0, "2.0 hours (1.7 to 2.3)"),
        (307.0, 306.6, 307.4, 0, "307.0 hours (306.6 to 307.4)"),
        (1.2, 1.1, 1.3, 1, "1.2 hours (1.1 to 1.3)"),
        (5.0, 5.0, 5.0, 1, "5.0 hours"),
        (0.0, 0.0, 0.0, 1, "0.0 hours"),
        (0.1, -0.0004, 0.3, 1, "0.1000 hours (−0.0004 to 0.3000)"),
        (104.0, 97.0, 111.0, 1, "104 hours (97.0 to 111)"),
    ],
)
def test_a_bound_looks_neither_like_its_mean_nor_like_zero_unless_it_is(mean, low, high, digits, said):
    assert numerals.measured(Estimate(mean, 6, 1.0, (low, high)), "hours", digits) == said


@pytest.mark.parametrize(("values", "digits"), [((994.0, 0.02), 0), ((0.02,), 3), ((5.3,), 1), ((0.0, None), 0)])
def test_the_largest_sum_of_money_has_two_figures_at_least(values, digits):
    assert numerals.money_digits(*values) == digits


def test_the_short_table_has_level_change_and_interval_in_this_order(comparison):
    effect = comparison.effect("Empower", "manager_hours_per_week")
    _, rows = pages.short_table(comparison, HEADLINE)
    cells = {row[0]: row[1:] for row in rows}
    level = comparison.level("Empower", "manager_hours_per_week")
    change = numerals.measured(effect, signed=True)
    assert cells["Empower"][0] == f"{numerals.measured(level)}; {change}"
    assert cells["Empower"][2].endswith("; no change")  # nothing here can move the bonus


def test_titles_say_from_what_to_what_the_told_what_if_moves(comparison):
    found = titles.verdict(comparison)
    for metric in HEADLINE[:2]:
        before, after = level(found.cells[found.told, metric])
        assert f"{before}\u00a0→\u00a0{after}" in titles.finding(comparison, metric)
        assert f"{before}\u00a0→\u00a0{after}" in titles.trade_off_finding(comparison)
        assert f"“{found.told}”" in titles.finding(comparison, metric)


def test_a_center_without_a_pool_is_said_to_have_none():
    done = compare(small_center(incentives={"relief": 0.4}), replications=2, jobs=1)
    assert not titles.has_pool(done)
    assert titles.finding(done, "bonus_per_agent") == "This center has no bonus pool"


@pytest.mark.parametrize(
    ("beyond", "told"),
    [
        ({"relief": 0.2}, "seed 1."),
        ({"relief": 0.9}, "seed 1. 1 belief about people here lies outside what studies support."),
        (
            {"relief": 0.9, "penalty_weight": 4, "peer_pressure": 1},
            "seed 1. 3 beliefs about people here lie outside what studies support.",
        ),
    ],
)
def test_captions_count_the_beliefs_beyond_what_studies_support(beyond, told):
    center = small_center().override({f"incentives.{key}": value for key, value in beyond.items()})
    assert titles.who_ran(SimpleNamespace(scenario=center, replications=2, seed=1)).endswith(told)
