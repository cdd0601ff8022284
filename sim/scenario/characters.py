"""Which characters a text may have that people read: those that can be seen, and what joins them.

So a name looks as it is written wherever it is shown, in a terminal, a table or a picture.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U00016fe4\U0001d159"
    "\U000e0100-\U000e01ef]"
)
"""What its category does not tell: fillers, blanks that count as letters, selectors of a variant."""
_FLAGS = re.compile(
    "\U0001f3f4\U000e0067\U000e0062"
    "(\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
"""England, Scotland, Wales: a black flag with letters that are not seen."""
_NON_JOINER, _JOINER, _STYLES, _KEYCAP = "\u200c", "\u200d", "\ufe0e\ufe0f", "\u20e3"
_STYLED = "\u203c\u2049\u2139\u3030"
"""Signs that may be shown as emoji and are no symbols."""
_VIRAMA = 9


def stray(text: str, *, lines: bool = False) -> str:
    """Say which character does not belong in a text that people read; empty if all do.

    What cannot be seen does not, nor what turns the direction of others, nor line breaks and blanks of other widths.
    What holds an emoji together or shapes letters (Persian, Indic scripts) does, where it does so.

    Parameters
    ----------
    text
        The text.
    lines
        Whether it may have several lines, tabs, and blanks that do not break.

    Examples
    --------
    >>> stray("Both steps 👩‍💻"), stray("می‌خواهم")
    ('', '')
    >>> stray("pay\\u202eecno")
    'U+202E (RIGHT-TO-LEFT OVERRIDE)'
    """
    if text.isascii() and text.isprintable():
        return ""
    flags = {place for flag in _FLAGS.finditer(text) for place in range(*flag.span())}
    for place, mark in enumerate(text):
        if not (_is_seen(mark, lines) or place in flags or _joins(text, place)) or (place == 0 and _is_mark(mark)):
            name = unicodedata.name(mark, "")
            return f"U+{ord(mark):04X}" + (f" ({name})" if name else "")
    return ""


def _is_seen(mark: str, lines: bool) -> bool:
    if mark == " " or _is_symbol(mark):
        return not _UNSEEN.match(mark)
    if lines and (mark in "\n\t" or unicodedata.category(mark) == "Zs"):
        return True
    return mark.isprintable() and not _UNSEEN.match(mark)


def _is_symbol(mark: str) -> bool:
    """Tell whether a character may be an emoji; those of later versions of Unicode stand in this range too."""
    if "\U0001f000" <= mark <= "\U0001faff" or mark in "©®":
        return True
    return mark >= "\u2100" and unicodedata.category(mark) in ("So", "Sm")


def _is_mark(mark: str) -> bool:
    return unicodedata.category(mark).startswith("M")


def _joins(text: str, place: int) -> bool:
    """Tell whether an unseen character joins what stands around it."""
    mark, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if not before:
        return False
    if mark in _STYLES:
        return _is_symbol(before) or before in _STYLED or (before in "#*0123456789" and after == _KEYCAP)
    if mark not in (_JOINER, _NON_JOINER) or not after:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if mark == _NON_JOINER:
        return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    base = text[place - 2 : place - 1] if before in _STYLES else before
    return bool(base) and _is_symbol(base) and _is_symbol(after)
