"""Who hangs up and calls again: by caller, where the log tells callers apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.clock import HOUR, MINUTE
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Fitted, Vector, share_figure

WINDOW = HOUR
"""Calls again within it are redials."""


@dataclass(frozen=True, kw_only=True)
class Redials:
    """Callers who gave up and called again within the hour, net of those who would have called anyway.

    Attributes
    ----------
    share : Fitted
        Of those who gave up; of known callers.
    minutes : ndarray
        After how many, in order.
    repeats : Fitted
        Share of answered known callers who call again within seven days, whatever for.
    """

    share: Fitted
    minutes: Vector
    repeats: Fitted


def redials_of(log: CallLog) -> Redials | None:
    """Return redials; None where the log does not tell callers apart, or nobody known gave up.

    Who was answered calls again within the hour too, with the log's own chance: it is taken off.
    """
    known = np.flatnonzero(log.caller >= 0)
    if len(known) == 0 or len(np.unique(log.caller[known])) == len(known):
        return None
    order = known[np.lexsort((log.received[known], log.caller[known]))]
    same = log.caller[order][1:] == log.caller[order][:-1]
    over = (log.received + waits(log))[order]
    after = np.where(same, log.received[order][1:] - over[:-1], np.iinfo(np.int64).max)
    gave_up = (log.answered[order] < 0)[:-1]
    again = (after >= 0) & (after <= WINDOW)
    if not gave_up.any():
        return None
    again_of = int(again[gave_up].sum())
    plain = share_figure(again_of, int(gave_up.sum()), name="who gave up and calls again within the hour",
                         key="customers.redial_share")  # fmt: skip
    usual = float(again[~gave_up].mean()) if (~gave_up).any() else 0.0
    net = (plain.value - usual) / (1 - usual) if usual < 1 else 0.0
    shift = plain.value - max(0.0, net)
    share = Fitted(
        name=plain.name, key=plain.key, value=max(0.0, net), low=max(0.0, plain.low - shift),
        high=max(0.0, plain.high - shift), n=plain.n, fit=f"{usual:.3f} call again anyway: taken off",
    )  # fmt: skip
    week = (after >= 0) & (after <= 7 * 24 * HOUR)
    repeats = share_figure(int(week[~gave_up].sum()), int((~gave_up).sum()), name="calls again within seven days")
    return Redials(share=share, minutes=np.sort(after[gave_up & again]) / MINUTE, repeats=repeats)
