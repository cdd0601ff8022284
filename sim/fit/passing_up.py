"""What passing up must be worth to agents for the fitted center to hand over as many contacts as its log."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sim.fit.compact_columns import return_memory
from sim.fit.fitted import share_figure
from sim.fit.results import ABANDONED
from sim.fit.types_text import chosen, handed_over

if TYPE_CHECKING:
    from sim.fit.client import Client

_BETWEEN, _WITHIN, _REPLICATIONS = (0.0, 3.0), 0.3, 2


def with_relief(client: Client, text: str, folder: str) -> str:
    """Return the scenario's text with what was observed, and the relief at which the baseline shows it.

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
        from sim.experiment.matching import matched

        n = sum(each.n for each in seen.values())
        count = round(sum(each.value * each.n for each in seen.values()))
        share = share_figure(count, n, name="handed over of what agents decide")
        by_choice = chosen(client)
        metric, wanted = ("choice_escalation_rate", by_choice) if by_choice else ("escalation_rate", share)
        found = matched(
            scenario, "incentives.relief", metric, 100 * wanted.value,
            between=_BETWEEN, within=_WITHIN, replications=_REPLICATIONS, seed=1,
        )  # fmt: skip
    return_memory(len(client.log))
    of = " of what agents may decide" if by_choice else ""
    told = "at which" if found.is_found else "which comes nearest; at it"
    return text + "\n".join(
        [
            "",
            "incentives:",
            f"  relief: {found.value:.3f}  # matched: {told} the baseline passes up {found.shown:.1f} %{of}",
            _observed(client, f"  escalation_rate: {100 * share.value:.2f}  # {share.comment}: handed over"),
        ]
    )


def _observed(client: Client, *more: str) -> str:
    """Return what the file shows, which `run` tells beside what is simulated; empty where it shows nothing of it."""
    lost = next((each for each in client.results if each.name == ABANDONED), None)
    lines = [] if lost is None else [f"  abandonment_rate: {100 * lost.value:.2f}  # {lost.comment}"]
    return "\n".join(["observed:", *lines, *more, ""]) if lines or more else ""
