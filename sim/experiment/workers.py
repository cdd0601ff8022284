"""Where work runs: in threads or processes of this machine, or on any executor that is given."""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")
MOST_CRASHES = 3
"""A piece of work whose worker dies so often while it works alone is not tried again."""
_WINDOW_PER_WORKER = 4
_MOST_PROCESSES = 61
"""As many as Windows can wait for."""
_LOOK_SECONDS = 0.1
"""How often a wait is interrupted: Ctrl-C is heard on every system, and what is finished is kept soon."""
_HINT = '; none ever came to work: a script that uses processes needs `if __name__ == "__main__":`'
_here = threading.local()


class CrashError(RuntimeError):
    """A piece of work killed its worker again and again."""


class LostError(RuntimeError):
    """An executor that was given does no more work."""

    def __init__(self) -> None:
        super().__init__(
            "the cluster or executor is lost; what is finished rests in the store, so that a new one goes on"
        )


class Workers:
    """Workers that do pieces of work, in any order.

    Parameters
    ----------
    count : int
        How many work at once.
    window : int
        How many pieces are handed out at once.
    make : callable
        Makes the executor, and makes it anew when it broke.
    is_lent : bool
        Whether others go on with the executor: then what nobody waits for any more is cancelled. Our own ends with
        all its work, and Python's would stumble over what is cancelled.
    """

    def __init__(self, count: int, window: int, make: Callable[[], Executor], *, is_lent: bool = False) -> None:
        self.count = count
        self.executor = make()
        self._window = window
        self._make = make
        self._is_lent = is_lent
        self._has_worked = False

    def do(
        self, function: Callable[[Piece], Done], pieces: Iterable[Piece], meanwhile: Callable[[], None] | None = None
    ) -> Iterator[tuple[Piece, Done]]:
        """Do every piece of work and yield it with its result, in the order in which they finish.

        A few pieces for each worker are under way at once, so that memory does not grow with their number. When a
        process dies, what was under way is done again, one piece at a time, until it shows which of them is deadly.
        While all work, `meanwhile` is called every tenth of a second.

        Raises
        ------
        CrashError
            If one piece loses its worker three times, with nothing else under way.
        LostError
            If an executor that was given breaks or ends.
        """
        waiting, suspects, crashes = iter(pieces), list[Piece](), 0
        under_way: dict[Future[Done], Piece] = {}
        finished: SimpleQueue[Future[Done]] = SimpleQueue()
        try:
            while True:
                alone = bool(suspects)
                more = suspects[: 1 - len(under_way)] if alone else list(islice(waiting, self._window - len(under_way)))
                for piece in more:
                    future = self._submit(function, piece)
                    under_way[future] = piece
                    future.add_done_callback(finished.put)
                if not under_way:
                    return
                lost = yield from self._taken(finished, under_way)
                if meanwhile is not None:
                    meanwhile()
                if lost:
                    crashes = crashes + 1 if alone else 0
                    if crashes == MOST_CRASHES:
                        raise CrashError(
                            f"its worker died {MOST_CRASHES} times: {lost[0]}{'' if self._has_worked else _HINT}"
                        )
                    suspects = suspects if alone else [*lost, *under_way.values()]
                    under_way.clear()
                    self.executor = self._make()
                elif alone and not under_way:
                    suspects, crashes = suspects[1:], 0
        finally:
            for future in under_way if self._is_lent else ():
                future.cancel()

    def _submit(self, function: Callable[[Piece], Done], piece: Piece) -> Future[Done]:
        try:
            return self.executor.submit(function, piece)
        except BrokenExecutor:
            self.executor = self._make()
        try:
            return self.executor.submit(function, piece)
        except BrokenExecutor:
            raise LostError from None

    def _taken(
        self, finished: "SimpleQueue[Future[Done]]", under_way: dict[Future[Done], Piece]
    ) -> Generator[tuple[Piece, Done], None, list[Piece]]:
        """Yield what has finished, and return the pieces whose worker died.

        The futures come through a queue: Ctrl-C inside `concurrent.futures.wait` would leave their locks held.
        """
        lost = []
        for future in _in(finished):
            if future not in under_way:  # of an executor that broke
                continue
            piece = under_way.pop(future)
            try:
                error = future.exception()
            except CancelledError:
                raise LostError from None
            if isinstance(error, BrokenProcessPool):
                lost.append(piece)
            else:
                self._has_worked = True
                yield piece, future.result()
        return lost


def _in(finished: "SimpleQueue[Future[Done]]") -> Iterator[Future[Done]]:
    """Wait a moment for a future that has finished, and yield it and all others that have."""
    try:
        yield finished.get(timeout=_LOOK_SECONDS)
        while True:
            yield finished.get_nowait()
    except Empty:
        return


class _Here(Executor):
    """This very thread: work is done while it is submitted, and Ctrl-C ends it."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do it."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


def is_stopped() -> bool:
    """Return whether nobody waits any more for what this thread does."""
    stopped = getattr(_here, "stopped", None)
    return stopped is not None and stopped.is_set()


@contextmanager
def workers(jobs: int | None, *, threads: bool, executor: Executor | None = None) -> Iterator[Workers]:
    """Provide workers: those of an executor that is given, or threads or processes of this machine.

    Parameters
    ----------
    jobs : int, optional
        How many; all cores, or all workers of the executor, by default. One works in this very thread.
    threads : bool
        Threads rather than processes, for work that releases the interpreter's lock.
    executor : Executor, optional
        Anything that is a `concurrent.futures.Executor`; it is left open.
    """
    count = jobs or (os.cpu_count() or 1 if executor is None else size_of(executor))
    if executor is not None:
        yield Workers(count, _WINDOW_PER_WORKER * count, lambda: executor, is_lent=True)
    elif count == 1:
        yield Workers(1, 1, _Here)
    elif threads:
        yield from _threads(count)
    else:
        yield from _processes(min(count, _MOST_PROCESSES))


def size_of(executor: Executor) -> int:
    """Return how many workers an executor has, as far as it tells: our own kinds do, and Dask's and MPI's."""
    client = getattr(executor, "_client", None)
    if client is not None:
        return max(1, sum(client.ncores().values()))
    return int(getattr(executor, "_max_workers", None) or getattr(executor, "num_workers", None) or os.cpu_count() or 1)


def _threads(count: int) -> Iterator[Workers]:
    stopped = threading.Event()
    pool = ThreadPoolExecutor(count, initializer=_watch, initargs=(stopped,))
    try:
        yield Workers(count, _WINDOW_PER_WORKER * count, lambda: pool)
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _watch(stopped: threading.Event) -> None:
    _here.stopped = stopped


def _processes(count: int) -> Iterator[Workers]:
    pools: list[ProcessPoolExecutor] = []

    def make() -> Executor:
        try:
            pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_works_for_parent)
        except OSError as error:  # no shared memory, say
            raise RuntimeError(f"no processes can be started here ({error}); --jobs 1 needs none") from error
        pools.append(pool)
        return pool

    try:
        yield Workers(count, _WINDOW_PER_WORKER * count, make)
    except BaseException:
        for pool in pools[-1:]:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
        raise
    pools[-1].shutdown()


def _works_for_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_ends_with_parent, daemon=True).start()


def _ends_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
