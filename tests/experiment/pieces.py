"""Pieces of work for the tests of workers: each process that does one imports this file, and nothing that is dear."""

import os
import random
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event


def square(number):
    return number * number


def dies_once(marker):
    """Kill this process unless the file is there, and leave it there."""
    path = Path(marker)
    if path.suffix == ".deadly" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def answers_by_half_once(marker):
    """Be killed in the midst of the answer, unless the file is there; the answer is longer than a pipe holds."""
    path = Path(marker)
    if path.suffix == ".deadly" and not path.exists():
        path.touch()

        def half(connection, content):
            os.write(connection.fileno(), content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

        Connection._send = half
    return path.name, bytes(200_000)


def works_a_while(number):
    return number, random.Random(number).randrange(300_000) * b"x"


def dies(number):
    if number == 3:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return number


def waits_behind(marker):
    """Tell which process this is, and work for ever."""
    with open(marker, "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    Event().wait()


class UnsendableError(Exception):
    """Cannot be made again from what it holds."""

    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")


def raises(kind):
    raise {"plain": ValueError("told"), "unsendable": UnsendableError("told", "more")}[kind]
