"""What distributions stand for: waits, work, money, tendencies and degrees, each within its bounds."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.scenario.distributions import Beta, Constant, Distribution, Empirical, Hazard, Mixture, Triangular, Uniform
from sim.scenario.means import mean_of
from sim.scenario.messages import number
from sim.scenario.tree import Wanted


@dataclass(frozen=True)
class Within:
    """A bound on what a distribution yields: on its largest value or, where it has none, on its mean.

    With `always` the largest value must exist and keep to the bound.
    """

    most: float
    always: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the distribution itself has been read."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, distribution: Any) -> Any:
        """Return a distribution that keeps to the bound.

        Raises
        ------
        ValueError
            If it does not.
        """
        size, is_end = _size_of(distribution)
        if self.always and not is_end:
            ends = "beta, uniform, triangular or empirical"
            raise ValueError(f"must stay from 0 to {number(self.most)}, and this shape has no end; use {ends}")
        if size > self.most:
            what = "goes up to" if is_end else "has a mean of"
            raise ValueError(f"{what} {number(size)}; at most {number(self.most)} is allowed")
        return distribution


def _size_of(d: Any) -> tuple[float, bool]:
    """Return the largest value of a distribution or, where there is none, its mean (hazard: no less), and which."""
    match d:
        case Constant():
            return d.value, True
        case Uniform() | Triangular():
            return d.high, True
        case Beta():
            return 1.0, True
        case Empirical():
            return d.values[-1], True
        case Mixture():
            sizes = [_size_of(part.of) for part in d.parts]
            return max(size for size, _ in sizes), all(is_end for _, is_end in sizes)
        case Hazard():
            return d.starts[-1] + 1.0 / d.rates[-1], False
    return mean_of(d), False


_EXAMPLE = "or a mapping such as {shape: lognormal, mean: 6, cv: 1.2}"
_UNIT_EXAMPLE = "or a mapping such as {shape: beta, a: 2, b: 5}"
Wait = Annotated[Distribution, Within(1e7), Wanted(f"a number from 0 to 10,000,000, {_EXAMPLE}", numbers=True)]
"""Minutes until somebody gives up or comes back; 19 years, twice the longest run."""
Work = Annotated[Distribution, Within(1e5), Wanted(f"a number from 0 to 100,000, {_EXAMPLE}", numbers=True)]
"""Minutes that somebody spends on one matter; ten weeks, day and night."""
Money = Annotated[Distribution, Within(1e9), Wanted(f"a number from 0 to 1,000,000,000, {_EXAMPLE}", numbers=True)]
Tendency = Annotated[Distribution, Within(1e3), Wanted(f"a number from 0 to 1,000, {_EXAMPLE}", numbers=True)]
Degree = Annotated[
    Distribution, Within(1.0, always=True), Wanted(f"a number from 0 to 1, {_UNIT_EXAMPLE}", numbers=True)
]
"""From 0 to 1, always."""
