"""The appendix of a report: every figure with its interval, what is assumed, the method, and where it comes from."""

from typing import TYPE_CHECKING, Any

from sim.experiment.comparison import Comparison
from sim.present import pages, titles, words
from sim.present.belief_words import known_words, value_words
from sim.present.folder import provenance_of
from sim.present.manager_words import first_words, type_table
from sim.present.method import method
from sim.present.numerals import amount, measured
from sim.present.page_pictures import slide_picture
from sim.present.questions import changes_words, question
from sim.present.report import page_of
from sim.present.settings import with_unit
from sim.scenario.beliefs import beliefs_of
from sim.statistics.estimates import Estimate

if TYPE_CHECKING:
    from sim.present.accounts import Account

_SMALL = 0.05
"""Parts that no what-if moves by so many hours or points have no column."""
_FACTORS = {
    "issues": "fewer or more issues",
    "escalations_per_issue": "escalations of each",
    "minutes_per_escalation": "manager time for each",
    "unmet": "what hours could not hold",
}


def appendix(comparison: Comparison, command: str = "", stress: "Account | None" = None) -> str:
    """Return the appendix as an HTML page that lies beside the report: the bytes depend on the arguments alone.

    Parameters
    ----------
    comparison : Comparison
        What was run.
    command : str
        The command that runs it again.
    stress : Account, optional
        What a stress of the same scenario has to say.
    """
    return page_of(
        "appendix.html",
        question=question(comparison),
        header=words.header(comparison),
        first=first_words(comparison),
        changes={name: changes_words(comparison, name) for name in comparison.what_ifs},
        findings=words.findings(comparison) or {"Baseline": words.baseline_words(comparison)},
        minds={title: lines for title, lines in words.caveats(comparison).items() if title != "Rests on"},
        figures=_figures(comparison),
        groups=pages.group_tables(comparison),
        means=pages.MEANS,
        dagger=pages.DAGGER,
        why=why(comparison),
        rests_on=words.rests_on(comparison),
        beliefs=_beliefs(comparison),
        stress=_stress(stress),
        method=method(comparison),
        provenance=provenance_rows(comparison, command),
    )


def _figures(comparison: Comparison) -> dict[str, list[list[str]]]:
    """Return the tables of all figures: the levels, and the differences from the baseline where there are any."""
    found = {f"Means of {titles.window_words(comparison)}": (pages.level_words, list(comparison.scenarios))}
    if comparison.what_ifs and comparison.replications > 1:
        found["Differences from the baseline, on the same customers"] = (pages.change_words, comparison.what_ifs)
    return {
        title: [
            pages.heads(comparison),
            *([name, *(cell(comparison, name, metric) for metric in pages.shown(comparison))] for name in names),
        ]
        for title, (cell, names) in found.items()
    }


def why(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the tables that split what changed into its parts: manager hours, and the CSAT proxy."""
    if not comparison.what_ifs:
        return []
    return [
        {
            "title": f"Manager hours asked for by issue type, {titles.window_words(comparison)}",
            "note": "What all that is passed up takes or would take, in hours a week.",
            "table": type_table(comparison),
        },
        {
            "title": f"Manager hours a week, {titles.late_words(comparison)}",
            "note": "What each part changes, in hours; the parts add up to the change.",
            "table": _parts_table(
                {name: comparison.hours_split(name) for name in comparison.what_ifs}, _FACTORS, _SMALL
            ),
        },
        {
            "title": f"CSAT proxy, {titles.window_words(comparison)}",
            "note": "What each part changes, in points; parts that stay as they were have no column.",
            "table": _parts_table(
                {name: comparison.points_split(name) for name in comparison.what_ifs}, words.POINTS_OF, _SMALL
            ),
        },
    ]


def _parts_table(splits: dict[str, dict[str, Any]], names: dict[str, str], least: float = 0.0) -> list[list[str]]:
    shown = [part for part in names if any(abs(split[part].value) >= least for split in splits.values())]
    rows = [[name, *(_with_interval(split[part]) for part in shown)] for name, split in splits.items()]
    return [["", *(names[part] for part in shown)], *rows]


def _with_interval(estimate: Estimate) -> str:
    return amount(estimate.value) if estimate.interval in (None, (0.0, 0.0)) else measured(estimate)


def _beliefs(comparison: Comparison) -> list[list[str]]:
    rows = []
    for belief in beliefs_of(comparison.scenario):
        low, high = belief.likely
        here = with_unit(value_words(belief.value), belief.unit)
        rows.append([belief.key, here, f"{low:g} to {high:g}", known_words(belief), belief.sentence])
    return rows


def _stress(account: "Account | None") -> dict[str, Any] | None:
    if account is None:
        return None
    drawings = [slide_picture(f"stress-{name}", caption, draw) for name, (caption, draw) in account.pictures.items()]
    return {
        "header": account.told.header,
        "sections": account.told.sections,
        "pictures": drawings,
        "table": account.told.table,
    }


def provenance_rows(comparison: Comparison, command: str) -> list[tuple[str, str]]:
    """Return where a result comes from, as names and values."""
    known = provenance_of(comparison, command)
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    rows = [
        ("scenario", f"{known['scenario']} ({known['digest']})"),
        ("seed", str(known["seed"])),
        ("replications", str(known["replications"])),
        ("engine", known["engine"]),
        ("command", command or "made in Python"),
        ("versions", versions),
    ]
    return rows + [(f"center of “{name}”", digest) for name, digest in known["scenarios"].items()]


def foot(comparison: Comparison) -> str:
    """Return where a result comes from, in a line."""
    known = provenance_of(comparison, "")
    return (
        f"frontline-sim {known['versions']['frontline-sim']} · scenario {known['digest']} · seed {known['seed']} · "
        f"{known['replications']} replications · engine {known['engine']}"
    )
