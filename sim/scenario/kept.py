"""Results kept with the parts of a scenario that they follow from: parts are frozen, and copies share them."""

from collections import deque
from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sim.scenario.plan import Plan

Function = TypeVar("Function", bound=Callable[..., Any])


class _Itself:
    """A part, equal only to itself; as long as something rests with it, no other takes its place in memory."""

    __slots__ = ("part",)

    def __init__(self, part: object) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.part is other.part


def kept(most: int) -> Callable[[Function], Function]:
    """Keep the last results of a function of frozen parts, by which parts they are; nobody may change a result."""

    def decorate(function: Function) -> Function:
        @lru_cache(maxsize=most)
        def known(*parts: _Itself) -> Any:
            return function(*(each.part for each in parts))

        @wraps(function)
        def call(*parts: Any) -> Any:
            return known(*map(_Itself, parts))

        result: Any = call
        return result

    return decorate


def kept_for_plans(most: int) -> Callable[[Function], Function]:
    """Keep the last results of a function of a plan, for all plans that are the same; one result is made at a time."""

    def decorate(function: Function) -> Function:
        results: deque[tuple[Plan, Any]] = deque(maxlen=most)
        one_at_a_time = Lock()

        @wraps(function)
        def call(plan: "Plan") -> Any:
            with one_at_a_time:
                for known, result in reversed(results):
                    if known.is_same(plan):
                        return result
                made = function(plan)
                results.append((plan, made))
                return made

        found: Any = call
        return found

    return decorate
