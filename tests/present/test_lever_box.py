"""A lever stands exactly where the scenario has it, though a slider in a browser knows only its own steps."""

import pytest

from sim.present.explore.setting import Setting
from sim.present.explore.sliders import Lever, levers_of
from sim.scenario import Scenario
from tests.centers import SCENARIOS, shipped

pytest.importorskip("ipywidgets")

from sim.present.explore.lever_box import LeverBox


def snapped(lever: Lever, value: float) -> float:
    """Where a browser moves a slider that is put at a value."""
    return lever.low + round((value - lever.low) / lever.step) * lever.step


def positions(scenario: Scenario, lever: Lever) -> list[float]:
    """Where the scenario and each of its what-ifs put a lever."""
    presets = [Setting(name, week=what_if.from_week) for name, what_if in scenario.what_ifs.items()]
    return [lever.own, *(each.values_in(scenario, [lever])[lever.key] for each in presets)]


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
def test_no_slider_of_a_shipped_center_moves_by_itself(name):
    scenario = shipped(name)
    for lever in levers_of(scenario):
        box = LeverBox(lever)
        assert box.value == lever.own
        for value in positions(scenario, lever) if lever.step else ():
            box.put(value)
            box.control.value = snapped(lever, value)
            assert box.value == value


@pytest.mark.parametrize("own", [0.0, 0.01, 0.02, 0.023, 0.025, 0.049, 0.23, 1 / 3, 0.7, 1.4999])
def test_a_slider_that_is_moved_says_where_it_is(own):
    lever = Lever("incentives.relief", "", "", "", "", own, 0.0, 1.5, 0.05)
    box = LeverBox(lever)
    moved = snapped(lever, own) + (-3 if own > 0.2 else 3) * lever.step
    box.control.value = moved
    assert box.value == pytest.approx(moved)
    box.control.value = snapped(lever, own)
    assert box.value == own
