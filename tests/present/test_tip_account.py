"""Pictures and words of tipping maps: cells, edges of the fluid limit and times are what was computed."""

import dataclasses

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.experiment.tip import tip
from sim.present.figures.tip_map import LOOKS
from tests.centers import shipped, small_center
from tests.present.test_plots import artists, faults_of, figure_of, words_of

LONG = "Everybody who answers the phone in our very large contact center"[:60]
PEOPLE = {"habit_half_life": 1.0, "ownership_half_life": 1.0}
BOTH = {"weeks": 4, "replications": 2, "longest": 2, "after": 4, "jobs": 1}


@pytest.fixture(scope="module")
def found():
    """A map on which two cultures can last at some settings; equal agents whose habits settle within days."""
    center = shipped("minimal").override(
        {"behavior.habit_half_life": 1.0, "behavior.ownership_half_life": 1.0, "teams.desk.skill_sd": 0.0}
    )
    return tip(center, ("incentives.relief", [0.1, 0.6, 1.4]), ("behavior.habit_weight", [0.3, 1.8]), **BOTH)


@pytest.fixture(scope="module")
def long():
    center = small_center(
        what_if={}, teams={LONG: {"agents": 3, "handles": ["question"]}}, name="N" * 60, behavior=PEOPLE
    )
    return tip(center, (f"teams.{LONG}.skill", [0.5, 0.6]), ("manager.policy", ["grant", "return"]), **BOTH)


@pytest.mark.parametrize("kind", ["map", "hold"])
@pytest.mark.parametrize("which", ["found", "long"])
def test_nothing_is_cut_or_overlaps(which, kind, request):
    assert faults_of(figure_of(request.getfixturevalue(which).plot(kind))) == []


def test_cells_have_the_color_of_what_they_end_in_and_their_shares(found):
    ax = found.plot()
    cells = artists(ax, "cell")
    assert [cell.get_label() for cell in cells] == [cell.culture for cell in found.cells]
    assert {"escalating", "solving", "depends"} == {cell.culture for cell in found.cells}
    assert len(artists(ax, "hatch")) == 1 + sum(cell.culture == "depends" for cell in found.cells)
    torn = next(cell for cell in found.cells if cell.culture == "depends")
    figures = [text.get_text() for text in artists(ax, "figure")]
    shares = f"{torn.from_escalating.value:.0f} | {torn.from_solving.value:.0f}"
    assert any(text.startswith(shares) for text in figures)


def test_the_three_cultures_differ_in_gray():
    grays = [
        np.dot(to_rgb(LOOKS[culture].color), (0.299, 0.587, 0.114)) for culture in ("escalating", "depends", "solving")
    ]
    assert grays == sorted(grays)
    assert min(np.diff(grays)) > 0.12


def test_the_edges_of_the_limit_surround_where_two_cultures_can_last(found):
    ax = found.plot()
    edges = {name: artists(ax, f"limit from {name}")[-1].get_segments() for name in ("escalating", "solving")}
    two = [(cell.setting["incentives.relief"], cell.setting["behavior.habit_weight"]) for cell in found.cells
           if cell.in_the_limit == "depends"]  # fmt: skip
    assert two == [(0.6, 1.8)]
    sides = {name: {tuple(map(tuple, np.asarray(line).tolist())) for line in lines} for name, lines in edges.items()}
    assert ((0.5, 0.5), (0.5, 1.5)) in sides["escalating"] - sides["solving"]
    assert ((1.5, 0.5), (1.5, 1.5)) in sides["solving"] - sides["escalating"]


def test_the_center_as_it_is_is_pointed_at(found):
    across, up = artists(found.plot(), "here")
    assert across.get_xdata()[0] == pytest.approx(0.2)  # relief 0.2 between 0.1 and 0.6
    assert up.get_ydata()[0] == pytest.approx(0.0)


def test_times_are_drawn_with_their_intervals(found):
    ax = found.plot("hold")
    lines = artists(ax, "mean")
    assert len(lines) == 2 * len(found.holds)
    first = found.holds[0]
    assert lines[0].get_ydata().tolist() == [100 * first.share(place)[0] for place in range(len(first.weeks))]
    bars = artists(ax, "band")[0].get_segments()
    assert [tuple(bar[:, 1] / 100) for bar in bars] == [first.share(place)[1] for place in range(len(first.weeks))]


def test_the_verdict_answers_both_questions(found):
    text = found.verdict
    assert "where does the culture tip?" in text
    assert "It ends solving, whatever the start." in text
    assert "The start decides at one setting: relief 0.6, habit_weight 1.8." in text
    assert (
        "Of these, none lie in what studies and judgment support: relief 0 to 0.25 and habit_weight 0 to 0.6." in text
    )
    assert "How long must stop_rewarding_escalation be held, as it is" in text
    assert "Not at all" in text
    assert "where the start decides (relief 0.6, habit_weight 1.8)" in text


def test_where_no_start_can_decide_the_reason_is_said(long):
    assert "At no setting of this map does the start decide." in long.verdict
    assert "sharpness × habit_weight is above 4; here it is at most 1.8" in long.verdict


def test_a_folder_holds_verdict_tables_and_pictures(found, tmp_path):
    folder = found.save(tmp_path / "there")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pictures = {f"figures/{name}.{kind}" for name in ("map", "hold") for kind in ("png", "svg")} | {
        "figures/captions.md"
    }
    assert files == {"verdict.md", "map.csv", "hold.csv", "study.json"} | pictures
    with pytest.raises(ValueError, match="holds another run"):
        dataclasses.replace(found, task=dataclasses.replace(found.task, seed=2)).save(folder)
    with pytest.raises(ValueError, match=r"did you mean 'map'\? \(kinds: map, hold\)"):
        found.plot("mp")
    assert "Where the culture tips" in (folder / "verdict.md").read_text("utf-8")
    assert "The center as it is" in words_of(found.plot())
