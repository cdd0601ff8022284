"""A sensitivity shown: its account in words and tables, and its pictures."""

from functools import partial

from matplotlib.axes import Axes

from sim.experiment.sensitivity import Sensitivity
from sim.metrics import metric_of
from sim.present import sensitivity_words as words
from sim.present.accounts import Account, Told
from sim.present.figures.tornado import tornado
from sim.scenario.messages import did_you_mean


def draw(study: Sensitivity, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw the tornado of an outcome and return the Axes that carries title and names; the next two are its panels.

    Parameters
    ----------
    study : Sensitivity
        What was run.
    kind : str, optional
        `tornado`, the only picture; or an outcome.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        The outcome; the first that varies by default.

    Raises
    ------
    ValueError
        If there is no such picture or outcome.
    """
    wanted = metric or (kind if kind != "tornado" else None)
    if wanted is not None and wanted not in study.outcomes:
        hint = did_you_mean(wanted, ("tornado", *study.outcomes))
        raise ValueError(f"there is no picture {wanted!r}{hint} (kinds: {', '.join(('tornado', *study.outcomes))})")
    telling = [name for name in study.outcomes if words.varies(study, name)]
    return tornado(study, wanted or (telling or study.outcomes)[0], ax)


def account(study: Sensitivity) -> Account:
    """Return what a sensitivity has to say."""
    return Account(
        study=study,
        tell=partial(_told, study),
        frames={"sensitivity": study.to_frame},
        pictures={
            f"tornado_{name}": (f"{metric_of(name).name}: which beliefs move it", partial(draw, study, metric=name))
            for name in study.outcomes
            if words.varies(study, name)
        },
        closing=lambda: f"{words.answer(study)[:-1]} (replications of each world: {study.replications}).",
    )


def _told(study: Sensitivity) -> Told:
    sections = {metric_of(name).name: words.outcome_words(study, name) for name in study.outcomes}
    return Told(
        f"{study.scenario.name}: which beliefs does the answer hang on?",
        words.header(study),
        {"Answer": [words.answer(study)], **sections, "Mind": words.mind_words(study)},
        words.table(study),
    )
