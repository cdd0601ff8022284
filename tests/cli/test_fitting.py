"""`frontline fit` and `frontline backtest` as a consultant meets them."""

import json

import numpy as np
import pytest

from sim.cli import run
from sim.clock import SECOND
from sim.fit.journeys_log import log_of_journeys
from sim.reading.files import load

CENTER = """\
name: Shop
calendar: {start: 2024-01-01, weeks: 9, open: {mon-fri: "9:00-13:00"}}
issues: {order: {per_week: 900, routine: yes, handle_time: {shape: lognormal, mean: 4, cv: 0.8}, wrap_up: 0.3}}
teams: {desk: {agents: 4, handles: [order]}}
customers: {patience: {shape: exponential, mean: 3}, redial_share: 0, busyness: {day_cv: 0.1}}
"""


def _moment(monday, ticks):
    return "" if ticks < 0 else str(np.datetime64(monday, "s") + np.timedelta64(int(ticks // SECOND), "s"))


@pytest.fixture
def export(tmp_path, monkeypatch):
    """Write a simulated log as a phone system would, and return where."""
    import sim

    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(CENTER, encoding="utf-8")
    log = log_of_journeys(sim.simulate(load("shop.yaml"), seed=3))
    lines = ["received,queue,agent,answered,hangup"]
    for row in range(len(log)):
        agent = log.agents[log.agent[row]] if log.agent[row] >= 0 else ""
        end = log.ended[row] if log.answered[row] >= 0 else log.left[row]
        moments = (_moment(log.first_monday, each) for each in (log.received[row], log.answered[row], end))
        received, answered, ended = moments
        lines.append(f"{received},order,{agent},{answered},{ended}")
    (tmp_path / "calls.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_a_log_becomes_a_scenario_that_runs_and_is_backtested(export, capsys):
    assert run(["fit", "calls.csv", "-o", "client.yaml", "--no-pictures"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said if not line.startswith(" ")][:3] == ["Read", "Fitted", "Assumed"]
    text = (export / "client.yaml").read_text("utf-8")
    assert "# fitted: " in text
    assert "# not in the file: assumed" in text
    assert {each.name for each in (export / "client.fit").iterdir()} == {
        "fit.csv", "mapping.yaml", "reading.txt", "staff.csv", "volume.csv"
    }  # fmt: skip
    assert run(["run", "client.yaml", "--replications", "2", "--store", "none", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["backtest", "client.yaml", "calls.csv", "--replications", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [month["month"] for month in found["months"]] == ["2024-01", "2024-02", "2024-03"]
    errors = {row["score"]: row for row in found["scores"]}
    assert errors["abandonment by month, mean"]["simulation"] < 4
    assert (export / "client.fit" / "backtest" / "days.csv").exists()


def test_a_month_is_predicted_from_others_in_files_of_their_own_each_read_once(export, capsys, monkeypatch):
    from sim.fit import client

    head, *rows = (export / "calls.csv").read_text("utf-8").splitlines()
    for month in ("01", "02", "03"):
        own = [row for row in rows if row.startswith(f"2024-{month}")]
        (export / f"{month}.csv").write_text("\n".join([head, *own]) + "\n", encoding="utf-8")
    assert run(["fit", "01.csv", "02.csv", "-o", "client.yaml", "--no-pictures", "--quiet"]) == 0
    reads = []
    once = client.fit_files
    monkeypatch.setattr(client, "fit_files", lambda paths, **how: (reads.extend(paths), once(paths, **how))[1])
    asked = ["backtest", "client.yaml", "./03.csv", "--fit-on", "01.csv", "--fit-on", "02.csv", "--replications", "2"]
    capsys.readouterr()
    assert run([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [month["month"] for month in found["months"]] == ["2024-03"]
    assert [each.name for each in reads] == ["01.csv", "02.csv", "03.csv"]


def test_nothing_is_written_over_and_a_log_of_one_month_is_refused_in_one_line(export, capsys):
    assert run(["fit", "calls.csv", "--weekdays", "mon", "--no-pictures", "--quiet"]) == 0
    assert run(["fit", "calls.csv", "--no-pictures", "--quiet"]) == 2
    assert "exists already" in capsys.readouterr().err
    first = (export / "calls.csv").read_text("utf-8").splitlines()[:400]
    (export / "short.csv").write_text("\n".join(first), encoding="utf-8")
    assert run(["backtest", "client.yaml", "short.csv", "--quiet"]) == 2
    assert "one month alone" in capsys.readouterr().err


def test_pictures_of_a_fit_are_drawn(export):
    import sim
    from sim.fit.fit_pictures import pictures_of
    from sim.present.figures.fit_curves import fit_picture
    from sim.present.figures.frame import caption_of

    made = {picture.name: fit_picture(picture) for picture in pictures_of(sim.fit("calls.csv"))}
    assert {"arrivals", "days", "patience", "handle_time", "staff", "away"} <= set(made)
    assert all(caption_of(ax).title for ax in made.values())
