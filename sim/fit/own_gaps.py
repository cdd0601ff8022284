"""How agents differ in what comes after a contact: how long they work on, and how often they go away."""

from __future__ import annotations

import numpy as np

from sim.fit.fitted import Vector
from sim.fit.gaps import Gaps

_SMALLEST, _LARGEST = 0.2, 5.0


def own_absences(gaps: Gaps, agents: int) -> Vector:
    """Return how often each agent is away, over what is usual in the half hours in which his gaps began.

    Absences of an agent are Poisson around his share, shares gamma around 1; the variance between agents is that of
    observed over expected less what chance explains (moments). An agent with few gaps is near 1.

    Parameters
    ----------
    gaps : Gaps
        Of the log.
    agents : int
        How many there are.
    """
    usual = gaps.pools(small=False)[2][gaps.slot] if len(gaps.slot) else np.zeros(0)
    expected = np.bincount(gaps.agent, usual, minlength=agents)
    seen = np.bincount(gaps.agent, gaps.is_long, minlength=agents)
    noise = np.bincount(gaps.agent, usual * (1 - usual), minlength=agents)
    square = float((expected**2).sum())
    between = float(((seen - expected) ** 2 - noise).sum()) / square if square > 0 else 0.0
    if between <= 0:
        return np.ones(agents)
    return np.clip((seen + 1 / between) / (expected + 1 / between), _SMALLEST, _LARGEST)


def own_work_after(gaps: Gaps, agents: int) -> Vector:
    """Return how long each agent's gaps of up to a minute are, over what is usual, drawn to 1 as far as noise tells."""
    brief = ~gaps.is_long
    if not brief.any():
        return np.ones(agents)
    pools = gaps.pools(small=False)[0]
    usual = np.array([float(each.mean()) if len(each) else np.nan for each in pools])
    relative = gaps.length[brief] / np.maximum(usual[gaps.slot[brief]], 1.0)
    agent = gaps.agent[brief]
    n = np.bincount(agent, minlength=agents)
    mean = np.bincount(agent, relative, minlength=agents) / np.maximum(n, 1)
    within = float(((relative - mean[agent]) ** 2).sum()) / max(1, len(relative) - int((n > 0).sum()))
    weight = float(n.sum() - (n.astype(float) ** 2).sum() / n.sum())
    between = (float((n * (mean - 1) ** 2).sum()) - ((n > 0).sum() - 1) * within) / weight if weight > 0 else 0.0
    if between <= 0:
        return np.ones(agents)
    return np.clip((n * mean + within / between) / (n + within / between), _SMALLEST, _LARGEST)
