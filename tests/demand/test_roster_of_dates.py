"""A date that opens longer than its weekday has the people that its hours ask for."""

from hypothesis import given
from hypothesis import strategies as st

from sim.demand.roster import Roster
from sim.scenario import plan_of, scenario_from


@given(st.integers(0, 4), st.integers(0, 9))
def test_a_date_with_longer_hours_has_all_seats_that_are_named_for_them(usual, more):
    heads = {"mon-sun": {"0:00": usual, "12:00": usual + more}}
    plan = plan_of(
        scenario_from(
            {
                "name": "Longer",
                "calendar": {"weeks": 1, "open": {"mon-fri": "8:00-10:00"}, "dates": {"2024-01-03": "8:00-14:00"}},
                "issues": {"call": {"per_week": 10, "routine": True}},
                "teams": {"desk": {"agents": heads, "handles": ["call"]}},
            }
        )
    )
    assert Roster(plan, 1, 0).seats(0) == usual + more
