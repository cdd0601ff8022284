"""A comparison as five PowerPoint slides: the verdict's picture, the verdict, what-ifs, hours, and what it rests on."""

import re
from textwrap import shorten

from sim.experiment.comparison import Comparison
from sim.present import plots, titles, what_if_words, words
from sim.present.appendix import foot
from sim.present.deck import FOOT, NOTE, Deck, Line, column_widths, height_in
from sim.present.figures.effects import overview
from sim.present.lever_words import changes_in_words, known_words
from sim.present.marks import LEGEND
from sim.present.questions import question
from sim.present.verdict_words import headline, look_out, same_words, sentences

_ABOUT = 600
"""Characters of a scenario's text on its slide; its notes have all."""
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[^a-z0-9])")
_NOTE_SIZE, _HIGHEST_NOTE = 14.0, 3.2
"""Points for which room is kept below the table, and the most inches."""
_NAMES = 3.4
"""Inches of the table's first column."""


def slides(comparison: Comparison, stress_answer: str = "") -> bytes:
    """Return five slides as a PowerPoint file, 16:9; the bytes depend on the arguments alone.

    Parameters
    ----------
    comparison : Comparison
        What was run.
    stress_answer : str
        Whether the advice survives other beliefs, in a sentence.
    """
    deck = Deck(question(comparison), foot(comparison))
    said = _said(comparison)
    deck.picture(lambda: overview(comparison), "What each what-if changes", said)
    _verdict(deck, comparison, said)
    _what_ifs(deck, comparison)
    deck.picture(lambda: plots.manager_hours(comparison), "Manager hours by week in every scenario", said)
    _rests(deck, comparison, stress_answer)
    return deck.file()


def _said(comparison: Comparison) -> list[str]:
    """Return the verdict in sentences; of a center alone its figures."""
    if not comparison.what_ifs:
        return words.baseline_words(comparison)
    found = titles.verdict(comparison)
    return [*sentences(comparison, found), *look_out(comparison, found), *same_words(found)]


def _verdict(deck: Deck, comparison: Comparison, said: list[str]) -> None:
    title = headline(comparison) if comparison.what_ifs else comparison.scenario.name
    slide, top = deck.slide(title, said)
    lines = [_line(sentence) for sentence in said]
    if not comparison.what_ifs:
        deck.text(slide, lines, top + 0.3)
        return
    lines.append(("", f"What-ifs: change from today. {LEGEND}"))
    rows = what_if_words.verdict_table(comparison, titles.verdict(comparison))
    note = min(_HIGHEST_NOTE, max(NOTE, height_in(lines, _NOTE_SIZE)))
    end = deck.table(slide, rows, column_widths(_NAMES, len(rows[0])), top + 0.2, note)
    deck.text(slide, lines, max(end + 0.1, FOOT - note))


def _line(sentence: str) -> Line:
    """Return a sentence of the verdict with its first word in bold."""
    lead, mark, rest = sentence.partition(": ")
    return (lead + mark, rest) if mark else ("", sentence)


def _what_ifs(deck: Deck, comparison: Comparison) -> None:
    about = " ".join(comparison.scenario.about.split())
    title = "What was asked" if comparison.what_ifs else "The center"
    slide, top = deck.slide(f"{title}: {comparison.scenario.name}", [about] if about else [])
    lines = [(f"{name}: ", " ".join(changes_in_words(comparison, name))) for name in comparison.what_ifs]
    lines += [("", titles.run_words(comparison)), ("", _whole_sentences(about))]
    deck.text(slide, lines, top + 0.3)


def _whole_sentences(about: str) -> str:
    """Return a text's first sentences, as many as have room."""
    ends = [found.start() for found in _SENTENCE_END.finditer(about) if found.start() <= _ABOUT]
    return about if len(about) <= _ABOUT else about[: ends[-1]] if ends else shorten(about, _ABOUT, placeholder=" …")


def _rests(deck: Deck, comparison: Comparison, stress_answer: str) -> None:
    rests = what_if_words.rests_words(comparison.scenario)
    slide, top = deck.slide("What it rests on")
    lines = [("Under other beliefs: ", stress_answer)] if stress_answer else []
    lines += [("", sentence) for sentence in rests]
    known = {name: known_words(comparison, name) for name in comparison.what_ifs}
    lines += [(f"{name}: ", " ".join(said)) for name, said in known.items() if said]
    lines += [("Mind: ", sentence) for sentence in what_if_words.minds(comparison)]
    deck.text(slide, lines, top + 0.3)
