"""Progress bars for notebooks."""

import sys
from typing import Any


def in_notebook() -> bool:
    """Whether this Python serves a notebook: not a script, not a terminal."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


class Bar:
    """A bar that is called with (done, total); it closes when all is done and opens again where more comes."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work has come."""
        if self._bar is None:
            self._bar = self._make(total=total, unit="replication", leave=False)
        self._bar.total = total
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
            self._bar = None


def bar() -> Bar | None:
    """Return a bar in a notebook that has tqdm and ipywidgets (the extra `notebook`); else None."""
    if not in_notebook():
        return None
    try:
        import ipywidgets  # noqa: F401
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return Bar(tqdm)
