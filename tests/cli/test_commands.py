"""The command line as its users meet it: one clear line for bad input, files that repeat, plain terminals."""

import codecs
import csv
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import run
from sim.cli.printing import look_alike
from sim.cli.studying import command_of
from tests.centers import SCENARIOS

ROOT = SCENARIOS.parent
SMALL = """\
name: Small
calendar: {weeks: 3, open: {mon-fri: "9:00-17:00"}}
issues:
  question: {per_week: 150, asks_share: 0.3, handle_time: {shape: lognormal, mean: 9, cv: 1}}
teams:
  desk: {agents: 2, handles: [question]}
incentives: {relief: 0.4, bonus_pool: {funding_per_agent: 300}}
what_if:
  Empower: {use: [empower_frontline], from_week: 2}
study: {replications: 2, seed: 1}
"""


ONE_BY_ONE = """
import json, sys
import pytest
from sim.cli import run
from sim.cli.streams import open_streams
from tests.cli.conftest import draw_nothing
draw_nothing(pytest.MonkeyPatch())
open_streams()
for words in json.loads(sys.argv[1]):
    if code := run(words):
        sys.exit(f"{words}: {code}")
"""
"""Runs commands as the program does, but in one process and without pictures."""


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def python(*words, **environment):
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


def test_compare_leaves_verdict_tables_pictures_and_provenance(scenario, capsys):
    assert run(["compare", "small.yaml", "--jobs", "1", "--contacts", "--out", "there"]) == 0
    there = Path("there")
    names = {str(path.relative_to(there)) for path in there.rglob("*") if path.is_file()}
    pictures = {
        f"figures/{name}.{kind}"
        for name in ("manager_hours", "csat_proxy", "bonus_impact", "overview", "trade_off")
        for kind in ("png", "svg")
    } | {"figures/captions.md"}
    tables = {"summary.csv", "by_issue.csv", "by_team.csv", "replications.csv", "weekly.csv"}
    journeys = {"contacts.csv.gz", "ledger.csv.gz", "events.csv.gz"}
    pages = {"verdict.md", "report.html", "appendix.html"}
    assert names == pages | {"scenario.json", "study.json"} | tables | journeys | pictures
    out = capsys.readouterr().out
    assert "Best" in out
    assert "How sure: " in out
    assert "there" in out.splitlines()[-1]
    study = json.loads((there / "study.json").read_text())
    assert study["seed"] == 1
    assert study["replications"] == 2
    assert "--jobs" not in study["command"]


@pytest.mark.usefixtures("undrawn")
def test_the_same_seed_gives_the_same_bytes_whatever_the_number_of_processes(scenario):
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "one", "--quiet"]) == 0
    assert run(["compare", "small.yaml", "--jobs", "2", "--out", "two", "--quiet"]) == 0
    files = sorted(path.relative_to("one") for path in Path("one").rglob("*") if path.is_file())
    assert files
    for name in files:
        assert ("one" / name).read_bytes() == ("two" / name).read_bytes(), name


@pytest.mark.usefixtures("undrawn")
def test_the_same_command_may_write_its_own_folder_again_and_no_other(scenario, capsys):
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "there", "--quiet"]) == 0
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "there", "--quiet"]) == 0
    scenario.write_text(SMALL.replace("per_week: 150", "per_week: 160"), encoding="utf-8")
    capsys.readouterr()
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "there"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "there", "--seed", "9"]) == 2
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("keep me")
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "mine"]) == 2
    assert Path("mine/letter.txt").read_text() == "keep me"


@pytest.mark.usefixtures("undrawn")
def test_a_spreadsheet_finds_no_formula_in_a_table(scenario):
    names = ["=1+1", "+cmd", "-2", "@x", "=HYPERLINK(1)"]
    data = yaml.safe_load(SMALL)
    data["what_if"] = {name: {"use": ["town_hall"], "from_week": 2} for name in names}
    scenario.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["compare", "small.yaml", "--jobs", "1", "--replications", "1", "--out", "there", "--contacts"]) == 0
    for table in ("summary.csv", "by_issue.csv", "by_team.csv", "weekly.csv", "replications.csv"):
        rows = list(csv.reader(Path("there", table).read_text(encoding="utf-8").splitlines()))
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.e+-]+", cell), cell
    with gzip.open("there/contacts.csv.gz", "rt", encoding="utf-8") as file:
        assert not any(cell.startswith("=") for row in csv.reader(file) for cell in row)


