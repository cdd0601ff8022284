"""The look of the pictures: colors, markers, sizes, and texts that are measured before they are placed."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, takewhile
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import Formatter

from sim.present.numerals import amount

SLIDE_INCHES = (40 / 3, 7.5)
"""A 16:9 slide."""
TEXT_SIZE, TITLE_SIZE = 14.0, 20.0
"""Points at slide size; smaller pictures scale them down."""
LINE_HEIGHT = 1.25
_MEASURED_AT = 100.0
"""Points: the size at which matplotlib measures any text."""
_NARROW = 7.0
"""Inches, at texts of slide size."""
INK, FAINT, GRID = "#1A1A1A", "#595959", "#DDDDDD"
_COLORS = (
    *("#0072B2", "#D55E00", "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#551111", "#000088", "#6600FF", "#AA0055"),
    *("#8877FF", "#225500", "#663399", "#55CC99", "#440055", "#1122CC", "#DD11CC", "#FF4477", "#995588", "#003333"),
    *("#445566", "#995533", "#FF77CC", "#FF9977", "#333377", "#4466EE", "#778844", "#770055", "#992211", "#00CC55"),
    *("#2288DD", "#6699FF", "#555599", "#AA9933", "#4400AA", "#BB9999", "#887799", "#664444", "#557755", "#00AABB"),
    *("#BB11AA", "#8811DD", "#553322", "#993388", "#BB7766", "#DD55DD", "#660033", "#DD99FF", "#6666CC", "#EE7700"),
)
"""Okabe and Ito's, apart from black (the baseline) and yellow (hard to see on white); then as many as a scenario may
have what-ifs, each as far as can be from all before it, to color-blind eyes too.
"""
_MARKERS = ("s", "^", "D", "v", "P", "X", "<", ">", "h", "*", "p", "d")
_DASHES = ("-", (0, (7, 1.5)), (0, (3, 1)), (0, (1.2, 1)))


@dataclass(frozen=True)
class Look:
    """How one scenario is drawn in every picture."""

    color: str
    marker: str
    dashes: Any
    width: float


BASELINE_LOOK = Look("#000000", "o", "-", 2.6)


def looks(names: list[str]) -> dict[str, Look]:
    """Return the look of each scenario, the first being the baseline; no two have one color up to 50 what-ifs."""
    found = {names[0]: BASELINE_LOOK}
    for number, name in enumerate(names[1:]):
        dashes = _DASHES[(2 * (number // len(_COLORS)) + number % 2) % len(_DASHES)]
        found[name] = Look(_COLORS[number % len(_COLORS)], _MARKERS[number % len(_MARKERS)], dashes, 2.0)
    return found


@contextmanager
def house_style() -> Iterator[None]:
    """Hold matplotlib's own defaults, white and with text kept in SVG; the user's settings come back afterwards."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # a name in a script that the font lacks
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "frontline", "axes.unicode_minus": True})
        yield


class Picture(Axes):
    """An Axes that Jupyter shows as a picture, without pyplot."""

    def _repr_png_(self) -> bytes:
        figure = self.get_figure(root=True)
        if figure is None:  # removed from its figure
            raise NotImplementedError
        png = BytesIO()
        with house_style():
            figure.savefig(png, format="png", dpi=100, metadata={"Software": None})
        return png.getvalue()


class Paper(Picture):
    """A picture inside a page: its texts have the size of the page's, and the page has its title."""

    text_scale = 1.0


@dataclass(frozen=True)
class Stage:
    """Where a picture stands: its Axes, the room it has (inches from the lower left), and the scale of its texts.

    `titled` says whether it bears its title and gray line itself.
    """

    ax: Axes
    left: float
    bottom: float
    right: float
    top: float
    scale: float
    titled: bool = True

    @property
    def size(self) -> float:
        """The size of texts in points."""
        return TEXT_SIZE * self.scale

    @property
    def is_narrow(self) -> bool:
        """Whether it is as narrow as the page of a phone, so that names stand below what is drawn."""
        return self.right - self.left < _NARROW * self.scale

    @property
    def line(self) -> float:
        """The height of a line of text in inches."""
        return height_of("x", self.size)

    @property
    def stroke(self) -> float:
        """What the sizes of markers and lines are multiplied by."""
        return float(self.scale**0.7)


def paper(width: float, height: float, scale: float = 1.0) -> Paper:
    """Return an empty picture for the inside of a page, so many inches wide and high."""
    figure = Figure(figsize=(width, height), dpi=100, facecolor="white")
    sheet = Paper(figure, (0.0, 0.0, 1.0, 1.0))
    figure.add_axes(sheet)
    sheet.text_scale = scale
    return sheet


def stage_for(ax: Axes | None) -> Stage:
    """Return the stage of a picture: a new slide, the inside of a page, or the room of the caller's Axes."""
    if isinstance(ax, Paper):
        width, height = root(ax).get_size_inches()
        return Stage(ax, 0.05, 0.1, float(width) - 0.1, float(height) - 0.05, ax.text_scale, titled=False)
    if ax is None:
        figure = Figure(figsize=SLIDE_INCHES, dpi=100, facecolor="white")
        slide = figure.add_axes((0.0, 0.0, 1.0, 1.0), axes_class=Picture)
        return Stage(slide, 0.4, 0.25, SLIDE_INCHES[0] - 0.4, SLIDE_INCHES[1] - 0.3, 1.0)
    box = ax.get_window_extent()
    dpi = root(ax).dpi
    wide, high = box.width / dpi, box.height / dpi
    scale = min(1.0, max(0.45, min(wide / SLIDE_INCHES[0], high / SLIDE_INCHES[1]) * 1.15))
    return Stage(ax, box.x0 / dpi, box.y0 / dpi, box.x1 / dpi, box.y1 / dpi, scale)


