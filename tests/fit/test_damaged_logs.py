"""Whatever a log lacks, a fit says so in a line, or makes a scenario that loads and says what is assumed."""

import pytest

import sim
from sim.reading.files import load
from sim.scenario.problems import ScenarioError
from tests.drawn import drawn
from tests.fit.call_logs import damaged_logs


@drawn(damaged_logs(), examples=25, at_length=600)
def test_a_damaged_log_gives_a_clear_line_or_a_scenario_that_loads(tmp_path_factory, made):
    if len(made) == 0:
        with pytest.raises(ScenarioError, match="no contact"):
            sim.fit(made)
        return
    client = sim.fit(made, name="Damaged")
    files = client.files
    folder = tmp_path_factory.mktemp("client")
    (folder / "client.fit").mkdir()
    for name, text in files.tables.items():
        (folder / "client.fit" / name).write_text(text, encoding="utf-8")
    (folder / "client.yaml").write_text(files.text("client.fit"), encoding="utf-8")
    assert load(folder / "client.yaml").name == "Damaged"
    assert list(client.table.columns) == ["figure", "key", "value", "low", "high", "unit", "n", "fit"]
    assert client.warnings or len(made) >= 40


def test_an_empty_log_is_refused_in_one_line():
    from tests.fit.call_logs import log

    with pytest.raises(ScenarioError, match=r"^has no contact that could be read"):
        sim.fit(log())
