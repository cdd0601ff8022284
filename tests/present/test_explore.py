"""The explorer's model without widgets: the newest wish wins, A is kept, refinement adds what `compare` gives."""

import threading
from html import escape

import pytest

import sim
from sim.clock import HOUR
from sim.experiment.compare import compare
from sim.experiment.trying import Runs, steps_for
from sim.experiment.verdict import verdict_of
from sim.metrics import HEADLINE
from sim.present import words
from sim.present.caveats import rests_on
from sim.present.explore import MISSING, explore, web
from sim.present.explore.answer import (
    WAIT,
    assumptions,
    behind_html,
    figures_html,
    headline_words,
    rests_words,
    verdict_html,
)
from sim.present.explore.model import HELD, YOURS, Explorer, Pair
from sim.present.explore.setting import Setting, export
from sim.present.explore.sliders import FOR, LEAD, MAY, MORE, THERE, levers_of
from sim.present.verdict_html import sentences_html
from sim.present.verdict_words import sentences
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


def lever_of(center, key):
    return next(lever for lever in levers_of(center) if lever.key == key)


def test_the_answer_is_refined_to_what_compare_gives_to_the_bit(explorer):
    seen = []
    asked = Pair(NOTHING, Setting("Empower", week=2))
    one = explorer(shows=[lambda pair, comparison: seen.append(comparison)])
    one.ask(asked)
    assert one.wait(60)
    assert [(comparison.replications, comparison.worlds is None) for comparison in seen] == [
        (3, True),
        (5, True),
        (5, False),
    ]
    whole = compare(small_center(), replications=5, jobs=1)
    assert bits(seen[-1].tallies[BASELINE]) == bits(whole.tallies[BASELINE])
    assert bits(seen[-1].tallies["Empower"]) == bits(whole.tallies["Empower"])
    assert [seen[-1].effect("Empower", metric) for metric in HEADLINE] == [
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
    assert seen == [0.0, *[0.3, "picture"] * 2]  # here, and once other worlds are tried


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
    assert list(comparison.scenarios) == [HELD, YOURS]
    assert comparison.window == (2, 5)
    whole = compare(small_center(), replications=3, jobs=1)
    assert bits(comparison.tallies[HELD]) == bits(whole.tallies["Empower"])
    assert f"Held: {held.words([])}".replace(": ", ":</b> ", 1) in figures_html(comparison, held.words([]), "B")


def test_nothing_changed_is_shown_as_the_center_is(explorer):
    comparison = explorer().compare(Pair(NOTHING, Setting(week=3)), 2)
    assert comparison.what_ifs == []
    assert "Nothing is changed yet" in verdict_html(comparison)
    assert figures_html(comparison, "as it is", "").count("<tr>") == 2
    assert "!" not in figures_html(comparison, "as it is", "")  # no marks are explained where there are none


def test_texts_of_a_scenario_are_escaped(explorer):
    center = small_center(what_if={"<b>now</b>": {"set": {REWARD: 0.0}, "from_week": 2}})
    setting = Setting("<b>now</b>", week=2)
    comparison = explorer(center).compare(Pair(NOTHING, setting), 2)
    html = figures_html(comparison, "A", setting.words(levers_of(center)))
    assert "<b>now" not in html
    assert "&lt;b&gt;now" in html


@pytest.mark.parametrize("name", ["minimal", "dealership"])
def test_the_verdict_of_the_panel_is_that_of_compare_other_worlds_among_it(explorer, name):
    center = shipped(name)
    setting = Setting(values={REWARD: 0.0}, week=2)
    comparison = explorer(center).compare(Pair(NOTHING, setting), 4, worlds=True)
    whole = compare(center.model_copy(update={"what_ifs": {YOURS: setting.what_if(center)}}), replications=4, jobs=1)
    assert comparison.worlds == whole.worlds
    assert whole.worlds is not None
    assert comparison.found == verdict_of(whole, whole.worlds)
    assert verdict_html(comparison) == sentences_html(sentences(whole, comparison.found))
    assert verdict_html(comparison).count("<p ") >= 2


def test_the_sentences_behind_the_verdict_are_those_of_compare_for_the_headline(explorer):
    center = small_center()
    comparison = explorer(center).compare(Pair(NOTHING, no_reward()), 4)
    asked = center.model_copy(update={"what_ifs": {YOURS: no_reward().what_if(center)}})
    whole = compare(asked, replications=4, jobs=1)
    said = headline_words(comparison)
    assert said
    assert all(sentence in words.in_full(whole) for sentence in said)
    assert all(escape(sentence) in behind_html(comparison) for sentence in said)


def test_a_what_if_that_is_held_is_tried_in_other_worlds_too(explorer):
    held, tried = Setting("Both steps", week=9), Setting("Both steps", {"incentives.relief": 0.7}, week=9)
    comparison = explorer(shipped("dealership")).compare(Pair(held, tried), 3, worlds=True)
    assert comparison.worlds is not None
    assert set(comparison.worlds.wins) == {YOURS}
    assert "other sets of beliefs" in verdict_html(comparison)


def test_until_other_worlds_are_tried_the_verdict_says_that_they_will_be(explorer):
    comparison = explorer(shipped("dealership")).compare(Pair(NOTHING, Setting("Both steps", week=9)), 3)
    assert verdict_html(comparison).endswith(sentences_html([WAIT]))


def test_trying_other_worlds_is_given_up_for_a_newer_wish(explorer, monkeypatch):
    seen, told = [], []

    def tell(words):
        told.append(words)
        if words.startswith("trying") and len(seen) == 1:
            one.ask(Pair(NOTHING, NOTHING))

    center = shipped("dealership")
    one = explorer(center, shows=[lambda pair, found: seen.append(found)], tell=tell, steps=(2,))
    tried, ended = one._runs.with_worlds, []
    monkeypatch.setattr(one._runs, "with_worlds", lambda *asked: (tried(*asked), ended.append(1)))
    one.ask(Pair(NOTHING, Setting("Both steps", week=9)))
    assert one.wait(60)
    assert [list(found.what_ifs) for found in seen] == [["Both steps"], []]
    assert ended == []


def test_few_replications_come_first_and_more_follow():
    steps = {name: steps_for(shipped(name)) for name in ("minimal", "dealership", "bank", "support_center")}
    assert {name: (its[0], its[-1]) for name, its in steps.items()} == {
        **dict.fromkeys(("minimal", "dealership"), (4, 80)),
        **dict.fromkeys(("bank", "support_center"), (4, 40)),
    }
    assert all(list(each) == sorted(set(each)) for each in steps.values())


@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank", "against", "squeaky_wheel"])
def test_every_lever_has_words_and_reaches_what_the_what_ifs_set(name):
    center = shipped(name)
    levers = levers_of(center)
    assert len(levers) >= 8
    questions = list(dict.fromkeys(lever.question for lever in levers))
    assert questions == [MAY, FOR, LEAD, THERE, MORE]
    in_sight = [lever for lever in levers if lever.question != MORE]
    assert len(in_sight) <= 7  # with one team they fit a screen
    seats = {f"teams.{team}.agents" for team, its in center.teams.items() if not its.shifts}
    assert seats <= {lever.key for lever in in_sight}
    shifts = {f"teams.{team}.shifts.{shift}.people" for team, its in center.teams.items() for shift in its.shifts}
    assert shifts <= {lever.key for lever in levers}
    in_front = [lever for lever in in_sight if ".shifts." in lever.key]
    assert len(in_front) == sum(bool(its.shifts) for its in center.teams.values())
    for lever in levers:
        assert lever.sentence.endswith(".")
        assert lever.shown(lever.own)
        assert lever.choices or lever.low <= lever.own <= lever.high
    for what_if in center.what_ifs:
        setting = Setting(what_if, week=center.what_ifs[what_if].from_week)
        values = setting.values_in(center, levers)
        assert all(lever.choices or lever.low <= values[lever.key] <= lever.high for lever in levers)


def limits_of(center):
    return [lever for lever in levers_of(center) if lever.key.startswith("empowerment.authority")]


def test_limits_by_issue_type_have_a_slider_each_that_starts_exports_and_reaches_what_the_what_ifs_set(tmp_path):
    center = small_center().override({"empowerment.authority": {"question": 40.0}})
    (lever,) = limits_of(center)
    assert (lever.key, lever.name) == ("empowerment.authority.question", "May grant up to: question")
    assert lever.shown(lever.own) == "40 USD"
    for name in center.what_ifs:
        setting = Setting(name, week=2)
        assert lever.low <= setting.values_in(center, [lever])[lever.key] <= lever.high
    tried = Setting("Empower", {lever.key: 75.0}, 2)
    assert tried.values_in(center, [lever]) == {lever.key: 75.0}
    read = sim.load(export(center, {"B": tried}, tmp_path / "own.yaml"))
    assert read.what_if("B").fingerprint == tried.scenario(center, "B").fingerprint


def test_where_what_ifs_have_other_kinds_of_limits_there_is_no_slider_for_them():
    one, by_type = {"empowerment.authority": 90.0}, {"empowerment.authority": {"question": 90.0}}
    for own, other in ((one, by_type), (by_type, one)):
        center = small_center(what_if={"Other limits": {"set": other, "from_week": 2}}).override(own)
        assert limits_of(center) == []
        assert levers_of(center)


def use(*policies):
    return {"use": list(policies), "from_week": 2}


GIVING = ["same_answer_upstairs", "goodwill_budget", "charge_what_agents_give", "listen_to_calls", "coach_the_team",
          "pay_right_escalations", "withdraw_goodwill"]  # fmt: skip


def test_levers_of_giving_listening_and_coaching_stand_where_a_what_if_moves_them():
    plain = {lever.key for lever in levers_of(small_center(what_if={}))}
    center = small_center(what_if={"All of it": use(*GIVING)})
    added = [lever for lever in levers_of(center) if lever.key not in plain]
    values = Setting("All of it", week=2).values_in(center, added)
    assert {lever.name: (lever.shown(lever.own), lever.shown(values[lever.key])) for lever in added} == {
        "With asks above their limit": ("pass them up", "refuse them"),
        "Goodwill budget a month": ("none", "1,200 USD an agent"),
        "Charged for what they give": ("nothing", "100 % of what they grant"),
        "Calls listened to": ("3 %", "10 %"),
        "Paid for passing up rightly": ("0.0 USD per escalation", "2.0 USD per escalation"),
        "The manager grants of what is asked": ("60 %", "70 %"),
        "Coaching sessions": ("none", "30 minutes every 2 weeks"),
    }
    for lever in added:
        moved = Setting(values={lever.key: lever.said(values[lever.key])}, week=2)
        assert moved.values_in(center, [lever]) == {lever.key: values[lever.key]}


def test_without_a_pool_nothing_can_be_paid_from_it():
    keys = {lever.key for lever in levers_of(small_center(incentives={"relief": 0.4}))}
    assert not any("bonus_pool" in key for key in keys)


@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank", "against", "squeaky_wheel"])
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
    assert "EUR per agent and month" in behind_html(comparison)


def test_the_verdict_names_what_lies_outside_its_likely_range_and_in_which_setting(explorer):
    high = small_center(incentives={"relief": 0.7})
    one = explorer(high)
    said = rests_words(one.compare(Pair(NOTHING, NOTHING), 2))
    assert "OUTSIDE the range that studies and judgment support: the reward for escalating 0.7 (0 to 0.25)" in said
    assert said.endswith("The CSAT proxy is computed from service, not asked of customers.")
    assert "today the reward for escalating 0.7" in rests_words(one.compare(Pair(NOTHING, no_reward(0.2)), 2))
    lower = rests_words(one.compare(Pair(no_reward(0.2), no_reward(0.4)), 2))
    assert "in the what-if the reward for escalating 0.4 (0 to 0.25)" in lower
    assert "0.7" not in lower  # the weeks before are not shown


def test_where_all_is_within_its_likely_range_the_verdict_says_so(explorer):
    comparison = explorer(small_center(incentives={"relief": 0.2})).compare(Pair(NOTHING, no_reward()), 2)
    assert rests_words(comparison).startswith("assumptions, all within the range")
    assert "<b>Rests on</b> assumptions" in behind_html(comparison)
    assert set(rests_on(comparison)) < set(assumptions(comparison))


def test_where_escalation_is_typed_in_the_verdict_says_that_no_incentive_moves_it(explorer):
    fixed = small_center(behavior={"choice": "fixed"})
    assert "choice: fixed" in rests_words(explorer(fixed).compare(Pair(NOTHING, NOTHING), 2))


def test_a_lever_of_behavior_tells_its_likely_range_and_a_value_outside():
    relief = lever_of(shipped("dealership"), REWARD)
    assert relief.likely_words(0.7) == "stronger than studies support (0 to 0.25)"
    assert relief.likely_words(0.25) == ""
    assert lever_of(shipped("dealership"), "empowerment.authority").likely_words(900.0) == ""


def test_a_strength_is_told_in_words_that_rise_with_it_and_the_number_beside():
    relief = lever_of(shipped("dealership"), REWARD)
    told = [relief.words(value) for value in (0.0, 0.05, 0.2, 0.25, 0.3, 0.7)]
    assert told == [
        ("none", "0.00"),
        ("weak", "0.05"),
        ("moderate", "0.20"),
        ("moderate", "0.25"),
        ("strong", "0.30"),
        ("very strong", "0.70"),
    ]
    assert relief.shown(0.7) == "very strong (0.70)"


@pytest.mark.parametrize("heads", [5, {"mon-fri": {"9:00": 3, "12:00": 5, "16:00": 2}}])
def test_people_come_and_go_relative_to_what_stands_whatever_says_how_many_there_are(explorer, heads):
    center = small_center(teams={"desk": {"agents": heads, "handles": ["question"]}})
    floor = lever_of(center, "teams.desk.agents")
    assert (floor.shown(floor.own), floor.today) == ("as today (5)", "5")
    assert floor.words(floor.said(2.0)) == floor.words(2.0) == ("2 more", "7")
    assert floor.words(-1.0) == ("1 fewer", "4")
    more = Setting(values={floor.key: floor.said(2.0)}, week=2)
    assert more.values_in(center, [floor]) == {floor.key: 2.0}
    found = explorer(center).compare(Pair(NOTHING, more), 2)
    before, after = (found.sums[name].total(2, 2)["duty_ticks"].mean() / HOUR for name in found.scenarios)
    assert after - before == pytest.approx(2 * 5 * 8)  # in each of the 40 hours of a week
    least = Setting(values={floor.key: floor.said(floor.low)}, week=2)
    assert explorer(center).compare(Pair(NOTHING, least), 1).what_ifs == [YOURS]


def test_managers_come_and_go_too(explorer):
    center = shipped("support_center").override({"calendar.weeks": 3})
    managers = lever_of(center, "manager.count")
    assert (managers.low, managers.high, managers.shown(-1.0)) == (-3.0, 3.0, "1 fewer (5)")
    setting = Setting(values={managers.key: managers.said(-1.0)}, week=2)
    assert setting.what_if(center).set == {"manager.count": "minus 1"}
    assert explorer(center).compare(Pair(NOTHING, setting), 1).found.cells
