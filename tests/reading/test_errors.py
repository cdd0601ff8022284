"""Every mistake is told at its place, in words that say what would be right."""

import os
import pickle
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from sim.reading.files import check, document_of, load, read_document
from sim.scenario.empowerment import Empowerment
from sim.scenario.explain import MOST_PROBLEMS
from sim.scenario.messages import and_known
from sim.scenario.policies import CATALOG
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario, scenario_from
from tests.reading.scenario_files import FILES, SMALL, copied, lines, loaded


def test_everything_wrong_is_reported_at_once_sorted_by_line(tmp_path):
    text = """\
nam: Small desk
calendar: {start: 2024-01-01, weeks: 4.0, open: {mon-fri: "8:00-18"}}
authority: 3
issues:
  complaint: {per_week: 1,400, ask: {shape: lognormall, median: 60, sigma: 0.9}}
  b: {ask: 5%, patience: {shape: gamma, mean: 3}, handle_time: {shape: weibull, mean: -3, cv: .nan}}
  3d: {routine: maybe, loss: gone, priority: 12}
teams:
  desk: {agents: many, handles: complaint}
  desk2: {agents: {file: x.csv, column: y}, handles: []}
  desk3: {agents: {mon-fri: 3, sat: {9:00: -1, "25:00": 3}}}
  desk4: {agents: {mon-fri: 3, fri: 2}, handles: [x], cut_short: {shape: beta, a: 0}}
timeline:
  - {week: 3, event: surg}
  - {week: 3, evnt: surge}
  - {event: surge, issue: x}
study: {replications: automatic}
"""
    shapes = ", ".join(["constant", "exponential", "lognormal", "gamma", "erlang", "weibull", "uniform", "triangular"])
    shapes += ", beta, empirical, hazard, mixture"
    agents = (
        "a number from 0 to 5000, weekdays with their numbers, such as {mon-fri: 6, sat: {8:00: 2, 12:00: 0}}, "
        "or a table {file: heads.csv, column: heads}"
    )
    handles = "a list such as [a, b], or how well each: {a: {speed: 1.2, skill: -0.1}, b: {}}"
    assert lines(tmp_path, text) == [
        "s.yaml:1:1: nam: unknown key 'nam'; did you mean 'name'?",
        "s.yaml:2:38: calendar.weeks: must be a whole number from 1 to 530 weeks, not 4.0; write 4",
        "s.yaml:2:59: calendar.open.mon-fri: '18' is not a time of day; write hours and minutes such as 8:30",
        "s.yaml:3:1: authority: unknown key 'authority' here; it belongs under 'manager' or 'empowerment'",
        "s.yaml:5:27: issues.complaint.400: unknown key '400'; "
        "between braces a comma ends the value before it: write numbers without commas",
        f"s.yaml:5:45: issues.complaint.ask.shape: must be one of {shapes}, "
        "not 'lognormall'; did you mean 'lognormal'?",
        "s.yaml:6:12: issues.b.ask: must be a number from 0 to 1,000,000,000, "
        "or a mapping such as {shape: lognormal, mean: 6, cv: 1.2}, not '5%'; write 0.05",
        "s.yaml:6:16: issues.b.patience: a gamma distribution is given by mean and cv or alpha and scale",
        "s.yaml:6:87: issues.b.handle_time.mean: must be a number from 1e-06 to 1,000,000,000, not -3",
        "s.yaml:6:95: issues.b.handle_time.cv: '.nan' must be a finite number",
        "s.yaml:7:3: issues.3d: must be text that begins with a letter from A to Z and holds such letters, digits, "
        "blanks and _, not '3d'",
        "s.yaml:7:17: issues.3d.routine: must be true or false, not 'maybe'",
        "s.yaml:7:30: issues.3d.loss: must be 'kept' or 'lost', not 'gone'",
        "s.yaml:7:46: issues.3d.priority: must be a whole number from 0 to 9, not 12",
        f"s.yaml:9:18: teams.desk.agents: must be {agents}, not 'many'",
        "s.yaml:9:33: teams.desk.handles: must be a list such as [a, b], not 'complaint'; write [complaint]",
        "s.yaml:10:26: teams.desk2.agents.file: x.csv: no such file",
        "s.yaml:10:45: teams.desk2.handles: must not be empty",
        f"s.yaml:11:3: teams.desk3.handles: is missing; must be {handles}: "
        "the issue types that this team takes; a mapping says how well",
        "s.yaml:11:44: teams.desk3.agents.sat.9:00: must be a number from 0 to 5000, not -1",
        "s.yaml:11:48: teams.desk3.agents.sat.25:00: '25:00' is not a time of day; "
        "write hours and minutes such as 8:30",
        "s.yaml:12:11: teams.desk4.agents: fri is given twice",
        "s.yaml:12:55: teams.desk4.cut_short.b: is missing; must be a number from 0.05 to 10,000",
        "s.yaml:12:83: teams.desk4.cut_short.a: must be a number from 0.05 to 10,000, not 0",
        "s.yaml:14:22: timeline.0.event: must be one of surge, town_hall, training, thank_you, not 'surg'; "
        "did you mean 'surge'?",
        "s.yaml:15:15: timeline.1.evnt: unknown key 'evnt'; did you mean 'event'?",
        "s.yaml:16:5: timeline.2.week: is missing; must be a whole number from 1 to 530: the week in which it happens",
        "s.yaml:17:23: study.replications: must be a whole number from 1 to 100,000, or 'auto', not 'automatic'; "
        "did you mean 'auto'?",
    ]


