"""What passing up must be worth, and how hard contacts must be, for the fitted center to hand over as its log does."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.fit.compact_columns import return_memory
from sim.fit.fitted import Fitted, plain, share_figure
from sim.fit.results import ABANDONED
from sim.fit.scenario_keys import slugs
from sim.fit.types_text import chosen, handed_over
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.matching import Matched
    from sim.fit.client import Client

_BETWEEN, _WITHIN, _MOST_REPLICATIONS, _SEED = (0.0, 3.0), 0.3, 8, 1
_TELLING = 100
_HARD, _SPREAD = (0.01, 0.95), 7.0
"""Where the mean complexity of a type is searched, and a + b of its beta distribution, as by default."""


def with_relief(client: Client, text: str, folder: str) -> str:
    """Return the scenario's text with what was observed, and the relief and complexity at which the baseline shows it.

    Relief is matched to the share of all contacts that agents decide; where these are of several types, or relief does
    not reach it, the mean complexity of each type is matched to its own share.

    Parameters
    ----------
    client : Client
        The fit.
    text : str
        The scenario; checked here.
    folder : str
        The name of the folder with its tables.

    Raises
    ------
    ScenarioError
        If the scenario would not load.
    """
    from sim.reading.files import load

    return_memory(len(client.log))
    with tempfile.TemporaryDirectory() as work:
        beside = Path(work) / folder
        beside.mkdir()
        for name, table in client.files.tables.items():
            (beside / name).write_text(table, encoding="utf-8")
        path = Path(work) / "client.yaml"
        path.write_text(text, encoding="utf-8")
        scenario = load(path)
        seen = handed_over(client)
        if not seen:
            return text + _observed(client)
        names = slugs(client.issues_that_come, "type")
        own = {names[issue]: told for issue, told in seen.items() if issue in names}
        n = sum(each.n for each in seen.values())
        count = round(sum(each.value * each.n for each in seen.values()))
        share = share_figure(count, n, name="handed over of what agents decide")
        relief, lines = _matched(scenario, own, *_wanted(client, share))
    for name, changes in lines.items():
        start = text.index(f"\n  {name}:\n") + len(f"\n  {name}:\n")
        its, next_key, rest = re.split(r"^( {0,2}\S)", text[start:], maxsplit=1, flags=re.MULTILINE)
        for old, new in changes:
            its = its.replace(old, new, 1) if old else new + its
        text = text[:start] + its + next_key + rest
    return_memory(len(client.log))
    observed = _observed(
        client, f"  escalation_rate: {share.percent.value:.2f} %  # {share.percent.comment}: handed over"
    )
    return text + "\n".join(["", "incentives:", relief, observed])


def _wanted(client: Client, share: Fitted) -> tuple[str, float]:
    """Return which metric relief is matched to, and to what: choices alone, where a column tells them from the rest."""
    by_choice = chosen(client)
    return ("choice_escalation_rate", 100 * by_choice.value) if by_choice else ("escalation_rate", 100 * share.value)


def _matched(
    scenario: Scenario, own: Mapping[str, Fitted], metric: str, wanted: float
) -> tuple[str, dict[str, list[tuple[str, str]]]]:
    """Return the line of relief, and by type what is to be written in place of what; empty: before all else."""
    from sim.experiment.matching import enough, matched

    def relief_of(center: Scenario) -> Matched:
        return matched(
            center, "incentives.relief", metric, wanted,
            between=_BETWEEN, within=_WITHIN, replications=replications, seed=_SEED,
        )  # fmt: skip

    replications = min(_MOST_REPLICATIONS, enough(scenario))
    found = relief_of(scenario)
    shares = _diagnosis_shares(found.scenario, own)
    center = found.scenario.override({f"issues.{name}.diagnosis_share": after for name, (_, after) in shares.items()})
    lines: dict[str, list[tuple[str, str]]] = {
        name: [(f"diagnosis_share: {before:.3f}  # fitted", f"diagnosis_share: {after:.3f}  # matched to {before:.3f}")]
        for name, (before, after) in shares.items()
    }
    told = ""
    if len(own) > 1 or not found.is_found:
        told = " before complexity is matched by type"
        for name, line in _complexities(center, own, replications).items():
            lines.setdefault(name, []).append(("", line + "\n"))
    elif shares:
        found = relief_of(center)
    shown = (
        f"{'at which' if found.is_found else 'which comes nearest; at it'} the baseline passes up {found.shown:.1f} %"
        + " of what agents may decide" * (metric != "escalation_rate")
    )
    return f"  relief: {found.value:.3f}  # matched: {shown}{told}", lines


def _complexities(scenario: Scenario, seen: Mapping[str, Fitted], replications: int) -> dict[str, str]:
    """Return the line of complexity of each type, at which it hands over what its log shows."""
    from sim.experiment.matching import matched_at_once

    def made(values: Mapping[str, float]) -> Scenario:
        keys = {f"issues.{metric.split('@')[1]}.complexity": _beta(mean) for metric, mean in values.items()}
        return scenario.override(keys)

    wanted = {f"escalation_rate@{name}": 100 * each.value for name, each in seen.items()}
    found = matched_at_once(made, wanted, between=_HARD, replications=replications, seed=_SEED)
    lines = {}
    for name, each in seen.items():
        mean, shown = found[f"escalation_rate@{name}"]
        a, b = _SPREAD * mean, _SPREAD * (1 - mean)
        lines[name] = (
            f"    complexity: {{shape: beta, a: {plain(a)}, b: {plain(b)}}}  # matched: at which the"
            f" baseline passes up {shown:.1f} %; the log {100 * each.value:.1f} %, n = {each.n:,}"
        )
    return lines


def _diagnosis_shares(scenario: Scenario, seen: Mapping[str, Fitted]) -> dict[str, tuple[float, float]]:
    """Return the time before a contact is handed over as a share of a whole one, and the diagnosis that makes it.

    Some are handed over only after an attempt that failed, and take an agent for a whole talk.
    """
    import sim
    from sim.fit.answered import answered_of
    from sim.fit.journeys_log import log_of_journeys

    log = log_of_journeys(sim.simulate(scenario, seed=_SEED))
    answered = answered_of(log)
    issue, up = log.issue[answered.row], log.transferred[answered.row] >= 0
    found = {}
    for name in seen:
        wanted, own = scenario.issues[name].diagnosis_share, issue == log.issues.index(name)
        if min((own & up).sum(), (own & ~up).sum()) < _TELLING:
            continue
        until = np.where(up, log.transferred[answered.row], answered.release)
        talk = (until - answered.start)[own]
        shown = float(talk[up[own]].mean() / talk[~up[own]].mean())
        whole = min(0.95, max(0.0, (shown - wanted) / (1 - wanted)))
        found[name] = wanted, min(0.95, max(0.05, (wanted - whole) / (1 - whole)))
    return found


def _beta(mean: float) -> dict[str, str | float]:
    return {"shape": "beta", "a": _SPREAD * mean, "b": _SPREAD * (1 - mean)}


def _observed(client: Client, *more: str) -> str:
    """Return what the file shows, which `run` tells beside what is simulated; empty where it shows nothing of it."""
    lost = next((each for each in client.results if each.name == ABANDONED), None)
    lines = [f"  abandonment_rate: {lost.percent.value:.2f} %  # {lost.percent.comment}"] if lost else []
    return "\n".join(["observed:", *lines, *more, ""]) if lines or more else ""
