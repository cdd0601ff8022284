"""A stress shown: its account in words and tables, and its pictures."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.stress_study import Stress
from sim.metrics import metric_of
from sim.present import stress_words as words
from sim.present.accounts import Account, Told
from sim.present.figures.stress_dots import dots
from sim.present.figures.stress_shares import shares
from sim.scenario.messages import did_you_mean

KINDS: dict[str, Callable[..., Axes]] = {"shares": shares, "worlds": dots}
"""Every picture of a stress by its name."""
_CAPTIONS = {
    "shares": "In how many worlds each what-if is better, unclear or worse than the baseline",
    "worlds": "What each what-if changes in each world",
}


def draw(stress: Stress, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw a stress and return the Axes that carries title and names; the figure's next ones are the outcomes.

    Parameters
    ----------
    stress : Stress
        What was run.
    kind : str, optional
        `shares` (the default): in how many worlds a what-if is better; `worlds`: its effect in each world.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        Draw this outcome alone; all by default.

    Raises
    ------
    ValueError
        If there is no such picture or outcome.
    """
    kind = kind or next(iter(KINDS))
    if kind not in KINDS:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(KINDS)})")
    if metric is not None and metric not in stress.outcomes:
        raise ValueError(f"there is no outcome {metric!r}{did_you_mean(metric, stress.outcomes)}")
    return KINDS[kind](stress, [metric] if metric else stress.outcomes, ax)


def account(stress: Stress) -> Account:
    """Return what a stress has to say."""
    return Account(
        study=stress,
        tell=partial(_told, stress),
        frames={"summary": stress.to_frame, "worlds": stress.worlds_frame, "claims": stress.claims_frame},
        pictures={kind: (_CAPTIONS[kind], partial(draw, stress, kind)) for kind in (KINDS if stress.outcomes else ())},
        closing=lambda: f"{words.answer(stress)[:-1]} (replications of each world: {stress.replications}).",
    )


def _told(stress: Stress) -> Told:
    sections = {metric_of(name).name: words.outcome_words(stress, name) for name in stress.outcomes}
    return Told(
        f"{stress.scenario.name}: does the advice survive other beliefs?",
        words.header(stress),
        {"Answer": [words.answer(stress)], **sections, "Mind": words.mind_words(stress)},
        words.table(stress),
    )
