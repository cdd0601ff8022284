"""What is said of a backtest: what was predicted from what, how near it came, how honest its intervals are."""

from typing import TYPE_CHECKING

from sim.fit.backtest import INPUTS, Backtest
from sim.present.fit_words import trend_lines
from sim.scenario import Scenario

if TYPE_CHECKING:
    from pandas import DataFrame


def three_lines(center: Scenario, found: Backtest) -> list[str]:
    """Return what stands first."""
    scores, (days, months) = found.scores, found.ranges
    by_month, by_day, wait = (scores.loc[f"{name}, mean" if name.endswith("month") else name] for name in
                              ("abandonment by month", "abandonment by day", "wait by month"))  # fmt: skip

    def both(column: str) -> str:
        return f"{by_month[column]:.2f} and {by_day[column]:.2f}"

    busy = found.hours["factor on absences"]
    low, high = float(busy.min()), float(busy.max())
    names = ", ".join(each.month for each in found.folds)
    return [
        f"{center.name}: {names} predicted, each from the other months, {found.replications} replications. "
        f"Known of the days predicted: {'; '.join(INPUTS)}. It tests the model of the queue, not a forecast of staff.",
        f"Abandonment misses by {both('simulation')} points by month and day (Erlang A: "
        f"{both('Erlang A')}; a perfect model: {both('a perfect model')}); wait by {wait['simulation']:.1f} % a month.",
        f"Its 95 % intervals hold {days.coverage * 100:.0f} % of days, {days.width:.1f} points wide on average, and "
        f"{months.coverage * 100:.0f} % of months, {months.width:.1f} points wide.",
        f"Factors by hour of day on absences: {low:.2f} to {high:.2f}; 1 is what the gaps of the log tell.",
        *(f"Volumes: {each.name} {each.value:.3f} of volume ({each.fit})." for each in found.volumes),
        *trend_lines(found.client),
    ]


def score_rows(scores: "DataFrame") -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table of scores."""
    head = ["", "unit", "simulation", "(se)", "Erlang A", "perfect"]
    rows = [
        [str(row["score"]), str(row["unit"]), f"{row['simulation']:.2f}", f"({row['standard error']:.2f})",
         f"{row['Erlang A']:.2f}", f"{row['a perfect model']:.2f}"]
        for row in scores.to_dict("records")
    ]  # fmt: skip
    return head, rows
