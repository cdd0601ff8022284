"""What an unquoted word of a scenario file means: the core schema of YAML 1.2."""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

LARGEST = 10**15
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain_scalar(text: str) -> tuple[Scalar, str]:
    """Return what an unquoted word means, and what is wrong with it.

    Only ``true`` and ``false`` are booleans; ``no``, ``on`` and ``8:30`` are text; ``010`` is ten.

    Parameters
    ----------
    text
        The word as the file has it.

    Returns
    -------
    tuple
        The value, and a complaint, which is empty for a good value.

    Examples
    --------
    >>> [plain_scalar(word)[0] for word in ("no", "8:30", "010", "1e3", "~", "true")]
    ['no', '8:30', 10, 1000.0, None, True]
    >>> plain_scalar(".nan")[1]
    'must be a finite number'
    >>> plain_scalar("+4")
    (0, 'may mean 4, or 4 more than there is; write 4, or where keys are set: plus 4')
    """
    if text in _WORDS:
        return _WORDS[text], ""
    if text[0] not in "0123456789+-.":
        return text, ""
    value, complaint = _number(text)
    if text[0] == "+" and not isinstance(value, str):
        return 0, complaint or signed(text[1:])
    return value, complaint


def signed(plain: str) -> str:
    """Say of a number that is written with a plus sign what it may mean, and how to say either."""
    return f"may mean {plain}, or {plain} more than there is; write {plain}, or where keys are set: plus {plain}"


def _number(text: str) -> tuple[Scalar, str]:
    if _INT.fullmatch(text):
        return _whole(text)
    if _NOT_FINITE.fullmatch(text):
        return 0.0, "must be a finite number"
    if _FLOAT.fullmatch(text):
        if len(text) > 100:
            return 0.0, f"is a number of {len(text)} characters; at most 100 are allowed"
        value = float(text)
        return (value, "") if math.isfinite(value) else (0.0, "is too large a number")
    return text, ""


def _whole(text: str) -> tuple[Scalar, str]:
    if len(text) <= 40:
        base = {"0x": 16, "0o": 8}.get(text[:2], 10)
        value = int(text[2:] if base != 10 else text, base)
        if abs(value) <= LARGEST:
            return value, ""
    return 0, "is too large a whole number; at most 1,000,000,000,000,000 is allowed"
