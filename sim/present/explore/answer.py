"""The panel's figures and verdict as HTML: the three headline outcomes and nothing else, so that a hand can drag."""

from html import escape

from sim.experiment.compare import Comparison
from sim.metrics import HEADLINE
from sim.present import words
from sim.present.pages import short_table

_CELL = "padding:2px 14px 2px 0;text-align:left;vertical-align:baseline"


def figures_html(comparison: Comparison, a: str, b: str) -> str:
    """Return the headline outcomes of A and B as a table, with what A and B are."""
    said = {comparison.baseline: ("A", a)} | dict.fromkeys(comparison.what_ifs, ("B", b))
    _, rows = short_table(comparison, HEADLINE)
    money = f"Bonus per agent, {comparison.scenario.currency} a month"
    heads = ("", "Manager hours a week", "CSAT proxy, % (computed)", money, "")
    body = [_row("th", heads)]
    for (letter, setting), row in zip(said.values(), rows, strict=True):
        body.append(_row("td", (letter, *row[1:], setting), bold=letter == "B"))
    table = f"<table style='line-height:1.35;border-collapse:collapse'>{''.join(body)}</table>"
    return f"<div style='line-height:1.35'>{escape(_weeks(comparison))}</div>{table}"


def _weeks(comparison: Comparison) -> str:
    first, last = comparison.window
    brackets = "; in brackets: the difference, 95 %" if comparison.what_ifs and comparison.replications > 1 else ""
    return f"All figures are means of weeks {first} to {last}{brackets}"


def _row(tag: str, cells: tuple[str, ...], *, bold: bool = False) -> str:
    weight = ";font-weight:bold" if bold else ""
    last = len(cells) - 1
    styles = [
        _CELL + weight + (";white-space:nowrap" if i < last else ";font-weight:normal") for i in range(len(cells))
    ]
    made = [f"<{tag} style='{style}'>{escape(cell)}</{tag}>" for cell, style in zip(cells, styles, strict=True)]
    return f"<tr>{''.join(made)}</tr>"


def verdict_html(comparison: Comparison) -> str:
    """Return the short verdict: what B does to the three headline outcomes, each sentence with its interval."""
    if comparison.what_ifs:
        head = "B against A" if comparison.baseline == "A" else "B against the scenario as it is"
        sentences = headline_words(comparison)
    else:
        head = "Nothing is changed yet: move a lever, or choose a what-if"
        sentences = words.baseline_words(comparison)
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    said = f"<b>{escape(head)}</b><ul style='margin:4px 0 4px 0;padding-left:20px'>{told}</ul>"
    return f"<div style='line-height:1.4;max-width:820px'>{said}<small>{escape(words.header(comparison))}</small></div>"


def headline_words(comparison: Comparison) -> list[str]:
    """Return the sentences about B's manager hours, CSAT proxy and bonus."""
    (name,) = comparison.what_ifs
    parts = (words.hours_words, words.csat_words, words.bonus_words)
    return [sentence for part in parts for sentence in part(comparison, name)]
