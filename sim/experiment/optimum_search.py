"""The ways to an optimum: a contest among a list, a search inside ranges, and fronts of several aims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.candidates import Over, Settings, known_settings, name_of, point, settings_of
from sim.experiment.optimum import Candidate, Question, keeps
from sim.experiment.searching import Box, Evaluate, Merit, Setting, front_of, front_search, pattern_search
from sim.experiment.trials import Figures, Trials
from sim.scenario import Problem, Scenario, ScenarioError
from sim.statistics.estimates import Vector, mean_estimate
from sim.statistics.pareto import spread_out, standings
from sim.statistics.selection import Fate, select_best

SHOWN_OF_LIST, SHOWN_OF_SEARCH, SHOWN_OF_FRONT = 8, 5, 12
"""How many candidates get final figures."""
_BLOCK = 8
"""Replications that a contest takes at once."""
_APART = 1 / 32
"""As a share of the box: settings nearer to each other in all levers count as one."""
_ONE_SIDED = 0.9
"""A search counts a limit as kept if the upper end of this two-sided interval, that is of 95 % one-sided, keeps it."""


@dataclass(frozen=True)
class Found:
    """The candidates, those with final figures first; the chosen one, if any; whether the search came to its end."""

    candidates: list[Candidate]
    chosen: Candidate | None = None
    is_finished: bool = True


@dataclass(frozen=True)
class Ranges:
    """Levers inside ranges: of which center, on top of which scenario, what is varied."""

    scenario: Scenario
    base: Scenario
    over: Over
    box: Box

    def candidate(self, setting: Setting) -> Candidate:
        """Return a setting as a candidate."""
        settings = settings_of(self.box, self.over, setting)
        return Candidate(name_of(settings), point(self.base, settings), settings)

    def starts(self, most: int, seed: int) -> list[Setting]:
        """Return settings to begin with: known ones, and some spread over the box."""
        known = known_settings(self.scenario, self.base, self.over, self.box)
        return list(dict.fromkeys([*known, *self.box.scattered(min(32, max(4, most // 6)), seed)]))


def contest(trials: Trials, listed: Mapping[str, tuple[Scenario, Settings]]) -> Found:
    """Choose from a list by a procedure with a guarantee; the chosen one and those nearest to it get final figures."""
    asked = trials.question
    field = _Field(trials, [Candidate(name, made, settings) for name, (made, settings) in listed.items()])
    ended = select_best(
        field.take,
        len(field.able),
        asked.delta,
        [limit.tolerance or 0.0 for limit in asked.limits],
        confidence=asked.confidence,
        first_stage=asked.first_stage,
        most=asked.budget,
        block=_BLOCK,
        tell=lambda taken, most: trials.expect(most - taken + SHOWN_OF_LIST * asked.replications),
    )
    fates = dict(zip(field.able, ended.fates, strict=True))
    told = [field.after(number, fates.get(number)) for number in range(len(field.candidates))]
    best = None if ended.best is None else field.able[ended.best]
    order = sorted(fates, key=lambda i: (i != best, not fates[i].is_in, -fates[i].replications, fates[i].mean))
    shown = _with_figures(trials, [told[i] for i in order[:SHOWN_OF_LIST]])
    rest = [told[i] for i in [*order[len(shown) :], *(i for i in range(len(told)) if i not in fates)]]
    return Found([*shown, *rest], None if best is None else shown[0], ended.is_finished)


class _Field:
    """The candidates of a contest, the baseline first; those `able` have a value of every metric that decides."""

    def __init__(self, trials: Trials, candidates: list[Candidate]) -> None:
        self.candidates = candidates
        self._trials, self._asked = trials, trials.question
        stage = self._asked.first_stage
        trials.expect(len(candidates) * stage + SHOWN_OF_LIST * self._asked.replications)
        self._first = trials.search([each.scenario for each in candidates], range(stage))
        self.able = [i for i, figures in enumerate(self._first) if not lacks(figures, self._asked)]

    def take(self, inside: Sequence[int], replications: range) -> tuple[Vector, Vector]:
        """Return the objective and the excess over each limit as a contest wants them."""
        asked, chosen = self._asked, [self.able[i] for i in inside]
        if replications.start == 0:
            taken = dict(enumerate(self._first))
        else:
            wanted = dict.fromkeys([*chosen, 0] if any(limit.is_relative for limit in asked.limits) else chosen)
            figures = self._trials.search([self.candidates[i].scenario for i in wanted], replications)
            taken = dict(zip(wanted, figures, strict=True))
        for i in chosen:
            missing = lacks(taken[i], asked)
            if missing:
                message = f"has no value in some replications of {self.candidates[i].name!r}; choose another metric"
                raise ScenarioError([Problem(message, missing)])
        base, aim = taken.get(0, taken[chosen[0]]), asked.objectives[0]
        values = np.array([aim.sign * taken[i][aim.metric] for i in chosen])
        excess = [[x.excess(taken[i][x.metric], base[x.metric]) for x in asked.limits] for i in chosen]
        return values, np.array(excess).reshape(len(chosen), len(asked.limits), values.shape[1])

    def after(self, number: int, fate: Fate | None) -> Candidate:
        """Return a candidate with what became of it."""
        candidate, asked = self.candidates[number], self._asked
        if fate is None:
            return replace(candidate, searched=asked.first_stage, breaks=lacks(self._first[number], asked))
        aim, beaten = asked.objectives[0], fate.beaten_by
        return replace(
            candidate,
            searched=fate.replications,
            means={aim.metric: aim.sign * fate.mean},
            breaks="" if fate.breaks is None else asked.limits[fate.breaks].words,
            beaten_by="" if beaten is None else self.candidates[self.able[beaten]].name,
            is_tied=fate.is_tied,
        )


def _with_figures(trials: Trials, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates with final figures."""
    trials.expect(len(candidates) * trials.question.replications)
    figures = trials.final([each.scenario for each in candidates])
    return [replace(each, values=found) for each, found in zip(candidates, figures, strict=True)]


