"""The notebooks: short, stripped, from a question to its answer, and run; `make notebooks` does so in Jupyter."""

import ast
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 12
LEADERS = ("01", "02", "03", "04", "07")
"""What a leader reads; the others are for the curious."""
QUICK = ("01", "06")
"""Run by default, on few replications; all of them, as they are, among the long tests."""


def cells_of(path, kind=None):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def text_of(cell):
    return "".join(cell["source"])


def test_there_are_eight():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06", "07", "08"]


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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_leader_sees_no_code_and_the_curious_are_told_that_it_is_for_them(path):
    folded = [cell["metadata"].get("jupyter", {}).get("source_hidden", False) for cell in cells_of(path, "code")]
    assert all(each == path.stem.startswith(LEADERS) for each in folded)
    assert path.stem.startswith(LEADERS) != ("For the curious" in text_of(cells_of(path)[0]))


@pytest.mark.parametrize("name", LEADERS)
def test_what_a_leader_may_open_holds_no_internals(name):
    (path,) = (each for each in NOTEBOOKS if each.stem.startswith(name))
    code = [ast.parse(text_of(cell)) for cell in cells_of(path, "code")]
    nodes = [node for tree in code for node in ast.walk(tree)]
    names = {getattr(node, "attr", getattr(node, "id", "")) for node in nodes}
    assert names.isdisjoint({"idxmin", "idxmax", "tobytes", "bytes", "rows", "tallies", "dtype"})
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert not [each for each in modules if each.startswith("sim")]
    assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.Lambda | ast.Assert)]


@pytest.mark.parametrize("name", ["01", "02", "03", "07"])
def test_the_first_result_that_a_leader_sees_is_a_verdict(name):
    (path,) = (each for each in NOTEBOOKS if each.stem.startswith(name))
    shown = [text_of(cell) for cell in cells_of(path, "code")]
    first = next(i for i, source in enumerate(shown) if "sim.compare" in source)
    last = shown[first].splitlines()[-1]
    assert last == "comparison" or last.startswith("sim.compare(")
    pictures = [i for i, source in enumerate(shown) if "comparison.plot" in source]
    assert all(first < i for i in pictures)


@pytest.mark.parametrize(
    "path", [each for each in NOTEBOOKS if each.stem.startswith(QUICK)], ids=lambda path: path.stem
)
def test_it_runs_from_top_to_bottom_with_no_more_replications_than_tell_a_difference(path, monkeypatch):
    run_from_top_to_bottom(path, monkeypatch, at_most=2 if path.stem.startswith(LEADERS) else None)


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom_as_it_is(path, monkeypatch):
    run_from_top_to_bottom(path, monkeypatch)


def run_from_top_to_bottom(path, monkeypatch, at_most=None):
    """Show each cell's last expression as Jupyter would show it."""
    monkeypatch.chdir(path.parent)
    names = {}
    for cell in cells_of(path, "code"):
        source = text_of(cell)
        if at_most is not None:
            source = re.sub(r"replications=(\d+)", lambda found: f"replications={min(int(found[1]), at_most)}", source)
        *lines, last = ast.parse(source, cell["id"]).body
        is_shown = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if is_shown else [*lines, last], []), cell["id"], "exec"), names)
        if is_shown:
            shown = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)
            for way in ("_repr_html_", "_repr_png_", "__repr__"):
                if hasattr(shown, way):
                    assert getattr(shown, way)()
                    break
