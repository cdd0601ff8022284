"""What agents answer and who insists, as metrics: the share typed is the share that a run shows, until it is taught."""

import pytest

from sim.experiment.study import study
from tests.centers import small_center

REFUSES = {"empowerment.above_authority": "refuses", "empowerment.authority": 0.0, "customers.insists_share": 0.2}
INSIST = "insists_when_refused_rate"


def mean_of(center, metric):
    return float(study([center], 6, 1, metrics=[metric])[metric].mean())


@pytest.fixture(scope="module")
def center():
    return small_center(what_if={}).override({"issues.question.asks_share": 1.0, "calendar.weeks": 8, **REFUSES})


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_of_those_who_are_refused_as_many_insist_as_is_typed_where_nothing_is_learned(center, share):
    found = study(
        [center.override({"customers.insists_share": share, "customers.insist_gain": 0.0})],
        6,
        1,
        metrics=[INSIST, "insisted_on_more_per_week", "asks_answered_per_week"],
    )
    asks = 6 * 8 * found["asks_answered_per_week"].mean()
    noise = 100 * (share * (1 - share) / asks) ** 0.5
    assert found[INSIST].mean() == pytest.approx(100 * share, abs=4 * noise)


def test_part_of_an_ask_counts_in_part(center):
    """Half of each ask is offered: half as many insist, and the share of who is refused stays."""
    changes = {"empowerment.authority": 10**6, "empowerment.generosity": 0.5, "behavior.giving": "fixed"}
    half = center.override({**changes, "customers.insist_gain": 0.0})
    found = study([half], 6, 1, metrics=[INSIST, "insisted_on_more_rate", "asks_answered_per_week"])
    noise = 100 * (0.2 / (3 * 8 * found["asks_answered_per_week"].mean())) ** 0.5
    assert found[INSIST].mean() == pytest.approx(20, abs=4 * noise)
    assert found["insisted_on_more_rate"].mean() == pytest.approx(10, abs=2 * noise)


def test_customers_are_taught_to_insist_where_it_brings_more_than_it_used_to(center):
    learns = {"customers.insist_gain": 4.0, "customers.heard_half_life": 3.0, "manager.settlement": 0.0}
    start = center.override(learns)
    gives = {"timeline": [{"week": 1, "set": {"manager.policy": "grant"}}]}
    assert mean_of(start.override(gives), INSIST) > mean_of(start, INSIST) + 10
