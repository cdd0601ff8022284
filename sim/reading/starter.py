"""A scenario file to start from, written from a few figures that everybody knows of their center."""

import json
from dataclasses import dataclass
from pathlib import Path

from sim.reading.document import Document, check
from sim.reading.schema import SCHEMA_FILE
from sim.reading.yaml_nodes import parse
from sim.scenario.messages import number
from sim.scenario.scenario import Scenario, all_wrong

EDITOR_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""The first line of a scenario, by which an editor finds the schema that lies beside it."""


@dataclass(frozen=True)
class Figures:
    """What was answered: people, hours, volume, times, shares in %, and money.

    Attributes
    ----------
    name : str
        Of the center.
    agents, managers : int
        On the floor at once, and who take what is passed up.
    open : dict of str to str
        Opening hours by weekday.
    per_week, handle_minutes, manager_minutes : float
        Calls a week, minutes of one, and minutes of one that is passed up.
    up_share, asks_share : float
        Of 100 calls, those passed up and those in which money is asked for.
    authority, bonus : float
        What an agent may grant alone, and gets a month; 0 for no bonus.
    currency : str
        Of all money.
    """

    name: str
    agents: int
    managers: int
    open: dict[str, str]
    per_week: float
    handle_minutes: float
    manager_minutes: float
    up_share: float
    asks_share: float
    authority: float
    bonus: float
    currency: str = "USD"


def starter_text(figures: Figures, relief: float, found: str) -> str:
    """Return a commented scenario file.

    Parameters
    ----------
    figures
        What was answered.
    relief
        What passing up is worth to an agent.
    found
        How that was found, in a line.
    """
    hours = ", ".join(f"{days}: {_quoted(span)}" for days, span in figures.open.items())
    pool = f"  bonus_pool: {{funding_per_agent: {_plain(figures.bonus)}}}" if figures.bonus else "  bonus_pool: null"
    rows = [
        ("calendar:", ""),
        ("  start: 2024-01-01", "a Monday; months are calendar months"),
        ("  weeks: 9", "how long is simulated"),
        (f"  open: {{{hours}}}", ""),
        ("issues:", ""),
        ("  call:", "one kind of contact; add others, each with its own figures"),
        (f"    per_week: {_plain(figures.per_week)}", "first calls in a week"),
        (f"    handle_time: {{shape: lognormal, mean: {_plain(figures.handle_minutes)}, cv: 1.0}}", "minutes"),
        (f"    asks_share: {_plain(_share(figures.asks_share))}", "share in which money or goodwill is asked for"),
        ("    ask: {shape: lognormal, median: 60, sigma: 0.9}", "how much: yours to change"),
        ("teams:", ""),
        (f"  desk: {{agents: {figures.agents}, handles: [call]}}", "people on the floor at once"),
        ("manager:", ""),
        (f"  count: {figures.managers}", "who take what is passed up"),
        (f"  investigate_time: {{shape: gamma, mean: {_plain(figures.manager_minutes)}, cv: 0.7}}", "minutes each"),
        ("empowerment:", ""),
        (f"  authority: {_plain(figures.authority)}", "what an agent may grant alone"),
        ("incentives:", ""),
        (f"  relief: {_plain(relief)}", found),
        (pool, "money an agent and month" if figures.bonus else "there is no bonus"),
        ("observed:", "beside it run and compare show what is simulated"),
        (f"  escalation_rate: {_plain(figures.up_share)}", "% of calls that go up"),
    ]
    wide = max(len(text) for text, note in rows if note and len(text) <= _NOTE_AT) + 2
    lines = [f"{text:<{wide}}# {note}".rstrip() if note else text for text, note in rows]
    head = [EDITOR_LINE, f"name: {_quoted(figures.name)}", f"about: {_ABOUT}", f"currency: {_quoted(figures.currency)}"]
    what_ifs = _WHAT_IFS
    if figures.agents >= _MOST_AGENTS:  # no more are allowed
        what_ifs = (
            what_ifs.replace("One more", "One fewer").replace("or minus 1", "or plus 1").replace("plus 1}", "minus 1}")
        )
    return "\n".join([*head, *lines, what_ifs])


_NOTE_AT = 62
_MOST_AGENTS = 5000
_ABOUT = "Figures as typed in `frontline new --wizard`; how people behave is the default, and assumed."
_WHAT_IFS = """\
what_if:                                 # each is compared with the center as it is; `frontline policies` lists more
  Empower only (Step 1):
    use: [empower_frontline]
    from_week: 3
  Remove the reward (Step 2):
    use: [stop_rewarding_escalation]
    from_week: 3
  Both steps:
    use: [empower_frontline, stop_rewarding_escalation]
    from_week: 3
  One more agent instead:
    set: {teams.desk.agents: plus 1}     # or minus 1, times 1.1, or the number itself
    from_week: 3
study: {replications: 30, seed: 1}
"""


def starter(text: str, name: str) -> Scenario:
    """Return the scenario that such a text describes, checked as a file is."""
    return check(Scenario, Document(parse(text, name).root, Path()), all_wrong)


def _share(percent: float) -> float:
    return float(f"{percent / 100:.12g}")


def _plain(value: float) -> str:
    """Write a number as YAML reads it, without marks between thousands."""
    return number(value).replace(",", "") if float(number(value).replace(",", "")) == value else repr(value)


def _quoted(text: str) -> str:
    """Write a text as YAML reads it, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