def test_what_a_what_if_sets_is_told_at_the_key_that_sets_it(tmp_path):
    text = (
        SMALL
        + """\
what_if:
  First: {set: {empowerment.autority: 500}}
  Second: {set: {empowerment.authority: lots, incentives.relief: 7}}
  Third: {set: {calendar.weeks: 3}}
  Fourth: {use: [empower_frontlin]}
  Fifth: {from_week: 9}
"""
    )
    known = ", ".join(Empowerment.model_fields)
    assert lines(tmp_path, text) == [
        "s.yaml:8:17: what_if.First.set.empowerment.autority: unknown key 'autority'; did you mean 'authority'? "
        f"Known here: {known}",
        "s.yaml:9:41: what_if.Second.set.empowerment.authority: "
        "must be an amount of money, or amounts by issue type, such as {refund: 150, goodwill: 25}, not 'lots'",
        "s.yaml:9:66: what_if.Second.set.incentives.relief: must be a number from 0 to 3 (utility), not 7",
        "s.yaml:10:17: what_if.Third.set.calendar.weeks: "
        "is fixed for the whole run and cannot be changed by a what-if or the timeline",
        "s.yaml:11:18: what_if.Fourth.use.0: no policy 'empower_frontlin'"
        + and_known("; did you mean 'empower_frontline'?", CATALOG),
        "s.yaml:12:22: what_if.Fifth.from_week: is after the last week (4)",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "1:1: the file is empty"),
        ("# nothing\n", "1:1: the file is empty"),
        ("just text\n", "1:1: must be lines of 'key: value'"),
        ("- a\n- b\n", "1:1: must be lines of 'key: value'"),
        ('name: "Small\nissues: 3\n', "1:7: a quote that is opened here and never closed"),
        ("name: x\n\tissues: 3\n", "2:1: a tab in the indentation; use blanks"),
        ("name: x\nissues:\n\ta: 3\n", "3:1: a tab in the indentation; use blanks"),
        ("name: x\ncalendar\nissues: 3\n", "2:1: no ':' after this key"),
        ("name: x: y\n", "1:8: a ':' that cannot stand here; wrong indentation, or a text that needs quotes?"),
        ("name: x\na: {b: [1, 2}\n",
         "2:13: the list that begins on line 2 is not closed; ',' or ']' is missing before this"),
        ("name: x\na:\n  - {b: 1\n",
         "3:10: the mapping that begins on line 3 is not closed; ',' or '}' is missing before this"),
        ("name: x\na: [1,\n", "2:7: the file ends in the middle of a value; ']' or '}' is missing"),
        ("name: x\na:\n    b: 3\n   c: 4\n", "4:4: the indentation does not fit the lines above"),
        ("name: @x\n", "1:7: text that begins with '@' must stand in quotes"),
        ('name: "a\\q"\n', "1:9: an unknown escape after '\\'; use single quotes, or write '\\\\'"),
        ("---\nname: x\n---\nname: y\n", "3:1: a second document begins here; a file holds one"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_yaml_gets_one_plain_line(tmp_path, text, line):
    assert lines(tmp_path, text) == [f"s.yaml:{line}"]


@pytest.mark.parametrize(
    ("extra", "line"),
    [
        ("name: again\n", "7:1: name: written twice; the first is on line 1"),
        (
            "manager: &boss {count: 1}\n",
            "7:10: manager: anchors (&name) are not allowed; use 'extends' to share values",
        ),
        ("manager: *boss\n", "7:10: manager: aliases (*name) are not allowed; write the value out"),
        (
            "manager: !!python/name:os.system x\n",
            "7:10: manager: tags (words that begin with '!') are not allowed",
        ),
        ("about: !!str 5\n", "7:8: about: tags (words that begin with '!') are not allowed"),
        ("<<: {a: 1}\n", "7:1: merge keys (<<) are not allowed; use 'extends' to share values"),
        ("[a, b]: 1\n", "7:1: a key must be a single word or text"),
        ("'': 1\n", "7:1: a value without a key before the ':'"),
        ('about: "\\e[31m"\n', "7:8: about: '?[31m' contains control characters"),
        (
            'what_if: {"Both ": {use: [empower_frontline], from_week: 2}}\n',
            "7:11: what_if.Both : must be text on one line, without blanks at its ends, not 'Both '",
        ),
        ("empowerment: {authority: .inf}\n", "7:26: empowerment.authority: '.inf' must be a finite number"),
        ("empowerment: {authority: 1e999}\n", "7:26: empowerment.authority: '1e999' is too large a number"),
        (
            "study: {seed: 9999999999999999}\n",
            "7:15: study.seed: '9999999999999999' is too large a whole number; "
            "at most 1,000,000,000,000,000 is allowed",
        ),
    ],
)
def test_what_a_scenario_does_not_need_is_refused_at_its_place(tmp_path, extra, line):
    assert lines(tmp_path, SMALL + extra) == [f"s.yaml:{line}"]


def test_mistakes_of_the_text_and_of_the_model_are_told_together(tmp_path):
    found = lines(tmp_path, SMALL.replace("weeks: 4", "weeks: 4, weeks: 5") + "studdy: {}\n")
    assert found == [
        "s.yaml:2:22: calendar.weeks: written twice; the first is on line 2",
        "s.yaml:7:1: studdy: unknown key 'studdy'; did you mean 'study'?",
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("empowerment: {authority: '50'}", "not '50'; write it without quotes"),
        ("empowerment: {authority: 50 USD}", "not '50 USD'; write only the number, 50"),
        ("empowerment: {authority: $50}", "not '$50'; write only the number, 50"),
        ("empowerment: {authority: 1_000}", "not '1_000'; write 1000"),
        ("empowerment: {authority: '1,000'}", "not '1,000'; write 1000"),
        ("empowerment: {support: '0,2'}", "not '0,2'; write 0.2"),
        ("empowerment: {containment: 20%}", "not '20%'; write 0.2"),
        ("empowerment: {containment: true}", "not true"),
        ("empowerment: {containment: }", "is empty; must be a number from 0 to 1"),
        ("empowerment: {containment: {mean: 3}}", "must be a number from 0 to 1, not a mapping"),
        ("empowerment: {containment: [3]}", "must be a number from 0 to 1, not a list"),
        ("currency: 3", "must be text, not 3; put it in quotes"),
        ("study: {interval_minutes: 20}", "must be 15, 30 or 60, not 20"),
        ("study: {targets: {occupancy: 85%}}", "a number above 0 and below 100 (% of hours), not '85%'; write 85"),
        ("currency: true", "must be text, not true; put it in quotes"),
        ("manager: {hours: {mon-fri: 9}}",
         "must be a span of time such as 7:30-18:00, 12:00-4:00 past midnight, or closed, not 9; put it in quotes"),
        ("manager: {policy: invesitgate}", "not 'invesitgate'; did you mean 'investigate'?"),
        ("manager: {policy: [grant]}", "must be 'investigate', 'grant', 'coach' or 'return', not a list"),
        ("manager: {count: 1e3}", "must be a whole number from 0 to 500 managers, not 1000.0; write 1000"),
        ("manager: {other_duties_hours_per_week: 169}", "must be a number from 0 to 168 hours per week, not 169"),
        ("customers: {anger_wait: 5.0e-324}", "must be 0 or at least 1e-09 away from it, not 4.94066e-324"),
        ("customers: {busyness_cv: 1.0e-5}", "must be 0 or at least 0.001 away from it, not 1e-05"),
        ("customers: {patience: {shape: exponential, mean: 1.0e+8}}", "100,000,000; at most 10,000,000 is allowed"),
        ("customers: {patience: 1.0e+8}", "customers.patience: goes up to 100,000,000; at most 10,000,000 is allowed"),
        ("behavior: {habit_half_life: 0}", "must be a number from 0.01 to 1000 working days, not 0"),
        ("manager: investigate", "must be a mapping (lines of 'key: value', indented), not 'investigate'"),
        ("timeline: {week: 3}", "must be a list such as [a, b], not a mapping"),
        ("timeline: [5]", "timeline.0: must be a mapping (lines of 'key: value', indented), not 5"),
        ("leadership_lane: {open: 1}", "must be true or false, not 1"),
        (
            "manager: {give_up_after: 3 fortnights}",
            "not '3 fortnights'; durations are written 20 s, 5 min, 2 h, 1 h 30 min or 3 days",
        ),
        ("manager: {give_up_after: {mean: 3}}",
         "give_up_after.shape: is missing; must be one of constant, exponential, "
         "lognormal, gamma, erlang, weibull, uniform, triangular, beta, empirical, hazard, mixture"),
        ("manager: {pace: 5}", "unknown key 'pace'"),
        ("study: {rate: 5}", "metrics, warm_up_weeks, matters, interval_minutes, control_variates, targets"),
        ("study: {Replications: 5}", "unknown key 'Replications'; did you mean 'replications'?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_answered_with_what_would_be_right(tmp_path, text, end):
    (line,) = lines(tmp_path, SMALL + text + "\n")
    assert line.startswith("s.yaml:7:")
    assert line.endswith(end)


@pytest.mark.parametrize("calendar", ["start: 9999-12-27", "start: 1969-12-29", "start: 2199-12-30, weeks: 60"])
def test_all_weeks_lie_in_the_years_that_dates_and_pictures_can_show(tmp_path, calendar):
    (line,) = lines(tmp_path, SMALL.replace("calendar: {weeks: 4}", f"calendar: {{{calendar}}}"))
    assert line.endswith("do not lie in the years 1970 to 2200, as all weeks must")


def test_no_word_of_the_machinery_reaches_the_user(tmp_path):
    text = (FILES / "full.yaml").read_text()
    machinery = ("validation error", "Input should", "function-", "pydantic", "Traceback", "class", "ctx", "BaseModel")
    for old, new in ((": ", ": x"), ("{", "[x, {"), ("shape: ", "shap: "), ("0", ""), ("mon", "mno")):
        for line in lines(tmp_path, text.replace("extends: base.yaml\n", "").replace(old, new)):
            assert not [word for word in machinery if word in line]


def test_a_missing_key_stands_at_the_key_of_its_mapping(tmp_path):
    text = SMALL.replace("  desk: {agents: 6, handles: [complaint]}\n", "  desk:\n\n    handles: [complaint]\n")
    (line,) = lines(tmp_path, text)
    assert line.startswith("s.yaml:6:3: teams.desk.agents: is missing; must be a number")


def test_a_misspelt_key_is_not_also_reported_as_missing(tmp_path):
    (line,) = lines(tmp_path, SMALL.replace("agents", "agent"))
    assert line == "s.yaml:6:10: teams.desk.agent: unknown key 'agent'; did you mean 'agents'?"


def test_hundreds_of_mistakes_are_cut_with_a_count(tmp_path):
    text = SMALL + "customers:\n" + "".join(f"  key{number}: 1\n" for number in range(500))
    found = lines(tmp_path, text)
    assert len(found) == MOST_PROBLEMS + 1
    assert "and 400 more problems" in found[-1] or "and 400 more problems" in found[-2]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("\ufeff".encode() + SMALL.replace("name", "nam").encode(),
         "1:1: nam: unknown key 'nam'; did you mean 'name'?"),
        (SMALL.encode("utf-16"), "1:1: is saved as UTF-16; save it as UTF-8"),
        (SMALL.encode("utf-16-le"), "1:2: is not text (a NUL byte), or is UTF-16; save it as UTF-8"),
        ("name: Büro\n".encode("latin-1"), "1:8: is not UTF-8 from here on (byte 0xFC); save it as UTF-8"),
        (b"name: x\n\0\n", "2:1: is not text (a NUL byte), or is UTF-16; save it as UTF-8"),
        ("name: a\u2028b\n".encode(), "1:8: an unusual line break (U+2028); delete it and press Enter instead"),
        (b"name: a\x07b\n", "1:8: a character that does not belong in a text (U+0007); delete it"),
        (b"PK\x03\x04\x14\0\x06\0", "1:6: is not text (a NUL byte), or is UTF-16; save it as UTF-8"),
    ],
)  # fmt: skip
def test_a_file_in_another_encoding_gets_one_plain_line(tmp_path, content, line):
    assert lines(tmp_path, content) == [f"s.yaml:{line}"]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    assert lines(tmp_path, b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []


def only_line(path):
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert "Errno" not in str(problem)
    return str(problem).removeprefix(f"{path}:")


def test_a_file_that_cannot_be_read_gets_one_plain_line(tmp_path):
    assert only_line(tmp_path / "none.yaml") == "1:1: no such file"
    assert only_line(tmp_path) == "1:1: is a folder, not a file"
    (tmp_path / "large.yaml").write_bytes(b"#" * 2_000_001)
    assert only_line(tmp_path / "large.yaml") == "1:1: has 2,000,001 bytes; at most 2,000,000 are allowed"


def test_a_missing_file_is_told_with_the_one_that_may_be_meant(tmp_path):
    (tmp_path / "north.yaml").write_text("name: North\n", encoding="utf-8")
    for asked in ("north", "nort.yaml", "norht.yml"):
        assert only_line(tmp_path / asked) == "1:1: no such file; did you mean 'north.yaml'?"
    told = "1:1: no such file; to write the shipped one: frontline new bank.yaml --from bank"
    assert only_line(tmp_path / "bank") == only_line(tmp_path / "bank.yaml") == told
    assert only_line(tmp_path / "nowhere" / "bank") == "1:1: no such file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may read everything")
def test_a_file_without_permission_gets_one_plain_line(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(SMALL)
    path.chmod(0)
    assert [problem.message for problem in loaded(path)] == ["may not be read (no permission)"]


def test_a_what_if_keeps_its_positions_through_extends(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL + "what_if:\n  A: {set: {empowerment.authority: -1}}\n")
    found = lines(tmp_path, "extends: base.yaml\nname: Mine\nteams: {desk: {agents: -2}}\n")
    assert found == ["s.yaml:3:24: teams.desk.agents: must be a number from 0 to 5000, not -2"]
    found = lines(tmp_path, "extends: base.yaml\nname: Mine\n")
    assert found == [
        "base.yaml:8:36: what_if.A.set.empowerment.authority: must be a number from 0 to 1,000,000,000 (money), not -1"
        "; for 1 less than there is, write 'minus 1'"
    ]


def test_the_extended_file_is_merged_deeply_lists_replaced_and_null_removes(tmp_path):
    (tmp_path / "base.yaml").write_text("a: {b: 1, c: {d: [1, 2], e: 5}}\nf: 1\ng: {h: 1}\n")
    (tmp_path / "s.yaml").write_text("extends: base.yaml\na: {c: {d: [3], i: ~}, b: 2}\nf: null\ng: 7\n")
    document = read_document(tmp_path / "s.yaml")
    assert document.data == {"a": {"b": 2, "c": {"d": [3], "e": 5, "i": None}}, "g": 7}
    assert [path.name for path in document.files] == ["s.yaml", "base.yaml"]
    assert document.find(("a", "c", "e"))[0].at == (str(tmp_path / "base.yaml"), 1, 29)
    assert document.find(("a", "b"))[1] == (str(tmp_path / "s.yaml"), 2, 24)


def test_a_circle_of_extends_is_named(tmp_path):
    (tmp_path / "b.yaml").write_text("extends: s.yaml\n")
    assert lines(tmp_path, "extends: b.yaml\n") == [
        "b.yaml:1:10: extends: goes round in a circle: s.yaml -> b.yaml -> s.yaml"
    ]
    assert lines(tmp_path, "extends: s.yaml\n") == ["s.yaml:1:10: extends: goes round in a circle: s.yaml -> s.yaml"]


def test_a_long_chain_of_extends_is_refused(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    (tmp_path / "9.yaml").write_text(SMALL)
    assert lines(tmp_path, "extends: 0.yaml\n") == ["7.yaml:1:10: extends: a chain of more than 8 files"]
    assert lines(tmp_path, "extends: 2.yaml\n") == []


def test_a_mistake_in_the_extended_file_is_told_there(tmp_path):
    (tmp_path / "base.yaml").write_text("name: [\n")
    assert lines(tmp_path, "extends: base.yaml\n")[0].startswith("base.yaml:1:8: ")
    assert lines(tmp_path, "extends: none.yaml\n") == ["s.yaml:1:10: extends: 'none.yaml': no such file"]
    assert lines(tmp_path, "extends: [a]\n")[0].startswith("s.yaml:1:10: extends: must be the name")


def test_a_policy_of_the_user_s_own_is_read_and_its_mistakes_are_told_in_its_file(tmp_path):
    folder = copied(tmp_path)
    assert isinstance(loaded(folder / "full.yaml"), Scenario)
    ours = folder / "ours.yaml"
    ours.write_text(ours.read_text().replace("about:", "abuot:").replace("announced: true", "announced: perhaps"))
    found = [str(problem).removeprefix(str(folder)).lstrip("/\\") for problem in loaded(folder / "full.yaml")]
    assert found == [
        "ours.yaml:2:1: policies.ours.yaml.abuot: unknown key 'abuot'; did you mean 'about'?",
        "ours.yaml:5:12: policies.ours.yaml.announced: must be true or false, not 'perhaps'",
    ]
    ours.unlink()
    (problem,) = loaded(folder / "full.yaml")
    assert (problem.line, problem.column, problem.message) == (80, 19, "'ours.yaml': no such file")


def test_a_cell_of_a_table_is_told_by_file_row_and_column(tmp_path):
    folder = copied(tmp_path)
    table = folder / "tables" / "visits.csv"
    good = table.read_text()
    for text, words in (
        (good.replace("mon-fri,9:00,16", "mon-fri,9:00,many"), "tables/visits.csv:3"),
        (
            good.replace("mon-fri,9:00,16", "mon-fri,9:00"),
            "tables/visits.csv:3: 2 cells, but 3 columns are named",
        ),
        (good.replace("visits", "visit"), "tables/visits.csv:1: column 'visits' is missing"),
        (good.replace("weekday,", "start,"), "tables/visits.csv:1: two columns are called 'start'"),
        (good.replace(",", "\t"), "tables/visits.csv:1: the columns are separated by tabs"),
        ("", "tables/visits.csv: the table is empty"),
        ("weekday,start,visits\n", "tables/visits.csv: the table has names of columns, but no rows"),
        ('weekday,start,visits\n"mon,8:00,3\n', "tables/visits.csv:"),
    ):
        table.write_text(text)
        (problem,) = loaded(folder / "full.yaml")
        assert words in problem.message
        assert (problem.line, problem.column, problem.key) == (14, 19, "issues.visit.table.file")
    table.write_bytes(good.replace("visits", "büro").encode("latin-1"))
    assert "tables/visits.csv:1:" in loaded(folder / "full.yaml")[0].message


def test_without_a_file_the_words_are_the_same_and_there_is_no_position():
    with pytest.raises(ScenarioError) as caught:
        scenario_from({"nam": "x", "issues": {"a": {}}, "teams": {"t": {"agents": -1.5, "handles": ["a"]}}})
    assert [str(problem) for problem in caught.value.problems] == [
        "teams.t.agents: must be a number from 0 to 5000, not -1.5",
        "nam: unknown key 'nam'; did you mean 'name'?",
    ]


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        ("{mon: -1, tue: x, wed: 3}", [("mon", "0 to 5000, not -1"), ("tue", "0 to 5000, or a mapping, not 'x'")]),
        ("{mon: {8:00: -2.5, 9: 2}}", [("mon.8:00", "5000, not -2.5"), ("mon.9", "hours and minutes such as 8:30")]),
        ("{flie: heads.csv, column: heads}", [("flie", "unknown key 'flie'; did you mean 'file'?")]),
    ],
)
def test_several_mistakes_in_a_week_of_heads_are_told_as_a_weeks_and_one_in_a_table_as_a_tables(tmp_path, heads, told):
    found = lines(tmp_path, SMALL.replace("agents: 6", f"agents: {heads}"))
    assert [line.split(": ")[1] for line in found] == [f"teams.desk.agents.{key}" for key, _ in told]
    assert all(line.endswith(words) for (_, words), line in zip(told, found, strict=True))


def test_problems_survive_pickling_and_print_on_one_line():
    error = ScenarioError([Problem("bad\nvalue \x1b[31m", "a.b", "s.yaml", 3, 4), Problem("first", "", "s.yaml", 1, 1)])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert str(error) == "s.yaml:1:1: first\ns.yaml:3:4: a.b: bad value ?[31m"


class Toy(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Cat(Toy):
    kind: Literal["cat"]
    lives: int = Field(ge=0, le=9, json_schema_extra={"unit": "lives"})


class Dog(Toy):
    kind: Literal["dog"]
    tricks: list[str] = []


class House(Toy):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    pets: list[Annotated[Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")], Discriminator("kind")]] = []
    rooms: Annotated[
        Annotated[int, Tag("int")] | Annotated[list[int], Tag("list")] | Annotated[dict[str, Cat], Tag("dict")],
        Discriminator(lambda value: type(value).__name__),
    ] = 1
    color: Literal["red", "green"] | None = None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("pet: {kind: cat, lives: 10}\n", "1:25: pet.lives: must be a whole number from 0 to 9 lives, not 10"),
        ("pet: {kind: cow}\n", "1:13: pet.kind: must be one of cat, dog, not 'cow'"),
        ("pet: {lives: 3}\n", "1:1: pet.kind: is missing; must be one of cat, dog"),
        ("pets:\n  - {kind: dog, trick: []}\n", "2:17: pets.0.trick: unknown key 'trick'; did you mean 'tricks'?"),
        ("rooms: [1, a]\n", "1:12: rooms.1: must be a whole number, not 'a'"),
        ("rooms:\n  a: {kind: cat, lives: -1}\n",
         "2:25: rooms.a.lives: must be a whole number from 0 to 9 lives, not -1"),
        ("rooms: many\n",
         "1:8: rooms: must be a whole number, or a list of numbers such as [1, 2], or a mapping, not 'many'"),
        ("color: rde\n", "1:8: color: must be 'red' or 'green', not 'rde'; did you mean 'red'?"),
    ],
)  # fmt: skip
def test_any_closed_model_gets_the_same_words(tmp_path, text, line):
    path = tmp_path / "house.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        check(House, read_document(path))
    assert [str(each).removeprefix(str(path)) for each in caught.value.problems] == [f":{line}"]


def test_a_checked_document_gives_the_model():
    assert check(House, document_of({"pet": {"kind": "dog"}}, "override")) == House(pet=Dog(kind="dog"))
