"""Tables as text that no spreadsheet takes for a formula."""

import io
from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return "'" + value if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def csv_text(frame: Any, *, header: bool = True) -> str:
    """Return a table as CSV, with its head or without, numbers in nine digits; no text is taken for a formula."""
    text = frame.apply(lambda column: column.map(safe_cell) if column.dtype.kind not in "iufb" else column)
    buffer = io.StringIO()
    text.to_csv(buffer, index=False, header=header, float_format="%.9g", lineterminator="\n")
    return buffer.getvalue()