def root(ax: Axes) -> Figure:
    """Return the figure of an Axes."""
    home = _home(ax)
    return home if isinstance(home, Figure) else home.get_figure(root=True)


def _home(ax: Axes) -> Figure | SubFigure:
    """Return the figure, or the part of one, in which an Axes stands."""
    home = ax.get_figure()
    if home is None:
        raise ValueError("the Axes belong to no figure")
    return home


def place(ax: Axes, left: float, bottom: float, right: float, top: float) -> None:
    """Move an Axes to a rectangle in inches from the figure's lower left."""
    right, top = max(right, left + 0.2), max(top, bottom + 0.2)
    corners = root(ax).dpi_scale_trans.transform([(left, bottom), (right, top)])
    (x0, y0), (x1, y1) = _home(ax).transSubfigure.inverted().transform(corners)
    ax.set_position((x0, y0, x1 - x0, y1 - y0))


def add_panel(stage: Stage, left: float, bottom: float, right: float, top: float) -> Axes:
    """Add an Axes of its own at a rectangle in inches."""
    panel = _home(stage.ax).add_axes((0.0, 0.0, 1.0, 1.0), axes_class=Picture)
    place(panel, left, bottom, right, top)
    return panel


def write(ax: Axes, x: float, y: float, text: str, size: float, **more: Any) -> Text:
    """Write a text at inches from the figure's lower left; it then moves with the Axes; `$` is no formula."""
    pixels = root(ax).dpi_scale_trans.transform((x, y))
    across, up = ax.transAxes.inverted().transform(pixels)
    settings: dict[str, Any] = {
        "color": INK,
        "ha": "left",
        "va": "center",
        "linespacing": 1.04,
        "parse_math": False,
    } | more
    return ax.text(across, up, text, fontsize=size, transform=ax.transAxes, **settings)


def tidy(ax: Axes, size: float) -> None:
    """Take away what is not needed: frame, ticks; leave a faint grid."""
    ax.set_facecolor("white")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(FAINT)
    ax.tick_params(axis="both", labelsize=size, length=0, colors=INK, pad=5 * size / TEXT_SIZE)
    ax.tick_params(axis="x", length=4 * size / TEXT_SIZE, color=FAINT)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text in inches, with a little to spare."""
    return _measured(text, weight) * (size / _MEASURED_AT) / 72 * 1.03 + 0.015


@lru_cache(maxsize=16384)
def _measured(text: str, weight: str) -> float:
    """Return the width of a line in points, at the size at which matplotlib measures; all others are in proportion."""
    font = FontProperties(size=_MEASURED_AT, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def height_of(text: str, size: float) -> float:
    """Return the height of a text in inches."""
    return (text.count("\n") + 1) * size * LINE_HEIGHT / 72


def wrap(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break a text into lines no wider than so many inches; nothing is cut off."""
    lines: list[str] = []
    line, words = "", [*filter(None, text.split(" "))]
    while words:
        count = _fitting(line, words, width, size, weight)
        line, words = _joined(line, words[:count]), words[count:]
        if words:
            *whole, begun = _pieces(words.pop(0), width, size, weight)
            lines += [line] * bool(line) + whole
            line = begun
    return "\n".join([*lines, line])


def _joined(line: str, words: list[str]) -> str:
    return " ".join([line] * bool(line) + words)


def _fitting(line: str, words: list[str], width: float, size: float, weight: str) -> int:
    """Return how many words still go into a line: guessed from the words, since whole lines are dear to measure."""

    def fits(count: int) -> bool:
        return count <= len(words) and width_of(_joined(line, words[:count]), size, weight) <= width

    room = width - (width_of(line + " ", size, weight) if line else 0.0)
    each = accumulate(width_of(word + " ", size, weight) for word in words)
    count = sum(1 for _ in takewhile(lambda so_far: so_far <= room, each))
    while count and not fits(count):
        count -= 1
    while fits(count + 1):
        count += 1
    return count


def balanced(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Break a text as `wrap` does, into lines of about the same length."""
    broken = wrap(text, width, size, weight)
    for part in range(10, 20):
        tried = wrap(text, width * part / 20, size, weight)
        if tried.count("\n") == broken.count("\n") and tried.split() == broken.split():
            return tried
    return broken


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    if width_of(word, size, weight) <= width:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


class Numbers(Formatter):
    """Tick labels with thousands separators and a true minus, in as many digits as tell them apart."""

    def __init__(self, *, signed: bool = False) -> None:
        self._signed = signed

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Return the label of one tick."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Any) -> list[str]:
        """Return the labels of all ticks."""
        digits = next((d for d in range(4) if all(abs(round(value, d) - value) < 1e-9 for value in values)), 4)
        return [amount(value, digits, signed=self._signed) for value in values]
