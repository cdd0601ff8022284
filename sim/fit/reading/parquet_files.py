"""Parquet as rows of cells, a batch of rows at a time; needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.fit.reading.cell_texts import text_of
from sim.fit.reading.grids import HEAD_ROWS, Grid, unreadable
from sim.scenario.problems import ScenarioError, printable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow
    import pyarrow.parquet

_BATCH, _BUFFER = 50_000, 1 << 20


def parquet_grid(path: Path) -> Grid:
    """Return what a Parquet file holds; its rows are read when they are asked for.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ScenarioError
        If it cannot be read, or pyarrow is not installed.
    """
    grid = ParquetGrid(path.name, path, [], note="Parquet")
    names = [str(name) for name in grid.opened().schema_arrow.names]
    grid.head = [names]
    for batch in grid.batches(range(len(names)), HEAD_ROWS - 1):
        grid.head += [list(row) for row in zip(*batch, strict=True)]
        break
    return grid


@dataclass
class ParquetGrid(Grid):
    """Rows of a Parquet file; the names of its columns are the first row."""

    def opened(self) -> pyarrow.parquet.ParquetFile:
        """Return the file, opened.

        Raises
        ------
        ScenarioError
            If it cannot be read, or pyarrow is not installed.
        """
        try:
            from pyarrow.parquet import ParquetFile
        except ImportError:
            words = "is Parquet; reading it needs pyarrow: pip install 'frontline-sim[parquet]'"
            raise unreadable(str(self.path), words) from None
        try:
            return ParquetFile(str(self.path), buffer_size=_BUFFER)
        except (OSError, ValueError, NotImplementedError) as error:  # pyarrow's own are of these
            raise self._broken(str(error)) from None

    def _broken(self, said: str) -> ScenarioError:
        return unreadable(str(self.path), f"is no Parquet that can be read ({printable(said, 80)})")

    def batches(self, use: Sequence[int], rows: int = _BATCH) -> Iterator[list[list[str]]]:
        """Yield rows in turn, column by column, as texts.

        Parameters
        ----------
        use
            The columns that are wanted, counted from 0.
        rows
            At most so many at once.
        """
        file = self.opened()
        names = file.schema_arrow.names
        several = len(set(names)) < len(names)  # of one name: told apart by their place alone
        wanted = None if several else [names[place] for place in use]
        try:
            for batch in file.iter_batches(batch_size=rows, columns=wanted):
                of = [batch.column(place) for place in (use if several else range(len(use)))]
                yield [texts_of(column) for column in of]
        except (OSError, ValueError, NotImplementedError) as error:
            raise self._broken(str(error)) from None

    def pieces(self, skip: int, use: Sequence[int]) -> Iterator[pd.DataFrame]:
        """Read the rows below the first `skip`, piece by piece; as `Grid.pieces`."""
        import pandas as pd

        if self.cells is not None:
            yield from super().pieces(skip, use)
            return
        begin = 1
        for batch in self.batches(use):
            rows = len(batch[0]) if batch else 0
            data = dict(zip(use, batch, strict=True))
            piece = pd.DataFrame(data, index=range(begin, begin + rows), dtype=object)
            begin += rows
            yield piece.loc[skip:]


def texts_of(column: pyarrow.Array) -> list[str]:
    """Return a column of Parquet as the texts that a CSV file would have; nulls are empty.

    Parameters
    ----------
    column
        Of any type. Moments with a zone are written by the clock of that zone, with how far it is ahead of UTC.
    """
    import pyarrow as arrow

    kind = column.type
    if arrow.types.is_dictionary(kind):
        words = [*texts_of(column.dictionary), ""]
        return [words[place] for place in column.indices.fill_null(len(words) - 1).to_pylist()]
    if arrow.types.is_timestamp(kind):
        column = _in_short(column)
    elif not (arrow.types.is_integer(kind) or arrow.types.is_string(kind) or arrow.types.is_large_string(kind)):
        return [text_of(cell) for cell in column.to_pylist()]
    try:
        return [(cell or "").strip() for cell in column.cast(arrow.string()).to_pylist()]
    except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError):  # a zone that the system does not know
        return [text_of(cell) for cell in column.to_pylist()]


def _in_short(column: pyarrow.TimestampArray) -> pyarrow.TimestampArray:
    """Return moments to the second where none has a fraction, else to the thousandth."""
    import pyarrow as arrow

    zone = column.type.tz
    for unit in ("s", "ms"):
        try:
            return column.cast(arrow.timestamp(unit, zone))
        except arrow.ArrowInvalid:  # it would lose something
            continue
    return column.cast(arrow.timestamp("ms", zone), safe=False)
