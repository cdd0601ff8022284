"""Exports of programs as they come: their names of columns, their ways of writing, and what in them is no contact."""

import csv
import datetime
import io

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.fit.reading.read import read_files
from tests.drawn import drawn
from tests.fit.reading.layouts import contacts
from tests.fit.reading.test_call_logs import asked, csv_of, expected, said, seconds, words

SPAN = {
    "days before": lambda s: f"0.{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}",
    "letters": lambda s: f"{s // 60}m{s % 60}s",
    "ISO": lambda s: f"PT{s // 60}M{s % 60}S",
    "German": lambda s: f"{s // 60} Min. {s % 60} Sek.",
    "signs": lambda s: f"{s // 60}'{s % 60:02}\"",
    "no minutes": lambda s: f":{s:02}" if s < 60 else f"{s // 60}:{s % 60:02}",
    "milliseconds": lambda s: f"{1000 * s}",
    "milliseconds, said": lambda s: f"{1000 * s} ms",
    "fraction of a day": lambda s: repr(s / 86_400),
    "ticks": lambda s: f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.0000000",
}
MOMENT = {
    "a. m.": lambda t: f"{t:%d/%m/%Y %I:%M:%S} {'a. m.' if t.hour < 12 else 'p. m.'}",
    "in one": lambda t: f"{t:%Y%m%d%H%M%S}",
    "Unix": lambda t: f"{t:%a %b %d %H:%M:%S %Y}",
    "dots": lambda t: f"{t:%d.%m.%Y %H.%M.%S}",
    "halves after dots": lambda t: f"{t:%d-%b-%y %I.%M.%S.000000 %p}".upper(),
    "French": lambda t: f"{t:%d/%m/%Y à %Hh%Mm%S}",
    "German": lambda t: f"{t:%d.%m.%Y, %H:%M:%S} Uhr",
    "in words": lambda t: f"{t:%A, %B %d, %Y %I:%M:%S %p}",
    "of a web server": lambda t: f"[{t:%d/%b/%Y:%H:%M:%S} +0100]",
    "a named zone": lambda t: f"{t:%Y-%m-%d %H:%M:%S} CET",
    "days since 1900": lambda t: repr(round((t - datetime.datetime(1899, 12, 30)).total_seconds() / 86_400, 8)),
}


def text_of(rows):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([list(rows[0]), *(row.values() for row in rows)])
    return text.getvalue()


def rows_of(calls, *, span=str, moment=str):
    return [
        {
            "Call ID": f"K{number}",
            "Start": moment(call.received),
            "Queue": call.issue,
            "Wait time": span(call.wait),
            "Talk time": span(call.talk) if call.is_answered else "",
            "Agent": call.agent if call.is_answered else "",
            "Status": "answered" if call.is_answered else "abandoned",
        }
        for number, call in enumerate(calls)
    ]


@drawn(contacts(), st.sampled_from(sorted(SPAN)), st.sampled_from(sorted(MOMENT)), examples=25, at_length=600)
def test_spans_and_moments_are_the_same_however_a_program_writes_them(tmp_path_factory, calls, span, moment):
    rows = rows_of(calls, span=SPAN[span], moment=MOMENT[moment])
    reading = read_files([csv_of(tmp_path_factory.mktemp("ways"), text_of(rows))], columns={"day_first": True})
    assert said(reading.calls) == expected(calls), reading.text()


PROGRAMS = {
    "a cloud suite": "Partial Result Timestamp=;Users=agent;Date=us;Duration=ms all;Direction=Inbound;ANI=caller;"
    "Queue=issue;Abandoned=gave up;Conversation ID=id;Total Queue=ms wait;Total Talk=ms talk;Total ACW=ms acw",
    "a dialer": "CALL ID=id;TIMESTAMP=words;CAMPAIGN=Main;SKILL=issue;CALL TYPE=Inbound;AGENT=[agent];"
    "DISPOSITION=outcome;ANI=caller;CALL TIME=h all;QUEUE WAIT TIME=h wait;RING TIME=h 1;TALK TIME=h talk;"
    "AFTER CALL WORK TIME=h acw;TRANSFERS=0",
    "a contact center express": "Start Time=us;End Time=us end;Contact Disposition=outcome;CSQ Names=issue;"
    "Queue Time=h wait;Agent Name=agent;Ring Time=h 1;Talk Time=h talk;Work Time=h acw",
    "a phone app": "Interaction Id=id;Call Type=type;Start Time=iso;Talk Time=s talk;Waiting Time=s wait;"
    "Agent Speed to Answer=s 1;Agent Name=last, first;Handling Agent=agent;Ring Groups=issue;"
    "App Phone Number=+4955;Customer Phone Number=caller",
    "an Italian one": "ID chiamata=id;Data=day;Ora=clock;Coda=issue;Tempo di attesa=h wait;"
    "Durata conversazione=h talk;Operatore=agent;Esito=esito",
}


