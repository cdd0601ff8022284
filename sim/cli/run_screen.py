"""What `frontline run` prints: what applies here on one screen, or every metric."""

from typing import TYPE_CHECKING, Any

import click

from sim.cli.printing import SCREEN, as_json_text, echo, is_missing, print_table, records_of, width

if TYPE_CHECKING:
    from sim.experiment.result import Result

_LINES = 24
_FEWEST = 6
"""Rows of the table that stand in any case, whatever stands above."""


def print_run(result: "Result", by: str | None, as_json: bool, *, is_full: bool) -> None:
    """Print what a run found, or the figures of each issue type or team."""
    if by is None:
        print_result(result, as_json, is_full=is_full)
    else:
        print_by(result, by, as_json)


def print_result(result: "Result", as_json: bool, *, is_full: bool = False, **more: Any) -> None:
    """Print what a study names and a center has, on one screen; in full every metric; as JSON with `more`."""
    from sim.present.observed_words import observed_rows

    if as_json:
        summary = result.summary()
        rows = records_of(summary)
        more |= {"observed": seen} if (seen := observed_rows(result.comparison)) else {}
        click.echo(as_json_text({"scenario": result.scenario.name, "seed": result.seed, "summary": rows, **more}))
        return
    above = _above(result)
    for line in above:
        click.echo(line)
    if is_full:
        _print_all(result)
        return
    from sim.present.what_if_words import center_table

    head, *rows = center_table(result.comparison)
    room = max(_FEWEST, _LINES - len(above) - 3)
    print_table(head, [[_fitted(row[0], [head, *rows]), *row[1:]] for row in rows[:room]])
    click.echo(f"{'More' if len(rows) <= room else f'{len(rows) - room} more, and all others'}: --full")


def _above(result: "Result") -> list[str]:
    """Return what stands above the figures: what was run, what to mind, what stands first."""
    from sim.cli.listing import notice_lines
    from sim.present.columns import wrapped
    from sim.present.manager_words import first_words
    from sim.present.observed_words import observed_sentence
    from sim.present.words import precision_words

    times = "1 replication" if result.replications == 1 else f"{result.replications:,} replications"
    head = f"{result.scenario.name}: {times}, seed {result.seed}; give or take: 95 % intervals."
    alone = result.scenario.model_copy(update={"what_ifs": {}})
    said = [head + precision_words(result.comparison), *notice_lines(alone), *first_words(result.comparison)]
    said += observed_sentence(result.comparison)
    room = min(width(), SCREEN)
    return [line for each in said for line in wrapped(each, room)]


def _fitted(name: str, rows: list[list[str]]) -> str:
    """Return a name cut in its middle where the table would be wider than the terminal."""
    from sim.present.columns import cut, wide

    others = sum(2 + max(wide(row[place]) for row in rows) for place in range(1, len(rows[0])))
    return cut(name, max(12, min(width(), SCREEN) - others))


def _print_all(result: "Result") -> None:
    """Print every metric that has a figure, and the names of those that have none."""
    from sim.metrics import metric_of
    from sim.present.manager_words import type_rows, typed_rows
    from sim.present.numerals import amount

    records = result.summary().to_dict("records")
    known = [record for record in records if not is_missing(record["mean"])]
    rows = []
    for record in known:
        digits = metric_of(record["metric"]).digits
        low, mean, high = (record[key] for key in ("mean_low", "mean", "mean_high"))
        span = "" if is_missing(low) or low == high else f"{amount(low, digits)} to {amount(high, digits)}"
        rows.append([record["name"], amount(mean, digits), span, record["unit"]])
    head = ["", "mean", "interval", "unit"]
    print_table(head, [[_fitted(row[0], [head, *rows]), *row[1:]] for row in rows])
    none = [record["name"] for record in records if is_missing(record["mean"])]
    if none:
        echo(f"No figure here: {', '.join(none)}.")
    _print_more("Manager hours asked for by issue type", ["", "hours a week"], type_rows(result.comparison))
    _print_more(
        "Shares as typed, and as simulated", ["", "", "typed", "by formula", "simulated"], typed_rows(result.comparison)
    )


def _print_more(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a further table under its title, where it has rows."""
    if rows:
        click.echo(f"\n{title}")
        print_table(head, rows)


def print_by(result: "Result", by: str, as_json: bool) -> None:
    """Print the figures of each issue type, or each team, of one scenario."""
    from sim.present.pages import group_table

    if as_json:
        table = result.by(by)
        rows = records_of(table)
        click.echo(as_json_text({"scenario": result.scenario.name, "seed": result.seed, "by": by, "summary": rows}))
        return
    echo(f"{result.scenario.name}: {result.replications} replications, seed {result.seed}, 95 % intervals.")
    head, *rows = group_table(result.comparison, by)
    print_table(head, rows)
