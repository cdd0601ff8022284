"""What theory knows of a queue, of a manager's queue and of the reference day beside what `frontline verify` asks."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.verification import batch_means, transients
from sim.verification.batch_means import Batches, Measured, Sums, Vector, jackknife, mean_of, ratio, variance_of
from sim.verification.transients import day_minutes

RATIOS = {
    "E[Wq|wait] min": ("wait", "waits"),
    "P(wait>20s) all arrivals": ("late", "n"),
    "P(abandon | wait)": ("gone", "waits"),
    "E[wait | abandoned] min": ("gone_wait", "gone"),
    "wait per abandonment": ("wait", "gone"),
}
OTHER_NAMES = {
    "SD[Wq] min": "SD[Wq]",
    "P(wait)=Erlang C": "P(wait>0)",
    "P(wait)": "P(wait>0)",
    "service level P(Wq<=60s)": "P(Wq<=1 min)",
    "E[wait in queue, all arrivals] min": "E[Wq] min",
    "E[wait, all arrivals] min": "E[Wq] min",
    "P(served and wait<=20s)": "service level P(Wq<=20s)",
    "Erlang B (loss prob)": "P(abandon)",
    "P(abandon) per attempt": "P(abandon)",
}


def queue_figures(batches: Batches) -> dict[str, Measured]:
    """Return everything that theory knows about one queue, under the names of the reference table."""
    rows, arrived = batches.rows, batches.at("queued")
    served = rows["answered"] >= 0
    left = np.where(served, batches.at("answered"), batches.at("ended"))
    wait, gone = left - arrived, rows["outcome"] == 3
    handled = np.where(served, batches.at("released") - batches.at("answered"), 0.0)
    sums = batches.sums(
        arrived,
        wait=wait,
        squared=wait**2,
        waits=wait > 0,
        gone=gone,
        gone_wait=wait * gone,
        late=wait > 20 / 60,
        handled=handled,
    )
    figures = batch_means.queue_figures(batches) | {name: ratio(sums, *parts) for name, parts in RATIOS.items()}
    figures["E[W] min"] = jackknife(sums, lambda s: (s["wait"] + s["handled"]) / s["n"])
    figures["SD[Wq]"] = spread(sums)
    figures["E[wait | served] min"] = jackknife(sums, lambda s: (s["wait"] - s["gone_wait"]) / (s["n"] - s["gone"]))
    figures["Lq"] = batches.mean_number(arrived, left)
    inside = np.where(served, batches.at("released"), left)
    figures |= limits(sums, batches.time_in(arrived, inside) / batches.minutes, float(batches.minutes[0]))
    return figures | {new: figures[old] for new, old in OTHER_NAMES.items()}


def spread(sums: Sums) -> Measured:
    """Return the standard deviation of the wait."""
    return jackknife(sums, lambda s: np.sqrt(s["squared"] / s["n"] - (s["wait"] / s["n"]) ** 2))


def limits(sums: Sums, present: Vector, minutes: float) -> dict[str, Measured]:
    """Return n Var and t Var of the batches' means, which a long batch brings to their limits."""
    waits = variance_of(sums["wait"] / sums["n"])
    number = variance_of(present)
    size = float(sums["n"].mean())
    return {
        "asymptotic var of mean wait (n*Var)": Measured(size * waits.value, size * waits.error),
        "asymptotic var of time-avg L (t*Var)": Measured(minutes * number.value, minutes * number.error),
    }


def upstairs_figures(batches: Batches) -> dict[str, Measured]:
    """Return everything that theory knows about the manager's queue."""
    up = batch_means.upstairs(batches)
    came, begun, done = up.at("escalated"), up.at("manager_start"), up.at("manager_end")
    wait = begun - came
    sums = up.sums(came, wait=wait, squared=wait**2, waits=wait > 0)
    return batch_means.upstairs_figures(batches) | {
        "SD[Wq] min": spread(sums),
        "L (manager number in system)": up.mean_number(came, done),
        "P(wait)": ratio(sums, "waits", "n"),
        "rate": ratio({"n": sums["n"], "minutes": up.minutes}, "n", "minutes"),
    }


def day_figures(rows: Any, days: int) -> dict[str, Measured]:
    """Return everything that theory knows about the reference day."""
    day, arrived, left_queue = day_minutes(rows)
    served = rows["answered"] >= 0
    answered, released = (np.where(served, rows[name] / 60_000 - day * 1440, 0.0) for name in ("answered", "released"))

    def total(values: Any) -> Vector:
        return np.asarray(np.bincount(day, np.asarray(values, float), days), float)

    queue = [total(np.clip(left_queue, h, h + 60) - np.clip(arrived, h, h + 60)) for h in range(0, 480, 60)]
    busy = total(np.clip(released, 0, 480) - np.clip(answered, 0, 480))
    done = total(served & (released <= 480))
    quit_by_closing = total((rows["outcome"] == 3) & (left_queue <= 480))
    n = total(np.ones(len(rows)))
    shares = {"n": n, "waits": total(left_queue > arrived)}
    varied = variance_of(total(rows["manager_ticks"]) / 3_600_000)
    hourly = {f"hour {i + 1} mean queue length": mean_of(minutes / 60) for i, minutes in enumerate(queue)}
    return (
        transients.day_figures(rows, days)
        | hourly
        | {
            "E[arrivals]": mean_of(n),
            "E[service completions by 480]": mean_of(done),
            "E[in system at 480]": mean_of(n - done - quit_by_closing),
            "fraction of arrivals that wait": ratio(shares, "waits", "n"),
            "time-average queue length": mean_of(sum(queue) / 480),
            "time-average busy agents": mean_of(busy / 480),
            "E[escalations/day]": mean_of(total(rows["escalated"] >= 0)),
            "SD manager hours/day": Measured(varied.value**0.5, varied.error / (2 * varied.value**0.5), varied.sample),
        }
    )
