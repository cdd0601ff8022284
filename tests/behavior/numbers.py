"""Rules for the tests of behavior: the defaults as the engine sees them, and strategies around them."""

from typing import Any

from hypothesis import strategies as st

from sim.behavior.parameters import Rules, TypeRules
from sim.engines.rules import rules_of, segments_of
from sim.scenario import plan_of, scenario_from

_SCENARIO = scenario_from(
    {
        "name": "defaults",
        "issues": {"complaint": {"per_week": 100.0}},
        "teams": {"desk": {"agents": 2, "handles": ["complaint"]}},
    }
)
DEFAULTS: Rules = rules_of(_SCENARIO, _SCENARIO, 40.0)
TYPE: TypeRules = segments_of(plan_of(_SCENARIO), 40.0)[0].types[0]

share = st.floats(0.0, 1.0)
utility = st.floats(-5.0, 5.0)
skill = st.floats(-2.0, 3.0)
cents = st.integers(0, 10**9)
minutes = st.floats(0.0, 1e4)


def with_(**changes: Any) -> Rules:
    """The defaults with some rules changed."""
    return DEFAULTS._replace(**changes)
