"""The teams of a fitted scenario, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.fit.fitted import ASSUMED

if TYPE_CHECKING:
    from sim.fit.client import Client


def team_lines(client: Client, names: dict[str, str]) -> list[str]:
    """Return the lines of all teams; `names` are the keys of the types."""
    lines: list[str] = []
    for team, issues in client.skills.teams.items():
        table = f"{{file: {{folder}}/staff.csv, column: {team}, bin_minutes: 30}}"
        takes = ", ".join(names[issue] for issue in issues if issue in names)
        if not takes:
            continue
        knows = "fitted: what its agents took" if client.skills.team_of else ASSUMED
        lines += [
            f"  {team}:",
            f"    agents: {table}  # {client.staffing.told}",
            f"    handles: [{takes}]  # {knows}",
        ]
        if client.speed.sd.value > 0.01:
            lines.append(f"    speed_cv: {min(client.speed.sd.value, 2.0):.3f}  # {client.speed.sd.comment} agents")
    return lines
