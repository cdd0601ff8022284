"""Logs of programs: Asterisk's queue_log, Amazon Connect's records, and tickets with an event a row."""

import datetime
import gzip
import json
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.fit.call_log import NEVER
from sim.fit.client import fit
from sim.fit.reading.read import read_files
from tests.drawn import drawn
from tests.fit.reading.layouts import contacts
from tests.fit.reading.test_call_logs import asked, csv_of, expected, said, seconds, words

EPOCH = datetime.datetime(1970, 1, 1)
BERLIN = {"time_zone": "UTC"}


@drawn(
    contacts(),
    st.sampled_from(("|", " | ")),
    st.sampled_from(("url", "empty", "missing")),
    st.booleans(),
    examples=25,
    at_length=400,
)
def test_a_queue_log_gives_the_same_contacts_in_each_of_its_variants(tmp_path_factory, calls, bar, url, plain):
    events = []
    for number, call in enumerate(calls):
        key, start = f"17{number:05}.{number}", (call.received - EPOCH).total_seconds()
        first = {"url": ["http://x", "0123456"], "empty": ["", "0123456"], "missing": ["0123456"]}[url]
        events.append((start, key, call.issue, "NONE", "ENTERQUEUE", *first, "1"))
        if call.is_answered:
            events.append((start + call.wait, key, call.issue, call.agent, "CONNECT", str(call.wait), key, "3"))
            done = "COMPLETEAGENT" if number % 2 else "COMPLETECALLER"
            events.append(
                (start + call.wait + call.talk, key, call.issue, call.agent, done, str(call.wait), str(call.talk), "1")
            )
        else:
            events.append((start + call.wait / 2, key, call.issue, "Kim", "RINGNOANSWER", "20000"))
            events.append((start + call.wait, key, call.issue, "NONE", "ABANDON", "1", "1", str(call.wait)))
    events.sort(key=lambda event: event[0])
    lines = []
    for when, *rest in events:
        moment = str(int(when)) if plain else (EPOCH + datetime.timedelta(seconds=when)).isoformat(" ", "microseconds")
        lines.append(bar.join([moment, *rest]))
    path = tmp_path_factory.mktemp("asterisk") / "queue_log"
    path.write_text("\n".join(lines) + "\n")
    reading = read_files([path], columns=BERLIN)
    assert said(reading.calls) == expected(calls)
    rings = sum(not call.is_answered for call in calls)
    assert words(reading).get("rings that failed: no calls", 0) == rings


