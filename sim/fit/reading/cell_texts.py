"""Cells of files that have types, as the texts that a CSV file would have."""

from __future__ import annotations

import datetime


def text_of(cell: object) -> str:
    """Return a cell of a workbook or of Parquet as text.

    Examples
    --------
    >>> [text_of(each) for each in (None, True, 2.0, 2.5, datetime.timedelta(minutes=5))]
    ['', 'yes', '2', '2.5', '0:05:00']
    """
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime.datetime():
            return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
        case datetime.timedelta():
            whole = cell // datetime.timedelta(seconds=1)
            return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
        case bytes():
            return cell.decode("utf-8", "replace").strip()
    return str(cell).strip()
