"""Results as Markdown and as HTML for Jupyter; every text from a scenario is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sim.experiment.asked_metrics import check_split, counted_by, outcomes_of
from sim.experiment.comparison import Comparison
from sim.experiment.verdict import verdict_of
from sim.metrics import HEADLINE, METRICS, Weeks, metric_of
from sim.metrics.groups import ISSUE, TEAM, groups_of
from sim.present import titles, verdict_words, words
from sim.present.effect_words import digits_of
from sim.present.manager_words import first_words
from sim.present.numerals import amount, measured, seen
from sim.present.verdict_html import below_html, found_of, sentences_html
from sim.present.verdict_html import table_html as verdict_table
from sim.present.verdict_words import headline, sentences
from sim.statistics.estimates import Estimate

_BESIDE = ("escalation_rate", "issues_per_week", "first_contact_resolution", "hidden_escalations_per_week")
"""Metrics of the short table."""
DAGGER = f"†: {titles.WEIGHTS}"
MEANS = "Means over replications, in brackets plain 95 % intervals"
DIFFERENCES = "; after the semicolon the difference from the baseline"
FIGURES = {
    "overview": "The three headline outcomes",
    "manager_hours": "Manager hours per week",
    "csat_proxy": "CSAT proxy",
    "bonus_impact": "The bonus pool",
    "trade_off": "Manager hours against CSAT proxy",
}


def shown(comparison: Comparison) -> tuple[str, ...]:
    """Return the metrics of the tables: the headline, hours worked too where hours asked for stand there, and a few."""
    return tuple(dict.fromkeys([*comparison.headline, *HEADLINE, *_BESIDE]))


def short_table(comparison: Comparison, metrics: Sequence[str] | None = None) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the short table: each metric's level, and its difference, both with intervals."""
    rows, metrics = [], metrics or shown(comparison)
    for name in comparison.scenarios:
        both = [(level_words(comparison, name, each), change_words(comparison, name, each)) for each in metrics]
        rows.append([name, *("; ".join(filter(None, cell)) for cell in both)])
    return heads(comparison, metrics), rows


def split_tables(comparison: Comparison, metrics: Sequence[str], by: str | None) -> dict[str, list[list[str]]]:
    """Return tables of metrics by their titles, each with its head first: in all, or split by type, team or week.

    Raises
    ------
    ScenarioError
        If there is no such metric.
    """
    chosen = outcomes_of(metrics, comparison.scenario) if metrics else comparison.table_metrics
    if by in (ISSUE, TEAM):
        if metrics:
            check_split(chosen, by, comparison.scenario)
        chosen = counted_by(chosen, by)
    if by is None:
        head, rows = short_table(comparison, chosen)
        return {MEANS + (DIFFERENCES if comparison.what_ifs else ""): [head, *rows]}
    return {_title(comparison, metric): _split(comparison, metric, by) for metric in chosen}


def _title(comparison: Comparison, metric: str) -> str:
    return f"{metric_of(metric).name}, {comparison.scenario.in_currency(metric_of(metric).unit)}"


def _split(comparison: Comparison, metric: str, by: str) -> list[list[str]]:
    head = [by, *comparison.scenarios]
    if by == "week":
        weeks = range(1, comparison.weeks + 1)
        return [head, *([str(week), *_levels_in(comparison, metric, (week, week))] for week in weeks)]
    return [
        head,
        *(
            [group, *_levels_in(comparison, f"{metric}@{by}:{group}", None)]
            for group in groups_of(comparison.scenario)[by]
        ),
    ]


def group_table(comparison: Comparison, by: str) -> list[list[str]]:
    """Return the baseline's figures for each issue type or team, its head first; those that are 0 or none left out."""
    groups = groups_of(comparison.scenario)[by]
    rows = []
    for metric in counted_by(METRICS, by):
        levels = [comparison.level(comparison.baseline, f"{metric}@{by}:{group}") for group in groups]
        if any(level is not None and level.value for level in levels):
            rows.append([_title(comparison, metric), *(_level_text(level, metric) for level in levels)])
    return [["", *groups], *rows]


def _level_text(level: Estimate | None, metric: str) -> str:
    return "-" if level is None else measured(level, digits=metric_of(metric).digits)


def group_tables(comparison: Comparison) -> dict[str, dict[str, list[list[str]]]]:
    """Return the figures of the verdict by type and by team where there is more than one, by titles."""
    called = {ISSUE: "By issue type", TEAM: "By team"}
    return {
        called[by]: split_tables(comparison, (), by)
        for by, groups in groups_of(comparison.scenario).items()
        if len(groups) > 1
    }


def _levels_in(comparison: Comparison, metric: str, weeks: Weeks | None) -> list[str]:
    return [_level_text(comparison.level(name, metric, weeks), metric) for name in comparison.scenarios]


def heads(comparison: Comparison, metrics: Sequence[str] | None = None) -> list[str]:
    """Return the heads of a table of metrics, the first column being that of the scenarios."""
    return [
        "",
        *(
            f"{metric_of(each).name}, {comparison.scenario.in_currency(metric_of(each).unit)}"
            for each in metrics or shown(comparison)
        ),
    ]


