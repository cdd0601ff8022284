"""PowerPoint slides of one look: a title, a body that fits, and where it comes from in the foot."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from sim.present.figures.style import FAINT, INK, SLIDE_INCHES, TITLE_SIZE, height_of, house_style, wrap
from sim.present.inline import legal
from sim.present.plots import PIXELS_PER_INCH

WIDE, HIGH = SLIDE_INCHES
LEFT, TOP, FOOT = 0.4, 0.3, 7.22
INNER = WIDE - 2 * LEFT
SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0)
"""Points of a body's text: the largest that fits."""
NOTE = 0.85
"""Inches kept below a table for a note."""
CUT = "… more in report.html"
_TITLE_POINTS, _FOOT_POINTS, _LIFT = 20.0, 10.0, 0.1
_TITLE_ONLY = 5
_FONT = "Arial"
_BLANKS = re.compile(r"\s+")
_MADE = datetime.datetime(2000, 1, 1)
Line = tuple[str, str]
"""A paragraph: what stands in bold, and what follows it."""


class Deck:
    """Slides as they are made; every one bears the same foot."""

    def __init__(self, title: str, foot: str) -> None:
        self._deck: Any = Presentation()
        self._foot = foot
        stretch = WIDE / (self._deck.slide_width / Inches(1))
        self._deck.slide_width, self._deck.slide_height = Inches(WIDE), Inches(HIGH)
        for page in (self._deck.slide_master, *self._deck.slide_layouts):
            for shape in page.placeholders:
                shape.left, shape.width = int(shape.left * stretch), int(shape.width * stretch)
        about = self._deck.core_properties
        about.title, about.author, about.last_modified_by = legal(title), "frontline", "frontline"
        about.created = about.modified = _MADE

    def slide(self, title: str, notes: Sequence[str] = ()) -> tuple[Any, float]:
        """Add a slide and return it with the height in inches at which its body may begin."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        title = legal(" ".join(title.split()))
        high = height_of(wrap(title, INNER, TITLE_SIZE, "bold"), TITLE_SIZE)
        slide.shapes.title.left, slide.shapes.title.top = Inches(LEFT), Inches(TOP - _LIFT)
        slide.shapes.title.width, slide.shapes.title.height = Inches(INNER), Inches(high)
        _fill(slide.shapes.title.text_frame, [(title, "")], _TITLE_POINTS)
        foot = slide.shapes.add_textbox(Inches(LEFT), Inches(FOOT), Inches(INNER), Inches(0.2))
        _fill(foot.text_frame, [("", self._foot)], _FOOT_POINTS, FAINT)
        if notes:
            slide.notes_slide.notes_text_frame.text = legal("\n".join(notes))
        return slide, TOP + high

    def picture(self, draw: Callable[[], Axes], words: str, notes: Sequence[str] = ()) -> None:
        """Add a slide with a picture at its full size, whose title becomes the slide's own."""
        with house_style():
            ax = draw()
            figure = ax.get_figure(root=True)
            title = next(text for text in ax.texts if text.get_gid() == "title")
            said = title.get_text()
            title.remove()
            high, file = HIGH - TOP - height_of(said, TITLE_SIZE), io.BytesIO()
            cut = Bbox.from_bounds(0, 0, WIDE, high)
            if figure is not None:
                figure.savefig(file, dpi=PIXELS_PER_INCH, bbox_inches=cut, metadata={"Software": None})
        slide, _ = self.slide(said, notes)
        shape = slide.shapes.add_picture(file, 0, Inches(HIGH - high), Inches(WIDE), Inches(high))
        shape._element.nvPicPr.cNvPr.set("descr", legal(words))
        slide.shapes._spTree.insert(2, shape._element)  # behind title and foot

    def text(self, slide: Any, lines: Sequence[Line], top: float, bottom: float = FOOT - 0.1) -> None:
        """Add paragraphs between two heights, in the largest size that fits; what does not fit is cut, and said so."""
        with house_style():
            size, shown = fitted([(legal(bold), legal(rest)) for bold, rest in lines], INNER, bottom - top)
        box = slide.shapes.add_textbox(Inches(LEFT), Inches(top), Inches(INNER), Inches(bottom - top))
        _fill(box.text_frame, shown, size)

    def table(
        self, slide: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], top: float, note: float = NOTE
    ) -> float:
        """Add a table, its head first, in the largest size that fits, and return the height at which it ends.

        Below it so many inches are kept for a note. Rows that do not fit are left out, and the last one says so.
        """
        size, shown, heights = _fitted_rows(rows, widths, FOOT - note - 0.1 - top)
        place = Inches(LEFT), Inches(top), Inches(sum(widths)), Inches(sum(heights))
        table = slide.shapes.add_table(len(shown), len(widths), *place).table
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Inches(width)
        for number, (row, high) in enumerate(zip(shown, heights, strict=True)):
            table.rows[number].height = Inches(high)
            for column, text in enumerate(row):
                cell = table.cell(number, column)
                cell.margin_top = cell.margin_bottom = Inches(_PAD / 2)
                bold = number == 0 or column == 0
                color = "#FFFFFF" if number == 0 else INK
                lines = [(part, "") if bold else ("", part) for part in text.split("\n")]
                _fill(cell.text_frame, lines, size, color, inset=None)
        return float(top + sum(heights))

    def file(self) -> bytes:
        """Return the file; the same slides give the same bytes."""
        made, whole = io.BytesIO(), io.BytesIO()
        self._deck.save(made)
        with zipfile.ZipFile(made) as parts, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in parts.namelist():
                packed.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
        return whole.getvalue()


