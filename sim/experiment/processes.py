"""Worker processes of this machine, each behind a pipe of its own, so that the end of one is felt by nobody else."""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from traceback import format_exc
from typing import Any

_CONTEXT = get_context("spawn")
_READY = b"ready"


class WorkerDiedError(RuntimeError):
    """A worker process ended in the midst of its work.

    Attributes
    ----------
    exit_code : int or None
        Of the process; a signal that ended it is negative.
    had_begun : bool
        Whether it ever came to work.
    """

    def __init__(self, exit_code: int | None, had_begun: bool) -> None:
        super().__init__(f"a worker process ended (exit code {exit_code})")
        self.exit_code = exit_code
        self.had_begun = had_begun


class Processes(Executor):
    """Processes that outlive the death of any of them.

    Each is served by a thread of its own through a pipe that nobody else holds. Python's own pool lets all workers
    answer through one pipe under one lock: a worker killed half way through its answer takes the lock with it, and its
    pool waits for the other half for ever.

    Parameters
    ----------
    count : int
        How many work at once. A process starts when there is work for it.
    """

    def __init__(self, count: int) -> None:
        self._servants = ThreadPoolExecutor(count, "worker")
        self._mine = threading.local()
        self._starting = threading.Lock()
        self._all: set[_Process] = set()
        self._ended = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do it in a process; the future has a `WorkerDiedError` where that died, and the next one finds another."""
        return self._servants.submit(self._do, function, arguments, named)

    def _do(self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        process = getattr(self._mine, "process", None)
        if process is None or not process.is_alive():
            process = self._mine.process = self._start()
        try:
            return process.do(function, arguments, named)
        except WorkerDiedError:
            self._mine.process = None
            self._all.discard(process)
            raise

    def _start(self) -> "_Process":
        with self._starting:
            if self._ended:
                raise WorkerDiedError(None, had_begun=False)
            try:
                process = _Process()
            except OSError as error:  # no more processes, say
                raise RuntimeError(f"no processes can be started here ({error}); --jobs 1 needs none") from error
            self._all.add(process)
            return process

    def kill(self) -> None:
        """End every process at once, whatever it does, and wait for none."""
        with self._starting:
            self._ended = True
        self._servants.shutdown(wait=False, cancel_futures=True)
        for process in self._all.copy():
            process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes finish what was submitted, and end."""
        self._servants.shutdown(wait, cancel_futures=cancel_futures)
        for process in self._all.copy() if wait else ():
            process.end()


class _Process:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        self._pipe, its = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(its,), daemon=True)
        self._has_begun = False
        with its, _deaf_to_ctrl_c():  # once ours is closed, its death is the end of the pipe
            self._process.start()

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def do(self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Have it done and return the result, or raise what it raised.

        Raises
        ------
        WorkerDiedError
            If the process ends before it has answered whole.
        """
        work = pickle.dumps((function, arguments, named))
        try:
            if not self._has_begun:
                self._has_begun = self._pipe.recv_bytes() == _READY
            self._pipe.send_bytes(work)
            answer = self._pipe.recv_bytes()
        except (EOFError, OSError):
            self.end()
            raise WorkerDiedError(self._process.exitcode, self._has_begun) from None
        is_done, result = pickle.loads(answer)
        if is_done:
            return result
        raise result

    def kill(self) -> None:
        """End it now; whoever waits for its answer learns so."""
        self._process.kill()

    def end(self) -> None:
        """Close the pipe, at which it ends, and wait until it has."""
        self._pipe.close()
        self._process.join()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let a process that is started here hear no Ctrl-C from its first moment on; that is its parent's."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Do in a process what comes through its pipe, until that is closed or the parent has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        pipe.send_bytes(_READY)
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(work: bytes) -> bytes:
    """Do a piece of work and return its result, or what it raised, packed."""
    try:
        function, arguments, named = pickle.loads(work)
        return pickle.dumps((True, function(*arguments, **named)))
    except Exception as error:
        error.add_note(format_exc())
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)
        except Exception:  # an exception that does not survive the way
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return answer


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