@pytest.mark.usefixtures("undrawn")
def test_markup_in_names_does_not_reach_the_verdict_as_markup(scenario):
    data = yaml.safe_load(SMALL)
    data["name"] = "<script>alert(1)</script> **bold**"
    scenario.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["compare", "small.yaml", "--jobs", "1", "--replications", "1", "--out", "there"]) == 0
    text = Path("there/verdict.md").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "**bold**" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "nowhere.yaml"], "no such file"),
        (["run", "small.yaml", "--what-if", "Empowr"], "did you mean 'Empower'?"),
        (["run", "small.yaml", "--sed", "1"], "--seed"),
        (["compare", "small.yaml", "--replications", "0"], "neither a number"),
        (["compare", "small.yaml", "--precision", "5 per cent"], "not a share"),
        (["trace", "small.yaml", "--contact", "question/1/1.1"], "no contact"),
        (["policies", "empower_frontlin"], "did you mean 'empower_frontline'?"),
        (["new", "mine", "--from", "dealership2"], "did you mean 'dealership'?"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_bad_input_gets_a_clear_line_and_exit_code_2(scenario, capsys, words, said):
    assert run(words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "name", ["", ".yaml", ".bashrc", "CON", "sub/nul", "sub/", "-x", "a\u202eb", "a\u200bb.yaml", "a\nb"]
)
def test_a_new_scenario_gets_a_name_that_every_system_can_store_and_show_or_none(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    assert run(["new", "--", name]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.strip().isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_new_scenario_replaces_a_link_and_writes_through_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("mine")
    for name, where in (("one.yaml", "secret.txt"), ("two.yaml", "nowhere.txt")):
        (tmp_path / name).symlink_to(where)
        assert run(["new", name]) == 2
        assert run(["new", name, "--force"]) == 0
        assert not (tmp_path / name).is_symlink()
    assert (tmp_path / "secret.txt").read_text() == "mine"
    assert not (tmp_path / "nowhere.txt").exists()


def test_a_new_scenario_that_cannot_be_written_whole_leaves_what_was_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("mine")

    def full(path, text, **_):
        path.write_bytes(text[:100].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert run(["new", "mine", "--force"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
    assert (tmp_path / "mine.yaml").read_bytes() == b"mine"


def test_a_wrong_key_is_told_with_file_line_and_column_as_text_and_as_json(scenario, capsys):
    scenario.write_text(SMALL.replace("relief", "releif"), encoding="utf-8")
    assert run(["validate", "small.yaml"]) == 2
    assert re.search(r"small\.yaml:7:\d+: .*did you mean 'relief'\?", capsys.readouterr().err)
    assert run(["validate", "small.yaml", "--json"]) == 2
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["line"] == 7


def test_validate_prints_what_is_assumed(scenario, capsys):
    assert run(["validate", "small.yaml"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "1 stronger or weaker than studies support (incentives.relief); --assumptions lists all" in told
    assert run(["validate", "small.yaml", "--assumptions"]) == 0
    out = capsys.readouterr().out
    assert "incentives.relief = 0.4 utility (assumption: outside 0 to 0.25)" in out
    assert "behavior.habit_half_life = 17 working days (evidence)" in out


@pytest.mark.parametrize("kind", ["small", "planner"])
def test_run_prints_what_applies_on_one_screen_and_in_full_every_metric_with_a_figure(
    scenario, capsys, monkeypatch, kind
):
    monkeypatch.setenv("COLUMNS", "80")
    if kind == "planner":  # routine only: no manager, no bonus
        center = {"calendar": {"weeks": 2, "open": {"mon-fri": "9:00-17:00"}}, "study": {"replications": 2}}
        center |= {"name": "Planner", "issues": {"calls": {"per_week": 200, "routine": True}}}
        Path("small.yaml").write_text(json.dumps(center | {"teams": {"desk": {"agents": 2, "handles": ["calls"]}}}))
    assert run(["run", "small.yaml", "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    said = "\n".join(lines)
    assert "Service level" in said
    assert ("Manager hours" in said) == (kind == "small")
    assert " - " not in said
    assert run(["run", "small.yaml", "--jobs", "1", "--full"]) == 0
    full = capsys.readouterr().out
    assert "Occupancy" in full
    assert len(full.splitlines()) > len(lines)
    assert max(map(len, full.splitlines())) <= 80


@pytest.mark.usefixtures("undrawn")
def test_run_with_out_leaves_a_folder_that_report_reads(scenario, capsys):
    words = ["--jobs", "1", "--quiet", "--store", "none"]
    assert run(["run", "small.yaml", *words, "--out", "there"]) == 0
    names = {path.name for path in Path("there").iterdir()}
    assert {"report.html", "appendix.html", "summary.csv", "weekly.csv", "study.json", "scenario.json"} <= names
    assert "Details: there" in capsys.readouterr().out
    assert json.loads(Path("there/study.json").read_text())["command"].startswith("frontline run small.yaml")
    assert run(["report", "there", *words]) == 0
    assert run(["run", "small.yaml", *words, "--out", "there", "--seed", "2"]) == 2
    assert "holds another run" in capsys.readouterr().err


def test_run_as_json_has_every_metric_and_no_nan(scenario, capsys):
    assert run(["run", "small.yaml", "--jobs", "1", "--json"]) == 0
    data = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert data["seed"] == 1


@pytest.mark.usefixtures("undrawn")
def test_compare_as_json_holds_verdict_and_summary(scenario, capsys):
    assert run(["compare", "small.yaml", "--jobs", "1", "--out", "there", "--json"]) == 0
    data = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert "Empower" in data["verdict"]
    assert data["summary"][0]["scenario"] == "Baseline"


def test_trace_tells_the_same_customer_in_baseline_and_what_if(scenario, capsys):
    assert run(["trace", "small.yaml", "--contact", "worst", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"Baseline", "Empower"}
    assert told["Baseline"][0] == told["Empower"][0]
    assert run(["trace", "small.yaml", "--contact", told["Baseline"][1]]) == 0
    assert "complexity" in capsys.readouterr().out


def test_new_writes_a_scenario_that_is_in_order_and_overwrites_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for source in ("minimal", "dealership", "support_center", "bank"):
        assert run(["new", f"my_{source}", "--from", source]) == 0
        assert run(["validate", f"my_{source}.yaml"]) == 0
    assert run(["new", "my_minimal"]) == 2
    assert "--force" in capsys.readouterr().err


def test_the_catalog_the_schema_and_the_metrics_can_be_read(capsys):
    assert run(["policies", "--json"]) == 0
    policies = json.loads(capsys.readouterr().out)
    assert {"empower_frontline", "stop_rewarding_escalation", "pay_from_bonus_pool"} <= {p["name"] for p in policies}
    assert all(policy["claims"] and policy["assumes"] for policy in policies)
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["type"] == "object"
    assert run(["metrics", "--json"]) == 0
    assert {metric["scorecard"] for metric in json.loads(capsys.readouterr().out)} == {
        "efficiency", "customer", "leadership", "agents",
    }  # fmt: skip
    assert run(["policies"]) == 0
    assert run(["metrics"]) == 0


def test_what_would_take_days_is_refused_with_an_estimate(scenario, capsys):
    scenario.write_text(SMALL.replace("per_week: 150", "per_week: 900000"), encoding="utf-8")
    assert run(["run", "small.yaml", "--replications", "1000"]) == 2
    error = capsys.readouterr().err
    assert "events" in error
    assert "--force" in error


def test_every_command_survives_an_old_windows_terminal_forty_columns_and_odd_paths(tmp_path):
    folder = tmp_path / "Ümlaut and blanks"
    folder.mkdir()
    file = folder / "smäll.yaml"
    file.write_text(SMALL.replace("Small", "Smäll ≥ ✓"), encoding="utf-8")
    plain = {"PYTHONIOENCODING": "cp1252", "NO_COLOR": "1", "COLUMNS": "40"}
    out = folder / "out"
    commands = [
        ("validate", file),
        ("run", file, "--replications", "1", "--jobs", "1"),
        ("compare", file, "--replications", "1", "--jobs", "1", "--out", out),
        ("trace", file, "--contact", "worst"),
        ("policies",),
        ("metrics",),
        ("schema",),
    ]
    words = json.dumps([[*map(str, command)] for command in commands])
    done = python("-c", ONE_BY_ONE, words, **plain)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b[" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252"])
def test_a_minus_is_never_lost_on_a_terminal_that_has_no_such_mark(encoding):
    codecs.register_error("look-alike", look_alike)
    shown = "“A”: −3.2 (−4.1 to −2.3) ✓".encode(encoding, "look-alike").decode(encoding)
    assert shown.replace("“", '"').replace("”", '"') == '"A": -3.2 (-4.1 to -2.3) ?'


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (["--help"], {"numpy"}),
        (["policies"], {"numpy"}),
        (["validate", "small.yaml", "--json"], {"numpy"}),  # as editors ask
        (["validate", "small.yaml"], {"numba", "pandas", "matplotlib", "simpy"}),
    ],
)
def test_help_and_validate_are_quick_and_import_nothing_heavy(words, without, scenario):
    code = "import sys; from sim.cli import run; run(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    assert not without & set(done.stdout.splitlines()[-1].split())


def test_an_interrupt_ends_with_code_130_and_without_a_traceback(scenario, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.reading.files.load", interrupted)
    assert run(["run", "small.yaml"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_ours_is_one_line_unless_debug_is_asked_for(scenario, capsys, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the roof\nis leaking")

    monkeypatch.setattr("sim.reading.files.load", broken)
    assert run(["run", "small.yaml"]) == 1
    assert capsys.readouterr().err == "could not finish: the roof is leaking (--debug shows where)\n"
    with pytest.raises(RuntimeError):
        run(["run", "small.yaml", "--debug"])


def test_progress_is_a_line_each_tenth_where_there_is_no_terminal(capsys):
    from sim.cli.printing import _Lines

    lines = _Lines("simulating")
    lines.started -= 10
    lines.marks[0] = (lines.started, 0)
    for done in range(1, 41):
        lines(done, 40)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in told] == [f"simulating: {4 * tenth} of 40" for tenth in range(1, 11)]
    assert [line.partition(", about ")[2] for line in told[:2]] == ["2 min left", "40 s left"]
    assert told[-1] == "simulating: 40 of 40"


def test_time_left_is_told_by_what_runs_and_not_by_what_was_read_from_the_store(capsys, monkeypatch):
    from sim.cli import printing

    now = [0.0]
    monkeypatch.setattr(printing.time, "monotonic", lambda: now[0])
    lines = printing._Lines("simulating")
    for done in range(1, 901):  # read at once
        lines(done, 2000)
    for done in range(901, 1001):  # ten a second
        now[0] += 0.1
        lines(done, 2000)
    assert capsys.readouterr().err.splitlines()[-1] == "simulating: 1000 of 2000, about 2 min left"


@given(st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1), min_size=2))
@settings(max_examples=40)
def test_the_command_that_a_study_keeps_can_be_typed_again_whatever_file_and_what_ifs_are_called(names):
    kept = command_of("sweep", names[:1], {"what_if": names[1], "metric": tuple(names[2:]), "seed": 0, "out": None})
    typed = subprocess.run(["sh", "-c", f'printf "%s\\0" {kept}'], capture_output=True, check=True)
    words = typed.stdout.decode().split("\0")[:-1]
    metrics = [word for name in names[2:] for word in ("--metric", name)]
    assert words == ["frontline", "sweep", names[0], "--what-if", names[1], *metrics, "--seed", "0"]


@pytest.mark.usefixtures("undrawn")
def test_the_command_that_a_study_keeps_is_quoted_as_windows_knows_it_too(scenario):
    scenario.rename(scenario.with_name("two words.yaml"))
    assert run(["compare", "two words.yaml", "--out", "done", "--quiet", "--store", "none", "--jobs", "1"]) == 0
    kept = json.loads(Path("done/study.json").read_text("utf-8"))["command"]
    assert kept == 'frontline compare "two words.yaml"'
