"""Bonuses and charges by the count of escalations: counted, felt and paid as the contacts' rows say, to the cent."""

import math
from importlib.util import find_spec

import numpy as np
import pytest

from sim.behavior import choice, learning, pay
from sim.engines.measured import items_of
from sim.engines.rules import rules_of
from sim.journeys.records import Entry, Reason
from sim.scenario import plan_of, scenario_from
from tests.engines.small import DAY, center, records

ENGINES = ["simpy", pytest.param("compiled", marks=pytest.mark.skipif(not find_spec("numba"), reason="needs numba"))]
JANUARY_ENDS = 10
"""Days from Monday, 22 January, to 1 February."""
AVOIDABLE = (Reason.CHOSEN, Reason.FAILED)
PASSES_UP = {"choice": "rule", "after_failure": "as_before", "habit_weight": 0.0, "practice": 0.0}
"""What fails goes up, always."""


def desk(incentives, **parts):
    """Three agents over six weeks from 22 January, who choose by rule and neither learn nor get used to anything."""
    settings = {
        "calendar": {"start": "2024-01-22", "weeks": 6},
        "issues__complaint": {
            "per_week": 150.0,
            "complexity": {"shape": "beta", "a": 2, "b": 2},
            "demand_manager": 0.1,
            "opening_temper": 0.5,
        },
        "teams__desk": {"agents": 3, "skill": 0.6},
        "behavior": {**PASSES_UP, "learning": 0.0},
        "incentives": incentives,
    }
    return center(**{**settings, **parts})


def month_of(ticks, begins=0):
    """The place of each tick in the run's calendar months; January is counted from a day on."""
    days = ticks // DAY
    return np.where(days < begins, -1, np.searchsorted([JANUARY_ENDS, JANUARY_ENDS + 29], days, "right"))


def rates_by_hand(journeys, month, seat=None, begins=0):
    """Contacts diagnosed and passed up in a month, by a seat or by all: no call here spans a midnight."""
    rows = journeys.rows[journeys.rows["diagnosed"]]
    rows = rows[month_of(rows["answered"], begins) == month]
    rows = rows if seat is None else rows[rows["seat"] == seat]
    return len(rows), int((rows["escalated"] >= 0).sum())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("whose", ["own", "team"])
def test_bonuses_are_paid_by_what_the_contacts_of_the_month_say_and_in_part_for_a_part_of_it(engine, whose):
    target = {"pays": 150.0, "escalations_per_100": 47.0, "whose": whose}
    proportion = {"pays": 90.01, "zero_at": 80.0, "whose": whose}
    journeys = records(desk({"target_bonus": target, "proportional_bonus": proportion}), engine)
    ledger, got = journeys.entries, set()
    for month, share in ((0, 10 / 31), (1, 1.0), (2, 3 / 31)):
        for seat in range(3):
            contacts, up = rates_by_hand(journeys, month, None if whose == "team" else seat)
            mine = ledger[(ledger["month"] == month) & (ledger["seat"] == seat)]
            (paid,) = mine["cents"][mine["entry"] == Entry.TARGET_BONUS]
            assert paid == (int(15_000 * share + 0.5) if up <= 0.47 * contacts else 0)
            got.add(bool(paid))
            (paid,) = mine["cents"][mine["entry"] == Entry.PROPORTIONAL_BONUS]
            assert paid == pytest.approx(9001 * max(0.0, 1 - up / (0.8 * contacts)) * share, abs=0.5 + 1e-9)
    assert got == {True, False}
    assert not ledger["balance"].any()


