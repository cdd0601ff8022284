"""How results show themselves: the only door from the rooms of computation up to pictures and words."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar


class ShownText:
    """A mixin for what Jupyter shows as text and tables; it imports `sim.present` when it is called."""

    def _repr_html_(self) -> str:
        from sim import present

        return present.html(self)


class Shown(ShownText):
    """A mixin for results."""

    def plot(self, kind: str | None = None, ax: Any = None) -> Any:
        """Draw the result and return the matplotlib Axes."""
        from sim import present

        return present.plot(self, kind=kind, ax=ax)


class ShownScenario(ShownText):
    """A mixin for scenarios."""

    def plot(self, run: Any = None, ax: Any = None) -> Any:
        """Draw the way of a contact through the center and return the matplotlib Axes.

        Parameters
        ----------
        run : Journeys, optional
            A run of `sim.simulate`, whose flows are drawn as widths; without one all ways are drawn alike.
        ax : Axes, optional
            Where to draw; a new 16:9 slide by default.
        """
        from sim import present

        center: Any = self
        return present.way(center, run, ax)


class ShownComparison(Shown):
    """A mixin for comparisons, which also have a verdict and a folder."""

    @property
    def verdict(self) -> str:
        """What a leader should know, in words, each sentence with its interval."""
        from sim import present

        return present.verdict(self)

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write verdict, tables, pictures and provenance into a folder, every file whole or not at all.

        Raises
        ------
        ScenarioError
            If the folder holds something else and `force` is not given.
        """
        from sim import present

        return present.save(self, Path(folder), force=force)


class ShownStudy(ShownComparison):
    """A mixin for other studies; `shown_by` is the module of `sim.present` that has their words and pictures."""

    shown_by: ClassVar[str]

    def plot(self, kind: str | None = None, ax: Any = None, *, metric: str | None = None) -> Any:
        """Draw the study, or one outcome of it, and return the matplotlib Axes."""
        from sim import present

        return present.plot(self, kind=kind, ax=ax, metric=metric)


class ShownRun(ShownText):
    """A mixin for single runs, whose weeks are counted above them."""

    plan: Any

    def plot(self, ax: Any = None) -> Any:
        """Draw what flows through the center, in contacts a week, and return the matplotlib Axes."""
        from sim import present

        return present.way(self.plan.baseline, self, ax)

    def plot_contact(self, contact: int | str = "worst", *others: Any, ax: Any = None) -> Any:
        """Draw one customer's time in this run and in others of the same seed, one above the other.

        Parameters
        ----------
        contact : int or str
            A row of `contacts`, an id such as ``complaint/412/3.1``, or `worst` for the least satisfied customer.
        *others : Journeys
            Runs of what-ifs, drawn below this one.
        ax : Axes, optional
            Where to draw; a new 16:9 slide by default.

        Raises
        ------
        KeyError
            If this run has no such contact.
        """
        from sim import present

        return present.contact([self, *others], contact, ax)

    @property
    def weeks(self) -> Any:
        """The metrics of each week, as a tidy DataFrame of week, metric, unit and value."""
        from sim import present

        run: Any = self
        return present.weekly_frame(run)


def progress_bar() -> Callable[[int, int], None] | None:
    """Return what shows progress in a notebook, None in scripts, in terminals and without the extra `notebook`."""
    if "IPython" not in sys.modules:
        return None
    from sim.present.bars import bar

    return bar()
