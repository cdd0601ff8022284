"""What columns are called and cells say in the exports of phone systems, planning tools and ticket systems.

The words stand in `column_names.csv` and `cell_words.csv`, a pattern a line, in English, German, Spanish, French,
Dutch and Italian, without accents and in small letters; `=` begins one that must be the whole name. `name_words.csv`
holds single words that say more of a column, such as that it is a maximum.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, NUMBER, SPAN, WORDS

_MOMENTS = frozenset({MOMENT, DATE, CLOCK, NUMBER, EMPTY})
_SPANS = frozenset({SPAN, CLOCK, NUMBER, EMPTY})
_COUNTS = frozenset({NUMBER, EMPTY})
_CODES = frozenset({WORDS, NUMBER, EMPTY})
_PAUSES = frozenset({CLOCK, MOMENT, EMPTY})
_KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("received", "entered", "menu_end", "queue_start", "queue_end", "answered", "left"), _MOMENTS),
    **dict.fromkeys(("consulted", "transferred", "ended", "updated", "interval_end", "shift", "shift_end"), _MOMENTS),
    **dict.fromkeys(("wait", "lost_wait", "talk", "hold", "wrap_up", "handle", "duration"), _SPANS),
    **dict.fromkeys(("lunch_minutes", "pause_minutes"), _SPANS),
    **dict.fromkeys(("volume", "answered_calls", "abandoned_calls", "agents", "score", "hand_offs"), _COUNTS),
    **dict.fromkeys(("issue", "agent", "caller", "call", "outcome", "solved", "priority"), _CODES),
    **dict.fromkeys(("group", "activity", "weekday", "direction"), _CODES),
    "hand_over_kind": _CODES,
    **dict.fromkeys(("lunch", "pause"), _PAUSES),
    **dict.fromkeys(("target", "name"), _MOMENTS | _SPANS | _CODES),
    "date": _MOMENTS - {CLOCK},
}
"""What the cells of a role may be."""
ROLES = tuple(_KINDS)
ANYWHERE = ("gave up", "failed ring", "no contact", "no work", "reserved", "on demand", "chosen")
"""Meanings whose words may stand anywhere in a cell; those of others are the whole cell."""


@cache
def _patterns(file: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a file of words by what they mean."""
    found: dict[str, list[str]] = {}
    with open(Path(__file__).with_name(file), encoding="utf-8", newline="") as stream:
        for meaning, word in list(csv.reader(stream))[1:]:
            found.setdefault(meaning, []).append(word)
    return {
        meaning: re.compile(rf".*\b(?:{'|'.join(words)})\b.*" if meaning in ANYWHERE else "|".join(words))
        for meaning, words in found.items()
    }


@cache
def words_that_say(what: str) -> frozenset[str]:
    """Return the words that say of a column what it is beside its role: an `extreme`, a `plan`, a `share` …"""
    with open(Path(__file__).with_name("name_words.csv"), encoding="utf-8", newline="") as stream:
        return frozenset(word for says, word in csv.reader(stream) if says == what)


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """Return a name in small letters, without accents and signs, its words apart.

    Examples
    --------
    >>> plain("AvgTalkDuration"), plain("Gesprächs_dauer (s)")
    ('avg talk duration', 'gesprachs dauer s')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    bare = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", bare).split())


def means(cell: str, *meanings: str) -> bool:
    """Tell whether a cell says one of some things, such as `gave up`."""
    text = plain(cell)
    return any(_patterns("cell_words.csv")[meaning].fullmatch(text) for meaning in meanings)


def nobodies(names: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which names stand for nobody, as `NO_SERVER` and `0` do; behind them, what has no name at all."""
    known = [
        name in ("0", "-1") or (not name[:1].isdigit() and len(name) < 20 and means(name, "nobody")) for name in names
    ]
    return np.array([*known, True])


@cache
def _said(name: str) -> dict[str, int]:
    """Return for each role the longest run of whole words of a name that means it, in letters."""
    words = plain(name).split()
    runs = [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(len(words), i + 8) + 1)]
    found = {}
    for role, pattern in _patterns("column_names.csv").items():
        letters = max((len(run) for run in runs if pattern.fullmatch(run)), default=0)
        if pattern.fullmatch(f"={' '.join(words)}"):
            letters = len(plain(name))
        if letters:
            found[role] = letters
    return found


def roles_of(name: str, kind: str) -> dict[str, int]:
    """Return what a column may be, by its name and what its cells are: how many letters of the name say so."""
    return {role: letters for role, letters in _said(name).items() if kind in _KINDS[role]}


def unit_of(name: str) -> str:
    """Return the unit that the name of a column tells: `ms`, `s`, `min`, `h`, or nothing."""
    words = set(plain(name).split())
    units = {
        "ms": {"ms", "millis", "milliseconds", "msec"},
        "s": {"s", "sec", "secs", "second", "seconds", "sek", "sekunden", "segundos", "seg", "secondes", "seconden"},
        "min": {"min", "mins", "minute", "minutes", "minuten", "minutos"},
        "h": {"h", "hrs", "hour", "hours", "std", "stunden", "horas", "heures", "uren"},
    }
    return next((unit for unit, known in units.items() if words & known), "")


_DAYS = (
    "mon monday montag mo lunes lun lundi maandag ma",
    "tue tues tuesday dienstag di die martes mar mardi dinsdag din",
    "wed wednesday mittwoch mi mit miercoles mie mercredi mer woensdag woe wo",
    "thu thur thurs thursday donnerstag do don jueves jue jeudi jeu donderdag",
    "fri friday freitag fr fre viernes vie vendredi ven vrijdag vrij vr",
    "sat saturday samstag sonnabend sa sam sabado sab samedi zaterdag zat za",
    "sun sunday sonntag so son domingo dom dimanche dim zondag zon zo",
)
_WEEKDAY = {word: day for day, words in enumerate(_DAYS) for word in words.split()}


def weekday_of(name: str) -> int | None:
    """Return which weekday a word names, Monday being 0; nothing if it names none."""
    return _WEEKDAY.get(plain(name))
