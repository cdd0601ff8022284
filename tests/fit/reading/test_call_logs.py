"""However a log of calls is written, the same contacts are read; what cannot be is counted, what is open is asked."""

import datetime

import numpy as np
import pytest

from sim.fit.call_log import NEVER
from sim.fit.reading.read import read_files
from sim.scenario.problems import ScenarioError
from tests.drawn import drawn
from tests.fit.reading.layouts import contacts, layouts, table_of_calls, written

MS = datetime.timedelta(milliseconds=1)


def said(log):
    """Everything that a log says of its contacts, with agents by the order of their first answer."""
    rows = []
    for row in range(len(log)):
        ticks = [int(column[row]) for column in (log.received, log.answered, log.left, log.ended)]
        rows.append((*ticks, log.issues[log.issue[row]], int(log.agent[row])))
    return rows


def expected(calls):
    calls = sorted(calls, key=lambda call: call.received)
    first = calls[0].received
    monday = first.replace(hour=0, minute=0, second=0) - datetime.timedelta(days=first.weekday())
    agents = list(dict.fromkeys(call.agent for call in calls if call.is_answered))
    rows = []
    for call in calls:
        start = (call.received - monday) // MS
        end = start + 1000 * call.wait
        got = (NEVER, end, NEVER, NEVER)
        if call.is_answered:
            got = (end, NEVER, end + 1000 * call.talk, agents.index(call.agent))
        rows.append((start, *got[:3], call.issue, got[3]))
    return rows


def words(reading):
    return {finding.what: finding.rows for finding in reading.findings}


@drawn(contacts(), layouts(), examples=40, at_length=1500)
def test_the_same_contacts_are_read_however_they_are_written(tmp_path_factory, calls, layout):
    folder = tmp_path_factory.mktemp("log")
    path = written(folder, *table_of_calls(calls, layout), layout)
    try:
        reading = read_files([path])
    except ScenarioError as error:
        raise AssertionError(f"{layout}: {error}") from error
    assert said(reading.calls) == expected(calls), reading.text()
    again = folder / "mapping.yaml"
    again.write_text(reading.mapping.yaml(), "utf-8")
    assert said(read_files([path], columns=again).calls) == expected(calls)


