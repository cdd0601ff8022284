"""Tables as text that no spreadsheet takes for a formula."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.each_once import each_once

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_APART = (",", '"', "\r", "\n")
"""What a cell holds only between quotation marks."""
_END = "\0"
_MARKS = (*_APART, *(_END + mark for mark in _DANGEROUS))
_NOTHING = '""'
"""A line that holds nothing, which readers would pass over."""


def csv_text(frame: Any, *, header: bool = True) -> str:
    """Return a table as CSV, with its head or without, numbers in nine digits; no text is taken for a formula.

    A cell does not depend on the others of its column: moments have their milliseconds in any case. Put together here,
    not by pandas, since that looks at each character of each cell; equal cells are made text once.
    """
    alike: dict[Any, list[int]] = {}
    for place, dtype in enumerate(frame.dtypes):
        alike.setdefault(dtype if isinstance(dtype, np.dtype) else place, []).append(place)
    cells: dict[int, list[str]] = {}
    for places in alike.values():
        texts = _cells(frame.iloc[:, places]).reshape(len(places), len(frame))
        cells |= zip(places, texts.tolist(), strict=True)
    head = [",".join(_quoted(str(name)) for name in frame.columns)] if header else []
    lines = map(",".join, zip(*(cells[place] for place in range(len(cells))), strict=True))
    return "\n".join([*head, *(line or _NOTHING for line in lines), ""])


def _cells(columns: Any) -> Any:
    """Return the texts of columns of a kind, one column after the other; what is missing has none."""
    import pandas as pd

    dtype = columns.dtypes.iloc[0]
    if isinstance(dtype, pd.CategoricalDtype):
        return np.append(_texts(dtype.categories.tolist()), "")[columns.iloc[:, 0].cat.codes]
    kind, values = dtype.kind, columns.to_numpy().T.ravel()
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
    texts[:] = values if _are_harmless(values) else [*map(_text, values)]
    return texts


def _are_harmless(values: Any) -> bool:
    """Whether values are text that may stand as it is; asked of all at once, which is quick."""
    if {*map(type, values)} != {str}:
        return False
    together = _END.join(["", *values])
    return not any(mark in together for mark in _MARKS)


def _text(value: Any) -> str:
    import pandas as pd

    if isinstance(value, str):
        return _quoted("'" + value if value.startswith(_DANGEROUS) else value)
    return "" if pd.isna(value) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in _APART) else text


def _numbers(bits: Any) -> Iterator[str]:
    return (f"{value:.9g}" if value == value else "" for value in bits.view("f8").tolist())


def _moments(ticks: Any) -> Iterator[str]:
    texts = np.datetime_as_string(ticks.view("M8[ms]"), unit="ms").tolist()
    return ("" if text == "NaT" else text.replace("T", " ") for text in texts)
