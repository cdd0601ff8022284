"""All figures of a fit, in the order of its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.fit.answered import times_figures
from sim.fit.fitted import Fitted
from sim.fit.score_fit import score_figures
from sim.fit.volumes_fit import four_week_error

if TYPE_CHECKING:
    from sim.fit.client import Client


def figures_of(client: Client) -> tuple[Fitted, ...]:
    """Return all figures of which the log tells anything."""
    found: list[Fitted] = [*client.results, *client.arrivals.figures, *four_week_error(client.arrivals)]
    found += [client.trend] if client.trend else []
    if client.busyness:
        found += client.busyness.figures if client.tells_times else (client.busyness.day_cv,)
    found += times_figures(client.log, client.answered)
    for time in client.handle_times.values():
        found += [time.mean, time.cv]
    found += [*client.handle_time_by_hour.factors, client.speed.sd, client.speed.persistence]
    found += [each.rate for each in client.patience.values()]
    found += [client.redials.share, client.redials.repeats] if client.redials else []
    found += [*client.staffing.figures, *client.gaps.figures(), *client.routing.figures]
    found += client.priorities.values()
    for each in client.help.values():
        found += each.figures
    found += score_figures(client.log)
    return tuple(each for each in found if each.n)
