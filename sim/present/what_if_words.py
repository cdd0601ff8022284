"""Each what-if for a client: what it changes, what becomes of it, why, what that rests on; and the center itself."""

from dataclasses import dataclass

from sim.experiment.comparison import Comparison
from sim.experiment.findings import Finding, finding
from sim.experiment.verdict import Verdict
from sim.experiment.verdict_cells import Cell, Mark
from sim.metrics import METRICS, metric_of
from sim.present import titles, words
from sim.present.caveats import caveats
from sim.present.lever_words import changes_in_words, known_words, lever_words
from sim.present.marks import TODAY
from sim.present.numerals import amount, fixed
from sim.present.settings import agents_words, heads_words
from sim.present.verdict_screen import cell_text
from sim.present.verdict_words import level, size
from sim.scenario import Scenario
from sim.scenario.beliefs import Belief, beliefs_of
from sim.scenario.messages import join

MARKS = {
    Mark.GAIN: "gain",
    Mark.HARM: "harm that matters",
    Mark.SMALL: "too small to matter",
    Mark.NONE: "none that matters",
    Mark.SAME: "none",
    Mark.UNCLEAR: "not clear",
}
_TERMS = {
    "The CSAT proxy": "The share of satisfied customers (computed)",
    "CSAT proxy": "share of satisfied customers",
    "Hidden escalations": "Problems that vanish from the record",
    "hidden escalations": "problems that vanish from the record",
    "concessions": "money given",
    "not clear after correction": "not clear",
    "the baseline's": "today’s",
    "the baseline": "today",
}
_ELSEWHERE = ("Bonus: no change", "Price:", "No harm that matters", "Whether it harms", "Cost")
"""How sentences begin that the table beside them says better, or that are for the appendix: cost counts bonuses."""
_SHOWN = (
    "contacts_per_week", "agent_hours_per_week", "occupancy", "handle_minutes", "asa_seconds", "abandonment_rate",
    "escalation_rate", "passed_up_rate", "manager_load", "first_contact_resolution", "resolution_p90_minutes",
    "containment_rate", "cost_per_week", "turnover",
)  # fmt: skip
"""What is told of a center beside what its study names, as far as it says something."""
_PLAIN = {
    "occupancy": "How busy agents are",
    "escalation_rate": "Passed up",
    "passed_up_rate": "Passed up without trying",
    "manager_load": "Asked of managers",
    "first_contact_resolution": "Resolved in one contact",
    "resolution_p90_minutes": "Nine in ten resolved within",
    "abandonment_rate": "Hang up waiting",
}
"""What a manager of people calls some of them."""


@dataclass(frozen=True)
class Told:
    """What is said of one what-if.

    Attributes
    ----------
    name : str
        Which.
    is_best : bool
        Whether the verdict crowns it.
    changes, why, rests : list of str
        What it changes, what becomes of it and why, and what that rests on, in sentences.
    table : list of list of str
        Each figure today and with it, its head first.
    """

    name: str
    is_best: bool
    changes: list[str]
    table: list[list[str]]
    why: list[str]
    rests: list[str]


def told(comparison: Comparison, found: Verdict) -> list[Told]:
    """Return what is said of each what-if, in the order of the verdict's table."""
    return [
        Told(
            name=name,
            is_best=found.ending == "best" and name == found.told,
            changes=changes_in_words(comparison, name),
            table=_table(comparison, found, name),
            why=why_words(comparison, finding(comparison, name)),
            rests=known_words(comparison, name),
        )
        for name in found.ranked()
    ]


def verdict_table(comparison: Comparison, found: Verdict) -> list[list[str]]:
    """Return the verdict's table: today, and what each what-if changes, the head first."""
    head = ["", *(f"{titles.head_words(metric)}, {titles.short_unit(comparison, metric)}" for metric in found.table)]
    today = [titles.level_figure(comparison, metric) for metric in found.table]
    rows = [
        [name, *(cell_text(comparison, found, name, each).strip() for each in found.table)] for name in found.ranked()
    ]
    return [head, [TODAY, *today], *rows]


def _table(comparison: Comparison, found: Verdict, name: str) -> list[list[str]]:
    more = [each for each in (*found.broken[name], *found.price[name]) if each not in found.table]
    shown = [cell for each in (*found.table, *more) if (cell := found.cells.get((name, each))) is not None]
    head = ["", "today", "then", "change", "give or take", "what that is"]
    return [head, *(_row(comparison, cell) for cell in shown)]


