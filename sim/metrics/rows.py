"""The rows of several weeks as columns, and sums of them by week."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np


class Rows:
    """Rows of several weeks, one after the other; a column is gathered when it is first asked for.

    Parameters
    ----------
    parts : sequence of structured ndarray
        The rows of each week.
    """

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts
        self._columns: dict[str, Any] = {}
        self.edges = np.cumsum([0, *map(len, parts)])
        """Where each week begins, and where the last ends."""

    def __len__(self) -> int:
        return int(self.edges[-1])

    def __getitem__(self, name: str) -> Any:
        if name not in self._columns:
            self._columns[name] = np.concatenate([part[name] for part in self._parts])
        return self._columns[name]

    @cached_property
    def whole(self) -> Any:
        """All rows."""
        if len(self._parts) == 1:
            return self._parts[0]
        as_bytes = [np.ascontiguousarray(part).view(np.uint8) for part in self._parts]  # field by field takes long
        return np.concatenate(as_bytes).view(self._parts[0].dtype)

    @cached_property
    def weeks(self) -> Any:
        """The week of each row, counted from 0."""
        return np.repeat(np.arange(len(self.edges) - 1), np.diff(self.edges))

    def sum(self, values: Any) -> Any:
        """Return the sum of one value for each row, by week."""
        starts = self.edges[:-1]
        filled = starts < self.edges[1:]
        sums = np.zeros(len(starts))
        if filled.any():
            kind = float if values.dtype.kind == "f" else np.int64
            sums[filled] = np.add.reduceat(values, starts[filled], dtype=kind)
        return sums

    def sum_by(self, groups: Any, most: int, values: Any = None) -> Any:
        """Return, for each week and each group below `most`, the sum of a value, or the number of rows."""
        weeks = len(self.edges) - 1
        return np.bincount(self.weeks * most + groups, values, weeks * most).reshape(weeks, most)


class Sums:
    """Sums by name, one row for each week, or one for each week and group."""

    def __init__(self, names: tuple[str, ...], values: Any) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self.values = values

    def place(self, name: str) -> int:
        """Return the column of a sum."""
        return self._places[name]

    def __getitem__(self, name: str) -> Any:
        return self.values[..., self._places[name]]

    def __setitem__(self, name: str, values: Any) -> None:
        self.values[..., self._places[name]] = values
