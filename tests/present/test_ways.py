"""The way of a contact and one customer's time, by their data and labels."""

import re

import pytest
from matplotlib.figure import Figure

import sim
from sim.journeys.records import Outcome
from sim.journeys.spells import spells
from sim.journeys.story import worst_contact
from sim.journeys.ways import AGAIN, MANAGER, end, flows
from sim.present.figures.way import _ENDS
from tests.centers import shipped, small_center
from tests.present.test_plots import LONG, UNBROKEN, faults_of, figure_of

NAMES = ("minimal", "dealership", "support_center", "bank")
LONG_NAME = "Team of people who answer the telephone in the second city"


@pytest.fixture(scope="module")
def everything():
    """Every kind of station and way, names as long as may be."""
    center = small_center(name=LONG[:60]).model_dump(by_alias=True)
    issue, team = center["issues"].pop("question"), center["teams"].pop(next(iter(center["teams"])))
    center["issues"][LONG_NAME] = {**issue, "opportunity_share": 0.3}
    center["teams"] = {f"{LONG_NAME[:57]} {i}": {**team, "agents": 1, "handles": [LONG_NAME]} for i in range(8)}
    center["empowerment"]["containment"] = 0.5
    center["incentives"]["time_pressure"] = 0.3
    center["manager"]["policy"] = "return"
    center["leadership_lane"]["open"] = True
    center["what_if"], center["policies"] = {}, {}
    return sim.Scenario.model_validate(center)


def labels(ax, gid):
    return [patch.get_label() for patch in ax.patches if patch.get_gid() == gid]


def test_each_flow_is_a_band_as_thick_as_it_is_large():
    run = sim.simulate(small_center())
    ax = run.plot()
    counted = flows(run)
    shown = {label.rpartition(": ")[0]: float(label.rpartition(": ")[2].split()[0]) for label in labels(ax, "flow")}
    told = {f"{f.source.name} to {f.target.name}": f.weekly for f in counted if f.target != AGAIN}
    told["calls again"] = sum(flow.weekly for flow in counted if flow.target == AGAIN)
    assert shown == pytest.approx(told, rel=1e-5)
    bars = {patch.get_label(): patch.get_height() for patch in ax.patches if patch.get_gid() == "station"}
    large = {f.target.name: f.weekly for f in counted if f.weekly > 100 and f.target.kind == "end"}
    thick = {bars[name] / weekly for name, weekly in large.items()}
    assert max(thick) == pytest.approx(min(thick))


def test_the_title_tells_how_many_are_passed_up():
    run = sim.simulate(small_center())
    title = next(text.get_text() for text in run.plot().texts if text.get_gid() == "title")
    up = (run.rows["escalated"] >= 0).sum() / 5
    assert f"{up:.1f}".removesuffix(".0") in title or f"{up:.0f}" in title
    assert title.endswith("contacts a week are passed up")


@pytest.mark.parametrize("name", NAMES)
def test_no_words_overlap_at_the_shipped_scenarios(name):
    center = shipped(name).override({"calendar.weeks": 1, "what_if": {}})
    assert faults_of(figure_of(center.plot())) == []
    run = sim.simulate(center)
    assert faults_of(figure_of(run.plot())) == []
    assert faults_of(figure_of(run.plot_contact("worst", run))) == []


def test_no_words_overlap_at_long_names_and_every_kind_of_station(everything):
    run = sim.simulate(everything)
    ax = everything.plot()
    assert faults_of(figure_of(ax)) == []
    assert faults_of(figure_of(run.plot())) == []
    assert "3 other teams" in " ".join(labels(ax, "station"))
    assert faults_of(figure_of(run.plot_contact("worst", run))) == []
    unbroken = everything.model_copy(update={"name": UNBROKEN})
    assert faults_of(figure_of(unbroken.plot())) == []
    bars = [patch for patch in ax.patches if patch.get_gid() == "station"]
    assert min(bar.get_y() for bar in bars) > ax.get_ylim()[0]


