"""The verdict on one screen of 24 x 80: sentences, one table, what to look out for."""

from collections.abc import Iterator, Sequence

from sim.experiment.comparison import Comparison
from sim.experiment.verdict import Verdict, verdict_of
from sim.experiment.verdict_cells import Mark
from sim.metrics import BONUS, metric_of
from sim.present.columns import cut, left, right, wide, wrapped
from sim.present.marks import LEGEND, TODAY
from sim.present.sure_words import short
from sim.present.titles import has_pool, no_bonus_sentence
from sim.present.verdict_words import answer, headline, look_out, same_words, sentences, size

WIDTH, HEIGHT = 80, 24
_LEAST_NAME, _LEAST_ROWS = 20, 5
"""Columns for names, and rows of the table: its heads, today, the what-if that is told, and what is left out."""


def verdict_lines(
    comparison: Comparison, details: str = "", *, run: str = "RUN", width: int = WIDTH, height: int = HEIGHT
) -> list[str]:
    """Return the verdict of a comparison as lines of text that fit a screen.

    Parameters
    ----------
    comparison : Comparison
        What was run, with what-ifs.
    details : str
        Where more stands.
    run : str
        What `frontline show` is asked for, where not all fits.
    width, height : int
        Of the screen.
    """
    found = verdict_of(comparison, comparison.worlds)
    table = table_lines(comparison, found, width=width, run=run)
    lines: list[str] = []
    for head, tail, may_cut in _tries(comparison, found, details, width):
        room = height - len(head) - len(tail)
        if may_cut and room < len(table):
            table = table_lines(comparison, found, room=room, width=width, run=run)
        lines = [*head, *table, *tail]
        if len(table) <= room:
            break
    return lines


def first_lines(comparison: Comparison, replications: int, width: int = WIDTH) -> list[str]:
    """Return what the first of so many replications say: best and price; how sure it is the final answer says."""
    said = f"First answer, from {comparison.replications} of {replications} replications; the final one follows."
    return _lines([said, *answer(comparison, verdict_of(comparison))], width)


def _tries(
    comparison: Comparison, found: Verdict, details: str, width: int
) -> Iterator[tuple[list[str], list[str], bool]]:
    """Return what stands above and below the table, less with each try, and whether rows may be left out."""
    legend = [LEGEND, details]
    if wide(LEGEND) + wide(details) + 2 <= width:
        legend = [f"{LEGEND}  {details}"]
    said = [headline(comparison), *sentences(comparison, found)]
    warnings = [*look_out(comparison, found), *same_words(found), *_no_bonus(comparison)]
    above, below = [said[0], "", *said[1:], ""], [*warnings, "", *legend]
    for head, tail in ((above, below), (above, [*warnings, *legend]), (said, [*warnings, *legend])):
        yield _lines(head, width), _lines(tail, width), False
    for most in (0, *range(6, 0, -1)):
        yield _lines(said, width, most), [*_lines(warnings, width, most), *_lines(legend, width)], True


def _no_bonus(comparison: Comparison) -> list[str]:
    """Return why the table has no bonus, where one is paid and the study asks for it."""
    is_asked = BONUS in comparison.scenario.study.metrics and BONUS not in comparison.table_metrics
    return [f"{no_bonus_sentence(comparison)}."] if is_asked and has_pool(comparison) else []


def _lines(texts: Sequence[str], width: int, most: int = 0) -> list[str]:
    return [line for each in texts for line in wrapped(each, width, most) or [""]]


def table_lines(
    comparison: Comparison, found: Verdict, *, room: int = HEIGHT * 100, width: int = WIDTH, run: str = "RUN"
) -> list[str]:
    """Return the table: heads, today, and a row for each what-if, as many as there is room for."""
    names = list(dict.fromkeys(name for each in found.ranked() for name in [_first_alike(found, each)]))
    columns = [[*metric_of(metric).head, _today(comparison, metric) + " "] for metric in found.table]
    for metric, column in zip(found.table, columns, strict=True):
        column += [cell_text(comparison, found, name, metric) for name in names]
    widths = [1 + max(map(wide, column)) for column in columns]
    while len(widths) > 1 and width - sum(widths) < _LEAST_NAME:
        widths.pop()
    first = width - sum(widths)
    labels = ["change:".rjust(first - 2), "", TODAY, *(_label(found, name, first - 1) for name in names)]
    lines = []
    for place, label in enumerate(labels):
        cells = [column[place] + ("" if place > 2 else " " * (place < 2)) for column in columns]
        lines.append(left(label, first) + "".join(right(cell, size) for cell, size in zip(cells, widths, strict=False)))
    without = len(columns) - len(widths)
    fits = max(_LEAST_ROWS, room)
    if len(lines) > fits or without:
        fits = min(len(lines), fits - 1)
        lines = [*lines[:fits], _more(len(labels) - fits, without, run, width)]
    return [line.rstrip() for line in lines]


def _more(rows: int, figures: int, run: str, width: int) -> str:
    """Return what is left out of the screen, and the command that shows it."""
    counted = [f"{rows}"] if rows else []
    counted += [f"{figures} figure{'s' if figures > 1 else ''}"] if figures else []
    what = f"{' and '.join(counted)} more"
    line = f"{what}: frontline show {run} --full"
    return line if wide(line) <= width else f"{what}: frontline show RUN --full"


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


def _today(comparison: Comparison, metric: str) -> str:
    found = comparison.level(comparison.baseline, metric)
    if found is None:
        return "-"
    return short(found.value)
