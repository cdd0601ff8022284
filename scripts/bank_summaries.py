"""What `bank_figures.py` says about the bank's calls in figures.json: functions of the cleaned calls, no files.

`calls` is the frame that `bank_figures.read_log` describes, cut down to regular days. Durations in the result are in minutes
where the name ends in _min, in seconds where it ends in _s.
"""

import numpy as np
import pandas as pd
from bank_estimators import (
    beta_by_moments,
    excess_variation,
    hazard_table,
    kaplan_meier,
    restricted_mean,
    share_again,
    survival_at,
)

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
GROUPS = {"sun-thu": ["sun", "mon", "tue", "wed", "thu"], "fri": ["fri"], "sat": ["sat"]}
MONTHS = {1: "jan", 2: "feb", 3: "mar", 4: "apr", 5: "may"}
HOUR = 3_600
LONGEST = HOUR  # a longer service is a clerical error of the clock (seconds)
STARTS = [0, 5, 10, 15, 20, 30, 40, 50, 55, 60, 65, 70, 80, 90, 120, 150, 180, 240, 300, 420, 600]
SHARES = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1]
DECILE_MIDPOINTS = np.arange(0.05, 1, 0.1)
MANY = 100  # services from which a server has a rate of its own


def quantile_table(seconds):
    """Empirical quantiles in minutes, as a scenario's `empirical` distribution takes them."""
    return {"probabilities": SHARES, "values_min": np.quantile(seconds, SHARES) / 60}


def handle_times(calls):
    """Services that were neither cut short nor mistimed: mean, CV, lognormal, quantiles."""
    seconds = calls.ser_time[~calls.hung & ~calls.cut & (calls.ser_time > 0) & (calls.ser_time <= LONGEST)]
    logs = np.log(seconds / 60)
    return {
        "services": len(seconds),
        "mean_min": seconds.mean() / 60,
        "cv": seconds.std() / seconds.mean(),
        "lognormal": {"median_min": np.exp(logs.mean()), "sigma": logs.std()},
        "empirical": quantile_table(seconds),
    }


def patience(calls):
    """Kaplan-Meier and piecewise-constant hazard of hanging up, of those who had to wait (served = censored)."""
    queued = calls[calls.queued]
    curve = kaplan_meier(queued.q_time, queued.hung)
    return {
        "waited": len(queued),
        "hung_up": int(queued.hung.sum()),
        "starts_s": STARTS,
        "hazard_per_min": hazard_table(queued.q_time, queued.hung, STARTS),
        "survival_beyond_start": survival_at(*curve, STARTS),
        "mean_first_10_min": restricted_mean(queued.q_time, queued.hung, 600) / 60,
    }


def types(calls, weekly):
    """By issue type, and for all together: volume, handle time, patience."""
    total = sum(volume["first_attempts_per_week"] for volume in weekly.values())
    table = {}
    for kind, volume in weekly.items():
        mine = calls[calls.kind == kind]
        share = volume["first_attempts_per_week"] / total
        table[kind] = {
            **volume,
            "share": share,
            "handle": handle_times(mine),
            "patience": patience(mine),
            **measures(mine),
        }
    volume = {name: sum(one[name] for one in weekly.values()) for name in next(iter(weekly.values()))}
    table["all"] = {**volume, "share": 1.0, "handle": handle_times(calls), "patience": patience(calls)}
    return table


def calling_again(known):
    """How many of these identified calls are followed by another of the same customer, and how soon."""
    soon = known.delay[known.delay <= HOUR]
    seen, weighted = share_again(known, HOUR)
    end_of_day = 24 * HOUR - known.end % (24 * HOUR)
    return {
        "calls": len(known),
        "share_seen": seen,
        "share_weighted": weighted,
        "share_seen_within_15_min": (known.delay <= 900).mean(),
        "share_seen_within_4_h": (known.delay <= 4 * HOUR).mean(),
        "share_seen_same_day": (known.delay < end_of_day).mean(),
        "decile_midpoints_s": np.quantile(soon, DECILE_MIDPOINTS).tolist(),
        "delay_within_hour": quantile_table(soon),
    }


def again_figures(calls, known, again):
    """Redials after hanging up; services cut short, by server, and the calls that follow them.

    `background` is calling again after a normal service: what an identified customer does anyway. Shares are within the hour.
    """
    served = calls[~calls.hung & (calls.server != "")]
    servers = served.groupby("server").cut.agg(["sum", "size"])
    servers = servers[servers["size"] >= MANY]
    rates = servers["sum"] / servers["size"]
    background = calling_again(known[~known.hung & ~known.cut])
    by_kind = {kind: calling_again(mine)["share_weighted"] for kind, mine in known[known.hung].groupby("kind")}
    return {
        "redial": {**again["redial"], "share_weighted_by_type": by_kind, "background": background["share_weighted"]},
        "cut_short": {
            **again["cut_short"],
            "share_of_services": served.cut.mean(),
            "by_month": monthly(served, lambda one: one.cut.mean()),
            "by_server": {
                "servers": len(rates),
                "lowest": rates.min(),
                "median": rates.median(),
                "highest": rates.max(),
            },
            "by_server_beta": beta_by_moments(servers["sum"], servers["size"]),
            "mean_s": calls.ser_time[calls.cut].mean(),
        },
    }


