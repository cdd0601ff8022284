"""One replication as a world of arrays, run week by week by the compiled loop."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.clock import WEEK
from sim.demand.demand import Demand
from sim.demand.roster import Roster
from sim.engines import stopping
from sim.engines.books import Book
from sim.engines.compiled import lending, shapes
from sim.engines.compiled.entries import Entry
from sim.engines.compiled.layout import Layout, layout_of
from sim.journeys.records import CONTACT_DTYPE, Contact, Presence, Week, in_order, row_of
from sim.scenario.hours import most_named
from sim.scenario.plan import Plan

_advance = Entry("sim.engines.compiled.loop", "advance", "int64")
_ALL = "ended in all"
_TIMES = 1.5
"""So many times the first contacts is room for all that follow."""
_MOST = 1 << 24
_ENDLESS = 1 << 62
_SMALLEST = {"ended": 4096}
_RADIX_COUNTS = 1024


def _room_for_all(plan: Plan) -> int:
    """Return room for the contacts that a run may have, before any has told; where it is too small it grows."""
    starts = [epoch.start_tick for epoch in plan.epochs]
    lengths = np.diff([*starts, max(plan.horizon_tick, starts[-1])]) / WEEK
    weekly = [sum(its.per_week for its in epoch.scenario.issues.values()) for epoch in plan.epochs]
    return _SMALLEST["ended"] + int(min(_MOST, _TIMES * np.dot(lengths, weekly)))


class Center:
    """One replication of a plan; the same results as the reference's `Center`, to the bit.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    seed, replication : int
        What the random numbers belong to, beside the contact.
    keep : bool
        Whether all rows will be kept: then they are written where they stay, as many as earlier runs had.
    book : Book, optional
        Where contacts are counted as they end; then no rows of them are written, and spells at work stay as they came.
    """

    def __init__(
        self, plan: Plan, seed: int, replication: int, *, keep: bool = False, book: Book | None = None
    ) -> None:
        layout = layout_of(plan)
        self.plan = plan
        self._arrays: dict[str, Any] = dict(layout.arrays)
        self._world = layout.world.copy()
        self._make_people(layout, layout.roster.again(seed, replication))
        self._make_streams(layout, layout.demand.again(seed, replication))
        self._rooms = layout.rooms
        self._keep = keep
        self._book = book if book and book.count_one else None
        for names in _GROWING:  # read once for each: another thread may just be telling what it needed
            rows = self._rooms.get(names[0], 1024)
            self._arrays |= {name: np.zeros(rows, dtype=shapes.ARRAYS[name]) for name in names}
        for name in _BY_WEEK:
            self._arrays[name] = self._unused(name, self._rooms.get(name, _SMALLEST.get(name, 1024)))
        if keep:
            self._arrays["ended"] = np.empty(self._rooms.get(_ALL, _room_for_all(plan)), dtype=shapes.CONTACT)
        self._arrays["stations"] = np.zeros(4, dtype=shapes.STATION)
        self._arrays["marks"] = np.zeros(plan.horizon_tick // WEEK, dtype=shapes.MARK)
        self._begun = dict.fromkeys(_BY_WEEK, 0)
        self._arrays["heard"] = layout.heard.copy()
        self._arrays["type_lines"] = np.zeros(layout.scalars["n_types"], dtype=shapes.TYPE_LINE)
        self._arrays["blank"] = np.array([row_of(Contact)], dtype=CONTACT_DTYPE)
        most_parts = int(self._arrays["parts"]["v"].max())
        self._arrays["counts"] = np.zeros(max(_RADIX_COUNTS, most_parts), dtype=shapes.INT)
        for name in self._arrays.keys() - layout.arrays.keys():
            self._moved(name)
        if self._book:
            self._world["count_one"], self._world["book"] = self._book.count_one, self._book.address
            self._world["ended_room"] = _ENDLESS

    def _make_people(self, layout: Layout, roster: Roster) -> None:
        teams = layout.teams.copy()
        teams["key"] = roster.keys
        agents = np.zeros(max(1, layout.scalars["n_agents"]), dtype=shapes.AGENT)
        for index, team in enumerate(teams):
            mine = slice(team["first_agent"], team["first_agent"] + team["seats"])
            agents["team"][mine] = index
            agents["seat"][mine] = np.arange(team["seats"])
            persons = [roster.person(index, seat) for seat in range(team["seats"])]
            agents["key"][mine] = np.array([key for key, _ in persons], dtype=np.uint64)
            agents["number"][mine] = [number for _, number in persons]
            agents["is_member"][mine] = [roster.belongs(index, seat, 0) for seat in range(team["seats"])]
        lines = np.full(2 * layout.scalars["n_ranks"] + 2, -1, dtype=shapes.LINE)
        desks = np.zeros(2, dtype=shapes.DESK)
        for scenario in (epoch.scenario for epoch in self.plan.epochs):
            counts = most_named(scenario.manager.count), most_named(scenario.leadership_lane.count)
            desks["people"] = np.maximum(desks["people"], counts)
        pending = np.zeros(4 * len(agents) + 2 * int(desks["people"].sum()) + 64, dtype=shapes.PENDING)
        self._arrays |= {"teams": teams, "agents": agents, "lines": lines, "desks": desks, "pending": pending}

    def _make_streams(self, layout: Layout, demand: Demand) -> None:
        streams = np.zeros(len(demand.streams), dtype=shapes.STREAM)
        streams["type"] = [stream.type for stream in demand.streams]
        streams["key"] = demand.keys
        streams["in_line"] = [stream.in_line for stream in demand.streams]
        streams["is_listed"] = [index in demand.listed for index in range(len(streams))]
        days = layout.stream_days.copy()
        days["times"] = np.where(np.isnan(layout.surge_times), 1.0, layout.surge_times)
        days["factor"] = demand.levels.by_day(len(days))[:, streams["type"]] * days["times"]
        self._arrays |= {"streams": streams, "stream_days": days.reshape(-1), "bin_factors": _bin_factors(demand)}

    def _moved(self, name: str) -> None:
        """Tell the world where an array is, and how many rows it has."""
        array = self._arrays[name]
        self._world[name] = array.ctypes.data
        room = _ROOMS.get(name)
        if room:
            self._world[room] = len(array)

    # --- the run ---------------------------------------------------------------------------------------------

    def weeks(self) -> Iterator[Week]:
        """Run the center and yield what ended in each week; the last holds what was finished after it.

        As many weeks are run at a time as there is room for, and no longer than Ctrl-C may wait.
        """
        told, contacts, is_over = 0, 0, False
        while not is_over:
            is_over = bool(_advance(self._world.ctypes.data))
            for number in range(told, int(self._world["week"][0])):
                week = self._week(number)
                contacts += len(week.contacts)
                yield week
                told = number + 1
            if not is_over:
                stopping.check()
                self._makes_room()
        for name in _BY_WEEK:  # the world is over: what nobody looks at any more goes back
            self._arrays.pop(name)
        if not self._book:
            self._rooms[_ALL] = max(contacts + contacts // 16 + _SMALLEST["ended"], self._rooms.get(_ALL, 0))

    def _makes_room(self) -> None:
        """Double the arrays that may become too small."""
        world, agents = self._world[0], int(self._world["n_agents"][0])
        most = 2 * int(world["inside"]) + 2 * agents + 16
        self._grow(("heap",), int(world["heap_n"]) + most)
        self._grow(("later",), int(world["later_n"]) + most)
        if not self._book:
            self._continue("ended", most)
        self._continue("ledger", 4 * agents + 2 * int(world["n_teams"]) + 16)
        self._continue("diaries", agents)
        self._continue("duty", 4 * agents + 4)
        self._grow(("news",), int(world["news_n"]) + 4)
        self._grow(("contacts", "hiddens"), int(world["slots_used"]) + 2)
        if world["wanted"]:
            self._exchange()
            self._grow(("arrivals", "order", "spare"), int(world["wanted"]))
            self._world["wanted"] = 0

    def _exchange(self) -> None:
        """The loop exchanges `order` and `spare` as it sorts."""
        if int(self._world["order"][0]) != self._arrays["order"].ctypes.data:
            self._arrays["order"], self._arrays["spare"] = self._arrays["spare"], self._arrays["order"]

    def _grow(self, names: tuple[str, ...], rows: int) -> None:
        for name in names:
            old = self._arrays[name]
            if rows > len(old):
                new = np.zeros(max(2 * len(old), rows + rows // 2), dtype=old.dtype)
                new[: len(old)] = old
                self._arrays[name] = new
                self._rooms[name] = max(len(new), self._rooms.get(name, 0))
                self._moved(name)

    def _continue(self, name: str, rows: int) -> None:
        """Make room for further rows of this week: in another array where this one is full."""
        old, begun, end = self._arrays[name], self._begun[name], int(self._world[f"{name}_n"][0])
        if end + rows <= len(old):
            return
        new = self._unused(name, max(len(old), (end - begun + rows) * 5 // 4))
        new[: end - begun] = old[begun:end]
        self._begun[name] = 0
        self._world[f"{name}_n"] = end - begun
        self._arrays[name] = new
        if not self._keep:
            self._rooms[name] = max(len(new), self._rooms.get(name, 0))
        self._moved(name)

    def _unused(self, name: str, rows: int) -> Any:
        """Return an array of some rows, whatever they hold; rows that will be kept lie in arrays of their own."""
        if self._keep:
            return np.empty(rows, dtype=shapes.ARRAYS[name])
        return lending.borrow(rows, shapes.ARRAYS[name])

    def _week(self, number: int) -> Week:
        """Return the rows of a week, counted from 0; the next week's begin behind them."""
        rows = []
        for name, end in zip(_BY_WEEK, self._arrays["marks"][number].tolist(), strict=True):
            rows.append(self._arrays[name][self._begun[name] : end])
            self._begun[name] = end
        contacts, ledger, diaries, duty = rows
        return Week(number + 1, contacts, diaries, ledger, duty if self._book else in_order(duty))

    def presence(self) -> Presence:
        """Return the numbers present, integrated over the horizon and over the whole run."""
        a, b, c, d = self._arrays["stations"]["in_horizon"].tolist()
        e, f, g, h = self._arrays["stations"]["present"].tolist()
        return Presence((a, b, c, d), (e, f, g, h), int(self._world["beside_idle"][0]))


def _bin_factors(demand: Demand) -> Any:
    """Return factors by type, day and bin, each day padded to the same number of places, where bins differ."""
    if not demand.levels.by_bin:
        return np.zeros(1, dtype=shapes.FLOAT)
    factors = [demand.levels.in_bins(t) for t in range(len(demand.types))]
    array = np.zeros((len(factors), len(factors[0]), shapes.MOST_BINS), dtype=shapes.FLOAT)
    for t, its in enumerate(factors):
        array[t, :, : its.shape[1]]["v"] = its
    return array.reshape(-1)


_GROWING = (
    ("contacts", "hiddens"),
    ("news",),
    ("heap",),
    ("later",),
    ("arrivals", "order", "spare"),
)
"""Arrays of which the loop knows one length for each group."""
_BY_WEEK = shapes.MARK.names
"""Arrays whose rows are handed out by the week."""
_ROOMS = {
    "contacts": "slot_room",
    "ended": "ended_room",
    "ledger": "ledger_room",
    "diaries": "diaries_room",
    "duty": "duty_room",
    "news": "news_room",
    "heap": "heap_room",
    "later": "later_room",
    "arrivals": "arrival_room",
}