@pytest.mark.parametrize("engine", ENGINES)
def test_terms_that_change_within_a_month_count_from_that_day(engine):
    data = desk({})
    data["timeline"] = [
        {"week": 2, "day": "tue", "set": {"incentives.proportional_bonus": {"pays": 310.0, "zero_at": 90.0}}}
    ]
    journeys = records(data, engine)
    paid = journeys.entries[(journeys.entries["entry"] == Entry.PROPORTIONAL_BONUS) & (journeys.entries["month"] == 0)]
    assert len(paid) == 3
    for row in paid:
        contacts, up = rates_by_hand(journeys, 0, row["seat"], begins=8)
        assert row["cents"] == pytest.approx(31_000 * max(0.0, 1 - up / (0.9 * contacts)) * 2 / 31, abs=0.5 + 1e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_avoidable_escalation_is_charged_to_the_pool_and_no_other(engine):
    pool = {"funding_per_agent": 500.0}
    journeys = records(desk({"bonus_pool": pool, "charge_per_escalation": 1.25}), engine)
    rows, ledger = journeys.rows, journeys.entries
    charged = ledger[ledger["entry"] == Entry.ESCALATION_CHARGE]
    avoidable = rows[np.isin(rows["reason"], AVOIDABLE)]
    assert 0 < len(avoidable) < (rows["escalated"] >= 0).sum()
    assert sorted(charged["contact"]) == sorted(avoidable["row"])
    assert (charged["cents"] == -125).all()
    by_kind = {kind: int(ledger["cents"][ledger["entry"] == kind].sum()) for kind in np.unique(ledger["entry"])}
    assert by_kind[Entry.FUNDING] + by_kind[Entry.ESCALATION_CHARGE] + by_kind[Entry.PAYOUT] == ledger["balance"][-1]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_agent_is_charged_is_withheld_from_the_months_bonus_and_forgiven_beyond_it(engine):
    pay = {
        "charge_per_escalation": 6.0,
        "charge_per_escalation_from": "own",
        "bonus_pool": {"funding_per_agent": 200.0},
    }
    journeys = records(desk({**pay, "target_bonus": {"pays": 20.0, "escalations_per_100": 50.0}}), engine)
    ledger, forgiven = journeys.entries, []
    assert (ledger["cents"][ledger["entry"] == Entry.OWN_CHARGE] == -600).all()
    for month in range(3):
        for seat in range(3):
            mine = ledger[(ledger["month"] == month) & (ledger["seat"] == seat)]
            kinds = {kind: int(mine["cents"][mine["entry"] == kind].sum()) for kind in Entry}
            earned = kinds[Entry.TARGET_BONUS] - kinds[Entry.PAYOUT]
            short = max(0, -kinds[Entry.OWN_CHARGE] - earned)
            assert kinds[Entry.FORGIVEN] == short
            forgiven.append(short)
    assert 0 in forgiven
    assert max(forgiven) > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_who_quits_leaves_no_debt_to_the_next(engine):
    pay = {"charge_per_escalation": 6.0, "charge_per_escalation_from": "own", "target_bonus": {"pays": 1.0}}
    data = desk(pay, teams__desk={"agents": 3, "skill": 0.6, "turnover": {"per_year": 8.0, "recruit_days": 1}})
    journeys = records(data, engine)
    ledger = journeys.entries
    forgiven = ledger[(ledger["entry"] == Entry.FORGIVEN)]
    assert (forgiven["tick"] // DAY < JANUARY_ENDS).any() or len(np.unique(forgiven["tick"])) > 3
    moved = np.isin(ledger["entry"], (Entry.OWN_CHARGE, Entry.FORGIVEN, Entry.TARGET_BONUS))
    assert ledger["cents"][moved & (ledger["month"] < 2)].sum() >= 0


def open_days(first, last):
    return sum(day % 7 < 5 for day in range(first, last))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("whose", ["own", "team"])
def test_each_choice_weighs_what_one_more_escalation_costs_by_the_month_up_to_that_morning(engine, whose):
    target = {"pays": 60.0, "escalations_per_100": 45.0, "whose": whose}
    proportion = {"pays": 200.0, "zero_at": 70.0, "whose": whose}
    charge = {"charge_per_escalation": 0.5, "charge_per_escalation_from": "own"}
    data = desk({"target_bonus": target, "proportional_bonus": proportion, **charge})
    journeys = records(data, engine)
    plan = plan_of(scenario_from(data))
    rules = rules_of(plan.baseline, plan.baseline, 1.0)
    rows = journeys.rows[journeys.rows["diagnosed"]]
    up = rows["escalated"] >= 0
    day, month, prices = rows["answered"] // DAY, month_of(rows["answered"]), []
    edges = (0, JANUARY_ENDS, JANUARY_ENDS + 29, JANUARY_ENDS + 60)
    for place in np.flatnonzero(rows["had_choice"]):
        row, m = rows[place], month[place]
        who = (rows["seat"] == row["seat"]) | (whose == "team")
        so_far = who & (month == m) & (day < day[place])
        counted = so_far.sum(), (so_far & up).sum()
        days = open_days(edges[m], day[place])
        before = (-1.0, -1.0) if m == 0 else pace_of(who, up, month, m, edges)
        rates = [pay.pace(int(number), days, was) for number, was in zip(counted, before, strict=True)]
        price = 0.0
        if rates[0] >= 0.0:
            left = open_days(day[place], edges[m + 1])
            to_come = [rate * left for rate in rates]
            price = sum(pay.price_of_item(item, *map(int, counted), *to_come, rules) for item in items_of(plan))
        prices.append(price)
        price += pay.known_charge(50, 1.0, True, rules)
        engagement = plan.baseline.teams["desk"].engagement
        worth = choice.benefit(engagement, 0.0, 1.0, 0.5, rules)
        reward = learning.reward_of_passing_up(2.0, rules)
        felt = choice.Felt(reward, price, 0.5, choice.leaving(engagement, 0.0, rules), 0.0)
        felt = choice.Felt(reward, price, 0.5, 0.0, 0.0)
        expected = choice.inclination(row["ability"], worth, row["complexity"], 0.0, 2.0, felt, rules)
        assert row["attempt_probability"] == pytest.approx(expected, abs=1e-12)
    assert max(prices) > 0.03
    assert min(prices) == 0.0
    assert len({round(price, 6) for price in prices}) > 20


def pace_of(who, up, month, m, edges):
    """The pace of all months before, each a day of the next."""
    pace = (-1.0, -1.0)
    for earlier in range(m):
        counted = who & (month == earlier)
        days = open_days(edges[earlier], edges[earlier + 1])
        pace = tuple(
            pay.pace(int(n), days, was) for n, was in zip((counted.sum(), (counted & up).sum()), pace, strict=True)
        )
    return pace


@pytest.mark.parametrize("engine", ENGINES)
def test_praise_is_felt_as_it_is_given_and_fades_when_it_ends(engine):
    praised = {"recognition": {"utility": 0.5, "half_life": 2.0}}
    data = desk(praised, behavior={**PASSES_UP, "learning": 0.2})
    data["timeline"] = [{"week": 3, "set": {"incentives.recognition.utility": 0.0}}]
    with_praise = records(data, engine).rows
    data["incentives"] = {}
    data["timeline"] = []
    without = records(data, engine).rows

    def tries(rows, first, last):
        chosen = rows[rows["had_choice"] & (rows["answered"] // DAY >= first) & (rows["answered"] // DAY < last)]
        return chosen["attempt_probability"].mean()

    assert tries(with_praise, 0, 12) > tries(without, 0, 12) + 0.05
    assert tries(with_praise, 35, 42) == pytest.approx(tries(without, 35, 42), abs=0.01)


def test_a_center_of_whom_no_team_shares_in_bonuses_pays_and_feels_none():
    pay = {"target_bonus": {"pays": 60.0, "escalations_per_100": 45.0}, "proportional_bonus": {"pays": 60.0}}
    vendor = {"agents": 3, "skill": 0.6, "shares_pool": False}
    journeys = records(
        desk({**pay, "charge_per_escalation": 5.0, "charge_per_escalation_from": "own"}, teams__desk=vendor)
    )
    plain = records(desk({}, teams__desk=vendor))
    assert len(journeys.entries) == 0
    assert np.array_equal(journeys.rows, plain.rows)


def test_with_nothing_paid_or_charged_the_ledger_stays_empty():
    journeys = records(desk({"target_bonus": {"escalations_per_100": 0.0}, "recognition": {"half_life": 3.0}}))
    assert len(journeys.entries) == 0
    assert math.isclose(journeys.rows["ended"].max() // DAY, 39, abs_tol=2)
