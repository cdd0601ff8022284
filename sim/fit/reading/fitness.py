"""How well a column fits each role, by the words of its name and the kind of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from sim.fit.reading.cell_kinds import EMPTY, NUMBER, WORDS, Profile
from sim.fit.reading.heads import Column
from sim.fit.reading.moment_forms import CODED, FRACTION, form_for
from sim.fit.reading.said_by_cells import says_direction, says_outcome
from sim.fit.reading.vocabulary import plain, roles_of, words_that_say

MOMENT_ROLES = frozenset(
    {
        *("received", "date", "entered", "menu_end", "queue_start", "queue_end", "answered", "left", "consulted"),
        *("transferred", "ended", "updated", "interval_end", "shift", "shift_end", "lunch", "pause"),
    }
)
SPAN_ROLES = frozenset(
    ("wait", "lost_wait", "talk", "hold", "wrap_up", "handle", "duration", "lunch_minutes", "pause_minutes")
)
_EITHER = ("target", "name", "agent", "issue", "priority", "score")
OF_ROW = {
    "call": (
        *("received", "date", "entered", "menu_end", "queue_start", "queue_end", "answered", "left", "consulted"),
        *("transferred", "ended", "wait", "lost_wait", "talk", "hold", "wrap_up", "handle", "duration", "caller"),
        *("call", "outcome", "solved", "hand_offs", "hand_over_kind", "weekday", "direction", *_EITHER),
    ),
    "event": ("call", "updated", "received", "ended", "group", "caller", "hand_offs", *_EITHER),
    "interval": (
        *("received", "date", "weekday", "interval_end", "volume", "answered_calls", "abandoned_calls", "wait", "talk"),
        *("hold", "wrap_up", "handle", "agents", "issue", "direction", "target", "name"),
    ),
    "shift": (
        *("agent", "group", "activity", "date", "weekday", "shift", "shift_end", "lunch", "pause", "lunch_minutes"),
        *("pause_minutes", "target", "name"),
    ),
}
ARRIVING = ("received", "date", "queue_start", "entered", "answered", "shift")
_MOST_FLAGS = 4
_SURE = 100.0
_FIGURES = frozenset(("volume", "answered_calls", "abandoned_calls", "agents")) | SPAN_ROLES
_WEAK = {
    "wait": frozenset(("ring", "ringing", "agent")),
    "call": frozenset(("ticket", "case")),
    "issue": frozenset(("reason", "type", "category", "motif", "motivo", "grund", "reden", "tipo")),
    **dict.fromkeys(("volume", "handle", "talk", "agents"), words_that_say("plan")),
}
"""Words of columns that are a role only where no other column is."""
ALL_ROLES = tuple(dict.fromkeys(role for roles in OF_ROW.values() for role in roles))


def fitness(column: Column, allowed: Sequence[str]) -> dict[str, float]:
    """Return how well a column fits each role that its name and its cells allow."""
    profile, found = column.profile, {}
    whole = len(plain(column.name)) or 1
    words = set(plain(column.name).split())
    filled = profile.filled / max(1, len(column.cells))
    dull = 0.1 if profile.kind in (WORDS, NUMBER) and profile.distinct == 1 else 1.0
    if says_direction(column):
        return {"direction": _SURE} if "direction" in allowed else {}
    if "outcome" in allowed and says_outcome(column):
        return {"outcome": _SURE}
    if words & words_that_say("extreme"):
        return {}
    others = bool(words & words_that_say("other contacts"))
    is_share = bool(words & words_that_say("share")) or any(cell.endswith("%") for cell in profile.examples[:5])
    for role, letters in roles_of(column.name, profile.kind).items():
        if role not in allowed or (is_share and role in _FIGURES) or _is_no_flag(role, profile):
            continue
        if (role in ARRIVING and profile.kind == EMPTY) or (role == "volume" and others):
            continue
        if role in MOMENT_ROLES and profile.kind == NUMBER and not _is_digits(column, role):
            continue
        weak = 0.3 if words & _WEAK.get(role, frozenset()) else 0.9 if role in _FIGURES and is_flag(profile) else 1.0
        found[role] = letters * weak * dull * (0.3 + 0.7 * filled) * (0.5 + 0.5 * letters / whole) + letters / whole
    return found


def _is_no_flag(role: str, profile: Profile) -> bool:
    """Tell whether a column has too many values to say yes and no, or what became of a contact."""
    if role == "outcome" and profile.kind == NUMBER:
        return not is_flag(profile)  # 1 and 2 are codes, and what they stand for is not told
    return role == "solved" and profile.distinct > _MOST_FLAGS


def is_flag(profile: Profile) -> bool:
    """Tell whether the cells of a column are 0 and 1 alone."""
    return profile.kind == NUMBER and set(profile.examples) <= {"0", "1", "0.0", "1.0"}


def _is_digits(column: Column, role: str) -> bool:
    """Tell whether plain numbers are dates in digits, days since 1900, fractions of a day or seconds since 1970."""
    form = form_for(column.profile.examples)
    if form == "hour" and role != "interval_end" and "24" in column.profile.examples:
        return False  # 1 to 24 tell where hours end, or begin one too late
    if form in (FRACTION, *CODED):
        return (
            role in ("received", "answered", "ended", "shift", "shift_end", "lunch", "pause", "interval_end")
            and column.profile.distinct > 1
        )
    return bool(form) and (form != "yymmdd" or role == "date")
