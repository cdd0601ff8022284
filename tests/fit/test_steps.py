"""The steps of a fit against what was planted, theory, and small independent calculations."""

from dataclasses import replace

import numpy as np
import pytest

from sim.clock import DAY, HOUR, MINUTE, SECOND
from sim.fit import queue_loop
from sim.fit.agents_spread import spread_of
from sim.fit.answered import answered_of, ring_of
from sim.fit.call_log import NEVER
from sim.fit.change_points import change_points
from sim.fit.direct_types import direct_shares
from sim.fit.gaps import Gaps, gaps_of
from sim.fit.head_starts import head_starts_of
from sim.fit.own_gaps import own_absences, own_work_after
from sim.fit.patience_fit import patience_of
from sim.fit.queue_days import _loop
from sim.fit.redials_fit import redials_of
from sim.fit.routing_fit import waiting_for
from sim.fit.score_fit import score_figures
from sim.fit.sessions import sessions_of, sessions_of_presence, slot_time
from sim.fit.shift_table import Presence
from sim.fit.skills import skills_of
from sim.fit.trend import trend_of
from sim.fit.volumes_fit import arrivals_of
from sim.theory.impatience import erlang_a
from tests.fit.call_logs import log

ALWAYS = np.ones((7, 48), dtype=bool)
"""Open around the clock."""


def test_an_agent_whose_next_answer_comes_before_the_hang_up_left_at_the_transfer():
    start = np.arange(20) * 10 * MINUTE + 9 * HOUR
    made = log(
        agent=np.zeros(20), received=start, answered=start, transferred=start + 2 * MINUTE, ended=start + 12 * MINUTE
    )
    assert (answered_of(made).talk == 2 * MINUTE).all()


def test_an_agent_who_stays_until_the_hang_up_is_busy_until_then_whatever_was_transferred():
    start = np.arange(20) * 10 * MINUTE + 9 * HOUR
    made = log(
        agent=np.zeros(20), received=start, answered=start, transferred=start + 2 * MINUTE, ended=start + 8 * MINUTE
    )
    assert (answered_of(made).talk == 8 * MINUTE).all()


def test_patience_is_found_from_waits_that_mostly_end_in_an_answer():
    rng = np.random.default_rng(1)
    patience, offered = rng.exponential(5 * MINUTE, 40_000), rng.exponential(1 * MINUTE, 40_000)
    received = np.sort(rng.integers(9 * HOUR, 17 * HOUR, 40_000)) + rng.integers(0, 20, 40_000) * DAY
    lost, end = patience < offered, (received + np.minimum(patience, offered)).astype(np.int64)
    order = np.argsort(received)
    made = log(
        received=received[order], answered=np.where(lost, NEVER, end)[order], left=np.where(lost, end, NEVER)[order]
    )
    found = patience_of(made)[""]
    assert found.rate.low <= 0.2 <= found.rate.high
    drawn = found.draw(rng.random(40_000)) / MINUTE
    assert drawn.mean() == pytest.approx(5, rel=0.06)
    assert (drawn > 1).mean() == pytest.approx(np.exp(-0.2), abs=0.01)


def test_a_step_in_a_series_is_found_where_it_is_and_none_in_noise():
    rng = np.random.default_rng(2)
    noise = rng.normal(1, 0.1, 120)
    assert change_points(noise) == ()
    (place,) = change_points(noise + 0.3 * (np.arange(120) >= 70))
    assert abs(place - 70) <= 2


def test_agents_who_are_all_alike_have_no_spread_and_others_the_one_they_have():
    rng = np.random.default_rng(3)
    agent = np.repeat(np.arange(60, dtype=np.int32), 100)
    alike = spread_of(rng.normal(1, 1, 6000), agent, 60, "time")
    apart = spread_of(rng.normal(1, 1, 6000) + rng.normal(0, 0.3, 60)[agent], agent, 60, "time")
    assert alike.sd.low == 0
    assert apart.sd.low <= 0.3 <= apart.sd.high
    assert apart.persistence.value > 0.8


def test_time_in_half_hours_adds_up_to_the_time_of_the_spells():
    rng = np.random.default_rng(4)
    start = rng.integers(0, 3 * DAY, 200)
    end = start + rng.integers(0, 9 * HOUR, 200)
    assert slot_time(start, end, 4 * 48).sum() == (end - start).sum()


def test_a_long_break_ends_a_session_and_a_long_idle_time_of_a_quiet_team_does_not():
    calls = np.arange(9 * HOUR, 12 * HOUR, 2 * MINUTE)
    calls = np.concatenate([calls, calls + 4 * HOUR])  # busy, but from 12 to 13
    busy = log(agent=np.zeros(len(calls)), received=calls, answered=calls, ended=calls + 100 * SECOND)
    assert len(sessions_of(busy, answered_of(busy), ALWAYS)) == 2
    calls = np.arange(9 * HOUR, 17 * HOUR, 40 * MINUTE)
    quiet = log(agent=np.zeros(len(calls)), received=calls, answered=calls, ended=calls + 15 * MINUTE)
    assert len(sessions_of(quiet, answered_of(quiet), ALWAYS)) == 1


