"""`plus`, `minus` and `times` change what stands; a number with a plus sign is never taken for the number alone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.cli.values import keys_of
from sim.demand.quantile_tables import table_of
from sim.present.settings import set_words
from sim.reading.schema import json_schema
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.differences import set_by
from sim.scenario.distributions import Distribution
from sim.scenario.means import mean_of, with_mean
from sim.scenario.relative import applied, relative_of
from tests.other_values import CENTER, HEADS, SHAPES, center
from tests.reading.scenario_files import SMALL, lines

jsonschema = pytest.importorskip("jsonschema")
GRID = (np.arange(200_000) + 0.5) / 200_000
read = TypeAdapter(Distribution).validate_python
BETA = {"shape": "beta", "a": 2.0, "b": 5.0}
MIXED = {"shape": "mixture", "parts": [{"weight": 1.0, "of": BETA}, {"weight": 2.0, "of": SHAPES[0]}]}


def change(value, said):
    return applied(relative_of(said), value)


def moments(distribution):
    """Mean and CV of what is drawn, by the quantile table."""
    values = table_of(distribution).read_all(GRID)
    return float(values.mean()), float(values.std() / values.mean())


@pytest.mark.parametrize("data", [*SHAPES, BETA, MIXED], ids=lambda data: "-".join(data)[:40])
@pytest.mark.parametrize("said", ["times 1.3", "times 0.8", "plus 0.05", "minus 0.1"])
def test_a_distribution_gets_the_mean_that_is_said_and_keeps_its_cv(data, said):
    before = read(data)
    wanted = change(mean_of(before), said)
    after = read(change(before, said))
    assert mean_of(after) == pytest.approx(wanted)
    assert after.shape == before.shape
    mean, cv = moments(after)
    assert mean == pytest.approx(wanted, rel=0.01)
    if data is not MIXED:  # a beta in it keeps its own CV, but bends otherwise
        assert cv == pytest.approx(moments(before)[1], rel=0.02)


@pytest.mark.parametrize("data", [3.0, *SHAPES, BETA, MIXED])
def test_the_mean_that_is_said_is_the_mean_that_is_drawn(data):
    assert table_of(read(data)).mean == pytest.approx(mean_of(read(data)), rel=2e-3)


@pytest.mark.parametrize("data", [*SHAPES, BETA])
def test_no_distribution_gets_a_mean_of_nothing(data):
    for mean in (0.0, -1.0, math.inf):
        with pytest.raises(ValueError, match="must stay above 0"):
            with_mean(read(data), mean)


amounts = st.floats(0, 1000).map(lambda x: float(f"{x:.4g}"))


@given(amounts, amounts)
def test_numbers_change_as_is_said_in_the_digits_that_a_person_would_write(value, amount):
    for said, wanted in (("plus", value + amount), ("minus", value - amount), ("times", value * amount)):
        assert change(value, f"{said} {amount!r}") == pytest.approx(wanted, rel=1e-11, abs=1e-9)
    assert change(0.1, "plus 0.2") == 0.3


@given(st.integers(0, 500), st.integers(0, 500))
def test_head_counts_stay_whole_in_numbers_and_schedules_and_nobody_is_added_where_nobody_is_on_duty(heads, more):
    assert change(heads, f"plus {more}") == heads + more
    schedule = {"mon-fri": {"8:00": heads, "18:00": 0}, "sat": heads + 1}
    there = heads + more if heads else 0
    assert change(schedule, f"plus {more}") == {"mon-fri": {"8:00": there, "18:00": 0}, "sat": heads + 1 + more}
    assert change(schedule, "times 3") == {"mon-fri": {"8:00": 3 * heads, "18:00": 0}, "sat": 3 * heads + 3}


def test_each_figure_of_a_table_of_heads_changes():
    scenario = center(A={"set": {"teams.vendor.agents": "plus 4"}})
    after = plan_of(scenario.what_if("A")).at(0)["teams.vendor.agents"]
    assert after.figures == [[6.0] * 24] * 7
    assert after.file == HEADS["file"]


@pytest.mark.parametrize(
    ("key", "said", "told"),
    [
        ("customers.max_redials", "times 1.1",
         "'times 1.1' makes 3.3 of 3, and only whole numbers can stand here; write 'plus 1', or the number itself"),
        ("customers.max_redials", "times 0.9", "write 'minus 1', or the number itself"),
        ("manager.count", "times 1.25", "'times 1.25' makes 2.5 of 2 (mon 0:00), and only whole numbers"),
        ("manager.count", "plus 0.5", "'plus 0.5' makes 2.5 of 2 (mon 0:00)"),
        ("teams.desk.agents", "minus 3", "with 'minus 3': must be a number from 0 to 5000, not -1"),
        ("teams.desk.agents", -3, "not -3; for 3 less than there is, write 'minus 3'"),
        ("teams.desk.absence", "plus 2", "with 'plus 2': must be a number from 0 to 1, not 2.0"),
        ("teams.desk.agents", "+3", "it may mean 3, or 3 more than there is; write 3, or where keys are set: plus 3"),
        ("teams.desk.absence", "+10 %", "where keys are set, write times 1.1"),
        ("teams.desk.absence", "plus 10 %", "'plus 10 %' is said as 'times 1.1'"),
        ("teams.desk.absence", "minus 10%", "'minus 10%' is said as 'times 0.9'"),
        ("teams.desk.absence", "times 110 %", "'times 110 %' is said as 'times 1.1'"),
        ("teams.desk.absence", "plus 0,1", "'plus 0,1' has a comma; write 'plus 0.1'"),
        ("teams.desk.absence", "plus", "'plus' needs a number without a sign after it, such as 'plus 4'"),
        ("teams.desk.absence", "times -1", "'times' needs a number without a sign after it, such as 'times 1.1'"),
        ("teams.desk.absence", {"add": "x"}, "'add' needs a number"),
        ("teams.desk.absence", "times 1e400", "'times' needs a number"),
        ("incentives.relief", "times 1e308", "with 'times 1e+308': must be a number from 0 to 3"),
        ("manager.policy", "plus 1", "'plus 1' changes numbers, and this is 'investigate'"),
        ("teams.desk.shares_pool", "times 2", "'times 2' changes numbers, and this is true"),
        ("issues.question.weekdays", "times 2", "'times 2' says nothing of weights"),
        ("customers.patience", {"median_asks": 2}, "'median_asks' sets an amount of money, and this is none"),
        ("manager.count", {"median_asks_of_each": 2}, "only empowerment.authority takes them"),
        ("manager.settlement", {"same_as": 2}, "'same_as' needs a key, such as {same_as: empowerment.generosity}"),
        ("manager.settlement", {"same_as": "empowerment.generosit"}, "did you mean 'generosity'?"),
        ("manager.settlement", {"same_as": "empowerment.authority"}, "with 'the same as empowerment.authority'"),
        ("issues.visit.patience", "plus 1", "'plus 1' has nothing to change here, because it is empty"),
        ("issues.question.handle_time", "minus 9", "'minus 9' makes the mean -3 of 6, and it must stay above 0"),
        ("issues.question.complexity", "times 3.5", "too near 1 for a beta of this CV; write it out"),
        ("empowerment", "plus 1", "'plus 1' changes one number, schedule or distribution, and this holds several keys"),
        ("leadership_lane.count", "plus 1", "is fixed for the whole run"),
    ],
)  # fmt: skip
def test_what_cannot_change_so_is_refused_in_one_line_with_the_way_to_say_it(key, said, told):
    for way in ({"set": {key: said}}, {"timeline": [{"week": 2, "set": {key: said}}]}):
        with pytest.raises(ScenarioError) as caught:
            center(A=way)
        (problem,) = caught.value.problems
        assert told in problem.message
        assert problem.key.endswith(key)
    if key != "leadership_lane.count":
        with pytest.raises(ScenarioError) as caught:
            center().override({key: said})
        assert told in str(caught.value)


def held(what_if, timeline=(), week=2):
    """The agents of the desk when a what-if holds; there are two."""
    data = {**CENTER, "timeline": list(timeline), "what_if": {"A": {"from_week": week, **what_if}}}
    plan = plan_of(scenario_from(data).what_if("A"))
    return plan.epochs[-1].scenario["teams.desk.agents"]


def test_a_change_is_relative_to_what_stands_then_policies_and_the_timeline_before_it_counted_in():
    more = {"set": {"teams.desk.agents": "plus 4"}}
    assert held(more) == 6
    assert held(more, [{"week": 1, "set": {"teams.desk.agents": 10}}]) == 14
    assert held(more, [{"week": 2, "set": {"teams.desk.agents": "times 5"}}]) == 14
    assert held(more, [{"week": 2, "set": {"teams.desk.agents": "times 5"}}], week=1) == 30
    assert held(more, [{"week": 2, "set": {"teams.desk.agents": 10}}], week=1) == 10
    ours = {"name": "ours", "about": "Ours.", "set": {"teams.desk.agents": "times 2"}}
    data = {**CENTER, "policies": {"ours": ours}, "what_if": {"A": {"use": ["ours", "ours"], **more}}}
    scenario = scenario_from(data)
    assert plan_of(scenario.what_if("A")).at(0)["teams.desk.agents"] == 12
    (told,) = set_by(scenario, "A")
    assert set_words(*told[1:]) == "plus 4 (8 -> 12)"


def test_mappings_and_words_say_the_same():
    for said, mapping in (("plus 4", {"add": 4}), ("minus 2", {"add": -2}), ("Times  1.5", {"times": 1.5})):
        assert relative_of(said) == relative_of(mapping)
    assert relative_of({"times": {"9:00": 1}}) is None


@pytest.mark.parametrize(
    ("key", "said", "words"),
    [
        ("teams.desk.agents", "plus 4", "plus 4 (2 -> 6)"),
        ("issues.question.handle_time", "times 1.1", "times 1.1 (mean 6 -> 6.6)"),
        ("teams.night.agents", "plus 1",
         "plus 1 ({mon-fri: {9:00: 1, 12:00: 2}, sat: 0} -> {mon-fri: {9:00: 2, 12:00: 3}, sat: 0})"),
        ("empowerment.authority", {"median_asks": 8}, "8 median asks (100 -> 480)"),
        ("empowerment.authority", {"median_asks_of_each": 2}, "2 median asks of each type (100 -> {question: 120.0})"),
        ("empowerment.goodwill_budget", {"median_asks": 20}, "20 median asks (empty -> 1200)"),
        ("manager.settlement", {"same_as": "empowerment.generosity"},
         "the same as empowerment.generosity (0.6 -> 0.7)"),
        ("teams.vendor.agents", "plus 1", "plus 1"),
        ("customers.patience", {"shape": "gamma", "mean": 8.0, "cv": 0.7}, "gamma, mean 8, cv 0.7"),
        ("manager.give_up_after", None, "empty"),
    ],
)  # fmt: skip
def test_settings_are_told_in_words_with_what_stood_and_what_it_becomes(key, said, words):
    (told,) = set_by(center(A={"set": {key: said}, "from_week": 2}), "A")
    assert set_words(*told[1:]) == words


SIGNED = ["+4", "+0.1", "+4.0", "+.5", "+1e3", "+ 4", "'+4'", '"+0.1"', "'+10 %'"]
PLACES = [
    "what_if: {{A: {{set: {{manager.apology: {}}}}}}}",
    "what_if: {{A: {{set: {{teams.desk.agents: {{mon-fri: {}}}}}}}}}",
    "what_if: {{A: {{set: {{customers.patience: {}}}}}}}",
    "timeline: [{{week: 2, set: {{teams.desk.agents: {}}}}}]",
    "timeline: [{{week: 2, event: surge, issue: complaint, times: {}}}]",
    "what_if: {{A: {{use: [ours.yaml]}}}} # {}",
    "manager: {{apology: {}}}",
    "customers: {{patience: {}}}",
    "customers: {{patience: {{shape: exponential, mean: {}}}}}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", SIGNED)
def test_a_plus_sign_before_a_number_is_refused_everywhere_in_one_line(place, number, tmp_path):
    (tmp_path / "ours.yaml").write_text(f"name: ours\nabout: Ours.\nset: {{manager.apology: {number}}}\n")
    (line,) = lines(tmp_path, SMALL + place.format(number) + "\n")
    plain = number.strip("'\"").removeprefix("+").strip()
    if "%" in plain:
        assert "write times 1.1" in line
    else:
        assert (
            f"may mean {plain}, or {plain} more than there is; write {plain}, or where keys are set: plus {plain}"
            in line
        )


def test_numbers_without_a_plus_and_exponents_and_texts_with_one_are_as_before(tmp_path):
    assert (
        lines(
            tmp_path,
            SMALL + "what_if: {+1 agent: {about: '+1', set: {teams.desk.skill: -0.5, manager.apology: 1e+0}}}\n",
        )
        == []
    )


@pytest.mark.parametrize("values", ["+1,+2", "1,+2", "+1..+4:4", "1:+4:1", "+.5,1", "{mon-fri: +2}"])
def test_a_plus_sign_is_refused_on_the_command_line(values):
    with pytest.raises(ScenarioError, match="where keys are set: plus"):
        keys_of((f"teams.desk.agents={values}",), sobol=False)
    assert keys_of(("a.b=plus 1,minus 2",), sobol=False) == {"a.b": ["plus 1", "minus 2"]}


def test_a_plus_sign_is_refused_in_a_table(tmp_path):
    (tmp_path / "heads.csv").write_text("weekday,start,heads\nmon-fri,8:00,5\nmon-fri,9:00,+4\n")
    (line,) = lines(tmp_path, SMALL.replace("agents: 6", "agents: {file: heads.csv, column: heads}"))
    assert "heads.csv:3:heads: '+4' has a plus sign; a table holds numbers, not changes: write 4" in line


def test_outside_of_set_the_words_are_refused_with_the_place_where_they_are_said(tmp_path):
    (line,) = lines(tmp_path, SMALL.replace("agents: 6", "agents: plus 4"))
    assert "not 'plus 4'; plus, minus and times are said in 'set'" in line


def test_editors_accept_the_words():
    data = {**CENTER, "what_if": {"A": {"set": {"teams.desk.agents": "plus 4", "incentives.relief": "times 1.1"}}}}
    jsonschema.Draft202012Validator(json_schema()).validate(data)
