"""Every key that a scenario may have, with what is declared about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from sim.scenario.messages import needs, number, shown
from sim.scenario.problems import Loc
from sim.scenario.quantities import Within
from sim.scenario.tree import Place, about_of, place_of, place_of_field


@dataclass(frozen=True)
class Key:
    """One parameter of a scenario.

    Attributes
    ----------
    path
        The way to it; ``<name>`` stands for a name of the user's own.
    place
        What may stand there.
    info
        Its declaration.
    """

    path: Loc
    place: Place
    info: FieldInfo

    def about(self, what: str) -> str:
        """Return ``unit``, ``status`` or ``source`` as declared."""
        return str(about_of(self.info).get(what, ""))

    @property
    def likely(self) -> tuple[float, ...]:
        """The range in which belief puts the value, where it is declared."""
        return tuple(float(bound) for bound in about_of(self.info).get("likely", ()))

    @property
    def sentence(self) -> str:
        """What the parameter is."""
        return self.info.description or ""

    @property
    def allowed(self) -> str:
        """What may stand there: a range, a choice or a shape, without its unit."""
        if "shape" in self.place.telling and self.place.tagged:
            within = next((note.most for note in self.place.notes if isinstance(note, Within)), None)
            return f"a number{f' from 0 to {number(within)}' if within else ''}, or a distribution"
        words = needs(replace(self.place, unit=""))
        return words.replace(" (lines of 'key: value', indented)", "")

    @property
    def default(self) -> str:
        """What holds where the file is silent."""
        if self.info.is_required():
            return "required"
        return written(self.info.get_default(call_default_factory=True, validated_data={}))


def written(value: Any) -> str:
    """Write a value as a scenario file has it, on one line."""
    match value:
        case None:
            return "empty"
        case str() | datetime.date():
            return str(value) or "empty"
        case BaseModel():
            return written(value.model_dump(by_alias=True, exclude_none=True))
        case dict():
            return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(each) for each in value) + "]"
    return shown(value)


def keys_of(model: type[BaseModel], path: Loc = ()) -> Iterator[Key]:
    """Yield every parameter of a model and of the models below it, in the order of their declaration.

    Parameters
    ----------
    model
        The model.
    path
        The way to it: ``<name>`` stands for a name of the user's own, ``-`` for an entry of a list, and
        ``[surge]`` for a kind of entry.
    """
    for name, info in Place(model).fields.items():
        place = place_of_field(info)
        below = list(_models(place, (*path, name)))
        for inner, way in below:
            yield from keys_of(inner, way)
        if not below or place.members or place.kind == "list":
            yield Key((*path, name), place, info)


def _models(place: Place, path: Loc) -> Iterator[tuple[type[BaseModel], Loc]]:
    """Yield the models below a key; distributions are described once, not everywhere."""
    if place.model is not None:
        if "shape" not in place.fields:
            yield place.model, path
    elif place.members:
        for member in place.members:
            tags = [f"[{note.tag}]" for note in member.notes if isinstance(note, Tag) and place.telling]
            yield from _models(member, (*path, *tags))
    elif isinstance(get_origin(place.annotation), type) and get_args(place.annotation):
        inner = place_of(get_args(place.annotation)[-1])
        each = "<name>" if place.kind == "mapping" else "-"
        yield from _models(inner, path if inner.members and each == "-" else (*path, each))


@cache
def _known(model: type[BaseModel]) -> tuple[Key, ...]:
    return tuple(keys_of(model))


def declared(model: type[BaseModel], dotted: str) -> Key | None:
    """Return what is declared about a dotted key such as ``teams.advisors.skill``, None where nothing is."""
    words = dotted.split(".")
    for key in _known(model):
        if len(key.path) == len(words) and all(
            part in (word, "<name>") for part, word in zip(key.path, words, strict=True)
        ):
            return key
    return None