def cell_of(call, number, what):
    kind, _, which = what.partition(" ")
    at = {"end": call.wait + call.talk * call.is_answered}.get(which, 0)
    long = {"wait": call.wait, "talk": call.talk * call.is_answered, "acw": 7 * call.is_answered, "1": 1}
    long["all"] = long["wait"] + long["talk"]
    moment = call.received + datetime.timedelta(seconds=at)
    agent = call.agent if call.is_answered else ""
    return {
        "us": f"{moment:%m/%d/%Y %I:%M:%S %p}",
        "words": f"{moment:%a, %d %b %Y %H:%M:%S}",
        "iso": str(moment),
        "day": f"{moment:%d/%m/%Y}",
        "clock": f"{moment:%H:%M:%S}",
        "h": str(datetime.timedelta(seconds=long.get(which, 0))),
        "ms": str(1000 * long.get(which, 0)),
        "s": str(long.get(which, 0)),
        "agent": agent,
        "[agent]": agent or "[None]",
        "last,": f"Doe, {agent}",
        "issue": call.issue,
        "id": f"c-{number}",
        "caller": f"+49{number:07}",
        "outcome": "Handled" if call.is_answered else "Abandoned",
        "esito": "Risposta" if call.is_answered else "Abbandonata",
        "type": "inbound" if call.is_answered else "abandoned",
        "gave": "NO" if call.is_answered else "YES",
    }.get(kind, what)


@drawn(contacts(), st.sampled_from(sorted(PROGRAMS)), examples=12, at_length=300)
def test_the_exports_of_programs_are_read_by_their_own_names_of_columns(tmp_path_factory, calls, program):
    columns = [each.split("=") for each in PROGRAMS[program].split(";")]
    rows = [{name: cell_of(call, number, what) for name, what in columns} for number, call in enumerate(calls)]
    reading = read_files([csv_of(tmp_path_factory.mktemp("program"), text_of(rows))])
    assert said(reading.calls) == expected(calls), reading.text()


DIRECTIONS = ("Direction I O", "Call type Inbound Outbound", "Richtung eingehend intern", "Sens Entrant Sortant")


@drawn(contacts(least=10), st.sampled_from(DIRECTIONS), examples=6, at_length=100)
def test_contacts_that_went_out_are_left_out_and_counted(tmp_path_factory, calls, direction):
    *name, into, out = direction.split()
    name = " ".join(name)
    rows = [{**row, name: out if n % 3 == 1 else into} for n, row in enumerate(rows_of(calls))]
    path = csv_of(tmp_path_factory.mktemp("ways"), text_of(rows))
    reading = read_files([path])
    assert said(reading.calls) == expected([call for n, call in enumerate(calls) if n % 3 != 1])
    assert words(reading)["outbound and internal contacts: left out"] == len(calls) - len(reading.calls)
    path.write_text(text_of([{**row, name: out} for row in rows]), "utf-8")
    if len(out) > 1:
        assert [key for key, _ in asked(path)] == [f"columns.{name}"]


def test_two_callers_alike_to_the_minute_are_two(tmp_path):
    rows = [f"2024-05-06 {8 + n // 20}:{n % 20 // 2:02}" for n in range(120)]
    reading = read_files([csv_of(tmp_path, "Arrival;Queue\n" + "\n".join(f"{row};a" for row in rows))])
    assert len(reading.calls) == 120


def test_who_was_answered_stays_answered_though_nothing_tells_when(tmp_path):
    text = "Received,Wait time,Outcome\n" + "".join(
        f"2024-05-06 1{n}:00:07,{'' if n % 3 == 0 else 10 + n},{'abandoned' if n == 4 else 'answered'}\n"
        for n in range(9)
    )
    reading = read_files([csv_of(tmp_path, text)])
    assert seconds(reading.calls.answered, reading.calls) == [0, 11, 12, 0, None, 15, 0, 17, 18]
    assert words(reading)["answered, but nothing tells when: taken as answered at once"] == 3


