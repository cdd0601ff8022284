"""Who calls and what they bring: pure functions of seed, replication, contact and purpose."""

import math
from copy import copy
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from sim.clock import DAY, MINUTE
from sim.demand import purposes as for_
from sim.demand.levels import Levels
from sim.demand.listed import in_line, logged
from sim.demand.natures import Call, Issue, nature_of
from sim.demand.numbers import output, outputs, uniform, uniforms, word_of
from sim.demand.volumes import parts_of, poisson_count
from sim.scenario.arrivals import bin_minutes_of, dated_means, weekly_means
from sim.scenario.calendar_days import Days
from sim.scenario.handle_times import handle_factors
from sim.scenario.plan import Plan, SurgeSpan, backlog_of

_ISSUE = np.arange(for_.ISSUE_NUMBERS, dtype=np.uint64)
_MONTH_DAYS = 365.25 / 12


class _Stream(NamedTuple):
    """A source of first contacts: an issue type, or a surge of one."""

    name: str
    type: int
    surge: SurgeSpan | None
    in_line: bool = False


class Demand:
    """The demand of one replication of a plan.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    seed, replication : int
        What the numbers belong to, beside the contact.
    """

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self.plan = plan
        base = plan.baseline
        self.types = list(base.issues)
        self.days = Days(base.calendar)
        self.streams = [_Stream(name, i, None) for i, name in enumerate(self.types)]
        self.streams += [
            _Stream(surge.stream, self.types.index(surge.issue), surge) for surge in plan.surges if surge.times > 1
        ]
        self.streams += [_Stream(backlog_of(name), self.types.index(name), None, True) for name in base.backlog]
        logs = [logged(base, name, self.days) for name in self.types]
        self.listed = {index: log for index, log in enumerate(logs) if log is not None}
        first = len(self.streams) - len(base.backlog)
        for index, count in enumerate(base.backlog.values(), first):
            self.listed[index] = in_line(count, base, self.days)
        scenarios = [base, *(epoch.scenario for epoch in plan.epochs)]
        issues = [[scenario.issues[name] for name in self.types] for scenario in scenarios]
        names = {id(issue): name for its in issues for issue, name in zip(its, self.types, strict=True)}
        different = {id(issue): issue for its in issues for issue in its}
        means = {
            key: [*weekly_means(issue, base.calendar.open), *dated_means(issue, names[key], base.calendar, self.days)]
            for key, issue in different.items()
        }
        usual, *self.means = [[means[id(issue)] for issue in its] for its in issues]
        self.parts = [parts_of(its) for its in usual]
        known = {name: handle_factors(issue, base.calendar.open) for name, issue in different.items()}
        by = {name: None if factors is None else np.array(factors) for name, factors in known.items()}
        self.natures = [
            [nature_of(epoch.scenario, name, by[id(epoch.scenario.issues[name])]) for name in self.types]
            for epoch in plan.epochs
        ]
        self.bin_ticks = [bin_minutes_of(base.issues[name]) * MINUTE for name in self.types]
        self._inflations = _inflations(plan)
        self._own_goal_word = word_of("own goal")
        self.levels = Levels(base, self.days, [DAY // ticks for ticks in self.bin_ticks])
        self._belongs_to(seed, replication)

    def _belongs_to(self, seed: int, replication: int) -> None:
        self.root = output(output(word_of("frontline demand"), seed), replication)
        self.keys = [output(self.root, word_of(stream.name)) for stream in self.streams]
        self.levels = self.levels.of(self.root, self.keys)

    def again(self, seed: int, replication: int) -> "Demand":
        """Return the demand of another replication of the same plan, without working the plan out again."""
        other = copy(self)
        other._belongs_to(seed, replication)
        return other

    def epoch_at(self, tick: int) -> int:
        """Return the index of the epoch that holds at a tick."""
        return max(index for index, epoch in enumerate(self.plan.epochs) if epoch.start_tick <= tick)

    def day(self, day: int) -> list[tuple[int, Issue, Call]]:
        """Return the first contacts of a day as (tick, issue, call), in the order in which they call."""
        rows = [row for index in range(len(self.streams)) for row in self._stream_day(index, day)]
        return sorted(rows, key=lambda row: (row[0], row[1].stream, row[1].bin, row[1].ordinal))

    def _stream_day(self, index: int, day: int) -> list[tuple[int, Issue, Call]]:
        stream = self.streams[index]
        epoch = self.epoch_at(day * DAY)
        its = self.listed[index].of_day(day) if index in self.listed else None
        bins, ordinals = (
            self._counts(index, stream, epoch, day) if its is None else (its.bins.tolist(), its.ordinals.tolist())
        )
        if not bins:
            return []
        width = self.bin_ticks[stream.type]
        bin_keys = outputs(np.array(self.keys[index], dtype=np.uint64), np.array(bins, dtype=np.uint64))
        keys = outputs(bin_keys, np.array(ordinals, dtype=np.uint64))
        numbers = uniforms(outputs(keys[:, None], _ISSUE))
        moments = np.array(bins, dtype=np.int64) * width + (numbers[:, for_.MOMENT] * width).astype(np.int64)
        moments = moments if its is None else its.ticks
        comes = self._is_open(day, moments) & (numbers[:, for_.THINNED] < self.kept_share(stream, day))
        keys, numbers, moments = keys[comes], numbers[comes], moments[comes]
        places = list(compress(zip(bins, ordinals, strict=True), comes))
        nature = self.natures[epoch][stream.type]
        matters = nature.issues(keys, numbers, self.ask_factor(day))
        issues = [Issue(stream.type, index, *place, *matter) for place, matter in zip(places, matters, strict=True)]
        first = outputs(keys, np.array(for_.FIRST, dtype=np.uint64))
        calls = nature.calls(first, [issue.complexity for issue in issues], moments)
        return list(zip(moments.tolist(), issues, calls, strict=True))

    def _counts(self, index: int, stream: _Stream, epoch: int, day: int) -> tuple[list[int], list[int]]:
        """Return the bins and ordinals of a stream's contacts on a day."""
        if not self.flows(stream, day):
            return [], []
        profile = self.days.profile(day)
        means, parts = self.means[epoch][stream.type][profile], self.parts[stream.type][profile]
        times = stream.surge.times - 1.0 if stream.surge else 1.0
        by_bin = [self.levels.on(day, stream.type)] * len(means)
        if self.levels.by_bin:
            by_bin = self.levels.in_bins(stream.type)[day].tolist()
        first_bin = day * len(means)
        bins: list[int] = []
        ordinals: list[int] = []
        for b, mean in enumerate(means):
            if mean <= 0.0:
                continue
            key, factor = output(self.keys[index], first_bin + b), by_bin[b] * times
            for part in range(parts[b]):
                u = uniform(output(key, for_.COUNT_BASE + part))
                count = poisson_count(u, mean * factor / parts[b])
                bins.extend([first_bin + b] * count)
                ordinals.extend(range(part, part + count * parts[b], parts[b]))
        return bins, ordinals

    def flows(self, stream: _Stream, day: int) -> bool:
        """Return whether a stream brings contacts on a day: a surge does while it lasts."""
        surge = stream.surge
        return surge is None or surge.start_tick <= day * DAY < surge.end_tick

    def _is_open(self, day: int, moments: Any) -> Any:
        minutes = moments - day * DAY
        inside = np.zeros(len(moments), dtype=bool)
        for start, end in self.days.spans(day):
            inside |= (minutes >= start * MINUTE) & (minutes < end * MINUTE)
        return inside

    def kept_share(self, stream: _Stream, day: int) -> float:
        """Return the share of contacts that come in spite of decreases on the timeline."""
        if stream.in_line:
            return 1.0
        mine = (surge for surge in self.plan.surges if surge.times < 1 and surge.issue == self.types[stream.type])
        return math.prod((each.times for each in mine if each.start_tick <= day * DAY < each.end_tick), start=1.0)

    def call_again(self, issue: Issue, kind: int, ordinal: int, tick: int) -> Call:
        """Return a repeat or redial of an issue: the `ordinal`-th of its kind, with new luck."""
        return self._call(issue, output(output(issue.key, kind), ordinal), tick)

    def first_call(self, issue: Issue, tick: int) -> Call:
        """Return the first call of an issue."""
        return self._call(issue, output(issue.key, for_.FIRST), tick)

    def _call(self, issue: Issue, key: int, tick: int) -> Call:
        nature = self.natures[self.epoch_at(tick)][issue.type]
        return nature.calls(np.array([key], dtype=np.uint64), [issue.complexity], np.array([tick]))[0]

    def own_goal(self, parent: Issue, type_index: int, tick: int) -> Issue:
        """Return the issue that handling a routine contact has created; everything about it is new."""
        key = np.array([output(output(parent.key, for_.OWN_GOAL_KIND), self._own_goal_word)], dtype=np.uint64)
        numbers = uniforms(outputs(key[:, None], _ISSUE))
        (matter,) = self.natures[self.epoch_at(tick)][type_index].issues(key, numbers, self.ask_factor(tick // DAY))
        return Issue(type_index, parent.stream, parent.bin, parent.ordinal, *matter)

    def ask_factor(self, day: int) -> float:
        """Return how much asks have inflated by a day, where customers learn that everything is granted."""
        factor = 1.0
        for monthly, start, end in self._inflations:
            days = min(day, end) - start
            if monthly > 0 and days > 0:
                factor *= 1.0 + monthly * days / _MONTH_DAYS
        return factor


def _inflations(plan: Plan) -> list[tuple[float, int, int]]:
    """Return the monthly growth of asks with its first and last day; a change of other levers does not cut a span."""
    spans: list[tuple[float, int, int]] = []
    for epoch in plan.epochs:
        monthly, day = epoch.scenario.incentives.ask_inflation, epoch.start_tick // DAY
        if spans and spans[-1][0] == monthly:
            continue
        if spans:
            spans[-1] = (*spans[-1][:2], day)
        spans.append((monthly, day, plan.horizon_tick // DAY))
    return spans
