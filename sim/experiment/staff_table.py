"""The tables of a search for the least people: the heads that a scenario reads back, and the proof by interval."""

from typing import TYPE_CHECKING, Any

from sim.scenario.clocks import WEEKDAYS, clock

if TYPE_CHECKING:
    from sim.experiment.least_staff import Staffed


def people_frame(staffed: "Staffed") -> Any:
    """Return the heads of each team by weekday and start, as ``agents: {file:, column:, bin_minutes:}`` reads."""
    import pandas as pd

    starts = range(0, 7 * 1440, staffed.minutes)
    head = {"weekday": [WEEKDAYS[s // 1440] for s in starts], "start": [clock(s % 1440) for s in starts]}
    frame = pd.DataFrame(head | {name: heads.astype(int) for name, heads in staffed.people.items()})
    return frame[staffed.now[0].open > 0].reset_index(drop=True)


def proof_frame(staffed: "Staffed") -> Any:
    """Return what each interval of each floor needs and what comes of it, with 95 % intervals."""
    import pandas as pd

    starts = range(0, 7 * 1440, staffed.minutes)
    parts = []
    for its in staffed.then:
        need, opened = staffed.needs[its.floor.name], its.busy
        columns = {
            "floor": its.floor.name,
            "weekday": [WEEKDAYS[s // 1440] for s in starts],
            "start": [clock(s % 1440) for s in starts],
            "offered": its.offered.round(3),
            "by_erlang_a": need.by_formula.round(3),
            "corrected": need.corrected.round(3),
            "people": need.whole.astype(int),
            "service_level": its.service_level.value.round(3),
            "service_level_low": its.service_level.low.clip(0, 100).round(3),
            "service_level_high": its.service_level.high.clip(0, 100).round(3),
            "abandonment": its.abandonment.value.round(3),
            "wait_seconds": its.wait.value.round(3),
            "occupancy": its.occupancy.value.round(3),
        }
        parts.append(pd.DataFrame(columns)[opened])
    return pd.concat(parts, ignore_index=True)
