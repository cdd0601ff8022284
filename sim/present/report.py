"""The report of a comparison: one HTML file that a client reads alone, on a screen, on a phone or printed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.experiment.comparison import Comparison
from sim.experiment.record_tables import baseline_run
from sim.present import pages, titles, what_if_words, words
from sim.present.figures.way import way
from sim.present.marks import LEGEND
from sim.present.page_pictures import PagePicture, course_pictures, overview_picture, page_picture
from sim.present.plots import Slides, slides_of
from sim.present.templates import template
from sim.present.verdict_words import headline, look_out, same_words, sentences

if TYPE_CHECKING:
    from sim.present.accounts import Account

_FLOW_SCALE = 0.62
"""Of texts of the flow picture on a phone, where its columns stand close."""
_COURSES = ("manager_hours", "csat_proxy", "bonus_impact", "trade_off")


def report(comparison: Comparison, stress: "Account | None" = None, slides: Slides | None = None) -> str:
    """Return the report as an HTML page: the bytes depend on the arguments alone.

    Parameters
    ----------
    comparison : Comparison
        What was run.
    stress : Account, optional
        What a stress of the same scenario has to say, which stands in the appendix.
    slides : mapping, optional
        Its pictures, if some may have been drawn; see `sim.present.plots.slides_of`.
    """
    slides = slides or slides_of(comparison)
    found = titles.verdict(comparison) if comparison.what_ifs else None
    said = words.baseline_words(comparison)
    if found is not None:
        said = [*sentences(comparison, found), *look_out(comparison, found), *same_words(found)]
    return page_of(
        "report.html",
        title=headline(comparison) if found is not None else f"{comparison.scenario.name}: what it is like",
        verdict=[_lead(sentence) for sentence in said],
        untitled=replace(overview_picture(comparison), title="", line=""),
        table_=[] if found is None else what_if_words.verdict_table(comparison, found),
        legend=LEGEND,
        about=comparison.scenario.about.strip(),
        what_ifs=[] if found is None else what_if_words.told(comparison, found),
        pictures=course_pictures(comparison, {name: pages.FIGURES[name] for name in shown_courses(comparison)}, slides),
        rests=what_if_words.rests_words(comparison.scenario),
        stressed=stress is not None,
        flow=flow_picture(comparison),
        center=what_if_words.center_table(comparison),
        people=what_if_words.people_words(comparison),
        minds=what_if_words.minds(comparison),
        ran=titles.run_words(comparison),
    )


def shown_courses(comparison: Comparison) -> list[str]:
    """Return the pictures beside the overview that have something to show."""
    return [name for name in _COURSES if name != "bonus_impact" or titles.has_pool(comparison)]


def flow_picture(comparison: Comparison) -> PagePicture:
    """Return the way of contacts through the center as it is, from its first replication."""
    center = comparison.scenarios[comparison.baseline]
    run = baseline_run(comparison)
    return page_picture(
        "flow", "What flows through the center", lambda ax: way(center, run, ax), (5.4, 5.0), scale=_FLOW_SCALE
    )


def page_of(name: str, **what: Any) -> str:
    """Return a page made of one of the templates that lie here."""
    return str(template(name).render(**what))


def _lead(sentence: str) -> tuple[str, str]:
    """Return a sentence of the verdict as what stands in bold, and the rest."""
    lead, mark, rest = sentence.partition(": ")
    return (lead + mark, rest) if mark and len(lead) < _LONGEST_LEAD else ("", sentence)


_LONGEST_LEAD = 30
