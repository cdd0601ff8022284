"""Rosters: what they do not tell is asked at once, who is on leave is not at work, names go no further."""

import datetime

import pytest
from hypothesis import strategies as st

from sim.fit.reading.read import read_files
from sim.fit.shift_table import ShiftRow, ShiftTable
from tests.drawn import drawn
from tests.fit.reading.layouts import Layout, written
from tests.fit.reading.test_call_logs import asked, csv_of, words

HEADS = {
    "en": ("Name", "User", "Site", "Activity", "Shift start", "Shift end", "Lunch", "Break"),
    "de": ("Nachname", "Bearbeiter", "Gruppe", "Abwesenheit", "Dienstbeginn", "Dienstende", "Mittagspause", "Pause"),
    "es": ("Nombre", "Usuario", "Centro", "Jornada", "Horario", "Salida", "Almuerzo", "Descanso"),
    "fr": ("Prénom", "Utilisateur", "Site", "Activité", "Prise de service", "Fin de service", "Déjeuner", "Pause"),
    "nl": ("Achternaam", "Medewerker", "Groep", "Activiteit", "Begin dienst", "Einde dienst", "Lunchpauze", "Pauze"),
}
AWAY = {"en": "Sick leave", "de": "Urlaub", "es": "Vacaciones", "fr": "Maladie", "nl": "Ziek"}
LENGTHS = {"shift_minutes": 540, "lunch_minutes": 30, "break_minutes": 15, "weekdays": "mon-fri"}


@drawn(
    st.lists(st.tuples(st.integers(12, 24), st.integers(2, 10), st.booleans()), min_size=6, max_size=15),
    st.sampled_from(sorted(HEADS)),
    st.sampled_from((",", ";", "\t")),
    st.sampled_from(("%H:%M:%S", "%H:%M", "%I:%M %p")),
    st.booleans(),
    st.sampled_from(("csv", "xlsx")),
    examples=30,
    at_length=500,
)
def test_the_same_shifts_are_read_however_a_roster_is_written(
    tmp_path_factory, people, language, delimiter, clock, with_ends, ending
):
    def at(half_hours):
        return (datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=30 * half_hours)).strftime(clock)

    heads = [head for place, head in enumerate(HEADS[language]) if with_ends or place != 5]
    rows = []
    for number, (start, later, works) in enumerate(people):
        activity = "Contact center" if works else AWAY[language]
        row = [f"Zoë {number}", f"u{number}", "north" if number % 2 else "south", activity]
        rows.append([*row, at(start), *([at(start + 17)] if with_ends else []), at(start + later), at(start + 1)])
    path = written(tmp_path_factory.mktemp("roster"), heads, rows, Layout(delimiter=delimiter, ending=ending))
    shifts = read_files([path], columns=LENGTHS).shifts
    assert shifts.weekdays == (0, 1, 2, 3, 4)
    assert [row.agent for row in shifts.rows] == [f"A{n + 1:03}" for n in range(len(people))]
    assert [row.works for row in shifts.rows] == [works for *_, works in people]
    for row, (start, later, _) in zip(shifts.rows, people, strict=True):
        begin = 30 * start % 1440
        assert (row.start, row.end) == (begin, begin + (510 if with_ends else 540))
        lunch, pause = begin + 30 * later, begin + 30
        assert row.pauses == tuple(sorted([(lunch, lunch + 30), (pause, pause + 15)]))


def test_what_a_roster_does_not_tell_is_asked_at_once(tmp_path):
    heads = "Usuario,Jornada,Horario,Almuerzo,Descanso\n"
    path = csv_of(tmp_path, heads + "u1,Centro,9:00,13:00,10:45\nu2,Licencia,6:00,10:00,7:45\n ,,,,\n")
    assert [key for key, _ in asked(path)] == ["shift_minutes", "lunch_minutes", "break_minutes", "weekdays"]
    reading = read_files([path], columns=LENGTHS)
    assert words(reading)["blank rows"] == 1
    assert words(reading)["not at work by their state (leave, sickness)"] == 1


