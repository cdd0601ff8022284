"""What is said of a fit, in three lines: what was read, what was fitted and how well, what is assumed and where."""

from sim.fit.client import Client
from sim.fit.fitted import counted, number


def three_lines(client: Client, scenario: str, folder: str, *, pictures: bool = True) -> list[str]:
    """Return what stands first: read, fitted, assumed.

    Parameters
    ----------
    client : Client
        The fit.
    scenario, folder : str
        The files that were written.
    pictures : bool
        Whether pictures are among them.
    """
    arrivals = client.arrivals
    week = arrivals.figures[0]
    special, events = len(arrivals.special), client.apart[0]
    parts = [counted(special, "special day")] * (special > 0) + [f"{counted(*client.apart)} of events"] * (events > 0)
    apart = f"; {' and '.join(parts)} set apart" if parts else ""
    agents = f", {counted(len(client.log.agents), 'agent')}" if len(client.log.agents) else ""
    read = (
        f"Read: {client.size} on {counted(len(arrivals.days), 'day')}, {client.log.days[0]} to {client.log.days[-1]}, "
        f"{counted(len(client.log.issues), 'type')}{agents}{apart}."
    )
    parts = [f"{number(week.value)} contacts a week ({number(week.low)} to {number(week.high)})"]
    time = client.handle_times.get("")
    if time is not None:
        wrap_up = client.wrap_up[0].value if client.wrap_up else 0.0
        more = f" and {wrap_up:.2f} of wrap-up" if wrap_up > 0 else ""
        parts.append(f"talk {time.mean.value:.2f} min{more} ({time.mean.fit or 'its shape is assumed'})")
    if "" in client.patience:
        rate = client.patience[""].rate
        parts.append(f"{100 * rate.value:.1f} leave per 100 minutes of wait ({rate.n:,} did)")
    if client.staffing.figures:
        parts.append(f"{number(client.staffing.figures[0].value)} hours of staff a week")
    beside = ", pictures beside it" * pictures
    fitted = f"Fitted: {', '.join(parts)}; every figure with its interval in {folder}/fit.csv{beside}."
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
    *before, last = [str(day) for day in changes] or [""]
    other = f"; another level from {', '.join(before) + ' and ' * bool(before) + last} on" if changes else ""
    return [f"Trend: volume changes by {middle} % a month ({low} to {high}, n = {trend.n} weeks){other}."]
