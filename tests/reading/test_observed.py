"""What was observed is read from a scenario and a file of weeks; values are written into a scenario's own text."""

import pytest

import sim
from sim.experiment.targets import target_problems
from sim.reading.rewriting import Value, holds, rewritten
from sim.scenario.beliefs import beliefs_in

CENTER = """\
# my center
name: Small
calendar: {start: 2024-01-01, weeks: 4, open: {mon-fri: "9:00-12:00"}}   # short days
issues:
  call: {per_week: 100, handle_time: {shape: lognormal, mean: 9, cv: 1}}   # minutes
teams: {desk: {agents: 2, handles: [call]}}
incentives:
  # what is in it for them
  relief: 0.2   # a guess
observed:
  weekly: {file: history.csv, columns: {week: week, escalation_rate: esc}}
"""


def written(folder, history="week;esc\n2024-01-10;21,5\n2024-01-01;20\n", text=CENTER):
    (folder / "history.csv").write_text(history, encoding="utf-8")
    (folder / "center.yaml").write_text(text, encoding="utf-8")
    return folder / "center.yaml"


def test_a_history_is_read_in_the_order_of_its_weeks_with_decimal_commas_and_blanks(tmp_path):
    file = written(tmp_path, "week;esc\n10.01.2024;21,5\n01.01.2024;20\n15.01.2024;\n")
    weekly = sim.load(file).observed["weekly"]
    assert weekly.weeks == ["2024-01-01", "2024-01-08", "2024-01-15"]
    assert weekly.figures == {"escalation_rate": [20, 21.5, None]}
    assert sim.load(file).seen == {"escalation_rate": 20.75}
    assert weekly.numbered(sim.load(file).calendar.start) == [1, 2, 3]
    assert sim.load(written(tmp_path, "week,esc\n2,20\n1,21\n")).observed["weekly"].weeks == ["1", "2"]


def test_cells_of_a_history_may_have_the_sign_and_then_mean_one_thing_only(tmp_path):
    file = written(tmp_path, "week;esc\n2024-01-01;0,4 %\n2024-01-08;0,5%\n2024-01-15;\n")
    center = sim.load(file)
    assert center.observed["weekly"].figures == {"escalation_rate": [0.4, 0.5, None]}
    assert target_problems(center) == []
    (problem,) = target_problems(sim.load(written(tmp_path, "week;esc\n2024-01-01;0,4\n")))
    assert "history.csv: the column holds 0.4 at most, which may be a share or a percentage" in problem.message
    assert "write 40 % or 0.4 %, sign and all, in each cell" in problem.message
    minutes = CENTER.replace("escalation_rate: esc", "handle_minutes: esc")
    (problem,) = target_problems(sim.load(written(tmp_path, "week;esc\n2024-01-01;7 %\n", minutes)))
    assert "handle_minutes is in minutes, not in %" in problem.message


@pytest.mark.parametrize(
    ("history", "line"),
    [
        ("week;esc\n;20\n2024-01-08;21\n", "history.csv:2:week: is blank; write the date of the week"),
        ("week;esc\nsoon;20\n", "history.csv:2:week: 'soon' is not a date; write 2024-01-29"),
        (
            "week;esc\n2024-01-08;20\n2024-01-09;21\n",
            "history.csv:3:week: the week 2024-01-08 stands in line 2 already",
        ),
        ("week;esc\n03/04/2024;20\n", "may be 2024-03-04 or 2024-04-03; write year-month-day"),
        ('week,esc\n2024-01-08,"20,5"\n', "history.csv:2:esc: '20,5' is not a number such as 4.5"),
        ("week,esc\n2024-01-08,20,5\n", "history.csv:2: 3 cells, but 2 columns are named"),
        ("week;esc\n2024-01-08;%\n", "history.csv:2:esc: is blank; write 0 where there is nothing"),
        ("week;esc\n2024-01-08;\n", "history.csv:1: column 'esc' holds no figure"),
        ("week;rate\n2024-01-08;3\n", "column 'esc' is missing"),
    ],
)
def test_what_cannot_be_read_of_a_history_is_told_in_one_line_at_its_cell(tmp_path, history, line):
    with pytest.raises(sim.ScenarioError) as error:
        sim.load(written(tmp_path, history))
    (problem,) = error.value.problems
    assert line in problem.message
    assert problem.line == 11


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        ("many", "'many' is no figure; write a number in the metric's unit, or a share such as 22 %"),
        ("{n: 9}", "needs one figure: value: 22 %, or share: 0.22"),
        ("{share: 22}", "must be a number from 0 to 1, not 22"),
        ("{value: 22, cases: 9}", "unknown key 'cases'"),
        ("{file: history.csv, columns: {escalation_rate: esc, csat_proxy: esc}}", "columns needs week"),
    ],
)
def test_a_figure_that_is_none_is_refused_in_one_line(tmp_path, figure, line):
    text = CENTER[: CENTER.index("observed:")] + f"observed: {{escalation_rate: {figure}}}\n"
    with pytest.raises(sim.ScenarioError) as error:
        sim.load(written(tmp_path, text=text))
    (problem,) = error.value.problems
    assert line in problem.message


