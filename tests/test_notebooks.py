"""The notebooks: short, stripped, from a question to its answer, and run; `make notebooks` does so in Jupyter."""

import ast
import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 12
QUICK = ("01", "03", "06")
"""Run by default; the others, which take longer, are marked so."""


def cells_of(path, kind=None):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def text_of(cell):
    return "".join(cell["source"])


def test_there_are_six():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_it_is_stripped(self, path):
        assert json.loads(path.read_text("utf-8"))["metadata"]["kernelspec"]["name"] == "python3"
        kept = [cell["id"] for cell in cells_of(path, "code") if cell["outputs"] or cell["execution_count"] is not None]
        assert kept == []

    def test_it_opens_with_a_question_and_closes_with_the_answer(self, path):
        first, last = cells_of(path)[0], cells_of(path)[-1]
        assert text_of(first).splitlines()[0].startswith("# ")
        assert text_of(first).splitlines()[0].endswith("?")
        assert last["cell_type"] == "markdown"
        assert text_of(last).startswith("## The answer\n")

    def test_its_cells_are_short_and_compile(self, path):
        for cell in cells_of(path, "code"):
            ast.parse(text_of(cell))
            assert len(text_of(cell).splitlines()) <= MOST_LINES, cell["id"]

    def test_its_texts_hold_no_figures_typed_by_hand(self, path):
        """Years and numbers of pages aside, what is a result is computed by a cell."""
        for cell in cells_of(path, "markdown"):
            for mark in ("%", "USD", "ILS", " points", " hours a week"):
                words = text_of(cell).replace("95 % intervals", "").replace("95 % interval", "")
                assert mark not in words, (cell["id"], mark)


@pytest.mark.parametrize(
    "path",
    [pytest.param(each, marks=() if each.stem.startswith(QUICK) else pytest.mark.long) for each in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_it_runs_from_top_to_bottom(path, monkeypatch):
    """Each cell's last expression is shown as Jupyter would show it."""
    monkeypatch.chdir(path.parent)
    names = {}
    for cell in cells_of(path, "code"):
        *lines, last = ast.parse(text_of(cell), cell["id"]).body
        is_shown = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if is_shown else [*lines, last], []), cell["id"], "exec"), names)
        if is_shown:
            shown = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
            for way in ("_repr_html_", "_repr_png_", "__repr__"):
                if hasattr(shown, way):
                    assert getattr(shown, way)()
                    break
