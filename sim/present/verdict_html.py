"""The verdict as HTML: its sentences, and the table below them; every text is escaped."""

from collections.abc import Sequence
from html import escape

from sim.experiment.comparison import Comparison
from sim.experiment.trying import Answer
from sim.experiment.verdict import Verdict, verdict_of
from sim.experiment.verdict_cells import Mark
from sim.metrics import metric_of
from sim.present.marks import LEGEND, TODAY
from sim.present.numerals import amount
from sim.present.verdict_screen import cell_text
from sim.present.verdict_words import level, look_out, same_words

_CELL = "padding:1px 12px 1px 0;text-align:{};vertical-align:baseline;white-space:nowrap;line-height:1.3"
_HARM, _GAIN, _FAINT = "color:#A63F00;font-weight:bold", "color:#0072B2;font-weight:bold", "color:#595959"
_LOOKS = {Mark.HARM: _HARM, Mark.GAIN: _GAIN}


def found_of(comparison: Comparison) -> Verdict:
    """Return what a comparison says; the panel's has kept it."""
    return comparison.found if isinstance(comparison, Answer) else verdict_of(comparison, comparison.worlds)


def sentences_html(said: Sequence[str]) -> str:
    """Return sentences as paragraphs, what stands before the first colon in bold."""
    return "".join(f"<p style='margin:0 0 3px 0;line-height:1.35'>{_led(sentence)}</p>" for sentence in said)


def _led(sentence: str) -> str:
    head, colon, rest = sentence.partition(": ")
    if not colon or len(head) > len("Best of 1,000"):
        return escape(sentence)
    return f"<b>{escape(head)}:</b> {escape(rest)}"


def table_html(comparison: Comparison, found: Verdict) -> str:
    """Return the verdict's table: today, and what each what-if changes, with the marks behind it."""
    rows = [_heads(comparison, "change:" if comparison.what_ifs else "")]
    rows.append(_row(TODAY, [(_level(comparison, found, metric), "") for metric in comparison.table_metrics]))
    for name in found.ranked():
        rows.append(_row(name, [_change(comparison, found, name, metric) for metric in comparison.table_metrics]))
    return _table(rows)


def pair_html(comparison: Comparison, found: Verdict, names: Sequence[str]) -> str:
    """Return the figures of a baseline and of one what-if below it, and the change below both.

    Parameters
    ----------
    comparison : Comparison
        With one what-if at most.
    found : Verdict
        What it says.
    names : sequence of str
        What the two are called.
    """
    metrics = comparison.table_metrics
    rows = [_heads(comparison, "")]
    rows.append(_row(names[0], [(_level(comparison, found, metric), "") for metric in metrics]))
    for what_if, called in zip(comparison.what_ifs, names[1:], strict=True):
        after = [(_level(comparison, found, metric, what_if), "") for metric in metrics]
        rows.append(_row(called, after, look=_GAIN))
        rows.append(_row("Change", [_change(comparison, found, what_if, metric) for metric in metrics]))
    return _table(rows)


def below_html(comparison: Comparison, found: Verdict) -> str:
    """Return what stands below a table: what to look out for, and what the marks mean."""
    return sentences_html([*look_out(comparison, found), *same_words(found)]) + f"<small>{escape(LEGEND)}</small>"


def shown_level(comparison: Comparison, found: Verdict, metric: str, what_if: str = "") -> str:
    """Return a figure of the baseline, or of a what-if, as table and pictures write it; empty where there is none."""
    name = what_if or next(iter(comparison.what_ifs), "")
    cell = found.cells.get((name, metric)) if len(comparison.what_ifs) == 1 else None
    if cell is not None and cell.by.value:
        return level(cell)[bool(what_if)]
    known = comparison.level(what_if or comparison.baseline, metric)
    return "" if known is None else amount(known.value, metric_of(metric).digits)


def _level(comparison: Comparison, found: Verdict, metric: str, what_if: str = "") -> str:
    return shown_level(comparison, found, metric, what_if) or "-"


def _change(comparison: Comparison, found: Verdict, name: str, metric: str) -> tuple[str, str]:
    cell = found.cells.get((name, metric))
    return cell_text(comparison, found, name, metric), _LOOKS.get(cell.mark, _FAINT) if cell else _FAINT


def _heads(comparison: Comparison, first: str) -> str:
    cells = [f"<th style='{_CELL.format('right')};{_FAINT}'>{escape(first)}</th>"]
    for metric in comparison.table_metrics:
        above, below = (escape(line) for line in metric_of(metric).head)
        joint = "" if above.endswith("-") else "<br>"
        text = f"{above.rstrip('-')}{joint}{below}"
        title = escape(metric_of(metric).name)
        cells.append(f"<th style='{_CELL.format('right')};{_FAINT}' title='{title}'>{text}</th>")
    return f"<tr>{''.join(cells)}</tr>"


def _row(name: str, cells: Sequence[tuple[str, str]], look: str = "") -> str:
    first = f"<td style='{_CELL.format('left')};{look}'>{escape(name)}</td>"
    rest = [f"<td style='{_CELL.format('right')};{look or own}'>{escape(text.strip())}</td>" for text, own in cells]
    return f"<tr>{first}{''.join(rest)}</tr>"


def _table(rows: Sequence[str]) -> str:
    return f"<table style='border-collapse:collapse'>{''.join(rows)}</table>"
