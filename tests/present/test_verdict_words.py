"""The verdict on one screen: nothing is cut that matters, and no hurried reading is wrong."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.other_worlds import OtherWorlds
from sim.experiment.verdict import verdict_of
from sim.present.columns import cut, wide, wrapped
from sim.present.marks import LEGEND
from sim.present.verdict_screen import verdict_lines
from sim.scenario.characters import stray
from tests.centers import small_center
from tests.experiment.planted import AGENTS, BONUS, CSAT, HIDDEN, HOURS, SERVICE, SPREAD, TODAY, planted

DETAILS = "Details: runs/small-0123456789ab/report.html"


def worlds(told: str, **more: object) -> OtherWorlds:
    known = {
        "aim": HOURS, "told": told, "count": 16, "left_out": 0, "same": 16, "other": 0, "hardly": 0,
        "shares": (40.0, 50.0, 62.0), "gains": (10.0, 14.0, 18.0), "own_share": 50.0, "own_gain": 15.0,
        "starts": 29.0, "own_start": 30.0, "wins": {told: 14, "Other": 2}, "outside": (),
    }  # fmt: skip
    return OtherWorlds(**{**known, **more})  # type: ignore[arg-type]


def with_worlds(made: Comparison, found: OtherWorlds) -> Comparison:
    told = replace(made, worlds=found)
    for name in ("sums", "_same"):
        vars(told)[name] = vars(made)[name]
    return told


def said(made: Comparison) -> str:
    return " ".join(" ".join(verdict_lines(made, DETAILS)).split())


LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Nd", "Po"], include_characters=" 両段階を同時に行う🙂")
NAMES = st.text(LETTERS, min_size=1, max_size=60).map(str.strip).filter(lambda name: name and not stray(name))


@settings(max_examples=60)
@given(
    st.dictionaries(
        NAMES,
        st.dictionaries(st.sampled_from(list(SPREAD)), st.floats(-0.4, 0.4), max_size=6),
        min_size=1,
        max_size=24,
    ),
    st.sampled_from(["USD", "ILS", "EUR"]),
    st.booleans(),
    st.sampled_from([{}, {"escalation_rate": 18.0, HOURS: 80.0, CSAT: 12.0, BONUS: 3.0}]),
    st.sampled_from([0.0, 40.0]),
)
def test_it_fits_a_screen_of_24_by_80_whatever_what_ifs_are_called_and_do(changes, currency, in_worlds, seen, lost):
    sized = {name: {m: share * TODAY[m] for m, share in its.items()} for name, its in changes.items()}
    made = planted(sized, currency=currency, observed=seen)
    for sums in made.sums.values():
        vars(sums)["_figures"]["not_served"] = vars(sums)["_figures"]["not_served"] + lost
    told = verdict_of(made).told
    if in_worlds and told is not None:
        made = with_worlds(made, worlds(told, starts=7.0, outside=("a", "b", "c")))
    lines = verdict_lines(made, DETAILS, run="runs/small-0123456789ab")
    assert len(lines) <= 24
    assert max(map(wide, lines)) <= 80
    text = " ".join(lines)
    today = next(place for place, line in enumerate(lines) if line.startswith("Today, simulated"))
    more = next((place for place, line in enumerate(lines) if line.endswith("runs/small-0123456789ab --full")), None)
    below = ("Look out: ", "The same to the last digit: ", LEGEND)
    ends = (place for place, line in enumerate(lines) if place > today and (not line or line.startswith(below)))
    end = more if more is not None else next(ends)
    left_out = int(lines[more].split()[0]) if more is not None else 0
    assert end - today - 1 + left_out == len(changes)
    assert (not lost) or "First: " in text
    assert (not seen) or "Your center: " in text
    assert "Best" in text
    assert "How sure: " in text
    assert LEGEND in text
    assert "Today, simulated" in text


@given(NAMES, st.integers(8, 80))
def test_a_name_too_long_for_its_column_is_cut_to_fit_and_no_other(name, width):
    assert wide(cut(name, width)) <= width
    assert (cut(name, width) == name) == (wide(name) <= width)


@given(st.lists(NAMES, min_size=1, max_size=12).map(" ".join), st.integers(20, 80))
def test_a_sentence_in_lines_keeps_every_letter_and_no_line_is_too_wide(text, width):
    lines = wrapped(text, width)
    assert max(map(wide, lines), default=0) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("count", [1, 2, 11, 12, 50])
def test_what_a_screen_leaves_out_is_counted_with_the_command_that_shows_it(count):
    made = planted({f"What-if {place}, an alternative": {HOURS: -0.2 * place, CSAT: -3} for place in range(count)})
    lines = verdict_lines(made, DETAILS, run="runs/small-0123456789ab")
    more = [line for line in lines if line.endswith(" more: frontline show runs/small-0123456789ab --full")]
    rows = [line for line in lines if line.startswith("What-if")]
    assert len(lines) <= 24
    assert len(rows) + sum(int(line.split()[0]) for line in more) == count
    assert bool(more) == (len(rows) < count)


def test_the_best_its_price_and_how_sure_stand_in_three_sentences():
    made = planted({"Both steps": {HOURS: -15, CSAT: 8, SERVICE: -4}, "Other": {HOURS: -5}})
    text = said(with_worlds(made, worlds("Both steps")))
    assert "Best of 2: “Both steps”. Managers get back 15 of 30 hours a week; satisfied customers 70.0 → 78.0 %" in text
    assert "(computed, not surveyed)" in text
    assert "Price: service level −4.0 points." in text
    assert "Without a price: “Other” (−5.0 hours a week)." in text
    assert "in all 16 other sets of beliefs about people the hours fall, by 40 to 60 % in most" in text


def test_nobody_reads_a_gain_without_where_it_starts_in_other_worlds():
    made = planted({"Both steps": {HOURS: -15}, "Other": {HOURS: -5}})
    apart = worlds("Both steps", starts=7.0, gains=(5.0, 6.0, 7.0), outside=("x", "y", "z"))
    text = said(with_worlds(made, apart))
    assert (
        "there the manager starts from 7 such hours, not 30, and gets back 6: three beliefs here are stronger" in text
    )
    assert "Measure the 30 before you promise the 15." in text


def test_nobody_reads_hours_saved_without_the_hours_that_agents_work_instead():
    text = said(planted({"Step 1": {HOURS: -15, AGENTS: 14}}))
    assert "agents’ hours +14" in text
    assert "Most of the work moves down, it does not vanish." in text


def test_what_takes_the_bonus_is_looked_out_for_in_money_of_how_much():
    text = said(planted({"Fine": {HOURS: -5}, "Pool": {HOURS: -25, BONUS: -900, "debt": 20_000.0}}))
    assert "Look out: “Pool”: " in text
    assert "takes 901 of each agent’s 999 USD a month" in text
    assert "20,000 USD of debt in the pool" in text


@pytest.mark.parametrize(
    ("changes", "more", "begins"),
    [
        ({"A": {HOURS: -15, HIDDEN: 9}}, {}, "Best: none. The what-if that helps also harms"),
        ({"A": {HOURS: 5}, "B": {CSAT: -3}}, {}, "Best: stay as you are. No what-if helps, and each harms something."),
        ({"A": {}, "B": {HOURS: -0.1}}, {"noise": 0.2}, "Best: no difference that matters."),
        ({"A": {HOURS: -1.0}}, {"n": 3, "noise": 6.0}, "Best: not clear yet. Manager hours: 3"),
    ],
)
def test_every_ending_has_its_sentence(changes, more, begins):
    assert begins in said(planted(changes, **more))


def test_beliefs_that_do_not_explain_the_center_are_said_not_to():
    made = planted({"A": {HOURS: -15}})
    assert "no tried belief explains your center" in said(with_worlds(made, worlds("A", left_out=12, same=4)))


def test_a_center_without_pool_manager_or_choice_has_a_table_of_what_it_has():
    planner = small_center(
        issues={
            "question": {"per_week": 300, "routine": True, "handle_time": {"shape": "lognormal", "mean": 5, "cv": 1}}
        },
        incentives={},
        what_if={"One more": {"set": {"teams.desk.agents": "plus 1"}}},
    )
    lines = verdict_lines(compare(planner, replications=4, jobs=1), DETAILS)
    text = "\n".join(lines)
    assert "bonus" not in text
    assert "manager" not in text.split("How sure")[1]
    assert "service" in text
