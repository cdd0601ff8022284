"""Numbers as spreadsheets write them: read where they can mean one thing only, else refused with what is right."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.scenario.problems import printable

_POINT = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_COMMA = re.compile(r"-?([0-9]+,?[0-9]*|,[0-9]+)")
_PARTED = re.compile(r"-?[1-9][0-9]{0,2}([., '’_\xa0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*")
_SEPARATED = re.compile(r"-?[0-9]+([., '’\xa0\u2009\u202f][0-9]+){2,}")
_PERCENT = re.compile(r"(.*[0-9])\s*%")
MARKS = {".": _POINT, ",": _COMMA}


def decimal_mark(cells: Iterable[str], delimiter: str) -> str:
    """Tell what separates the decimals in a column: ``.`` or ``,``, or nothing where that cannot be told.

    Commas are decimal commas only where they do not separate the columns. There, figures that all look like ``1.234``
    or ``1,234`` may as well be thousands.

    Parameters
    ----------
    cells
        The cells of the column.
    delimiter
        What separates the columns.
    """
    if delimiter == ",":
        return "."
    told = [cell for cell in cells if not _PARTED.fullmatch(cell)]
    if any("," in cell and _COMMA.fullmatch(cell) for cell in told):
        return ","
    return "." if any("." in cell and _POINT.fullmatch(cell) for cell in told) else ""


def number_of(cell: str, mark: str) -> float:
    """Read a cell as a number.

    Parameters
    ----------
    cell
        Its text, without blanks at its ends.
    mark
        What separates the decimals of its column, from `decimal_mark`.

    Raises
    ------
    ValueError
        If it is not a plain number, or could be two different ones; says what would be right.
    """
    plain = (MARKS[mark] if mark else re.compile(r"-?[0-9]+")).fullmatch(cell)
    if plain:
        return float(cell.replace(",", "."))
    if cell.startswith("+") and MARKS["."].fullmatch(cell[1:].replace(",", ".")):
        raise ValueError(
            f"'{printable(cell, 40)}' has a plus sign; a table holds numbers, not changes: write {cell[1:]}"
        )
    if not cell:
        raise ValueError("is blank; write 0 where there is nothing")
    said = f"'{printable(cell, 40)}'"
    parted = _PARTED.fullmatch(cell)
    if parted and parted[1] in ".,":
        raise ValueError(f"{said} may be {_plain(cell, '')} or {_plain(cell, '.')}; write no separator of thousands")
    if parted:
        raise ValueError(f"{said} is not a plain number; write {_plain(cell, '')}, without a separator of thousands")
    if _SEPARATED.fullmatch(cell):
        raise ValueError(f"{said} is not a plain number; write no separator of thousands")
    percent = _PERCENT.fullmatch(cell)
    if percent:
        raise ValueError(f"{said} is not a plain number; write it without the sign %")
    if cell.casefold() in ("-", "–", "—", "n/a", "na", "#n/a", "nan", "null", "none"):
        raise ValueError(f"{said} is not a number; write 0 where there is nothing")
    example = "4,5" if mark == "," else "4.5"
    raise ValueError(f"{said} is not a number such as {example}")


def _plain(cell: str, mark: str) -> str:
    """Return a number without its separators of thousands, or with a decimal point in their place."""
    return re.sub(r"[^0-9+-]", mark, cell, count=1 if mark else 0)
