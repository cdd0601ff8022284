"""The planner's page shown: its account in words and tables, and its pictures."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.planning import Planned
from sim.present import plan_words as words
from sim.present.accounts import Account, Told
from sim.present.figures import week_heat, week_staff
from sim.scenario.messages import did_you_mean

_MOST_FLOORS = 6
KINDS = {
    "staff": week_staff.staffed_and_needed,
    "service_level": week_heat.service_level,
    "occupancy": week_heat.occupancy,
}
"""Every picture of a planned week by its name."""
_CAPTIONS = {
    "staff": "People on the phone against people needed, by interval of the week",
    "service_level": "Service level by weekday and time of day",
    "occupancy": "How busy people on the floor are, by weekday and time of day",
}


def draw(
    planned: Planned, kind: str | None = None, ax: Axes | None = None, metric: str | None = None, floor: int = 0
) -> Axes:
    """Draw a planned week and return the Axes that carries the title.

    Parameters
    ----------
    planned : Planned
        What was run.
    kind : str, optional
        One of `KINDS`; the staff by default.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        Not used: the page has its own.
    floor : int
        Which floor, in the order of the page.

    Raises
    ------
    ValueError
        If there is no such picture.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(KINDS)})")
    return KINDS[kind or "staff"](planned, planned.floors[floor], ax)


def account(planned: Planned) -> Account:
    """Return what a planned week has to say."""
    pictures: dict[str, tuple[str, Callable[[], Axes]]] = {}
    for place, its in enumerate(planned.floors[:_MOST_FLOORS]):
        for kind, caption in _CAPTIONS.items():
            name = kind if len(planned.floors) == 1 else f"{kind}_{_plain(its.floor.name)}"
            pictures[name] = f"{caption}: {its.floor.name}", partial(draw, planned, kind, floor=place)
    return Account(
        study=planned,
        tell=partial(_told, planned),
        frames={"intervals": planned.to_frame},
        pictures=pictures,
        closing=partial(_closing, planned),
    )


def _plain(name: str) -> str:
    return "".join(mark if mark.isascii() and mark.isalnum() else "_" for mark in name)[:40]


def _closing(planned: Planned) -> str:
    return words.three_lines(planned)[0]


def _told(planned: Planned) -> Told:
    return Told(
        f"{planned.scenario.name}: the week of its planner",
        words.header(planned),
        {
            "In short": words.three_lines(planned),
            "Promised": words.promise_lines(planned),
            **({"By the planner’s formulas": formulas} if (formulas := words.formula_lines(planned)) else {}),
            "People": words.people_lines(planned),
            "Mind": words.mind_lines(planned),
        },
        words.table(planned),
    )
