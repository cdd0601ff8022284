"""Plain words for what a model says of a value: what is wrong, and what would be right."""

from __future__ import annotations

import difflib
import math
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from sim.scenario.durations import EXAMPLES, SECONDS
from sim.scenario.problems import printable
from sim.scenario.tree import Place

_INDENTED = " (lines of 'key: value', indented)"
_MOST_NAMES = 260
"""Characters of all names that a message lists."""
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known word, or nothing."""
    near = nearest(word, known)
    return f"; did you mean '{printable(near, 60)}'?" if near else ""


def and_known(hint: str, known: Iterable[str]) -> str:
    """Return a hint, which may be empty, and what there is: ``; did you mean 'a'? Known here: a, b and 3 more``."""
    names = [printable(each, 60) for each in known]
    told: list[str] = []
    while len(told) < len(names) and sum(map(len, told)) + 2 * len(told) + len(names[len(told)]) <= _MOST_NAMES:
        told.append(names[len(told)])
    more = f" and {len(names) - len(told)} more" if len(told) < len(names) else ""
    listed = f"nown here: {', '.join(told)}{more}" if told else ""
    return hint + (f" K{listed}" if hint and told else f"; k{listed}" if told else "")


def join(parts: Iterable[str]) -> str:
    """Return parts as a phrase: ``a, b and c``."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that a misspelt one is nearest to, or an empty text.

    Examples
    --------
    >>> nearest("autority", ["authority", "expectation"])
    'authority'
    """
    if len(word) > 100:
        return ""
    plain = {_plain(each): each for each in known}
    near = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[near[0]] if near else ""


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def shown(value: Any) -> str:
    """Return a value as a sentence can hold it."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{printable(value, 40)}'"
        case float():
            return str(value) if value.is_integer() and abs(value) < 1e6 else number(value)
        case int():
            return number(value)
        case Mapping():
            return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "something else"


def number(value: float) -> str:
    """Write a number shortly and exactly enough.

    Examples
    --------
    >>> [number(x) for x in (0.25, 30.0, 1_000_000_000.0, 1e300, 10**400)]
    ['0.25', '30', '1,000,000,000', '1e+300', 'a number of 401 digits']
    """
    if isinstance(value, int) and abs(value) > sys.float_info.max:
        return f"a number of {int(abs(value).bit_length() * math.log10(2)) + 1:,} digits"
    if abs(value) >= 10000 and abs(value) < 1e16 and value == int(value):
        return f"{int(value):,}"
    return f"{value:.6g}"


def needs(place: Place) -> str:
    """Say what may stand at a place: ``a number from 0 to 168 hours``."""
    if place.wanted is not None:
        return place.wanted.words
    if place.members:
        kinds = list(dict.fromkeys(needs(member) for member in place.members))
        return ", or ".join(kind.removesuffix(_INDENTED) for kind in kinds)
    if place.choices:
        words = [f"'{word}'" if isinstance(word, str) else str(word) for word in place.literals]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    match place.kind:
        case "number":
            what = "a whole number" if place.annotation is int else "a number"
            least = place.limit("least")
            return (f"0, or {what}" if least else what) + _range(place, least) + _unit(place)
        case "switch":
            return "true or false"
        case "text":
            return "text"
        case "list":
            inner = place.below(0)
            return "a list of numbers such as [1, 2]" if inner.kind == "number" else "a list such as [a, b]"
        case "mapping":
            return "a mapping" + _INDENTED
    return "another value"


def _unit(place: Place) -> str:
    """Return the unit as it reads after a number; empty where the range says it."""
    if place.unit in ("", "0-1", "share", "probability", "week"):
        return ""
    counted = place.unit.split(" ")[0].endswith("s") and not place.unit.startswith("working")
    return f" {place.unit}" if counted or place.unit == "working days" else f" ({place.unit})"


def _range(place: Place, least: float | None) -> str:
    low, above = least or place.limit("ge"), place.limit("gt")
    high, under = place.limit("le"), place.limit("lt")
    if low is not None and high is not None:
        return f" from {number(low)} to {number(high)}"
    lower = f"at least {number(low)}" if low is not None else f"above {number(above)}" if above is not None else ""
    upper = f"at most {number(high)}" if high is not None else f"below {number(under)}" if under is not None else ""
    return f" {' and '.join(each for each in (lower, upper) if each)}" if lower or upper else ""


def hint(place: Place, value: Any) -> str:
    """Say how a value of the wrong type was probably meant; empty if that is not plain."""
    kinds = {member.kind for member in place.members} or {place.kind}
    if isinstance(value, bool | int | float) and kinds & {"text", "choice"} and not place.takes_numbers:
        if any(isinstance(each, int) for each in place.literals):
            return ""
        return "; put it in quotes"
    if isinstance(value, float) and place.annotation is int and value.is_integer():
        return f"; write {int(value)}"
    if not isinstance(value, str):
        return ""
    text = value.strip()
    if "switch" in kinds and text.casefold() in _SWITCHES:
        return f"; write {_SWITCHES[text.casefold()]}"
    if kinds == {"list"}:
        return f"; write [{printable(text, 40)}]"
    if place.unit in SECONDS and place.takes_numbers and re.match(r"[0-9.]+ ?[A-Za-z]", text):
        return f"; durations are written {EXAMPLES}"
    return _number_hint(text, place.unit) if place.takes_numbers else ""


def signed(plain: str) -> str:
    """Say of a number that is written with a plus sign what it may mean, and how to say either."""
    return f"may mean {plain}, or {plain} more than there is; write {plain}, or where keys are set: plus {plain}"


def _signed_hint(plain: str) -> str:
    """Say how a number with a plus sign before it, in quotes or with a unit, was probably meant."""
    share = re.fullmatch(r"(\d{1,10}(?:\.\d{1,10})?) ?%", plain)
    if share:
        return f"; where keys are set, write times {number(1 + float(share[1]) / 100)}"
    return f"; it {signed(plain)}" if re.fullmatch(r"\d{1,15}(\.\d{1,15})?", plain) else ""


def _number_hint(text: str, unit: str) -> str:
    if text.startswith("+"):
        return _signed_hint(text[1:].strip())
    if re.match(r"(plus|minus|times)\b", text, re.IGNORECASE):
        return "; plus, minus and times are said in 'set', of what-ifs, timeline and policies, or in override"
    if re.fullmatch(r"[-+]?\d{1,15}(\.\d{1,15})?", text):
        return "; write it without quotes"
    if re.fullmatch(r"\d{1,10}(\.\d{1,10})? ?%", text):
        return f"; write {number(float(text.rstrip(' %')) / (1 if unit.startswith('%') else 100))}"
    if re.fullmatch(r"\d{1,3}([,_' ]\d{3})+", text):
        return f"; write {re.sub(r'[^0-9]', '', text)}"
    if re.fullmatch(r"\d{1,10},\d{1,10}", text):
        return f"; write {text.replace(',', '.')}"
    found = re.fullmatch(r"[^\d.+-]{0,4}([-+]?\d{1,15}(?:\.\d{1,15})?)\s*[^\d]{1,20}|[^\d.+-]{1,4}([\d.]{1,15})", text)
    return f"; write only the number, {found[1] or found[2]}" if found else ""
