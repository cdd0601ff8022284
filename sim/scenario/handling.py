"""What a team handles: issue types as a list, or with how well, one by one."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, FiniteFloat, Tag

from sim.scenario.fields import Name, Part, Share, given, param
from sim.scenario.tree import Wanted, shape_of


class Handling(Part):
    """How well a team handles an issue type."""

    speed: FiniteFloat = param(
        1.0, "How fast its agents are: at 1.2, talk, attempt and wrap-up take 1/1.2 of the time.", ge=0.01, le=10
    )
    skill: FiniteFloat = param(
        0.0, "What its agents' skill is higher by with this type; below 0, lower.", unit="complexity", ge=-2, le=2
    )
    transfers: Share | None = given(
        None,
        "Share of the customers whom this team hands on; empty means `issues.<type>.transfers.share`.",
        unit="share",
    )


_AS_OTHERS = Handling()


def _said(its: Handling | None) -> Handling:
    return its or _AS_OTHERS


_Each = Annotated[Name, Wanted("a name, or all in one mapping such as {a: {speed: 1.2}, b: {}}")]
_List = Annotated[list[_Each], Field(min_length=1), Tag("other")]
_Mapping = Annotated[
    dict[
        Name, Annotated[Handling | None, AfterValidator(_said), Wanted("a mapping such as {speed: 1.2, skill: -0.1}")]
    ],
    Field(min_length=1),
    Tag("mapping"),
]
Handles = Annotated[
    _List | _Mapping,
    Discriminator(shape_of),
    Wanted("a list such as [a, b], or how well each: {a: {speed: 1.2, skill: -0.1}, b: {}}"),
]
"""Issue types: ``[claim, question]``, or ``{claim: {speed: 1.2}, question: {}}``."""


def handling_of(handles: Iterable[str], name: str) -> Handling:
    """Return how well an issue type is handled."""
    its = handles.get(name) if isinstance(handles, dict) else None
    return its or _AS_OTHERS
