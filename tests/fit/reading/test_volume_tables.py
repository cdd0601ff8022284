"""Tables of volumes: long, wide, without names, by day and by week; the same volumes however they are written."""

import datetime

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.fit.call_log import NEVER
from sim.fit.reading.read import read_files
from sim.scenario.problems import ScenarioError
from tests.drawn import drawn
from tests.fit.reading.layouts import DATES, Layout, written
from tests.fit.reading.test_call_logs import asked, csv_of, words

HEADS = {
    "en": ("Date", "Interval", "Skill", "Calls offered", "AHT", "Total"),
    "de": ("Datum", "Uhrzeit", "Thema", "Anrufe", "Bearbeitungszeit", "Summe"),
    "es": ("Fecha", "Hora", "Motivo", "Llamadas", "TMO", "Total"),
    "fr": ("Jour", "Heure", "Motif", "Appels reçus", "Durée de traitement", "Total"),
    "nl": ("Datum", "Tijd", "Onderwerp", "Oproepen", "Afhandeltijd", "Totaal"),
}
FIRST = datetime.date(2024, 4, 15)


@st.composite
def volumes(draw):
    """For two skills, three days and four half hours: volumes and handle times, with a decimal."""
    figures = draw(st.lists(st.integers(0, 400), min_size=24, max_size=24))
    handle = draw(st.lists(st.integers(600, 9000), min_size=24, max_size=24))
    return np.array(figures) / 10, np.array(handle) / 10


@drawn(
    volumes(),
    st.sampled_from(sorted(HEADS)),
    st.sampled_from(DATES),
    st.sampled_from((",", ";", "\t")),
    st.sampled_from(("utf-8", "cp1252", "utf-16")),
    st.sampled_from(("long", "times across", "dates across")),
    st.booleans(),
    examples=40,
    at_length=800,
)
def test_the_same_volumes_are_read_however_the_table_lies(
    tmp_path_factory, figures, language, date, delimiter, encoding, lies, total
):
    volume, handle = figures
    heads, mark = HEADS[language], "." if delimiter == "," else ","
    clocks = ["9:00", "9:30", "10:00", "10:30"]
    days = [(FIRST + datetime.timedelta(days=n)).strftime(date) for n in range(3)]
    skills = ["boats", "trains"]
    cells = {(s, d, c): 12 * s + 4 * d + c for s in range(2) for d in range(3) for c in range(4)}

    def text(figure):
        return f"{figure:.1f}".replace(".", mark)

    if lies == "long":
        names = list(heads[:5])
        rows = [[days[d], clocks[c], skills[s], text(volume[n]), text(handle[n])] for (s, d, c), n in cells.items()]
    elif lies == "times across":
        names = [heads[2], heads[0], *clocks]
        both = [(s, d) for s in range(2) for d in range(3)]
        rows = [[skills[s], days[d], *(text(volume[cells[s, d, c]]) for c in range(4))] for s, d in both]
    else:
        names = [heads[2], heads[1], *days]
        both = [(s, c) for s in range(2) for c in range(4)]
        rows = [[skills[s], clocks[c], *(text(volume[cells[s, d, c]]) for d in range(3))] for s, c in both]
    if total:
        rows.append([heads[5], *([""] * (len(names) - 2)), text(volume.sum())])
    layout = Layout(delimiter=delimiter, encoding=encoding)
    table = read_files([written(tmp_path_factory.mktemp("table"), names, rows, layout)]).volumes
    assert table.width == 1_800_000
    assert table.issues == ("boats", "trains")
    assert table.volume.tolist() == pytest.approx(volume.tolist())
    first = (FIRST - datetime.date(1970, 1, 1)).days
    assert table.day.tolist() == [first + d for _, d, _ in cells]
    assert table.start.tolist() == [(18 + c) * 1_800_000 for *_, c in cells]
    if lies == "long":
        assert table.handle_seconds.tolist() == pytest.approx(handle.tolist())


