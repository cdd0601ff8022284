"""The estimators behind `bank_figures.py`: pure functions of arrays and frames, no files, no calendar of the bank.

Times of day are in seconds since midnight, durations in seconds; moments that may lie on different days are in seconds since
the first day of the log.
"""

import numpy as np
import pandas as pd

DAY = 86_400


def kaplan_meier(times, events):
    """Survival of right-censored durations.

    Parameters
    ----------
    times : array_like
        Duration until the event or until observation ended.
    events : array_like of bool
        True where the event happened, False where it was censored (censored just after events of the same time).

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        The distinct times of events, and the share that survives beyond each.
    """
    times, events = np.asarray(times, float), np.asarray(events, bool)
    moments, deaths = np.unique(times[events], return_counts=True)
    at_risk = len(times) - np.searchsorted(np.sort(times), moments, side="left")
    return moments, np.cumprod(1 - deaths / at_risk)


def survival_at(moments, survival, at):
    """Read a Kaplan-Meier curve: the share that survives beyond each time in `at`."""
    return np.concatenate([[1.0], survival])[np.searchsorted(moments, at, side="right")]


def restricted_mean(times, events, limit):
    """Mean of min(duration, limit) under the Kaplan-Meier curve: its area up to `limit`."""
    moments, survival = kaplan_meier(times, events)
    inside = moments < limit
    edges = np.concatenate([[0.0], moments[inside], [limit]])
    return float(np.sum(np.diff(edges) * np.concatenate([[1.0], survival[inside]])))


def hazard_table(times, events, starts):
    """Piecewise-constant hazard: events per minute of exposure in each interval.

    Parameters
    ----------
    times, events : array_like
        As in `kaplan_meier`, in seconds.
    starts : sequence of float
        Start of each interval in seconds; the last one is open-ended.

    Returns
    -------
    numpy.ndarray
        Rate per minute, one for each start (0 where there is no exposure).
    """
    times, events = np.asarray(times, float), np.asarray(events, bool)
    ends = np.append(np.asarray(starts[1:], float), np.inf)
    rates = []
    for start, end in zip(starts, ends, strict=True):
        exposure = (np.clip(times, start, end) - start).sum()
        rates.append(60 * np.sum(events & (times >= start) & (times < end)) / exposure if exposure > 0 else 0.0)
    return np.array(rates)


def number_present(starts, ends):
    """How many of the intervals [start, end) cover each second of a day."""
    change = np.zeros(DAY + 1, int)
    np.add.at(change, np.clip(starts, 0, DAY), 1)
    np.add.at(change, np.clip(ends, 0, DAY), -1)
    return change[:DAY].cumsum()


def waiting_around(waiting):
    """For each second of a day: when next somebody waits (two days if never), when last somebody ceased to (0 if never)."""
    second = np.arange(DAY)
    upcoming = np.minimum.accumulate(np.where(waiting, second, 2 * DAY)[::-1])[::-1]
    ceased = np.maximum.accumulate(np.where(waiting, second + 1, 0))
    return np.append(upcoming, 2 * DAY), np.append(0, ceased)


def available_spells(services, waiting, hours, longest_gap, edge):
    """When the servers of one day were free for a call, told from what they did while somebody was waiting.

    Whoever is free while somebody waits would have taken that call: so who does not serve while somebody waits is away. Between
    two services (of one stint: at most `longest_gap` apart) a server counts as free until somebody has to wait, and again from
    the last second in which somebody waits; free throughout if nobody waits. Before the first and after the last service of a
    stint likewise, within the opening hours and for at most `edge`.

    Parameters
    ----------
    services : pandas.DataFrame
        Columns server, ser_start, ser_exit of one day, of services whose server is recorded.
    waiting : numpy.ndarray of bool
        For each second of the day: somebody waits.
    hours : tuple of int
        Opening and closing, in seconds; so are `longest_gap` and `edge`.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Begin and end of each spell.
    """
    opening, closing = hours
    upcoming, ceased = waiting_around(waiting)
    begins, ends = [], []
    for _, mine in services.sort_values("ser_start").groupby("server"):
        start = np.clip(mine.ser_start.to_numpy(), 0, DAY)
        stop = np.clip(mine.ser_exit.cummax().to_numpy(), 0, DAY)
        before = np.append(-DAY, stop[:-1])  # end of the service before
        after = np.append(start[1:], 2 * DAY)
        joined_before, joined_after = start - before <= longest_gap, after - stop <= longest_gap
        limit = np.where(joined_after, after, np.minimum(stop + edge, np.maximum(closing, stop)))
        free_until = np.minimum(upcoming[stop], limit)
        limit = np.where(joined_before, before, np.maximum(start - edge, np.minimum(opening, start)))
        free_from = np.minimum(np.maximum(ceased[start], limit), start)
        counted = joined_before & (np.append(0, free_until[:-1]) >= start)  # nobody waits: one spell, not two
        begins += [stop, np.where(counted, start, free_from)]
        ends += [np.maximum(free_until, stop), start]
    return np.concatenate(begins), np.concatenate(ends)


def round_with_carry(values):
    """Round to whole numbers and carry each remainder to the next, so that running sums stay within one half."""
    edges = np.floor(np.cumsum(np.asarray(values, float)) + 0.5)
    return np.diff(edges, prepend=0.0).astype(int)


def next_call(calls):
    """Each call's next call by the same customer.

    Parameters
    ----------
    calls : pandas.DataFrame
        Identified calls: customer_id, begin and end (moments in seconds), wait_share (the share of calls in this call's hour
        that waited, and so could be identified).

    Returns
    -------
    pandas.DataFrame
        Same index: `delay` from the end of the call to the begin of the next (missing if none; a next call that begins before
        this one ends, on a second line, counts as none), and `weight` = 1/wait_share of the next call: calls that did not wait
        carry no identity, so each one seen stands for that many.
    """
    ordered = calls.sort_values(["customer_id", "begin", "end"], kind="stable")
    following = ordered.groupby("customer_id")[["begin", "wait_share"]].shift(-1)
    delay = (following.begin - ordered.end).where(lambda gap: gap >= 0)
    return pd.DataFrame({"delay": delay, "weight": 1 / following.wait_share.clip(lower=0.2)})


def share_again(following, within):
    """Share that calls again within so many seconds: as seen, and weighted for calls that carry no identity."""
    soon = following.delay <= within
    return float(soon.mean()), float(following.weight.where(soon, 0).sum() / len(following))


def excess_variation(counts, expected, parameters):
    """Coefficient of variation of a common daily factor beyond Poisson noise.

    If count ~ Poisson(expected * factor) then var = expected + cv^2 * expected^2; `parameters` fitted means cost as many
    degrees of freedom.
    """
    counts, expected = np.asarray(counts, float), np.asarray(expected, float)
    squares = np.sum((counts - expected) ** 2) * len(counts) / (len(counts) - parameters)
    return float(np.sqrt(max(0.0, squares - expected.sum()) / np.sum(expected**2)))


def beta_by_moments(successes, trials):
    """Beta distribution of a share that differs between people, binomial noise taken out.

    Returns
    -------
    tuple of float
        The two parameters of the Beta distribution (people weigh equally).
    """
    shares = np.asarray(successes, float) / np.asarray(trials, float)
    mean = shares.mean()
    noise = np.mean(mean * (1 - mean) / np.asarray(trials, float))
    spread = max(shares.var(ddof=1) - noise, 1e-9)
    total = mean * (1 - mean) / spread - 1
    return float(mean * total), float((1 - mean) * total)
