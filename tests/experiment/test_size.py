"""How large a run will be is told before it starts, roughly right and with everything that makes it long."""

import logging
import time
from types import SimpleNamespace

import pytest

import sim
from sim.cli import run
from sim.cli.sizing import check_records
from sim.engines import simulate
from sim.experiment.size import MOST_HELD, size_of
from sim.present.journey_files import write_records
from sim.scenario import ScenarioError, scenario_from
from tests.centers import shipped, small_center
from tests.edges import CENTER, placed


def size(**parts):
    data = CENTER
    for key, value in parts.items():
        data = placed(tuple("<name>" if word == "name" else word for word in key.split("__")), value, data)
    return size_of([scenario_from(data)])


@pytest.mark.parametrize("name", ["minimal", "bank"])
def test_the_estimate_is_within_a_third_of_what_a_shipped_center_has(name):
    scenario = shipped(name)
    assert size_of([scenario]).contacts == pytest.approx(len(simulate(scenario).rows), rel=0.33)


def test_where_nobody_serves_every_caller_redials_as_often_as_he_may():
    redials = size(customers__redial_share=1.0, customers__max_redials=5, teams__name__agents=0)
    once = size(customers__redial_share=0.0, teams__name__agents=0)
    data = placed(("teams", "<name>", "agents"), 0)
    data["teams"]["vendor"]["agents"] = 0
    data["customers"].update(redial_share=1.0, max_redials=5)
    none = size_of([scenario_from(data)])
    assert none.contacts == pytest.approx(6 * sum((24 + 8 * 0.5, 8)))
    assert redials.contacts >= once.contacts


def test_agents_surges_and_long_queues_count():
    assert size(teams__name__agents=5000).agent_days > 5000 * 7
    assert size(customers__endless_patience_share=1.0, issues__name__handle_time=1e5).days > 100
    surge = {"event": "surge", "issue": "complaint", "week": 1, "times": 20.0}
    assert size_of([scenario_from({**CENTER, "timeline": [surge]})]).contacts > 10 * size().contacts


LARGE = """\
name: Large
calendar: {{weeks: {weeks}}}
issues: {{a: {{per_week: 1000000}}}}
teams: {{desk: {{agents: {agents}, handles: [a]}}}}
timeline: [{{week: 1, event: surge, issue: a, times: {times}}}]
what_if: {{more: {{set: {{incentives.relief: 1}}}}}}
"""


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"weeks": 530, "agents": 10, "times": 1}, "hours on one core; run it all the same with --force"),
        ({"weeks": 1, "agents": 10, "times": 20}, "GB for each core; run it all the same with --force"),
    ],
)
@pytest.mark.parametrize("command", [["run"], ["compare"], ["stress"]])
def test_what_cannot_end_in_reasonable_time_or_memory_is_refused_at_once(
    tmp_path, monkeypatch, capsys, command, parts, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "large.yaml").write_text(LARGE.format(**parts))
    began = time.process_time()
    assert run([command[0], "large.yaml", *command[1:]]) == 2
    assert time.process_time() - began < 5
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(told)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["trace", "--contact", "worst"], "GB for each core; run it all the same with --force"),
        (["compare", "--contacts", "--replications", "1"], "min; leave out --contacts, or run it all the same"),
    ],
)
def test_whole_runs_that_do_not_fit_into_memory_or_files_are_refused_at_once(
    tmp_path, monkeypatch, capsys, command, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "large.yaml").write_text(LARGE.format(weeks=52, agents=10, times=1))
    assert run([command[0], "large.yaml", *command[1:]]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_how_much_the_records_will_be_is_said_before_and_about_right(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    center = shipped("minimal")
    scenarios = [center, *map(center.what_if, center.what_ifs)]
    check_records([center], tmp_path / "new" / "folder", force=False, quiet=False)
    assert capsys.readouterr().err == f"--contacts: {size_of(scenarios).with_records()}\n"
    comparison = sim.compare(center, replications=1, jobs=1)
    write_records(comparison, tmp_path)
    written = sum(path.stat().st_size for path in tmp_path.glob("*.gz"))
    assert size_of(scenarios).file_bytes == pytest.approx(written, rel=0.33)


def test_records_that_the_disk_has_no_room_for_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1e6))
    with pytest.raises(ScenarioError, match=r"; 1 MB are free on the disk of .*--force"):
        check_records([shipped("minimal")], tmp_path, force=False, quiet=True)
    check_records([shipped("minimal")], tmp_path, force=True, quiet=True)


def test_in_python_a_line_says_it_before_it_starts(monkeypatch, caplog):
    monkeypatch.setattr("sim.experiment.size.MOST_HELD", 10)
    with caplog.at_level(logging.WARNING):
        sim.run(small_center(), replications=1, engine="simpy")
    assert "contacts in memory at once" in caplog.text
    assert MOST_HELD > 10
