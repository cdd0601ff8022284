"""The mapping is shown, written, taken back and corrected; what is wrong in it is told at its key."""

import re

import numpy as np
import pytest

from sim.fit.reading.read import read_files
from sim.scenario.problems import ScenarioError
from tests.fit.reading.test_call_logs import TWO_CLOCKS, asked, csv_of
from tests.fit.reading.test_shift_tables import LENGTHS

VOLUMES = "slot begin,skill,calls,aht\n" + "".join(f"2024-05-06 {9 + n}:00,rent,{5 + n},{100 + n}\n" for n in range(5))
ROSTER = "Employee,Activity,Shift start,Lunch\ne1,work,9:00,12:00\ne2,leave,8:00,11:30\n"


def test_files_of_several_kinds_are_read_together_and_their_mapping_is_taken_back(tmp_path):
    texts = {"volumes.csv": VOLUMES, "roster.csv": ROSTER, "calls.csv": TWO_CLOCKS}
    paths = [csv_of(tmp_path, text, name) for name, text in texts.items()]
    first = read_files(paths, columns={"columns": {"Time": "received"}, **LENGTHS})
    written = tmp_path / "mapping.yaml"
    written.write_text(first.mapping.yaml(), "utf-8")
    again = read_files(paths, columns=written)
    assert again.mapping.yaml() == first.mapping.yaml()
    assert again.shifts == first.shifts
    assert again.findings == first.findings
    for one, other in ((first.volumes, again.volumes), (first.calls, again.calls)):
        for name, column in vars(one).items():
            np.testing.assert_equal(getattr(other, name), column)
    assert read_files(paths, columns=first.mapping).findings == first.findings


def test_the_text_shows_columns_findings_and_what_is_not_told(tmp_path):
    text = read_files([csv_of(tmp_path, TWO_CLOCKS)], columns={"columns": {"Time": "received"}}).text()
    assert "3 contacts on 3 days, 2024-05-06 to 2024-05-08: 2 answered; 2 issue types, 1 agent" in text
    assert re.search(r"Time +received \(clock; as the mapping says\)", text)
    assert "1  not answered although they have a talk time: taken as not answered (log.csv:3)" in text


def test_a_mapping_corrects_roles_units_and_what_is_left_out(tmp_path):
    path = csv_of(tmp_path, VOLUMES)
    table = read_files(
        [path], columns={"columns": {"aht": {"role": "wait", "unit": "min"}, "skill": "left out"}}
    ).volumes
    assert table.issues == ("all",)
    assert np.isnan(table.handle_seconds).all()
    assert table.wait_seconds[0] == 6000


@pytest.mark.parametrize(
    ("columns", "key", "told"),
    [
        ({"columns": {"calls": "volumes"}}, "columns.calls.role", "did you mean 'volume'"),
        ({"columns": {"cals": "volume"}}, "columns.cals", "no file has this column; did you mean 'calls'"),
        ({"columns": {"aht": {"role": "handle", "unit": "parsec"}}}, "columns.aht.unit", "none of s, min"),
        (
            {"columns": {"slot begin": {"role": "received", "form": "any"}}},
            "columns.slot begin.form",
            "none of year-month-day",
        ),
        ({"columns": {"aht": "wait", "calls": "wait"}}, "columns.calls", "column aht is wait already"),
        ({"columns": {"aht": {"rolle": "handle"}}}, "columns.aht", "none of role, unit, form"),
        ({"columns": ["aht"]}, "columns", "column: role"),
        ({"row": "calls"}, "row", "did you mean 'call'"),
        ({"colums": {}}, "colums", "did you mean 'columns'"),
        ({"tables": 3}, "tables", "must be a list"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_told_at_its_key(tmp_path, columns, key, told):
    [(where, message)] = asked(csv_of(tmp_path, VOLUMES), **columns)
    assert where == key
    assert told in message


@pytest.mark.parametrize("text", ["- a\n", "a: [1\n", "", "\x00"])
def test_a_mapping_file_that_is_none_is_told_in_a_line(tmp_path, text):
    mapping = csv_of(tmp_path, text, "mapping.yaml")
    with pytest.raises(ScenarioError) as error:
        read_files([csv_of(tmp_path, VOLUMES)], columns=mapping)
    assert str(error.value).startswith(str(mapping))
    with pytest.raises(ScenarioError, match="no such file"):
        read_files([csv_of(tmp_path, VOLUMES)], columns=tmp_path / "none.yaml")


def test_columns_that_no_word_knows_are_asked(tmp_path):
    [(key, message)] = asked(csv_of(tmp_path, "x,y\n3,foo\n4,bar\n"))
    assert key == "row"
    assert "x, y" in message


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("time,calls\n8:00,4\n8:30,6\n9:00,7\n", "weekdays: mon-fri"),
        ("agent,shift start,lunch\nA,8:00,12:00\nB,9:00,13:00\n", "shift_minutes: 480"),
    ],
)
def test_a_question_says_where_its_answer_goes_and_how_it_is_written(tmp_path, text, answer):
    file = tmp_path / "brought.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as asked:
        read_files([file])
    assert any(str(problem).endswith(f"in a file for --columns, as in '{answer}'") for problem in asked.value.problems)
