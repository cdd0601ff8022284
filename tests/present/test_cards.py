"""What Jupyter shows of scenarios, policies and runs; nothing in it is markup of a scenario's own."""

import sys
from types import SimpleNamespace

import pytest

import sim
from sim.experiment.running import reporter
from sim.present import bars
from sim.present.settings import unit_words
from sim.scenario.differences import differences
from tests.centers import small_center

EVIL = "<script>alert('x')</script> & co"


def evil():
    center = small_center(name=EVIL, about=EVIL).model_dump(by_alias=True)
    center["what_if"] = {EVIL[:40]: {"about": EVIL, "use": ["stop_rewarding_escalation"], "from_week": 2}}
    return sim.Scenario.model_validate(center)


def test_a_scenario_shows_its_levers_in_words_and_what_differs():
    page = small_center().override({"empowerment.authority": 250})._repr_html_()
    assert "Largest ask that an agent may grant" in page
    assert "250 (USD)" in page
    assert "<td>100</td>" in page
    guessed = small_center().override({"incentives.relief": 0.7})._repr_html_()
    assert "evidence for sign or form; OUTSIDE the range" in guessed


def test_every_text_is_escaped():
    center = evil()
    result = sim.run(center, replications=1, jobs=1)
    shown = [center, result, sim.compare(center, replications=1, jobs=1), sim.simulate(center)]
    for each in [*shown, sim.CATALOG["coach_back"].model_copy(update={"about": EVIL})]:
        page = each._repr_html_()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_a_policy_shows_what_is_claimed_and_what_is_assumed():
    page = sim.CATALOG["town_hall"]._repr_html_()
    assert "Claimed" in page
    assert "Assumed" in page
    assert "every 4 weeks" in page


def test_the_catalog_lists_every_policy():
    page = sim.CATALOG._repr_html_()
    assert [name for name in sim.CATALOG if name not in page] == []


def test_what_differs_from_the_default_is_what_was_set():
    plain = small_center()
    changed = plain.override({"empowerment.authority": 17, "behavior.effort": 0.123})
    known = {each.key for each in differences(plain)}
    found = {each.key: each.value for each in differences(changed)}
    assert {"empowerment.authority", "behavior.effort"} <= set(found)
    assert set(found) - known <= {"empowerment.authority", "behavior.effort"}


def test_what_differs_is_told_in_words():
    changed = small_center().override(
        {"customers.patience": {"shape": "gamma", "mean": 8, "cv": 0.5}, "manager.grant_time": 7}
        | {"customers.redial_after": {"shape": "empirical", "values": [1, 2, 30]}, "behavior.effort": 0.123}
    )
    found = {each.key: (each.value, unit_words(each.unit)) for each in differences(changed)}
    assert found["customers.patience"] == ("gamma, mean 8, cv 0.5", "minutes")
    assert found["manager.grant_time"] == ("always 7", "minutes")
    assert found["customers.redial_after"] == ("empirical, 3 values", "minutes")
    assert found["behavior.effort"] == ("0.123", "")


def test_keys_are_read_and_completed():
    center = small_center()
    assert center["empowerment.authority"] == center.empowerment.authority
    assert "incentives.bonus_pool.charge_share" in center._ipython_key_completions_()
    shown = [name for name in dir(center) if not name.startswith("_")]
    assert {"issues", "teams", "override", "what_if", "plot"} <= set(shown)
    assert [name for name in shown if "model_" in name or "parse" in name] == []
    assert [key for key in center._ipython_key_completions_() if center[key] is ...] == []
    with pytest.raises(sim.ScenarioError, match="did you mean 'authority'"):
        center["empowerment.autority"]


def test_keys_are_those_of_a_file():
    own = {"name": "mine", "about": "Mine.", "set": {"empowerment.authority": 1}}
    center = small_center().override({"policies": {"mine": own}, "what_if": {"Mine": {"use": ["mine"]}}})
    assert list(center.what_ifs) == ["Mine"]


def test_docstrings_have_units_ranges_and_defaults():
    text = type(small_center().empowerment).__doc__
    assert "Attributes\n----------" in text
    assert "(in utility; >= 0, <= 3; default 0.0)" in text


def test_no_bar_appears_outside_a_notebook():
    assert reporter({}) is None
    assert reporter({"progress": False}) is None


def test_a_bar_appears_in_a_notebook_and_closes_with_the_work(monkeypatch):
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert bars.in_notebook()
    seen = []

    class Fake:
        n = 0

        def __init__(self, total, **_):
            self.total = total

        def update(self, by):
            self.n += by

        def close(self):
            seen.append((self.n, self.total))

    bar = bars.Bar(Fake)
    for done in (1, 2, 3, 4):
        bar(done, 3 if done < 4 else 4)
    assert seen == [(3, 3), (4, 4)]
