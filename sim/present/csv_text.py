"""Tables as text that no spreadsheet takes for a formula."""

import io
from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(frame: Any, *, header: bool = True) -> str:
    """Return a table as CSV, with its head or without, numbers in nine digits; no text is taken for a formula.

    A cell does not depend on the others of its column: moments have their milliseconds in any case.
    """
    import pandas as pd

    text = pd.DataFrame({name: _cells(frame[name]) for name in frame}, index=frame.index)
    buffer = io.StringIO()
    text.to_csv(buffer, index=False, header=header, float_format="%.9g", lineterminator="\n")
    return buffer.getvalue()


def _cells(column: Any) -> Any:
    kind = column.dtype.kind
    if kind == "f":  # as pandas does, in a fifth of the time
        return [f"{value:.9g}" if value == value else "" for value in column.tolist()]
    if kind == "M":
        return _moments(column)
    return column if kind in "iub" else column.map(_safe)


def _safe(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return "'" + value if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def _moments(column: Any) -> list[str]:
    moments = column.to_numpy().astype("datetime64[ms]").astype(str).tolist()
    return ["" if moment == "NaT" else moment.replace("T", " ") for moment in moments]
