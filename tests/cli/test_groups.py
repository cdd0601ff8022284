"""Metrics of one issue type or team, in every command that takes a metric."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import run

CENTER = """\
name: Two of each
calendar: {weeks: 2, open: {mon-fri: "9:00-17:00"}}
issues:
  claims: {per_week: 120, asks_share: 0.3, handle_time: 9}
  car repair: {per_week: 60, handle_time: 12}
teams:
  desk: {agents: 3, handles: [claims]}
  garage: {agents: 2, handles: [car repair]}
manager: {count: 2}
incentives: {relief: 0.4}
what_if:
  Empower: {use: [empower_frontline]}
study:
  replications: 3
  metrics: [escalation_rate@claims, csat_proxy, occupancy@garage]
  matters: {escalation_rate@claims: 2}
observed: {escalation_rate@claims: 20}
"""
FAST = ["--jobs", "1", "--quiet"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("groups"))
        Path("two.yaml").write_text(CENTER, encoding="utf-8")
        assert run(["compare", "two.yaml", "--out", "out", *FAST]) == 0
        yield Path.cwd()


@pytest.fixture(autouse=True)
def here(folder, monkeypatch):
    monkeypatch.chdir(folder)


def told(capsys, *words):
    assert run([*words, *FAST]) == 0
    return capsys.readouterr().out


def test_the_tables_of_a_run_have_every_group_and_agree_with_show_and_the_summary(capsys):
    for kind, groups in (("issue", ["claims", "car repair"]), ("team", ["desk", "garage"])):
        table = pd.read_csv(f"out/by_{kind}.csv")
        assert list(table[kind].unique()) == groups
        assert set(table["scenario"]) == {"Baseline", "Empower"}
        shown = told(capsys, "show", "out", "--by", kind, "--metric", "escalation_rate")
        rates = table[(table["metric"] == "escalation_rate") & (table["scenario"] == "Baseline")].set_index(kind)[
            "mean"
        ]
        for group in groups:
            (line,) = [line for line in shown.splitlines() if line.startswith(group)]
            assert line.split(group)[1].split()[0] == f"{rates[group]:.1f}"
    hours = pd.read_csv("out/summary.csv").query("metric == 'manager_hours_per_week' and scenario == 'Empower'")
    parts = pd.read_csv("out/by_issue.csv").query("metric == 'manager_hours_per_week' and scenario == 'Empower'")
    assert parts["mean"].sum() == pytest.approx(hours["mean"].sum(), rel=1e-6)


def test_the_report_has_the_figures_by_issue_type_and_by_team():
    page = Path("out/appendix.html").read_text(encoding="utf-8")
    assert "<h2>By issue type</h2>" in page
    assert "<h2>By team</h2>" in page


def test_a_study_may_be_about_a_figure_of_a_group(capsys):
    out = told(capsys, "show", "out")
    assert "Escalation rate (claims)" in out
    assert "escal. %" in out


def test_run_prints_and_tells_programs_the_figures_of_each_group(capsys):
    out = told(capsys, "run", "two.yaml", "--by", "team")
    assert "garage" in out
    assert "Occupancy" in out
    assert "Service level" not in out
    rows = json.loads(told(capsys, "run", "two.yaml", "--by", "issue", "--json"))["summary"]
    assert {row["issue"] for row in rows} == {"claims", "car repair"}


def test_limits_sweeps_stresses_and_sensitivities_take_figures_of_a_group(capsys):
    limit = "escalation_rate@car repair <= 90"
    told(
        capsys, "optimize", "two.yaml", "--minimize", "manager_hours_per_week@claims", "--limit", limit, "--out", "best"
    )
    assert set(pd.read_csv("best/candidates.csv")["metric"]) >= {
        "manager_hours_per_week@claims",
        "escalation_rate@car repair",
    }
    sweep = ["sweep", "two.yaml", "--set", "incentives.relief=0,0.5", "--metric", "escalation_rate@claims"]
    assert "scalation rate" in told(capsys, *sweep, "--out", "sweep")
    assert "escalation_rate@claims" in set(pd.read_csv("sweep/sweep.csv")["metric"])
    told(capsys, "stress", "two.yaml", "--worlds", "4", "--outcome", "escalation_rate@claims", "--out", "stress")
    asked = ["--outcome", "csat_proxy@claims", "--points", "4"]
    asked += ["--inputs", "incentives.relief=0..1", "--inputs", "behavior.pride=0..1"]
    told(capsys, "sensitivity", "two.yaml", *asked, "--out", "sensitivity")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["show", "out", "--metric", "escalation_rate@clams"],
            "there is no issue type or team 'clams'; did you mean 'claims'?",
        ),
        (
            ["show", "out", "--metric", "service_level", "--by", "team"],
            "service_level is not counted by team, only by issue type",
        ),
        (["show", "out", "--metric", "csat_proxy@desk", "--by", "team"], "is of one issue type or team already"),
        (
            ["optimize", "two.yaml", "--minimize", "manager_load@desk"],
            "manager_load is not counted by issue type or team",
        ),
        (
            ["sweep", "two.yaml", "--set", "incentives.relief=0,1", "--metric", "strain@claims"],
            "strain is not counted by issue type",
        ),
    ],
)
def test_what_has_no_meaning_is_refused_in_a_line(words, told, capsys):
    assert run([*words, *FAST]) == 2
    assert told in capsys.readouterr().err


def test_a_study_that_names_what_there_is_not_is_refused_at_its_line(capsys):
    Path("wrong.yaml").write_text(CENTER.replace("occupancy@garage", "occupancy@garag"), encoding="utf-8")
    line = 1 + CENTER.splitlines().index("  metrics: [escalation_rate@claims, csat_proxy, occupancy@garage]")
    for command in (["validate", "wrong.yaml"], ["compare", "wrong.yaml", "--jobs", "1"]):
        assert run([*command, "--quiet"]) == 2
        assert f"wrong.yaml:{line}:" in (err := capsys.readouterr().err)
        assert "study.metrics.2: occupancy@garag: there is no issue type or team 'garag'; did you mean 'garage'?" in err