def csv_of(folder, text, name="log.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def asked(path, **columns):
    with pytest.raises(ScenarioError) as error:
        read_files([path], columns=columns)
    return [(problem.key, problem.message) for problem in error.value.problems]


def seconds(column, log):
    return [
        int(each) // 1000 - int(first) // 1000 if each >= 0 else None
        for each, first in zip(column, log.received, strict=True)
    ]


TWO_CLOCKS = """Ticket,Worker,Date,Time,Theme,Answered (Y/N),Wait in seconds,Talk duration
T1,Ann,2024-05-06 07:10:00,9:30,rent,Y,20,0:02:00
T2,Bob,2024-05-07 08:20:00,17:45,sale,N,40,0:03:10
T3,Ann,2024-05-08 09:30:00,11:05,rent,Y,60,0:04:20
"""


def test_which_of_two_clocks_is_the_arrival_is_asked_and_the_answer_taken(tmp_path):
    path = csv_of(tmp_path, TWO_CLOCKS)
    [(key, message)] = asked(path)
    assert key == "columns.Date or columns.Time"
    assert "disagree in 3 of 3 rows" in message
    by_time = read_files([path], columns={"columns": {"Time": "received"}}).calls
    by_date = read_files([path], columns={"columns": {"Date": "received"}}).calls
    assert by_time.received[0] // 60_000 == 9 * 60 + 30
    assert by_date.received[0] // 60_000 == 7 * 60 + 10


def test_talk_times_of_those_who_were_not_answered_are_contradictions_that_are_counted(tmp_path):
    reading = read_files([csv_of(tmp_path, TWO_CLOCKS)], columns={"columns": {"Time": "received"}})
    assert words(reading)["not answered although they have a talk time: taken as not answered"] == 1
    assert seconds(reading.calls.answered, reading.calls) == [20, None, 60]
    assert seconds(reading.calls.left, reading.calls) == [None, 40, None]


def test_a_log_without_ends_of_calls_says_that_it_has_no_handle_times(tmp_path):
    text = "\ufeffCall no,Call date,Call time,Time answered,Desk ID,Guest name,Call outcome,\n" + "".join(
        f"{n},2024-06-03,{8 + n}:00:10,{f'{8 + n}:00:{20 + n}' if n % 4 else ''},{n % 3},Zoe {n},"
        f"{'table booked' if n % 4 else 'Call unanswered'},\n"
        for n in range(12)
    )
    reading = read_files([csv_of(tmp_path, text)])
    log = reading.calls
    assert seconds(log.answered, log) == [10 + n if n % 4 else None for n in range(12)]
    assert "ended" in log.unknown
    assert (log.left == NEVER).all()
    assert "no end of call: no handle times" in reading.cannot_know
    assert "how long 3 of 3 who were not answered waited" in reading.cannot_know
    assert reading.mapping.tables[0].called("Guest name").note == "names are never read"


def menu_log(rows):
    """A log in which 0:00:00 is what did not happen, and dates are digits."""
    heads = "line,call_id,customer_id,priority,type,date,ivr_entry,ivr_exit,q_start,q_exit,q_time,outcome,ser_start"
    heads += ",ser_exit,server"
    lines = []
    for n in range(rows):
        at = f"{7 + n // 60}:{n % 60:02}"
        menu = f"AA,{500 + n},{n % 4},{1 + n % 2},PS,240108,{at}:00,{at}:08"
        kinds = (
            f"{at}:08,{at}:38,30,AGENT,{at}:38,{at}:58,S1",
            "0:00:00,0:00:00,0,AGENT,{at}:07,{at}:47,NO_SERVER",
            f"{at}:08,{at}:28,20,HANG,0:00:00,0:00:00,NO_SERVER",
            "0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,NO_SERVER",
            f"{at}:08,{at}:10,2,PHANTOM,0:00:00,0:00:00,NO_SERVER",
        )
        lines.append(f"{menu},{kinds[n % 5].format(at=at)}")
    return "\n".join([heads, *lines])


def test_what_did_not_happen_at_midnight_did_not_happen(tmp_path):
    """Queued and served, served at once by nobody named, gave up, hung up in the menu, phantom: twenty of each."""
    reading = read_files([csv_of(tmp_path, menu_log(100))])
    log, found = reading.calls, words(reading)
    assert log.first_monday == datetime.date(2024, 1, 8)
    assert len(log) == 60
    waits = np.where(log.answered >= 0, log.answered, log.left) - log.received
    assert waits.reshape(-1, 3).tolist() == [[30_000, 0, 20_000]] * 20
    assert ((log.ended - log.answered)[log.answered >= 0]).reshape(-1, 2).tolist() == [[20_000, 40_000]] * 20
    assert (log.agent >= 0).sum() == 20
    assert set(log.priority.tolist()) == {1, 2}
    assert found["hung up in the menu, before the queue: left out"] == 20
    assert found["no contacts by their outcome (tests, phantoms): left out"] == 20
    assert found["answered, but no agent is named: how many were at work is told too low"] == 20


def test_consultations_and_transfers_are_read_and_files_of_one_layout_are_one_log(tmp_path):
    head = "received,queue,agent,answered,consult,transfer,hangup\n"
    one = "2024-02-05 09:00:00,7,P1,2024-02-05 09:00:05,2024-02-05 09:01:00,2024-02-05 09:02:00,2024-02-05 09:05:00\n"
    two = "2024-01-31 09:00:00,12,,,,,2024-01-31 09:00:40\n"
    log = read_files([csv_of(tmp_path, head + one, "b.csv"), csv_of(tmp_path, head + two, "a.csv")]).calls
    assert log.first_monday == datetime.date(2024, 1, 29)
    assert log.issues == ("7", "12")
    assert seconds(log.left, log) == [40, None]
    assert seconds(log.consulted, log) == [None, 60]
    assert seconds(log.transferred, log) == [None, 120]
    assert seconds(log.ended, log) == [None, 300]
    assert log.agents == ("A001",)


def test_rings_and_legs_of_one_call_are_one_call(tmp_path):
    text = """Call ID,Start time,Agent,Answered at,End,Result
c1,2024-05-06 10:00:00,Ann,,2024-05-06 10:00:20,no answer within 20 s
c1,2024-05-06 10:00:20,Bob,2024-05-06 10:00:30,2024-05-06 10:02:00,answered
c1,2024-05-06 10:02:00,Cid,2024-05-06 10:02:10,2024-05-06 10:05:00,answered
c2,2024-05-06 11:00:00,Ann,,2024-05-06 11:00:20,no answer within 20 s
c2,2024-05-06 11:00:20,,,2024-05-06 11:01:00,abandoned
"""
    reading = read_files([csv_of(tmp_path, text)])
    log, found = reading.calls, words(reading)
    assert len(log) == 2
    assert seconds(log.answered, log) == [30, None]
    assert seconds(log.transferred, log) == [130, None]
    assert seconds(log.ended, log) == [300, None]
    assert seconds(log.left, log) == [None, 60]
    assert log.hand_offs.tolist() == [1, 0]
    assert found["rings joined into their calls"] == 2
    assert found["legs joined into their calls: a second agent is a transfer"] == 1


def test_duplicates_tests_in_bursts_and_what_cannot_be_are_left_out_and_counted(tmp_path):
    day = "2024-05-06"
    rows = [f"{day} {9 + n}:00:00,{day} {9 + n}:00:10,{day} {9 + n}:03:00,Ann,{100 + n}" for n in range(8)]
    burst = [f"2024-05-06 08:00:{3 * n:02},,2024-05-06 08:00:{3 * n + 1:02},,999" for n in range(6)]
    wrong = [
        "2024-05-07 09:10:00,2024-05-07 09:00:00,2024-05-07 09:20:00,Ann,201",
        "2024-05-07 09:10:00,2024-05-09 09:00:00,,Ann,202",
    ]
    ends = ["2024-05-07 10:00:00,2024-05-07 10:01:00,2024-05-07 10:00:30,Bob,203"]
    text = "\n".join(["Arrived,Answered,Hang up,Agent,Caller", *rows, rows[3], *burst, *wrong, *ends])
    reading = read_files([csv_of(tmp_path, text)])
    found = words(reading)
    assert found["duplicates: left out"] == 1
    assert found["tests in bursts: left out"] == 6
    assert found["waits below 0 or above 12 hours: left out"] == 2
    assert found["ended before they were answered: the end is not known"] == 1
    assert len(reading.calls) == 9
    assert "log.csv:10" in [finding.example for finding in reading.findings]  # the duplicate's own line


def test_dates_that_could_be_either_are_asked_and_the_other_column_may_tell(tmp_path):
    days = [f"0{n}/04/2024" for n in range(1, 6)]
    text = "Received;Answered;End\n" + "".join(f"{day} 10:00;{day} 10:01;{day} 10:05\n" for day in days)
    path = csv_of(tmp_path, text)
    [(key, message)] = asked(path)
    assert key == "day_first"
    assert "01/04/2024" in message
    assert len(read_files([path], columns={"day_first": True}).calls.days) == 5
    assert read_files([path], columns={"day_first": False}).calls.days[0] == datetime.date(2024, 1, 4)
    later = text.replace("05/04/2024 10:05", "30/04/2024 10:05").replace("05/04/2024 10:01", "30/04/2024 10:01")
    told = csv_of(tmp_path, later, "told.csv")
    assert read_files([told]).calls.days[0] == datetime.date(2024, 4, 1)
    [(key, _)] = asked(told, day_first=False)
    assert key == "day_first"


def test_moments_in_utc_ask_for_the_center_s_zone_and_keep_their_lengths_over_the_change_of_clocks(tmp_path):
    text = "Received,Answered,Hangup\n2024-03-31T00:59:30Z,2024-03-31T01:00:30Z,2024-03-31T01:10:00Z\n"
    path = csv_of(tmp_path, text)
    assert [key for key, _ in asked(path)] == ["time_zone"]
    log = read_files([path], columns={"time_zone": "Europe/Berlin"}).calls
    assert log.received[0] % 86_400_000 == (119 * 60 + 30) * 1000  # 1:59:30, before the clocks go on
    assert seconds(log.answered, log) == [60]
    assert seconds(log.ended, log) == [630]


def test_workbooks_hold_moments_and_spans_of_their_own(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Calls of June"])
    sheet.append([])
    sheet.append([None, "Received", "Wait time", "Talk time", "Agent", "Outcome"])
    for n in range(1, 9):
        moment = datetime.datetime(2024, 6, n, 8, n, 30)
        sheet.append([None, moment, (20 + n) / 86_400, datetime.timedelta(minutes=n), f"P{n % 3}", "answered"])
    sheet["F5"] = "#N/A"
    book.create_sheet("Notes").append(["made by hand"])
    book.save(tmp_path / "june.xlsx")
    reading = read_files([tmp_path / "june.xlsx"])
    log = reading.calls
    assert [int(each) % 86_400_000 // 1000 for each in log.received] == [8 * 3600 + 60 * n + 30 for n in range(1, 9)]
    assert seconds(log.answered, log) == [20 + n for n in range(1, 9)]
    assert [int(each) for each in log.ended - log.answered] == [60_000 * n for n in range(1, 9)]
    assert "cells that hold an error, such as #N/A: read as nothing" in words(reading)
    assert any("'Notes'" in what for what in words(reading))


def test_a_column_beside_it_tells_the_unit_of_a_duration_and_dates_alone_tell_no_hours(tmp_path):
    pairs = [(12, "below 1 hour"), (75, "1 to 2 hours"), (110, "1 to 2 hours"), (45, "below 1 hour")]
    pairs += [(130, "over 2 hours")]
    text = "Contact no,Duration,Day of call,Duration class\n" + "".join(
        f"K{n},{minutes},2024-06-{10 + n},{says}\n" for n, (minutes, says) in enumerate(pairs)
    )
    reading = read_files([csv_of(tmp_path, text)])
    assert reading.mapping.tables[0].called("Duration").unit == "min"
    assert (reading.calls.ended - reading.calls.received).tolist() == [60_000 * minutes for minutes, _ in pairs]
    assert {"hours", "wait"} <= reading.calls.unknown
    assert "no hours of day: dates have no time of day" in reading.cannot_know


def test_a_column_of_who_gave_up_is_read_the_other_way_round(tmp_path):
    text = "Received,Abandoned (Y/N),Wait seconds,Agent\n" + "".join(
        f"2024-05-06 1{n}:00:00,{'Y' if n % 2 else 'N'},{10 + n},P{n}\n" for n in range(6)
    )
    log = read_files([csv_of(tmp_path, text)]).calls
    assert seconds(log.answered, log) == [10, None, 12, None, 14, None]


def test_an_hour_with_several_times_its_usual_calls_is_told_and_stays(tmp_path):
    rows = [f"2024-05-{6 + day:02} 10:{minute:02}:00" for day in range(5) for minute in range(0, 60, 6)]
    rows += [f"2024-05-08 10:{second // 2:02}:{30 * (second % 2):02}" for second in range(1, 120)]
    reading = read_files([csv_of(tmp_path, "Arrival,Queue\n" + "\n".join(f"{row},a" for row in rows))])
    assert len(reading.calls) == len(rows)
    assert any("2024-05-08 10:00" in what for what in words(reading))


def test_a_call_s_number_tells_duplicates_of_those_who_gave_up_too(tmp_path):
    """Without numbers, two callers may give up in the same second; what an agent did twice in one is a duplicate."""
    rows = ["2024-05-06 09:00:00,2024-05-06 09:00:10,2024-05-06 09:05:00,P1"]
    rows += ["2024-05-06 10:00:00,,2024-05-06 10:00:50,"]
    rows += [f"2024-05-06 1{n}:30:00,2024-05-06 1{n}:30:10,2024-05-06 1{n}:35:00,P2" for n in range(10)]
    plain = "\n".join(["Received,Answered,Hangup,Agent", *rows, rows[1], rows[0]])
    numbers = ["Call ID", *range(12), 1, 0]
    numbered = "\n".join(f"{line},{number}" for line, number in zip(plain.split("\n"), numbers, strict=True))
    assert words(read_files([csv_of(tmp_path, plain)]))["duplicates: left out"] == 1
    assert words(read_files([csv_of(tmp_path, numbered)]))["duplicates: left out"] == 2
