"""From pydantic's errors to problems that a person can act on: the right key, plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.messages import did_you_mean, hint, nearest, needs, number, shown
from sim.scenario.problems import Problem, ScenarioError, printable, problem_at
from sim.scenario.tree import Place, Trail, follow, place_of_field

MOST_PROBLEMS = 100
_LENGTHS = {"too_short", "too_long", "string_too_short", "string_too_long"}
_WRONG_VALUE = {
    "int_type", "int_from_float", "int_parsing", "int_parsing_size", "float_type", "float_parsing",
    "bool_type", "bool_parsing", "string_type", "list_type", "tuple_type", "dict_type", "mapping_type",
    "model_type", "model_attributes_type", "none_required", "literal_error", "enum", "greater_than",
    "greater_than_equal", "less_than", "less_than_equal", "finite_number", "multiple_of",
}  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """One of pydantic's errors with the way it took."""

    trail: Trail
    kind: str
    context: dict[str, Any]
    message: str


def explain(error: ValidationError, model: type[BaseModel], data: Any) -> list[Problem]:
    """Return everything that a model found wrong with data, in plain words.

    Parameters
    ----------
    error
        What pydantic raised.
    model
        The model that was asked.
    data
        The data that it was given.

    Returns
    -------
    list of Problem
        In the order of the data, without file and line; at most `MOST_PROBLEMS`, the last of which then says
        how many more there are.
    """
    raw = error.errors(include_url=False, include_input=False)
    found = [
        _Found(follow(model, tuple(each["loc"]), data), each["type"], each.get("ctx", {}), each["msg"])
        for each in raw[: 20 * MOST_PROBLEMS]
    ]
    kept = _without_echoes(found)
    problems = [problem for each in kept[:MOST_PROBLEMS] for problem in _problems(each, model)]
    more = len(kept) - MOST_PROBLEMS + max(0, len(raw) - len(found))
    if more > 0:
        problems.append(problem_at(kept[MOST_PROBLEMS - 1].trail.path, f"and {more:,} more problems"))
    return problems


def _without_echoes(found: list[_Found]) -> list[_Found]:
    """Drop what is missing only because it is misspelt."""
    meant = {
        (*each.trail.path[:-1], nearest(str(each.trail.path[-1]), _known(each.trail)))
        for each in found
        if each.kind == "extra_forbidden"
    }
    return [each for each in found if not (each.kind == "missing" and each.trail.path in meant)]


def _problems(found: _Found, model: type[BaseModel]) -> list[Problem]:
    trail, inner = found.trail, found.context.get("error")
    if isinstance(inner, ScenarioError):
        return [
            problem_at((*trail.path, *each.loc), each.message, at_key=each.at_key) if not each.file else each
            for each in inner.problems
        ]
    if found.kind.startswith("union_tag") or found.kind == "model_attributes_type":
        return [_unknown_kind(trail)]
    at_key = trail.at_key or found.kind == "extra_forbidden"
    return [problem_at(trail.path, _words(found, model), at_key=at_key)]


def _words(found: _Found, model: type[BaseModel]) -> str:
    trail, kind, context = found.trail, found.kind, found.context
    if kind == "extra_forbidden":
        return _unknown(trail, model)
    if kind == "missing":
        return f"is missing; {_about(trail.place)}"
    if "error" in context:
        return printable(str(context["error"]))
    if kind in _LENGTHS:
        return _length(trail, kind, context)
    if kind == "string_pattern_mismatch":
        given = trail.path[-1] if trail.at_key else trail.value
        return f"must be text {_pattern(str(context.get('pattern', '')))}, not {shown(given)}"
    if kind in _WRONG_VALUE:
        if trail.value is None:
            return f"is empty; must be {needs(trail.place)}"
        return f"must be {needs(trail.place)}, not {shown(trail.value)}{_more(trail)}"
    message = found.message.removeprefix("Input ").removeprefix("Value error, ").removeprefix("should ")
    return message[:1].lower() + message[1:]


def _more(trail: Trail) -> str:
    choices = trail.place.choices or tuple(word for each in trail.place.members for word in each.choices)
    if choices and isinstance(trail.value, str):
        return did_you_mean(trail.value, choices)
    return hint(trail.place, trail.value)


def _about(place: Place) -> str:
    sentence = f": {place.sentence[:1].lower()}{place.sentence[1:].rstrip('.')}" if place.sentence else ""
    return f"must be {needs(place)}{sentence}"


def _unknown(trail: Trail, model: type[BaseModel]) -> str:
    word = str(trail.path[-1])
    known = _known(trail)
    words = f"unknown key '{printable(word, 60)}'"
    near = did_you_mean(word, known)
    if near:
        return words + near
    if word.replace(".", "").isdigit() and trail.value is None:
        return f"{words}; between braces a comma ends the value before it: write numbers without commas"
    home = _home(model, word)
    if home:
        return f"{words} here; it belongs under '{home}'"
    return f"{words}; known here: {', '.join(known)}" if len(known) <= 14 else words


def _known(trail: Trail) -> list[str]:
    """Return the keys that may stand beside the last one."""
    return list(dict.fromkeys([*trail.parent.fields, *trail.family.telling]))


def _home(model: type[BaseModel], word: str) -> str:
    """Return where a key belongs that stands in a wrong place, if there is only one such place."""
    homes: list[str] = []
    for name, info in Place(model).fields.items():
        place = place_of_field(info)
        homes += [name] * (word in place.fields)
        homes += [f"{name}.{inner}" for inner, each in place.fields.items() if word in place_of_field(each).fields]
    return homes[0] if len(homes) == 1 else ""


def _unknown_kind(trail: Trail) -> Problem:
    """Say that the key that tells the kinds apart is missing or has an unknown word."""
    value, telling = trail.value, trail.place.telling
    if value is None:
        return problem_at(trail.path, f"is empty; must be {needs(trail.place)}")
    if not isinstance(value, dict) or not telling:
        return problem_at(trail.path, f"must be {needs(trail.place)}, not {shown(value)}{_more(trail)}")
    by, words = next(((by, words) for by, words in telling.items() if by in value), next(iter(telling.items())))
    right = f"must be one of {', '.join(words)}"
    if by not in value:
        return problem_at((*trail.path, by), f"is missing; {right}")
    word = value[by]
    near = did_you_mean(word, words) if isinstance(word, str) else ""
    return problem_at((*trail.path, by), f"{right}, not {shown(word)}{near}")


def _length(trail: Trail, kind: str, context: dict[str, Any]) -> str:
    short = kind.endswith("short")
    limit = context.get("min_length" if short else "max_length", 0)
    what = "characters" if kind.startswith("string") else "entries"
    if short and limit == 1:
        return "must not be empty"
    return f"must have at {'least' if short else 'most'} {number(limit)} {what}"


def _pattern(pattern: str) -> str:
    if pattern == r"^[A-Za-z][A-Za-z0-9_ ]*$":
        return "that begins with a letter from A to Z and holds such letters, digits, blanks and _"
    if pattern == r"^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$":
        return "on one line, without blanks at its ends"
    return f"that fits {printable(pattern, 80)}"
