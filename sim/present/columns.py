"""Text in columns of a terminal, in which a letter takes none, one or two: padded, cut, in lines."""

import unicodedata


def wide(text: str) -> int:
    """Return how many columns a text takes: wide letters of East Asia two, marks above a letter none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def left(text: str, width: int) -> str:
    """Return a text with blanks behind it."""
    return text + " " * (width - wide(text))


def right(text: str, width: int) -> str:
    """Return a text with blanks before it."""
    return " " * (width - wide(text)) + text


def begun(text: str, width: int) -> str:
    """Return as much of a text as there is room for."""
    room = width
    for place, letter in enumerate(text):
        room -= _columns(letter)
        if room < 0:
            return text[:place]
    return text


def cut(name: str, width: int) -> str:
    """Return a name cut in its middle where it is too long."""
    if wide(name) <= width:
        return name
    tail = begun(name[::-1], min(7, width // 3))[::-1]
    return begun(name, width - wide(tail) - 1).rstrip() + "…" + tail.lstrip()


def wrapped(text: str, width: int, most: int = 0) -> list[str]:
    """Return a sentence in lines, the further ones indented; with `most`, so many at most, the last then cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        while wide(f"{line} {word}" if line.strip() else line + word) > width:
            if line.strip():
                lines.append(line)
            else:
                part = begun(word, width - len(line)) or word[:1]
                lines.append(line + part)
                word = word[len(part) :]
            line = "  "
        line = f"{line} {word}" if line.strip() else line + word
    lines = [each.rstrip() for each in [*lines, line] if each.strip()]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], begun(lines[most - 1], width - 2).rstrip() + " …"]
    return lines
