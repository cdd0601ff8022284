"""Tables of a usual week: however a spreadsheet writes them they are read right, or refused at their cell."""

import random
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.reading.tables import LARGEST_TABLE, MOST_CELLS, table_reader
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.figures import HeadTable, Table
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import Scenario
from tests.reading.scenario_files import loaded

SCENARIO = """\
name: Table
calendar: {weeks: 1, open: {mon-fri: "8:00-12:00"}}
issues:
  call: {per_week: 600, ISSUE}
teams:
  desk: {agents: AGENTS, handles: [call]}
"""
NAMES = {
    0: ["mon", "MON", "Monday", "monday", "Mon."],
    1: ["tue", "Tuesday", "Tues", "TUE"],
    2: ["wed", "Wednesday"],
    3: ["thu", "Thursday", "Thurs", "Thur"],
    4: ["fri", "FRIDAY", " fri "],
    5: ["sat", "Saturday"],
    6: ["sun", "Sunday"],
}
files = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def heads(folder, content, width=30, column="heads"):
    """Read a file as the heads of a team: the scenario, or what is wrong with it as printed."""
    agents = f"{{file: heads.csv, column: {column}, bin_minutes: {width}}}"
    return _read(folder, "heads.csv", content, SCENARIO.replace("ISSUE", "bin_minutes: 60").replace("AGENTS", agents))


def calls(folder, content, width=30):
    """Read a file as the volume of a type."""
    issue = f"table: {{file: calls.csv, column: calls, bin_minutes: {width}}}"
    return _read(folder, "calls.csv", content, SCENARIO.replace("ISSUE", issue).replace("AGENTS", "5"))


def _read(folder, name, content, text):
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "s.yaml").write_text(text)
    found = loaded(folder / "s.yaml")
    if isinstance(found, Scenario):
        return found
    (problem,) = found
    return str(problem).replace(f"{folder}/", "")


def half_hours(figure, first=16, last=24, days="mon-fri", head="weekday,start,heads"):
    """A table in half hours, by default from 8:00 to 12:00."""
    rows = [f"{days},{b // 2}:{b % 2 * 30:02d},{figure}" for b in range(first, last)]
    return "\n".join([head, *rows]) + "\n"


