"""Whether anybody still waits for what a thread does: the end of a study is heard in the midst of a week."""

import threading

_here = threading.local()


def watch(stopped: threading.Event) -> None:
    """Let this thread end its work once an event is set."""
    _here.stopped = stopped


def is_stopped() -> bool:
    """Return whether nobody waits any more for what this thread does."""
    stopped = getattr(_here, "stopped", None)
    return stopped is not None and stopped.is_set()


def check() -> None:
    """Raise where nobody waits any more.

    Raises
    ------
    InterruptedError
        If so.
    """
    if is_stopped():
        raise InterruptedError("nobody waits for this run any more")