def test_a_roster_by_dates_asks_for_no_weekdays(tmp_path):
    heads = "Employee,Date,Shift start,Shift end,Activity\n"
    text = heads + "e1,2024-05-06,22:00,6:00,work\ne2,2024-05-07,8:00,16:00,Sick\n"
    rows = read_files([csv_of(tmp_path, text)]).shifts.rows
    told = [(row.day.day, row.start, row.end, row.works) for row in rows]
    assert told == [(6, 1320, 1800, True), (7, 480, 960, False)]


@pytest.mark.parametrize(
    ("key", "value"), [("shift_minutes", "long"), ("weekdays", "noday"), ("time_zone", "Moon/Base"), ("day_first", 3)]
)
def test_an_answer_that_cannot_be_used_is_told_at_its_key(tmp_path, key, value):
    assert [told for told, _ in asked(csv_of(tmp_path, "a,b\n1,2\n"), **{key: value})] == [key]


def test_a_roster_tells_the_hours_that_it_plans_in_a_week():
    def shift(day, weekday, works=True):
        return ShiftRow(agent="A001", team="", activity="", works=works, day=day, weekday=weekday, start=540, end=1020,
                        pauses=((720, 750),))  # fmt: skip

    dated = ShiftTable(rows=tuple(shift(datetime.date(2024, 1, day), None) for day in (1, 2, 8, 9)), weekdays=())
    assert dated.hours_a_week == pytest.approx(15)
    assert ShiftTable(rows=(shift(None, 0), shift(None, 1, False)), weekdays=()).hours_a_week == pytest.approx(7.5)
    assert ShiftTable(rows=(shift(None, None),), weekdays=(0, 1, 2)).hours_a_week == pytest.approx(22.5)


TASKS = (("Phone", 480, 990), ("Break", 600, 615), ("Lunch", 720, 750), ("Chat", 800, 860), ("Meeting", 900, 960))


def test_an_agent_has_one_shift_at_a_time_and_breaks_and_meetings_within_it_are_its_pauses(tmp_path):
    def clock(minute):
        return f"{minute // 60}:{minute % 60:02}"

    rows = [
        f"E{who},2024-03-0{day},{name},{clock(start)},{clock(end)}"
        for who in range(3)
        for day in (4, 5)
        for name, start, end in TASKS
    ]
    text = "\n".join(["Employee,Date,Activity,Start Time,End Time", *rows, "E9,2024-03-04,Lunch,12:00,13:00"])
    reading = read_files([csv_of(tmp_path, text)])
    shifts = [row for row in reading.shifts.rows if row.works]
    assert len(shifts) == 6
    assert {row.pauses for row in shifts} == {((600, 615), (720, 750), (900, 960))}
    assert sum(words(reading).values()) == 6 * 4


@pytest.mark.parametrize("names", ["04.03.2024;05.03.2024;06.03.2024", "Mon;Tue;Wed", "Mo 04.03.;Di 05.03.;Mi 06.03."])
def test_a_roster_with_days_across_is_a_row_for_each_shift(tmp_path, names):
    text = f"Agent;Team;{names}\nAnn;A;08:00-16:30;OFF;9 - 17\nBob;B;22:00 - 06:00;8.00-12.00 (home);Urlaub\n"
    shifts = read_files([csv_of(tmp_path, text)]).shifts
    found = sorted(
        (row.agent, row.day.weekday() if row.day else row.weekday, row.start, row.end) for row in shifts.rows
    )
    assert found == [("A001", 0, 480, 990), ("A001", 2, 540, 1020), ("A002", 0, 1320, 1800), ("A002", 1, 480, 720)]


def test_begins_and_ends_hours_apart_may_be_shifts_and_are_asked(tmp_path):
    rows = [f"{n},2024-03-0{4 + n} 22:00,2024-03-0{5 + n} 06:00" for n in range(4)]
    path = csv_of(tmp_path, "\n".join(["Agent ID,Start,End", *rows]))
    assert [key for key, _ in asked(path)] == ["row"]
    assert len(read_files([path], columns={"row": "call"}).calls) == 4
    assert read_files([path], columns={"row": "shift"}).shifts.hours_a_week == 32