@files
@given(st.integers(0, 2**32), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_however_a_week_is_written_its_figures_are_read(tmp_path, seed, semicolons, end, quoted):
    dice = random.Random(seed)
    mark, gap = (dice.choice(",."), ";") if semicolons else (".", ",")
    right = [[0.0] * 48 for _ in range(7)]
    lines = []
    if semicolons and dice.random() < 0.3:
        lines.append("sep=;")
    lines += [""] * dice.randrange(3)
    names = [dice.choice(["weekday", "Weekday", " WEEKDAY "]), dice.choice(["start", "Start"])]
    lines.append(gap.join([*names, dice.choice(["calls", "Calls", " CALLS"]), "remark"]))
    for day in range(7):
        for b in range(14, 22):
            right[day][b] = figure = dice.randrange(400) / 4 + 0.25 * (day == 0 and b == 14)
            number = f"{figure:g}".replace(".", mark)
            remark = f'"two\nlines{gap} of it"' if quoted and dice.random() < 0.2 else "x"
            clock = f"{b // 2:{dice.choice(['d', '02d'])}}:{b % 2 * 30:02d}" + dice.choice(["", ":00"])
            lines.append(gap.join([dice.choice(NAMES[day]), clock, number, remark]))
            lines += [""] * (dice.random() < 0.1)
    content = dice.choice(["", "\ufeff"]) + end.join(lines) + end
    scenario = calls(tmp_path, content)
    assert isinstance(scenario, Scenario), scenario
    assert scenario.issues["call"].table.figures == right
    assert all(set(day) == {*range(14), *range(22, 48)} for day in scenario.issues["call"].table.absent)


WRONG = {
    "12 %": "'12 %' is not a plain number; write it without the sign %",
    "12%": "'12%' is not a plain number; write it without the sign %",
    "-": "'-' is not a number; write 0 where there is nothing",
    "n/a": "'n/a' is not a number; write 0 where there is nothing",
    "nan": "'nan' is not a number; write 0 where there is nothing",
    "": "is blank; write 0 where there is nothing",
    "1 234": "'1 234' is not a plain number; write 1234, without a separator of thousands",
    "1\u202f234": "'1?234' is not a plain number; write 1234, without a separator of thousands",
    "1'234": "'1'234' is not a plain number; write 1234, without a separator of thousands",
    "1_234": "'1_234' is not a plain number; write 1234, without a separator of thousands",
    "inf": "'inf' is not a number such as 4.5",
    "five": "'five' is not a number such as 4.5",
    "0x5": "'0x5' is not a number such as 4.5",
    "\u0665": "'\u0665' is not a number such as 4.5",
    "-3": "-3 agents; must be from 0 to 5,000",
    "5001": "5001 agents; must be from 0 to 5,000",
    "100000": "100000 agents; must be from 0 to 5,000",
    "1e300": "1e+300 agents; must be from 0 to 5,000",
}


@pytest.mark.parametrize("cell", WRONG)
@pytest.mark.parametrize("before", ["", "\n\n", 'mon,7:00,5,"a remark\nin three\nlines"\n'])
def test_a_cell_that_is_no_head_count_is_told_by_column_and_line(tmp_path, cell, before):
    rows = [f"mon,{hour}:00,{cell if hour == 10 else 5},x" for hour in range(8, 12)]
    found = heads(tmp_path, "weekday,start,heads,remark\n" + before + "\n".join(rows), 60)
    line = 4 + before.count("\n")
    assert found == f"s.yaml:6:25: teams.desk.agents.file: heads.csv:{line}:heads: {WRONG[cell]}"


@pytest.mark.parametrize(
    ("gap", "cells", "words"),
    [
        (";", ["1.234", "5"], "'1.234' may be 1234 or 1.234; write no separator of thousands"),
        (";", ["1,234", "5"], "'1,234' may be 1234 or 1.234; write no separator of thousands"),
        (";", ["4,5", "1.234"], "'1.234' may be 1234 or 1.234; write no separator of thousands"),
        (";", ["4,5", "4.5"], "'4.5' is not a number such as 4,5"),
        (";", ["1.234,5", "5"], "'1.234,5' is not a plain number; write no separator of thousands"),
        (",", ['"1,234"', "5"], "'1,234' may be 1234 or 1.234; write no separator of thousands"),
        (",", ['"4,5"', "5"], "'4,5' is not a number such as 4.5"),
    ],
)
def test_a_figure_that_could_be_two_is_not_guessed(tmp_path, gap, cells, words):
    rows = ["weekday;start;calls", *(f"mon;{8 + i}:00;{cell}" for i, cell in enumerate(cells))]
    assert words in calls(tmp_path, "\n".join(rows).replace(";", gap), 60)


@pytest.mark.parametrize("rows", ["mon;8:00;1,234\nmon;9:00;0,5", "mon;8:00;1.234\nmon;9:00;0.5", "mon,8:00,1.234"])
def test_figures_with_three_decimals_are_read_where_the_column_shows_that_they_are(tmp_path, rows):
    head = "weekday;start;calls\n" if ";" in rows else "weekday,start,calls\n"
    assert calls(tmp_path, head + rows, 60).issues["call"].table.figures[0][8] == 1.234


@pytest.mark.parametrize(
    ("content", "width", "words"),
    [
        (half_hours(5) + "wed,9:00,7\n", 30,
         "file: heads.csv:10: Wed 9:00 stands in line 4 already; leave one row for it"),
        (half_hours(5).replace("mon-fri,9:30", "mon-fri,9:00"), 30,
         "heads.csv:5: Mon 9:00 stands in line 4 already"),
        ("weekday,start,heads\nmon-fri,8:00,5\nmon-fri,9:00,5\nmon-fri,10:00,5", 30,
         "bin_minutes: heads.csv:3: rows are 60 minutes apart, but bins are of 30; set bin_minutes: 60"),
        ("weekday,start,heads\nmon-fri,8:00,5\nmon-fri,8:30,5\nsat,8:00,5\nsat,9:00,5\nsat,10:00,5", 30,
         "bin_minutes: heads.csv:5: rows are 60 minutes apart, but bins are of 30; write a row for every 30 minutes"),
        ("weekday,start,heads\nmon-fri,8:00,5\nmon-fri,12:00,5\nmon-fri,16:00,5", 60,
         "bin_minutes: heads.csv:3: rows are 240 minutes apart, but bins are of 60; write a row for every 60 minutes"),
        (half_hours(5), 60, "bin_minutes: heads.csv:3:start: 8:30 is not the beginning of a bin of 60 minutes; "
         "set bin_minutes: 30"),
        (half_hours(5).replace(":30,", ":20,"), 60, "8:20 is not the beginning of a bin of 60 minutes; "
         "bins begin every 15, 30 or 60 minutes"),
        (half_hours(5) + "mon,24:00,5\n", 30, "heads.csv:10:start: 24:00 begins no bin; a day begins at 0:00"),
        (half_hours(5) + "mon,3 PM,5\n", 30, "heads.csv:10:start: '3 PM' is not a time of day"),
        (half_hours(5) + "Total,18:00,5\n", 30, "heads.csv:10:weekday: 'Total' names no weekdays; write mon, mon-fri"),
        (half_hours(5).replace("weekday", "day"), 30,
         "file: heads.csv:1: column 'weekday' is missing; a table of agents needs the columns weekday, start and "
         "heads, such as weekday,start,heads and then mon-fri,8:00,5; this has day, start, heads; did you mean 'day'?"),
        ("\n\n" + half_hours(5).replace("heads", "head"), 30,
         "heads.csv:3: column 'heads' is missing; a table"),
        (half_hours("5,5", head="weekday,start,Heads,HEADS"), 30, "2 columns are called like 'heads'"),
        (half_hours(5).replace(",", "\t"), 30, "heads.csv:1: the columns are separated by tabs; save it with commas"),
        (half_hours(5).encode("utf-16"), 30, "heads.csv:1:1: is saved as UTF-16; save it as UTF-8"),
        (half_hours(5).encode("utf-16-le"), 30, "heads.csv:1:2: is not text (a NUL byte), or is UTF-16"),
        (half_hours("5 für").encode("latin-1"), 30, "heads.csv:2:"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), 30, "is a workbook (.xls), not text; save the sheet as CSV"),
        (b"\x1f\x8b\x08\x00rest", 30, "is compressed (gzip); unpack it"),
    ],
)  # fmt: skip
def test_a_table_that_nobody_can_mean_is_refused_with_what_would_be_right(tmp_path, content, width, words):
    assert words in heads(tmp_path, content, width)