def test_who_logs_in_is_there_but_for_his_pauses_whatever_number_of_queues_he_serves():
    spells = [("in", 9, 17, "one"), ("in", 9, 17, "two"), ("lunch", 12, 13, ""), ("coffee", 16.5, 18, "")]
    presence = [
        Presence(agent="A001", activity=what, start=int(a * HOUR), end=int(b * HOUR), queue=queue)
        for what, a, b, queue in spells
    ]
    made = log(agent=[0], received=[10 * HOUR], answered=[10 * HOUR], ended=[10 * HOUR + MINUTE])
    found = sessions_of_presence(made, presence)
    assert [(start / HOUR, end / HOUR) for start, end in zip(found.start, found.end, strict=True)] == [
        (9, 12),
        (13, 16.5),
    ]


def test_a_score_that_falls_with_waiting_has_its_slope_in_the_interval():
    rng = np.random.default_rng(8)
    received = np.arange(4000) * MINUTE
    wait, talk = rng.exponential(2, 4000), rng.exponential(4, 4000)
    answered = received + (wait * MINUTE).astype(np.int64)
    good = rng.random(4000) < 1 / (1 + np.exp(-(1 - 0.4 * wait)))
    made = log(
        agent=np.zeros(4000), received=received, answered=answered, ended=answered + (talk * MINUTE).astype(np.int64)
    )
    waiting, handed, talking = score_figures(replace(made, score=np.where(good, 5.0, 1.0)))
    assert waiting.low <= -0.4 <= waiting.high
    assert handed.low <= 0 <= handed.high
    assert talking.low <= 0 <= talking.high


def test_callers_who_overtake_reveal_their_head_start():
    rng = np.random.default_rng(5)
    n, head = 6000, 90 * SECOND
    received = np.sort(rng.integers(0, 40 * HOUR, n))
    high = rng.random(n) < 0.5
    order = np.argsort(received - head * high, kind="stable")
    answered = np.empty(n, dtype=np.int64)
    answered[order] = 10 * MINUTE + np.maximum.accumulate(received[order] + 1) + np.arange(n)
    made = log(agent=np.zeros(n), received=received, answered=answered, ended=answered + 1)
    made = replace(made, priority=np.where(high, 2, 0).astype(np.int32))
    assert dict(zip(head_starts_of(made, 0).classes, head_starts_of(made, 0).ticks, strict=False)) == {2: head}


def test_who_calls_again_by_chance_is_no_redial():
    day = np.arange(400) * DAY // 4
    first = log(caller=np.arange(400), received=day + 10 * HOUR, left=day + 10 * HOUR + MINUTE)
    assert redials_of(first) is None  # no caller calls twice


def _days_of_queue(seed, agents, calls_a_minute, talk, patience, minutes=6000):
    """Return waits and who was answered of one long Poisson day with exponential talk and patience, in minutes."""
    rng = np.random.default_rng(seed)
    n = int(calls_a_minute * minutes)
    calls = np.zeros((n, queue_loop.CALL_COLUMNS), dtype=np.int64)
    calls[:, queue_loop.ARRIVED] = np.sort(rng.random(n) * minutes * MINUTE)
    calls[:, queue_loop.TALK] = rng.exponential(talk * MINUTE, n)
    calls[:, queue_loop.PATIENCE] = rng.exponential(patience * MINUTE, n)
    usual = [queue_loop.MILLION] * 3
    sessions = np.tile(np.array([0, 1 << 58, *usual], dtype=np.int64), (agents, 1))
    results = np.zeros((n, queue_loop.RESULT_COLUMNS), dtype=np.int64)
    skills, scratch = np.ones((agents, 1), dtype=np.int64), np.zeros((n, queue_loop.SCRATCH_COLUMNS), dtype=np.int64)
    return calls, sessions, skills, results, scratch


def test_the_queue_of_sessions_is_erlang_a_where_its_assumptions_hold():
    lost, waited = [], []
    for seed in range(6):
        day = _days_of_queue(seed, 10, 2.2, 4.5, 3)
        _loop()(*day)
        answered = day[3][:, queue_loop.ANSWERED]
        lost.append((answered < 0).mean())
        waited.append((answered - day[0][:, queue_loop.ARRIVED])[answered >= 0].mean() / MINUTE)
    theory = erlang_a(10, 2.2, 4.5, 3)
    error = np.std(lost, ddof=1) / 6**0.5
    assert np.mean(lost) == pytest.approx(theory.abandon_probability, abs=4 * error)


