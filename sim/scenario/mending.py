"""What is left of data without what is wrong with them, so that the rest can be looked at in the same go."""

from collections.abc import Sequence
from typing import Any

from sim.scenario.problems import Loc, Problem

_CHANGES = ("what_if", "timeline", "policies")
_NAMED = ("issues", "teams")
_HARMLESS = "town_hall"
"""A policy that sets nothing takes the place of one that cannot be named."""


def is_of_change(problem: Problem) -> bool:
    """Whether a problem is about a change of levers: in a what-if, on the timeline, or in a policy."""
    return bool(problem.loc) and problem.loc[0] in _CHANGES


def without(data: Any, problems: Sequence[Problem]) -> Any:
    """Return data with each wrong value taken away, so that its default holds; None where that cannot be."""
    if not isinstance(data, dict):
        return None
    mended = _copied(data)
    for problem in problems:
        loc = _mendable(problem.loc)
        if loc is None or (loc[0] in _NAMED and not _holds(data, loc)):
            return None
        _take_away(mended, loc)
    return mended


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _mendable(loc: Loc) -> Loc | None:
    """Return which value to take away; None where the center would be no more the one that was meant."""
    match loc:
        case ("what_if", _, "timeline", int(), *leaf):
            return (*loc[:4], *leaf[:2])
        case ("what_if", _, *rest):
            return (*loc[:2], *rest[:2])
        case ("timeline", int(), *leaf):
            return (*loc[:2], *leaf[:2])
        case ("issues" | "teams", _, _, *_):
            return loc[:3]
        case ("issues" | "teams" | "policies", *_):
            return None
        case (_, *_):
            return loc[:2]
    return None


def _has(place: Any, part: str | int) -> bool:
    return part in place if isinstance(place, dict) else isinstance(place, list) and part in range(len(place))


def _holds(place: Any, loc: Loc) -> bool:
    return not loc or (_has(place, loc[0]) and _holds(place[loc[0]], loc[1:]))


def _take_away(place: Any, loc: Loc) -> None:
    """Take a value away, or what it is missing in; an entry of a list keeps its place, as one that does nothing."""
    part, rest = loc[0], loc[1:]
    if not _has(place, part):
        return
    if rest and _has(place[part], rest[0]):
        _take_away(place[part], rest)
    elif rest == ("week",) and isinstance(place[part], dict):
        place[part]["week"] = 1
    elif isinstance(place, list) and isinstance(part, int):
        place[part] = _HARMLESS if isinstance(place[part], str) else {"week": 1}
    elif part == "week":
        place[part] = 1
    else:
        del place[part]