def column_widths(first: float, count: int) -> list[float]:
    """Return the widths of a table's columns in inches: the first, and all others alike in what it leaves."""
    return [first, *[(INNER - first) / (count - 1)] * (count - 1)]


_GAP, _PAD, _SIDES = 0.35, 0.1, 0.25
"""Between paragraphs, as a part of a line; above and below a cell's text together, and beside it, in inches."""


def height_in(lines: Sequence[Line], size: float) -> float:
    """Return the height in inches of paragraphs as wide as a slide, and a little air."""
    counts = [len(wrap(bold + rest, INNER, size, "bold").split("\n")) + _GAP for bold, rest in lines]
    return float(sum(counts) * height_of("x", size)) + 0.1


def fitted(lines: Sequence[Line], width: float, height: float) -> tuple[float, list[Line]]:
    """Return the largest size in which paragraphs fit into a box, and what of them fits in the smallest."""
    for size in SIZES:
        step = height_of("x", size)
        counts = [len(wrap(bold + rest, width, size, "bold").split("\n")) + _GAP for bold, rest in lines]
        if sum(counts) * step <= height:
            return size, list(lines)
    left, shown = height / step - 1, []
    for bold, rest in lines:
        broken = wrap(bold + rest, width, size, "bold").split("\n")
        if len(broken) + _GAP > left:
            kept = " ".join(broken[: max(0, int(left))])
            shown += [(bold, kept[len(bold) :])] if len(kept) > len(bold) else []
            break
        shown.append((bold, rest))
        left -= len(broken) + _GAP
    return size, [*shown, ("", CUT)]


def _fitted_rows(
    rows: Sequence[Sequence[str]], widths: Sequence[float], height: float
) -> tuple[float, list[Sequence[str]], list[float]]:
    """Return the largest size in which rows fit, those that do, and their heights."""
    for size in SIZES:
        heights = [
            max(_height(cell, wide - _SIDES, size) for cell, wide in zip(row, widths, strict=True)) + _PAD
            for row in rows
        ]
        if sum(heights) <= height:
            return size, list(rows), heights
    line = height_of("x", size) + _PAD
    count = next(n for n in range(len(rows), 0, -1) if n == 1 or sum(heights[:n]) + line <= height)
    left = len(rows) - count
    more = [f"{left} row{'s' if left > 1 else ''} {CUT.removeprefix('… ')}", *("" for _ in widths[1:])]
    return size, [*rows[:count], more], [*heights[:count], line]


def _height(text: str, width: float, size: float) -> float:
    """Return the height of a text of one or more lines, each wrapped."""
    return sum(height_of(wrap(line, width, size, "bold"), size) for line in text.split("\n"))


def _fill(frame: Any, lines: Sequence[Line], size: float, color: str = INK, inset: float | None = 0.0) -> None:
    """Write paragraphs into a frame, without margins of its own unless `inset` is None."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    if inset is not None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Inches(inset)
    for number, (bold, rest) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = 1
        if len(lines) > 1 and inset is not None:
            paragraph.space_after = Pt(size * _GAP)
        for text, heavy in ((bold, True), (rest, False)):
            if text:
                run = paragraph.add_run()
                run.text, run.font.bold, run.font.size = legal(_BLANKS.sub(" ", text)), heavy, Pt(size)
                run.font.name, run.font.color.rgb = _FONT, RGBColor(*bytes.fromhex(color.removeprefix("#")))  # type: ignore[no-untyped-call]
