"""How results show themselves: the only door from the rooms of computation up to pictures and words."""

from pathlib import Path
from typing import Any, ClassVar


class Shown:
    """A mixin for results; its methods import `sim.present` when they are called."""

    def plot(self, kind: str | None = None, ax: Any = None) -> Any:
        """Draw the result and return the matplotlib Axes."""
        from sim import present

        return present.plot(self, kind=kind, ax=ax)

    def _repr_html_(self) -> str:
        from sim import present

        return present.html(self)


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


class ShownRun(Shown):
    """A mixin for single runs, whose weeks are counted above them."""

    @property
    def weeks(self) -> Any:
        """The metrics of each week, as a tidy DataFrame of week, metric, unit and value."""
        from sim import present

        return present.weekly_frame(self)
