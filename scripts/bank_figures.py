"""The figures of the bank scenario, made from the call log of an Israeli bank's call center (January to May 1999).

    python scripts/bank_figures.py DATA_DIR [--out scenarios/bank]

DATA_DIR holds calls-1999-01.csv.gz ... -05.csv.gz (see scenarios/bank/SOURCE.md). Writes arrivals.csv, head_counts.csv and
figures.json. This is the only place that reads the raw log. Its rules, in the order in which they are applied:

1.  Everything is read as text and converted here. A clock of 0:00:00 means "did not happen". Ends are start + duration: the
    clock of a call that ends after midnight starts again at zero.
2.  Outcome PHANTOM is ignored, as the log's documentation asks.
3.  Outcome HANG after queueing is an abandonment (also where a service of a few seconds follows). Without queueing the call
    ended in the voice response unit: self-service, not a call to the center. (Negative vru_time does not matter: what happens
    before the queue is not used.)
4.  A connection under 10 s that carries no server name never became a conversation: ignored. Other services under 10 s are *cut
    short*: they are contacts, and not in the handle times. Type TT is the bank calling customers back who had left a message
    (they queue only if the agent who calls them is taken meanwhile): work on the floor, not demand.
5.  Services over one hour are clerical errors of the clock: their call counts, their duration is not used.
6.  Opening hours: Sunday-Thursday 07-24, Friday 07-14, Saturday 20-24. On Saturdays (opening follows sunset) a bin counts only
    the days on which service had begun before it.
7.  Regular days only: see `regular_days`; the days left out and why are listed in figures.json.
8.  Customers are identified only if they waited. Whoever calls again without waiting is not seen; so shares of people who call
    again are weighted by 1/(share of that hour's calls that waited). The unweighted share is given beside it.
9.  `arrivals.csv` is net of redials and of call-backs after a cut: from every bin are taken the calls that the abandonments and
    cuts before it beget, at the weighted shares and with the delays seen within an hour.
10. `head_counts.csv` is what was really at work: see `head_counts`.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from bank_estimators import (
    available_spells,
    next_call,
    number_present,
    round_with_carry,
)
from bank_summaries import (
    LONGEST,
    WEEKDAYS,
    again_figures,
    calling_again,
    demand,
    floor_figures,
    plain,
    repeats,
    types,
    waiting,
)

TYPES = {
    "PS": "regular",
    "PE": "english",
    "IN": "internet",
    "NE": "stock_exchange",
    "NW": "prospective",
}
CALL_BACK = "call_back"
HOURS = dict.fromkeys(WEEKDAYS, (7, 24)) | {"fri": (7, 14), "sat": (20, 24)}
CLOCKS = ["vru_entry", "q_start", "q_exit", "ser_start", "ser_exit"]
BIN, HOUR, DAY = 1_800, 3_600, 86_400
CUT = 10  # a service below is cut short (seconds)
STINT_GAP = 1_800  # a server not seen serving for longer than this has left the floor
EDGE = 900  # before its first and after its last call a stint reaches at most this much further
AVAILABILITY = 0.95  # the only number here that was chosen, not measured: see scenarios/bank/SOURCE.md


def read_log(folder):
    """Read the five months as text and convert: one row per call that came to queue or agent, in opening hours.

    Returns
    -------
    pandas.DataFrame
        The log's columns, and: kind, day (number), weekday, month, at (second of the day of entering the stage), bin, queued,
        hung (abandoned), cut, server (empty where not recorded), begin and end (seconds since the first day).
    """
    months = [pd.read_csv(folder / f"calls-1999-0{m}.csv.gz", dtype=str, keep_default_na=False) for m in range(1, 6)]
    calls = pd.concat(months, ignore_index=True)
    for column in CLOCKS:
        part = calls[column].str.split(":", expand=True).astype(int)
        calls[column] = part[0] * 3600 + part[1] * 60 + part[2]
    for column in ["customer_id", "priority", "q_time", "ser_time"]:
        calls[column] = calls[column].astype(int)
    date = pd.to_datetime("19" + calls.date, format="%Y%m%d")
    calls["day"] = (date - pd.Timestamp("1999-01-01")).dt.days
    calls["date"], calls["month"] = date.dt.strftime("%Y-%m-%d"), date.dt.month
    calls["weekday"] = date.dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    calls["kind"] = calls.type.map(TYPES | {"TT": CALL_BACK})
    calls["server"] = calls.server.where(calls.server != "NO_SERVER", "")
    calls["queued"] = calls.q_start > 0
    calls["hung"] = calls.outcome == "HANG"
    calls["at"] = np.where(calls.queued, calls.q_start, calls.ser_start)
    calls["bin"] = calls["at"] // BIN
    short = ~calls.hung & (calls.ser_time < CUT)
    never = short & (calls.server == "")
    calls["cut"] = short & ~never
    calls["q_exit"] = calls.q_start + calls.q_time
    calls["ser_exit"] = calls.ser_start + calls.ser_time
    calls["begin"] = calls.day * DAY + calls.vru_entry
    calls["end"] = calls.day * DAY + np.where(calls.hung, calls.q_exit, calls.ser_exit)
    keep = (calls.outcome != "PHANTOM") & calls.kind.notna() & ~never
    keep &= np.where(calls.hung, calls.queued, calls.ser_start > 0)
    return in_opening_hours(calls[keep]).reset_index(drop=True)


def in_opening_hours(calls):
    """Keep calls that enter the stage in opening hours; on Saturdays, only in bins that the evening's first service precedes."""
    opening = calls.weekday.map(lambda day: HOURS[day][0] * HOUR)
    closing = calls.weekday.map(lambda day: HOURS[day][1] * HOUR)
    evening = calls[(calls.weekday == "sat") & ~calls.hung & (calls["at"] > 17 * HOUR)]
    first = calls.day.map(evening.groupby("day").ser_start.min()).fillna(0)
    started = (calls.weekday != "sat") | (calls.bin * BIN >= first)
    return calls[(calls["at"] >= opening) & (calls["at"] < closing) & started]