def search(trials: Trials, ranges: Ranges) -> Found:
    """Search inside ranges for the best setting, and choose among the best few by final figures."""
    looked, evaluate, most = _evaluation(trials, ranges, SHOWN_OF_SEARCH)
    seed = trials.question.seed
    merits = pattern_search(evaluate, ranges.box, ranges.starts(most, seed), most, seed=seed)
    order = _best_apart(ranges.box, merits)
    shown = _with_figures(trials, [looked[setting] for setting in order[:SHOWN_OF_SEARCH]])
    best = best_of(shown, trials.baseline, trials.question)
    rest = [looked[setting] for setting in order[len(shown) :]]
    if best is None:
        return Found([*(_broken(trials, each) for each in shown), *rest])
    others = [_broken(trials, each) for i, each in enumerate(shown) if i != best]
    return Found([shown[best], *others, *rest], shown[best])


def _best_apart(box: Box, merits: Mapping[Setting, Merit]) -> list[Setting]:
    """Return settings by merit, the first few of them apart: five neighbors would be one and the same advice."""
    order = sorted(merits, key=lambda setting: merits[setting])
    chosen: list[Setting] = []
    for setting in order:
        here = box.place(setting)
        if len(chosen) < SHOWN_OF_SEARCH and all(np.abs(box.place(x) - here).max() >= _APART for x in chosen):
            chosen.append(setting)
    return [*chosen, *(setting for setting in order if setting not in set(chosen))]


def front_in_ranges(trials: Trials, ranges: Ranges) -> Found:
    """Search inside ranges for settings that none beats in all aims, and compare a spread of them by final figures."""
    looked, evaluate, most = _evaluation(trials, ranges, SHOWN_OF_FRONT)
    seed = trials.question.seed
    merits = front_search(evaluate, ranges.box, ranges.starts(2 * most, seed), most, seed=seed)
    chosen: list[Setting] = []
    rest = [setting for setting in merits if np.isfinite(merits[setting][0])]
    while rest and len(chosen) < SHOWN_OF_FRONT:  # the front, then what would be one without it
        front = [rest[i] for i in front_of([merits[setting] for setting in rest])]
        aims = np.array([merits[setting][1:] for setting in front])
        chosen += [front[i] for i in spread_out(aims, SHOWN_OF_FRONT - len(chosen))]
        rest = [setting for setting in rest if setting not in set(front)]
    compared = _compared(trials, _with_figures(trials, [looked[setting] for setting in chosen]))
    return Found([*compared, *(looked[setting] for setting in merits if setting not in set(chosen))])


