"""How moments, dates and times of day are written, and what one text in such a form is."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence

from sim.clock import DAY
from sim.fit.reading.cell_kinds import FORMS, form_of, split_moment, without_weekday
from sim.fit.reading.vocabulary import plain
from sim.reading.logs import MONTH_FIRST

CLOCK_ALONE, EPOCH, _EXCEL, FRACTION = "clock", "seconds since 1970", "days since 1900 (Excel)", "fraction of a day"
_HOUR, _HHMM, _DOTTED = "hour", "hhmm", "h.mm"
CODED = (_HOUR, _HHMM, _DOTTED)
"""Times of day that are written as whole numbers: 8 for 8:00, 830 for 8:30."""
FIGURES = (EPOCH, _EXCEL, FRACTION, *CODED)
WRITTEN = (*FORMS, CLOCK_ALONE, *FIGURES)
"""All ways in which a column of moments may be written."""
_MONTHS = (
    "jan january januar enero ene janvier janv januari gennaio gen|"
    "feb february februar febrero fevrier fev februari febbraio|"
    "mar march marz maerz mrz marzo mars maart mrt|apr april abril abr avril avr aprile|may mai mayo mei maggio mag|"
    "jun june juni junio juin giugno giu|"
    "jul july juli julio juillet juil luglio lug|aug august agosto ago aout augustus|"
    "sep sept september septiembre septembre settembre set|"
    "oct october okt oktober octubre octobre ottobre ott|nov november noviembre novembre|"
    "dec december dez dezember diciembre dic dicembre decembre"
)
_MONTH = {word: month for month, words in enumerate(_MONTHS.split("|"), start=1) for word in words.split()}
NEVER_DAY = re.compile(r"0000|190[01]-|0?1[./-]0?1[./-]190[01]")
"""Dates with which programs write that something did not happen."""
_HOUR_SAID = re.compile(r"([01]?[0-9]|2[0-4]) ?(?:h|hrs?|uhr|u)\.?", re.IGNORECASE)
_FIRST_DAY = datetime.date(1970, 1, 1).toordinal()
_EXCEL_DAY = _FIRST_DAY - datetime.date(1899, 12, 30).toordinal()


def form_for(cells: Sequence[str]) -> str:
    """Name how most of some cells write a moment, a date or a clock; empty if they write none.

    Parameters
    ----------
    cells
        Cells that hold something. Plain numbers are taken for dates in digits, for days since 1900 or for seconds.
    """
    forms: Counter[str] = Counter()
    if cells and all(_HOUR_SAID.fullmatch(cell) for cell in cells):
        return _HOUR
    figures = [int(cell) for cell in cells if re.fullmatch(r"[0-9]{1,4}", cell)]
    if figures and len(figures) == len(cells) and all(each % 100 < 60 and each <= 2400 for each in figures):
        return _HOUR if max(figures) <= 24 else _HHMM if max(figures) >= 100 else ""
    if cells and all(re.fullmatch(r"([01]?[0-9]|2[0-4])[.][0-5][05]", cell) for cell in cells):
        return _DOTTED
    for cell in cells:
        day, clock = split_moment(cell)
        if clock and not day:
            forms[CLOCK_ALONE] += 1
        elif form := form_of(day):
            forms[form] += 1
        elif re.fullmatch(r"[0-9]{1,13}(?:[.,][0-9]+)?", day):
            figure = float(day.replace(",", "."))
            forms[
                FRACTION if figure < 1 else _EXCEL if 20_000 <= figure < 80_000 else EPOCH if figure > 1e8 else ""
            ] += 1
    return forms.most_common(1)[0][0] if forms else ""


def day_of(text: str, form: str, order: str) -> int | None:
    """Read a date as days since 1970-01-01; nothing where it is none of its form.

    Parameters
    ----------
    text
        The date.
    form
        How it is written, a key of `FORMS`.
    order
        Whether the day or the month comes first, where that is written both ways.
    """
    found = FORMS[form].fullmatch(without_weekday(text))
    if not found or NEVER_DAY.match(text):
        return None
    if form == "week":
        year, week = (found[1], found[2]) if found[1] else (found[4], found[3])
        return None if not 0 < int(week) < 54 else _week(int(year), int(week))
    one, two, three = (*found.groups(), "1")[:3]
    if form in ("year-month-day", "yyyymmdd", "yymmdd", "year-month"):
        year, month, day = one, two, three
    elif form == "month-name year":
        year, month, day = two, _month(one), three
    elif form == "month-name day, year":
        year, month, day = three, _month(one), two
    elif form == "day month-name year":
        year, month, day = three, _month(two), one
    else:
        year, (month, day) = three, ((one, two) if order == MONTH_FIRST else (two, one))
    whole = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    try:
        return datetime.date(whole, int(month), int(day)).toordinal() - _FIRST_DAY
    except ValueError:
        return None


def _week(year: int, week: int) -> int | None:
    try:
        return datetime.date.fromisocalendar(year, week, 1).toordinal() - _FIRST_DAY
    except ValueError:
        return None


def _month(name: str) -> str:
    return str(_MONTH.get(plain(name), 0))


def counted(text: str, form: str) -> int | None:
    """Read a plain number as a moment, ms."""
    if form == _HOUR and (said := _HOUR_SAID.fullmatch(text)):
        text = said[1]
    if not re.fullmatch(r"[0-9]{1,13}(?:[.,][0-9]{1,20})?", text):
        return None
    figure = float(text.replace(",", "."))
    if form in CODED:
        hours, minutes = (figure, 0) if form == _HOUR else divmod(figure * (100 if form == _DOTTED else 1), 100)
        return round(60 * hours + minutes) * 60_000 if hours <= 24 and minutes < 60 else None
    if form == EPOCH:
        return round(figure * (1000 if figure < 1e11 else 1))
    return round(figure * DAY / 1000) * 1000 - (_EXCEL_DAY * DAY if form == _EXCEL else 0)
