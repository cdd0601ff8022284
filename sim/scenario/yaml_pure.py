"""The YAML parser for systems without the fast one; accepts the same texts."""

from __future__ import annotations

from typing import Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

_BREAKS = "\r\n\x85\u2028\u2029"


class PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, with tabs between words allowed as YAML 1.2 and the fast one have it."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and line ends, and tabs where they do not indent."""
        found = False
        while not found:
            tabs = self.flow_level or not self.allow_simple_key
            while self.peek() == " " or (tabs and self.peek() == "\t"):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if self.line_break():
                if not self.flow_level:
                    self.allow_simple_key = True
            else:
                found = True

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str] | None:
        """Read the blanks, tabs and line ends inside an unquoted text."""
        blanks: str = ""
        breaks: list[str] = []
        while self.peek() in " \t" + _BREAKS:
            if self.peek() in _BREAKS:
                breaks.append(self.line_break())
                self.allow_simple_key = True
                if self.prefix(3) in ("---", "...") and self.peek(3) in "\0 \t" + _BREAKS:
                    return None
                continue
            if breaks and self.peek() == "\t" and self.column < indent:
                words = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start_mark, words, self.get_mark())
            blanks += self.peek()
            self.forward()
        if not breaks:
            return [blanks] if blanks else []
        return [" "] if breaks == ["\n"] else breaks[breaks[0] == "\n" :]

    def line_break(self) -> str:
        """Skip a line end, if there is one, and return it as YAML has it."""
        found: str = self.scan_line_break()  # type: ignore[no-untyped-call]
        return found
