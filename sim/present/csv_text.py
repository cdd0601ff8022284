"""Tables as text that no spreadsheet takes for a formula."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.each_once import each_once

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_APART = re.compile('[,"\r\n]')
"""What a cell holds only between quotation marks."""


def csv_text(frame: Any, *, header: bool = True) -> str:
    """Return a table as CSV, with its head or without, numbers in nine digits; no text is taken for a formula.

    A cell does not depend on the others of its column: moments have their milliseconds in any case. Put together here,
    not by pandas, since that looks at each character of each cell.
    """
    head = [",".join(_quoted(str(name)) for name in frame.columns)] if header else []
    lines = map(",".join, zip(*(_cells(frame[name]).tolist() for name in frame), strict=True))
    return "\n".join([*head, *(line or _NOTHING for line in lines), ""])


_NOTHING = '""'
"""A line that holds nothing, which readers would pass over."""


def _cells(column: Any) -> Any:
    """Return the texts of a column; what is missing has none."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return _texts([*column.cat.categories, None])[column.cat.codes]
    kind, values = column.dtype.kind, column.to_numpy()
    if kind == "f":  # by their bits, since -0 is not 0
        return each_once(_numbers, values.astype("f8").view("i8"))
    if kind == "M":
        return each_once(_moments, values.astype("M8[ms]").view("i8"))
    if kind == "b":
        return np.array(["False", "True"], object)[values.view("i1")]
    return each_once(lambda keys: map(str, keys.tolist()), values) if kind in "iu" else _texts(values)


def _texts(values: Any) -> Any:
    """Return objects as text that no spreadsheet takes for a formula; numbers stay numbers."""
    texts = np.empty(len(values), object)
    texts[:] = [_quoted(value) if isinstance(value, str) else _plain(value) for value in values]
    return texts


def _plain(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _quoted(text: str) -> str:
    safe = "'" + text if text.startswith(_DANGEROUS) else text
    return '"' + safe.replace('"', '""') + '"' if _APART.search(safe) else safe


def _numbers(bits: Any) -> Iterator[str]:
    return (f"{value:.9g}" if value == value else "" for value in bits.view("f8").tolist())


def _moments(ticks: Any) -> Iterator[str]:
    texts = np.datetime_as_string(ticks.view("M8[ms]"), unit="ms").tolist()
    return ("" if text == "NaT" else text.replace("T", " ") for text in texts)
