"""What was read from files, and the lines that show it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import DAY, MINUTE
from sim.fit.call_log import CallLog, Finding
from sim.fit.reading.mapping import Mapping
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

    def text(self) -> str:
        """Return what a consultant reads before anything is fitted: shapes, columns, findings, what is not told."""
        lines = [*self._shapes(), "", self.mapping.text()]
        if self.findings:
            lines += ["", "Found:"]
            lines += [
                f"  {each.rows:>9,}  {each.what}{f' ({each.example})' if each.example else ''}"
                for each in self.findings
            ]
        if self.cannot_know:
            lines += ["", "Not in the files:", *(f"  {line}" for line in self.cannot_know)]
        return "\n".join(lines)

    def _shapes(self) -> list[str]:
        found = []
        if (log := self.calls) is not None:
            answered = int((log.answered >= 0).sum())
            what = f"{_many(len(log), 'contact')} on {_many(len(log.days), 'day')}, {log.days[0]} to {log.days[-1]}"
            parts = f"{_many(len(log.issues), 'issue type')}, {_many(len(log.agents), 'agent')}"
            found.append(f"{what}: {answered:,} answered; {parts}")
        if (table := self.volumes) is not None:
            width = (
                f"{table.width // MINUTE} minutes"
                if table.width < DAY
                else {1: "a day", 7: "a week"}.get(table.width // DAY, "a month")
            )
            total = float(table.volume[table.volume > 0].sum())
            found.append(
                f"{len(table):,} intervals of {width}: {total:,.10g} contacts; {_many(len(table.issues), 'issue type')}"
            )
        if (plan := self.shifts) is not None:
            works = sum(row.works for row in plan.rows)
            found.append(f"{len(plan.rows):,} shifts, of which {works:,} at work")
        if self.presence:
            found.append(f"{len(self.presence):,} log-ins and pauses")
        return found


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
