"""Metrics by name, those of one issue type or one team among them: ``escalation_rate@claims``.

A group is an issue type or a team by its name; where both have it, ``@issue:claims`` and ``@team:claims`` tell them
apart. A metric has a meaning in a group where all the sums that it reads are counted there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim.metrics.catalog import METRICS
from sim.metrics.groups import ISSUE, TEAM, groups_of
from sim.metrics.metric import Metric, Sums
from sim.metrics.monthly import OF_MONTHS
from sim.metrics.sums import BY_GROUP
from sim.scenario.messages import did_you_mean, join
from sim.scenario.scenario import Scenario

_SHARED = frozenset(["weeks"])
"""Sums that are the same for every group."""
_COUNTED = {ISSUE: _SHARED.union(BY_GROUP[ISSUE]), TEAM: _SHARED.union(BY_GROUP[TEAM], OF_MONTHS)}
CALLED = {ISSUE: "issue type", TEAM: "team"}
"""What the kinds of groups are called in sentences."""


@lru_cache(maxsize=1024)
def metric_of(name: str) -> Metric:
    """Return a metric by its id, or that of an issue type or team: ``escalation_rate@claims``.

    Whether a scenario has such a group is not known here; `why_not` tells.

    Raises
    ------
    KeyError
        If there is none, with a line that says why.

    Examples
    --------
    >>> metric_of("escalation_rate@claims").name
    'Escalation rate, claims'
    """
    if name in METRICS:
        return METRICS[name]
    if reason := why_not(name):
        raise KeyError(reason)
    what, group = _split(name)
    return _in_group(METRICS[what], group)


def why_not(name: str, *scenarios: Scenario) -> str:
    """Return why a name is none of a metric, in one line; empty where it is one, in some of these scenarios.

    Parameters
    ----------
    name : str
        As in `metric_of`.
    *scenarios : Scenario
        What it is asked of; without any, only whether there can be such a metric.
    """
    what, group = _split(name)
    if what not in METRICS:
        hint = did_you_mean(what, METRICS) or "; `frontline metrics` lists them all"
        return f"there is no metric {what!r}{hint}"
    if "@" not in name:
        return ""
    kinds = [kind for kind in CALLED if is_counted(METRICS[what], kind)]
    if not kinds:
        return f"{what} is not counted by issue type or team, only for the whole center: write {what}"
    kind, _, called = group.rpartition(":")
    if not called or (kind and kind not in CALLED):
        return f"{name!r}: name an issue type or a team after the @, as {what}@claims or {what}@{kinds[0]}:claims"
    if kind and kind not in kinds:
        return _only(what, kinds[0])
    if not scenarios:
        return ""
    reasons = [_why_not_in(groups_of(each), what, kind, called) for each in scenarios]
    return "" if "" in reasons else reasons[0]


def _why_not_in(groups: Mapping[str, tuple[str, ...]], what: str, kind: str, called: str) -> str:
    """Return why a metric is not one of a group of a scenario; empty where it is."""
    looked = [kind] if kind else list(CALLED)
    found = [each for each in looked if called in groups[each]]
    if not found:
        known = [name for each in looked for name in groups[each]]
        some = join(known) if len(known) <= 12 else f"{join(known[:12])} and {len(known) - 12} more"
        names = " or ".join(CALLED[each] for each in looked)
        return f"{what}@{called}: there is no {names} {called!r}{did_you_mean(called, known) or f'; there are {some}'}"
    if len(found) > 1:
        return f"{called!r} is an issue type and a team; write {what}@{ISSUE}:{called} or {what}@{TEAM}:{called}"
    return "" if is_counted(METRICS[what], found[0]) else _only(what, _other(found[0]))


def _only(what: str, kind: str) -> str:
    return f"{what} is not counted by {CALLED[_other(kind)]}, only by {CALLED[kind]}"


def _other(kind: str) -> str:
    return TEAM if kind == ISSUE else ISSUE


def _split(name: str) -> tuple[str, str]:
    what, _, group = name.partition("@")
    return what.strip(), group.strip()


@lru_cache(maxsize=1024)
def is_counted(metric: Metric, kind: str) -> bool:
    """Whether a metric has a meaning for each `issue` type, or each `team`."""
    return sums_read_by(metric) <= _COUNTED[kind]


def sums_read_by(metric: Metric) -> set[str]:
    """Return the names of the sums that a metric reads."""
    read = _Read()
    metric.value(read)
    return read.names


class _Read(Mapping[str, Any]):
    """Sums that are all 1, and remember which of them were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> float:
        self.names.add(name)
        return 1.0

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class _Group(Mapping[str, Any]):
    """The sums of one group under the names of those of all."""

    def __init__(self, sums: Sums, group: str) -> None:
        self._sums, self._group = sums, group

    def __getitem__(self, name: str) -> Any:
        return self._sums[name if name in _SHARED else f"{name}@{self._group}"]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)


def _in_group(metric: Metric, group: str) -> Metric:
    """Return a metric of one group; it has no value where there is no such group."""

    def value(sums: Sums) -> Any:
        try:
            return metric.value(_Group(sums, group))
        except KeyError:
            weeks = sums["weeks"]
            return np.full(weeks.shape, np.nan) if isinstance(weeks, np.ndarray) else None

    kind, _, called = group.rpartition(":")
    words = f"{called} ({CALLED[kind]})" if kind else called
    return replace(
        metric,
        id=f"{metric.id}@{group}",
        name=f"{metric.name}, {words}",
        definition=f"{metric.definition} Of {words} alone.",
        value=value,
        label=f"{metric.label}, {words}",
        phrase=f"{metric.phrase} ({words})",
        column=f"{metric.column}, {words}",
        head=_head(metric.head, called),
    )


def _head(lines: tuple[str, str], called: str) -> tuple[str, str]:
    """Return two lines of eight letters at most: what the two lines of a metric begin with, and the group."""
    whole = "".join(line.removesuffix("-") if line.endswith("-") else f"{line} " for line in lines).strip()
    start = f"{whole[:-1].strip()[:6].strip()} %" if whole.endswith("%") else lines[0].strip(",-")[:8]
    return start, called[:8]
