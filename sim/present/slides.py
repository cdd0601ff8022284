"""A comparison as five PowerPoint slides: question, verdict, manager hours, CSAT proxy and bonus, assumptions."""

from textwrap import shorten
from typing import Any

from sim.metrics import HEADLINE, METRICS
from sim.present import plots, words
from sim.present.deck import FOOT, NOTE, Deck
from sim.present.figures import titles
from sim.present.figures.effects import overview
from sim.present.figures.style import number
from sim.present.questions import question, short_changes
from sim.present.report import foot
from sim.scenario.beliefs import beliefs_of

_ABOUT = 600
"""Characters of a scenario's text on its slide; its notes have all."""
_WIDTHS = (4.5, 2.6, 2.6, 2.83)


def slides(comparison: Any, stress_answer: str = "") -> bytes:
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
    _verdict(deck, comparison, notes)
    deck.picture(lambda: plots.manager_hours(comparison), "Manager hours by week in every scenario", notes)
    both = titles.CSAT, titles.BONUS
    deck.picture(lambda: overview(comparison, metrics=both), "CSAT proxy and bonus: what each what-if changes", notes)
    _assumptions(deck, comparison, stress_answer)
    return deck.file()


def _question(deck: Deck, comparison: Any) -> None:
    about = " ".join(comparison.scenario.about.split())
    slide, top = deck.slide(question(comparison), [about] if about else [])
    lines = [(f"{name}: ", short_changes(comparison, name)) for name in comparison.what_ifs]
    lines += [("", words.header(comparison)), ("", shorten(about, _ABOUT, placeholder=" …"))]
    deck.text(slide, lines, top + 0.3)


def _verdict(deck: Deck, comparison: Any, notes: list[str]) -> None:
    slide, top = deck.slide(titles.overview_finding(comparison), notes)
    rows = [["", *(f"{METRICS[metric].name}, {titles.unit(comparison, metric)}" for metric in HEADLINE)]]
    rows.append([comparison.baseline, *(_level(comparison, metric) for metric in HEADLINE)])
    rows += [[name, *(_change(comparison, name, metric) for metric in HEADLINE)] for name in comparison.what_ifs]
    end = deck.table(slide, rows, _WIDTHS, top + 0.25)
    told = f"{words.header(comparison)} What-ifs: difference from the baseline; clear after correction unless said."
    deck.text(slide, [("", told if comparison.what_ifs else words.header(comparison))], max(end + 0.1, FOOT - NOTE))


def _level(comparison: Any, metric: str) -> str:
    level = comparison.level(comparison.baseline, metric)
    return "none" if level is None else number(level.value, METRICS[metric].digits)


def _change(comparison: Any, name: str, metric: str) -> str:
    """Return a difference with its interval, and whether it is clear."""
    effect, digits = comparison.effect(name, metric), METRICS[metric].digits
    if effect is None:
        return "none"
    if effect.value == 0 and effect.interval in (None, (0.0, 0.0)):
        return "no change"
    text = number(effect.value, digits, signed=True)
    if effect.interval is not None:
        text += "\n({} to {})".format(*(number(bound, digits, signed=True) for bound in effect.interval))
    return text if titles.is_settled(comparison, name, metric) else f"{text}\nnot clear"


def _assumptions(deck: Deck, comparison: Any, stress_answer: str) -> None:
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
