"""A model of another program is imported whole, and the same in every language."""

import gzip
import itertools

import numpy as np
import pytest
from hypothesis import strategies as st

import sim
from sim.engines import run
from sim.fit.imported.foreign_floor import shifts_of
from sim.fit.imported.importing_models import import_model
from sim.journeys.records import Outcome
from sim.scenario import ScenarioError, plan_of
from sim.scenario.arrivals import weekly_means
from sim.scenario.means import mean_of
from tests.drawn import drawn
from tests.fit.imported.foreign_models import LANGUAGES, client, models, simple, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


def imported(folder, model, language="English"):
    path = folder / "model.xml"
    path.write_text(written(model, language), encoding="utf-8")
    return import_model(path)


@drawn(models(), st.data(), examples=25, at_length=300)
def test_whatever_the_language_and_the_version_the_scenario_is_the_same_and_holds_the_models_figures(
    tmp_path_factory, model, data
):
    folder = tmp_path_factory.getbasetemp()
    english = imported(folder, model)
    other = imported(folder, model, data.draw(st.sampled_from(list(LANGUAGES))))
    assert english.text == other.text
    scenario = english.scenario
    assert len(scenario.issues) == len(model["clients"])
    for its, issue in zip(model["clients"], scenario.issues.values(), strict=True):
        assert issue.per_week == pytest.approx(7 * its["calls"], rel=1e-5)
        monday = np.array(weekly_means(issue, scenario.calendar.open)[0])
        parts = np.array(its["profile"], float)
        expected = its["calls"] * parts / parts.sum()
        np.testing.assert_allclose(monday.reshape(len(parts), -1).sum(axis=1), expected, rtol=1e-4)
        kind, *values = its["patience"]
        mean = values[0] * values[1] if kind == "Gamma" else values[0]
        assert mean_of(issue.patience) == pytest.approx(mean / 60, rel=1e-4)
        assert (issue.redial.share or 0.0, issue.redial.again or 0.0) == (its["retry"] if any(its["retry"]) else (0, 0))
        assert (issue.transfers.share if issue.transfers else 0.0) == its["forward"]
    assert sum(_heads(team) for team in scenario.teams.values()) == pytest.approx(
        sum(
            sum(group["heads"]) / 2
            for center in model["centers"]
            for group in center["groups"]
            if model["skills"][group["skill"]]
        )
    )


def _heads(team):
    """Agent-hours of a day."""
    if team.shifts:
        spans = [(shift.people, shift.hours["mon-sun"].split("-")) for shift in team.shifts.values()]
        return sum(people * (_hour(end) - _hour(start)) for people, (start, end) in spans)
    by = {_hour(time): n for time, n in team.agents["mon-sun"].items()}
    starts = [*sorted(by), 24.0]
    return sum(by[start] * (end - start) for start, end in itertools.pairwise(starts))


def _hour(time):
    return int(time.split(":")[0]) + int(time.split(":")[1]) / 60


@drawn(models(), examples=10, at_length=100)
def test_every_imported_model_runs_and_obeys_the_laws(tmp_path_factory, model):
    for its in model["clients"]:
        its["calls"] = min(its["calls"], 200)
    scenario = imported(tmp_path_factory.getbasetemp(), model).scenario
    run(plan_of(scenario.override({"calendar.weeks": 1})), 1, 0).check()


def test_one_type_and_one_group_of_exponential_times_are_erlangs_queue_with_abandonment(folder):
    # 60 calls an hour, 4 minutes each, 5 agents, patience 2 minutes: a birth-death chain.
    rate, service, patience, servers = 1.0, 1 / 4, 1 / 2, 5
    weights, n = [1.0], 0
    while weights[-1] > 1e-14 * sum(weights):
        n += 1
        weights.append(weights[-1] * rate / (min(n, servers) * service + max(0, n - servers) * patience))
    shares = np.array(weights) / sum(weights)
    waiting = float(sum(share * max(0, n - servers) for n, share in enumerate(shares)))
    scenario = imported(folder, simple()).scenario
    found = []
    for replication in range(12):
        rows = run(plan_of(scenario), 1, replication).rows
        waits = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"]) - rows["queued"]
        found.append((np.mean(rows["outcome"] == Outcome.ABANDONED), waits.mean() / 60_000))
    means, errors = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / 12**0.5
    for mean, error, exact in zip(means, errors, (waiting * patience / rate, waiting / rate), strict=True):
        assert mean == pytest.approx(exact, abs=4 * error)


def test_minimum_waits_become_steps_of_a_route_and_scores_the_order_of_teams(folder):
    work = (("Exponential", 240), ("One-point", 0), 1)
    better = (("Exponential", 240), ("One-point", 0), 9)
    houses = [
        {"name": "vendor", "groups": [{"heads": [2] * 48, "skill": "all"}], "waits": {"calls": 90}},
        {"name": "house", "groups": [{"heads": [5] * 48, "skill": "all"}, {"heads": [1] * 24, "skill": "best"}]},
    ]
    model = simple(centers=houses, skills={"all": {"calls": work}, "best": {"calls": better}})
    (issue,) = imported(folder, model).scenario.issues.values()
    steps = [(step.after, step.teams) for step in issue.route]
    assert steps == [(0.0, ["best", "house_all"]), (1.5, ["vendor_all"])]


