"""Distributions in both languages have the mean and the spread that their parameters say; what else a model may say."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter

from sim.demand.quantile_tables import table_of
from sim.fit.imported.foreign_xml import Element
from sim.fit.imported.importing_models import import_model
from sim.fit.imported.laws_of_time import span_of
from sim.scenario import ScenarioError
from sim.scenario.means import mean_of
from sim.scenario.quantities import Wait
from tests.fit.imported.foreign_models import client, simple, written

WEIBULL = 100 * math.gamma(1.5), 100 * math.sqrt(math.gamma(2) - math.gamma(1.5) ** 2)


def span(text, reach=3600.0):
    return span_of(Element("Distribution", {}, 7, "model.xml", text), reach)


@pytest.mark.parametrize(
    ("names", "values", "mean", "sd"),
    [
        (("Lognormal distribution", "Lognormalverteilung"), "300;200", 300, 200),
        (("Exponential distribution", "Exponentialverteilung"), "900", 900, 900),
        (("Gamma distribution", "Gamma-Verteilung"), "4;25", 100, 50),
        (("Erlang distribution", "Erlang-Verteilung"), "4;25", 100, 50),
        (("Weibull distribution", "Weibull-Verteilung"), "0.01;2", *WEIBULL),
        (("Uniform distribution", "Gleichverteilung"), "60;180", 120, 120 / math.sqrt(12)),
        (("Triangular distribution", "Dreiecksverteilung"), "60;120;180", 120, 60 / math.sqrt(6)),
        (("Normal distribution", "Normalverteilung"), "300;30", 300, 30),
        (("One-point distribution", "Ein-Punkt-Verteilung"), "90", 90, 0),
        (("Empirical data", "Empirische Daten"), "1;1;0;2", 2025, None),
    ],
)
def test_a_named_distribution_has_the_mean_and_the_spread_of_its_parameters(names, values, mean, sd):
    english, german = (span(f"{name} ({values})") for name in names)
    assert english == german
    assert english.mean == pytest.approx(mean, rel=0.01)
    if sd is not None:
        assert english.sd == pytest.approx(sd, rel=0.05, abs=1e-9)
    table = table_of(TypeAdapter(Wait).validate_python(english.data))
    levels = np.array([table.read((n + 0.5) / 20_000) for n in range(20_000)])
    assert 60 * levels.mean() == pytest.approx(english.mean, rel=0.01)
    assert 60 * levels.std() == pytest.approx(english.sd, rel=0.05, abs=1e-3)


def test_many_densities_with_gaps_become_a_few_quantiles_that_rise():
    found = span(";".join(str(n % 7 if n % 100 < 50 else 0) for n in range(3600)))
    shares = found.data["probabilities"]
    assert len(shares) < 450
    assert np.all(np.diff(shares) > 0)
    weights = np.array([n % 7 if n % 100 < 50 else 0 for n in range(3600)])
    assert found.mean == pytest.approx(np.average(np.arange(3600) + 0.5, weights=weights), rel=0.01)
    table_of(TypeAdapter(Wait).validate_python(found.data))


def test_bare_densities_reach_over_the_range_and_a_decimal_comma_is_read():
    assert span("1;1;0;2").data == span("Empirical data (1;1;0;2)").data
    assert span("Exponentialverteilung (1,5)").mean == 1.5
    assert span("niemals").mean == math.inf


@pytest.mark.parametrize("text", ["", "Lognormal distribution (1)", "x (1)", "0;0", "(", "1;-1"])
def test_what_is_none_is_told_with_its_line(text):
    with pytest.raises(ScenarioError) as caught:
        span(text)
    assert caught.value.problems[0].line == 7


def imported(folder, text):
    (folder / "model.xml").write_text(text, encoding="utf-8")
    return import_model(folder / "model.xml")


def test_times_by_half_hour_become_factors_with_the_same_mean(tmp_path):
    slow = '<SkillLevelClientTypeHoldingTimeDistribution Interval="20">Exponential distribution (480)'
    text = written(simple()).replace(
        "<SkillLevelClientTypePostProcessingTimeDistribution>",
        f"{slow}</SkillLevelClientTypeHoldingTimeDistribution><SkillLevelClientTypePostProcessingTimeDistribution>",
    )
    (issue,) = imported(tmp_path, text).scenario.issues.values()
    mean = (47 * 240 + 480) / 48 / 60
    assert mean_of(issue.handle_time) == pytest.approx(mean, rel=1e-5)
    by = issue.handle_time_by
    assert [time for time in by if by[time] > 1.5] == ["9:30"]
    assert by["9:30"] / by["0:00"] == pytest.approx(2, rel=1e-4)


def test_forwarding_by_skill_level_becomes_the_teams_own_share(tmp_path):
    special = (
        '<ForwardingSkillLevelDepending SkillLevel="all" Probability="40%"><ForwardingNewClientType Name="calls">1'
    )
    text = written(simple(clients=[client(forward=0.1, to={"calls": 1})])).replace(
        "</ClientsForwarding>",
        f"{special}</ForwardingNewClientType></ForwardingSkillLevelDepending></ClientsForwarding>",
    )
    scenario = imported(tmp_path, text).scenario
    assert scenario.issues["calls"].transfers.share == 0.1
    assert scenario.teams["all"].handling("calls").transfers == 0.4


def test_recalls_are_further_first_calls_later_in_the_day(tmp_path):
    recall = (
        '<ClientsRecall Probability="20%"><RecallIntervalDistribution>Exponential distribution (3600)'
        '</RecallIntervalDistribution><RecallNewClientType Name="calls">1</RecallNewClientType></ClientsRecall>'
    )
    morning = client(profile=[0] * 8 + [1] + [0] * 15)
    text = written(simple(clients=[morning])).replace("</ModelClientType>", f"{recall}</ModelClientType>")
    told = imported(tmp_path, text)
    issue = told.scenario.issues["calls"]
    assert issue.per_week == pytest.approx(7 * 1440 / (1 - 0.2), rel=1e-4)
    assert issue.volume["9:00"] / issue.volume["8:00"] == pytest.approx(0.2)
    assert any("recalls" in str(each) for each in told.left)


def test_what_is_switched_off_is_left_out_and_told(tmp_path):
    work = (("Exponential", 240), ("One-point", 0), 1)
    two = simple(clients=[client(), client("old")], skills={"all": {"calls": work, "old": work}})
    text = written(two).replace('Name="old"><ClientsFreshCalls>', 'Name="old" Active="0"><ClientsFreshCalls>')
    told = imported(tmp_path, text)
    assert list(told.scenario.issues) == ["calls"]
    assert any("client type 'old' is switched off" in str(each) for each in told.left)
