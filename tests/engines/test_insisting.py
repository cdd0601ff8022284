"""What insisting is known to bring in the baseline, by formula."""

import math

from hypothesis import HealthCheck, given, settings

from sim.engines.insisting import known_at_start
from sim.scenario import plan_of, scenario_from
from tests.strategies import scenario_data


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenario_data())
def test_what_insisting_brings_is_a_share_of_the_ask_also_where_agents_have_nothing_to_give(data):
    plans = [plan_of(scenario_from(data))]
    data["empowerment"]["generosity"] = 0.0
    plans.append(plan_of(scenario_from(data)))
    for plan in plans:
        for its in known_at_start(plan):
            assert math.isfinite(its.rest)
            assert its.expected == its.rest >= 0.0
            assert 0.0 <= its.rate <= 1.0