def test_a_workbook_is_told_apart_from_text_of_another_encoding(tmp_path):
    book = BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "is a workbook (or another zip file), not text; save the sheet as CSV" in heads(tmp_path, book.getvalue())


def test_a_full_night_and_a_split_shift_need_no_rows_between(tmp_path):
    night = "weekday,start,heads\nmon,0:00,4\nmon,23:00,4\ntue,0:00,4\n"
    assert heads(tmp_path, night, 60).teams["desk"].agents.figures[0][23] == 4


def test_heads_set_from_python_keep_the_same_bounds(tmp_path):
    scenario = heads(tmp_path, half_hours(5))
    data = scenario.teams["desk"].agents.model_dump()
    for figure, words in ((5001.0, "from 0 to 5,000"), (-1.0, "from 0 to 5,000")):
        data["figures"][0][16] = figure
        with pytest.raises(ScenarioError, match=words):
            scenario.override({"teams.desk.agents": data})
    assert (HeadTable.most, Table.most) == (5000, 1e6)


def test_a_large_table_is_read_in_bounded_memory(tmp_path):
    head, tail = "weekday,start,heads,remark\n", f",5,{'x' * 50_000}\n"
    rows = [f"{day},{b // 2}:{b % 2 * 30:02d}{tail}" for day in WEEKDAYS for b in range(48)]
    wide = head + "".join(rows)
    assert 16_000_000 < len(wide) < LARGEST_TABLE
    assert heads(tmp_path, wide).teams["desk"].agents.figures == [[5.0] * 48] * 7
    names = ",".join(["weekday", "start", "heads", *(f"c{i}" for i in range(900))])
    (tmp_path / "many.csv").write_text(names + "\n" + ("mon,8:00,5" + "," * 900 + "\n") * 2_500)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=f"more than {MOST_CELLS:,} cells"):
            table_reader(tmp_path)("many.csv")
        assert tracemalloc.get_traced_memory()[1] < 3e8
    finally:
        tracemalloc.stop()
    assert "at most 20,000,000 are allowed" in heads(tmp_path, "x" * (LARGEST_TABLE + 1))
