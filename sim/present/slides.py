"""A comparison as five PowerPoint slides: question, verdict, manager hours, CSAT proxy and bonus, assumptions."""

import re
from textwrap import shorten

from sim.experiment.comparison import Comparison
from sim.metrics import METRICS
from sim.present import plots, titles, words
from sim.present.appendix import foot
from sim.present.belief_words import beyond_words
from sim.present.deck import FOOT, NOTE, Deck, height_in
from sim.present.figures.effects import overview
from sim.present.numerals import amount, in_digits, money_digits, seen
from sim.present.questions import changes_words, question
from sim.scenario.beliefs import beliefs_of

_ABOUT = 600
"""Characters of a scenario's text on its slide; its notes have all."""
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[^a-z0-9])")
_NOTE_SIZE, _HIGHEST_NOTE = 12.0, 2.0
"""Points for which room is kept below the table, and the most inches."""
_WIDTHS = (4.5, 2.6, 2.6, 2.83)


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
    findings = words.findings(comparison) or {"Baseline": words.baseline_words(comparison)}
    notes = [f"{name}: {' '.join(sentences)}" for name, sentences in findings.items()]
    _question(deck, comparison)
    _verdict(deck, comparison, notes, stress_answer)
    deck.picture(lambda: plots.manager_hours(comparison), "Manager hours by week in every scenario", notes)
    both = titles.CSAT, titles.BONUS
    deck.picture(lambda: overview(comparison, metrics=both), "CSAT proxy and bonus: what each what-if changes", notes)
    _assumptions(deck, comparison, stress_answer)
    return deck.file()


def _question(deck: Deck, comparison: Comparison) -> None:
    about = " ".join(comparison.scenario.about.split())
    slide, top = deck.slide(question(comparison), [about] if about else [])
    lines = [(f"{name}: ", " ".join(changes_words(comparison, name))) for name in comparison.what_ifs]
    lines += [("", words.header(comparison)), ("", _whole_sentences(about))]
    deck.text(slide, lines, top + 0.3)


def _whole_sentences(about: str) -> str:
    """Return a text's first sentences, as many as have room."""
    ends = [found.start() for found in _SENTENCE_END.finditer(about) if found.start() <= _ABOUT]
    return about if len(about) <= _ABOUT else about[: ends[-1]] if ends else shorten(about, _ABOUT, placeholder=" …")


def _verdict(deck: Deck, comparison: Comparison, notes: list[str], stress_answer: str) -> None:
    slide, top = deck.slide(titles.overview_finding(comparison), notes)
    rows = [["", *(f"{METRICS[metric].name}, {titles.unit(comparison, metric)}" for metric in comparison.headline)]]
    rows.append([comparison.baseline, *(_level(comparison, metric) for metric in comparison.headline)])
    rows += [
        [name, *(_change(comparison, name, metric) for metric in comparison.headline)] for name in comparison.what_ifs
    ]
    told = f"{words.header(comparison)} What-ifs: difference from the baseline; clear after correction unless said."
    lines = [(f"Mind, {name}: ", " ".join(said)) for name, said in words.minds(comparison).items()]
    beyond = beyond_words(comparison.scenario).strip()
    beyond += " What becomes of this under other beliefs is on the last slide." if stress_answer else ""
    first = [("", sentence) for sentence in words.first_words(comparison)]
    lines = [*first, *([("", beyond.strip())] if beyond else []), *lines]
    lines.append(("", told if comparison.what_ifs else words.header(comparison)))
    note = min(_HIGHEST_NOTE, max(NOTE, height_in(lines, _NOTE_SIZE)))
    end = deck.table(slide, rows, _WIDTHS, top + 0.25, note)
    deck.text(slide, lines, max(end + 0.1, FOOT - note))


def _level(comparison: Comparison, metric: str) -> str:
    level = comparison.level(comparison.baseline, metric)
    if level is None:
        return titles.no_figure(comparison, comparison.baseline, metric)
    return amount(level.value, _digits(comparison, metric, level.value))


def _digits(comparison: Comparison, metric: str, value: float) -> int:
    if metric != titles.BONUS:
        return METRICS[metric].digits
    level = comparison.level(comparison.baseline, metric)
    return money_digits(value, None if level is None else level.value)


def _change(comparison: Comparison, name: str, metric: str) -> str:
    """Return a difference with its interval, and whether it is clear."""
    effect = comparison.effect(name, metric)
    if effect is None:
        return titles.no_figure(comparison, name, metric)
    if effect.is_none:
        return seen(effect, _digits(comparison, metric, effect.value))
    digits = _digits(comparison, metric, effect.value)
    text = amount(effect.value, digits, signed=True)
    if effect.interval is not None:
        low, high = effect.interval
        text = "{}\n({} to {})".format(*in_digits(effect.value, low, high, digits, signed=True))
    if comparison.is_clear(name, metric) and titles.hangs_on_weights(comparison, name, metric):
        return f"{text}\ndepends on assumed weights"
    return text if comparison.is_clear(name, metric) else f"{text}\nnot clear"


def _assumptions(deck: Deck, comparison: Comparison, stress_answer: str) -> None:
    beliefs, rests = beliefs_of(comparison.scenario), words.rests_on(comparison)
    outside = sum(not belief.is_within for belief in beliefs)
    support = "the range that studies and judgment support"
    title = f"It rests on beliefs about people: all {len(beliefs)} lie within {support}"
    if comparison.scenario.behavior.choice == "fixed":
        title, *rests = rests
    elif outside:
        title = f"It rests on beliefs about people: {outside} of {len(beliefs)} lie outside {support}"
    slide, top = deck.slide(title)
    lines = [("Under other beliefs: ", stress_answer)] if stress_answer else []
    mind = words.caveats(comparison).get("Mind", [])
    lines += [*(("", sentence) for sentence in rests), *(("Mind: ", sentence) for sentence in mind)]
    deck.text(slide, lines, top + 0.3)
