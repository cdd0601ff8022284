"""A Dask cluster as an executor: who waits for its workers is told so, and does not wait for ever."""

import logging
import pickle
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from typing import Any

_log = logging.getLogger(__name__)
PATIENCE_SECONDS = 600.0
"""How long a cluster may be without workers."""
_TELL_SECONDS = 10.0
_ASK_SECONDS = 2.0
_ANSWER_SECONDS = 5.0


class LostError(RuntimeError):
    """An executor that was given does no more work."""

    def __init__(self, why: str = "the cluster or executor is lost") -> None:
        super().__init__(f"{why}; what is finished rests in the store, so that a new one goes on")


class _Call:
    """A call that is made where it is unpacked."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._called = function, arguments

    def __reduce__(self) -> Any:
        return self._called


def _hand_on(result: Future[Any], packed: Future[Any]) -> None:
    """Give one future what another has, unpacked."""
    with suppress(InvalidStateError):  # nobody waits any more
        try:
            result.set_result(pickle.loads(packed.result()))
        except CancelledError:
            result.cancel()
            result.set_running_or_notify_cancel()
        except Exception as error:
            result.set_exception(error)


class Cluster(Executor):
    """The workers of a Dask client.

    Parameters
    ----------
    client : distributed.Client
        Connected; it is left open.
    patience : float
        Seconds for which there may be no worker.
    """

    def __init__(self, client: Any, patience: float = PATIENCE_SECONDS) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._patience = patience
        self._asked = time.monotonic()
        self._without: float | None = None
        self._is_told = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        """Have it done by any worker.

        What travels is bytes, both ways: a worker that cannot import the function says so in its answer, rather than
        lose its connection over it, and what comes back is unpacked here, where an error is heard.
        """
        try:
            call = _Call(pickle.dumps, (_Call(function, arguments),))
            future = self._executor.submit(pickle.loads, pickle.dumps(call))
        except (RuntimeError, OSError, AttributeError) as error:
            if self._client.status == "running":
                raise
            raise LostError(f"the scheduler of the cluster is gone ({error})") from None
        result: Future[Any] = Future()
        future.add_done_callback(partial(_hand_on, result))
        result.add_done_callback(lambda ended: future.cancel() if ended.cancelled() else None)
        return result

    def size(self) -> int:
        """Return how many pieces its workers can do at once, at least one."""
        return max(1, sum(self._client.ncores().values()))

    def look(self) -> None:
        """See whether there are workers; called while nothing finishes.

        Raises
        ------
        LostError
            If there have been none for longer than patience, or if there is no client any more.
        """
        now = time.monotonic()
        if now - self._asked < _ASK_SECONDS:
            return
        if now - self._asked > _TELL_SECONDS:  # work was done meanwhile
            self._without = None
        self._asked = now
        why = self._why_nobody_works()
        if not why:
            self._without, self._is_told = None, False
            return
        self._without = now if self._without is None else self._without
        waited = now - self._without
        if waited >= self._patience:
            raise LostError(f"{why} for {waited:.0f} s (--patience)")
        if waited >= min(_TELL_SECONDS, self._patience / 2) and not self._is_told:
            self._is_told = True
            left = f"waiting for up to {self._patience - waited:.0f} s more (--patience)"
            _log.warning("%s for %.0f s; %s; Ctrl-C keeps what is finished", why, waited, left)

    def _why_nobody_works(self) -> str:
        if self._client.status == "closed" or self._client.scheduler is None:
            raise LostError("the scheduler of the cluster is gone")
        try:
            workers = self._client.sync(self._client.scheduler.ncores, workers=None, callback_timeout=_ANSWER_SECONDS)
        except (OSError, TimeoutError):
            return "the scheduler of the cluster has not answered"
        return "" if workers else f"no worker of the cluster{self._last_words()}"

    def _last_words(self) -> str:
        """Return what the scheduler knows of the last worker that went, in brackets."""
        try:
            events = self._client.get_events("all")
        except Exception:  # whatever a scheduler of another version says
            return ""
        gone = [event for _, event in events if isinstance(event, dict) and event.get("action") == "remove-worker"]
        worker = gone[-1].get("worker") if gone else None
        return f" (the last, {worker}, went: see its log)" if worker else ""
