"""Pictures for the inside of a page: SVG without what a page must not have."""

import io
import re
from weakref import WeakKeyDictionary
from xml.etree import ElementTree

from matplotlib.axes import Axes

from sim.present.figures.frame import HEADING
from sim.present.figures.style import house_style, root

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_KEPT = {"svg", "g", "defs", "path", "clipPath", "rect", "use", "text", "tspan", "pattern"}
"""What matplotlib draws with; anything else (metadata, scripts, outside pictures) stays out."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MADE: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
_POINTER = re.compile(r"(url\(#|^#)([\w.-]+)")


def legal(text: str) -> str:
    """Return a text without the few characters that no XML file may hold."""
    return _ILLEGAL.sub("\ufffd", text)


def document_of(ax: Axes) -> str:
    """Return a picture as an SVG document, texts kept as texts; made once for each."""
    if ax not in _MADE:
        file = io.StringIO()
        with house_style():
            root(ax).savefig(file, format="svg", metadata={"Date": None})
        _MADE[ax] = file.getvalue()
    return _MADE[ax]


def inline_svg(document: str, name: str, words: str, *, part: tuple[float, float, float, float] | None = None) -> str:
    """Return an SVG document as a part of an HTML page.

    Parameters
    ----------
    document : str
        What matplotlib wrote.
    name : str
        Put before its ids, so that several pictures live in one page.
    words : str
        What the picture shows, for those who cannot see it.
    part : tuple of float, optional
        Left, top, width and height of the part that is shown, in points; headings stay out.
    """
    svg = ElementTree.fromstring(legal(document))
    wanted = {found[2] for node in svg.iter() for value in node.attrib.values() for found in _POINTER.finditer(value)}
    if part:
        _behead(svg)
        svg.set("viewBox", " ".join(f"{each:g}" for each in part))
    _clean(svg, name, wanted)
    for size in ("width", "height"):
        svg.attrib.pop(size, None)
    svg.attrib |= {"role": "img", "aria-label": words}
    return ElementTree.tostring(svg, encoding="unicode")


def _behead(node: ElementTree.Element) -> None:
    """Take away what stands in a picture's heading."""
    for child in list(node):
        if child.get("id") in HEADING:
            node.remove(child)
        else:
            _behead(child)


def _clean(node: ElementTree.Element, name: str, wanted: set[str]) -> None:
    """Take away namespaces, unused ids and whatever is not drawing, all the way down."""
    node.tag = node.tag.removeprefix(_SVG)
    attributes = {key.replace(_LINK, "href"): value for key, value in node.attrib.items()}
    node.attrib.clear()
    for key, value in attributes.items():
        if key == "id":
            if value in wanted:
                node.set(key, f"{name}-{value}")
        elif not key.startswith(("{", "on")) and (key != "href" or value.startswith("#")):
            points = key == "href" or "url(#" in value  # a color begins as a pointer does
            node.set(key, _POINTER.sub(rf"\1{name}-\2", value) if points else value)
    for child in list(node):
        if child.tag.removeprefix(_SVG) in _KEPT:
            _clean(child, name, wanted)
        else:
            node.remove(child)