def test_columns_that_are_targets_are_no_measurements_and_width_comes_from_the_spacing(tmp_path):
    clocks = [f"{8 + n // 4:02}:{15 * (n % 4):02}:00.000" for n in range(8)]
    rows = [f"2024-09-0{d} {clock},{10 + n},{200 + n},85,25" for d in (2, 3) for n, clock in enumerate(clocks)]
    reading = read_files([csv_of(tmp_path, "when,call_volume,aht,service_level,goal_s\n" + "\n".join(rows))])
    table = reading.volumes
    assert table.width == 900_000
    assert table.volume.sum() == 2 * sum(range(10, 18))
    assert table.handle_seconds[0] == 200
    left_out = [use.name for use in reading.mapping.tables[0].columns if use.role == "left out"]
    assert left_out == ["service_level", "goal_s"]


def test_a_wide_table_without_days_asks_which_weekdays_it_is_for(tmp_path):
    path = csv_of(tmp_path, "topic;8:00;8:30;9:00;9:30\r\nrent;1;2;3;4\r\nsale;5;6;7;8\r\n")
    assert [key for key, _ in asked(path)] == ["weekdays"]
    table = read_files([path], columns={"weekdays": "mon-fri"}).volumes
    assert table.weekdays == (0, 1, 2, 3, 4)
    assert (table.day == NEVER).all()
    assert table.volume.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_weekdays_across_are_weekdays(tmp_path):
    text = "Uhrzeit;Mo;Di;Mi;Do;Fr\n8:00;1;2;3;4;5\n9:00;6;7;8;9;10\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    found = zip(table.weekday.tolist(), table.start.tolist(), table.volume.tolist(), strict=True)
    hour = 3_600_000
    assert sorted(found) == [(day, (8 + late) * hour, day + 1 + 5 * late) for day in range(5) for late in range(2)]


def test_hours_of_an_event_are_told_and_set_apart(tmp_path):
    usual = [20 + hour for hour in range(24)]
    days = [usual, [*usual[:17], 700, 700, *usual[19:]]]
    rows = [f"2024-05-0{6 + d} {h:02}:00:00,{days[d][h]}" for d in range(2) for h in range(24)]
    reading = read_files([csv_of(tmp_path, "timestamp,calls\n" + "\n".join(rows))])
    assert reading.volumes.volume[reading.volumes.event].tolist() == [700, 700]
    assert any("events, set apart" in what for what in words(reading))


def test_days_have_no_hours_and_no_staff(tmp_path):
    rows = [f"2024-02-{1 + n:02},{200 + n},{190 + n},0.9,{10}" for n in range(10)]
    heads = "Fecha,Incoming Calls,Answered Calls,Answer Rate,Abandoned Calls"
    reading = read_files([csv_of(tmp_path, "\n".join([heads, *rows]))])
    assert reading.volumes.abandoned.sum() == 100
    assert "no hours of day: rows are days" in reading.cannot_know
    assert "no staff: who was at work" in reading.cannot_know


def test_weeks_are_told_by_their_spacing_and_absent_rows_are_zeros(tmp_path):
    rows = ["2024-01-01,Süd,4", "2024-01-01,?,9", "2024-01-08,Süd,5", "2024-01-15,Nord,2", "2024-01-15,Süd,1"]
    table = read_files([csv_of(tmp_path, "date,area,calls\n" + "\n".join(rows))]).volumes
    assert table.width == 7 * 86_400_000
    assert table.volume.sum() == 21
    assert len(table) == 9
    assert set(table.issues) == {"Süd", "Nord", "not told"}


def test_missing_days_are_not_zeros_and_where_zeros_are_written_nothing_is_added(tmp_path):
    text = "date,time,calls\n2024-05-06,9:00,0\n2024-05-06,9:30,4\n2024-05-08,9:00,3\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert len(table) == 3
    assert len(set(table.day.tolist())) == 2


