"""Pictures for the inside of a page: for a screen, as far as can be those of the slides, and narrow for a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from markupsafe import Markup
from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.present import titles
from sim.present.figures.effects import overview
from sim.present.figures.frame import below_heading, caption_of
from sim.present.figures.style import SLIDE_INCHES, paper
from sim.present.inline import document_of, inline_svg
from sim.present.plots import KINDS, Slides

WIDE, NARROW = SLIDE_INCHES[0], 5.2
NARROW_SCALE = 0.9
"""Of texts at slide size; at 375 pixels they are 12 pixels high."""
_TOGETHER = 3
"""Panels of the overview that stand side by side on a phone."""
Draw = Callable[[Axes], Axes]


@dataclass(frozen=True)
class PagePicture:
    """A picture of a page.

    Attributes
    ----------
    title, line, rest : str, str, list of str
        What is said about it: above, in gray below that, and under it.
    broad : Markup
        For a screen.
    narrow : list of Markup
        For a phone; empty where the broad one serves.
    """

    title: str
    line: str
    rest: list[str]
    broad: Markup
    narrow: list[Markup]


def page_picture(
    name: str,
    words: str,
    draw: Draw,
    high: tuple[float, float],
    *,
    redrawn: Sequence[Draw] = (),
    scale: float = NARROW_SCALE,
    told: str = "",
) -> PagePicture:
    """Return a picture drawn twice, so many inches high on a screen and on a phone.

    Parameters
    ----------
    name, words : str
        Put before its ids, and what it shows, for those who cannot see it.
    draw : callable
        Draws it into an Axes.
    high : tuple of float
        Inches.
    redrawn : sequence of callable
        Draw its parts for a phone; all of it by default.
    scale : float
        Of the texts on a phone.
    told : str
        What the page says once, and its caption need not.
    """
    ax = draw(paper(WIDE, high[0]))
    small = [_svg(f"{name}-narrow{n}", words, each, high[1], scale) for n, each in enumerate(redrawn or [draw])]
    return _page_picture(ax, Markup(inline_svg(document_of(ax), name, words)), small, told)


def _page_picture(ax: Axes, broad: Markup, small: list[Markup], told: str) -> PagePicture:
    said = caption_of(ax)
    rest = [left for each in said.rest if (left := each.removeprefix(told).strip())]
    return PagePicture(said.title, said.line, rest, broad, small)


def slide_picture(name: str, words: str, draw: Callable[[], Axes]) -> PagePicture:
    """Return a picture as it is on a slide, with its title inside."""
    ax = draw()
    return PagePicture("", "", caption_of(ax).rest, Markup(inline_svg(document_of(ax), name, words)), [])


def overview_picture(comparison: Comparison) -> PagePicture:
    """Return the overview; on a phone in parts, one below the other."""
    rows = max(1, len(comparison.what_ifs))
    parts = [_part(comparison, part) for part in _parts(comparison.table_metrics)]
    return page_picture(
        "overview",
        "What each what-if changes",
        lambda ax: overview(comparison, ax),
        _high(rows),
        redrawn=parts,
        told=titles.who_ran(comparison),
    )


def _high(rows: int) -> tuple[float, float]:
    return min(7.0, 1.9 + 0.62 * rows), 1.7 + 0.62 * rows


def _part(comparison: Comparison, metrics: Sequence[str]) -> Draw:
    return lambda ax: overview(comparison, ax, metrics)


def _parts(metrics: Sequence[str]) -> list[Sequence[str]]:
    """Return metrics in parts, none larger than another by more than one."""
    count = -(-len(metrics) // _TOGETHER)
    edges = [place * len(metrics) // max(1, count) for place in range(count + 1)]
    return [metrics[low:high] for low, high in pairwise(edges)]


def course_pictures(comparison: Comparison, kinds: dict[str, str], slides: Slides) -> list[PagePicture]:
    """Return further pictures of a comparison, by name with what each shows in words: its slides without heading."""
    high, told = 3.6 + 0.28 * len(comparison.scenarios), titles.who_ran(comparison)
    pictures = []
    for name, words in kinds.items():
        ax = slides[name]()
        broad = Markup(inline_svg(document_of(ax), name, words, part=below_heading(ax)))
        small = _svg(f"{name}-narrow0", words, partial(KINDS[name], comparison), high, NARROW_SCALE)
        pictures.append(_page_picture(ax, broad, [small], told))
    return pictures


def _svg(name: str, words: str, draw: Draw, high: float, scale: float) -> Markup:
    return Markup(inline_svg(document_of(draw(paper(NARROW, high, scale))), name, words))
