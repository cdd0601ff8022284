"""What a sensitivity found of an outcome: which beliefs matter, which are not told apart, and which do nothing."""

from sim.experiment.sensitivity import Sensitivity

MATTERS = 0.05
"""A belief with a smaller total index does not."""
_NOTHING = 1e-18
"""A variance that is so small a part of the squared mean is rounding."""


def varies(study: Sensitivity, outcome: str) -> bool:
    """Whether an outcome differs between worlds by more than rounding."""
    found = study.indices[outcome]
    return found.variance > _NOTHING * max(1.0, found.mean**2)


def leading(study: Sensitivity, outcome: str) -> list[int]:
    """Return the positions of the beliefs that matter, the most telling first."""
    ranked = study.ranked(outcome) if varies(study, outcome) else []
    return [i for i in ranked if study.indices[outcome].total[i] >= MATTERS]


def near_the_first(study: Sensitivity, outcome: str) -> list[int]:
    """Return the beliefs of which intervals leave open whether they matter more than the most telling one."""
    found, (first, *others) = study.indices[outcome], leading(study, outcome)
    return [i for i in others if found.total_high[i] >= found.total_low[first]]


def moving(study: Sensitivity, outcome: str) -> list[int]:
    """Return the beliefs that do anything at all, the most telling first; the first of all where none does."""
    swings, total = study.swings[outcome], study.indices[outcome].total
    ranked = study.ranked(outcome)
    return [i for i in ranked if total[i] or any(swing.value for swing in swings[i])] or ranked[:1]


def idle(study: Sensitivity, outcome: str) -> int:
    """Return how many beliefs had no effect in any world."""
    return sum(bool(total == 0) for total in study.indices[outcome].total)


def mattering(study: Sensitivity) -> list[int]:
    """Return the beliefs that matter to some outcome, the most telling on any first."""
    matter = {i for outcome in study.outcomes for i in leading(study, outcome)}
    return sorted(sorted(matter), key=lambda i: -max(study.indices[name].total[i] for name in study.outcomes))
