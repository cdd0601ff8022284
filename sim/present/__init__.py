"""Pictures, words and files of results: shows, never computes."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.study import Study
    from sim.journeys import Journeys
    from sim.scenario import Scenario


def plot(result: Any, kind: str | None = None, ax: Any = None, **more: Any) -> Any:
    """Draw a result and return the matplotlib Axes (see `sim.present.plots`)."""
    from sim.present import plots

    return (_room(result) or plots).draw(result, kind, ax, **more)


def way(scenario: "Scenario", run: Any = None, ax: Any = None) -> Any:
    """Draw the way of a contact through a center (see `sim.present.figures.way`)."""
    from sim.present.figures.way import way as draw

    return draw(scenario, run, ax)


def contact(runs: Any, which: int | str, ax: Any = None) -> Any:
    """Draw one customer's time in several runs (see `sim.present.figures.contact`)."""
    from sim.present.figures.contact import contact as draw

    return draw(runs, which, ax)


def html(result: Any) -> str:
    """Return a result as a piece of HTML for Jupyter, every text escaped."""
    from sim.present import accounts, pages

    return accounts.html(account_of(result)) if _room(result) else pages.html(result)


def verdict(result: Any) -> str:
    """Return a comparison or another study in a leader's words."""
    from sim.present import accounts, words
    from sim.present.verdict_screen import verdict_lines

    if _room(result):
        return accounts.text(account_of(result))
    return "\n".join(verdict_lines(result)) + "\n" if result.what_ifs else words.in_full(result)


def save(result: Any, folder: Any, *, force: bool = False, command: str = "") -> Any:
    """Write the folder of a comparison or another study (see `sim.present.folder`)."""
    from sim.present import accounts
    from sim.present import folder as folders

    if _room(result):
        return accounts.save(account_of(result), folder, force=force, command=command)
    return folders.save(result, folder, force=force, command=command)


def account_of(study: "Study") -> Any:
    """Return what a study has to say: see `sim.present.accounts.Account`."""
    return _room(study).account(study)


def _room(result: Any) -> Any:
    """Return the module that knows this kind of study, None for comparisons and runs: it has `account` and `draw`."""
    name = getattr(result, "shown_by", None)
    return import_module(f"sim.present.{name}") if name else None


def weekly_frame(journeys: "Journeys") -> Any:
    """Return every metric of every week of a single run as a DataFrame."""
    from sim.metrics import weekly_frame as frame

    return frame(journeys)
