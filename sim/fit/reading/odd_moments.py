"""Ways of writing a moment or a time of day that programs and people have, brought to `date h:mm:ss`."""

from __future__ import annotations

import re
from functools import lru_cache

_USUAL = re.compile(
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}(?:[ T][0-9]{1,2}:[0-9:]{2,5}(?:[.,][0-9]+)?(?: ?[APap][Mm])?)?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[APap][Mm])?"
)
_HOURS = re.compile(r"([01]?[0-9]|2[0-3]) ?[-–] ?([01]?[0-9]|2[0-4])")
_DOTS = r"([0-9]{1,2})[.]([0-9]{2})"
_DAY, _HOUR, _TO_60 = "(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]", "[0-2][0-9]", "[0-5][0-9]"
_ZEROS = str.maketrans("123456789", "000000000")


def _compiled(*ways: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), better) for pattern, better in ways)


_ODD = _compiled(
    (r"[\s\u200e\u200f]+", " "),
    (r"^\[(.*)\]$", r"\1"),
    # a. m., 8:05 Uhr, 8h05m30, 8.30 Uhr, 8.00 - 8.30
    (r"(?<=[0-9 ])([ap])\. ?m\.?$", r"\1m"),
    (r"(:[0-9]{2}) ?(?:uhr|uur|hrs?|h)\.?$", r"\1"),
    (r"(?<![^ ])([0-9]{1,2})h([0-9]{2})m([0-9]{2})s?$", r"\1:\2:\3"),
    (r"(?<![^ ])([0-9]{1,2})h([0-9]{2})(?= ?[-–]|$)", r"\1:\2"),
    (rf"^{_DOTS} ?uhr$", r"\1:\2"),
    (rf"^{_DOTS} ?[-–] ?{_DOTS}(?: ?uhr)?$", r"\1:\2-\3:\4"),
    (r"^([0-9]{1,2})h? ?[-–] ?([0-9]{1,2})h$", r"\1:00-\2:00"),
    # a word between date and time of day
    (r"^([^:]*[0-9]),? (?:à|um|at|om|alle|kl|a las|-|–)\.? (?=[0-9]{1,2}[:.])", r"\1 "),
    # 04-MAR-24 08.05.30.000 AM, but not 1.234.567
    (rf"^(.*[0-9]) {_DOTS}(?:\.([0-9]{{2}})(\.[0-9]+)?)?( ?[ap]m)?$", r"\1 \2:\3:\4\5\6"),
    (r":(?=\.|$| ?[ap]m$)", ""),
    # Mon Mar  4 08:05:30 2024
    (r"^(?:[a-z]{3},? )?([a-z]{3}) ([0-9]{1,2}) ([0-9]{1,2}:[0-9:.]+)(?: [a-z]{3,4})? ([0-9]{4})$", r"\2 \1 \4 \3"),
    # 04/Mar/2024:08:05:30 +0100
    (r"^([0-9]{1,2})/([a-z]{3})/([0-9]{4}):", r"\1 \2 \3 "),
    # 08:05:30:000AM
    (r"(:[0-9]{2}):([0-9]{3})(?= ?[ap]m$|$)", r"\1.\2"),
)
"""None of these depends on which digits stand in a text, so that texts alike but for their digits need the same."""
_IN_DIGITS = _compiled(
    # 20240304080530, 20240304T0805, 0800-0830
    (rf"^({_DAY})T?({_HOUR})({_TO_60})({_TO_60})(?=$|[.Z+-])", r"\1 \2:\3:\4"),
    (rf"^({_DAY})T?({_HOUR})({_TO_60})(?=$|[Z+-])", r"\1 \2:\3"),
    (rf"^([01]?[0-9]|2[0-4])({_TO_60}) ?[-–] ?([01]?[0-9]|2[0-4])({_TO_60})$", r"\1:\2-\3:\4"),
)


@lru_cache(maxsize=10_000)
def _needed(shape: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what changes texts of a shape, which has 0 for each digit."""
    used, text = [], shape
    for pattern, better in _ODD:
        if (changed := pattern.sub(better, text)) != text:
            used.append((pattern, better))
            text = changed
    return tuple(used)


def tidy(cell: str) -> str:
    """Return a moment in the usual way of writing; what is none stays as it is.

    Examples
    --------
    >>> [tidy(each) for each in ("4/3/2024 8:05 a. m.", "Mon Mar  4 08:05:30 2024", "20240304080530", "08h05")]
    ['4/3/2024 8:05 am', '4 Mar 2024 08:05:30', '20240304 08:05:30', '08:05']
    """
    text = cell.strip()
    if _USUAL.fullmatch(text):
        return text
    shape = text.translate(_ZEROS)
    if "0" not in shape:
        return text
    for pattern, better in _needed(shape):
        text = pattern.sub(better, text)
    if ":" in text:
        return text
    for pattern, better in _IN_DIGITS:
        text = pattern.sub(better, text)
    hours = _HOURS.fullmatch(text)
    return f"{hours[1]}:00-{hours[2]}:00" if hours and int(hours[2]) % 24 == (int(hours[1]) + 1) % 24 else text
