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
    """Return abandonment (share), mean wait of the answered (seconds) and share answered within 20 s of a log."""
    wait, rows = waits(log), len(log)
    answered = in_pieces(rows, np.bool_, lambda piece: some_of(log, "answered", piece) >= 0)
    ended = answered | in_pieces(rows, np.bool_, lambda piece: some_of(log, "left", piece) >= 0)
    n = int(ended.sum())
    return (
        share_figure(int((ended & ~answered).sum()), n, name=ABANDONED),
        mean_figure(wait[answered] / SECOND, name="wait of the answered", unit="seconds"),
        share_figure(int((answered & (wait <= 20 * SECOND)).sum()), n, name="answered within 20 s, share of contacts"),
    )
