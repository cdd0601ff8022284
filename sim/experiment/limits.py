"""Limits on metrics, as people write them: ``csat_proxy >= 80``, ``bonus_per_agent >= -5%`` of the baseline's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.metrics import Metric, metric_of, why_not
from sim.scenario import Problem, ScenarioError
from sim.statistics.estimates import Vector

_NUMBER = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_SHAPE = re.compile(
    rf"(?P<sense>>=|<=|=>|=<|≥|≤|>|<)\s*(?P<base>baseline\b)?\s*(?P<sign>[+-])?\s*(?P<number>{_NUMBER})?\s*(?P<share>%)?"
    rf"(?:\s*(?:\+-|±)\s*(?P<tolerance>{_NUMBER}))?"
)
_RIGHT = "write '>= 80', '<= -5%' or '<= +5%' of the baseline, or '>= baseline - 2'"


@dataclass(frozen=True)
class Limit:
    """A limit on a metric's mean.

    Attributes
    ----------
    metric : str
        Its id.
    is_least : bool
        Whether values must be at least the bound, not at most.
    share : float
        How often the baseline's own value counts in the bound: 0.95 for ``-5%`` where that value is positive.
    amount : float
        What is added to it; the bound itself where `share` is 0.
    text : str
        As it was written.
    tolerance : float or None
        By how much it may be missed without harm; None leaves it to the study.
    change : float or None
        The change allowed, as a share of the baseline; `settled` makes `share` of it when the baseline is known.
    """

    metric: str
    is_least: bool
    share: float
    amount: float
    text: str
    tolerance: float | None = None
    change: float | None = None

    @property
    def words(self) -> str:
        """Metric and bound, as ``csat_proxy >= 80``."""
        return f"{self.metric} {self.text}"

    @property
    def is_relative(self) -> bool:
        """Whether the bound depends on the baseline."""
        return self.share != 0 or self.change is not None

    def settled(self, baseline: float) -> "Limit":
        """Return the limit for a baseline of this value: 5 % less of a debt of 100 is a debt of 105."""
        if self.change is None:
            return self
        return replace(self, share=1 + (self.change if baseline >= 0 else -self.change))

    def excess(self, values: Vector, baseline: Vector) -> Vector:
        """Return by how much values miss the bound, replication by replication; 0 or less is right."""
        bound = self.share * baseline + self.amount
        return bound - values if self.is_least else values - bound

    def bound(self, baseline: float) -> float:
        """Return the bound for a baseline's mean."""
        return self.share * baseline + self.amount


def metric_named(name: str, where: str) -> Metric:
    """Return a metric by its id.

    Raises
    ------
    ScenarioError
        If there is none, with the nearest one.
    """
    if reason := why_not(name):
        raise ScenarioError([Problem(reason, where)])
    return metric_of(name)


def limits_of(subject_to: Mapping[str, str] | Sequence[str] | None) -> tuple[Limit, ...]:
    """Return limits from texts by metric (``{"csat_proxy": ">= 80"}``), or from whole ones (``["csat_proxy>=80"]``).

    A number alone is a bound in the metric's unit. A number with a sign and ``%`` is a change from the baseline, and so
    are ``baseline``, ``baseline - 2`` and ``baseline - 5%``. ``+- 0.5`` at the end gives the tolerance.

    Raises
    ------
    ScenarioError
        If a metric does not exist, or a limit cannot be read; with what would be right.
    """
    if isinstance(subject_to, Mapping):
        return tuple(_limit(metric_named(name, "limit"), str(text)) for name, text in subject_to.items())
    return tuple(_whole(str(text)) for text in subject_to or ())


def _whole(text: str) -> Limit:
    found = re.match(r"\s*(\w+(?:\s*@[\w: ]*\w)?)\s*([^\w\s].*)$", text, re.DOTALL)
    if found is None:
        message = f"{text!r} is not a limit; write csat_proxy>=80, or bonus_per_agent>=-5%"
        raise ScenarioError([Problem(message, "limit")])
    return _limit(metric_named(found[1], "limit"), found[2])


def _limit(metric: Metric, text: str) -> Limit:
    found = _SHAPE.fullmatch(text.strip())
    if found is None or not (found["number"] or found["base"]) or (found["base"] and _is_half(found)):
        raise _wrong(metric, f"{text!r} is not a limit; {_RIGHT}")
    base, sign, share = found["base"], found["sign"], found["share"]
    size = _number(found["number"]) * (-1 if sign == "-" else 1)
    tolerance = _number(found["tolerance"]) if found["tolerance"] else None
    if tolerance == 0:
        raise _wrong(metric, f"{text!r}: the tolerance must be above 0, since no simulation tells means apart exactly")
    if share and not sign:
        own = f"write '{found['sense']} {size:g}' for {metric.unit}, or " if metric.unit.startswith("%") else ""
        raise _wrong(metric, f"{text!r}: {own}write '+{size:g}%' or '-{size:g}%' for a change from the baseline")
    is_least = found["sense"] in (">=", "=>", "≥", ">")
    text = f"{'>=' if is_least else '<='} {text.strip().lstrip('><=≥≤').strip()}"
    if share:
        return Limit(metric.id, is_least, 0.0, 0.0, text, tolerance, size / 100)
    return Limit(metric.id, is_least, 1.0 if base else 0.0, size, text, tolerance)


def _is_half(found: re.Match[str]) -> bool:
    """Whether what follows the word baseline is no whole change: a sign without number, or a number without sign."""
    return bool(found["sign"]) != bool(found["number"]) or bool(found["share"] and not found["number"])


def _number(text: str | None) -> float:
    return float((text or "0").replace(",", ""))


def _wrong(metric: Metric, message: str) -> ScenarioError:
    return ScenarioError([Problem(message, f"limit on {metric.id}")])
