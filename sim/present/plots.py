"""Pictures of results: functions that return matplotlib Axes, and the files of a run.

No picture touches pyplot or matplotlib's settings; with ``ax=`` it is drawn into the caller's Axes, at whose size
its texts are scaled. Names of what-ifs are wrapped, never cut.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.experiment.result import Result
from sim.experiment.series import as_comparison
from sim.metrics import METRICS
from sim.present import titles
from sim.present.figures import bonus, effects, lines
from sim.present.figures import trade_off as trade
from sim.present.figures.frame import Caption, caption_of
from sim.present.figures.style import house_style, root
from sim.present.inline import document_of
from sim.present.pages import plain
from sim.scenario.messages import did_you_mean

PIXELS_PER_INCH = 200


def manager_hours(result: Comparison | Result, ax: Axes | None = None) -> Axes:
    """Draw manager hours per week over time, with 95 % bands and the dates of changes.

    Parameters
    ----------
    result : Comparison or Result
        What was run.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.

    Returns
    -------
    Axes
        With one line for each scenario, labeled with its name.
    """
    comparison = as_comparison(result)
    return lines.over_time(comparison, comparison.hours, ax)


def csat_proxy(result: Comparison | Result, ax: Axes | None = None) -> Axes:
    """Draw the CSAT proxy (a computed probability of satisfaction, no survey) by week; see `manager_hours`."""
    return lines.over_time(as_comparison(result), titles.CSAT, ax)


def bonus_impact(result: Comparison | Result, ax: Axes | None = None) -> Axes:
    """Draw what is paid out to each agent, a bar for each whole calendar month and scenario.

    Without a pool it says so in words.
    """
    return bonus.bonus_impact(as_comparison(result), ax)


def overview(result: Comparison | Result, ax: Axes | None = None) -> Axes:
    """Draw what each what-if changes in the figures of the verdict, with paired 95 % intervals.

    A panel for each metric that the study names, as many as can be read on a slide; filled where a difference is clear,
    in red where it is a harm that matters, the best what-if in bold. The Axes returned carries title and names; the
    figure's next ones are the panels.
    """
    return effects.overview(as_comparison(result), ax)


def trade_off(result: Comparison | Result, ax: Axes | None = None) -> Axes:
    """Draw manager hours against satisfied customers; beside each name stands the bonus per agent."""
    return trade.trade_off(as_comparison(result), ax)


KINDS: dict[str, Callable[..., Axes]] = {
    "overview": overview,
    "manager_hours": manager_hours,
    "csat_proxy": csat_proxy,
    "bonus_impact": bonus_impact,
    "trade_off": trade_off,
}
"""Every picture by the name of its files, the overview first."""


def draw(result: Comparison | Result, kind: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a result.

    Parameters
    ----------
    result : Comparison or Result
        What was run.
    kind : str, optional
        One of `KINDS`, or a metric, which is drawn week by week; by default the overview of a comparison, and of a
        single scenario its course over time.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.

    Raises
    ------
    ValueError
        If there is no such picture.
    """
    if kind is None:
        return overview(result, ax) if isinstance(result, Comparison) else lines.history(as_comparison(result), ax)
    if kind in METRICS and kind not in KINDS:
        return lines.over_time(as_comparison(result), kind, ax)
    if kind not in KINDS:
        raise ValueError(f"there is no picture {kind!r}{did_you_mean(kind, KINDS)} (kinds: {', '.join(KINDS)})")
    return KINDS[kind](result, ax)


Slides: TypeAlias = Mapping[str, Callable[[], Axes]]


def slides_of(comparison: Comparison) -> Slides:
    """Return what draws each of `KINDS` on a slide, or hands out the slide that was drawn before."""
    return {name: cache(partial(picture, comparison)) for name, picture in KINDS.items()}


def write_figures(pictures: Slides, folder: Path) -> list[Path]:
    """Write pictures as PNG (16:9, 200 dpi) and SVG (text kept as text); the bytes depend on what is shown alone.

    Returns
    -------
    list of Path
        The files, ``NAME.png`` and ``NAME.svg`` for each, and `captions.md`, which says how to read them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files, captions = [], []
    for name, picture in pictures.items():
        ax = picture()
        png, svg = folder / f"{name}.png", folder / f"{name}.svg"
        with house_style():
            root(ax).savefig(png, dpi=PIXELS_PER_INCH, metadata={"Software": None})
        svg.write_text(document_of(ax), encoding="utf-8", newline="\n")
        files += [png, svg]
        captions += _caption(name, caption_of(ax))
    if captions:
        text = folder / "captions.md"
        text.write_text("\n".join(captions), encoding="utf-8", newline="\n")
        files.append(text)
    return files


def _caption(name: str, said: Caption) -> list[str]:
    """Return the lines of a picture's caption in Markdown."""
    sentences = [each for each in (said.line, *said.rest) if each]
    return [
        f"## {name}",
        "",
        f"**{plain(said.title)}**",
        "",
        *(line for each in sentences for line in (plain(each), "")),
    ]
