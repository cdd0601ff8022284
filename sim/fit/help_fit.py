"""Help that agents ask for: transfers and consultations by type and team, and agents' differences in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.clock import SECOND
from sim.fit.agents_spread import Spread, correlation, spread_of
from sim.fit.answered import Answered, is_known
from sim.fit.call_log import HAND_OVER_KINDS, CallLog
from sim.fit.compact_columns import in_pieces, pieces, return_memory, some_of
from sim.fit.fitted import Fitted, mean_figure, share_figure
from sim.fit.handle_time_fit import relative_times
from sim.fit.sessions import members

KINDS = {"transferred": "handed over", "consulted": "asks for help"}


@dataclass(frozen=True, kw_only=True)
class Help:
    """One kind of help: `transferred` or `consulted`.

    Attributes
    ----------
    kind : str
        Which.
    share : Fitted
        Share of answered contacts.
    by_issue, by_team : dict of str to Fitted
        The same by type and by team.
    spread : Spread
        How agents differ, against the mean of their contacts' types.
    with_handle_time : Fitted
        Correlation over agents with their own handle time where they ask for no help.
    seconds : Fitted
        How far into the contact it is.
    longer : Fitted
        The agent's time with such contacts, times that with others.
    kinds : dict of str to tuple of Fitted
        Of hand-overs, where a column tells kinds: shares of answered contacts by kind, over all types and by type.
    """

    kind: str
    share: Fitted
    by_issue: dict[str, Fitted]
    by_team: dict[str, Fitted]
    spread: Spread
    with_handle_time: Fitted
    seconds: Fitted
    longer: Fitted
    kinds: dict[str, tuple[Fitted, ...]] = field(default_factory=dict)

    @property
    def figures(self) -> tuple[Fitted, ...]:
        """All of them in order."""
        apart = (self.spread.sd, self.spread.persistence, self.with_handle_time, self.seconds, self.longer)
        kinds = (each for its in self.kinds.values() for each in its)
        return (self.share, *self.by_issue.values(), *kinds, *self.by_team.values(), *apart)


def help_of(log: CallLog, answered: Answered, team_of: dict[int, str]) -> dict[str, Help]:
    """Return each kind of help of which the log tells.

    Parameters
    ----------
    log, answered
        The log and its answered contacts.
    team_of : dict of int to str
        The team of each agent.
    """
    return_memory(len(log))
    return {
        kind: _help(kind, log, answered, team_of)
        for kind in KINDS
        if kind not in log.unknown and is_known(getattr(log, kind)) and len(answered)
    }


def _help(kind: str, log: CallLog, answered: Answered, team_of: dict[int, str]) -> Help:
    asked = np.concatenate(
        [some_of(log, kind, some_of(answered, "row", piece)) >= 0 for piece in pieces(len(answered))]
    )
    words, types = KINDS[kind], len(log.issues)
    own = np.flatnonzero(asked)
    into = some_of(log, kind, some_of(answered, "row", own)) - some_of(answered, "start", own)
    seconds = mean_figure(into / SECOND, name=f"{words}, when", unit="seconds")
    del own, into
    issue = in_pieces(len(answered), np.int32, lambda piece: some_of(log, "issue", some_of(answered, "row", piece)))
    n, yes = np.bincount(issue, minlength=types), np.bincount(issue[asked], minlength=types)
    usual = yes / np.maximum(n, 1)
    beyond = usual[issue]
    np.subtract(asked, beyond, out=beyond)
    del issue
    spread = spread_of(beyond, answered.agent, len(log.agents), words)
    del beyond
    longer, times = _times(log, answered, asked)
    both = spread.known & times.known
    whose, agents = answered.agent, len(log.agents)
    mine = {team: members(team_of, team, agents)[whose] for team in dict.fromkeys(team_of.values())}
    del whose
    return Help(
        kinds=_kinds(log, answered, n) if kind == "transferred" else {},
        kind=kind, share=share_figure(int(asked.sum()), len(asked), name=f"{words}, share of answered"),
        by_issue={name: share_figure(int(yes[code]), int(n[code]), name=f"{words}, {name}")
                  for code, name in enumerate(log.issues) if n[code]},
        by_team={team: share_figure(int(asked[own].sum()), int(own.sum()), name=f"{words}, team {team}")
                 for team, own in mine.items() if own.any() and len(mine) > 1},
        spread=spread,
        with_handle_time=correlation(spread.values[both], times.values[both], f"{words}, with own handle time"),
        seconds=seconds,
        longer=Fitted(name=f"agent's time where {words}", value=longer, n=int(asked.sum()), unit="times"),
    )  # fmt: skip


def _times(log: CallLog, answered: Answered, asked: NDArray[np.bool_]) -> tuple[float, Spread]:
    """Return the agent's time with help over that without, and how agents differ in theirs without any help."""
    relative = relative_times(log, answered)
    longer = relative[asked].mean() / relative[~asked].mean() if asked.any() and (~asked).any() else np.nan
    alone = np.ones(len(asked), dtype=bool)  # a contact with help is longer, or cut by it: that is told apart
    for each in KINDS:
        for piece in pieces(len(alone)):
            alone[piece] &= some_of(log, each, some_of(answered, "row", piece)) < 0
    relative = relative[alone]
    return float(longer), spread_of(relative, answered.agent[alone], len(log.agents), "agent's time")


def _kinds(log: CallLog, answered: Answered, n: NDArray[np.int64]) -> dict[str, tuple[Fitted, ...]]:
    """Return shares of answered contacts that are handed over, by kind: over all types, then of each type."""
    if log.hand_over_kind is None:
        return {}
    row = answered.row
    handed = some_of(log, "transferred", row) >= 0
    kind, issue = log.hand_over_kind[row][handed], some_of(log, "issue", row)[handed]
    found = {}
    for code, name in enumerate(HAND_OVER_KINDS):
        yes = np.bincount(issue[kind == code], minlength=len(n))
        whole = share_figure(int(yes.sum()), int(n.sum()), name=f"handed over, {name}, share of answered")
        found[name] = (whole, *(share_figure(int(a), int(b), name=f"handed over, {name}, {each}")
                                for a, b, each in zip(yes, n, log.issues, strict=True)))  # fmt: skip
    return found
