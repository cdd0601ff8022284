"""A planned week in words: three lines first, then what each floor's week shows."""

from sim.experiment.least_staff import Staffed
from sim.experiment.plan_findings import FloorFindings, findings, most_wanting
from sim.experiment.planning import Planned
from sim.metrics import metric_of
from sim.present.numerals import amount, fixed
from sim.scenario.messages import join
from sim.scenario.notices import notices_of
from sim.scenario.promises import formula_words
from sim.scenario.week_words import spans_words


def header(planned: Planned | Staffed) -> str:
    """Return what was run."""
    weeks, many = planned.scenario.calendar.weeks, planned.replications
    times = "1 replication" if many == 1 else f"{many:,} replications"
    usual = "one week" if weeks == 1 else f"a usual week, the mean of {weeks}"
    return f"{times}, seed {planned.seed}; {usual}, in intervals of {planned.minutes} minutes."


def three_lines(planned: Planned) -> list[str]:
    """Return the answer: is the promise kept, are there enough people, what does it cost and who is lost."""
    found = findings(planned)
    worst = most_wanting(found)
    where = f" ({worst.name})" if len(found) > 1 else ""
    return [
        f"{level_words(worst)}{where}.",
        " ".join(f"{staff_words(its, len(found) > 1)}." for its in found[:3]),
        f"{lost_words(planned)}.",
    ]


def level_words(its: FloorFindings) -> str:
    """Return whether the promise is kept, and when it is missed."""
    value, low, high = its.level
    if value != value:
        return "Nobody calls"
    target = amount(its.target, 0)
    span = "" if low != low else f" (95 % interval {fixed(low, 1)} to {fixed(high, 1)})"
    said = f"Service level {fixed(value, 1)} %{span}, promised {target} %"
    missed, _, _, opened = its.intervals
    if not its.below:
        return f"{said}; kept in every interval"
    if not missed:
        return f"{said}; below it in {its.below} of {opened} intervals, in none clearly"
    return f"{said}; clearly below in {missed} of {opened} intervals: {spans_words(its.missed, 3)}"


def staff_words(its: FloorFindings, is_named: bool = False) -> str:
    """Return whether there are enough people."""
    there, needed, missing, spare = its.hours
    _, short, over, _ = its.intervals
    said = f"{its.name}: " if is_named else ""
    said += f"{amount(there, 0)} hours a week on the phone, {amount(needed, 0)} needed by Erlang A"
    parts = []
    if short:
        parts.append(f"too few in {counted(short)} ({amount(missing)} hours), {spans_words(its.short, 3)}")
    if over:
        parts.append(f"one or more to spare in {over} ({amount(spare)} hours)")
    return f"{said}; {'; '.join(parts)}" if parts else f"{said}; no interval has too few or too many"


def counted(intervals: int) -> str:
    """Return a number of intervals in words."""
    return "1 interval" if intervals == 1 else f"{intervals} intervals"


def lost_words(planned: Planned) -> str:
    """Return who is lost, and what a contact and a resolved issue cost."""
    lost, hung_up = (planned.level(metric_of(name)) for name in ("not_served", "abandonment_rate"))
    contact, resolved = (planned.level(metric_of(name)) for name in ("cost_per_contact", "cost_per_resolved_issue"))
    money = planned.scenario.currency
    parts = []
    if lost is not None and hung_up is not None:
        parts.append(f"{fixed(lost.value, 1)} % of those offered are not served, {fixed(hung_up.value, 1)} % hang up")
    if contact is not None and resolved is not None:
        costs = f"{amount(contact.value, 2)} {money}, a resolved issue or routine contact {amount(resolved.value, 2)}"
        parts.append(f"a contact costs {costs}")
    return "; ".join(parts) if parts else "Nobody calls"


def formula_lines(planned: Planned) -> list[str]:
    """Return what a spreadsheet would have said of the same load and staff."""
    lines = []
    for its in findings(planned):
        if its.level[0] != its.level[0]:
            continue
        c, a = its.formulas
        simulated = fixed(its.level[0], 1)
        lines.append(
            f"{its.name}: Erlang C {fixed(c, 1)} %, Erlang A {fixed(a, 1)} %, simulated {simulated} % (service level of"
            " the same load and staff, interval by interval)"
        )
    return lines


def promise_lines(planned: Planned | Staffed) -> list[str]:
    """Return what is promised, and what else staff shall keep."""
    lines = []
    for its in planned.now if isinstance(planned, Staffed) else planned.floors:
        said = [f"{amount(promise.share, 0)} % {formula_words(promise)}" for _, promise in its.formulas.promise.parts]
        lines.append(f"{its.floor.name}: {'; '.join(said)}")
    targets = planned.task.targets
    more = []
    if targets.abandonment is not None:
        more.append(f"abandonment at most {amount(targets.abandonment, 1)} %")
    if targets.wait is not None:
        more.append(f"mean wait at most {amount(targets.wait, 1)} s")
    if targets.occupancy is not None:
        more.append(f"occupancy at most {amount(targets.occupancy, 0)} %")
    return [*lines, *([f"Also {join(more)}"] if more else [])]


def people_lines(planned: Planned) -> list[str]:
    """Return how planned heads and those there agree, and how busy they are."""
    lines = []
    for its in findings(planned):
        if its.absent > 1:
            lines.append(f"{its.name}: {amount(its.absent, 0)} hours a week are planned and not there")
    busy, over = (planned.level(metric_of(name)) for name in ("occupancy", "overtime_hours_per_week"))
    if busy is not None:
        lines.append(f"How busy agents are: {fixed(busy.value, 1)} % of their hours")
    kept, away = (planned.level(metric_of(name)) for name in ("adherence", "shrinkage"))
    if kept is not None and away is not None and away.value >= 0.05:
        lines.append(
            f"Adherence {fixed(kept.value, 1)} % of scheduled hours, shrinkage {fixed(away.value, 1)} % of paid"
        )
    if over is not None and over.value >= 0.5:
        lines.append(f"Overtime: {amount(over.value, 0)} hours a week")
    return lines


def mind_lines(planned: Planned) -> list[str]:
    """Return what to mind."""
    lines = notices_of(planned.scenario)
    warm_up = planned.scenario.study.warm_up_weeks
    if warm_up:
        weeks = "the first week" if warm_up == 1 else f"the first {warm_up} weeks"
        lines.append(f"Figures of the whole center leave {weeks} out; those of intervals are means over all weeks")
    if planned.replications < 10:
        lines.append(f"{planned.replications} replications: single intervals are known roughly; 30 are better")
    lines.append(
        "Needed people are by formula for each interval on its own; frontline staff corrects them by simulation, with"
        " proof"
    )
    return lines


def table(planned: Planned) -> list[list[str]]:
    """Return the figures of the whole week, the head first."""
    rows = [["", "mean", "give or take", "unit"]]
    for name in planned.counts.totals:
        its, found = metric_of(name), planned.level(metric_of(name))
        if found is not None:
            half = "" if not found.half_width else amount(found.half_width, its.digits + 1)
            rows.append([its.name, amount(found.value, its.digits), half, planned.scenario.in_currency(its.unit)])
    return rows