def test_an_agent_whose_session_is_over_takes_nobody_idle_or_just_free():
    calls, _, _, results, scratch = _days_of_queue(2, 1, 0.5, 1, 100, minutes=600)
    usual = [queue_loop.MILLION] * 3
    sessions = np.array([[100, 300, 1, 1, 1], [400, 500, 1, 1, 1]]) * [MINUTE, MINUTE, *usual]
    _loop()(calls, sessions, np.ones((2, 1), dtype=np.int64), results, scratch)
    answered, by = results[results[:, queue_loop.BY] >= 0].T
    assert {*by} == {0, 1}
    assert (answered >= sessions[by, queue_loop.START]).all()
    assert (answered < sessions[by, queue_loop.END]).all()


def test_the_compiled_queue_answers_as_the_readable_one():
    one, other = _days_of_queue(1, 3, 0.6, 4.5, 3, minutes=300), _days_of_queue(1, 3, 0.6, 4.5, 3, minutes=300)
    for calls in (one[0], other[0]):
        calls[:, queue_loop.STAYS], calls[:, queue_loop.BACK_AFTER] = 30 * SECOND, 20 * SECOND
    assert _loop()(*one) == queue_loop.serve(*other)
    assert (one[3] == other[3]).all()


def _met_line(calls, results):
    """Return how many waited when each caller came, counted anew from who left the line when."""
    arrived, answered = calls[:, queue_loop.ARRIVED], results[:, queue_loop.ANSWERED]
    gone = np.where(answered >= 0, answered, arrived + calls[:, queue_loop.PATIENCE])
    return np.array([(gone[:n] >= arrived[n]).sum() for n in range(len(arrived))])


def test_who_meets_a_longer_line_has_the_patience_of_those_who_met_one():
    calls, sessions, skills, results, scratch = _days_of_queue(4, 2, 0.8, 4.5, 3, minutes=600)
    pairs = np.tile([0, 9 * MINUTE, 2, 2 * MINUTE, 4, MINUTE], (len(calls), 1))
    calls = np.concatenate([calls, pairs], axis=1)
    _loop()(calls, sessions, skills, results, scratch)
    met, joined = _met_line(calls, results), results[:, queue_loop.ANSWERED] != calls[:, queue_loop.ARRIVED]
    expected = np.select([met >= 4, met >= 2], [MINUTE, 2 * MINUTE], 9 * MINUTE)
    assert (calls[joined, queue_loop.PATIENCE] == expected[joined]).all()
    assert {*expected[joined]} == {MINUTE, 2 * MINUTE, 9 * MINUTE}


def test_an_idle_agent_is_at_hand_for_the_share_of_time_that_he_stays():
    rng, n = np.random.default_rng(3), 4000
    calls, sessions, skills, results, scratch = _days_of_queue(3, 1, 0.01, 1, 1, minutes=100 * n)
    n = len(calls)
    calls[:, queue_loop.TALK], calls[:, queue_loop.PATIENCE] = 1, 0  # who is not answered at once leaves
    calls[:, queue_loop.STAYS] = rng.exponential(2 * MINUTE, n)
    calls[:, queue_loop.BACK_AFTER] = rng.exponential(3 * MINUTE, n)
    answered = _loop()(calls, sessions, skills, results, scratch)
    assert answered / n == pytest.approx(2 / 5, abs=4 * (0.24 / n) ** 0.5)


def _with_absences(rng, days, away_share):
    """Return the log of two agents, each away for five minutes after a share of contacts, by a loop of its own."""
    rows = []
    for day in range(days):
        free = [day * DAY + 9 * HOUR] * 2
        for at in np.sort(rng.integers(9 * HOUR, 17 * HOUR, 380)) + day * DAY:
            agent = int(np.argmin(free))
            start = max(int(at), free[agent])
            if start - at > 30 * MINUTE:
                continue
            end = start + int(rng.exponential(2 * MINUTE)) + 1
            rows.append((agent, at, start, end))
            free[agent] = end + (5 * MINUTE if rng.random() < away_share else 5 * SECOND)
    agent, received, answered, ended = np.array(sorted(rows, key=lambda row: row[1])).T
    return log(agent=agent, received=received, answered=answered, ended=ended)


def test_absences_are_read_without_counting_the_long_ones_too_often():
    made = _with_absences(np.random.default_rng(6), 30, 0.1)
    answered = answered_of(made)
    waiting = waiting_for(made, answered, skills_of(made, answered), ())
    by_beginning = gaps_of(made, answered, waiting).figures()[1]
    assert by_beginning.value == pytest.approx(0.1, abs=0.025)
    by_next_caller = answered.gap[answered.next_waited & (answered.gap < 30 * MINUTE)]
    assert (by_next_caller > MINUTE).mean() > by_beginning.value  # absences make the next caller wait


