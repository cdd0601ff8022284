"""The panel of sliders: levers on the left, what they do on the right, at once."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.scenario import Scenario

MISSING = "the panel needs the extra 'notebook': pip install 'frontline-sim[notebook]'"


def explore(
    scenario: Scenario, *, seed: int | None = None, jobs: int | None = None, folder: str | Path = ".", **how: Any
) -> Any:
    """Return a panel of sliders for a notebook: move a lever and see what it does.

    Parameters
    ----------
    scenario : Scenario
        The center; its what-ifs become presets.
    seed : int, optional
        The scenario's own by default.
    jobs : int, optional
        Threads; all cores by default.
    folder : str or Path
        Where the button Export writes scenario files.
    **how
        `steps` (replications of the first answer and of its refinements), `rest_seconds`, `engine`: see
        `sim.present.explore.model.Explorer`.

    Returns
    -------
    Panel
        A widget; `.setting`, `.comparison`, `.export(path)` and `.snapshot()` are for the cells below it.

    Raises
    ------
    ImportError
        If ipywidgets is not installed.
    """
    if find_spec("ipywidgets") is None:
        raise ImportError(MISSING)
    from sim.present.explore.panel import Panel

    return Panel(scenario, seed=seed, jobs=jobs, folder=Path(folder), **how)
