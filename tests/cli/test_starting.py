"""The first hour: a scenario from nothing or from ten answers, the schema beside it, and what to type next."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.cli import asking, run
from sim.experiment.study import study
from sim.reading.schema import schema_text
from sim.reading.starter import Figures, starter, starter_text
from sim.scenario.messages import join
from tests.centers import SCENARIOS

SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
GOOD = ["4", "2", "mon-fri 9:00-17:00, sat 9:00-13:00", "300", "8", "12", "25", "20", "150 EUR", "250"]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(monkeypatch):
    def type_(*answers):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))

    return type_


@pytest.mark.usefixtures("undrawn")
def test_new_asks_nothing_writes_the_schema_it_names_and_says_the_next_two_commands(empty, capsys):
    assert run(["new"]) == 0
    assert sorted(path.name for path in empty.iterdir()) == ["frontline.schema.json", "my_center.yaml"]
    named = Path("my_center.yaml").read_text("utf-8").splitlines()[0].partition("$schema=")[2]
    assert Path(named).read_text("utf-8") == schema_text()
    told = capsys.readouterr().out.splitlines()
    commands = [line.removeprefix("next:").split() for line in told if " frontline " in line]
    assert [words[1] for words in commands] == ["validate", "compare"]
    for words in commands:
        assert words[0] == "frontline"
        assert run([*words[1:], "--quiet", *(["--jobs", "1"] if words[1] == "compare" else [])]) == 0


def test_every_shipped_scenario_names_the_schema_that_lies_beside_its_copy(empty):
    for source in SHIPPED:
        assert run(["new", f"sub/{source}", "--from", source]) == 0
        head = Path("sub", f"{source}.yaml").read_text("utf-8").splitlines()[0]
        assert Path("sub", head.partition("$schema=")[2]).is_file()


@pytest.mark.parametrize("words", [["--from"], ["--from", ""], ["--from", "dealersip"]])
def test_what_there_is_to_start_from_is_listed_where_none_or_another_is_named(empty, capsys, words):
    assert run(["new", "mine", *words]) == 2
    error = capsys.readouterr().err
    assert [source for source in SHIPPED if source not in error] == []
    assert ("did you mean 'dealership'?" in error) == ("dealersip" in words)
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(("theirs", "stays"), [("{}", True), ('{"title": "Scenario"}', False)])
def test_a_schema_of_another_version_is_renewed_and_what_else_is_called_so_stays(empty, theirs, stays):
    Path("frontline.schema.json").write_text(theirs, "utf-8")
    assert run(["new"]) == 0
    assert (Path("frontline.schema.json").read_text("utf-8") == theirs) == stays


def test_ten_answers_make_a_scenario_whose_baseline_shows_the_typed_share(empty, typed, capsys):
    typed(*GOOD)
    assert run(["new", "mine", "--wizard", "--quiet"]) == 0
    out = capsys.readouterr().out
    center = sim.load("mine.yaml")
    assert center.currency == "EUR"
    assert center.observed == {"escalation_rate": 25.0}
    assert {key: center[key] for key in ("teams.desk.agents", "manager.count", "empowerment.authority")} == {
        "teams.desk.agents": 4, "manager.count": 2, "empowerment.authority": 150.0,
    }  # fmt: skip
    assert center.calendar.open == {"mon-fri": "9:00-17:00", "sat": "9:00-13:00"}
    weeks = (3, 9)  # those that its what-ifs are compared over
    found = study([center], 16, 7, weeks=weeks, metrics=("escalation_rate",), jobs=1)["escalation_rate"]
    assert abs(found.mean() - 25.0) < 4 * found.std(ddof=1) / 16**0.5
    assert "25 of 100 calls go up" in out
    assert run(["validate", "mine.yaml"]) == 0
    assert "Observed: escalation rate 25 %" in capsys.readouterr().out


def test_an_empty_line_takes_what_stands_in_brackets_and_a_share_that_cannot_be_is_told(empty, typed, capsys):
    typed("", "", "", "200", "", "", "1", "", "", "")
    assert run(["new", "mine", "--wizard", "--quiet"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "no value of incentives.relief shows that: the simulated share ranges from" in told
    assert sim.load("mine.yaml")["incentives.relief"] == 0.0


WRONG = {
    1: ["none", "0", "-1"], 2: ["+1", "0"], 3: ["always", "mon-fri", "xyz 9:00-17:00"],
    4: ["many", "0", "1e9x"], 5: ["0", "5 mikes"], 6: ["-2"], 7: ["120", "a lot", "nan"], 8: ["-1"], 9: ["all"],
    10: ["-5", "no"],
}  # fmt: skip


@pytest.mark.parametrize(("place", "answer"), [(place, each) for place, wrong in WRONG.items() for each in wrong])
def test_a_wrong_answer_that_is_read_from_a_file_is_refused_in_a_line_and_nothing_is_written(
    empty, typed, capsys, place, answer
):
    typed(*[answer if n == place else good for n, good in enumerate(GOOD, start=1)])
    assert run(["new", "mine", "--wizard"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith(f"question {place} (")
    assert error.rstrip().endswith("nothing was written")
    assert list(empty.iterdir()) == []


def test_at_a_terminal_a_wrong_answer_is_asked_again_with_what_would_be_right(empty, typed, capsys, monkeypatch):
    typed("none", *GOOD)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert asking.asked("Mine").agents == 4
    assert "must be a number from 0 to 5000" in " ".join(capsys.readouterr().out.split())


def test_answers_that_end_early_and_an_interrupt_leave_nothing(empty, typed, capsys, monkeypatch):
    typed(*GOOD[:6])
    assert run(["new", "mine", "--wizard"]) == 2
    assert "the answers end before question 7" in capsys.readouterr().err

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    typed(*GOOD)
    monkeypatch.setattr("sim.experiment.matching.matched", interrupted)
    assert run(["new", "mine", "--wizard"]) == 130
    assert list(empty.iterdir()) == []


def test_the_wizard_asks_nothing_where_the_file_may_not_be_written(empty, typed, capsys):
    Path("mine.yaml").write_text("mine", "utf-8")
    typed()
    assert run(["new", "mine", "--wizard"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["new", "other", "--wizard", "--from", "bank"]) == 2


def test_answers_can_be_piped(empty):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "new", "piped", "--wizard", "--quiet"],
        input="\n".join(GOOD) + "\n", capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(SCENARIOS.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path("piped.yaml").is_file()
    assert all(question.words in done.stdout for question in asking.QUESTIONS)


AMOUNTS = st.one_of(st.just(0.0), st.integers(1, 10**8).map(lambda cents: cents / 100))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 5000), st.integers(1, 500), st.floats(1, 1e6), st.floats(0.1, 600), st.floats(0.1, 600),
    st.floats(0.01, 100), st.floats(0.01, 100), AMOUNTS, AMOUNTS, st.sampled_from(["USD", "€", "no", "CHF: x"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30),
)  # fmt: skip
def test_what_is_answered_is_what_the_file_says_to_the_last_bit(
    agents, managers, calls, minutes, upstairs, up, asks, authority, bonus, currency, name
):
    hours = {"mon-fri": "8:30-18:00"}
    figures = Figures(name, agents, managers, hours, calls, minutes, upstairs, up, asks, authority, bonus, currency)
    center = starter(starter_text(figures, 0.2812, "found"), "mine.yaml")
    assert (center.name, center.currency, center.calendar.open) == (name, currency, hours)
    assert (center["teams.desk.agents"], center["manager.count"]) == (agents, managers)
    assert (center["issues.call.per_week"], center["empowerment.authority"]) == (calls, authority)
    assert center["issues.call.handle_time"].mean == minutes
    assert center["manager.investigate_time"].mean == upstairs
    assert center["issues.call.asks_share"] == pytest.approx(asks / 100, abs=1e-12)
    assert center.observed == {"escalation_rate": up}
    pool = center.incentives.bonus_pool
    assert (pool.funding_per_agent if pool else 0) == bonus
    assert join(center.what_ifs).endswith("agent instead")
