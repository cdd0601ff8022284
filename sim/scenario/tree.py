"""Finding one's way in the models: what they say about the place that an error points at."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag
from pydantic.fields import FieldInfo

from sim.scenario.problems import Loc

_KINDS = {
    int: "number",
    float: "number",
    bool: "switch",
    str: "text",
    list: "list",
    tuple: "list",
    dict: "mapping",
}
_NOTHING = object()


@dataclass(frozen=True)
class Wanted:
    """A note in a model's annotation: what may stand there, in words, and whether a number may."""

    words: str
    numbers: bool = False


@dataclass(frozen=True)
class Place:
    """What the models say about one place.

    Attributes
    ----------
    annotation
        The type, without `Annotated` and without the permission to be empty.
    notes
        What else is said: limits, discriminators, tags.
    unit
        The unit of its numbers, if it has one.
    sentence
        What it is, if the model says so.
    """

    annotation: Any = Any
    notes: tuple[Any, ...] = ()
    unit: str = ""
    sentence: str = ""

    @property
    def model(self) -> type[BaseModel] | None:
        """The model that stands here, if one does."""
        kind = self.annotation
        return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None

    @property
    def fields(self) -> dict[str, FieldInfo]:
        """The keys that a mapping may have here; none where it is free to choose them."""
        if self.model is None:
            return {}
        return {info.alias or name: info for name, info in self.model.model_fields.items()}

    @property
    def literals(self) -> tuple[Any, ...]:
        """The values that may stand here, if there is a list of them."""
        return get_args(self.annotation) if get_origin(self.annotation) is Literal else ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The same, as text."""
        return tuple(str(value) for value in self.literals)

    @property
    def members(self) -> tuple[Place, ...]:
        """The kinds among which a value may choose."""
        if get_origin(self.annotation) not in (Union, types.UnionType):
            return ()
        return tuple(place_of(each, unit=self.unit) for each in get_args(self.annotation))

    @property
    def tagged(self) -> bool:
        """Whether a key of the value tells which kind it is."""
        return any(isinstance(note, Discriminator) for note in self.notes)

    @property
    def wanted(self) -> Wanted | None:
        """What the model itself says may stand here."""
        return next((note for note in reversed(self.notes) if isinstance(note, Wanted)), None)

    @property
    def takes_numbers(self) -> bool:
        """Whether a number may stand here."""
        if self.wanted is not None:
            return self.wanted.numbers
        return self.kind == "number" or any(member.takes_numbers for member in self.members)

    @property
    def telling(self) -> dict[str, tuple[str, ...]]:
        """The keys that tell the members apart, each with its words."""
        found: dict[str, tuple[str, ...]] = {}
        for member in self.members:
            for name, info in member.fields.items():
                choices = place_of_field(info).choices
                if choices and info.is_required():
                    found[name] = (*found.get(name, ()), *choices)
        return found

    @property
    def kind(self) -> str:
        """One of number, switch, text, list, mapping, choice; empty if it may be anything."""
        if self.model is not None:
            return "mapping"
        if self.choices:
            return "choice"
        plain = get_origin(self.annotation) or self.annotation
        return _KINDS.get(plain, "") if isinstance(plain, type) else ""

    def limit(self, name: str) -> Any:
        """Return one of the limits ``ge``, ``gt``, ``le``, ``lt``, ``min_length``, ``max_length``."""
        return next((value for note in self.notes if (value := getattr(note, name, None)) is not None), None)

    def below(self, part: str | int) -> Place:
        """Return the place of a key or a list position."""
        if self.model is not None:
            info = self.fields.get(str(part))
            return Place() if info is None else place_of_field(info)
        arguments = get_args(self.annotation)
        plain = get_origin(self.annotation)
        if not isinstance(plain, type) or not arguments:
            return Place()
        if issubclass(plain, Mapping):
            return place_of(arguments[-1], unit=self.unit)
        return place_of(arguments[0], unit=self.unit) if issubclass(plain, Sequence) else Place()


def place_of(annotation: Any, notes: tuple[Any, ...] = (), unit: str = "", sentence: str = "") -> Place:
    """Return the place of a type, unwrapped down to what matters."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            notes = (*notes, *(each for note in more for each in _expanded(note)))
        elif get_origin(annotation) in (Union, types.UnionType):
            kinds = tuple(each for each in get_args(annotation) if each is not type(None))
            if len(kinds) == len(get_args(annotation)):
                break
            annotation = Union[kinds]  # noqa: UP007  # of one kind, that kind
        else:
            break
    return Place(annotation, notes, unit, sentence)


def place_of_field(info: FieldInfo) -> Place:
    """Return the place of a model's field."""
    return place_of(info.annotation, _expanded(info), about_of(info).get("unit", ""), info.description or "")


def about_of(info: FieldInfo) -> dict[str, Any]:
    """Return what a field's declaration says beside its range: ``unit``, ``status``, ``source``, ``likely``."""
    return dict(info.json_schema_extra) if isinstance(info.json_schema_extra, dict) else {}


def _expanded(note: Any) -> tuple[Any, ...]:
    if not isinstance(note, FieldInfo):
        return (note,)
    by = note.discriminator
    own = (Discriminator(by),) if isinstance(by, str) else (by,) if by is not None else ()
    return (*note.metadata, *own)


@dataclass(frozen=True)
class Trail:
    """The way that an error's place took through the models and the data.

    Attributes
    ----------
    place
        Where it ended.
    path
        The keys and positions of the data on the way; a last one may be missing from the data.
    value
        The value that stands there.
    parent
        The place of the mapping or list around it.
    family
        The place at which the parent was one kind among several, if it was.
    at_key
        Whether the error is about the last key itself.
    """

    place: Place
    path: Loc = ()
    value: Any = None
    parent: Place = field(default_factory=Place)
    family: Place = field(default_factory=Place)
    at_key: bool = False


def follow(model: type[BaseModel], loc: Loc, data: Any) -> Trail:
    """Follow an error's place through the models, leaving out what is not in the data.

    Parameters
    ----------
    model
        The model at the top.
    loc
        The place as pydantic has it, with the names of kinds in between.
    data
        The data that were validated.
    """
    trail = Trail(Place(model), (), data)
    for part in loc:
        kinds = trail.place.members
        if part == "[key]":
            trail = replace(trail, at_key=True)
        elif kinds:
            chosen = next((kind for kind in kinds if is_called(kind, str(part))), Place())
            trail = replace(trail, place=chosen, family=trail.place)
        else:
            inner = trail.value[part] if _has(trail.value, part) else _NOTHING
            trail = replace(
                trail,
                place=trail.place.below(part),
                path=(*trail.path, part),
                value=inner,
                parent=trail.place,
            )
    return trail


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def is_called(kind: Place, label: str) -> bool:
    """Tell whether a kind is called so: by its tag, or by the word in its data that tells it."""
    tags = {note.tag for note in kind.notes if isinstance(note, Tag)}
    return label in tags or any(label in place_of_field(info).choices for info in kind.fields.values())


def shape_of(value: Any) -> str:
    """Return the kind of place that a value has the shape for, where that tells the kinds apart."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return "mapping" if isinstance(value, Mapping) else "other"
