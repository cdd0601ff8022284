"""The verdict on one screen of 24 x 80: sentences, one table, what to look out for."""

import textwrap

from sim.experiment.comparison import Comparison
from sim.experiment.verdict import Verdict, verdict_of
from sim.experiment.verdict_cells import Mark
from sim.metrics import metric_of
from sim.present.sure_words import short
from sim.present.verdict_words import headline, look_out, same_words, sentences, size

WIDTH, HEIGHT = 80, 24
_LEAST_NAME = 20
TODAY = "Today, simulated"
MARK_WORDS = ("! harm that matters", "~ too small to matter", "? not clear", "= none")
LEGEND = "  ".join(MARK_WORDS)


def verdict_lines(comparison: Comparison, details: str = "", *, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Return the verdict of a comparison as lines of text that fit a screen.

    Parameters
    ----------
    comparison : Comparison
        What was run, with what-ifs.
    details : str
        Where more stands.
    width, height : int
        Of the screen.
    """
    found = verdict_of(comparison, comparison.worlds)
    above = [headline(comparison), "", *sentences(comparison, found), ""]
    warnings, legend = [*look_out(comparison, found), *same_words(found)], [LEGEND]
    if len(LEGEND) + len(details) + 2 <= width:
        legend = [f"{LEGEND}  {details}".rstrip()]
    else:
        legend = [LEGEND, details]
    rows = 3 + len(found.what_ifs) - sum(len(group) - 1 for group in found.alike)
    tries = [(above, [*warnings, "", *legend]), (above, [*warnings, *legend]), (above, [*warnings[:1], *legend])]
    tries.append(([line for line in above if line], [*warnings[:1], *legend]))
    for head, tail in tries:
        before, after = ([line for each in part for line in wrapped(each, width) or [""]] for part in (head, tail))
        room = height - len(before) - len(after)
        if room >= rows:
            break
    return [*before, *table_lines(comparison, found, room=room, width=width), *after]


def wrapped(text: str, width: int) -> list[str]:
    """Return a sentence in lines, the further ones indented."""
    return textwrap.wrap(text, width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=True)


def table_lines(comparison: Comparison, found: Verdict, *, room: int, width: int = WIDTH) -> list[str]:
    """Return the table: heads, today, and a row for each what-if, as many as there is room for."""
    names = list(dict.fromkeys(name for each in found.ranked() for name in [_first_alike(found, each)]))
    columns = [[*metric_of(metric).head, _today(comparison, metric) + " "] for metric in found.table]
    for metric, column in zip(found.table, columns, strict=True):
        column += [cell_text(comparison, found, name, metric) for name in names]
    widths = [1 + max(len(cell) for cell in column) for column in columns]
    while len(widths) > 1 and width - sum(widths) < _LEAST_NAME:
        widths.pop()
    first = width - sum(widths)
    labels = ["change:".rjust(first - 2), "", TODAY, *(_label(found, name, first - 1) for name in names)]
    lines = []
    for place, label in enumerate(labels):
        cells = [column[place] + ("" if place > 2 else " " * (place < 2)) for column in columns]
        lines.append(label.ljust(first) + "".join(cell.rjust(size) for cell, size in zip(cells, widths, strict=False)))
    fits = max(5, room)
    if len(lines) > fits:
        lines = [*lines[: fits - 1], f"{len(lines) - fits + 1} more: frontline show --full"]
    return [line.rstrip() for line in lines]


def _first_alike(found: Verdict, name: str) -> str:
    """Return the what-if whose row a what-if shares."""
    group = next((group for group in found.alike if name in group), (name,))
    return found.told if found.told in group else group[0]


def _label(found: Verdict, name: str, width: int) -> str:
    group = next((group for group in found.alike if name in group), (name,))
    more = f" (+{len(group) - 1})" if len(group) > 1 else ""
    return cut(name, width - len(more)) + more


def cell_text(comparison: Comparison, found: Verdict, name: str, metric: str) -> str:
    """Return a cell of the table: the change, and its mark behind it."""
    cell = found.cells.get((name, metric))
    if cell is None:
        return "- "
    if cell.mark in (Mark.SAME, Mark.NONE):
        return "= "
    return size(comparison, cell, unit=False) + {Mark.HARM: "!", Mark.SMALL: "~", Mark.UNCLEAR: "?"}.get(cell.mark, " ")


def cut(name: str, width: int) -> str:
    """Return a name cut in its middle where it is too long."""
    if len(name) <= width:
        return name
    tail = min(7, width // 3)
    return name[: width - tail - 1].rstrip() + "…" + name[-tail:].lstrip()


def _today(comparison: Comparison, metric: str) -> str:
    found = comparison.level(comparison.baseline, metric)
    if found is None:
        return "-"
    return short(found.value)
