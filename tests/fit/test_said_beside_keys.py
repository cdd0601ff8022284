"""What a fit writes beside a key is what the key holds, in its unit, and nothing that no file told."""

import re
from dataclasses import replace

import numpy as np
import pytest
import yaml

from sim.clock import DAY, HOUR, MINUTE, SECOND
from sim.fit.client import Client
from sim.fit.handle_time_fit import handle_time_of
from sim.fit.volume_client import client_of_volumes
from sim.present.fit_words import three_lines
from tests.fit.call_logs import log
from tests.fit.test_volume_fit import table


def calls(lost=3, told=True, wrap_up=30):
    """Return a fit of 400 calls on ten days, of which some give up, after a wait that is told or not."""
    n = 400
    minutes = 9 * 60 + np.arange(n) % 40 * 10
    received = (np.arange(n) // 40 + 2 * (np.arange(n) // 200)) * DAY + minutes * MINUTE
    answered = received + 5 * SECOND
    ended = answered + (2 + np.arange(n) % 5) * MINUTE
    gone = np.arange(n) < lost
    return Client(
        log=log(
            agent=np.where(gone, -1, np.arange(n) % 2), received=received, answered=np.where(gone, -1, answered),
            left=np.where(gone & told, received + MINUTE, -1), ended=np.where(gone, -1, ended),
            wrap_up=np.where(gone, -1, wrap_up * SECOND),
        ),
        name="calls",
    )  # fmt: skip


def line_of(client, key):
    return next(line.strip() for line in client.files.text("client.fit").splitlines() if f" {key}:" in line)


def test_an_observed_share_stands_in_per_cent_and_so_does_its_comment():
    observed = calls().scenario_text("client.fit").split("observed:")[1]
    typed, told = re.search(r"abandonment_rate: (.+ %)  # fitted: ([\d.]+)", observed).groups()
    assert typed == "0.75 %", "with its sign, since 0.75 alone might be a share"
    assert float(told) == pytest.approx(0.75)


@pytest.mark.parametrize("told", [True, False])
def test_who_is_not_answered_counts_also_where_nothing_tells_how_long_he_waited(told):
    assert calls(lost=40, told=told).results[0].value == pytest.approx(0.1)


def test_a_log_in_which_everybody_is_answered_shows_no_abandonment():
    assert "observed" not in yaml.safe_load(calls(lost=0).scenario_text("client.fit"))


def test_a_handle_time_says_whether_wrap_up_is_in_the_figure_beside_it_and_nothing_of_one_that_is_none():
    assert "fitted: 4.5" in line_of(calls(), "handle_time")
    assert "wrap-up of 0.5 is in it" in line_of(calls(), "handle_time")
    assert "wrap-up" not in line_of(calls(wrap_up=0), "handle_time")
    assert "wrap-up" not in " ".join(three_lines(calls(wrap_up=0), "c.yaml", "c.fit"))


def test_hours_beside_a_team_are_those_of_its_table():
    client = calls()
    rows = [line.split(",") for line in client.files.tables["staff.csv"].splitlines()[1:]]
    hours = sum(float(row[2]) for row in rows) / 2
    assert f", {hours:,.0f} hours a week\n" in client.files.text("client.fit")


def test_a_table_of_days_tells_no_hours_and_nothing_within_days():
    half_hours = table(20, weeks=4)
    n = len(half_hours) // 8
    parts = {
        name: getattr(half_hours, name)[::8]
        for name in ("issue", "day", "weekday", "answered", "abandoned", "handle_seconds", "talk_seconds",
                     "wrap_up_seconds", "wait_seconds", "agents", "event")
    }  # fmt: skip
    volume = 100.0 + np.arange(n) % 7
    days = client_of_volumes(replace(half_hours, width=DAY, start=np.zeros(n, dtype=int), volume=volume, **parts), "d")
    for key in ("open", "within_day_cv", "correlation"):
        assert "# not in the file: assumed" in line_of(days, key)
    assert not any("half hours" in each.name for each in days.figures)
    assert half_hours.width < HOUR
    assert "# fitted" in line_of(client_of_volumes(half_hours, "h"), "open")


def test_counts_of_contacts_are_not_said_to_be_below_none():
    few = replace(table(0, weeks=4), volume=np.where(np.arange(160) == 40, 30.0, 0.0))
    assert all(each.low >= 0 for each in client_of_volumes(few, "few").arrivals.figures)


def test_what_is_not_there_is_not_counted_and_one_is_not_many():
    few = replace(table(20, weeks=1), agents=np.full(40, np.nan))
    said = three_lines(client_of_volumes(few, "few"), "c.yaml", "c.fit", pictures=False)
    assert " 0 " not in said[0]
    assert "picture" not in said[1]


@pytest.mark.parametrize(("share", "shape"), [(0.002, "lognormal"), (0.06, "mixture")])
def test_hang_ups_are_a_part_of_handle_time_where_they_are_one_in_a_hundred(share, shape):
    rng = np.random.default_rng(1)
    minutes = np.where(rng.random(20_000) < share, rng.uniform(0.001, 10 / 60, 20_000), rng.lognormal(1.6, 0.6, 20_000))
    assert handle_time_of("", minutes, np.zeros(20_000, dtype=np.int32)).shape == shape


def test_hand_overs_that_are_not_fitted_are_not_said_to_be_none():
    client = calls(lost=0)
    some = np.where(np.arange(len(client.log)) == 7, client.log.answered + MINUTE, -1)
    assert "no hand-over" in line_of(client, "routine")
    assert "only 1 of these" in line_of(replace(client, log=replace(client.log, transferred=some)), "routine")
    tickets = replace(client.log, transferred=some, agent=np.full(len(some), -1, dtype=np.int32))
    assert "1 of these are handed over, which is not fitted" in line_of(replace(client, log=tickets), "routine")
