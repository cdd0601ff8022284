"""A comparison as an Excel workbook: tidy sheets of real numbers; no text can become a formula."""

import datetime
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sim.experiment.comparison import Comparison
from sim.metrics import METRICS, metric_of
from sim.present.appendix import provenance_rows
from sim.present.belief_words import unit
from sim.present.inline import legal
from sim.present.inputs import default_of, inputs_of
from sim.scenario.beliefs import beliefs_of
from sim.scenario.keys import declared
from sim.scenario.scenario import Scenario

MOST_ROWS = 100_000
"""Longer tables end with a line that names the CSV file."""
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The date that every workbook bears, so that equal runs give equal files."""
_WIDTHS = {
    "scenario": 36,
    "metric": 30,
    "name": 36,
    "unit": 26,
    "definition": 90,
    "meaning": 70,
    "key": 40,
    "here": 24,
    "default": 24,
    "value": 90,
}
_ROUND = {"week": 0, "replication": 0, "replications": 0, "p_adjusted": 3}
Row = dict[str, Any]


def workbook(comparison: Comparison, command: str = "") -> bytes:
    """Return an Excel workbook: Comparison and Inputs, then tidy data, assumptions, definitions and provenance.

    The bytes depend on the arguments alone.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(file, safe) as book:
        book.set_properties({"title": legal(comparison.scenario.name), "created": _MADE})
        for name, rows in _sheets(comparison, command):
            _write(book, name, rows)
    return file.getvalue()


def _sheets(comparison: Comparison, command: str) -> Iterator[tuple[str, list[Row]]]:
    """Yield name and rows of each sheet."""
    yield "Comparison", _comparison(comparison)
    yield "Inputs", [_input(comparison, key, value) for key, value in inputs_of(comparison.scenario).items()]
    for name, frame, file in (
        ("Summary", comparison.table, "summary.csv"),
        ("KPIs by week", comparison.weekly, "weekly.csv"),
        ("Replications", comparison.to_frame(), "replications.csv"),
    ):
        rows = [_dated(comparison, _with_names(comparison, row)) for row in frame.head(MOST_ROWS).to_dict("records")]
        if len(frame) > MOST_ROWS:
            rows.append({"scenario": f"{len(frame) - MOST_ROWS} further rows stand in {file}"})
        yield name, rows
    yield "Assumptions", [_assumption(belief) for belief in beliefs_of(comparison.scenario)]
    fields = ("id", "name", "unit", "better", "scorecard", "definition")
    yield "Definitions", [{field: getattr(metric, field) for field in fields} for metric in METRICS.values()]
    yield "Provenance", [{"item": name, "value": value} for name, value in provenance_rows(comparison, command)]


def _comparison(comparison: Comparison) -> list[Row]:
    """Return a row for each scenario, with the metrics of the verdict as columns: the level, and the change."""
    shown = list(dict.fromkeys([*comparison.table_metrics, *comparison.headline]))
    return [_levels(comparison, name, shown) for name in comparison.scenarios]


def _levels(comparison: Comparison, name: str, metrics: Sequence[str]) -> Row:
    row: Row = {"scenario": name}
    for metric in metrics:
        level, change = comparison.level(name, metric), comparison.effect(name, metric)
        head = f"{metric_of(metric).name}, {unit(comparison, metric)}"
        row[head] = None if level is None else level.value
        if comparison.what_ifs:
            known = change is not None and name != comparison.baseline
            row[f"{head}: change"] = change.value if known and change is not None else None
    return row


def _input(comparison: Comparison, key: str, value: Any) -> Row:
    found = declared(Scenario, key)
    meaning, unit_of = ("", "") if found is None else (found.sentence, found.about("unit"))
    return {"key": key, "here": value, "default": default_of(key), "unit": unit_of, "meaning": meaning}


def _dated(comparison: Comparison, row: Row) -> Row:
    """Return a row with the date on which its week begins, where it has a week."""
    if "week" not in row:
        return row
    day = comparison.scenario.calendar.start + datetime.timedelta(weeks=int(row["week"]) - 1)
    place = list(row).index("week") + 1
    items = list(row.items())
    return dict([*items[:place], ("date", day), *items[place:]])


def _with_names(comparison: Comparison, row: Row) -> Row:
    """Return a row of a table with its metric's name and unit after the id."""
    late = row["metric"].endswith("_late")
    metric = metric_of(row["metric"].removesuffix("_late"))
    known = {"name": f"{metric.name}{', last weeks' if late else ''}", "unit": unit(comparison, metric.id)}
    head = {key: value for key, value in row.items() if key in ("scenario", "week", "replication", "metric")}
    return head | known | {key: value for key, value in row.items() if key not in (*head, *known)}


def _assumption(belief: Any) -> Row:
    low, high = belief.likely
    within = "within" if belief.is_within else "OUTSIDE"
    return {
        "key": belief.key, "meaning": belief.sentence, "unit": belief.unit, "here": belief.value,
        "low": low, "high": high, "range": within, "status": belief.status, "source": belief.source,
    }  # fmt: skip


def _write(book: Any, name: str, rows: Sequence[Row]) -> None:
    """Write a sheet with a frozen head and a filter; text as text, numbers as numbers, what is missing as nothing."""
    sheet = book.add_worksheet(name)
    formats = _Formats(book)
    head = list(rows[0]) if rows else ["nothing"]
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, formats.head)
        sheet.set_column(column, column, _WIDTHS.get(title, 14))
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(head) - 1)
    for number, row in enumerate(rows, start=1):
        digits = _digits(row)
        for column, title in enumerate(head):
            value = row.get(title)
            if isinstance(value, str):
                sheet.write_string(number, column, legal(value))
            elif isinstance(value, bool):
                sheet.write_string(number, column, "yes" if value else "no")
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, column, _noon(value), formats.date)
            elif value is not None and math.isfinite(value):
                sheet.write_number(number, column, float(f"{value:.9g}"), formats[_ROUND.get(title, digits)])


def _noon(day: datetime.date) -> datetime.datetime:
    """Return a date as the library wants it."""
    return datetime.datetime(day.year, day.month, day.day)


def _digits(row: Row) -> int | None:
    """Return how many digits after the point a row's figures show: one more than in words."""
    metric = METRICS.get(str(row.get("metric", "")).removesuffix("_late"))
    return None if metric is None else metric.digits + 1


class _Formats:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[int | None, Any] = {}
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})

    def __getitem__(self, digits: int | None) -> Any:
        if digits not in self._made:
            pattern = "General" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
            self._made[digits] = self._book.add_format({"num_format": pattern})
        return self._made[digits]
