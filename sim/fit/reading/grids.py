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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from sim.fit.call_log import Finding
from sim.reading.tables import likely_delimiter
from sim.reading.text import encoding_of
from sim.scenario.problems import Problem, ScenarioError, printable

if TYPE_CHECKING:
    import pandas as pd
    from _typeshed import WriteableBuffer

_BEGIN = 1 << 20
HEAD_ROWS = 3_000
_PIECE = 50_000
_LONGEST_CELL = 8
"""A cell of more lines than this was opened by a quotation mark that is never closed."""
_SKIPPED = re.compile(r"Skipping line (\d+)")
_HINT = re.compile(r'\s*"?sep=(.)"?[;,]*\s*')


_NO_TABLES = (
    (
        rb"<(!doctype )?html|<table|<meta|<head",
        "a web page, whatever its name says; save it as .xlsx or .csv",
    ),
    (rb"<\?xml|<workbook", "XML, whatever its name says; open it in a spreadsheet and save it as .xlsx or .csv"),
    (rb"%PDF", "a PDF, no table; export the report as .xlsx or .csv"),
    (rb"BZh|\xfd7zXZ|7z\xbc\xaf|Rar!", "packed in a way that is not read; unpack it, or pack it by gzip or zip"),
    (rb"\xff\xfe\x00\x00|\x00\x00\xfe\xff", "in UTF-32; save it in UTF-8"),
)


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
            The columns that are wanted, counted from 0; others are let go at once.

        Yields
        ------
        pandas.DataFrame
            Texts, a column for each of `use` in its order; missing cells are empty. The index is the row of the file,
            from 0.
        """
        import pandas as pd

        if self.cells is not None:
            rows = self.cells[skip:]
            data = {column: [row[column] if column < len(row) else "" for row in rows] for column in use}
            yield pd.DataFrame(data, index=range(skip, skip + len(rows)), dtype=object)
            return
        with opened(self.path) as stream:
            try:
                yield from self._parsed(stream, skip, use)
            except pd.errors.EmptyDataError:
                return
            except ValueError as error:  # ParserError is one
                if "Too many columns" not in str(error):
                    raise self._broken(str(error)) from None
                what = "lines of one cell below the names of columns: left out"
                self.findings.append(Finding(what=what, rows=1, example=f"{self.name}:{skip + 1}"))
            if stream.cut:
                what = "the file ends in the middle (packed and cut off): read up to there"
                self.findings.append(Finding(what=what, rows=1, example=self.name))

    def _parsed(self, stream: Unpacked, skip: int, use: Sequence[int]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        # With `usecols` the parser would cut lines with too many cells without a word.
        reader = pd.read_csv(
            stream,  # type: ignore[arg-type, unused-ignore]
            sep=self.delimiter,
            header=None,
            names=list(range(max(len(row) for row in self.head))),
            index_col=False,
            skiprows=skip,
            chunksize=_PIECE,
            encoding=self.encoding,
            encoding_errors="replace",
            skipinitialspace=True,
            engine="c",
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            on_bad_lines="warn",
        )
        lost: list[int] = []
        while True:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always", pd.errors.ParserWarning)
                piece = next(reader, None)
            lost += [int(line) for each in said for line in _SKIPPED.findall(str(each.message))]
            lost += [skip + 1 for each in said if "loss of data" in str(each.message)]
            if piece is None:
                break
            piece.index = piece.index + skip
            yield piece[list(use)]
        if lost:
            what = "lines with too many cells: left out"
            self.findings.append(Finding(what=what, rows=len(lost), example=f"{self.name}:{lost[0]}"))

    def _broken(self, said: str) -> ScenarioError:
        """Say in one line why a table cannot be parsed on."""
        line = re.search(r"(?:line|row) (\d+)", said)
        words = "a quotation mark is opened and never closed" if "inside string" in said else printable(said, 120)
        return unreadable(self.name, f"is not a whole table: {words}", int(line[1]) + 1 if line else 0)


def _only_file(stream: IO[bytes]) -> IO[bytes] | None:
    """Open what a zip holds, if that is one file; a workbook is a zip of several."""
    with suppress(zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        packed = zipfile.ZipFile(stream)
        files = [each for each in packed.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX")]
        if len(files) == 1:
            return packed.open(files[0])
    stream.seek(0)
    return None


class Unpacked(io.RawIOBase):
    """The bytes of a file, unpacked where it is packed by gzip or alone in a zip; where it is cut off, it ends."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "rb")  # noqa: SIM115 (closed by close)
        begin = self._file.peek(4)[:4]
        self._stream: IO[bytes] = self._file
        if begin.startswith(b"\x1f\x8b"):
            self._stream = cast(IO[bytes], gzip.GzipFile(fileobj=self._file))
        elif begin == b"PK\x03\x04":
            self._stream = _only_file(self._file) or self._file
        self.cut = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer."""
        into = memoryview(buffer).cast("B")
        try:
            got = self._stream.read1(len(into))  # type: ignore[attr-defined]
        except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error):
            self.cut, got = True, b""
        into[: len(got)] = got
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


def text_grid(path: Path, begin: bytes) -> Grid:
    """Return what a file of text holds: its encoding and delimiter are found.

    Parameters
    ----------
    path
        The file.
    begin
        Its first bytes, as `begin_of` gives them.

    Raises
    ------
    ScenarioError
        If it is empty, or no table.
    """
    for sign, what in _NO_TABLES:
        if re.match(sign, begin.lstrip(b"\xef\xbb\xbf \t\r\n"), re.IGNORECASE):
            raise unreadable(str(path), f"is {what}")
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
    head, last = [], 0
    try:
        for row in rows:
            head.append([cell.strip() for cell in row])
            if rows.line_num - last > _LONGEST_CELL:
                raise unreadable(str(path), "a quotation mark is opened and never closed", last + 1)
            last = rows.line_num
            if len(head) == HEAD_ROWS:
                break
    except csv.Error as error:
        raise unreadable(str(path), f"is not a table ({printable(str(error))})", rows.line_num) from None
    return Grid(path.name, path, head, encoding, delimiter)
