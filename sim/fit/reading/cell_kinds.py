"""What kind of thing the cells of a column are: moments, dates, clocks, spans of time, numbers or words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim.fit.reading.odd_moments import tidy
from sim.reading.logs import DOTTED, ISO, SLASHED, TIME

MOMENT, DATE, CLOCK, SPAN, NUMBER, WORDS, EMPTY = "moment", "date", "clock", "span", "number", "words", "empty"
_MISSING = {
    *("", "?", "-", "–", "—", "n/a", "na", "nan", "nat", "null", "none", "nil", "#n/a", "#n/v", "#nv", "\\n", "(null)"),
    *("#div/0!", "#value!", "#ref!", "#wert!", "#bezug!", "#valor!", "#valeur!", "<na>", "(blank)", "(leer)", "..."),
}
_SHORT = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{2})")
_EIGHT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_SIX = re.compile(r"([0-9]{2})([01][0-9])([0-3][0-9])")
_NAMED = re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th)?[ -]?(?:de )?([^\W\d_]{3,10})\.?[ ,-]*(?:de )?([0-9]{4}|[0-9]{2})")
_MONTH_LED = re.compile(r"([^\W\d_]{3,10})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_A_MONTH = (
    "(?:jan|ene|gen|j[aä]n|f[eé][bv]|mar|m[aä]r|mrt|maart|apr|abr|avr|ma[yio]|mei|mag|jun|jui|giu|jul|lug|a[ug]g?o?|ao[uû]|sep|set"
    "|o[ckt]t|nov|de[czk]|d[eé]c|dic)"
)
_MONTH_YEAR = re.compile(rf"({_A_MONTH}[^\W\d_]{{0,8}})\.?[ -/](?:de )?([0-9]{{4}})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})[-/]([01][0-9])")
_W = r"(?:kw|cw|wk|w|week|woche|sem(?:aine|ana)?|s)[. -]{0,2}"
_YEAR = "((?:19|20)[0-9]{2})"
_WEEK = re.compile(rf"{_YEAR}[ /-]?{_W}([0-9]{{1,2}})|{_W}([0-9]{{1,2}})[ /.-]{{1,2}}{_YEAR}", re.IGNORECASE)
FORMS = {
    "year-month-day": ISO,
    "week": _WEEK,
    "day.month.year": DOTTED,
    "day/month/year": SLASHED,
    "day/month/yy": _SHORT,
    "yyyymmdd": _EIGHT,
    "day month-name year": _NAMED,
    "month-name day, year": _MONTH_LED,
    "yymmdd": _SIX,
    "month-name year": _MONTH_YEAR,
    "year-month": _YEAR_MONTH,
}
"""How dates are written; `day/month` may also be month first, which a date of the column has to tell."""
SLASHES = ("day/month/year", "day/month/yy")
PLAIN_DIGITS = ("yyyymmdd", "yymmdd")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9][0-9.,'’_\xa0\u2009\u202f]*|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]{1,3})?\s?%?"
)
_COLONS = re.compile(r"[-+]?(?:[0-9]{1,3}[.:])?[0-9]{0,4}:[0-9]{1,2}(?::[0-9]{1,2}(?:[.,][0-9]+)?)?")
_UNITS = (
    "d|days?|tage?|tg|dias?|días?|j|jours?|dag|dagen|giorn[io]",
    "h|hrs?|hours?|std|stunden?|horas?|heures?|u|uur|uren|or[ae]",
    "m|mins?|minutes?|minuten?|minutos?|minut[oi]|['′]",
    "s|secs?|seconds?|sek|sekunden?|segs?|segundos?|secondes?|seconden|second[oi]|[\"″]|''",
    "ms|msecs?|millis(?:econds)?",
)
WORDED = re.compile(
    r"(?:, ?| )?(?:(?:and|und|et|y|e|en) )?".join(rf"(?:([0-9.,]*[0-9]) ?(?:{each})\.?)?" for each in _UNITS),
    re.IGNORECASE,
)
"""A span in words, as `1 h 5 min`: days, hours, minutes, seconds, milliseconds."""
_UNTIL = re.compile(
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)( ?[AaPp][Mm])? ?(?:[-–]|to|bis|tot|until) ?"
    r"([0-9]{1,2}):[0-9]{2}(?::[0-9]{2})?( ?[AaPp][Mm])?$"
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}[.,]{0,2} (?=[0-9]|[^\W\d_]{3,10}\.? [0-9])")
_ZONE = re.compile(r"(?: ?(?:Z|UTC|GMT)| ?[+-][0-9]{2}:?[0-9]{2}| [A-Z]{3,4})$")


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for nothing."""
    return cell.strip().casefold() in _MISSING


