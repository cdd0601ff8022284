"""What a log shows of a queue: the figures that a simulation is held against."""

from __future__ import annotations

import numpy as np

from sim.clock import SECOND
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import in_pieces, some_of
from sim.fit.fitted import Fitted, mean_figure, share_figure

ABANDONED = "abandonment, share of contacts"


def results_of(log: CallLog) -> tuple[Fitted, ...]:
    """Return abandonment (share), mean wait of the answered (seconds) and share answered within 20 s of a log.

    A log in which everybody is answered, such as one of tickets, does not tell whether it holds who gave up: it shows
    no abandonment. Who is not answered counts also where nothing tells how long he waited.
    """
    wait, n = waits(log), len(log)
    answered = in_pieces(n, np.bool_, lambda piece: some_of(log, "answered", piece) >= 0)
    lost = n - int(answered.sum())
    return (
        *([share_figure(lost, n, name=ABANDONED)] if lost else []),
        mean_figure(wait[answered] / SECOND, name="wait of the answered", unit="seconds"),
        share_figure(int((answered & (wait <= 20 * SECOND)).sum()), n, name="answered within 20 s, share of contacts"),
    )