def front_of_list(trials: Trials, listed: Mapping[str, tuple[Scenario, Settings]]) -> Found:
    """Compare all candidates of a list in several aims, by final figures at once."""
    candidates = [Candidate(name, made, settings) for name, (made, settings) in listed.items()]
    return Found(_compared(trials, _with_figures(trials, candidates)))


def _evaluation(trials: Trials, ranges: Ranges, shown: int) -> tuple[dict[Setting, Candidate], Evaluate, int]:
    """Return what gets the candidates looked at, what gives settings their merits, and how many it may look at."""
    asked = trials.question
    stage = range(asked.first_stage)
    (base,) = trials.search([trials.baseline.scenario], stage)
    most = asked.budget // asked.first_stage - 1
    trials.expect(most * asked.first_stage + shown * asked.replications)
    looked: dict[Setting, Candidate] = {}

    def evaluate(settings: list[Setting]) -> list[Merit]:
        fresh = [ranges.candidate(setting) for setting in settings]
        figures = trials.search([each.scenario for each in fresh], stage)
        for setting, candidate, found in zip(settings, fresh, figures, strict=True):
            means = {name: float(values.mean()) for name, values in found.items()}
            looked[setting] = replace(candidate, searched=len(stage), means=means, breaks=lacks(found, asked))
        return [_merit(asked, found, base) for found in figures]

    return looked, evaluate, most


def _merit(asked: Question, figures: Figures, base: Figures) -> Merit:
    """Return by how much limits are missed, in tolerances, then the aims; less is better."""
    if lacks(figures, asked):
        return (np.inf, *(np.inf for _ in asked.objectives))
    missed = 0.0
    for limit in asked.limits:
        excess = mean_estimate(limit.excess(figures[limit.metric], base[limit.metric]), _ONE_SIDED)
        upper = excess.value if excess.interval is None else excess.interval[1]
        missed += max(0.0, upper) / (limit.tolerance or 1.0)
    return (missed, *(aim.sign * float(figures[aim.metric].mean()) for aim in asked.objectives))


def _broken(trials: Trials, candidate: Candidate) -> Candidate:
    """Return a candidate with the limit that its final figures break, if any."""
    lacking = lacks(candidate.values, trials.question)
    return replace(candidate, breaks=lacking or broken_on_the_mean(candidate, trials.baseline, trials.question))


def _compared(trials: Trials, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates with where they stand among each other; those that break a limit stand nowhere."""
    judged = [_broken(trials, each) for each in candidates]
    able = [i for i, each in enumerate(judged) if not each.breaks]
    if not able:
        return judged
    asked = trials.question
    values = np.array([[aim.sign * judged[i].values[aim.metric] for i in able] for aim in asked.objectives])
    for i, found in zip(able, standings(values, asked.confidence), strict=True):
        names = tuple(judged[able[j]].name for j in found.dominated_by)
        judged[i] = replace(judged[i], dominated_by=names, is_clear=found.is_clear)
    return judged


def best_of(candidates: Sequence[Candidate], baseline: Candidate, question: Question) -> int | None:
    """Return the best candidate among those that clearly keep all limits, else on the mean; None if none do.

    All have final figures; what is called clear holds for all of them at once (Bonferroni).
    """
    ranked = []
    objective = question.objectives[0]
    for number, candidate in enumerate(candidates):
        if lacks(candidate.values, question) or broken_on_the_mean(candidate, baseline, question):
            continue
        kept = [
            keeps(candidate.values, baseline.values, limit, question.confidence, len(candidates))
            for limit in question.limits
        ]
        mean = objective.sign * float(candidate.values[objective.metric].mean())
        ranked.append((None in kept, mean, number))
    return min(ranked)[2] if ranked else None


def lacks(figures: Mapping[str, Vector], question: Question) -> str:
    """Return the first metric that decides and has no value in some replication; empty if all have."""
    return next((name for name in question.deciding if np.isnan(figures[name]).any()), "")


def broken_on_the_mean(candidate: Candidate, baseline: Candidate, question: Question) -> str:
    """Return the first limit that a candidate's final mean misses; empty if it keeps all."""
    for limit in question.limits:
        if limit.excess(candidate.values[limit.metric], baseline.values[limit.metric]).mean() > 0:
            return limit.words
    return ""
