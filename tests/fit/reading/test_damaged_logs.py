"""Damaged files: always a reading with findings or one clear line, never a traceback and never a warning."""

import gzip
import random
import zipfile

import pytest
from hypothesis import strategies as st

from sim.fit.reading.read import read_files
from sim.scenario.problems import ScenarioError
from tests.drawn import drawn
from tests.fit.reading.layouts import contacts, layouts, table_of_calls, written
from tests.fit.reading.test_call_logs import asked, csv_of, words
from tests.fit.reading.test_shift_tables import LENGTHS

ANSWERS = {**LENGTHS, "time_zone": "UTC"}
DAMAGES = ("cut", "flip", "shuffle", "cells", "quote", "delimiter", "missing", "garbage")


def damaged(content, how, draw):
    """Return the bytes of a file after something happened to them."""
    lines = content.split(b"\n")
    match how:
        case "cut":
            return content[: draw.randrange(len(content))]
        case "flip":
            return bytes(byte if draw.random() > 0.01 else draw.randrange(256) for byte in content)
        case "shuffle":
            return b"\n".join(draw.sample(lines, len(lines)))
        case "cells":
            return b"\n".join(b",".join(draw.sample(cells := line.split(b","), len(cells))) for line in lines)
        case "quote":
            lines[draw.randrange(len(lines))] += b'"'
            return b"\n".join(lines)
        case "delimiter":
            return b"\n".join(line.replace(b",", draw.choice((b",", b";"))) for line in lines)
        case "missing":
            rows = [[cell if draw.random() > 0.4 else b"" for cell in line.split(b",")] for line in lines[1:]]
            return b"\n".join([lines[0], *map(b",".join, rows)])
    return draw.randbytes(draw.choice((0, 1, 40, 3000)))


@drawn(contacts(), layouts(), st.sampled_from(DAMAGES), st.integers(0, 1 << 30), examples=40, at_length=2000)
def test_whatever_happens_to_a_file_it_is_read_or_refused_in_a_line(tmp_path_factory, calls, layout, how, seed):
    folder = tmp_path_factory.mktemp("damaged")
    path = written(folder, *table_of_calls(calls, layout), layout)
    path.write_bytes(damaged(path.read_bytes(), how, random.Random(seed)))
    for columns in (None, ANSWERS):
        lines = refusal(path, columns)
        assert all(len(line.splitlines()) == 1 for line in lines)


def refusal(path, columns):
    """Read a file; return the lines that refuse it, if any do."""
    try:
        assert read_files([path], columns=columns).text()
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


HEAD = "Received,Answered,Hangup,Agent\n"
ROWS = "".join(f"2024-05-06 {9 + n}:00:00,2024-05-06 {9 + n}:00:10,2024-05-06 {9 + n}:02:00,P{n}\n" for n in range(9))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (HEAD.encode(), "no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x01\x02", "is no table"),
        (b"PK\x03\x04broken", "is no workbook"),
        (b"PAR1" + bytes(20), "Parquet"),
        (gzip.compress(HEAD.encode(), mtime=0)[:10], "is cut off"),
        ((HEAD + '"' + ROWS).encode(), "quotation mark"),
    ],
)
def test_a_file_that_holds_no_log_is_refused_in_a_line(tmp_path, content, told):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    [(_, message)] = asked(path)
    assert told in message


def test_no_file_and_a_folder_are_told(tmp_path):
    assert asked(tmp_path / "none.csv")[0][1] == "no such file"
    assert "is a folder" in asked(tmp_path)[0][1]
    with pytest.raises(ScenarioError, match="no file"):
        read_files([])


def test_a_packed_log_that_is_cut_off_is_read_up_to_there_and_says_so(tmp_path):
    days = [f"2024-05-{1 + n % 28:02}" for n in range(4000)]
    rows = "".join(f"{day} 09:{n % 60:02}:{n * 7 % 60:02},,{day} 10:00:00,P{n % 101}\n" for n, day in enumerate(days))
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress((HEAD + rows).encode())[:-3000])
    reading = read_files([path])
    assert 100 < len(reading.calls) < 4000
    assert any("cut off" in what for what in words(reading))


def test_cells_of_another_format_are_counted_and_never_guessed(tmp_path):
    mixed = HEAD + ROWS + "06.05.2024 19:00,2024-05-06 19:00:10,2024-05-06 19:02:00,P9\n"
    mixed += "2024-05-06 20:00:00,soon,2024-05-06 20:02:00,P9\n"
    found = words(read_files([csv_of(tmp_path, mixed)]))
    assert found["cells of column Received that are no moment written year-month-day: read as nothing"] == 1
    assert found["cells of column Answered that are no moment written year-month-day: read as nothing"] == 1
    assert found["without a time of arrival: left out"] == 1


def test_lines_with_too_many_cells_are_counted(tmp_path):
    many = "".join(
        f"2024-05-{1 + n % 28:02} 09:00:{n % 60:02},,2024-05-{1 + n % 28:02} 10:00:00,P1\n" for n in range(4000)
    )
    reading = read_files([csv_of(tmp_path, HEAD + many + "2024-05-06 21:00:00,,2024-05-06 21:02:00,P1,5,6,7,8\n" * 2)])
    [lost] = [finding for finding in reading.findings if "too many cells" in finding.what]
    assert (lost.rows, lost.example) == (2, "log.csv:4002")


@pytest.mark.parametrize("rows", [1, 2])
def test_a_row_or_two_are_a_log(tmp_path, rows):
    text = HEAD + "".join(ROWS.splitlines(keepends=True)[:rows])
    assert len(read_files([csv_of(tmp_path, text)]).calls) == rows


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><body><table><tr><td>Start</td></tr></table>", "a web page"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "XML"),
        (b"%PDF-1.4\n1 0 obj\n", "a PDF"),
        (b"BZh91AY&SY", "packed in a way that is not read"),
        ("Start,Agent\n".encode("utf-32"), "UTF-32"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(tmp_path, content, says):
    path = tmp_path / "calls.xls"
    path.write_bytes(content)
    [(_, message)] = asked(path)
    assert says in message


def test_a_file_alone_in_a_zip_is_read_and_of_several_none_is_chosen(tmp_path):
    text = "Start,Wait (s),Talk (s)\n" + "".join(f"2024-03-04 1{n}:00:07,{n},60\n" for n in range(9))
    for many in (1, 2):
        with zipfile.ZipFile(tmp_path / f"{many}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(many):
                packed.writestr(f"calls {number}.csv", text)
    assert len(read_files([tmp_path / "1.zip"]).calls) == 9
    [(_, message)] = asked(tmp_path / "2.zip")
    assert "a zip of several files" in message
