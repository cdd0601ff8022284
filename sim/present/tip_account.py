"""A tipping map shown: its account in words and tables, and its pictures."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.tipping import Tip
from sim.present import tip_words as words
from sim.present.accounts import Account, Told
from sim.present.figures import tip_hold, tip_map
from sim.scenario.messages import did_you_mean

KINDS: dict[str, Callable[..., Axes]] = {"map": tip_map.draw_map, "hold": tip_hold.draw_holds}
"""Every picture of a tipping map by its name."""
_CAPTIONS = {
    "map": "Where the culture tips, from either start, and the fluid limit",
    "hold": "How long the policy must be held",
}


def kinds_of(tip: Tip) -> list[str]:
    """Return the pictures of a tipping map: without a culture nothing can be held."""
    return list(KINDS) if tip.holds else ["map"]


def draw(tip: Tip, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw a tipping map, or how long policies must be held, and return the Axes that carries the title.

    Parameters
    ----------
    tip : Tip
        What was run.
    kind : str, optional
        `map`, the default, or `hold`.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        Has no use here: a culture is the share of choices passed up.

    Raises
    ------
    ValueError
        If there is no such picture.
    """
    possible = kinds_of(tip)
    if kind is not None and kind not in possible:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(possible)})")
    return KINDS[kind or "map"](tip, ax)


def account(tip: Tip) -> Account:
    """Return what a tipping map has to say."""
    return Account(
        study=tip,
        tell=partial(_told, tip),
        frames={"map": tip.to_frame, "hold": tip.hold_frame},
        pictures={kind: (_CAPTIONS[kind], partial(draw, tip, kind)) for kind in kinds_of(tip)},
        closing=partial(words.answer, tip),
    )


def _told(tip: Tip) -> Told:
    sections = {
        "The center as it is": words.here_words(tip),
        "The map": words.map_words(tip),
        "The fluid limit": words.limit_words(tip),
        **words.holds_words(tip),
        "Mind": words.mind_words(tip),
    }
    return Told(f"{tip.scenario.name}: where does the culture tip?", words.header(tip), sections, [])
