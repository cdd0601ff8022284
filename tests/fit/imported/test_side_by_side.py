"""The other program's results beside ours, each figure by its definition: clients count once, calls every time."""

import numpy as np
import pytest

from sim.cli import run as command
from sim.demand.purposes import TRANSFER
from sim.engines import run
from sim.fit.imported.importing_models import import_model
from sim.fit.imported.side_by_side import counts_of, side_by_side
from sim.journeys.records import Outcome
from sim.scenario import plan_of
from tests.fit.imported.foreign_models import client, simple, written

WORK = (("Exponential", 240), ("One-point", 0), 1)
MODEL = simple(
    clients=[client("a", forward=0.2, to={"b": 1}, retry=(0.9, 0.5)), client("b", calls=300, retry=(0.5, 0.0))],
    skills={"all": {"a": WORK, "b": WORK}},
    centers=[{"name": "house", "groups": [{"heads": [6] * 48, "skill": "all"}], "connects": 2}],
)


def results(counts, name=""):
    """What a file of results says of some counts."""
    c = {key: f"{value:.0f}" for key, value in vars(counts).items()}
    gone = [f"{counts.clients - counts.clients_served:.0f}", f"{counts.calls - counts.calls_served:.0f}"]
    called = f' Name="{name}"' if name else ""
    told = 100 * counts.clients_in_time / counts.calls
    return (
        f"<StatisticClients{called}>"
        f'<StatisticClientsCount Success="{c["clients_served"]}" Canceled="{gone[0]}"/>'
        f'<StatisticClientsSummary CallsServiceLevel="{told}%"/>'
        f'<StatisticClientsWaitingTime Sum="{c["clients_wait"]}"/>'
        f'<StatisticClientsServiceLevel Count="{c["clients_in_time"]}"/>'
        f'<StatisticCallsCount Success="{c["calls_served"]}" Canceled="{gone[1]}"/>'
        f'<StatisticCallsWaitingTime SumPerInterval="{c["calls_wait"]};0"/>'
        f'<StatisticCallsCancelTime Sum="{c["cancel_wait"]}"/>'
        f'<StatisticCallsServiceLevel Count="{c["calls_in_time"]}"/>'
        "</StatisticClients>"
    )


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    (folder / "model.xml").write_text(written(MODEL))
    alone = import_model(folder / "model.xml")
    rows = run(plan_of(alone.scenario), 7, 0).rows
    whole, *types = counts_of(rows, alone.scenario, 2.0)
    named = "".join(results(each, name) for each, name in zip(types, "ab", strict=True))
    inside = f"{written(MODEL).partition('?>')[2]}<StatisticDays>14</StatisticDays>{results(whole)}{named}"
    (folder / "both.xml").write_text(f"<Statistic>{inside}</Statistic>")
    return import_model(folder / "both.xml"), rows, folder


def test_clients_count_once_by_their_first_type_and_calls_each_time_by_their_own(imported):
    found, rows, _ = imported
    whole, one, _ = counts_of(rows, found.scenario, 2.0)
    assert whole.clients == np.count_nonzero(rows["issue_closed"])
    assert whole.calls == np.count_nonzero(np.isin(rows["outcome"], (Outcome.SERVED, Outcome.ABANDONED)))
    assert whole.forwarded == np.count_nonzero(rows["kind"] == TRANSFER) > 100
    assert one.calls_served == np.count_nonzero((rows["type"] == 0) & (rows["outcome"] == Outcome.SERVED))
    waits = (rows["answered"] - rows["queued"])[rows["outcome"] == Outcome.SERVED] / 1000 + 2
    assert whole.calls_wait == pytest.approx(waits.sum())
    assert whole.calls_in_time == np.count_nonzero(np.floor(waits) <= 20)
    last = rows[rows["issue_closed"] & (rows["outcome"] == Outcome.SERVED)]
    assert whole.clients_served == len(last)
    waited = {}
    for row in rows[rows["outcome"] == Outcome.SERVED]:
        key = tuple(row[["stream", "bin", "ordinal"]])
        waited[key] = waited.get(key, 0.0) + (row["answered"] - row["queued"]) / 1000 + 2
    of_served = [waited[tuple(row[["stream", "bin", "ordinal"]])] for row in last]
    assert whole.clients_wait == pytest.approx(sum(of_served))
    assert whole.clients_in_time == sum(wait < 21 for wait in of_served)


def test_a_run_with_other_luck_is_near_in_every_figure(imported):
    found, _, _ = imported
    compared = side_by_side(found.scenario, found.results, found.connects, 12)
    assert {row.of for row in compared} == {"all", "a", "b"}
    assert [row.name for row in compared if not row.is_near] == []


def test_another_center_is_not_near(imported):
    found, _, _ = imported
    shifts = found.scenario.teams["all"].shifts
    fewer = found.scenario.override({f"teams.all.shifts.{name}.people": 5 for name in shifts})
    compared = {row.name: row for row in side_by_side(fewer, found.results, found.connects, 3) if row.of == "all"}
    assert not compared["calls served"].is_near
    assert compared["wait of a call"].error > 10


def test_the_command_shows_both_and_says_where_the_files_own_summary_counts_otherwise(imported, capsys):
    _, _, folder = imported
    assert command(["import", str(folder / "both.xml"), "-o", str(folder / "c.yaml"), "--check"]) == 0
    out = capsys.readouterr().out
    assert "theirs" in out
    assert "of clients, who count once" in out
    assert "that is its clients in time over its calls" in out
    assert command(["import", str(folder / "model.xml"), "-o", str(folder / "d.yaml"), "--check"]) == 0
    assert "holds no results" in capsys.readouterr().out
