"""Pictures, words and files of results: shows, never computes."""

from typing import Any


def plot(result: Any, kind: str | None = None, ax: Any = None) -> Any:
    """Draw a result and return the matplotlib Axes (see `sim.present.plots`)."""
    from sim.present import plots

    return plots.draw(result, kind, ax)


def html(result: Any) -> str:
    """Return a result as a piece of HTML for Jupyter, every text escaped."""
    from sim.present import pages

    return pages.html(result)


def verdict(comparison: Any) -> str:
    """Return a comparison in a leader's words."""
    from sim.present import words

    return words.verdict(comparison)


def save(comparison: Any, folder: Any, *, force: bool = False) -> Any:
    """Write a comparison's folder (see `sim.present.folder`)."""
    from sim.present import folder as folders

    return folders.save(comparison, folder, force=force)


def weekly_frame(journeys: Any) -> Any:
    """Return every metric of every week of a single run as a DataFrame."""
    from sim.metrics import weekly_frame as frame

    return frame(journeys)