def test_scores_keep_their_order_whatever_the_wait(folder):
    clients = [client("a", score=(50, 1, 50)), client("b", score=(200, 5, 150))]
    work = (("Exponential", 240), ("One-point", 0), 1)
    model = simple(clients=clients, skills={"all": {"a": work, "b": work}})
    one, two = (issue.priority for issue in imported(folder, model).scenario.issues.values())

    def score(its, wait, forwarded):
        base, rise, after = its["score"]
        return base + rise * wait + after * forwarded

    def priority(its, wait, forwarded):
        return its.base + its.per_minute * wait / 60 + its.after_hand_off * forwarded

    for waits in ((0, 0), (100, 10), (160, 1), (900, 150), (901, 150), (100, 20)):
        for forwarded in ((0, 0), (1, 0), (0, 1)):
            there = [score(*each) for each in zip(clients, waits, forwarded, strict=True)]
            here = [priority(*each) for each in zip((one, two), waits, forwarded, strict=True)]
            assert np.sign(there[0] - there[1]) == np.sign(round(here[0] - here[1], 7))


def test_skill_levels_of_other_times_become_speeds_and_costs_and_connecting_stay(folder):
    slow = {"calls": (("Lognormal", 458, 30), ("One-point", 60), 1)}
    quick = {"calls": (("Lognormal", 218, 30), ("One-point", 40), 1)}
    groups = [
        {"heads": [5] * 48, "skill": "quick", "cost": 30},
        {"count": 2, "begin": "08:00:00", "end": "16:30:00", "skill": "slow"},
    ]
    model = simple(centers=[{"name": "house", "groups": groups, "connects": 2}], skills={"slow": slow, "quick": quick})
    scenario = imported(folder, model).scenario
    (issue,) = scenario.issues.values()
    assert mean_of(issue.handle_time) == pytest.approx(260 / 60, rel=1e-5)
    assert scenario.teams["slow"].handling("calls").speed == pytest.approx(0.5)
    (shift,) = scenario.teams["slow"].shifts.values()
    assert (shift.people, shift.hours) == (2, {"mon-sun": "8:00-16:30"})
    assert scenario.teams["quick"].hourly_cost == 30
    assert scenario.service_level.within == 18


@drawn(
    st.lists(st.integers(0, 9), min_size=48, max_size=48),
    st.sampled_from([60, 240, 480, 1440]),
    examples=50,
    at_length=500,
)
def test_shifts_are_together_the_heads_that_were_planned_and_none_is_too_long(heads, preferred):
    shifts = list(shifts_of([heads[minute // 30] for minute in range(1440)], preferred, 30))
    assert max((end - begin for begin, end, _ in shifts), default=0) <= preferred
    for part, planned in enumerate(heads):
        assert sum(people for begin, end, people in shifts if begin <= 30 * part < end) == planned


def test_productive_shares_become_time_off_the_phone_with_the_same_people_on_it(folder):
    rates = "<ModelProductivity>" + ";".join(["0.8"] * 48) + "</ModelProductivity>"
    team = imported(folder, simple(more=[rates])).scenario.teams["all"]
    assert team.off_phone == pytest.approx(0.2)
    assert team.agents == {"mon-sun": {"0:00": 5}}  # 5 planned, 4 on the phone


def test_what_cannot_be_said_is_told_once_here_and_in_the_file(folder):
    more = simple(clients=[client(retry=(0.5, 0.2))], limit="a*2")
    told = imported(folder, more)
    assert [str(each) for each in told.left if "formula" in str(each)] == [
        "ModelMaxQueueLength as a formula (a*2): no limit; state queue_limit or calendar.lines"
    ]
    assert all(f"# - {each}\n" in told.text for each in told.left)


def test_a_packed_file_is_read_and_python_and_the_command_line_give_the_same(folder, tmp_path, capsys):
    from sim.cli import run as command

    path = tmp_path / "packed.xml.gz"
    path.write_bytes(gzip.compress(written(simple()).encode()))
    assert command(["import", str(path), "-o", str(tmp_path / "center.yaml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("read: Invented")
    assert lines[1].startswith("left out or done otherwise: ")
    assert lines[2].startswith("next: frontline run ")
    assert (tmp_path / "center.yaml").read_text("utf-8") == sim.import_model(path).text
    assert sim.load(tmp_path / "center.yaml") == sim.import_model(path).scenario
    assert command(["import", str(path), "-o", str(tmp_path / "center.yaml")]) == 2


def test_what_is_not_known_of_a_model_is_told_with_its_line(tmp_path):
    model = simple(more=["<ModelFancy><Inner>1</Inner></ModelFancy>", "<ModelFancy/>"])
    model["more"].append("<ModelSimulatorVersion>7.1.0</ModelSimulatorVersion>")
    path = tmp_path / "newer.xml"
    path.write_text(written(model).replace("><", ">\n<"))
    told = [str(each) for each in import_model(path).left]
    assert [line for line in told if "ModelFancy" in line] == [told[0]]
    line = path.read_text().splitlines().index("<ModelFancy>") + 1
    assert f"ModelFancy (line {line})" in told[0]
    assert any("version 7.1.0, newer than 6.2" in line for line in told)


def test_names_that_lead_nowhere_are_told_and_two_of_one_name_are_refused(tmp_path):
    path = tmp_path / "names.xml"
    good = written(simple(clients=[client(forward=0.1, to={"calls": 1, "ghosts": 2})]))
    group = good[good.index("<CallCenterAgentsGroup") : good.index("</ModelCallCenter>")]
    lost = group.replace("<AgentsGroupSkillLevel>all", "<AgentsGroupSkillLevel>none")
    path.write_text(good.replace(group, group + lost))
    told = [str(each) for each in import_model(path).left]
    assert sum("the skill level 'none', which is not there" in line for line in told) == 1
    assert sum("forwarding to 'ghosts', which is not there" in line for line in told) == 1
    level = good[good.index("<ModelSkillLevel") : good.index("</CallCenterModel>")]
    path.write_text(good.replace(level, level + level))
    with pytest.raises(ScenarioError, match="two skill levels that are called 'all'"):
        import_model(path)
