"""The door of the room: from files to what they hold, how they were read, what was found and what they cannot tell."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.fit.call_log import CallLog, Finding
from sim.fit.reading.call_assembly import call_log
from sim.fit.reading.contact_times import contact_times
from sim.fit.reading.grids import Grid, grids_of, unreadable
from sim.fit.reading.heads import Head, head_of
from sim.fit.reading.mapping import Mapping, TableMapping, mapping_of
from sim.fit.reading.recognition import recognized
from sim.fit.reading.same_calls import calls_of
from sim.fit.reading.taken import take
from sim.fit.shift_table import Presence, ShiftTable
from sim.fit.volume_table import VolumeTable


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What files hold. Each shape stands at most once; files of one layout are one log."""

    mapping: Mapping
    """What each column was read as: `.text()` shows it, `.yaml()` is the file that `columns` takes back."""
    calls: CallLog | None = None
    volumes: VolumeTable | None = None
    shifts: ShiftTable | None = None
    presence: tuple[Presence, ...] = ()
    """Log-ins and pauses, from logs that tell them."""
    findings: tuple[Finding, ...] = ()
    cannot_know: tuple[str, ...] = ()
    """What no file tells, a line each."""
