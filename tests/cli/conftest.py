"""What the tests of the command line share."""

import pytest


def draw_nothing(patch: pytest.MonkeyPatch) -> None:
    """Let a line of text stand for all pictures, and for the report that holds them."""
    patch.setattr("sim.present.plots.write_figures", lambda _, folder: folder.with_suffix(".txt").write_text("none"))
    patch.setattr("sim.present.report.report", lambda *_, **__: "a page")
    patch.setattr("sim.present.appendix.appendix", lambda *_: "its appendix")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test of words and tables the seconds that pictures take."""
    draw_nothing(monkeypatch)
