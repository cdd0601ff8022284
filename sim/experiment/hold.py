"""How long must a policy be held so that the culture stays when it is withdrawn?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from sim.experiment.bounds import bounded
from sim.experiment.culture import ESCALATING
from sim.experiment.running import How, reporter
from sim.experiment.study import Sampler, sampling
from sim.metrics import metric_of
from sim.scenario import CATALOG, Problem, Scenario, ScenarioError
from sim.scenario.changes import Change, Policy
from sim.scenario.levers import read_key
from sim.scenario.messages import did_you_mean
from sim.statistics.estimates import Estimate, Interval, mean_estimate

PASSED_UP = "passed_up_rate"
"""The share of choices passed up, in per cent: what a culture is."""
TIPPED = 50.0
"""Below this share a culture is solving."""
SURELY = 0.9
"""A culture stays if it does in this share of the replications."""
START_WEEK = 5
LATE_WEEKS = 4
_FIRST_TRIED = (0, 1, 2, 4, 8, 16, 32)


@dataclass(frozen=True)
class Hold:
    """What comes of a policy that is held for some weeks and then withdrawn, from the escalating culture.

    Attributes
    ----------
    setting : dict of str to object
        What was changed in the center, by dotted key; nothing for the center as it is.
    policies : tuple of str
        What was held, from week `START_WEEK` on.
    weeks : tuple of int
        For how long, in rising order.
    rates : tuple of tuple of float
        For each of them and each replication, the share of choices passed up in the last weeks, in per cent;
        nan where nobody had a choice.
    while_held : Estimate or None
        Its mean in the last weeks of the longest time, before the policy is withdrawn.
    """

    setting: dict[str, Any]
    policies: tuple[str, ...]
    weeks: tuple[int, ...]
    rates: tuple[tuple[float, ...], ...] = field(repr=False)
    while_held: Estimate | None

    @property
    def replications(self) -> int:
        """How many replications were run for each time."""
        return len(self.rates[0])

    def staying(self, place: int) -> int:
        """Return in how many replications the culture stays solving after the time at a place."""
        return sum(rate < TIPPED for rate in self.rates[place])

    def share(self, place: int) -> tuple[float, Interval]:
        """Return the share of replications that stay, with its exact 95 % interval (Clopper and Pearson 1934)."""
        from scipy.stats import binomtest

        found = binomtest(self.staying(place), self.replications).proportion_ci(0.95)
        return self.staying(place) / self.replications, (float(found.low), float(found.high))

    def late(self, place: int) -> Estimate | None:
        """Return the mean share of choices passed up in the last weeks; None where nobody had a choice."""
        return _mean(self.rates[place])

    @property
    def least(self) -> int | None:
        """The place of the shortest time after which the culture stays; None if it never does."""
        return next((place for place in range(len(self.weeks)) if _stays(self.rates[place])), None)


def _stays(rates: Sequence[float]) -> bool:
    return sum(rate < TIPPED for rate in rates) >= SURELY * len(rates)


def hold(
    center: Scenario,
    policies: Sequence[str],
    *,
    replications: int,
    seed: int,
    most: int = 52,
    after: int = 26,
    setting: dict[str, Any] | None = None,
    **how: Unpack[How],
) -> Hold:
    """Find the least number of weeks for which policies must be held, by bisection on the same customers.

    Parameters
    ----------
    center : Scenario
        The center; it starts where its escalating culture rests.
    policies : sequence of str
        Held from week 5 on, then withdrawn: each lever goes back to where it was.
    replications, seed : int
        How many, and what the numbers belong to.
    most : int
        The longest time tried, in weeks.
    after : int
        For how many weeks, at least, the center is watched after it.
    setting : dict, optional
        Changes of the center, by dotted key.
    **how
        Where replications run and rest: see `How`.

    Raises
    ------
    ScenarioError
        If there is no such policy, or it cannot be withdrawn.
    """
    last = START_WEEK - 1 + most + after
    changes = {"behavior.culture": ESCALATING, "behavior.starting_habit": None, "behavior.starting_ownership": None}
    base = center.override({**(setting or {}), **changes, "calendar.weeks": last})
    levers = withdrawn(base, policies)
    rates: dict[int, tuple[float, ...]] = {}

    def try_all(sampler: Sampler, weeks: Sequence[int]) -> None:
        new = [_held(base, policies, levers, each) for each in weeks]
        found = sampler.values(new, range(replications), [PASSED_UP], reporter(how))[PASSED_UP]
        rates.update(zip(weeks, map(tuple, found.tolist()), strict=True))

    with sampling(seed, (last - LATE_WEEKS + 1, last), **how) as sampler:
        try_all(sampler, [*(weeks for weeks in _FIRST_TRIED if weeks < most), most])
        enough = next((weeks for weeks in sorted(rates) if _stays(rates[weeks])), None)
        low = max((weeks for weeks in rates if enough is not None and weeks < enough), default=None)
        while enough is not None and low is not None and enough - low > 1:
            middle = (low + enough) // 2
            try_all(sampler, [middle])
            low, enough = (low, middle) if _stays(rates[middle]) else (middle, enough)
    end = START_WEEK - 1 + most
    with sampling(seed, (end - min(LATE_WEEKS, most) + 1, end), **how) as sampler:
        longest = [_held(base, policies, levers, most)]
        held = sampler.values(longest, range(replications), [PASSED_UP])[PASSED_UP][0]
    tried = tuple(sorted(rates))
    return Hold(setting or {}, tuple(policies), tried, tuple(rates[weeks] for weeks in tried), _mean(held))


def _mean(rates: Sequence[float]) -> Estimate | None:
    known = [rate for rate in rates if rate == rate]
    return bounded(mean_estimate(known), metric_of(PASSED_UP)) if known else None


def _held(base: Scenario, policies: Sequence[str], levers: dict[str, Any], weeks: int) -> Scenario:
    """Return a center in which policies hold for so many weeks from week 5 on, and then no more."""
    if weeks == 0:
        return base
    told = any(_policy(base, name).announced for name in policies)
    entries = [
        Change(week=START_WEEK, use=list(policies)),
        Change(week=START_WEEK + weeks, set=levers, announced=told),
    ]
    timeline = [*base.model_dump(by_alias=True)["timeline"], *(entry.model_dump(by_alias=True) for entry in entries)]
    return base.override({"timeline": timeline})


def withdrawn(center: Scenario, policies: Sequence[str]) -> dict[str, Any]:
    """Return what puts every lever that policies set back to where it is in a center.

    Raises
    ------
    ScenarioError
        If there is no such policy, or it is made of dated events, which cannot be taken back.
    """
    problems = []
    levers: dict[str, Any] = {}
    for name in policies:
        known = {**CATALOG, **center.policies}
        if name not in known:
            problems.append(Problem(f"there is no policy {name!r}{did_you_mean(name, known)}", "policy"))
        elif known[name].events:
            problems.append(Problem(f"{name} holds events on dates; hold a policy that only sets levers", "policy"))
        else:
            for key in known[name].set:
                value = read_key(center, key)
                levers[key] = value.model_dump(by_alias=True) if hasattr(value, "model_dump") else value
    if not policies:
        problems.append(Problem("name at least one policy to hold", "policy"))
    if problems:
        raise ScenarioError(problems)
    return levers


def _policy(center: Scenario, name: str) -> Policy:
    return center.policies.get(name) or CATALOG[name]
