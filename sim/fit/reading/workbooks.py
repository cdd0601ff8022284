"""Files that are not text, as rows of cells: workbooks and Parquet."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from sim.fit.call_log import Finding
from sim.fit.reading.cell_texts import text_of
from sim.fit.reading.grids import HEAD_ROWS, Grid, text_grid, unreadable
from sim.fit.reading.parquet_files import parquet_grid
from sim.scenario.problems import printable

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def grids_of(path: Path, begin: bytes) -> list[Grid]:
    """Return what a file holds: one grid, or one for each sheet of a workbook that has cells.

    Parameters
    ----------
    path
        The file.
    begin
        Its first bytes, unpacked.

    Raises
    ------
    ScenarioError
        If it cannot be read, is empty, or is no table.
    """
    if begin.startswith(b"PAR1"):
        return [parquet_grid(path)]
    return _sheets(path) if begin.startswith(_WORKBOOKS) else [text_grid(path, begin)]


def _sheets(path: Path) -> list[Grid]:
    try:
        import python_calamine
    except ImportError:
        raise unreadable(
            str(path), "is a workbook; reading one needs python-calamine: pip install python-calamine"
        ) from None
    try:
        book = python_calamine.load_workbook(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except Exception as error:  # calamine has an error of its own for each format
        if zipfile.is_zipfile(path) and "Cannot detect" in str(error):
            raise unreadable(str(path), "is a zip of several files; unpack it and name the files in it") from None
        raise unreadable(str(path), f"is no workbook that can be read ({printable(str(error), 80)})") from None
    errors = _error_cells(path)
    found = []
    for name, rows in sheets.items():
        cells = [[text_of(cell) for cell in row] for row in rows]
        if sum(any(row) for row in cells) > 1:
            shown = path.name if len(sheets) == 1 else f"{path.name}[{name}]"
            found.append(Grid(shown, path, cells[:HEAD_ROWS], cells=cells))
        elif any(map(any, cells)):
            left = Finding(
                what=f"sheet '{printable(name, 40)}' left out: a line of words, no table", rows=1, example=path.name
            )
            for grid in found[:1]:
                grid.findings.append(left)
    if not found:
        raise unreadable(str(path), "no sheet of the workbook holds a table")
    if errors:
        where = f"{path.name}:{errors[0]}"
        found[0].findings.append(
            Finding(what="cells that hold an error, such as #N/A: read as nothing", rows=len(errors), example=where)
        )
    return found


def _error_cells(path: Path) -> list[str]:
    """Return where cells of an .xlsx hold an error: calamine gives them as empty."""
    if not zipfile.is_zipfile(path):
        return []
    found = []
    with (
        suppress(zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError),
        zipfile.ZipFile(path) as book,
    ):
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                cells = re.findall(rb"<c\b[^>]*>", book.read(name))
                found += [re.search(rb'\br="([A-Z]+[0-9]+)"', cell) for cell in cells if b't="e"' in cell]
    return [cell[1].decode() for cell in found if cell]