NO_CONTACTS = {
    "states of agents": "Agent;State;Start time;End time\n"
    + "".join(
        f"Kim;{state};2024-03-0{4 + n // 4} 1{n}:00:03;2024-03-0{4 + n // 4} 1{n}:50:03\n"
        for n, state in enumerate(("Ready", "Break", "Ready", "Lunch", "Not Ready", "Ready", "Logged out"))
    ),
    "changes of fields": "documentkey;fieldname;oldvalue;newvalue;user;sys_created_on\n"
    + "".join(f"INC{n};state;{n};{n + 1};u;2024-03-04 1{n}:00:07\n" for n in range(9)),
    "figures of an unknown name": "Moment;Queue;Zwrk\n" + "".join(f"2024-03-04 1{n}:03:07;a;{n}\n" for n in range(9)),
}


@pytest.mark.parametrize("what", sorted(NO_CONTACTS))
def test_rows_that_are_no_contacts_are_not_taken_for_some(tmp_path, what):
    assert [key for key, _ in asked(csv_of(tmp_path, NO_CONTACTS[what]))] == ["row"]


def test_columns_that_are_not_the_arrival_and_the_answer_are_asked_for(tmp_path):
    rows = "".join(f"2024-05-06 1{n}:00:07,0:02:0{n},2{n}\n" for n in range(9))
    path = csv_of(tmp_path, f"Call Start,Connected Time,Ring Time\n{rows}")
    [(key, message)] = asked(path)
    assert key == "columns"
    assert "in 9 of 9 rows" in message
    log = read_files([path], columns={"columns": {"Connected Time": "talk", "Ring Time": "wait"}}).calls
    assert seconds(log.answered, log) == [20 + n for n in range(9)]
    assert np.array_equal(log.ended - log.answered, [120_000 + 1000 * n for n in range(9)])


def test_codes_without_words_do_not_say_who_was_answered(tmp_path):
    """1 is abandoned and 2 handled in one program, and the other way round in another; who answered tells."""
    text = "Received,Wait (s),Disposition,Agent\n" + "".join(
        f"2024-05-06 1{n}:00:07,{10 + n},{1 if n % 3 == 0 else 2},{'' if n % 3 == 0 else 'P1'}\n" for n in range(9)
    )
    log = read_files([csv_of(tmp_path, text)]).calls
    assert seconds(log.answered, log) == [None if n % 3 == 0 else 10 + n for n in range(9)]
    assert seconds(log.left, log) == [10 + n if n % 3 == 0 else None for n in range(9)]


def test_a_zone_in_the_name_of_a_column_is_asked_as_one_in_its_cells(tmp_path):
    path = csv_of(tmp_path, "Start (UTC),Wait (s),Agent\n" + "".join(f"2024-07-01 1{n}:00,{n},P\n" for n in range(9)))
    assert [key for key, _ in asked(path)] == ["time_zone"]
    log = read_files([path], columns={"time_zone": "Europe/Berlin"}).calls
    assert log.received[0] // 3_600_000 == 12


ARRIVALS = {
    "when answered or given up": lambda at, wait, talk: (at + wait if talk else "", "" if talk else at + wait, ""),
    "when it ended": lambda at, wait, talk: ("", "", at + wait + talk),
}


@drawn(contacts(), st.sampled_from(sorted(ARRIVALS)), st.booleans(), examples=12, at_length=200)
def test_arrivals_are_found_from_what_came_after_them(tmp_path_factory, calls, what, apart):
    """One column of waits, or one for those who were answered and another for those who gave up."""

    def moment(begin, seconds):
        return "" if seconds == "" else str(begin + datetime.timedelta(seconds=seconds))

    rows = []
    for call in calls:
        talk = call.talk if call.is_answered else 0
        told = [moment(call.received, each) for each in ARRIVALS[what](0, call.wait, talk)]
        row = dict(zip(("Answered at", "Abandoned at", "End time"), told, strict=True))
        row = {name: value for name, value in row.items() if name == "End time" or what != "when it ended"}
        row |= {"Time to answer (s)": call.wait if call.is_answered or not apart else ""}
        row |= {"Time to abandon (s)": "" if call.is_answered else call.wait} if apart else {}
        row |= {"Talk (s)": talk, "Queue": call.issue, "Agent": call.agent if call.is_answered else ""}
        rows.append(row | {"Reason": "answered" if call.is_answered else "abandoned"})
    reading = read_files([csv_of(tmp_path_factory.mktemp("arrivals"), text_of(rows))])
    assert said(reading.calls) == expected(calls), reading.text()
