"""What was simulated is kept, whatever goes wrong while it is shown."""

from pathlib import Path

import pytest

import sim.present.accounts
import sim.present.plots  # noqa: F401 - both bind names of others: before a test puts a fault into those
from sim.cli import run
from tests.cli.conftest import draw_nothing
from tests.cli.test_commands import SMALL

TABLES = {"summary.csv", "by_issue.csv", "by_team.csv", "weekly.csv", "replications.csv"}
STUDIES = {
    "compare": (["compare", "s.yaml"], TABLES),
    "sweep": (["sweep", "s.yaml", "--set", "incentives.relief=0,1"], {"sweep.csv"}),
    "stress": (["stress", "s.yaml", "--worlds", "4"], {"summary.csv", "worlds.csv", "claims.csv"}),
    "optimize": (["optimize", "s.yaml", "--minimize", "manager_hours_per_week"], {"candidates.csv", "best.yaml"}),
}
PICTURE, VERDICT = ("matplotlib.figure.Figure.savefig",), ("sim.present.pages.plain", "sim.present.accounts.plain")
"""What raises: the last step of each picture, and what every verdict is written with."""


def raising(*_, **__):
    raise ValueError("a fault\nof ours")


def names(folder="out"):
    return {path.name for path in Path(folder).iterdir()}


@pytest.mark.parametrize(
    ("study", "broken"),
    [
        ("compare", PICTURE), ("compare", VERDICT), ("sweep", PICTURE),
        ("stress", PICTURE), ("stress", VERDICT), ("optimize", VERDICT),
    ],
)  # fmt: skip
def test_tables_and_replications_are_kept_where_a_picture_or_the_verdict_fails(
    study, broken, tmp_path, monkeypatch, capsys
):
    words, tables = STUDIES[study]
    words = [*words, "--jobs", "1", "--quiet", "--out", "out"]
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SMALL, encoding="utf-8")
    with monkeypatch.context() as patch:
        for name in broken:
            patch.setattr(name, raising)
        if broken == VERDICT:
            draw_nothing(patch)
        assert run(words) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "could not be made (ValueError: a fault of ours); the tables are kept in out" in line
    assert f"finished replications are kept in {Path('runs/store.db')}" in line
    assert tables | {"study.json"} <= names()
    assert ("verdict.md" in names()) == (broken == PICTURE)
    before = {name: Path("out", name).read_bytes() for name in tables}
    draw_nothing(monkeypatch)
    monkeypatch.setattr("sim.experiment.running.replicate", raising)  # nothing is simulated again
    assert run(words) == 0
    assert {"verdict.md", "figures.txt"} <= names()
    assert before == {name: Path("out", name).read_bytes() for name in tables}


def test_what_another_run_left_does_not_stay_beside_the_tables_of_this_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SMALL, encoding="utf-8")
    words = ["compare", "s.yaml", "--jobs", "1", "--quiet", "--out", "out", "--replications", "1"]
    with monkeypatch.context() as patch:
        draw_nothing(patch)
        assert run(words) == 0
    Path("out/figures").mkdir()
    Path("out/figures/overview.png").write_text("of the other run")
    monkeypatch.setattr(PICTURE[0], raising)
    assert run([*words, "--seed", "2", "--force"]) == 1
    assert names() == TABLES | {"study.json", "scenario.json", "verdict.md", "figures.txt", "appendix.html"}
    assert "report.html and figures could not be made" in capsys.readouterr().err


def test_an_error_after_everything_is_written_says_where_the_replications_are(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(SMALL, encoding="utf-8")
    draw_nothing(monkeypatch)
    monkeypatch.setattr("sim.cli.printing.print_comparison", raising)
    words = ["compare", "s.yaml", "--jobs", "1", "--quiet", "--out", "out", "--replications", "1"]
    assert run(words) == 1
    assert "a fault of ours; finished replications are kept in" in capsys.readouterr().err
    assert run([*words, "--store", "none"]) == 1
    assert "kept in" not in capsys.readouterr().err
