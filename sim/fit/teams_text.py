"""The teams of a fitted scenario, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.fit.fitted import ASSUMED, Vector, counted

if TYPE_CHECKING:
    from sim.fit.client import Client


def team_lines(client: Client, names: dict[str, str], heads: dict[str, Vector]) -> list[str]:
    """Return the lines of all teams; `names` are the keys of the types, `heads` what the table of staff holds."""
    lines: list[str] = []
    for team, issues in client.skills.teams.items():
        table = f"{{file: {{folder}}/staff.csv, column: {team}, bin_minutes: 30}}"
        takes = ", ".join(names[issue] for issue in issues if issue in names)
        if not takes:
            continue
        agents = sum(each == team for each in client.skills.team_of.values())
        knows = f"fitted: what its {counted(agents, 'agent')} took" if agents else ASSUMED
        hours = f", {heads[team].sum() / 2:,.0f} hours a week" if client.staffing.figures else ""
        lines += [
            f"  {team}:",
            f"    agents: {table}  # {client.staffing.told}{hours}",
            f"    handles: [{takes}]  # {knows}",
        ]
        lines += _shrinkage(client)
        if client.speed.sd.value > 0.01:
            lines.append(f"    speed_cv: {min(client.speed.sd.value, 2.0):.3f}  # {client.speed.sd.comment} agents")
    return lines


def _shrinkage(client: Client) -> list[str]:
    """Return what keeps planned people from the phone; none where heads are those that were seen there."""
    staffing = client.staffing
    if not staffing.planned:
        return []
    if staffing.absence is None:
        return [f"    shrinkage: {{absence: 0, off_phone: 0}}  # {ASSUMED}"]
    lines = ["    shrinkage:"]
    lines.append(
        f"      absence: {min(staffing.absence.value, 0.95):.3f}  # {staffing.absence.comment}, seen of planned"
    )
    for each in staffing.off_phone:
        lines.append(f"      off_phone: {min(each.value, 0.95):.3f}  # {each.comment}: gaps over a minute")
    return lines
