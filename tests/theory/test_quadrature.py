"""The quadrature on which the theory rests."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.quadrature import integral, nodes_and_weights, panels, running_integral


def test_panels_meet_every_kink_inside_and_no_other() -> None:
    assert panels(0.0, 4.0, 2, [1.0, 9.0, 4.0]).tolist() == [0.0, 1.0, 2.0, 4.0]


def test_a_jump_at_a_kink_is_integrated_exactly() -> None:
    step = integral(lambda x: (x < 0.3).astype(float), 0.0, 1.0, 7, [0.3])
    assert step == pytest.approx(0.3, rel=1e-14)


def test_the_running_integral_is_the_integral_up_to_each_node() -> None:
    edges = panels(0.0, 3.0, 5, [0.7])
    nodes, _ = nodes_and_weights(edges)
    assert running_integral(np.exp(nodes), edges) == pytest.approx(np.expm1(nodes), rel=1e-13)


def test_an_empty_interval_holds_nothing() -> None:
    assert integral(np.exp, 1.0, 1.0) == 0.0
