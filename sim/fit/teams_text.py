"""The teams of a fitted scenario, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.fit.fitted import ASSUMED
from sim.fit.skills import people_of
from sim.fit.types_text import decides

if TYPE_CHECKING:
    from sim.fit.client import Client


def team_lines(client: Client, names: dict[str, str]) -> list[str]:
    """Return the lines of all teams; `names` are the keys of the types."""
    lines: list[str] = []
    for team, issues in client.skills.teams.items():
        if client.staffing.heads[team].sum() > 0:
            hours = next(iter(client.staffing.figures))
            lines += [
                f"  {team}:",
                f"    agents: {{file: {{folder}}/staff.csv, column: {team}, bin_minutes: 30}}"
                f"  # fitted: calendars of {len(people_of(client.skills.team_of, team))} agents less time away;"
                f" in all {hours.value:,.0f} hours a week, n = {hours.n:,} days",
            ]
        else:
            lines += [f"  {team}:", f"    agents: 5  # {ASSUMED}"]
        takes = ", ".join(names[issue] for issue in issues)
        lines.append(f"    handles: [{takes}]  # fitted: what its agents took")
        if client.speed.sd.value > 0.01:
            lines.append(f"    speed_cv: {min(client.speed.sd.value, 2.0):.3f}  # {client.speed.sd.comment} agents")
        if not decides(client):
            continue
        lines.append(f"    skill: 0.6  # {ASSUMED}")
    return lines
