"""Where the program's words go: also to what is closed, full, or no longer read."""

import codecs
import errno
import io
import os
import sys
from typing import Any

from sim.cli.printing import look_alike


class OutputError(Exception):
    """The result cannot be shown any more; no `OSError`, so that nobody takes it for another failure."""

    def __init__(self, error: OSError) -> None:
        self.is_unread = error.errno in (errno.EPIPE, errno.ESHUTDOWN)
        super().__init__(f"the result cannot be shown: {error.strerror}; files and finished replications are kept")


class _Out(io.FileIO):
    """A stream that fails at most once, and says why; what is written to it afterwards goes nowhere."""

    def __init__(self, number: int, *, is_silent: bool) -> None:
        super().__init__(number, "wb", closefd=False)
        self._is_silent = is_silent

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if not self._is_silent:
                self._is_silent = True
                raise OutputError(error) from None
        return len(data)


def open_streams() -> bool:
    """Make both streams ready to be written to, and tell whether there is an output at all.

    Of the progress on stderr nothing may depend: what cannot be shown there is not shown.
    """
    codecs.register_error("look-alike", look_alike)
    has_output = sys.stdout is not None
    for number in range(3):  # else the next file that is opened would be taken for a stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _ready(sys.stdout, 1, is_silent=False)
    sys.stderr = _ready(sys.stderr, 2, is_silent=True)
    return has_output


def _ready(stream: Any, number: int, *, is_silent: bool) -> Any:
    if os.name != "posix":  # where a console is no file
        if stream is not None:
            stream.reconfigure(errors="look-alike")
        return stream or open(os.devnull, "w", encoding="utf-8")
    encoding = getattr(stream, "encoding", None) or "utf-8"
    lines = is_silent or bool(stream and stream.line_buffering)
    buffered = io.BufferedWriter(_Out(number, is_silent=is_silent))
    return io.TextIOWrapper(buffered, encoding, "look-alike", line_buffering=lines)
