"""Sensitivity and stress shown: the data of their pictures, names that fit, words, folders."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.experiment.sensitivity import sensitivity
from sim.experiment.stress import stress
from sim.metrics import HEADLINE
from sim.present.belief_words import of_worlds
from sim.present.numerals import amount
from sim.present.sensitivity_words import answer as sensitivity_answer
from sim.present.stress_words import answer as stress_answer
from sim.scenario import ScenarioError
from sim.statistics import sobol
from tests.experiment.test_sensitivity import INPUTS, tiny
from tests.experiment.test_stress import AUTHORITY, planted
from tests.present.test_plots import LONG, UNBROKEN, artists, drawn_texts, faults_of, figure_of, said_by

HOURS, CSAT, BONUS = HEADLINE


@pytest.fixture(scope="module")
def swings():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sobol, "RESAMPLES", 20)
        return sensitivity(tiny(), INPUTS, n=4, jobs=1)


@pytest.fixture(scope="module")
def worlds():
    return stress(planted(), 16, inputs=AUTHORITY, replications=3, jobs=1)


def with_names(study: Any, names: list[str]) -> Any:
    """The same figures under these names of what-ifs, the first what-if repeated."""
    values = {name: found[:, [0, *[1] * len(names)]] for name, found in study.values.items()}
    center = tiny(what_if={name: {"set": {"empowerment.authority": 50}} for name in names})
    return replace(study, task=replace(study.task, scenario=center), values=values, findings=())


def with_many(study: Any, sentence: str) -> Any:
    """The same figures for eight beliefs with long sentences."""
    often = [0, 1, 2, 0, 1, 2, 0, 1]
    beliefs = tuple(
        replace(study.beliefs[i], key=f"behavior.a_long_key_{n}", sentence=sentence) for n, i in enumerate(often)
    )
    found = {}
    for outcome, each in study.indices.items():
        arrays = {name: getattr(each, name)[often] for name in ("first", "first_low", "first_high")}
        arrays |= {name: getattr(each, name)[often] + 0.1 for name in ("total", "total_low", "total_high")}
        found[outcome] = replace(each, **arrays)
    moved = {outcome: [each[i] for i in often] for outcome, each in study.swings.items()}
    return replace(study, task=replace(study.task, beliefs=tuple(beliefs)), indices=found, swings=moved)


# --- pictures ---------------------------------------------------------------------------------------------------


def test_the_tornado_draws_swings_and_indices_with_their_intervals(swings):
    ax = swings.plot(metric=HOURS)
    first = swings.ranked(HOURS)[0]
    key = swings.beliefs[first].key
    for end, swing in zip(("low", "high"), swings.swings[HOURS][first], strict=True):
        (bar,) = artists(ax, f"swing of {key} to {end}")
        assert bar.get_width() == pytest.approx(swing.value)
    (point,) = artists(ax, f"total of {key}")
    assert point.get_xdata()[0] == pytest.approx(min(1, swings.indices[HOURS].total[first]))
    assert artists(ax, "interval")
    (label,) = artists(ax, f"label of {key}")
    assert "largest ask that an agent may grant" in label.get_text().replace("\n", " ")


def test_a_belief_without_effect_is_not_drawn(swings):
    assert artists(swings.plot(metric=HOURS), "label of customers.satisfaction.wait") == []
    assert artists(swings.plot(metric=CSAT), "label of customers.satisfaction.wait")


@pytest.mark.parametrize("sentence", [f"{LONG} and more {LONG}", UNBROKEN])
def test_long_meanings_neither_overlap_nor_leave_the_tornado(swings, sentence):
    ax = with_many(swings, sentence).plot(metric=HOURS)
    assert faults_of(figure_of(ax)) == []
    assert sentence[1:].replace(" ", "") in said_by(ax).replace(" ", "")


def test_bars_count_the_worlds(worlds):
    ax = worlds.plot()
    stands = worlds.standing("Empower", HOURS)
    for gid, count in (("better", stands.clearly_better), ("worse", stands.clearly_worse)):
        bar = artists(ax, f"{gid} of Empower")[0]
        assert bar.get_width() == pytest.approx(100 * count / 16)
    assert artists(ax, "share of Empower")[0].get_xdata()[0] == pytest.approx(100 * stands.better / 16)
    assert artists(ax, "interval")
    assert artists(ax, "worse of Empower")[0].get_hatch()  # told apart without color


def test_each_world_is_a_dot_filled_where_the_effect_is_clear(worlds):
    ax = worlds.plot("worlds", metric=HOURS)
    (clear,), (unclear,) = (artists(ax, f"{gid} worlds of Empower") for gid in ("clear", "unclear"))
    better, worse = worlds.settled("Empower", HOURS)
    assert len(clear.get_offsets()) == (better | worse)[1:].sum()
    drawn = np.concatenate([clear.get_offsets()[:, 0], unclear.get_offsets()[:, 0]])
    assert sorted(drawn) == pytest.approx(sorted(worlds.effects("Empower", HOURS).mean(axis=1)[1:]))
    (own,) = artists(ax, "own world of Empower")
    assert own.get_xdata()[0] == pytest.approx(worlds.own_effect("Empower", HOURS).value)


@pytest.mark.parametrize("kind", ["shares", "worlds"])
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["A"], marks=pytest.mark.long, id="one"),
        pytest.param([f"{i} {LONG}"[:60] for i in range(5)], marks=pytest.mark.long, id="five long"),
        pytest.param([f"{i} {LONG}"[:60] for i in range(12)], id="twelve long"),
        pytest.param([UNBROKEN], id="one word"),
    ],
)
def test_names_of_60_characters_neither_overlap_nor_leave_the_picture(worlds, kind, names):
    ax = with_names(worlds, names).plot(kind)
    assert faults_of(figure_of(ax)) == []
    written = said_by(ax).replace(" ", "")
    assert [name for name in names if name.replace(" ", "") not in written] == []


def test_pictures_fit_into_the_callers_axes_and_have_14_points_on_a_slide(swings, worlds):
    for study, kinds in ((swings, (None,)), (worlds, ("shares", "worlds"))):
        for kind in kinds:
            ax = Figure(figsize=(6.4, 4.8)).add_subplot()
            assert study.plot(kind, ax) is ax
            assert faults_of(figure_of(ax)) == []
            assert min(text.get_fontsize() for text in drawn_texts(figure_of(study.plot(kind)))) >= 14


def test_unknown_pictures_are_refused_with_a_suggestion(swings, worlds):
    with pytest.raises(ValueError, match="did you mean 'shares'"):
        worlds.plot("share")
    with pytest.raises(ValueError, match="did you mean 'csat_proxy'"):
        worlds.plot(metric="csat_prox")
    with pytest.raises(ValueError, match="did you mean 'tornado'"):
        swings.plot("tornada")


# --- words ------------------------------------------------------------------------------------------------------


def test_the_answer_of_a_sensitivity_names_what_matters(swings):
    assert "Manager hours hang mostly on authority" in sensitivity_answer(swings)
    assert "the bonus does not depend on these beliefs" in sensitivity_answer(swings)
    verdict = swings.verdict
    assert "Noise of the simulation" in verdict
    assert "authority (largest ask that an agent may grant; an input of yours)" in verdict


@pytest.mark.parametrize(
    ("highest", "said"),
    [((0.9, 0.5, 0.3), ""), ((0.9, 0.7, 0.3), " (authority is not told apart from pride)")],
)
def test_a_sensitivity_does_not_rank_what_its_intervals_leave_open(swings, highest, said):
    shares = {"total": [0.8, 0.2, 0.4], "total_low": [0.6, 0.1, 0.2], "total_high": [highest[i] for i in (0, 2, 1)]}
    found = replace(swings.indices[HOURS], **{name: np.array(each) for name, each in shares.items()})
    told = sensitivity_answer(replace(swings, indices={HOURS: found}))
    assert told == f"Manager hours hang mostly on authority, pride and satisfaction wait{said}."
    drawn = said_by(replace(swings, indices={HOURS: found}).plot("tornado", metric=HOURS)).replace("\n", " ")
    assert ("more points tell more" in drawn) == bool(said)


def test_the_answer_of_a_stress_says_how_often_the_advice_survives(worlds):
    stands = worlds.standing("Empower", HOURS)
    assert f"“Empower” beats the baseline {of_worlds(stands.better, 16)}" in stress_answer(worlds)
    assert stress_answer(worlds) in worlds.verdict


def test_a_stress_tells_how_large_the_effect_is_in_the_median_world(worlds):
    middle = np.median(worlds.effects("Empower", HOURS)[1:].mean(axis=1))
    assert f"but {amount(middle, 1, signed=True)} in the median world" in stress_answer(worlds)
    title = said_by(worlds.plot("worlds")).replace("\n", " ")
    assert f"at your values, {amount(middle, 1, signed=True)} in the median world" in title


def test_an_outcome_that_no_what_if_moves_has_no_panel_but_a_note(worlds):
    flat = {BONUS: np.full_like(worlds.values[BONUS], 900.0)}
    still = replace(worlds, values={**worlds.values, **flat}, findings=tuple(
        each for each in worlds.findings if each.claim.outcome != BONUS))  # fmt: skip
    for kind in ("shares", "worlds"):
        ax = still.plot(kind)
        assert "No what-if changes the bonus" in said_by(ax).replace("\n", " ")
        assert len([panel for panel in figure_of(ax).axes if panel.get_xlabel()]) == len(worlds.outcomes) - 1


def test_a_share_of_worlds_comes_with_its_interval():
    assert of_worlds(71, 100) == "in 71 % of the worlds (62 to 79)"
    assert of_worlds(128, 128) == "in all 128 worlds (98 % or more)"
    assert of_worlds(0, 32) == "in none of the 32 worlds (7 % at most)"


# --- folders ----------------------------------------------------------------------------------------------------


def test_folders_hold_verdict_tables_pictures_and_provenance(swings, worlds, tmp_path):
    for study, tables, pictures in (
        (swings, {"sensitivity"}, {f"tornado_{HOURS}", f"tornado_{CSAT}"}),
        (worlds, {"summary", "worlds", "claims"}, {"shares", "worlds"}),
    ):
        folder = study.save(tmp_path / type(study).__name__)
        assert {path.stem for path in folder.glob("*.csv")} == tables
        assert {path.stem for path in (folder / "figures").glob("*.svg")} == pictures
        text = (folder / "verdict.md").read_text("utf-8")
        assert "## Answer" in text
        assert json.loads((folder / "study.json").read_text("utf-8"))["run"]["replications"] == study.replications
        assert study._repr_html_().startswith("<h3>")
    folder = tmp_path / "Stress"
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    worlds.save(folder)  # its own folder may be written again, and the same bytes come out
    assert before == {path: path.read_bytes() for path in before}
    with pytest.raises(ScenarioError, match="another run"):
        worlds.save(tmp_path / "Sensitivity")
