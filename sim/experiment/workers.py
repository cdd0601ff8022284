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
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sim.engines.stopping import watch
from sim.experiment.cluster import Cluster, LostError
from sim.experiment.processes import Processes, WorkerDiedError

Piece = TypeVar("Piece")
Done = TypeVar("Done")
MOST_CRASHES = 3
"""A piece of work whose worker dies so often while it works alone is not tried again."""
_WINDOW_PER_WORKER = 4
_LOOK_SECONDS = 0.1
"""How often a wait is interrupted: Ctrl-C is heard on every system, and what is finished is kept soon."""


class CrashError(RuntimeError):
    """A piece of work killed its worker again and again."""

    def __init__(self, piece: object, died: WorkerDiedError) -> None:
        super().__init__(f"its worker died {MOST_CRASHES} times{_reason(died)}: {piece}")


def _reason(died: WorkerDiedError) -> str:
    """Return what is known of why a worker died, in brackets."""
    code = died.exit_code or 0
    if code == -getattr(signal, "SIGKILL", 0):
        return " (killed, as the system does where memory runs out; fewer --jobs need less)"
    if code < 0:
        return f" ({signal.strsignal(-code) or f'signal {-code}'})"
    return "" if died.had_begun else ' (it never came to work; a script of your own needs `if __name__ == "__main__":`)'


class Workers:
    """Workers that do pieces of work, in any order.

    Parameters
    ----------
    count : int
        How many work at once.
    window : int
        How many pieces are handed out at once.
    executor : Executor
        Where.
    is_lent : bool
        Whether others go on with the executor: then what nobody waits for any more is cancelled. Our own ends with
        all its work, and Python's would stumble over what is cancelled.
    """

    def __init__(self, count: int, window: int, executor: Executor, *, is_lent: bool = False) -> None:
        self.count = count
        self.executor = executor
        self._window = window
        self.is_lent = is_lent

    def do(
        self, function: Callable[[Piece], Done], pieces: Iterable[Piece], meanwhile: Callable[[], None] | None = None
    ) -> Iterator[tuple[Piece, Done]]:
        """Do every piece of work and yield it with its result, in the order in which they finish.

        A few pieces for each worker are under way at once, so that memory does not grow with their number. What a
        process did when it died is done again, with nothing else under way, until that shows whether it is deadly.
        While all work, `meanwhile` is called every tenth of a second.

        Raises
        ------
        CrashError
            If one piece loses its worker three times, with nothing else under way.
        LostError
            If an executor that was given breaks or ends.
        """
        waiting, suspects, crashes, is_trial = iter(pieces), list[Piece](), 0, False
        under_way: dict[Future[Done], Piece] = {}
        finished: SimpleQueue[Future[Done]] = SimpleQueue()
        try:
            while True:
                is_trial = is_trial or bool(suspects and not under_way)
                ahead = 0 if suspects else self._window - len(under_way)
                for piece in suspects[:1] if is_trial and not under_way else list(islice(waiting, ahead)):
                    future = self._submit(function, piece)
                    under_way[future] = piece
                    future.add_done_callback(finished.put)
                if not under_way:
                    return
                lost = yield from self._taken(finished, under_way)
                if isinstance(self.executor, Cluster):
                    self.executor.look()
                if meanwhile is not None:
                    meanwhile()
                if not is_trial:
                    suspects += [piece for piece, _ in lost]
                elif not under_way:
                    is_trial, crashes = False, crashes + 1 if lost else 0
                    if crashes == MOST_CRASHES:
                        raise CrashError(*lost[0])
                    suspects = suspects if lost else suspects[1:]
        finally:
            for future in under_way if self.is_lent else ():
                future.cancel()

    def _submit(self, function: Callable[[Piece], Done], piece: Piece) -> Future[Done]:
        try:
            return self.executor.submit(function, piece)
        except BrokenExecutor:
            raise LostError from None

    def _taken(
        self, finished: "SimpleQueue[Future[Done]]", under_way: dict[Future[Done], Piece]
    ) -> Generator[tuple[Piece, Done], None, list[tuple[Piece, WorkerDiedError]]]:
        """Yield what has finished, and return the pieces whose worker died, with how it did.

        The futures come through a queue: Ctrl-C inside `concurrent.futures.wait` would leave their locks held.
        """
        lost = []
        for future in _in(finished):
            piece = under_way.pop(future)
            try:
                error = future.exception()
            except CancelledError:
                raise LostError from None
            if isinstance(error, WorkerDiedError):
                lost.append((piece, error))
            elif isinstance(error, BrokenExecutor):
                raise LostError
            else:
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
    client = getattr(executor, "_client", None)
    if client is not None and not isinstance(executor, Cluster):
        executor = Cluster(client)
    count = jobs or (os.cpu_count() or 1 if executor is None else size_of(executor))
    if executor is not None:
        yield Workers(count, _WINDOW_PER_WORKER * count, executor, is_lent=True)
    elif count == 1:
        yield Workers(1, 1, _Here())
    elif threads:
        yield from _threads(count)
    else:
        yield from _processes(count)


def size_of(executor: Executor) -> int:
    """Return how many workers an executor has, as far as it tells: our own kinds do, and MPI's."""
    if isinstance(executor, Cluster):
        return executor.size()
    return int(getattr(executor, "_max_workers", None) or getattr(executor, "num_workers", None) or os.cpu_count() or 1)


def _threads(count: int) -> Iterator[Workers]:
    stopped = threading.Event()
    pool = ThreadPoolExecutor(count, initializer=watch, initargs=(stopped,))
    try:
        yield Workers(count, _WINDOW_PER_WORKER * count, pool)
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _processes(count: int) -> Iterator[Workers]:
    pool = Processes(count)
    try:
        yield Workers(count, _WINDOW_PER_WORKER * count, pool)
    except BaseException:
        pool.kill()
        raise
    pool.shutdown()
