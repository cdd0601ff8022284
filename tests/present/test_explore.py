"""The explorer's model without widgets: the newest wish wins, A is kept, refinement adds what `compare` gives."""

import threading

import pytest

import sim
from sim.experiment.compare import compare
from sim.experiment.trying import Runs
from sim.metrics import HEADLINE
from sim.present.caveats import rests_on
from sim.present.explore import MISSING, explore, web
from sim.present.explore.answer import assumptions, figures_html, headline_words, rests_words, verdict_html
from sim.present.explore.model import Explorer, Pair
from sim.present.explore.setting import Setting, export
from sim.present.explore.sliders import levers_of
from sim.scenario import ScenarioError
from sim.scenario.changes import BASELINE
from tests.centers import shipped, small_center

NOTHING = Setting()
REWARD = "incentives.relief"


def no_reward(value=0.0):
    return Setting(values={REWARD: value}, week=2)


@pytest.fixture
def explorer():
    made = []

    def make(scenario=None, **how):
        made.append(Explorer(scenario or small_center(), jobs=1, **{"steps": (3, 5), "rest_seconds": 0.05, **how}))
        return made[-1]

    yield make
    for each in made:
        each.close()


def bits(tallies):
    return [counted.to_bytes() for counted in tallies]


def test_the_answer_is_refined_to_what_compare_gives_to_the_bit(explorer):
    seen = []
    asked = Pair(NOTHING, Setting("Empower", week=2))
    one = explorer(shows=[lambda pair, comparison: seen.append(comparison)])
    one.ask(asked)
    assert one.wait(60)
    assert [comparison.replications for comparison in seen] == [3, 5]
    whole = compare(small_center(), replications=5, jobs=1)
    assert bits(seen[-1].tallies[BASELINE]) == bits(whole.tallies[BASELINE])
    assert bits(seen[-1].tallies["B"]) == bits(whole.tallies["Empower"])
    assert [seen[-1].effect("B", metric) for metric in HEADLINE] == [
        whole.effect("Empower", metric) for metric in HEADLINE
    ]


def test_replications_once_run_are_not_run_again(monkeypatch):
    runs, ran = Runs(1, {"jobs": 1}), []
    center = small_center()
    runs.of([center], 2, lambda done, total: ran.append(total))
    runs.of([center, center.override({REWARD: 0.1})], 3, lambda done, total: ran.append(total))
    assert ran == [2, 2, 4, 4, 4, 4]
    runs.of([center, center.override({REWARD: 0.1})], 3, lambda done, total: ran.append(total))
    assert len(ran) == 6


def test_the_newest_wish_wins_and_what_was_wanted_before_is_given_up(explorer):
    begun, free, seen = threading.Event(), threading.Event(), []

    def show(pair, comparison):
        seen.append(pair.b.values.get(REWARD))
        begun.set()
        assert free.wait(30)

    one = explorer(shows=[show, lambda pair, comparison: seen.append("picture")], steps=(2,))
    one.ask(Pair(NOTHING, no_reward(0.0)))
    assert begun.wait(60)
    for value in (0.1, 0.2, 0.3):
        one.ask(Pair(NOTHING, no_reward(value)))  # returns at once, whatever the worker does
    free.set()
    assert one.wait(60)
    assert seen == [0.0, 0.3, "picture"]


def test_asking_does_not_wait_for_an_answer(explorer):
    hold = threading.Event()
    one = explorer(shows=[lambda pair, comparison: hold.wait(30)], steps=(1,))
    one.ask(Pair(NOTHING, NOTHING))
    assert not one.wait(0)
    hold.set()
    assert one.wait(60)


def test_an_error_is_told_in_words_and_the_next_wish_is_answered(explorer):
    said = []
    one = explorer(tell=said.append, steps=(1,))
    one.ask(Pair(NOTHING, Setting(values={"manager.hours": {"mon": "8:00-9:00"}})))
    assert one.wait(60)
    assert "fixed for the whole run" in said[-1]
    assert "Traceback" not in said[-1]
    one.ask(Pair(NOTHING, NOTHING))
    assert one.wait(60)
    assert said[-1].startswith("1 replications")