def level_words(comparison: Comparison, name: str, metric: str) -> str:
    """Return a metric's level with its interval, where it has one: ``32.8 (32.6 to 33.1)``."""
    level = comparison.level(name, metric)
    if level is None:
        why = titles.no_figure(comparison, name, metric)
        return "-" if why == "none" else why
    digits = digits_of(comparison, name, metric)
    low, high = level.interval or (0.0, 0.0)
    return measured(level, digits=digits) if low < high else amount(level.value, digits)


def change_words(comparison: Comparison, name: str, metric: str) -> str:
    """Return a metric's difference from the baseline with its interval; nothing where there is none."""
    effect = None if name == comparison.baseline else comparison.effect(name, metric)
    if effect is None or effect.n == 1:
        return ""
    if effect.is_none:
        return seen(effect, digits_of(comparison, name, metric))
    if effect.interval is None:
        return ""
    mark = " †" if titles.hangs_on_weights(comparison, name, metric) else ""
    return measured(effect, digits=digits_of(comparison, name, metric), signed=True) + mark


def markdown(comparison: Comparison) -> str:
    """Return the verdict as a Markdown document with table and pictures."""
    scenario = comparison.scenario
    lines = [f"# {plain(scenario.name)}: what if?", ""]
    if comparison.what_ifs:
        found = verdict_of(comparison, comparison.worlds)
        said = [*verdict_words.sentences(comparison, found), *verdict_words.look_out(comparison, found)]
        said += verdict_words.same_words(found)
        lines += [line for sentence in said for line in (f"**{plain(sentence)}**", "")]
    lines += [words.header(comparison), ""]
    lines += [line for sentence in first_words(comparison) for line in (f"**{plain(sentence)}**", "")]
    if scenario.about:
        lines += [f"> {plain(scenario.about)}", ""]
    sections = dict(words.findings(comparison))
    if not comparison.what_ifs:
        sections["Baseline"] = words.baseline_words(comparison)
    for name, said in (*sections.items(), *words.caveats(comparison).items()):
        lines += [f"## {plain(name)}", "", *(f"- {plain(sentence)}" for sentence in said), ""]
    head, rows = short_table(comparison)
    lines += ["## Figures", "", f"{MEANS}{DIFFERENCES if comparison.what_ifs else ''}. {DAGGER}.", ""]
    lines += [*table_markdown([head, *rows]), ""]
    for name, title in FIGURES.items():
        lines += [f"![{title}](figures/{name}.png)", ""]
    return "\n".join(lines)


def table_markdown(table: list[list[str]]) -> list[str]:
    """Return the lines of a table in Markdown, its head first."""
    head, *rows = table
    ruled = (head, ["---"] * len(head), *rows)
    return ["| " + " | ".join(plain(cell).replace("|", "\\|") for cell in row) + " |" for row in ruled]


def table_html(table: list[list[str]]) -> str:
    """Return a table as HTML, its head first, every text escaped."""
    if not table:
        return ""
    head, *rows = table
    cells = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    cells += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def plain(text: str) -> str:
    """Return text that neither Markdown nor HTML takes for markup."""
    text = " ".join(text.split())
    for mark in "\\`*_[]<>#":
        text = text.replace(mark, "\\" + mark) if mark != "_" or " _" in text or "_ " in text else text
    return text


def html(result: Any) -> str:
    """Return a result as HTML: the verdict and its table; the sentences and figures behind it on a click."""
    comparison = getattr(result, "comparison", result)
    if not hasattr(comparison, "scenarios"):
        from sim.present.cards import card

        return card(result)
    parts = [f"<h3>{escape(comparison.scenario.name)}</h3>"]
    if comparison.what_ifs:
        found = found_of(comparison)
        parts[0] = f"<h3>{escape(headline(comparison))}</h3>"
        parts += [sentences_html(sentences(comparison, found)), verdict_table(comparison, found)]
        parts += [below_html(comparison, found), _behind_html(comparison, words.findings(comparison))]
        return "".join(parts)
    parts += [f"<p>{escape(sentence)}</p>" for sentence in first_words(comparison)]
    parts.append(f"<p>{'<br>'.join(escape(sentence) for sentence in words.baseline_words(comparison))}</p>")
    return "".join([*parts, _behind_html(comparison, {})])


def _behind_html(comparison: Comparison, sections: Mapping[str, Sequence[str]]) -> str:
    """Return what is behind a verdict, on a click: what was run, sentences with intervals, the short table."""
    parts = [f"<p>{escape(words.header(comparison))}</p>"]
    for name, said in sections.items():
        parts.append(f"<p><b>{escape(name)}</b><br>{'<br>'.join(escape(sentence) for sentence in said)}</p>")
    head, rows = short_table(comparison)
    summary = "<summary style='cursor:pointer'>Details, with intervals</summary>"
    return f"<details>{summary}{''.join(parts)}{table_html([head, *rows])}</details>"