def test_gaps_of_a_line_that_lasts_hold_no_idle_time():
    rng = np.random.default_rng(10)
    waiting = rng.integers(1, 5, 8000)
    idle = np.where(waiting == 1, rng.exponential(2 * MINUTE, 8000), 0).astype(np.int64)
    gaps = Gaps(
        length=5 * SECOND + idle, wrap_up=np.zeros(8000, dtype=np.int64), slot=np.full(8000, 20), waiting=waiting,
        day=np.zeros(8000, dtype=int), agent=np.zeros(8000, dtype=int), small=np.zeros(7, dtype=bool),
        issue=np.zeros(8000, dtype=int), limits=np.array([MINUTE]),
    )  # fmt: skip
    assert (gaps.of_lasting_lines().length == 5 * SECOND).all()
    few = replace(gaps, waiting=np.ones(8000, dtype=int))
    assert len(few.of_lasting_lines().length) == 8000


def test_agents_who_are_away_more_often_are_known_and_others_are_alike():
    rng = np.random.default_rng(9)
    shares = np.array([0.02, 0.1, 0.1, 0.18])
    agent = np.repeat(np.arange(4), 1500)
    length = np.where(rng.random(6000) < shares[agent], 5 * MINUTE, rng.integers(1, 10, 6000) * SECOND)
    gaps = Gaps(
        length=length, wrap_up=np.zeros(6000, dtype=np.int64), slot=np.full(6000, 20), day=np.zeros(6000, dtype=int),
        agent=agent, waiting=np.ones(6000, dtype=int), small=np.zeros(7, dtype=bool),
        issue=np.zeros(6000, dtype=int), limits=np.array([MINUTE]),
    )  # fmt: skip
    assert own_absences(gaps, 5) == pytest.approx([0.2, 1, 1, 1.8, 1], abs=0.2)  # the last had no gap
    alike = replace(gaps, length=rng.permutation(length))
    assert own_absences(alike, 4) == pytest.approx([1, 1, 1, 1], abs=0.1)
    slower = replace(gaps, length=np.where(agent == 2, 2, 1) * rng.integers(5, 15, 6000) * SECOND)
    assert own_work_after(slower, 4) == pytest.approx([0.8, 0.8, 1.6, 0.8], abs=0.05)


def test_contacts_that_agents_begin_while_callers_wait_stand_in_no_line():
    at = np.arange(300) * MINUTE  # one caller a minute waits five of them; every third minute the agent calls somebody
    called = at[::3] + 30 * SECOND
    received = np.append(at, called)
    answered = np.append(at + 5 * MINUTE, called)
    order = np.argsort(received, kind="stable")
    made = log(
        issue=np.append(np.zeros(300), np.ones(100))[order], agent=np.zeros(400), received=received[order],
        answered=answered[order], ended=answered[order] + 10 * SECOND,
    )  # fmt: skip
    found = answered_of(made)
    assert direct_shares(made, found, skills_of(made, found), ()) == pytest.approx([0, 1])


def test_ringing_is_no_wait():
    start = np.arange(50) * 10 * MINUTE
    made = log(agent=np.zeros(50), received=start, answered=start + 4 * SECOND, ended=start + MINUTE)
    assert ring_of(made) == 6 * SECOND


def test_an_hour_with_many_times_its_calls_is_an_event_and_a_day_without_calls_is_special():
    rng = np.random.default_rng(7)
    received = [
        rng.integers(9 * HOUR, 17 * HOUR, 5 if day == 16 else 300) + day * DAY for day in range(40) if day % 7 < 5
    ]
    received.append(rng.integers(10 * HOUR, 10.5 * HOUR, 100) + 8 * DAY)
    made = log(received=np.sort(np.concatenate(received)))
    found = arrivals_of(made)
    assert [(str(day), slot) for day, slot in found.events] == [("2024-01-09", 20)]
    assert [str(day) for day in found.special] == ["2024-01-17"]


def test_a_volume_that_grows_by_two_in_a_hundred_a_month_is_told_with_its_interval():
    rng = np.random.default_rng(8)
    days = np.flatnonzero(np.arange(26 * 7) % 7 < 5)
    came = rng.poisson(400 * (1 + 0.02 * days / 30.44))
    moments = np.repeat(days, came) * DAY + rng.integers(9 * HOUR, 17 * HOUR, came.sum())
    trend = trend_of(arrivals_of(log(received=np.sort(moments))))
    growth = 0.02 / (1 + 0.02 * 13 * 7 / 30.44)  # of the mean level
    assert trend.low <= growth <= trend.high
    assert trend.high - trend.low < 0.015
    assert trend.n == 26