def inbound(calls):
    """Without the bank's own call-backs."""
    return calls[calls.kind != CALL_BACK]


def open_days(calls):
    """How many days were open in each bin: a table weekday by bin."""
    days = calls.groupby("weekday").day.nunique()
    table = pd.DataFrame(dict.fromkeys(range(DAY // BIN), days)).reindex(WEEKDAYS)
    saturdays = calls[calls.weekday == "sat"].groupby("day").bin.min()
    table.loc["sat"] = [(saturdays <= b).sum() for b in table.columns]
    return table


def regular_days(calls):
    """Split the days into regular ones and others.

    A day is left out if its calls number less than two thirds or more than 1.6 times the median of its weekday (holidays, their
    eves, the general election, the flood after a long closure), or if for more than an hour within the opening hours no call is
    on record (the log stopped, or the center was closed). Saturdays, whose opening follows the sunset, are judged by the second
    rule alone.

    Returns
    -------
    set of int, dict
        The regular days; and, by date, why others are not.
    """
    days = calls.groupby("day").agg(date=("date", "first"), weekday=("weekday", "first"), first=("bin", "min"))
    days["calls"] = calls.groupby("day").size()
    ratio = (days.calls / days.weekday.map(days.groupby("weekday").calls.median())).where(days.weekday != "sat", 1)
    log = pd.date_range("1999-01-01", "1999-05-31").strftime("%Y-%m-%d")
    reasons = {date: "no call on record" for date in log if date not in set(days.date)}
    for day, row in days.iterrows():
        opening, closing = HOURS[row.weekday]
        opening = row["first"] * BIN if row.weekday == "sat" else opening * HOUR
        moments = np.sort(calls["at"][calls.day == day])
        gap = np.diff(np.concatenate([[opening], moments, [closing * HOUR]])).max()
        if not 2 / 3 <= ratio[day] <= 1.6:
            reasons[row.date] = f"volume {ratio[day]:.2f} of the weekday's median"
        elif gap > HOUR:
            reasons[row.date] = f"no call for {gap // 60:.0f} minutes"
    return set(days.index[~days.date.isin(list(reasons))]), reasons


def with_next_call(calls):
    """Identified calls with `delay` and `weight` of the same customer's next call (rule 8)."""
    known = calls[~calls.kind.isin(["internet", "prospective"])]
    shares = known.groupby([known.day, known["at"] // HOUR]).queued.mean().rename("wait_share")
    known = known[known.customer_id > 0]
    known = known.assign(hour=known["at"] // HOUR).join(shares, on=["day", "hour"])
    return known.join(next_call(known))


def echoes(calls, share, delays, shape):
    """Calls that `calls` beget: `share` of them again, at equally likely `delays` after their end; by weekday and bin."""
    made = pd.DataFrame(0.0, *shape)
    for delay in delays:
        bins = ((calls.end - calls.day * DAY + delay) // BIN).rename("bin")
        made = made.add(
            calls.groupby(["weekday", bins]).size().unstack().reindex(index=shape[0], columns=shape[1]).fillna(0)
            * share
            / len(delays)
        )
    return made


def arrivals(calls, again):
    """Mean calls per regular week by weekday, half hour and type, net of redials and call-backs after a cut (rule 9).

    Returns
    -------
    pandas.DataFrame, dict
        Rows of arrivals.csv; weekly totals with and without what calls beget, by type.
    """
    days = open_days(calls)
    shape = (WEEKDAYS, range(DAY // BIN))
    frames, weekly = {}, {}
    for kind in TYPES.values():
        mine = calls[calls.kind == kind]
        total = mine.groupby(["weekday", "bin"]).size().unstack().reindex(index=shape[0], columns=shape[1]).fillna(0)
        begotten = echoes(
            mine[mine.hung], again["redial"]["share_weighted"], again["redial"]["decile_midpoints_s"], shape
        )
        begotten += echoes(
            mine[mine.cut], again["cut_short"]["share_weighted"], again["cut_short"]["decile_midpoints_s"], shape
        )
        frames[kind] = ((total - begotten).clip(lower=0) / days).where(days > 0)
        weekly[kind] = {
            "contacts_per_week": (total / days).sum().sum(),
            "first_attempts_per_week": frames[kind].sum().sum(),
        }
    return by_bin(frames).round(3), weekly


def by_bin(frames):
    """Tables weekday by bin into rows: weekday, start, one column per table; opening hours only."""
    rows = []
    for weekday in WEEKDAYS:
        opening, closing = (hour * HOUR // BIN for hour in HOURS[weekday])
        for b in range(opening, closing):
            start = f"{b * BIN // HOUR:02d}:{b * BIN % HOUR // 60:02d}"
            rows.append(
                {"weekday": weekday, "start": start} | {name: frame.loc[weekday, b] for name, frame in frames.items()}
            )
    return pd.DataFrame(rows)


def on_the_floor(calls):
    """Mean numbers of servers `serving` and `free` by weekday and bin over the regular days (see `available_spells`).

    Whoever calls a customer back is neither: not free, and not serving the queue.
    """
    answered = calls[~calls.hung & (calls.ser_time <= LONGEST)]
    waits = inbound(calls[calls.queued])
    seconds = {name: pd.DataFrame(0.0, WEEKDAYS, range(DAY // BIN)) for name in ("serving", "free")}
    for day, served in answered.groupby("day"):
        weekday = served.weekday.iloc[0]
        hours = tuple(hour * HOUR for hour in HOURS[weekday])
        line = waits[waits.day == day]
        waiting = number_present(line.q_start, line.q_exit) > 0
        spells = available_spells(served[served.server != ""], waiting, hours, STINT_GAP, EDGE)
        for name, present in {
            "serving": number_present(*inbound(served)[["ser_start", "ser_exit"]].to_numpy().T),
            "free": number_present(*spells) * ~waiting,
        }.items():
            seconds[name].loc[weekday] += np.bincount(np.arange(DAY) // BIN, weights=present)
    days = open_days(calls) * BIN
    return {name: (table / days).where(days > 0) for name, table in seconds.items()}


def head_counts(floor):
    """Agents at work by weekday and half hour, in whole numbers.

    The mean number serving or free (`on_the_floor`), times `AVAILABILITY`, rounded with the remainder carried to the next half
    hour, and at least one. Not the people logged in: eight seats were staffed, but a server who pauses, calls out or writes
    something up while somebody waits is not at work for the queue.
    """
    rows = by_bin({"agents": (floor["serving"] + floor["free"]) * AVAILABILITY})
    rounded = rows.groupby("weekday").agents.transform(lambda values: round_with_carry(values.to_numpy()))
    return rows.assign(agents=rounded.clip(lower=1).astype(int))


def write(folder, arriving, heads, figures):
    """Write the three files: the same bytes on every system."""
    folder.mkdir(parents=True, exist_ok=True)
    arriving.to_csv(folder / "arrivals.csv", index=False, lineterminator="\n", float_format="%.3f")
    heads.to_csv(folder / "head_counts.csv", index=False, lineterminator="\n")
    text = json.dumps(plain(figures), indent=1, sort_keys=True)
    (folder / "figures.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def main():
    """Read the log, estimate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds calls-1999-01.csv.gz to calls-1999-05.csv.gz")
    parser.add_argument("--out", type=Path, default=Path("scenarios/bank"))
    options = parser.parse_args()
    everything = read_log(options.data)
    regular, others = regular_days(inbound(everything))
    everything = everything[everything.day.isin(regular)]
    calls = inbound(everything)
    known = with_next_call(calls)
    again = {"redial": calling_again(known[known.hung]), "cut_short": calling_again(known[known.cut])}
    arriving, weekly = arrivals(calls, again)
    floor = on_the_floor(everything)
    heads = head_counts(floor)
    figures = {
        "days": {
            "regular": len(regular),
            "left_out": others,
            "regular_by_weekday": calls.groupby("weekday").day.nunique().to_dict(),
        },
        "floor": floor_figures(by_bin(floor), heads, AVAILABILITY),
        "repeats": repeats(known),
        "types": types(calls, weekly),
        **again_figures(calls, known, again),
        **demand(calls, again),
        **waiting(calls),
    }
    write(options.out, arriving, heads, figures)


if __name__ == "__main__":
    main()