def test_a_setting_held_as_a_is_what_b_is_compared_with(explorer):
    held, tried = Setting("Empower", week=2), Setting("Empower", {REWARD: 0.0}, week=3)
    comparison = explorer().compare(Pair(held, tried), 3)
    assert list(comparison.scenarios) == ["A", "B"]
    assert comparison.window == (2, 5)
    whole = compare(small_center(), replications=3, jobs=1)
    assert bits(comparison.tallies["A"]) == bits(whole.tallies["Empower"])
    assert "A&#x27;s" in verdict_html(comparison) or "no change" in verdict_html(comparison)


def test_nothing_changed_is_shown_as_the_center_is(explorer):
    comparison = explorer().compare(Pair(NOTHING, Setting(week=3)), 2)
    assert comparison.what_ifs == []
    assert "Nothing is changed yet" in verdict_html(comparison)
    assert figures_html(comparison, "as it is", "").count("<tr>") == 2


def test_texts_of_a_scenario_are_escaped(explorer):
    center = small_center(what_if={"<b>now</b>": {"set": {REWARD: 0.0}, "from_week": 2}})
    setting = Setting("<b>now</b>", week=2)
    comparison = explorer(center).compare(Pair(NOTHING, setting), 2)
    html = figures_html(comparison, "A", setting.words(levers_of(center)))
    assert "<b>now" not in html
    assert "&lt;b&gt;now" in html


def test_the_verdict_of_the_panel_is_that_of_compare_for_the_headline(explorer):
    center = small_center()
    comparison = explorer(center).compare(Pair(NOTHING, no_reward()), 4)
    what_if = no_reward().what_if(center)
    whole = compare(center.model_copy(update={"what_ifs": {"B": what_if}}), replications=4, jobs=1)
    said = headline_words(comparison)
    assert said
    assert all(sentence in whole.verdict for sentence in said)


@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank"])
def test_every_lever_has_words_and_reaches_what_the_what_ifs_set(name):
    center = shipped(name)
    levers = levers_of(center)
    assert len(levers) >= 8
    for lever in levers:
        assert lever.sentence.endswith(".")
        assert lever.shown(lever.own)
        assert lever.choices or lever.low <= lever.own <= lever.high
    for what_if in center.what_ifs:
        setting = Setting(what_if, week=center.what_ifs[what_if].from_week)
        values = setting.values_in(center, levers)
        assert all(lever.choices or lever.low <= values[lever.key] <= lever.high for lever in levers)


def test_without_a_pool_nothing_can_be_paid_from_it():
    keys = {lever.key for lever in levers_of(small_center(incentives={"relief": 0.4}))}
    assert not any("bonus_pool" in key for key in keys)


@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank"])
def test_an_exported_setting_is_the_same_center_when_it_is_read_again(name, tmp_path):
    center = shipped(name)
    preset = next(iter(center.what_ifs), "")
    week = center.what_ifs[preset].from_week if preset else 1
    tried = Setting(preset, {REWARD: 0.05, "empowerment.authority": 75.0}, week, announced=True)
    path = export(center, {"Explored A": Setting(preset, week=week), "Explored B": tried}, tmp_path / "own.yaml")
    read = sim.load(path)
    assert [*read.what_ifs] == [*center.what_ifs, "Explored A", "Explored B"]
    assert read.what_if("Explored B").fingerprint == tried.scenario(center, "B").fingerprint
    again = export(read, {"Explored B": tried}, tmp_path / "own.yaml")
    assert again.name == "own-2.yaml"
    assert "Explored B (2)" in sim.load(again).what_ifs
    assert {each.name for each in tmp_path.iterdir()} == {"own.yaml", "own-2.yaml"}