def test_values_are_written_into_the_text_and_everything_else_stays(tmp_path):
    file = written(tmp_path)
    (tmp_path / "worlds.csv").write_text("incentives.relief\n0.1\n0.3\n", encoding="utf-8")
    values = {
        "incentives.relief": Value(0.31, "relief calibrated"),
        "incentives.announced": Value(0.5),
        "issues.call.handle_time.mean": Value(8.25),
        "issues.call.asks_share": Value(0.4),
        "behavior.pride": Value(0.7, "pride calibrated"),
        "customers.satisfaction.wait": Value(0.1),
        "behavior.effort": Value(0.3),
    }
    section = ["beliefs:", "  ranges: {behavior.pride: [0.6, 0.9]}", "  file: worlds.csv"]
    new = tmp_path / "new.yaml"
    new.write_text(rewritten(file, values, section), encoding="utf-8")
    assert holds(new, values)
    text = new.read_text(encoding="utf-8")
    for line in (
        "# my center",
        "# what is in it for them",
        "   # short days",
        "relief: 0.31   # a guess; relief calibrated",
    ):
        assert line in text
    ranges = {each.key: each.likely for each in beliefs_in(sim.load(new))}
    assert ranges["behavior.pride"] == (0.6, 0.9)
    assert ranges["incentives.relief"] == (0.1, 0.3)
    again = tmp_path / "again.yaml"
    again.write_text(rewritten(new, {"incentives.relief": Value(0.2)}, ["beliefs: {}"]), encoding="utf-8")
    assert again.read_text(encoding="utf-8").count("beliefs:") == 1
    assert sim.load(again).beliefs.ranges == {}


def test_a_text_in_which_a_value_has_no_place_is_extended_instead(tmp_path):
    file = written(tmp_path, text=CENTER + "behavior: {}\n")
    values = {"behavior.pride": Value(0.5), "behavior.effort": Value(0.25), "incentives.relief": Value(0.1)}
    new = tmp_path / "new.yaml"
    new.write_text(rewritten(file, values, ["beliefs: {}"]), encoding="utf-8")
    assert new.read_text(encoding="utf-8").startswith("extends: center.yaml\n")
    assert holds(new, values)


@pytest.mark.parametrize(
    ("beliefs", "line"),
    [
        ("{ranges: {behavior.prode: [0.6, 0.9]}}", "unknown key 'prode'"),
        ("{ranges: {behavior.pride: [0.9, 0.6]}}", "goes from a lower to a higher number"),
        ("{ranges: {behavior.pride: [0.9]}}", "beliefs.ranges.behavior.pride"),
        ("{file: none.csv}", "none.csv"),
    ],
)
def test_beliefs_that_cannot_be_varied_are_refused(tmp_path, beliefs, line, capsys):
    from sim.cli import run

    file = written(tmp_path, text=CENTER + f"beliefs: {beliefs}\n")
    assert run(["validate", str(file)]) == 2
    assert line in capsys.readouterr().err


def test_a_remark_takes_the_place_of_what_it_said_before_and_a_sign_in_quotes_is_none(tmp_path):
    file = written(tmp_path, text=CENTER)
    once = rewritten(file, {"incentives.relief": Value(0.3, "relief calibrated, was 0.2")}, ["beliefs: {}"])
    assert "relief: 0.3   # a guess; relief calibrated, was 0.2\n" in once
    file.write_text(once, encoding="utf-8")
    twice = rewritten(file, {"incentives.relief": Value(0.4, "relief calibrated, was 0.3")}, ["beliefs: {}"])
    assert "relief: 0.4   # a guess; relief calibrated, was 0.3\n" in twice
    quoted = CENTER.replace(
        "teams: {desk: {agents: 2, handles: [call]}}", 'teams: {"desk #1": {agents: 2, handles: [call]}}'
    )
    file.write_text(quoted, encoding="utf-8")
    values = {"teams.desk #1.agents": Value(3, "agents calibrated, was 2")}
    found = rewritten(file, values, ["beliefs: {}"])
    assert 'teams: {"desk #1": {agents: 3, handles: [call]}}  # agents calibrated, was 2\n' in found
