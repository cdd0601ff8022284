"""From a client's log to a scenario: the same flow as everywhere, backwards.

The room itself can be called: ``sim.fit(files)`` is `sim.fit.client.fit`, so that the step stands beside `sim.plan` and
`sim.compare` under the name by which the room is imported.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.fit.call_log import CallLog
    from sim.fit.client import Client, Source
    from sim.fit.volume_table import VolumeTable
    from sim.journeys import Journeys


class _Room(ModuleType):
    def __call__(
        self, source: "CallLog | VolumeTable | Journeys | Source", *, columns: Any = None, name: str = "Client"
    ) -> "Client":
        from sim.fit.client import fit

        return fit(source, columns=columns, name=name)


sys.modules[__name__].__class__ = _Room
