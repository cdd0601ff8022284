"""The compiled code that counts contacts and spells at work in a book; see `sim.metrics.book`."""

from typing import Any

import numpy as np

from sim.clock import WEEK
from sim.engines.compiled.compiler import compiled, records, register
from sim.engines.compiled.pointers import arrays, tells
from sim.journeys.records import CONTACT_DTYPE, DUTY_DTYPE, Outcome
from sim.metrics import counting, interval_counting
from sim.metrics import standards as by_type
from sim.metrics.book_shape import BOOK
from sim.metrics.counting import COUNTED, count
from sim.metrics.interval_counting import TEAM_SUMS, TYPE_SUMS, count_by_interval, count_duty

_contact_at = records(CONTACT_DTYPE)
_duty_at = records(DUTY_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
_book_at = records(BOOK)
_list_at, _table_at, _tables_at = (arrays("float64", n) for n in (1, 2, 3))
_whole_at, _wholes_at = (arrays("int64", n) for n in (1, 2))
_FLOAT_BYTES = 8
_SOLVED = int(Outcome.SOLVED)
register(by_type)
register(counting)
register(interval_counting)


def count_one(contact: int, book: int) -> int:
    """Add the contact at an address to a book; where there is none, end the book's present week."""
    b = _book_at(book, 0)
    if contact == 0:
        _turns_to(b, b.week)
        return 0
    c = _contact_at(contact, 0)
    week = min(c.ended // WEEK, b.weeks - 1)
    if week != b.week:
        _turns_to(b, week)
    codes = b.types * (b.teams + 1)
    code = c.type * (b.teams + 1) + c.team + 1
    _whole_at(b.seen, (codes,))[code] = 1
    its = _wholes_at(b.standards, (b.types, by_type.COUNTED_MET + 1))
    count(
        c,
        _sums_at(b.cells + code * b.width * _FLOAT_BYTES, 0),
        _table_at(b.cells, (codes, b.width)),
        _table_at(b.asked, (b.weeks, codes)),
        (code, code),
        its,
        _list_at(b.edges, (b.edges_n,)),
        b.oldest,
    )
    types = _tables_at(b.interval_types, (b.types, b.intervals, len(TYPE_SUMS)))
    teams = _tables_at(b.interval_teams, (b.teams, b.intervals, len(TEAM_SUMS)))
    count_by_interval(c, types, teams, its, b.interval_ticks)
    if b.rates_n > 0 and c.outcome == _SOLVED and not c.refused:
        _pays(b, c.team, c.ended)
    return 0


def count_rows(contacts: int, many: int, function: int, book: int) -> int:
    """Add the contacts at an address to a book, each by a function at an address, which is `count_one`."""
    for i in range(many):
        tells(function, _contact_at(contacts, i), book)
    return 0


def count_spells(spells: int, many: int, book: int) -> int:
    """Add the spells at work at an address to a book."""
    b = _book_at(book, 0)
    teams = _tables_at(b.interval_teams, (b.teams, b.intervals, len(TEAM_SUMS)))
    for i in range(many):
        count_duty(_duty_at(spells, i), teams, b.interval_ticks)
    return 0


@compiled
def _pays(b: Any, team: int, tick: int) -> None:
    """Add what the company pays for an issue that was solved; see `sim.metrics.monthly.CompanyBonus`."""
    begins = _whole_at(b.rates_from, (b.rates_n,))
    place = b.rates_n - 1
    while begins[place] > tick:
        place -= 1
    cents = _list_at(b.rates, (b.rates_n,))[place]
    _list_at(b.paid, (b.teams,))[team] += cents
    if _whole_at(b.shares, (b.teams,))[team] == 1:
        ends, month = _whole_at(b.month_ends, (b.months - 1,)), 0
        while month < b.months - 1 and ends[month] <= tick:
            month += 1
        _table_at(b.paid_in_month, (b.teams, b.months))[team, month] += cents


@compiled
def _turns_to(b: Any, week: int) -> None:
    """Add the cells of the present week to its sums, in the order of `sim.metrics.groups.Cells`, and begin another."""
    codes = b.types * (b.teams + 1)
    seen, cells = _whole_at(b.seen, (codes,)), _table_at(b.cells, (codes, b.width))
    types = _tables_at(b.by_type, (b.weeks, b.types, b.sums))
    teams = _tables_at(b.by_team, (b.weeks, b.teams, b.sums))
    for code in range(codes):
        if seen[code] == 1:
            seen[code] = 0
            kind, team = code // (b.teams + 1), code % (b.teams + 1) - 1
            for place in range(b.width):
                value = cells[code, place]
                cells[code, place] = 0.0
                types[b.week, kind, place] += value
                if team >= 0:
                    teams[b.week, team, place] += value
    if b.rates_n > 0:
        paid, in_month = _list_at(b.paid, (b.teams,)), _table_at(b.paid_in_month, (b.teams, b.months))
        by_month = _table_at(b.by_month, (b.teams, b.months))
        for team in range(b.teams):
            teams[b.week, team, b.company_column] += paid[team]
            paid[team] = 0.0
            for month in range(b.months):
                by_month[team, month] += in_month[team, month]
                in_month[team, month] = 0.0
    b.week = week
