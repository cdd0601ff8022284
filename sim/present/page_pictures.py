"""Pictures for the inside of a page: drawn wide for a screen, and again narrow for a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup
from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.present import plots
from sim.present.figures.effects import overview
from sim.present.figures.frame import caption_of
from sim.present.figures.style import SLIDE_INCHES, paper
from sim.present.inline import drawn, inline_svg

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


def page_picture(name: str, words: str, draw: Draw, high: tuple[float, float]) -> PagePicture:
    """Return a picture drawn twice, so many inches high on a screen and on a phone."""
    said = caption_of(draw(paper(WIDE, high[0])))
    return PagePicture(
        said.title, said.line, said.rest, _svg(name, words, draw, WIDE, high[0]),
        [_svg(f"{name}-narrow", words, draw, NARROW, high[1], NARROW_SCALE)],
    )  # fmt: skip


def slide_picture(name: str, words: str, draw: Callable[[], Axes]) -> PagePicture:
    """Return a picture as it is on a slide, with its title inside."""
    return PagePicture("", "", caption_of(draw()).rest, Markup(inline_svg(drawn(draw), name, words)), [])


def overview_picture(comparison: Comparison) -> PagePicture:
    """Return the overview; on a phone in parts, one below the other."""
    rows = max(1, len(comparison.what_ifs))
    whole = page_picture("overview", "What each what-if changes", lambda ax: overview(comparison, ax), _high(rows))
    parts = [
        _svg(f"overview-narrow{place}", "What each what-if changes", _part(comparison, part), NARROW, _high(rows)[1],
             NARROW_SCALE)
        for place, part in enumerate(_parts(comparison.table_metrics))
    ]  # fmt: skip
    return PagePicture(whole.title, whole.line, whole.rest, whole.broad, parts or whole.narrow)


def _high(rows: int) -> tuple[float, float]:
    return min(7.0, 1.9 + 0.62 * rows), 1.7 + 0.62 * rows


def _part(comparison: Comparison, metrics: Sequence[str]) -> Draw:
    return lambda ax: overview(comparison, ax, metrics)


def _parts(metrics: Sequence[str]) -> list[Sequence[str]]:
    """Return metrics in parts, none larger than another by more than one."""
    count = -(-len(metrics) // _TOGETHER)
    edges = [place * len(metrics) // max(1, count) for place in range(count + 1)]
    return [metrics[low:high] for low, high in pairwise(edges)]


def course_pictures(comparison: Comparison, kinds: dict[str, str]) -> list[PagePicture]:
    """Return further pictures of a comparison, by name with what each shows in words."""
    below = 3.6 + 0.28 * len(comparison.scenarios)
    return [
        page_picture(name, words, lambda ax, name=name: plots.draw(comparison, name, ax), (5.4, below))
        for name, words in kinds.items()
    ]


def _svg(name: str, words: str, draw: Draw, width: float, high: float, scale: float = 1.0) -> Markup:
    return Markup(inline_svg(drawn(lambda: draw(paper(width, high, scale))), name, words))
