"""From the bytes of a file to its text: a scenario's is UTF-8, with or without a byte-order mark, and nothing else."""

from __future__ import annotations

import codecs
import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_UNUSUAL_BREAKS = {0x85: "U+0085", 0x2028: "U+2028", 0x2029: "U+2029"}


class TextError(ValueError):
    """Bytes that are not the text we read; knows the line and the column, counted from 1."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.line, self.column, self.message = line, column, message
        super().__init__(message)


def decode(content: bytes) -> str:
    """Return the text of a file.

    Parameters
    ----------
    content
        The file's bytes.

    Returns
    -------
    str
        Its text, without the byte-order mark that some editors write first.

    Raises
    ------
    TextError
        If the bytes are not UTF-8, or contain characters that do not belong in a text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TextError(1, 1, "is saved as UTF-16; save it as UTF-8")
    if b"\0" in content:
        line, column = place(content[: content.index(b"\0")].decode("utf-8", "replace"))
        raise TextError(line, column, "is not text (a NUL byte), or is UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = place(content[: error.start].decode("utf-8", "replace"))
        words = f"is not UTF-8 from here on (byte 0x{content[error.start]:02X}); save it as UTF-8"
        raise TextError(line, column, words) from None
    text = text.removeprefix("\ufeff")
    bad = _FORBIDDEN.search(text)
    if bad:
        line, column = place(text[: bad.start()])
        raise TextError(line, column, _why(ord(bad.group())))
    return text


def encoding_of(begin: bytes) -> str:
    """Tell the encoding of a table from somebody else's program, by the first bytes of its file.

    Parameters
    ----------
    begin
        The first bytes; a character may be cut off at their end.

    Returns
    -------
    str
        A name that Python knows; empty where the bytes are no text.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if begin.startswith(mark):
            return name
    even, odd = begin[::2].count(0), begin[1::2].count(0)
    if even + odd > len(begin) // 5 and min(even, odd) * 20 < max(even, odd):  # every other byte of plain text is 0
        return "utf-16-le" if odd > even else "utf-16-be"
    controls = (*range(9), *range(14, 32))
    if 100 * sum(begin.count(bytes((code,))) for code in controls) > len(begin):
        return ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begin)
        return "utf-8"
    except UnicodeDecodeError:
        odd_ones = sum(begin.count(bytes((code,))) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
        return "latin-1" if odd_ones else "cp1252"


def place(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of what follows a text.

    Examples
    --------
    >>> place("one\\ntw")
    (2, 3)
    """
    lines = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _why(code: int) -> str:
    if code in _UNUSUAL_BREAKS:
        return f"an unusual line break ({_UNUSUAL_BREAKS[code]}); delete it and press Enter instead"
    return f"a character that does not belong in a text (U+{code:04X}); delete it"