def test_a_queue_log_tells_who_was_logged_in_and_paused_and_what_became_of_transfers(tmp_path):
    lines = """1709542800|NONE|NONE|NONE|QUEUESTART|
1709542800|NONE|sales|SIP/7|ADDMEMBER|
1709543000|c1|sales|NONE|ENTERQUEUE||555|1
1709543010|c1|sales|SIP/7|CONNECT|10|c1.2|4
1709543070|c1|sales|SIP/7|BLINDTRANSFER|9|default|10|60|1
1709543100|NONE|NONE|SIP/7|PAUSEALL|lunch
1709543200|c2|sales|NONE|ENTERQUEUE||556|1
1709543260|c2|sales|NONE|EXITWITHTIMEOUT|1|1|60
nonsense
1709544900|NONE|NONE|SIP/7|UNPAUSEALL|
1709550000|NONE|sales|SIP/7|REMOVEMEMBER|
1709550010|NONE|sales|SIP/8|ADDMEMBER|
1709550100|c3|sales|NONE|ENTERQUEUE||557|1
1709550200|NONE|NONE|NONE|RELOAD|
"""
    path = csv_of(tmp_path, lines, "queue_log")
    assert [key for key, _ in asked(path)] == ["time_zone"]
    reading = read_files([path], columns={"time_zone": "Europe/Paris"})
    log, found = reading.calls, words(reading)
    assert log.received[0] == (10 * 3600 + 3 * 60 + 20) * 1000  # 4 March, a Monday, 9:03:20 UTC
    assert seconds(log.transferred, log) == [70, None, None]
    assert seconds(log.left, log) == [None, 60, None]
    assert found["lines that are no event: left out"] == 1
    assert found["calls whose end is not in the log: they waited at least to its end"] == 1
    spells = {(each.agent, each.activity): (each.end - each.start) // 1000 for each in reading.presence}
    assert spells == {("A001", "in"): 7200, ("A001", "lunch"): 1800, ("A002", "in"): 190}


def connect_record(number, **more):
    at = f"2024-03-04T09:{number:02}"
    queue = {"Name": "Claims", "EnqueueTimestamp": f"{at}:05Z", "DequeueTimestamp": f"{at}:25Z"}
    agent = {"ARN": "arn:agent/1", "ConnectedToAgentTimestamp": f"{at}:25Z", "AfterContactWorkDuration": 12}
    return {
        "ContactId": f"id-{number}",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": f"{at}:00Z",
        "LastUpdateTimestamp": f"{at}:59Z",
        "DisconnectTimestamp": f"{at}:50Z",
        "CustomerEndpoint": {"Address": f"+1{number}"},
        "Queue": queue,
        "Agent": agent,
        **more,
    }


def agent_event(number, kind, at, name):
    status = {"Name": name, "Type": "ROUTABLE" if name == "Available" else "CUSTOM"}
    return {
        "EventId": f"e{number}",
        "AgentARN": "arn:agent/1",
        "EventType": kind,
        "EventTimestamp": f"2024-03-04T{at}:00.000Z",
        "CurrentAgentSnapshot": {"AgentStatus": status},
    }


def test_contact_records_count_once_by_their_last_update_and_queued_without_an_agent_gave_up(tmp_path):
    records = [
        connect_record(1),
        connect_record(2, Agent=None),
        connect_record(3, Queue=None, Agent=None),
        connect_record(4, InitiationMethod="OUTBOUND"),
        connect_record(1, LastUpdateTimestamp="2024-03-04T09:01:55Z", Agent=None),
        connect_record(5, InitiationMethod="TRANSFER", PreviousContactId="id-1"),
    ]
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode() + b'\n{"ContactId": "cut'))
    events = [
        agent_event(1, "LOGIN", "09:00", "Available"),
        agent_event(2, "STATE_CHANGE", "10:00", "Lunch"),
        agent_event(3, "STATE_CHANGE", "10:30", "Available"),
        agent_event(4, "LOGOUT", "17:00", "Offline"),
    ]
    texts = [json.dumps(events[0]), *(json.dumps(each, indent=1) for each in events)]
    stream = csv_of(tmp_path, "".join(texts), "events.json")
    assert [key for key, _ in asked(path)] == ["time_zone"]
    reading = read_files([path, stream], columns={"time_zone": "UTC"})
    log, found = reading.calls, words(reading)
    assert seconds(log.answered, log) == [20, None]
    assert seconds(log.left, log) == [None, 20]
    assert seconds(log.ended, log) == [45, None]
    assert log.wrap_up.tolist() == [12_000, NEVER]
    assert found["records delivered again: the last by its update stays"] == 2
    assert found["never in a queue (ended in the menu): left out"] == 1
    assert found["outbound contacts: left out"] == 1
    assert found["second legs of transferred contacts: they stand with the first"] == 1
    assert found["lines that are no record: left out"] == 1
    spells = {each.activity: (each.agent, (each.end - each.start) // 60_000) for each in reading.presence}
    assert spells == {"in": ("A001", 480), "Lunch": ("A001", 30)}


def test_tickets_have_their_counters_in_the_last_event_and_hand_offs_are_changes_of_group(tmp_path):
    draw, rows, truth = random.Random(4), [], {}
    for number in range(40):
        opened = datetime.datetime(2024, 5, 1) + datetime.timedelta(minutes=draw.randrange(40_000))
        groups = [f"Group {draw.randrange(3)}" for _ in range(draw.randrange(1, 6))]
        moves = sum(one != other for one, other in pairwise(groups))
        truth[f"INC{number:03}"] = moves, len(groups)
        for step, group in enumerate(groups):
            updated = opened + datetime.timedelta(hours=step + 1)
            counter = sum(one != other for one, other in pairwise(groups[: step + 1]))
            last = opened + datetime.timedelta(hours=len(groups) + 1)
            at = [f"{each.day}/{each.month}/{each:%Y %H:%M}" for each in (opened, updated, last)]
            rows.append(f"INC{number:03},{at[0]},{at[1]},{group},{counter},{at[2]},?")
    draw.shuffle(rows)
    heads = "number,opened_at,sys_updated_at,assignment_group,reassignment_count,resolved_at,caller_id"
    reading = read_files([csv_of(tmp_path, "\n".join([heads, *rows]))])
    log = reading.calls
    assert len(log) == 40
    assert sorted(log.hand_offs.tolist()) == sorted(moves for moves, _ in truth.values())
    assert ((log.transferred >= 0) == (log.hand_offs > 0)).all()
    hours = (log.ended - log.received) // 3_600_000
    assert sorted(hours.tolist()) == sorted(events + 1 for _, events in truth.values())
    assert not any("counter" in what for what in words(reading))
    assert (np.diff(log.received) >= 0).all()


@pytest.mark.parametrize("content", ['{"a": 1}\n{"b"', '[{"a": 1}', "[1, 2]"])
def test_other_json_is_read_as_a_table_or_refused_in_a_line(tmp_path, content):
    assert len(asked(csv_of(tmp_path, content, "x.json"))) == 1


def test_a_queue_log_that_was_exported_as_a_table_is_the_same_log(tmp_path):
    lines = """1709543000|c1|sales|NONE|ENTERQUEUE||555|1
1709543010|c1|sales|SIP/7|CONNECT|10|c1.2|4
1709543070|c1|sales|SIP/7|COMPLETECALLER|10|60|1
1709543200|c2|sales|NONE|ENTERQUEUE||556|1
1709543260|c2|sales|NONE|ABANDON|1|1|60
1709544900|NONE|NONE|SIP/7|PAUSEALL|lunch
1709545900|NONE|NONE|SIP/7|UNPAUSEALL|"""
    rows = []
    for number, line in enumerate(lines.split("\n")):
        when, *rest = line.split("|")
        rows.append([number, EPOCH + datetime.timedelta(seconds=int(when)), *rest, *[""] * (7 - len(rest))])
    heads = "id,time,callid,queuename,agent,event,data1,data2,data3"
    table = "\n".join([heads, *(",".join(map(str, row)) for row in reversed(rows))])
    one = read_files([csv_of(tmp_path, lines, "queue_log")], columns=BERLIN)
    other = read_files([csv_of(tmp_path, table)])
    assert said(other.calls) == said(one.calls)
    assert other.presence == one.presence


def test_of_an_agent_with_many_tickets_at_once_no_length_is_work(tmp_path):
    """One by one they are; three open at a time they are not."""
    for apart, is_work in ((40, True), (10, False)):
        begins = [datetime.datetime(2024, 5, 1, 8) + datetime.timedelta(minutes=apart * n) for n in range(30)]
        rows = [f"T{n},{at},{at + datetime.timedelta(minutes=35)},Ann" for n, at in enumerate(begins)]
        path = csv_of(tmp_path, "\n".join(["Ticket ID,Created at,Resolved at,Agent", *rows]), f"{apart}.csv")
        reading = read_files([path])
        assert ("work" not in reading.calls.unknown) == is_work
        assert any("at once" in line for line in reading.cannot_know) != is_work
        assert bool(fit(reading.calls).handle_times) == is_work


def test_rows_that_an_object_wraps_are_its_rows(tmp_path):
    calls = [
        {"Start": f"2024-03-04 1{n}:00:07", "Queue": {"Name": "a"}, "Wait (s)": n, "Talk (s)": 9} for n in range(9)
    ]
    log = read_files([csv_of(tmp_path, json.dumps({"total": 9, "next": None, "calls": calls}), "page.json")]).calls
    assert seconds(log.answered, log) == list(range(9))
