"""An optimum shown: its account in words and tables, its pictures, and the scenario files of what was found."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.optimum import Candidate, Optimum
from sim.present import optimum_words as words
from sim.present.accounts import Account, Told
from sim.present.figures.finalists import choice
from sim.present.figures.front import front
from sim.reading.files import scenario_text
from sim.scenario.messages import did_you_mean

KINDS: dict[str, Callable[..., Axes]] = {"choice": choice, "front": front}
"""Every picture of an optimum by its name."""
_CAPTIONS = {
    "choice": "What was to become small or large, and the limits, with intervals",
    "front": "The aims against each other, with intervals",
}


def draw(optimum: Optimum, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw an optimum and return the Axes that carries the title; the panels are the figure's others.

    Parameters
    ----------
    optimum : Optimum
        What was found.
    kind : str, optional
        `choice`: a panel for each metric that decides; `front`: two aims against each other. By default what fits.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        One of the metrics that decide: draw this panel alone, or this aim against the first.

    Raises
    ------
    ValueError
        If there is no such picture of this optimum, or the metric does not decide.
    """
    possible = [name for name in KINDS if name != "front" or optimum.way == "front"]
    kind = kind or possible[-1]
    if kind not in possible:
        hint = did_you_mean(kind, possible)
        raise ValueError(f"there is no picture {kind!r} of this optimum{hint} (kinds: {', '.join(possible)})")
    metrics = optimum.question.deciding
    if metric is not None and metric not in metrics:
        raise ValueError(
            f"{metric!r} decides nothing here{did_you_mean(metric, metrics)} (those do: {', '.join(metrics)})"
        )
    return KINDS[kind](optimum, ax, metric)


def account(optimum: Optimum) -> Account:
    """Return what an optimum has to say."""
    kinds = [name for name in KINDS if name != "front" or optimum.way == "front"]
    return Account(
        study=optimum,
        tell=partial(_told, optimum),
        frames={"candidates": optimum.to_frame},
        pictures={kind: (_CAPTIONS[kind], partial(draw, optimum, kind)) for kind in reversed(kinds)},
        closing=lambda: f"{words.answer(optimum)[:-1]} ({optimum.replications:,} replications).",
        texts=scenario_files(optimum),
    )


def _told(optimum: Optimum) -> Told:
    chosen = optimum.chosen
    sections = {"Answer": [words.answer(optimum), *(words.kept_words(optimum, chosen) if chosen else [])]}
    others = words.other_words(optimum)
    sections |= {"How sure": words.sure_words(optimum)}
    sections |= {"The candidates" if chosen is None else "The others": others} if others else {}
    sections |= {"Mind": words.mind_words(optimum)}
    return Told(words.question(optimum), words.header(optimum), sections, words.table(optimum))


def scenario_files(optimum: Optimum) -> dict[str, Callable[[], str]]:
    """Return what makes scenario files of what was found, by name: ``best.yaml``, or along a front ``front_1.yaml``."""
    if optimum.chosen is not None:
        return {"best.yaml": partial(_file, optimum, optimum.chosen)}
    return {f"front_{number}.yaml": partial(_file, optimum, each) for number, each in enumerate(optimum.front, start=1)}


def _file(optimum: Optimum, candidate: Candidate) -> str:
    about = f"{words.question(optimum)} Found by frontline optimize: {candidate.name}. {candidate.scenario.about}"
    told = candidate.scenario.model_copy(update={"about": about.strip()[:10_000]})
    if candidate.scenario.fingerprint == optimum.baseline.scenario.fingerprint:
        told = told.model_copy(update={"name": optimum.scenario.name})
    return scenario_text(told)