def _row(comparison: Comparison, cell: Cell) -> list[str]:
    name, (before, after), half = titles.head_words(cell.id), level(cell), cell.by.half_width
    unit = "" if cell.id not in METRICS else f", {comparison.scenario.in_currency(metric_of(cell.id).unit)}"
    exact = cell.mark is Mark.SAME
    digits = len(after.partition(".")[2]) + 1
    return [
        name + unit,
        titles.figure_words(cell.before) if exact else before,
        titles.figure_words(cell.before) if exact else after,
        "none" if exact else size(comparison, cell, unit=False),
        "" if exact or not half else fixed(half, 0 if half >= 10 else digits),
        MARKS[cell.mark],
    ]


def why_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return what becomes of a what-if and why, each sentence with its interval, in a client's words."""
    said = words.finding_words(comparison, found)
    if found.silent and not found.is_same and found.unmoved is None:
        keys = join(list(dict.fromkeys(lever_words(key) for key in found.silent)))
        silent = f"Nobody here answers to this: {keys}. The appendix says what would make it act."
        said = [silent, *said[1:]]
    return [_client(each) for each in said if not each.startswith(_ELSEWHERE)]


def _client(sentence: str) -> str:
    for term, plain in _TERMS.items():
        sentence = sentence.replace(term, plain)
    return sentence[:1].upper() + sentence[1:]


def rests_words(scenario: Scenario) -> list[str]:
    """Return what an answer rests on: which beliefs are weaker, as strong, or stronger than studies support."""
    if scenario.behavior.choice == "fixed":
        return ["Escalation is a number typed in, so no incentive can move it."]
    beliefs = beliefs_of(scenario)
    above = [belief for belief in beliefs if belief.value > belief.likely[1]]
    below = [belief for belief in beliefs if belief.value < belief.likely[0]]
    said = [f"Stronger than studies support: {_meanings(above)}."] if above else []
    said += [f"Weaker than studies support: {_meanings(below)}."] if below else []
    rest = len(beliefs) - len(above) - len(below)
    others = "All other" if above or below else "All"
    said.append(f"{others} {rest} beliefs about people are as strong as studies support; the appendix names each.")
    return [*said, "Satisfied customers are computed from service; nobody was asked."]


def _meanings(beliefs: list[Belief]) -> str:
    return join([belief.meaning.partition(":")[0] for belief in beliefs])


def center_table(comparison: Comparison) -> list[list[str]]:
    """Return the figures of the center as it is that say something, each with what it is known to, the head first."""
    rows = []
    for metric in center_metrics(comparison):
        its, found = metric_of(metric), comparison.level(comparison.baseline, metric)
        if found is not None:
            digits = 0 if abs(found.value) >= 100 else its.digits
            half = "" if not found.half_width else fixed(found.half_width, digits + (found.half_width < 1))
            unit = comparison.scenario.in_currency(its.unit).replace("contacts diagnosed", "answered")
            rows.append([_PLAIN.get(metric) or titles.head_words(metric), amount(found.value, digits), half, unit])
    return [["", "mean", "give or take", "unit"], *rows]


def center_metrics(comparison: Comparison) -> list[str]:
    """Return the metrics that the study names and a center's usual ones, as far as they say something here."""
    more = [metric for metric in _SHOWN if comparison.says_something(metric)]
    told = list(dict.fromkeys([*comparison.table_metrics, *more]))
    if "not_served" in told:  # the two stand side by side, or who is lost in another way seems not to be lost
        told = [metric for metric in told if metric != "abandonment_rate"]
        told.insert(told.index("not_served"), "abandonment_rate")
    return told


def minds(comparison: Comparison) -> list[str]:
    """Return what to mind, in a client's words; what only a key can say stands in the appendix."""
    return [_client(each) for each in caveats(comparison).get("Mind", []) if "_" not in each and "`" not in each]


def people_words(comparison: Comparison) -> str:
    """Return who works here and on what, in a line."""
    scenario = comparison.scenario
    teams = join([f"{agents_words(team)} ({name})" for name, team in scenario.teams.items()])
    desks = heads_words(scenario.manager.count, "manager")
    return f"{teams} and {desks}; kinds of contacts: {join([kind.replace('_', ' ') for kind in scenario.issues])}."
