"""What insisting is known to bring: where it rests in the baseline, and how fast news moves it (docs/model.md, 4)."""

import operator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.behavior import feeling, learning, service
from sim.behavior.parameters import GRANT
from sim.engines.cases import cases_of, offered
from sim.engines.expected import Kind, Now, work_of
from sim.engines.resting import answer
from sim.engines.rules import rules_of, segments_of
from sim.engines.sooner import shares
from sim.engines.steady_state import ROUGHLY, Start, rough_start_of, start_of, starting_reward
from sim.scenario.hours import open_spans
from sim.scenario.plan import Plan

_PARTS = 10


@dataclass
class Heard:
    """What insisting is known to bring in an issue type, as a share of the ask.

    Attributes
    ----------
    expected, rest : float
        Now, and where it rests in the baseline.
    rate : float
        Step with which the news of one customer moves it.
    """

    expected: float
    rest: float
    rate: float


def known_at_start(plan: Plan, *, roughly: bool = False) -> list[Heard]:
    """Return for each issue type what insisting is known to bring in the baseline, at rest.

    `roughly` is from the start that is soon there (`rough_start_of`), not from that of a run.
    """
    return [Heard(rest, rest, rate) for rest, rate in _known(_Baseline(plan), roughly)]


class _Baseline:
    """A plan, equal where its baseline is: what-ifs share what was known before them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.baseline.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Baseline) and self.plan.baseline.fingerprint == other.plan.baseline.fingerprint


class _News(NamedTuple):
    """Of a type, on a working day: asks for money, customers who insist on more, and what that brings them in all."""

    asks: float
    insisting: float
    brought: float


def _news_of(now: Now, start: Start, team: int, kind: Kind) -> _News:
    """Return the news that the contacts of a type with a team make in a week."""
    crew, rules = list(now.scenario.teams.values())[team], now.rules
    reward, charge = starting_reward(now.scenario, rules), now.scenario.behavior.starting_charge
    choices = sum(number for _, number in kind.choices) * kind.asks_share
    insisting = brought = 0.0
    for part in np.array_split(np.array(kind.asks), _PARTS):
        if not len(part):
            continue
        asked = kind._replace(asks=tuple(part.tolist()), asks_share=1.0, blocked=0.0)
        cases = cases_of(now, team, [asked], start.praises[team])[-len(kind.choices) :]
        if_yes, if_no = _shares_that_insist(cases[0], reward - charge, now)
        each = 0.0
        for value, weight in ROUGHLY:
            skill = crew.skill + crew.skill_sd * value
            rest = start.of(team, skill)
            each += weight * shares(rules, rest.skill - kind.its.surprise, reward, charge, rest.habit, cases).more
        number = choices * len(part) / len(kind.asks) * each
        insisting += number
        brought += number * _brought(now, kind, part, if_yes, if_no) if number else 0.0
    asks = kind.diagnosed * now.scenario.issues[kind.name].asks_share
    return _News(asks, insisting, brought)


def _shares_that_insist(case: tuple[float, ...], passing_up: float, now: Now) -> tuple[float, float]:
    """Return of solved issues the shares whose customers insist after a yes, and after a no."""
    _, _, more, no_more = answer(case, passing_up, now.rules)
    return more - no_more, no_more


def _brought(now: Now, kind: Kind, asks: Any, if_yes: float, if_no: float) -> float:
    """Return what insisting brings on average, as a share of the ask: so much more upstairs than was offered below."""
    rules = now.rules
    share = 1.0 if rules.manager_policy == GRANT else rules.settlement
    upstairs, after_yes = 0.0, 0.0
    for ask in asks.tolist():
        grown = service.grown_ask(ask, feeling.risen(kind.anger, rules.anger_handoff), kind.its.mean_temper, rules)
        given = service.granted_upstairs(share, grown, rules) / grown if grown else 0.0
        upstairs += given / len(asks)
        after_yes += max(0.0, given - offered(ask, kind.limit, rules) / ask) / len(asks)
    return (if_yes * after_yes + if_no * upstairs) / (if_yes + if_no)


@lru_cache(maxsize=64)
def _known(of: _Baseline, roughly: bool) -> tuple[tuple[float, float], ...]:
    plan, baseline = of.plan, of.plan.baseline
    names = list(baseline.issues)
    first = rules_of(baseline, baseline, 1.0)
    if first.insists_share <= 0.0:
        return ((0.0, 0.0),) * len(names)
    start = rough_start_of(plan) if roughly else start_of(plan)
    rules = rules_of(baseline, baseline, start.choices_per_agent_day)
    now = Now(plan, baseline, rules, segments_of(plan, start.choices_per_agent_day)[0], 0)
    work = work_of(now, tuple(rest[len(rest) // 2].ownership for rest in start.rests))
    open_days = sum(map(bool, open_spans(baseline.calendar.open)))
    news = dict.fromkeys(names, _News(0.0, 0.0, 0.0))
    for team, kinds in enumerate(work.kinds):
        for kind in kinds:
            news[kind.name] = _News(*map(operator.add, news[kind.name], _news_of(now, start, team, kind)))
    people = baseline.customers
    found = []
    for name in names:
        asks, insisting, brought = (each / max(1, open_days) for each in news[name])
        found.append(
            _at_rest(asks * rules.insists_share, insisting, brought, people.heard_half_life, people.fade_half_life)
        )
    return tuple(found)


def _at_rest(at_most: float, insisting: float, brought: float, heard: float, fades: float) -> tuple[float, float]:
    """Return where what is known rests, and the step of one piece of news.

    A working day's news moves it by k toward what insisting brings on average, and the night leaves f of it:
    e = f (e + k (d - e)), so that e = d k f / (1 - (1 - k) f).
    """
    if at_most <= 0.0 or insisting <= 0.0:
        return 0.0, 0.0
    rate = learning.rate_per_event(heard, at_most)
    k, f = 1.0 - (1.0 - rate) ** insisting, 2.0 ** (-1.0 / fades)
    return brought / insisting * k * f / (1.0 - (1.0 - k) * f), rate
