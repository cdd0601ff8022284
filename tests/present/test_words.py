"""The verdict: what it says must be what the figures say."""

import doctest
import re
from pathlib import Path

import pytest

import sim
from sim.experiment.compare import compare
from sim.present import words
from tests.centers import SCENARIOS, small_center


@pytest.fixture(scope="module")
def comparison():
    return compare(small_center(), replications=6, jobs=1)


def test_a_clear_gain_is_told_with_its_interval_and_its_levels(comparison):
    effect = comparison.effect("Empower", "manager_hours_per_week")
    assert comparison.is_clear("Empower", "manager_hours_per_week")
    first = words.hours_words(comparison, "Empower")[0]
    low, high = effect.interval
    assert first.startswith(f"The manager gets back {-effect.value:.1f} hours a week ({-high:.1f} to {-low:.1f})")


def test_what_is_unclear_is_said_to_be_unclear_with_the_replications_that_would_tell():
    done = compare(
        small_center(what_if={"A little": {"set": {"incentives.relief": 0.39}, "from_week": 2}}), replications=3, jobs=1
    )
    assert not done.is_clear("A little", "csat_proxy")
    (sentence,) = words.csat_words(done, "A little")
    assert "not clear after correction" in sentence
    assert re.search(r"about [\d,]+ more replications would tell", sentence)


def test_no_change_is_said_in_so_many_words():
    done = compare(small_center(what_if={"Nothing": {"set": {"manager.settlement": 0.6}}}), replications=2, jobs=1)
    assert words.hours_words(done, "Nothing") == ["Manager hours: no change."]
    assert words.csat_words(done, "Nothing") == ["CSAT proxy: no change."]
    assert words.bonus_words(done, "Nothing") == ["Bonus: no change."]


def test_assumptions_are_named_and_those_beyond_the_evidence_stand_out(comparison):
    said = "\n".join(words.rests_on(comparison))
    assert "relief 0.4 utility" in said
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


def test_what_ifs_whose_order_hangs_on_a_weight_are_not_ranked(comparison):
    for pair in comparison.unranked:
        assert all(f"'{name}'" in comparison.verdict for name in pair)


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
    named = set(re.findall(r"(?:`|^    )frontline ([a-z]+)", text, re.MULTILINE))
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
    said = " ".join(words.hours_words(done, "There and back"))
    assert f"{late.value:.1f} hours a week more ({late.interval[0]:.1f} to {late.interval[1]:.1f})" in said


def test_a_pool_in_debt_is_told_with_the_size_of_the_debt():
    done = compare(small_center(what_if={"Pool": {"use": ["pay_from_bonus_pool"]}}), replications=4, jobs=1)
    closing = [counted.total()["balance_cents"] / 100 for counted in done.tallies["Pool"]]
    mean = sum(closing) / len(closing)
    assert mean < 0
    assert f"{words.amount(-mean, 0)} USD" in " ".join(words.bonus_words(done, "Pool"))
    assert "debt" not in " ".join(words._debt_words(done, "Baseline"))


def test_policies_that_overrule_each_other_are_named():
    center = small_center(what_if={"Both": {"use": ["stop_rewarding_escalation", "coach_back"], "from_week": 2}})
    done = compare(center, replications=1, jobs=1)
    assert (
        "In 'Both', stop_rewarding_escalation sets manager.policy, and coach_back overrules it."
        in words.caveats(done)["Mind"]
    )


def test_what_finds_nothing_to_act_on_is_said_to_change_nothing():
    center = small_center(what_if={"Lane": {"use": ["leadership_lane"], "from_week": 2}})
    done = compare(center, replications=2, jobs=1)
    assert words.findings(done) == {"Lane": ["Changes nothing here: this center gives it nothing to act on."]}