def test_a_picture_has_a_place_for_every_end_of_a_way():
    """Those who try another agent stand below, among those who may call again."""
    assert {*_ENDS} == {end(outcome) for outcome in Outcome}
    center = small_center().override({"empowerment.above_authority": "refuses", "customers.tries_another_share": 0.5})
    for ax in (center.plot(), (run := sim.simulate(center)).plot()):
        (refused,) = [bar for bar in ax.patches if bar.get_gid() == "station" and "another" in bar.get_label()]
        solved = [bar for bar in ax.patches if bar.get_gid() == "station" and "Solved" in bar.get_label()]
        assert all(refused.get_y() < bar.get_y() for bar in solved)
        assert faults_of(figure_of(ax)) == []
    assert AGAIN in {flow.target for flow in flows(run) if flow.source == end(Outcome.REFUSED)}


def test_a_picture_is_drawn_into_the_callers_axes():
    ax = Figure(figsize=(8, 4.5)).add_subplot()
    center = small_center()
    assert center.plot(ax=ax) is ax
    assert faults_of(figure_of(ax)) == []


def test_one_customer_is_drawn_spell_by_spell_one_run_above_the_other():
    center = small_center()
    before, after = sim.simulate(center), sim.simulate(center.what_if(next(iter(center.what_ifs))))
    ax = before.plot_contact("worst", after)
    panels = figure_of(ax).axes[1:]
    assert len(panels) == 2
    for run, panel in zip((before, after), panels, strict=True):
        title = next(text.get_text() for text in panel.texts if text.get_gid() == "panel title")
        assert title.replace("\n", " ").startswith(run.plan.baseline.name)
        assert len(labels(panel, "spell")) == len(spells(run, worst_contact(before)))


def test_what_is_handed_back_has_a_head_and_a_figure():
    center = shipped("dealership").what_if("Remove the reward for escalating (Step 2)")
    run = sim.simulate(center)
    ax = run.plot()
    (head,) = [patch for patch in ax.patches if patch.get_gid() == "handed back"]
    back = sum(flow.weekly for flow in flows(run) if flow.source == MANAGER and flow.target.kind == "team")
    assert back > 0
    assert f"{back:.1f} handed back" in " ".join(text.get_text() for text in ax.texts)
    tip, *wings = head.get_xy()[:3]
    assert all(wing[0] > tip[0] for wing in wings)  # to the left, to the team


def test_the_ends_whose_customers_call_again_are_joined():
    run = sim.simulate(shipped("bank").override({"calendar.weeks": 1, "what_if": {}}))
    (line,) = [line for line in run.plot().lines if line.get_gid() == "calls again"]
    assert len(line.get_ydata()) == len({flow.source for flow in flows(run) if flow.target == AGAIN}) > 1


def test_the_worst_customer_is_said_not_to_be_typical():
    run = sim.simulate(small_center())
    title = next(text.get_text() for text in run.plot_contact().texts if text.get_gid() == "title")
    assert "not a typical one" in title.replace("\n", " ")
    assert "typical" not in " ".join(text.get_text() for text in run.plot_contact(5).texts)


def test_a_customer_is_named_by_row_by_id_or_as_worst():
    run = sim.simulate(small_center())
    for which in (5, run.contacts["contact"].iloc[5]):
        words = " ".join(text.get_text() for text in run.plot_contact(which).texts)
        assert f"Issue {run.contacts['contact'].iloc[5].rpartition('.')[0]}: " in words
    for which in (-1, len(run.rows), "nobody/1/1.1"):
        with pytest.raises(KeyError):
            run.plot_contact(which)


def test_what_does_not_arise_in_a_what_if_is_said():
    center = small_center()
    before, after = sim.simulate(center, seed=1), sim.simulate(center, seed=2)
    ids = set(after.contacts["contact"])
    gone = next(each for each in before.contacts["contact"] if each.rpartition(".")[0] + ".1" not in ids)
    words = [text.get_text() for panel in figure_of(before.plot_contact(gone, after)).axes for text in panel.texts]
    assert any("does not arise" in text for text in words)


def test_durations_are_written_in_the_unit_that_suits_them():
    run = sim.simulate(small_center())
    words = [text.get_text() for panel in figure_of(run.plot_contact()).axes for text in panel.texts]
    durations = [text for text in words if re.fullmatch(r"[\d.]+ (s|min|h|days)", text)]
    assert durations
