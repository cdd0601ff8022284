"""Tables of volumes as programs export them: sums or means, whole numbers for times, thousands, two in one file."""

import datetime

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.fit.client import fit_files
from sim.fit.reading.read import read_files
from tests.drawn import drawn
from tests.fit.reading.test_call_logs import asked, csv_of

STARTS = [datetime.datetime(2024, 3, day, 8 + n // 2, 30 * (n % 2)) for day in (4, 5, 6) for n in range(12)]


@st.composite
def intervals(draw):
    """Of each half hour: contacts answered and abandoned, and the mean time of one, which knows nothing of them."""
    many = len(STARTS)
    answered = draw(st.lists(st.integers(3, 60), min_size=many, max_size=many, unique=False))
    answered[:3] = [3, 20, 60]
    lost = draw(st.lists(st.integers(0, 5), min_size=many, max_size=many))
    talk = draw(st.lists(st.integers(180, 300), min_size=many, max_size=many))
    return np.array(answered), np.array(lost), np.array(talk)


def table_of(name, figures, volume="callsoffered"):
    answered, lost, spans = figures
    heads = f"row_date,starttime,{volume},acdcalls,abncalls,{name}\n"
    rows = zip(STARTS, answered, lost, spans, strict=True)
    return heads + "".join(
        f"{t:%m/%d/%Y},{100 * t.hour + t.minute},{got + lost},{got},{lost},{span}\n" for t, got, lost, span in rows
    )


@drawn(intervals(), st.sampled_from(("acdtime", "Total talk time (s)", "Talk time", "Avg talk time")), examples=15,
       at_length=200)  # fmt: skip
def test_sums_of_an_interval_become_means_of_a_contact(tmp_path_factory, figures, name):
    answered, lost, talk = figures
    spans = talk if name.startswith("Avg") else answered * talk
    path = csv_of(tmp_path_factory.mktemp("sums"), table_of(name, (answered, lost, spans)))
    table = read_files([path], columns={"day_first": False}).volumes
    assert table.width == 1_800_000
    assert table.start.tolist() == [(8 * 60 + 30 * n) * 60_000 for n in range(12)] * 3
    assert table.volume.tolist() == (answered + lost).tolist()
    assert table.handle_seconds.tolist() == pytest.approx(talk.tolist())
    other = {"per": "contact" if name == "Talk time" else "interval", "role": "talk", "unit": "s"}
    turned = read_files([path], columns={"day_first": False, "columns": {name: other}}).volumes
    if name in ("Talk time", "Avg talk time"):
        assert turned.handle_seconds.tolist() != pytest.approx(talk.tolist())


def test_a_volume_below_answered_and_abandoned_is_another_column(tmp_path):
    figures = np.arange(36) + 5, np.full(36, 2), np.full(36, 200)
    answered, lost, talk = figures
    text = table_of("Avg talk time", (answered, lost, talk), volume="Calls ivr").splitlines()
    lines = [text[0]] + [",".join([*line.split(",")[:2], "1", *line.split(",")[3:]]) for line in text[1:]]
    path = csv_of(tmp_path, "\n".join(lines))
    [(key, message)] = asked(path, day_first=False)
    assert key == "columns.Calls ivr"
    assert "in 36 of 36 rows" in message
    left_out = {"day_first": False, "columns": {"Calls ivr": "left out"}}
    assert read_files([path], columns=left_out).volumes.volume.sum() == (answered + lost).sum()


@pytest.mark.parametrize("separator", [".", " ", "'", "\u202f"])
def test_thousands_are_read_or_asked(tmp_path, separator):
    rows = [(t, 1000 + 7 * n) for n, t in enumerate(STARTS)]
    text = "Intervall;Anrufe\n" + "".join(f"{t};{n:,}\n".replace(",", separator) for t, n in rows)
    path, answer = csv_of(tmp_path, text), {}
    if separator == ".":
        assert [key for key, _ in asked(path)] == ["decimal"]
        assert read_files([path], columns={"decimal": "."}).volumes.volume.sum() == pytest.approx(40.41)
        answer = {"decimal": ","}
    assert read_files([path], columns=answer).volumes.volume.sum() == sum(n for _, n in rows)


def test_several_rows_a_day_that_an_unread_column_tells_apart_are_asked_for(tmp_path):
    text = "Date,Zwrk,Calls\n" + "".join(f"2024-03-0{d},{n},{n + 1}\n" for d in (4, 5) for n in range(9))
    path = csv_of(tmp_path, text)
    assert [key for key, _ in asked(path)] == ["columns.Zwrk"]
    assert len(read_files([path], columns={"columns": {"Zwrk": "issue"}}).volumes.issues) == 9
    assert read_files([path], columns={"columns": {"Zwrk": "left out"}}).volumes.volume.tolist() == [45, 45]


def test_a_table_below_another_is_another_column(tmp_path):
    days, clocks = ("Mon", "Tue", "Wed", "Thu", "Fri"), ("8:00", "8:30", "9:00")
    calls = {(d, c): 10 + 3 * d + c for d in range(5) for c in range(3)}
    lines = []
    for title, plus in (("Calls", 0), ("AHT", 200)):
        lines += [",".join([title, *days])]
        lines += [",".join([clock, *(str(plus + calls[d, c]) for d in range(5))]) for c, clock in enumerate(clocks)]
        lines += [",".join(["Total", *(str(sum(calls[d, c] for c in range(3))) for d in range(5))]), ""]
    table = read_files([csv_of(tmp_path, "\n".join(lines))]).volumes
    found = zip(table.weekday.tolist(), (table.start // 1_800_000 - 16).tolist(), strict=True)
    assert [calls[each] for each in found] == table.volume.tolist()
    assert (table.handle_seconds - table.volume).tolist() == [200] * 15


def test_what_was_forecast_is_not_taken_for_what_happened(tmp_path):
    text = "Date,Interval,Forecast Calls,Actual Calls,Forecast AHT,Actual AHT\n"
    text += "".join(f"{t:%Y-%m-%d,%H:%M},90,{n},500,{200 + n}\n" for n, t in enumerate(STARTS, start=1))
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.volume.tolist() == list(range(1, 37))
    assert table.handle_seconds.tolist() == list(range(201, 237))


def test_milliseconds_of_one_column_are_those_of_the_others(tmp_path):
    text = "Interval Start,Offer,Avg Talk,Avg Hold,Answer %\n"
    text += "".join(f"{t},{n},{250_000 + n},{9000 + n},0.9\n" for n, t in enumerate(STARTS, start=1))
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.handle_seconds.tolist() == pytest.approx([259 + 2 * n / 1000 for n in range(1, 37)])


@pytest.mark.parametrize("month", ["%b %Y", "%Y-%m", "%Y-%m-01"])
def test_a_month_s_volume_is_spread_over_its_weekdays(tmp_path, month):
    """January, March and July to November of 2024: a weekday's volume is the month's over its number of weekdays."""
    months = [datetime.date(2024, number, 1) for number in range(1, 13)]
    text = "Month,Calls\n" + "".join(f"{each:{month}},{2200}\n" for each in months)
    path = csv_of(tmp_path, text)
    arrivals = fit_files([path])[0].arrivals
    weekdays = sum((months[0] + datetime.timedelta(days=n)).weekday() < 5 for n in range(366))
    assert arrivals.level.sum() == pytest.approx(5 * 12 * 2200 / weekdays, rel=0.02)
    assert "no hours of day: rows are months" in read_files([path]).cannot_know


INTERVALS = {
    "to": lambda t, e: f"{t:%H:%M} to {e:%H:%M}",
    "Uhr": lambda t, e: f"{t:%H:%M}-{e:%H:%M} Uhr",
    "digits": lambda t, e: f"{t:%H%M}-{e:%H%M}",
    "letters": lambda t, e: f"{t:%Hh%M} - {e:%Hh%M}",
    "points": lambda t, e: f"{t:%H.%M}-{e:%H.%M}",
    "point": lambda t, e: f"{t:%H.%M}",
    "half of the end": lambda t, e: f"{t:%I:%M} - {e:%I:%M %p}",
    "number": lambda t, e: str(100 * t.hour + t.minute),
}


@pytest.mark.parametrize("way", sorted(INTERVALS))
def test_an_interval_begins_at_the_same_time_however_it_is_called(tmp_path, way):
    rows = [(t, INTERVALS[way](t, t + datetime.timedelta(minutes=30))) for t in STARTS]
    text = "Date,Interval,Calls\n" + "".join(f"{t:%Y-%m-%d},{name},{n + 1}\n" for n, (t, name) in enumerate(rows))
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.width == 1_800_000
    assert table.volume.tolist() == list(range(1, 37))
    assert (table.start // 60_000).tolist() == [60 * t.hour + t.minute for t in STARTS]


HOURS = {"8 9 10": str, "8-9": lambda h: f"{h}-{h + 1}", "08h": lambda h: f"{h:02}h", "8:00": lambda h: f"{h}:00"}


@pytest.mark.parametrize("way", sorted(HOURS))
@pytest.mark.parametrize("across", [True, False])
def test_whole_hours_are_hours_down_and_across(tmp_path, way, across):
    days = ("2024-03-04", "2024-03-05")
    if across:
        lines = ["Date," + ",".join(HOURS[way](h) for h in range(24))]
        lines += [f"{day}," + ",".join(str(h + n) for h in range(24)) for n, day in enumerate(days)]
    else:
        lines = [
            "Date,Hour,Calls",
            *(f"{day},{HOURS[way](h)},{h + n}" for n, day in enumerate(days) for h in range(24)),
        ]
    path, answer = csv_of(tmp_path, "\n".join(lines)), {}
    if way == "08h" and not across:  # which may be lengths
        assert [key for key, _ in asked(path)] == ["columns.Hour"]
        answer = {"columns": {"Hour": "received"}}
    table = read_files([path], columns=answer).volumes
    assert table.width == 3_600_000
    assert table.volume.tolist() == [h + n for n in range(2) for h in range(24)]
    assert (table.start // 3_600_000).tolist() == [*range(24)] * 2


def test_hours_from_1_to_24_are_asked_and_may_be_ends(tmp_path):
    text = "Date,Hour,Calls\n" + "".join(f"2024-03-0{d},{h},{h}\n" for d in (4, 5) for h in range(1, 25))
    path = csv_of(tmp_path, text)
    assert [key for key, _ in asked(path)] == ["columns.Hour"]
    table = read_files([path], columns={"columns": {"Hour": "interval_end"}}).volumes
    assert (table.start // 3_600_000).tolist() == [*range(24)] * 2
    assert table.volume.tolist() == [*range(1, 25)] * 2


@pytest.mark.parametrize("week", ["KW {}/2024", "2024-W{}", "Week {} 2024"])
def test_numbered_weeks_begin_on_their_monday(tmp_path, week):
    text = "Woche;Anrufe\n" + "".join(f"{week.format(n)};{10 * n}\n" for n in (10, 11, 12))
    table = read_files([csv_of(tmp_path, text)]).volumes
    assert table.width == 7 * 86_400_000
    assert [datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day)) for day in table.day] == [
        datetime.date(2024, 3, day) for day in (4, 11, 18)
    ]


def grid_of(corner, plus):
    return [[corner, "Mon", "Tue", "Wed", "Thu"], *([f"{h}:00", *(plus + h + d for d in range(4))] for h in (8, 9, 10))]


@pytest.mark.parametrize("first", ["Calls", "AHT (s)"])
def test_sheets_with_other_figures_of_the_same_intervals_are_one_table(tmp_path, first):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in (first, "AHT (s)" if first == "Calls" else "Calls"):
        sheet = book.create_sheet(title)
        for line in grid_of("Time", 0 if title == "Calls" else 200):
            sheet.append(line)
    book.save(tmp_path / "two.xlsx")
    table = read_files([tmp_path / "two.xlsx"]).volumes
    assert table.volume.sum() == sum(h + d for h in (8, 9, 10) for d in range(4))
    assert (table.handle_seconds - table.volume).tolist() == [200] * 12


def test_what_a_wide_table_holds_is_told_by_its_title_and_an_unknown_one_is_refused(tmp_path):
    def text(*tables):
        return "\n".join(",".join(map(str, line)) for table in tables for line in [*table, []])

    handle = text([["AHT (s)"], *grid_of("", 200)])
    assert "how many contacts" in asked(csv_of(tmp_path, handle))[0][1]
    below = text([["AHT (s)"], *grid_of("", 200)], [["Calls"], *grid_of("", 0)])
    table = read_files([csv_of(tmp_path, below)]).volumes
    assert (table.handle_seconds - table.volume).tolist() == [200] * 12
    for title, says in (("North", "'North'"), ("", "nothing names it")):
        again = text([["Calls"], *grid_of("", 0)], [[title], *grid_of("", 5)])
        assert says in asked(csv_of(tmp_path, again))[0][1]


def test_a_decimal_comma_separates_no_columns(tmp_path):
    text = "Tag;Anrufe;Verloren %;AHT\n" + "".join(f"Mo, 0{d}.03.2024;{100 + d};2,5;1,5\n" for d in range(1, 9))
    assert read_files([csv_of(tmp_path, text)]).volumes.volume.sum() == 836
