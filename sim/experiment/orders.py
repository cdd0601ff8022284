"""Work for machines that may have another model: an order says what made it, and what comes back is checked."""

import pickle
import platform
import socket
import sys
from os import getpid
from typing import Any

from sim.experiment.batches import Batch, replicate
from sim.experiment.version import facts
from sim.metrics import Tally
from sim.scenario import plan_of

_MOST_CHECKED = 8
"""Of so many workers of one kind a row is replayed: a desk cannot replay one of each of a thousand."""


SAME = "every machine needs the same version of frontline, of Python and of what they rest on"


class StrangerError(RuntimeError):
    """A worker has another model than the command."""


Answer = tuple[str, str, tuple[str, ...], list[bytes], float]
"""Who did it, on what processor, what is other there (then nothing was done), the packed sums of each replication, and
how many seconds one took: plain words and bytes, which are read by every version."""


class Order:
    """A batch that travels sealed: it is unpacked only where all is as it was where it was made.

    Parameters
    ----------
    batch : Batch
        What is to be run; None where it could not be.
    differs : tuple of str
        What is other here than where it was made.
    """

    def __init__(self, batch: Batch | None, differs: tuple[str, ...] = ()) -> None:
        self.batch = batch
        self.differs = differs

    @property
    def made_of(self) -> Batch:
        """The batch, where it was made."""
        if self.batch is None:
            raise ValueError("this order could not be opened here")
        return self.batch

    def __str__(self) -> str:
        return str(self.batch)

    def __reduce__(self) -> Any:
        """Pack plain words and bytes only, which any version can read far enough to see that it is another."""
        prints = (
            {number: scenario.fingerprint for number, scenario in self.batch.scenarios.items()} if self.batch else {}
        )
        return opened, (facts(), prints, pickle.dumps(self.batch))


def opened(made_with: dict[str, str], prints: dict[int, str], content: bytes) -> Order:
    """Return the order that was packed, or what differs here."""
    here = facts()
    names = [name for name in made_with | here if made_with.get(name) != here.get(name)]
    if names:
        return Order(None, tuple(f"{name} {here.get(name)} instead of {made_with.get(name)}" for name in names))
    batch = pickle.loads(content)
    for number, print_ in prints.items():
        if batch.scenarios[number].fingerprint != print_:
            return Order(None, (f"scenario {batch.scenarios[number].name} reads otherwise",))
    return Order(batch)


def perform(order: Order) -> Answer:
    """Do what an order asks, unless something differs here."""
    kind = f"{platform.machine()} {platform.processor()}"
    if order.batch is None:
        return _name(), kind, order.differs, [], 0.0
    tallies, seconds = replicate(order.batch)
    return _name(), kind, (), [each.to_bytes() for each in tallies], seconds


def _name() -> str:
    """Return the name of this process: a Dask worker's address, or machine and number."""
    distributed = sys.modules.get("distributed")
    try:
        return str(distributed.get_worker().address) if distributed is not None else _own_name()
    except ValueError:  # no worker of Dask's
        return _own_name()


def _own_name() -> str:
    return f"{socket.gethostname()} (process {getpid()})"


class Check:
    """Sees that workers have the same model: by what they say, and by a row of each that is run again here."""

    def __init__(self) -> None:
        self._checked: set[str] = {_own_name()}
        self._kinds: dict[str, int] = {}

    def of(self, batch: Batch, answer: Answer) -> list[Tally]:
        """Return the sums in an answer, or refuse it if it is not what this process would have given.

        Raises
        ------
        StrangerError
            If the worker has another model, or its first row is another than the one that is run here.
        """
        worker, kind, differs, packed, _ = answer
        if differs:
            raise StrangerError(f"worker {worker} has another model ({', '.join(differs)}): {SAME}")
        told = f"worker {worker} gives other figures for {batch} than this machine"
        try:
            plans = [plan_of(batch.scenarios[job.number]) for job in batch.jobs]
            tallies = [Tally.from_bytes(plan, each) for plan, each in zip(plans, packed, strict=True)]
        except ValueError as error:
            raise StrangerError(f"{told} ({error}): nothing of it is kept") from None
        if worker not in self._checked and self._kinds.get(kind, 0) < _MOST_CHECKED:
            self._checked.add(worker)
            self._kinds[kind] = self._kinds.get(kind, 0) + 1
            [ours], _ = replicate(batch._replace(jobs=batch.jobs[:1]))
            if ours.to_bytes() != packed[0]:
                raise StrangerError(f"{told}, although it says that it has the same model: nothing of it is kept")
        return tallies
