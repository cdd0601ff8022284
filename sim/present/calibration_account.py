"""A calibration shown: the account in words and tables, and its pictures."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.calibrated import Calibrated
from sim.present import calibration_words as words
from sim.present.accounts import Account, Told
from sim.present.figures.calibration_rows import predicted, ranges
from sim.present.figures.calibration_weeks import course
from sim.scenario.messages import did_you_mean

KINDS: dict[str, Callable[..., Axes]] = {"ranges": ranges, "observed": predicted, "course": course}
"""Every picture of a calibration by its name."""
_CAPTIONS = {
    "ranges": "Which values of each belief go with what was observed",
    "observed": "What was observed, and what worlds of the ranges show",
}


def draw(found: Calibrated, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw a calibration and return the Axes that carries title and names.

    Parameters
    ----------
    found : Calibrated
        What was run.
    kind : str, optional
        `ranges` (the default) of beliefs; `observed`: the predictive check; `course`: a history week by week.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        Of a history; its first by default.

    Raises
    ------
    ValueError
        If there is no such picture, or no history of this metric.
    """
    kind = kind or next(iter(KINDS))
    if kind not in KINDS:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(KINDS)})")
    if kind != "course":
        return KINDS[kind](found, ax)
    if not found.courses or (metric is not None and metric not in found.courses):
        raise ValueError(f"there is no history of {metric or 'any metric'} in weeks that are simulated")
    return course(found, metric or next(iter(found.courses)), ax)


def account(found: Calibrated) -> Account:
    """Return what a calibration has to say."""
    pictures: dict[str, tuple[str, Callable[[], Axes]]] = {
        kind: (caption, partial(draw, found, kind)) for kind, caption in _CAPTIONS.items()
    }
    for name in found.courses:
        pictures[f"course_{name.replace('@', '_').replace(':', '_')}"] = (
            f"{name} week by week, observed and simulated",
            partial(draw, found, "course", metric=name),
        )
    return Account(
        study=found,
        tell=partial(_told, found),
        frames={"calibration": found.to_frame, "targets": found.targets_frame, "worlds": found.worlds_frame},
        pictures=pictures,
        closing=lambda: words.next_words(found),
    )


def _told(found: Calibrated) -> Told:
    return Told(
        f"{found.scenario.name}: which beliefs about people go with what was observed?",
        words.header(found),
        {
            "In short": words.three_lines(found),
            "Observed": words.target_lines(found),
            "Beliefs": words.belief_lines(found),
            "Mind": words.mind_lines(found),
        },
        words.table(found),
    )