def monthly(calls, measure):
    """A measure by month."""
    return {MONTHS[month]: measure(one) for month, one in calls.groupby("month")}


def repeats(known):
    """Served customers seen calling again within 7 days: heavy users count every time, and no reason is on record."""
    served = known[~known.hung & ~known.cut]
    week = served.delay <= 7 * 24 * HOUR
    by_kind = week.groupby(served.kind).mean().to_dict()
    return {"share_seen_within_7_days": week.mean(), "by_type": by_kind, "services": len(served)}


def demand(calls, again):
    """Day-to-day busyness beyond Poisson, weekday and month effects; counts net of redials and call-backs after a cut."""
    net = 1 - again["redial"]["share_weighted"] * calls.hung - again["cut_short"]["share_weighted"] * calls.cut
    days = (
        calls.assign(net=net)
        .groupby("day")
        .agg(net=("net", "sum"), weekday=("weekday", "first"), month=("month", "first"))
    )
    expected = pd.Series(days.net.mean(), days.index)
    for _ in range(100):
        for effect in ("weekday", "month"):
            expected *= days.net.groupby(days[effect]).transform("sum") / expected.groupby(days[effect]).transform(
                "sum"
            )
    parameters = days.weekday.nunique() + days.month.nunique() - 1
    level = days.net / (expected / expected.groupby(days.weekday).transform("mean"))
    effects = (days.net / level).groupby(days.month).mean()
    return {
        "busyness_cv": excess_variation(days.net, expected, parameters),
        "month_effect": {MONTHS[month]: value for month, value in effects.items()},
        "daily_net_calls": days.net.groupby(days.weekday).mean().to_dict(),
    }


def measures(calls):
    """The queue as a caller met it: abandonment and waits."""
    wait = calls.q_time.where(calls.queued, 0)
    served = wait[~calls.hung]
    return {
        "calls": len(calls),
        "abandonment": calls.hung.mean(),
        "share_waiting": calls.queued.mean(),
        "mean_wait_all_s": wait.mean(),
        "mean_wait_served_s": served.mean(),
        "wait_served_90th_percentile_s": float(np.quantile(served, 0.9)),
        "answered_within_20_s": (~calls.hung & (wait <= 20)).mean(),
        "answered_within_60_s": (~calls.hung & (wait <= 60)).mean(),
    }


def waiting(calls):
    """Targets for a simulation of the same days, and how the queue treats priorities."""
    hour = calls["at"] // HOUR
    volumes, hourly = {}, {}
    for name, weekdays in GROUPS.items():
        inside = calls.weekday.isin(weekdays)
        counts = calls[inside].groupby(hour[inside]).size() / calls[inside].groupby(hour[inside]).day.nunique()
        volumes[name] = {f"{h:02d}": count for h, count in counts.items()}
        hourly[name] = {f"{h:02d}": measures(one) for h, one in calls[inside].groupby(hour[inside])}
    known = calls[calls.queued & (calls.customer_id > 0) & calls.priority.isin([1, 2])]
    levels = {}
    for level, one in known[known.kind == "regular"].groupby("priority"):
        name = {1: "regular", 2: "high"}[level]
        offered = restricted_mean(one.q_time, ~one.hung, 600)
        levels[name] = {
            **measures(one),
            "offered_wait_first_10_min_s": offered,
            "hazard_per_min": patience(one)["hazard_per_min"],
        }
    return {
        "targets": {
            "overall": measures(calls),
            "by_month": monthly(calls, measures),
            "by_weekday": {day: measures(calls[calls.weekday == day]) for day in WEEKDAYS},
            "by_hour": hourly,
            "hourly_volume": volumes,
        },
        "priority": {
            "high_share_of_identified": (known.priority == 2).mean(),
            "high_share_by_type": known.groupby("kind").priority.apply(lambda p: (p == 2).mean()).to_dict(),
            "regular_type_that_waited": levels,
        },
    }


def floor_figures(floor, heads, availability):
    """Hours a week serving and free, and what the rounded head counts make of them."""
    hours = floor[["serving", "free"]].sum() / 2
    return {
        "availability": availability,
        "hours_serving_per_week": hours.serving,
        "hours_free_per_week": hours.free,
        "head_count_hours_per_week": heads.agents.sum() / 2,
        "occupancy": hours.serving / (heads.agents.sum() / 2),
        "largest_head_count": int(heads.agents.max()),
    }


def plain(value):
    """Numbers rounded to four digits after the point, keys to text, arrays to lists: what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return round(float(value), 4)
    return int(value) if isinstance(value, np.integer) else value
