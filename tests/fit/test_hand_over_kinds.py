"""Hand-overs whose reason a column tells: rule, demand or choice; only the chosen ones are agents' decisions."""

import numpy as np
import pytest

from sim.fit.client import fit
from sim.reading.files import load

WORDS = {"reserved": "Policy", "on demand": "Customer request", "chosen": "Agent decision"}
SHARES = {"reserved": 0.1, "on demand": 0.04, "chosen": 0.2}


def csv_of(tmp_path, words=WORDS, rows=3000):
    """Write a log of which a third is handed over, for three reasons, and return where."""
    draw = np.random.default_rng(1)
    begins = np.datetime64("2024-05-06T09:00:00") + np.sort(
        draw.integers(0, 5, rows) * 86_400 + draw.integers(0, 28_800, rows)
    )
    kinds = draw.choice([*SHARES, ""], rows, p=[*SHARES.values(), 1 - sum(SHARES.values())])
    lines = ["Received,Answered,Transferred,Transfer reason,Hangup,Agent"]
    for at, kind, talk in zip(begins, kinds, draw.integers(60, 600, rows), strict=True):
        answered, moved = at + 5, (str(at + 5 + talk // 2) if kind else "")
        at, answered, moved, over = (str(each).replace("T", " ") for each in (at, answered, moved, answered + talk))
        lines.append(f"{at},{answered},{moved},{words.get(kind, 'none')},{over},P{draw.integers(0, 9)}")
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_kinds_are_counted_apart_and_only_the_chosen_ones_are_what_agents_decide(tmp_path):
    client = fit(csv_of(tmp_path))
    table = client.table.set_index("figure")
    for kind, share in SHARES.items():
        row = table.loc[f"handed over, {kind}, share of answered"]
        assert row["low"] < share < row["high"], kind
    assert sum(table.loc[f"handed over, {kind}, share of answered", "value"] for kind in SHARES) == pytest.approx(
        table.loc["handed over, share of answered", "value"]
    )
    text = client.scenario_text("tables")
    (tmp_path / "tables").mkdir()
    for name, content in client.files.tables.items():
        (tmp_path / "tables" / name).write_text(content)
    (tmp_path / "client.yaml").write_text(text)
    [issue] = load(tmp_path / "client.yaml").issues.values()
    assert issue.reserved_share == pytest.approx(0.1, abs=0.02)
    assert issue.asks_for_manager == pytest.approx(0.04, abs=0.02)
    shown = float(text.split("the baseline passes up ")[1].split(" %")[0])
    assert shown == pytest.approx(100 * 0.2 / 0.86, abs=3)
    assert "of what agents may decide" in text


def test_words_that_tell_no_kind_are_taken_for_choice_and_said(tmp_path):
    log = fit(csv_of(tmp_path, {"reserved": "T1", "on demand": "Kundenwunsch", "chosen": "T2"}, 400)).log
    assert sorted(set(log.hand_over_kind.tolist())) == [-1, 1, 2]
    [found] = [each for each in log.findings if "kinds of hand-over" in each.what]
    assert found.what.endswith(("taken for the agent's choice: T1, T2", "taken for the agent's choice: T2, T1"))
    assert found.rows == int((log.hand_over_kind == 2).sum())
