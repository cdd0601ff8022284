"""The least people shown: the account in words and tables, and the picture of the week."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.least_staff import Staffed
from sim.experiment.people_table import FILE
from sim.present import staff_words as words
from sim.present.accounts import Account, Told
from sim.present.figures.week_staff import least_and_today
from sim.scenario.messages import did_you_mean

KINDS = {"staff": least_and_today}
"""Every picture by its name."""


def draw(
    staffed: Staffed, kind: str | None = None, ax: Axes | None = None, metric: str | None = None, floor: int = 0
) -> Axes:
    """Draw the least people and return the Axes that carries the title; parameters as of a planned week.

    Raises
    ------
    ValueError
        If there is no such picture.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(KINDS)})")
    return KINDS[kind or "staff"](staffed, floor, ax)


def account(staffed: Staffed) -> Account:
    """Return what a search for the least people has to say."""
    pictures: dict[str, tuple[str, Callable[[], Axes]]] = {}
    for place, its in enumerate(staffed.now[:6]):
        name = "staff" if len(staffed.now) == 1 else f"staff_{place + 1}"
        caption = f"The least people by interval of the week: {its.floor.name}"
        pictures[name] = caption, partial(draw, staffed, floor=place)
    return Account(
        study=staffed,
        tell=partial(_told, staffed),
        frames={FILE.removesuffix(".csv"): staffed.to_frame, "proof": staffed.proof_frame},
        pictures=pictures,
        closing=lambda: words.three_lines(staffed)[0],
    )


def _told(staffed: Staffed) -> Told:
    return Told(
        f"{staffed.scenario.name}: the least people that keep the targets",
        words.header(staffed),
        {
            "In short": words.three_lines(staffed),
            **({"Shifts": words.shift_lines(staffed)} if staffed.shifts else {}),
            "Promised": words.promise_lines(staffed),
            "Use": words.use_lines(staffed),
            "Mind": words.mind_lines(staffed),
        },
        words.table(staffed),
    )
