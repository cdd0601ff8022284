"""How results show themselves: the only door from the rooms of computation up to pictures and words."""

from typing import Any


class Shown:
    """A mixin for results; its methods import `sim.present` when they are called."""

    def plot(self, kind: str | None = None, ax: Any = None) -> Any:
        """Draw the result and return the matplotlib Axes."""
        from sim import present

        return present.plot(self, kind=kind, ax=ax)

    def _repr_html_(self) -> str:
        from sim import present

        return present.html(self)
