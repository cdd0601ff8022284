"""Small logs with invented contacts, written as phone systems, spreadsheets and people write them."""

import csv
import datetime
import gzip
import io
from dataclasses import dataclass, field

from hypothesis import strategies as st

BEGIN = datetime.datetime(2024, 3, 4)
NAMES = {
    "en": {
        "received": "Call start",
        "answered": "Answered at",
        "ended": "Hang up",
        "wait": "Wait time",
        "talk": "Talk time",
        "issue": "Queue",
        "agent": "Agent",
        "outcome": "Outcome",
        "call": "Call ID",
        "date": "Date",
        "time": "Start time",
        "note": "Remarks",
        "person": "Customer name",
        "yes": "answered",
        "no": "abandoned",
    },
    "de": {
        "received": "Anrufbeginn",
        "answered": "Angenommen um",
        "ended": "Gesprächsende",
        "wait": "Wartezeit",
        "talk": "Gesprächsdauer",
        "issue": "Warteschlange",
        "agent": "Mitarbeiter",
        "outcome": "Ergebnis",
        "call": "Anruf-ID",
        "date": "Datum",
        "time": "Uhrzeit",
        "note": "Bemerkung",
        "person": "Nachname",
        "yes": "angenommen",
        "no": "aufgelegt",
    },
    "es": {
        "received": "Hora de llamada",
        "answered": "Hora de atención",
        "ended": "Hora de fin",
        "wait": "Tiempo de espera",
        "talk": "Tiempo de conversación",
        "issue": "Cola",
        "agent": "Agente",
        "outcome": "Resultado",
        "call": "ID de llamada",
        "date": "Fecha",
        "time": "Hora",
        "note": "Observación",
        "person": "Nombre",
        "yes": "atendida",
        "no": "abandonada",
    },
    "fr": {
        "received": "Heure d'appel",
        "answered": "Heure de réponse",
        "ended": "Fin d'appel",
        "wait": "Temps d'attente",
        "talk": "Durée de conversation",
        "issue": "File d'attente",
        "agent": "Conseiller",
        "outcome": "Résultat",
        "call": "ID appel",
        "date": "Jour",
        "time": "Heure",
        "note": "Remarque",
        "person": "Prénom",
        "yes": "répondu",
        "no": "abandonné",
    },
    "nl": {
        "received": "Binnenkomst",
        "answered": "Opgenomen",
        "ended": "Opgehangen",
        "wait": "Wachttijd",
        "talk": "Gesprekstijd",
        "issue": "Wachtrij",
        "agent": "Medewerker",
        "outcome": "Uitkomst",
        "call": "Oproep-id",
        "date": "Datum",
        "time": "Begintijd",
        "note": "Opmerking",
        "person": "Achternaam",
        "yes": "beantwoord",
        "no": "gemist",
    },
}
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", "%d %b %Y")
CLOCKS = ("%H:%M:%S", "%I:%M:%S %p")


@dataclass(frozen=True)
class Contact:
    """What happened to one of the invented contacts; seconds."""

    received: datetime.datetime
    issue: str
    agent: str
    wait: int
    talk: int
    is_answered: bool


@st.composite
def contacts(draw, least=8, most=25):
    """Contacts of some weeks, of which one comes on the 25th: such a date tells which of its numbers is the day."""
    many = draw(st.integers(least, most))
    moments = draw(st.lists(st.integers(0, 20 * 86_400 - 1), min_size=many, max_size=many, unique=True))
    found = []
    for number, moment in enumerate([*moments, 21 * 86_400 + 36_000]):
        answered = number < 3 or draw(st.booleans())
        found.append(
            Contact(
                BEGIN + datetime.timedelta(seconds=moment),
                draw(st.sampled_from(("bikes", "boats", "cars"))),
                draw(st.sampled_from(("Kim", "Lee", "Sam"))),
                6 * draw(st.integers(1, 150)),
                6 * draw(st.integers(5, 200)),
                answered,
            )
        )
    return [found[-1], *found[:-1]]


