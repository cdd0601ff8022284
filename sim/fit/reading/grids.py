"""A client's file as rows of cells, whatever its format: text with any delimiter, packed or not, and workbooks."""

from __future__ import annotations

import csv
import gzip
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sim.fit.call_log import Finding
from sim.reading.tables import likely_delimiter
from sim.reading.text import encoding_of
from sim.scenario.problems import Problem, ScenarioError, printable

if TYPE_CHECKING:
    import pandas as pd

_BEGIN = 1 << 20
_HEAD_ROWS = 3_000
_PIECE = 50_000
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SKIPPED = re.compile(r"(?:Skipping line|line) (\d+)")
_HINT = re.compile(r'\s*"?sep=(.)"?[;,]*\s*')


def unreadable(file: str, words: str, line: int = 0) -> ScenarioError:
    """Return the error that says in one line what is wrong with a file."""
    return ScenarioError([Problem(words, "", file, line, 1 if line else 0)])


@dataclass
class Grid:
    """Rows of cells of a file or of one of its sheets."""

    name: str
    """The file's name, with its sheet where it has several."""
    path: Path
    head: list[list[str]]
    """The cells of the first rows, without blanks at their ends."""
    encoding: str = ""
    delimiter: str = ""
    cells: list[list[str]] | None = None
    """All rows, where the file had to be read as a whole."""
    findings: list[Finding] = field(default_factory=list)
    """What was noticed while its rows were read."""
    note: str = ""
    """What was done to it before its rows were read."""

    def pieces(self, skip: int, use: Sequence[int]) -> Iterator[pd.DataFrame]:
        """Read the rows below the first `skip`, piece by piece.

        Parameters
        ----------
        skip
            How many rows stand above them.
        use
            The columns that are wanted, counted from 0; others are never made into texts.

        Yields
        ------
        pandas.DataFrame
            Texts, a column for each of `use` in its order; missing cells are empty. The index is the row of the file from 0.
        """
        import pandas as pd

        if self.cells is not None:
            rows = self.cells[skip:]
            data = {column: [row[column] if column < len(row) else "" for row in rows] for column in use}
            yield pd.DataFrame(data, index=range(skip, skip + len(rows)), dtype=object)
            return
        with opened(self.path) as stream, warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            yield from self._parsed(stream, skip, use)
        lost = [int(line) for each in said for line in _SKIPPED.findall(str(each.message))]
        if lost:
            self.findings.append(Finding(what="lines with too many cells left out", rows=len(lost), example=f"{self.name}:{lost[0]}"))
        if stream.cut:
            self.findings.append(Finding(what="the file ends in the middle (packed and cut off); read up to there", rows=1, example=self.name))

    def _parsed(self, stream: Unpacked, skip: int, use: Sequence[int]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        width = max(len(row) for row in self.head)
        options = {"dtype": object, "keep_default_na": False, "na_filter": False, "skip_blank_lines": False, "on_bad_lines": "warn"}
        try:
            reader = pd.read_csv(  # type: ignore[call-overload]
                stream, sep=self.delimiter, header=None, names=range(width), usecols=list(use), skiprows=skip, chunksize=_PIECE,
                encoding=self.encoding, encoding_errors="replace", skipinitialspace=True, engine="c", **options,
            )  # fmt: skip
            for piece in reader:
                piece.index = piece.index + skip
                yield piece[list(use)]
        except pd.errors.EmptyDataError:
            return
        except pd.errors.ParserError as error:
            line = _SKIPPED.search(str(error)) or re.search(r"row (\d+)", str(error))
            words = "is not a whole table: a quotation mark is opened and never closed" if "inside string" in str(error) else printable(str(error))
            raise unreadable(self.name, words, int(line[1]) + 1 if line else 0) from None


class Unpacked(io.RawIOBase):
    """The bytes of a file, unpacked where it is packed; where it is cut off, it ends."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "rb")  # noqa: SIM115 (closed by close)
        packed = self._file.peek(2)[:2] == b"\x1f\x8b"
        self._stream: IO[bytes] = gzip.open(self._file) if packed else self._file  # type: ignore[assignment]
        self.cut = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill a buffer."""
        try:
            got = self._stream.read(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            self.cut, got = True, b""
        buffer[: len(got)] = got
        return len(got)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def opened(path: Path) -> Unpacked:
    """Open a file to be read, unpacked where it is packed.

    Raises
    ------
    ScenarioError
        If it cannot be opened.
    """
    try:
        if path.is_dir():
            raise unreadable(str(path), "is a folder; name the files in it")
        return Unpacked(path)
    except FileNotFoundError:
        raise unreadable(str(path), "no such file") from None
    except OSError as error:
        raise unreadable(str(path), f"cannot be read ({printable(str(error.strerror or 'refused'))})") from None


def begin_of(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked."""
    with opened(path) as stream:
        content = io.BufferedReader(stream, _BEGIN).read(_BEGIN)
        if not content:
            cut = "is cut off before its first line" if stream.cut else "is empty"
            raise unreadable(str(path), cut)
        return content


def grids_of(path: Path) -> list[Grid]:
    """Return what a file holds: one grid, or one for each sheet of a workbook that has cells.

    Raises
    ------
    ScenarioError
        If it cannot be read, is empty, or is no table.
    """
    begin = begin_of(path)
    if begin.startswith(b"PAR1"):
        return [_parquet(path)]
    if begin.startswith(_WORKBOOKS):
        return _sheets(path)
    encoding = encoding_of(begin)
    if not encoding:
        raise unreadable(str(path), "is no table: its bytes are neither text nor a workbook")
    text = begin.decode(encoding, "replace")
    lines = text.splitlines()
    if len(begin) == _BEGIN:
        lines = lines[:-1]  # cut off
    hint = _HINT.fullmatch(lines[0]) if lines else None
    full = [line for line in lines[:200] if line.strip(" ,;\t|")]
    if not full:
        raise unreadable(str(path), "is empty: no line holds anything")
    delimiter = hint[1] if hint else likely_delimiter(full, ",;\t|")
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    head = []
    try:
        for row in rows:
            head.append([cell.strip() for cell in row])
            if len(head) == _HEAD_ROWS:
                break
    except csv.Error as error:
        raise unreadable(str(path), f"is not a table ({printable(str(error))})", rows.line_num) from None
    return [Grid(path.name, path, head, encoding, delimiter)]


def _sheets(path: Path) -> list[Grid]:
    try:
        import python_calamine
    except ImportError:
        raise unreadable(str(path), "is a workbook; reading one needs python-calamine: pip install 'frontline-sim[fit]'") from None
    try:
        book = python_calamine.load_workbook(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except Exception as error:  # calamine has an error of its own for each format
        raise unreadable(str(path), f"is no workbook that can be read ({printable(str(error), 80)})") from None
    errors = _error_cells(path)
    found = []
    for name, rows in sheets.items():
        cells = [[_text(cell) for cell in row] for row in rows]
        if sum(any(row) for row in cells) > 1:
            shown = path.name if len(sheets) == 1 else f"{path.name}[{name}]"
            found.append(Grid(shown, path, cells[:_HEAD_ROWS], cells=cells))
        elif any(map(any, cells)):
            left = Finding(what=f"sheet '{printable(name, 40)}' left out: a line of words, no table", rows=1, example=path.name)
            for grid in found[:1]:
                grid.findings.append(left)
    if not found:
        raise unreadable(str(path), "no sheet of the workbook holds a table")
    if errors:
        where = f"{path.name}:{errors[0]}"
        found[0].findings.append(Finding(what="cells that hold an error, such as #N/A: read as nothing", rows=len(errors), example=where))
    return found


def _text(cell: object) -> str:
    """Write a cell of a workbook as the text that a CSV file would have."""
    import datetime

    match cell:
        case bool():
            return "yes" if cell else "no"
        case float():
            return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime.datetime():
            return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
        case datetime.timedelta():
            whole = cell // datetime.timedelta(seconds=1)
            return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return str(cell).strip()


def _error_cells(path: Path) -> list[str]:
    """Return where cells of an .xlsx hold an error: calamine gives them as empty."""
    if not zipfile.is_zipfile(path):
        return []
    found = []
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                cells = re.findall(rb"<c\b[^>]*>", book.read(name))
                found += [re.search(rb'\br="([A-Z]+[0-9]+)"', cell) for cell in cells if b't="e"' in cell]
    return [cell[1].decode() for cell in found if cell]


def _parquet(path: Path) -> Grid:
    import pandas as pd

    try:
        table = pd.read_parquet(path)
    except ImportError:
        raise unreadable(str(path), "is Parquet; reading it needs pyarrow: pip install pyarrow") from None
    except (OSError, ValueError) as error:
        raise unreadable(str(path), f"is no Parquet that can be read ({printable(str(error), 80)})") from None
    texts = table.astype(object).where(table.notna(), "")
    rows = [[str(name) for name in table.columns], *([_text(cell) for cell in row] for row in texts.itertuples(index=False))]
    return Grid(path.name, path, rows[:_HEAD_ROWS], cells=rows)