def test_a_file_that_cannot_be_written_is_told_in_words(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be written"):
        export(small_center(), {"B": no_reward()}, tmp_path / "nowhere" / "own.yaml")


@pytest.mark.parametrize("name", ["CON", ".bashrc", "-rf.yaml", "a\u202eb.yaml", "a\nb", "a*.yaml", "a" * 300])
def test_an_export_has_a_name_that_every_system_can_store_and_show_or_none(name, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        export(small_center(), {"B": no_reward()}, tmp_path / name)
    (problem,) = caught.value.problems
    assert str(problem).isprintable()
    assert list(tmp_path.iterdir()) == []


def test_an_export_ends_as_scenario_files_do(tmp_path):
    assert export(small_center(), {"B": no_reward()}, tmp_path / "mine").name == "mine.yaml"


def test_without_ipywidgets_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("sim.present.explore.find_spec", lambda name: None)
    with pytest.raises(ImportError, match="notebook") as caught:
        explore(small_center())
    assert str(caught.value) == MISSING
    assert sim.explore is explore


def test_without_voila_the_command_says_what_to_install(monkeypatch, capsys):
    from sim.cli import run
    from tests.centers import SCENARIOS

    monkeypatch.setattr("sim.present.explore.web.find_spec", lambda name: None)
    assert run(["explore", str(SCENARIOS / "minimal.yaml")]) == 2
    err = capsys.readouterr().err
    assert "frontline-sim[web]" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("taken", [0, 1])
def test_a_port_is_taken_if_somebody_listens_at_one_of_its_loopback_addresses(taken):
    ours = web.open_port(None)
    if len(ours) < 2:
        pytest.skip("this machine has one loopback address")
    port = ours[0].getsockname()[1]
    for each in ours:
        assert each.getsockname()[:2] in (("127.0.0.1", port), ("::1", port))
    ours[1 - taken].close()
    with pytest.raises(ValueError, match=f"port {port} is taken"):
        web.open_port(port)
    others = web.open_port(None)
    assert others[0].getsockname()[1] != port
    for each in (*ours, *others):
        each.close()


def test_where_nothing_could_be_encrypted_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setattr(web, "find_spec", lambda name: name)
    monkeypatch.setattr(web, "ENCRYPTED", True)
    monkeypatch.setattr(web, "_can_encrypt", lambda: False)
    with pytest.raises(ImportError, match="could read along; pip install --upgrade"):
        web.check_installed()


def test_the_command_checks_the_file_before_anything_else(tmp_path, capsys):
    from sim.cli import run

    (tmp_path / "bad.yaml").write_text("name: x\nisues: {}\n", encoding="utf-8")
    assert run(["explore", str(tmp_path / "bad.yaml"), "--no-browser"]) == 2
    assert "bad.yaml:2" in capsys.readouterr().err


def test_the_bonus_of_a_center_is_told_in_its_currency(explorer):
    comparison = explorer(small_center(currency="EUR")).compare(Pair(NOTHING, NOTHING), 2)
    assert "EUR per agent and month" in verdict_html(comparison)
    assert "Bonus per agent, EUR a month" in figures_html(comparison, "a", "")


def test_the_verdict_names_what_lies_outside_its_likely_range_and_in_which_setting(explorer):
    high = small_center(incentives={"relief": 0.7})
    one = explorer(high)
    said = rests_words(one.compare(Pair(NOTHING, NOTHING), 2))
    assert "OUTSIDE the range that studies and judgment support: the reward for escalating 0.7 (0 to 0.25)" in said
    assert said.endswith("The CSAT proxy is computed from service, not asked of customers.")
    assert "in A the reward for escalating 0.7" in rests_words(one.compare(Pair(NOTHING, no_reward(0.2)), 2))
    lower = rests_words(one.compare(Pair(no_reward(0.2), no_reward(0.4)), 2))
    assert "in B the reward for escalating 0.4 (0 to 0.25)" in lower
    assert "0.7" not in lower  # the weeks before are not shown


def test_where_all_is_within_its_likely_range_the_verdict_says_so(explorer):
    comparison = explorer(small_center(incentives={"relief": 0.2})).compare(Pair(NOTHING, no_reward()), 2)
    assert rests_words(comparison).startswith("assumptions, all within the range")
    assert "<b>Rests on</b> assumptions" in verdict_html(comparison)
    assert set(rests_on(comparison)) < set(assumptions(comparison))


def test_where_escalation_is_typed_in_the_verdict_says_that_no_incentive_moves_it(explorer):
    fixed = small_center(behavior={"choice": "fixed"})
    assert "choice: fixed" in rests_words(explorer(fixed).compare(Pair(NOTHING, NOTHING), 2))


def test_a_lever_of_behavior_tells_its_likely_range_and_a_value_outside():
    relief = next(lever for lever in levers_of(shipped("dealership")) if lever.key == REWARD)
    assert relief.likely_words(0.7) == "0.70 is OUTSIDE the likely range: 0 to 0.25"
    assert relief.likely_words(0.25) == "likely range: 0 to 0.25"
    authority = next(lever for lever in levers_of(shipped("dealership")) if lever.key == "empowerment.authority")
    assert authority.likely_words(900.0) == ""