@dataclass
class Layout:
    """How a table is written."""

    language: str = "en"
    style: str = "moments"
    date: str = DATES[0]
    clock: str = CLOCKS[0]
    delimiter: str = ","
    encoding: str = "utf-8"
    unit: str = "s"
    mark: str = "."
    titles: int = 0
    is_indented: bool = False
    trailing: bool = False
    total: bool = False
    blanks: bool = False
    ending: str = "csv"
    order: list = field(default_factory=list)


@st.composite
def layouts(draw):
    """A way to write a table of calls."""
    delimiter = draw(st.sampled_from((",", ";", "\t", "|")))
    return Layout(
        language=draw(st.sampled_from(sorted(NAMES))),
        style=draw(st.sampled_from(("moments", "durations", "clocks"))),
        date=draw(st.sampled_from(DATES)),
        clock=draw(st.sampled_from(CLOCKS)),
        delimiter=delimiter,
        encoding=draw(st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16"))),
        unit=draw(st.sampled_from(("s", "min", "h:mm:ss"))),
        mark="." if delimiter == "," else draw(st.sampled_from(".,")),
        titles=draw(st.integers(0, 2)),
        is_indented=draw(st.booleans()),
        trailing=draw(st.booleans()),
        total=draw(st.booleans()),
        blanks=draw(st.booleans()),
        ending=draw(st.sampled_from(("csv", "csv", "csv.gz", "xlsx"))),
        order=draw(st.permutations(range(9))),
    )


def span(seconds, layout):
    """Write a span of time."""
    if layout.unit == "h:mm:ss":
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if layout.unit == "s":
        return str(seconds)
    return f"{seconds / 60:.4f}".rstrip("0").rstrip(".").replace(".", layout.mark)


def table_of_calls(calls, layout):
    """Return the names of the columns and the rows of a table of calls."""
    names, whole = NAMES[layout.language], f"{layout.date} {layout.clock}"
    unit = {"s": " (s)", "min": " (min)", "h:mm:ss": ""}[layout.unit]
    rows = []
    for number, call in enumerate(calls):
        answered = call.received + datetime.timedelta(seconds=call.wait)
        ended = answered + datetime.timedelta(seconds=call.talk if call.is_answered else 0)
        row = {names["call"]: f"K{number:04}", names["issue"]: call.issue}
        row[names["agent"]] = call.agent if call.is_answered else ""
        row |= {names["note"]: "été", names["person"]: f"Zoë {number}"}
        if layout.style == "moments":
            row[names["received"]] = call.received.strftime(whole)
            row[names["answered"]] = answered.strftime(whole) if call.is_answered else ""
            row[names["ended"]] = ended.strftime(whole)
        else:
            if layout.style == "clocks":
                row[names["date"]] = call.received.strftime(layout.date)
                row[names["time"]] = call.received.strftime(layout.clock)
            else:
                row[names["received"]] = call.received.strftime(whole)
            row[names["wait"] + unit] = span(call.wait, layout)
            row[names["talk"] + unit] = span(call.talk, layout) if call.is_answered else ""
            row[names["outcome"]] = names["yes"] if call.is_answered else names["no"]
        rows.append(row)
    heads = list(rows[0])
    heads = [heads[place] for place in layout.order if place < len(heads)]
    return heads, [[row[head] for head in heads] for row in rows]


def written(folder, heads, rows, layout, name="log"):
    """Write a table in a layout and return its path."""
    lines = [[f"Report {number}"] for number in range(layout.titles)] + [heads, *rows]
    if layout.blanks:
        lines.insert(len(lines) - 2, [""] * len(heads))
    if layout.total:
        lines.append(["Total", *([""] * (len(heads) - 1))])
    if layout.is_indented and layout.ending == "xlsx":
        lines = [["", *line] for line in lines]
    if layout.trailing:
        lines = [[*line, ""] for line in lines]
    path = folder / f"{name}.{layout.ending}"
    if layout.ending == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(path)
        return path
    text = io.StringIO()
    csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n").writerows(lines)
    content = text.getvalue().encode(layout.encoding)
    path.write_bytes(gzip.compress(content) if layout.ending == "csv.gz" else content)
    return path
