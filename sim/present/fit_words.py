"""What is said of a fit, in three lines: what was read, what was fitted and how well, what is assumed and where."""

from sim.fit.client import Client
from sim.fit.fitted import number


def three_lines(client: Client, scenario: str, folder: str) -> list[str]:
    """Return what stands first: read, fitted, assumed.

    Parameters
    ----------
    client : Client
        The fit.
    scenario, folder : str
        The files that were written.
    """
    arrivals = client.arrivals
    week = arrivals.figures[0]
    special, events = _count(len(arrivals.special), "special day"), _count(*client.apart)
    apart = f"; {special} and {events} of events set apart"
    read = (
        f"Read: {client.size} on {len(arrivals.days):,} days, {client.log.days[0]} to {client.log.days[-1]}, "
        f"{_count(len(client.log.issues), 'type')}, {_count(len(client.log.agents), 'agent')}{apart}."
    )
    parts = [f"{number(week.value)} contacts a week ({number(week.low)} to {number(week.high)})"]
    time = client.handle_times.get("")
    if time is not None:
        apart = f" and {client.wrap_up[0].value:.2f} of wrap-up" if client.wrap_up else ""
        parts.append(f"talk {time.mean.value:.2f} min{apart} ({time.mean.fit or 'its shape is assumed'})")
    if "" in client.patience:
        rate = client.patience[""].rate
        parts.append(f"{100 * rate.value:.1f} leave per 100 minutes of wait ({rate.n:,} did)")
    if client.staffing.figures:
        parts.append(f"{number(client.staffing.figures[0].value)} hours of staff a week")
    fitted = f"Fitted: {', '.join(parts)}; every figure with its interval in {folder}/fit.csv, pictures beside it."
    count = len(client.files.assumed)
    assumed = f"Assumed: {count} keys, marked '# not in the file: assumed' in {scenario}; change them there."
    notes = [*trend_lines(client), *(f"Note: {line}." for line in client.warnings)]
    return [read, fitted, assumed, *notes]


def trend_lines(client: Client) -> list[str]:
    """Return what is said of volume over months: its trend, and from which days on the level is another."""
    trend, changes = client.trend, client.arrivals.changes
    if trend is None:
        return []
    low, middle, high = (f"{100 * each:+.1f}" for each in (trend.low, trend.value, trend.high))
    other = f"; another level from {' and '.join(str(day) for day in changes)} on" if changes else ""
    return [f"Trend: volume changes by {middle} % a month ({low} to {high}, n = {trend.n} weeks){other}."]


def _count(number_of: int, what: str) -> str:
    return f"{number_of:,} {what}{'' if number_of == 1 else 's'}"