def form_of(day: str) -> str:
    """Name the way in which a date is written; empty if it is none."""
    bare = without_weekday(day)
    return next((form for form, pattern in FORMS.items() if pattern.fullmatch(bare)), "")


def without_weekday(day: str) -> str:
    """Return a date without the weekday before it, as in `Mo 04.03.2024`."""
    led = day[:1].isdecimal() or _MONTH_LED.fullmatch(day) or _MONTH_YEAR.fullmatch(day) or _WEEK.fullmatch(day)
    return day if led else _WEEKDAY.sub("", day)


def split_moment(cell: str) -> tuple[str, str]:
    """Part a cell into its date and its time of day; either may be empty."""
    text = tidy(cell)
    colon = text.find(":")
    if colon < 0:
        return text, ""
    begin = max(text.rfind(" ", 0, colon), text.rfind("T", 0, colon), text.rfind(",", 0, colon))
    return (text[:begin].rstrip(" ,"), text[begin + 1 :].strip()) if begin >= 0 else ("", text)


def without_zone(clock: str) -> str:
    """Return a time of day without its zone; of `8:00-8:30`, which has none, the begin."""
    until = _UNTIL.match(clock)
    if not until:
        return _ZONE.sub("", clock)
    begin, half, end_hour, end_half = until.groups()
    if not half and end_half:  # of 11:30-12:00 PM the begin is before noon
        early = int(begin.partition(":")[0]) % 12 > int(end_hour) % 12
        half = end_half if not early else " AM" if "p" in end_half.lower() else " PM"
    return f"{begin}{half or ''}"


def kind_of(cell: str) -> str:
    """Tell the kind of one cell.

    Examples
    --------
    >>> [kind_of(each) for each in ("2024-01-31 8:05", "31.1.2024", "8:05 pm", "125:10", "1.234,5", "2 min", "?")]
    ['moment', 'date', 'clock', 'span', 'number', 'span', 'empty']
    """
    text = tidy(cell)
    if is_missing(text):
        return EMPTY
    if _NUMBER.fullmatch(text) and not any(FORMS[form].fullmatch(text) for form in FORMS if form not in PLAIN_DIGITS):
        return NUMBER
    day, clock = split_moment(text)
    if day and form_of(day):
        return MOMENT if clock and TIME.fullmatch(without_zone(clock)) else WORDS if clock else DATE
    if not day and TIME.fullmatch(without_zone(clock)) and int(clock.split(":")[0]) <= 24:
        return CLOCK
    if _COLONS.fullmatch(text) or is_worded(text):
        return SPAN
    return WORDS


def is_worded(text: str) -> bool:
    """Tell whether a text is a span in words, or as `PT1M5S`."""
    bare = without_periods(text)
    return bare[:1].isdecimal() and bool(WORDED.fullmatch(bare))


def without_periods(text: str) -> str:
    """Return an ISO period such as `PT1M5S` as `1M5S`; other texts as they are."""
    return re.sub(r"^P(?:([0-9]+)D)?T?(?=[0-9]|$)", lambda found: f"{found[1]}d" if found[1] else "", text)


@dataclass(frozen=True)
class Profile:
    """What a sample of a column's cells holds."""

    kind: str
    """What most of them are."""
    filled: int
    distinct: int
    numbers: tuple[float, ...]
    """Some of those that are plain numbers, sorted."""
    examples: tuple[str, ...]
    """Some of the commonest cells."""
    share: float
    """How many of the filled cells are of the kind."""

    @property
    def is_few(self) -> bool:
        """Whether the cells are few categories rather than a name for each row."""
        return 0 < self.distinct <= max(12, self.filled // 3)


def profile_of(cells: Sequence[str]) -> Profile:
    """Look at the cells of a column.

    Parameters
    ----------
    cells
        A sample of them.
    """
    tally = Counter(cell.strip() for cell in cells if not is_missing(cell))
    kinds: Counter[str] = Counter()
    for cell, times in tally.items():
        kinds[kind_of(cell)] += times
    filled = sum(tally.values())
    kind, often = kinds.most_common(1)[0] if kinds else (EMPTY, 0)
    if kind in (CLOCK, SPAN) and kinds[CLOCK] + kinds[SPAN] > 0.6 * filled:
        kind, often = (SPAN if kinds[SPAN] else CLOCK), kinds[CLOCK] + kinds[SPAN]
    elif filled and often < 0.5 * filled:
        kind = WORDS
    plain = sorted(float(cell.replace(",", ".")) for cell in tally if re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", cell))
    examples = tuple(cell for cell, _ in tally.most_common(40))
    return Profile(kind, filled, len(tally), tuple(plain), examples, often / filled if filled else 0.0)