def test_a_forecast_without_names_is_read_by_its_place_and_says_so(tmp_path):
    at = [f"20240603 {8 + n // 4:02}:{15 * (n % 4):02}" for n in range(9)]
    rows = [f"Claims,{at[n]},{at[n + 1]},{9 + n}.5,140.25,55.5,{6 + n}.25" for n in range(8)]
    reading = read_files([csv_of(tmp_path, "\n".join(rows))])
    table = reading.volumes
    assert table.volume.sum() == sum(9.5 + n for n in range(8))
    assert set(table.handle_seconds.tolist()) == {195.75}
    assert set(table.wrap_up_seconds.tolist()) == {55.5}
    assert table.agents.max() == 13.25
    assert any("without names" in what for what in words(reading))


def test_rows_of_one_interval_are_added_up_and_their_times_weighed(tmp_path):
    text = "time,skill,calls,aht\n2024-05-06 09:00,a,10,100\n2024-05-06 09:00,a,30,200\n2024-05-06 09:30,a,5,50\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.volume.tolist() == [40, 5]
    assert table.handle_seconds.tolist() == pytest.approx([175, 50])


def test_a_table_without_a_column_of_volumes_says_so(tmp_path):
    with pytest.raises(ScenarioError, match="volume"):
        read_files([csv_of(tmp_path, "date,time\n2024-05-06,9:00\n")], columns={"row": "interval"})


def test_columns_below_merged_heads_are_a_row_for_each_head(tmp_path):
    text = ",North,,South,\nDate,Calls,AHT,Calls,AHT\n2024-03-04,120,200,80,210\n2024-03-05,130,205,85,190\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.issues == ("North", "South")
    assert table.volume.tolist() == [120, 130, 80, 85]
    assert table.handle_seconds.tolist() == [200, 205, 210, 190]


def test_a_point_that_parts_thousands_is_no_decimal_point(tmp_path):
    """Another column tells the comma; whole numbers beside `1.012` tell it too."""
    day, heads = "Mo 04.03.2024", "Datum;Zeit;Anrufe;Gesprächszeit (Sek.)"
    text = f"{heads}\n{day};08:00 - 08:30;1.012;{{}}\n{day};08:30 - 09:00;45;{{}}\n"
    for figures in (("187,5", "190"), ("187", "190")):
        table = read_files([csv_of(tmp_path, text.format(*figures))]).volumes
        assert table.volume.tolist() == [1012, 45]
        assert table.width == 1_800_000


def test_a_second_column_of_volumes_is_told(tmp_path):
    text = "Date,Calls,Contacts\n" + "".join(f"2024-03-0{n},{n},{2 * n}\n" for n in range(1, 6))
    assert any("may be volumes too" in what for what in words(read_files([csv_of(tmp_path, text)])))


def test_figures_without_names_that_do_not_fit_one_another_are_asked(tmp_path):
    """Taken in the usual order they would be more work than the agents of an interval can do."""
    at = [f"20240603 {8 + n // 4:02}:{15 * (n % 4):02}" for n in range(9)]
    rows = [f"Claims,{at[n]},{at[n + 1]},{290 + n}.5,140.25,55.5,{6 + n}.25" for n in range(8)]
    assert [key for key, _ in asked(csv_of(tmp_path, "\n".join(rows)))] == ["columns"]


def test_weeks_down_and_weekdays_across_are_days(tmp_path):
    text = "Week,Monday,Tuesday,Wednesday,Thursday\n2024-03-04,100,110,120,130\n2024-03-11,101,111,121,131\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.width == 86_400_000
    assert table.day.tolist() == [19786 + n for n in (0, 1, 2, 3, 7, 8, 9, 10)]
    assert table.volume.tolist() == [100, 110, 120, 130, 101, 111, 121, 131]


def test_dates_below_a_name_that_says_nothing_go_with_clocks_across(tmp_path):
    heads = "Row Labels,8:00 AM,8:30 AM,9:00 AM,Grand Total\n"
    text = heads + "4/3/2024,10,12,14,36\n14/3/2024,11,13,15,39\nGrand Total,21,25,29,75\n"
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.volume.tolist() == [10, 12, 14, 11, 13, 15]
    assert table.width == 1_800_000
