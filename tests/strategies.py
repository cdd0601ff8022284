"""Hypothesis strategies for the whole domain: small centers with every feature switched on at random.

`scenario_data` draws plain data for `sim.scenario.scenario_from`; a few hundred contacts at most. Durations come
from fixed menus, because a quantile table is made once for each distribution and then remembered.
"""

from typing import Any

from hypothesis import strategies as st

from sim.scenario.shifts import Shift

TIES = [0.0, 1.0, 2.0, 5.0, 10.0, 60.0]
"""Whole minutes: with these, many things happen in the same instant."""

MINUTES: list[Any] = [
    *TIES,
    0.5 / 60_000,
    {"shape": "exponential", "mean": 6.0},
    {"shape": "lognormal", "mean": 6.0, "cv": 1.2},
    {"shape": "lognormal", "median": 4.0, "sigma": 0.7},
    {"shape": "gamma", "mean": 18.0, "cv": 0.7},
    {"shape": "gamma", "alpha": 2.0, "scale": 2.0},
    {"shape": "erlang", "stages": 3, "mean": 9.0},
    {"shape": "weibull", "mean": 12.0, "cv": 0.6},
    {"shape": "weibull", "k": 0.7, "scale": 8.0},
    {"shape": "uniform", "low": 0.0, "high": 60.0},
    {"shape": "triangular", "low": 1.0, "mode": 2.0, "high": 20.0},
    {"shape": "empirical", "values": [0.0, 1.0, 1.0, 4.0, 30.0]},
    {"shape": "hazard", "starts": [0.0, 1.0, 3.0], "rates": [0.5, 0.0, 0.1]},
    {
        "shape": "mixture",
        "parts": [
            {"weight": 0.9, "of": {"shape": "exponential", "mean": 5.0}},
            {"weight": 0.1, "of": {"shape": "constant", "value": 0.0}},
        ],
    },
]
DELAYS: list[Any] = [0.0, 1.0, 60.0, 600.0, 1440.0, 20_000.0, {"shape": "exponential", "mean": 1440.0}]
UNIT: list[Any] = [0.0, 0.5, 1.0, {"shape": "beta", "a": 2.0, "b": 5.0}, {"shape": "uniform", "low": 0.2, "high": 0.9}]
MONEY: list[Any] = [0.0, 60.0, 1e6, {"shape": "lognormal", "median": 60.0, "sigma": 0.9}]
HOURS: list[Any] = [
    {"mon-fri": "8:00-18:00"},
    {"mon-fri": "8:00-12:00, 13:00-18:00", "sat": "9:00-12:00"},
    {"mon-fri": "8:00-12:00, 12:00-16:00"},
    {"mon-sun": "0:00-24:00"},
    {"mon": "20:00-24:00", "tue": "0:00-4:00", "sun": "22:00-24:00"},
    {"mon-fri": "12:00-4:00"},
    {"mon-sun": "6:00-6:00"},
    {"mon": "9:00-12:00, 14:00-2:30", "sun": "20:00-4:00"},
    {"sun": "closed"},
]
DATES: list[Any] = [
    {},
    {},
    {"2024-01-03": "closed", "2024-01-24": "closed", "2024-01-30": "closed", "2024-01-31": "closed"},
    {"2024-01-05": {"open": "13:00-15:00", "volume": 3.0}, "2024-01-22": {"volume": {"complaint": 0.0}}},
    {"2024-01-06": {"open": "10:00-11:00"}, "2024-01-28": "6:00-22:00", "2024-02-01": "9:00-10:00, 23:00-24:00"},
]
DAYS: list[Any] = [
    {},
    {},
    {"heavy": {"share": 0.3, "volume": 1.8}},
    {"one": {"share": 0.5, "volume": {"complaint": 1.5}}, "other": {"share": 0.5, "volume": {"complaint": 0.5}}},
]
LIMITS = {"complaint": 45.0, "question": 500.0, "visit": 0.0}
"""Limits by issue type."""
MANAGERS: list[Any] = [
    {"mon-fri": 2, "sun": 1},
    {"mon-sun": {"0:00": 1, "9:00": 3, "10:00": 0, "14:00": 1, "23:00": 2}},
]
BALKING: list[Any] = [
    None,
    None,
    {"quoted_above": 1.0, "share": 0.5},
    {"quoted_above": 0.0, "share": 1.0, "quote": "position"},
    {"quoted_above": 5.0, "quote": "position"},
]
LEVERS: dict[str, list[Any]] = {
    "empowerment.authority": [0.0, 500.0],
    "empowerment.above_authority": ["passes_up", "offers_limit", "refuses"],
    "empowerment.goodwill_budget": [0.0, 100.0],
    "empowerment.expectation": [0.6],
    "empowerment.support": [{"add": 0.2}],
    "empowerment.assist.gain": [0.4],
    "empowerment.demand_manager_factor": [0.0, 3.0],
    "empowerment.scripting": [1.0],
    "empowerment.containment": [0.0, 0.8],
    "empowerment.transfer": ["cold", "warm"],
    "empowerment.warm_until": ["picked_up", "finished"],
    "empowerment.handle_time_factor": [{"times": 0.5}],
    "incentives.relief": [0.0, 1.0],
    "incentives.pushback": [0.5],
    "incentives.time_pressure": [0.0, 0.2],
    "incentives.load_weight": [0.3],
    "incentives.ask_inflation": [0.0, 1.0],
    "incentives.target_bonus": [
        {"pays": 30.0, "escalations_per_100": 40.0},
        {"pays": 0.05, "escalations_per_100": 0.0, "whose": "team"},
    ],
    "incentives.proportional_bonus": [{"pays": 30.0, "zero_at": 60.0}, {"pays": 5.0, "zero_at": 1.5, "whose": "team"}],
    "incentives.recognition": [{"utility": 1.0}, {"utility": 0.0, "half_life": 1.0}],
    "incentives.quality.listened_share": [0.5],
    "manager.authority": [None, 30.0],
    "manager.coaching": [None, {"every_weeks": 1, "gain": 1.0}],
    "manager.policy": ["investigate", "grant", "coach", "return"],
    "manager.count": [0, 3, *MANAGERS],
    "leadership_lane.open": [True, False],
    "outsourcing.share": [0.0],
    "briefed_before_surges": [True],
    "behavior.choice": ["rule", "fixed"],
    "behavior.after_failure": ["decided", "as_before"],
    "behavior.giving": ["decided", "fixed"],
    "customers.insists_share": [0.0, 0.5],
    "customers.insist_gain": [0.0, 4.0],
    "customers.comes_back_share": [0.0, 1.0],
    "customers.max_contacts": [1, 3],
    "teams.first.agents": [0, 1, 5, 2.5],
    "teams.first.shifts.early.people": [0, 4],
    "teams.first.shrinkage.off_phone": [0.0, 0.5],
    "teams.first.shrinkage.absence_paid": [False],
    "teams.first.absence": [0.5],
    "teams.first.skill": [1.0],
    "teams.first.handles.complaint.speed": [0.5, 2.0],
    "teams.first.handles.complaint": [{"speed": 1.5, "skill": 0.4}],
    "teams.first.engagement": [0.2, 1.0],
    "teams.first.engagement_floor": [0.1],
    "teams.first.cut_short": [1.0],
    "teams.first.turnover.per_year": [0.0, 10.0],
    "teams.first.authority_factor": [3.0],
    "customers.patience": [1.0],
    "customers.balking": BALKING,
    "calendar.lines": [None, 2, 5],
    "issues.complaint.priority": [0, 3, {"base": 1.0, "per_minute": 0.5}],
    "issues.complaint.queue_limit": [None, 0, 2],
    "issues.complaint.route": [[], [{"teams": ["first"]}], [{"teams": ["first"], "after": 2.0}]],
    "teams.first.rule": ["longest_idle", "round_robin", "least_occupied"],
    "manager.give_up_after": [None, 60.0],
    "manager.investigate_time": [0.0],
    "issues.complaint.per_week": [0.0, 90.0],
    "issues.complaint.wrap_up": [0.0, 2.0],
    "issues.complaint.handle_time_by": [None, {"10:00": 0.25}],
    "issues.complaint.reserved_share": [1.0],
}
POLICIES = [
    "empower_frontline",
    "stop_rewarding_escalation",
    "drop_handle_time_target",
    "knowledge_base",
    "scripting",
    "agent_assist",
    "self_service",
    "town_hall",
    "training",
    "thank_you",
    "target_bonus",
    "proportional_bonus",
    "resolution_bonus",
    "recognize_solving",
    "leadership_lane",
    "brief_before_surge",
    "coach_back",
]

share = st.sampled_from([0.0, 0.1, 0.5, 1.0])
weight = st.sampled_from([0.0, 0.3, 1.0, 3.0])
day_names = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])


def some(**fields: Any) -> Any:
    """A mapping in which each field is given or left to its default."""
    return st.fixed_dictionaries({}, optional=fields)


def durations(ties: bool) -> Any:
    """A duration; only whole minutes where ties are wanted."""
    return st.sampled_from(TIES if ties else MINUTES)


def rising_priorities(ties: bool) -> Any:
    """A priority that rises with waiting; by halves where ties are wanted."""
    return some(
        base=st.sampled_from([0.0, 1.0, 2.0]),
        per_minute=st.sampled_from([0.0, 0.5] if ties else [0.0, 0.5, 0.37]),
        after_hand_off=st.sampled_from([0.0, 1.0]),
        most=st.sampled_from([2.0, 9.0]),
    )


@st.composite
def routes(draw: Any, able: list[str]) -> list[dict[str, Any]]:
    """Steps by which an issue comes to teams that handle it, the first of them for all."""
    names = st.permutations(able).flatmap(lambda order: st.integers(1, len(order)).map(lambda n: order[:n]))
    steps = [{"teams": draw(names), "after": draw(st.sampled_from([0.0, 0.0, 0.5]))}]
    apart = [team for team in able if team not in steps[0]["teams"]]
    for _ in range(draw(st.integers(0, 2))):
        after, part = draw(st.sampled_from([0.0, 0.5, 1.0, 5.0])), draw(st.sampled_from([0.0, 0.4, 1.0]))
        steps.append({"teams": draw(names), "after": after, "share": part})
    if apart and draw(st.booleans()):
        steps = [step for step in steps if apart[0] not in step["teams"]]
        steps.insert(draw(st.integers(0, len(steps))), {"teams": apart[:1], "share": draw(share), "only": True})
    return steps


PROFILES: list[Any] = [
    {"12:00": 3.0},
    {"mon": 0.5, "tue-sun": {"9:00": 2.0, "23:00": 0.1}},
    {"file": "week.csv", "column": "aht", "bin_minutes": 30, "figures": [[60.0 * (b % 5) for b in range(48)]] * 7},
]
"""Factors on handle time in the course of the week."""


def _with_volume(issue: dict[str, Any]) -> dict[str, Any]:
    """An issue type whose volume is said once."""
    return {key: each for key, each in issue.items() if "volume" not in issue or key not in ("weekdays", "times")}


def transfers() -> Any:
    """To which of the types that a routine one stands beside its customers are handed on."""
    to = [{"complaint": 1.0}, {"visit": 1.0, "complaint": 3.0}, {"complaint": 1.0, "visit": 0.0}]
    return st.fixed_dictionaries({"share": st.sampled_from([0.1, 0.5, 1.0]), "to": st.sampled_from(to)})


def issues(ties: bool, routine: bool) -> Any:
    """An issue type."""
    fields: dict[str, Any] = {
        "priority": st.integers(0, 2) | rising_priorities(ties),
        "queue_limit": st.sampled_from([None, None, 0, 1, 3]),
        "bin_minutes": st.sampled_from([15, 30, 60]),
        "weekdays": st.sampled_from([{}, {"mon": 1.0}, {"mon-fri": 1.0, "sun": 3.0}]),
        "times": st.sampled_from([{}, {"9:00": 1.0, "12:00": 5.0}, {"0:00": 1.0}]),
        "complexity": st.sampled_from(UNIT),
        "asks_share": share,
        "ask": st.sampled_from(MONEY),
        "owed_share": share,
        "volume": st.sampled_from([None, {"12:00": 3.0}, {"mon": 0.2, "tue-sun": {"9:00": 4.0, "0:00": 1.0}}]),
        "handle_time": durations(ties),
        "wrap_up": st.sampled_from([0.0, 0.0, 1.0, 5.0, 60.0]) if ties else st.just(0.0) | st.sampled_from(MINUTES),
        "handle_time_by": st.none() | st.sampled_from(PROFILES),
        "complexity_slope": st.sampled_from([0.0, 1.0]),
        "diagnosis_share": share,
        "patience": st.none() | durations(ties),
        "redial": some(share=share, again=share, after=durations(ties)),
        "opening_temper": st.sampled_from(UNIT),
        "demand_manager": share,
        "reserved_share": share,
        "loss": st.sampled_from(["kept", "lost"]),
        "self_service": st.booleans(),
        "opportunity_share": st.sampled_from([0.0, 0.5]),
        "crisis_share": st.sampled_from([0.0, 0.5]),
    }
    volume = {"per_week": st.sampled_from([0.0, 3.0, 40.0, 120.0])}
    if routine:
        goals = some(external=st.sampled_from([0.0, 0.4]), misstep=st.sampled_from([0.0, 0.6]))
        delays = st.sampled_from(DELAYS)
        volume["own_goals"] = st.tuples(goals, delays).map(lambda pair: {**pair[0], "delay": pair[1]})
        volume["routine"] = st.just(True)
        volume["creates"] = st.just("complaint")
        fields["transfers"] = st.none() | transfers()
    return st.fixed_dictionaries(volume, optional=fields).map(_with_volume)


def teams(handles: list[str], turnover: bool) -> Any:
    """A team that handles these issue types."""
    fields: dict[str, Any] = {
        "skill": st.sampled_from([-0.5, 0.4, 0.8]),
        "engagement": share,
        "engagement_floor": st.none() | share,
        "shares_pool": st.booleans(),
        "authority_factor": st.sampled_from([0.0, 1.0, 10.0]),
        "handle_time_factor": st.sampled_from([0.5, 1.0, 2.0]),
        "absence": st.sampled_from([0.0, 0.2, 1.0]),
        "cut_short": st.sampled_from([0.0, 1.0, {"shape": "beta", "a": 0.5, "b": 2.0}]),
        "speed_cv": st.sampled_from([0.0, 0.0, 0.3]),
        "rule": st.sampled_from(["longest_idle", "round_robin", "least_occupied"]),
    }
    how = some(speed=st.sampled_from([0.3, 1.0, 2.5]), skill=st.sampled_from([-0.5, 0.0, 0.3]))
    well = st.fixed_dictionaries({name: st.none() | how for name in handles})
    needed: dict[str, Any] = {"handles": st.just(handles) | well}
    needed["skill_sd"] = st.sampled_from([0.0, 0.0, 0.0, 0.2])
    if turnover:
        needed["turnover"] = some(per_year=st.sampled_from([5.0, 10.0]), recruit_days=st.sampled_from([0, 1, 5, 28]))
    team = st.fixed_dictionaries(needed, optional=fields)
    return st.tuples(team, floors()).map(lambda parts: {**parts[0], **parts[1]})


def floors() -> Any:
    """Who works when: head counts, whole or not, or shifts with breaks; what keeps people off the phone."""
    heads = st.sampled_from(
        [0, 1, 2, 3, 6, 1.5, {"mon-fri": 2, "sun": 1}, {"mon-sun": {"8:00": 1, "10:00": 3.7, "14:00": 1, "23:00": 2}}]
    )
    off_phone = some(off_phone=st.sampled_from([0.0, 0.3]), off_phone_paid=st.booleans(), absence_paid=st.booleans())
    counted = st.fixed_dictionaries({"agents": heads}, optional={"shrinkage": off_phone})
    shift = st.fixed_dictionaries(
        {"people": st.integers(0, 3), "hours": st.sampled_from(SHIFT_HOURS)},
        optional={"breaks": st.lists(st.sampled_from(BREAKS), max_size=3, unique_by=str)},
    ).map(_only_breaks_that_fit)
    shifts = st.dictionaries(st.sampled_from(["early", "late", "night"]), shift, min_size=1)
    wound = {"shrinkage": off_phone, "wind_down": st.sampled_from([5.0, 60.0])}
    return st.one_of(counted, counted, st.fixed_dictionaries({"shifts": shifts}, optional=wound))


SHIFT_HOURS: list[Any] = [
    {"mon-fri": "8:00-16:00"},
    {"mon-sun": "9:00-12:00, 13:00-18:30"},
    {"mon-sat": "22:00-6:00"},
    {"sun": "20:00-4:00", "mon-wed": "11:30-20:00"},
]
BREAKS: list[Any] = [
    "10:00-10:15",
    {"start": "12:00-13:00", "minutes": 20, "paid": False},
    {"start": "14:00", "minutes": 45, "paid": False},
    {"start": "15:00-16:00", "minutes": 10, "floats": True},
    {"start": "23:30-2:00", "minutes": 30, "floats": True, "paid": False},
    {"start": "1:00-3:00", "minutes": 30},
]


def _only_breaks_that_fit(shift: dict[str, Any]) -> dict[str, Any]:
    fits = []
    for each in shift.get("breaks", []):
        try:
            Shift.model_validate({**shift, "people": 3, "breaks": [*fits, each]})
        except ValueError:
            continue
        fits.append(each)
    return {**shift, "breaks": fits}


def managers(ties: bool) -> Any:
    """The manager."""
    time = durations(ties)
    return some(
        count=st.integers(0, 2) | st.sampled_from(MANAGERS),
        hours=st.none() | st.sampled_from(HOURS),
        policy=st.sampled_from(["investigate", "grant", "coach", "return"]),
        investigate_time=time,
        grant_time=time,
        coach_time=time,
        return_time=time,
        settlement=st.sampled_from([0.0, 0.6, 2.0]),
        authority=st.sampled_from([None, None, 0.0, 30.0]),
        apology=share,
        adversarial=share,
        give_up_after=st.none() | st.sampled_from(DELAYS),
        coach_boost=st.sampled_from([0.0, 2.0]),
        coach_gain=share,
        coaching=st.none()
        | some(minutes=st.sampled_from([1.0, 60.0]), every_weeks=st.sampled_from([1, 2]), adds=share),
    )


def empowerments(ties: bool) -> Any:
    """What agents may decide, and their tools."""
    return some(
        authority=st.sampled_from([0.0, 60.0, 500.0, LIMITS]),
        above_authority=st.sampled_from(["passes_up", "passes_up", "offers_limit", "refuses"]),
        goodwill_budget=st.sampled_from([None, None, 0.0, 99.99]),
        expectation=weight,
        generosity=st.sampled_from([0.0, 0.7, 1.2]),
        support=st.sampled_from([-0.5, 0.1]),
        assist=some(gain=share, up_to=st.sampled_from([0.0, 0.75, 1.5])),
        demand_manager_factor=st.sampled_from([0.0, 0.77, 5.0]),
        scripting=share,
        containment=share,
        self_service_time=durations(ties),
        transfer=st.sampled_from(["cold", "warm"]),
        warm_until=st.sampled_from(["picked_up", "finished"]),
    )


def target_bonuses() -> Any:
    """A bonus for staying at or under a rate of escalations."""
    return some(
        pays=st.sampled_from([0.0, 33.33, 500.0]),
        escalations_per_100=st.sampled_from([0.0, 5.0, 33.3, 60.0, 100.0]),
        whose=st.sampled_from(["own", "team"]),
    )


def proportional_bonuses() -> Any:
    """A bonus that falls in proportion to escalations."""
    return some(
        pays=st.sampled_from([0.0, 33.33, 500.0]),
        zero_at=st.sampled_from([0.5, 10.0, 66.6, 100.0]),
        whose=st.sampled_from(["own", "team"]),
    )


def measures() -> Any:
    """An item of the scorecard."""
    bonus = st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["escalations", "repeats", "closures", "handle_time"]),
            "pays": st.sampled_from([33.33, 500.0]),
            "shape": st.sampled_from(["step", "proportional"]),
            "whose": st.sampled_from(["own", "team"]),
            "per_100": st.sampled_from([0.0, 5.0, 60.0, 400.0]),
            "zero_at": st.sampled_from([0.5, 66.6, 1200.0]),
            "from": st.sampled_from(["pool", "beside"]),
        },
    )
    charge = {"measure": st.just("repeats"), "pays": st.just(4.0), "from": st.sampled_from(["pool", "own"])}
    closure = {"measure": st.just("closures"), "pays": st.just(0.25), "from": st.sampled_from(["pool", "beside"])}
    per_event = [st.fixed_dictionaries({**kind, "shape": st.just("per_event")}) for kind in (charge, closure)]
    return st.one_of(bonus, *per_event)


def _with_charges(pay: dict[str, Any], charge: float, of: str) -> dict[str, Any]:
    """What is paid, with a charge for each escalation, and a scorecard, where there is something to take them from."""
    has_pool = pay.get("bonus_pool") is not None
    card = [item for item in pay.get("scorecard", []) if has_pool or item["from"] == "beside"]
    by_count = [pay.get(name, {}) for name in ("target_bonus", "proportional_bonus")]
    by_month = any(item.get("pays", 0.0) > 0 for item in by_count) or any(item["shape"] != "per_event" for item in card)
    pay = {**pay, "scorecard": card} if card else {name: value for name, value in pay.items() if name != "scorecard"}
    if not has_pool and not (of == "own" and by_month):
        return pay
    return {**pay, "charge_per_escalation": charge, "charge_per_escalation_from": of}


def incentives() -> Any:
    """What passing up and solving are worth."""
    charges = st.sampled_from([0.0, 0.0, 0.333, 40.0]), st.sampled_from(["pool", "own"])
    return st.tuples(_incentives(), *charges).map(lambda drawn: _with_charges(*drawn))


def _incentives() -> Any:
    pool = some(
        funding_per_agent=st.sampled_from([0.0, 0.01, 100.0]),
        opening=st.sampled_from([0.0, 33.33]),
        charge_share=st.sampled_from([0.0, 0.333, 1.0, 2.0]),
        agent_charge_share=st.sampled_from([0.0, 0.1, 2.0]),
        agent_charge_from=st.sampled_from(["pool", "own"]),
        deficit=st.sampled_from(["carry", "absorb"]),
        payout=st.sampled_from(["equal", "individual"]),
    )
    return some(
        relief=weight,
        pushback=weight,
        resolution_bonus=st.sampled_from([0.0, 5.55]),
        resolution_bonus_from=st.sampled_from(["pool", "company"]),
        bonus_pool=st.none() | pool,
        target_bonus=target_bonuses(),
        proportional_bonus=proportional_bonuses(),
        scorecard=st.lists(measures(), max_size=3, unique_by=lambda item: (item["measure"], item.get("shape"))),
        right_escalation_bonus=st.sampled_from([0.0, 0.0, 5.0]),
        right_below=share,
        recognition=some(utility=weight, half_life=st.sampled_from([0.5, 10.0])),
        peer_pressure=share,
        announced=share,
        quality=some(listened_share=share, sanction=st.sampled_from([0.0, 240.0])),
        charge_known=st.booleans(),
        time_pressure=st.sampled_from([0.0, 0.0, 0.1, 1.0]),
        load_weight=st.sampled_from([0.0, 0.5]),
        rating_pressure=weight,
        ask_inflation=st.sampled_from([0.0, 0.5]),
    )


def customers(ties: bool) -> Any:
    """How customers wait, come back and feel."""
    return some(
        busyness=some(
            day_cv=st.sampled_from([0.0, 0.5]), within_day_cv=st.sampled_from([0.0, 0.0, 0.7]), correlation=share
        ),
        patience=durations(ties),
        endless_patience_share=share,
        balking=st.sampled_from(BALKING),
        redial_share=share,
        redial_after=durations(ties),
        max_redials=st.integers(0, 3),
        comes_back_share=share,
        comes_back_after=st.sampled_from(DELAYS),
        cut_return_share=share,
        cut_return_after=durations(ties),
        max_contacts=st.sampled_from([1, 2, 6]),
        anger_wait=share,
        anger_handoff=share,
        talk_anger=st.sampled_from([0.0, 2.0]),
        manager_anger=st.sampled_from([0.0, 2.0]),
        ask_growth=st.sampled_from([0.0, 5.0]),
        insists_share=st.sampled_from([0.0, 0.05, 0.5]),
        insist_gain=st.sampled_from([0.0, 1.0, 4.0]),
        heard_half_life=st.sampled_from([0.5, 30.0]),
        fade_half_life=st.sampled_from([0.5, 180.0]),
        tries_another_share=share,
        tries_another_after=st.sampled_from(DELAYS),
        gives_up_when_passed_up=some(share=st.sampled_from([0.0, 0.3]), hassle=weight, stakes=weight),
    )


def behaviors() -> Any:
    """How agents choose, learn and tire."""
    return some(
        choice=st.sampled_from(["rule", "rule", "rule", "fixed"]),
        escalation_probability=share,
        sharpness=st.sampled_from([0.0, 6.0, 1000.0]),
        after_failure=st.sampled_from(["decided", "decided", "as_before"]),
        conscience=weight,
        giving=st.sampled_from(["decided", "decided", "fixed"]),
        arguing=weight,
        arguing_minutes=st.sampled_from([0.0, 2.0]),
        judged_right=share,
        habit_weight=weight,
        habit_half_life=st.sampled_from([0.5, 17.0]),
        learning=st.sampled_from([0.0, 0.05, 1.0]),
        practice=share,
        learnable=st.sampled_from([0.0, 0.5]),
        forgetting_half_life=st.none() | st.just(2.0),
        credibility=share,
        appease=st.sampled_from([0.0, 10.0]),
        charge_half_life=st.sampled_from([1.0, 60.0]),
        strain_step=share,
        culture=st.sampled_from(["escalating", "solving"]),
        starting_habit=st.none() | share,
        starting_charge=st.sampled_from([0.0, 1.0]),
    )


def entries(weeks: int, types: list[str]) -> Any:
    """An entry of the timeline."""
    dated = {"week": st.integers(1, weeks), "day": day_names}
    surge = st.fixed_dictionaries(
        {
            **dated,
            "event": st.just("surge"),
            "issue": st.sampled_from(types),
            "times": st.sampled_from([0.0, 0.3, 1.0, 2.5]),
            "weeks": st.integers(1, 2),
        }
    )
    gathering = st.fixed_dictionaries(
        {
            **dated,
            "event": st.sampled_from(["town_hall", "training", "thank_you"]),
            "at": st.sampled_from(["9:00", "11:30", "23:30"]),
            "hours": st.sampled_from([0.0, 1.0, 3.0]),
            "sittings": st.integers(1, 3),
        }
    )
    lever = st.sampled_from(sorted(LEVERS)).flatmap(
        lambda key: st.sampled_from(LEVERS[key]).map(lambda value: {key: value})
    )
    change = st.fixed_dictionaries(
        dated,
        optional={
            "set": lever,
            "use": st.lists(st.sampled_from(POLICIES), max_size=2, unique=True),
            "announced": st.sampled_from([True, False]),
        },
    )
    return st.one_of(surge, gathering, change)


WAITING = st.integers(0, 6)
"""How many of a type stand in line when the center first opens."""


@st.composite
def scenario_data(draw: Any, max_weeks: int = 2) -> dict[str, Any]:
    """A valid scenario as plain data."""
    ties = draw(st.booleans())
    weeks = draw(st.integers(1, max_weeks))
    kinds = {"complaint": issues(ties, routine=False)}
    for name, routine in (("visit", True), ("question", False)):
        if draw(st.booleans()):
            kinds[name] = issues(ties, routine)
    turnover = draw(st.sampled_from([False, False, True]))
    crews = {"first": teams(list(kinds), turnover)}
    if draw(st.booleans()):
        crews["second"] = teams(draw(st.permutations(list(kinds)))[:2], turnover)
    if "second" in crews and draw(st.booleans()):
        crews["third"] = teams(draw(st.permutations(list(kinds)))[:2], turnover)
    outsourcing: dict[str, Any] = {}
    if "second" in crews and draw(st.booleans()):
        outsourcing = {"team": "second", "share": draw(share)}
    power = draw(empowerments(ties))
    if isinstance(power.get("authority"), dict):
        power["authority"] = {name: limit for name, limit in LIMITS.items() if name in kinds}
    brought = {name: draw(kind) for name, kind in kinds.items()}
    staff = {name: draw(crew) for name, crew in crews.items()}
    for handles in (crew["handles"] for crew in staff.values()):
        if brought.get("visit", {}).get("transfers") and isinstance(handles, dict) and "visit" in handles:
            handles["visit"] = {**(handles["visit"] or {}), **draw(some(transfers=share))}
    for name, its in brought.items():
        able = [team for team, crew in staff.items() if name in crew["handles"] and team != outsourcing.get("team")]
        if able and draw(st.booleans()):
            its["route"] = draw(routes(able))
    return {
        "name": "drawn",
        "calendar": {
            # Weeks from 22 or 29 January hold a month's end.
            "start": draw(st.sampled_from(["2024-01-01", "2024-01-22", "2024-01-29"])),
            "weeks": weeks,
            "open": draw(st.sampled_from(HOURS)),
            "dates": draw(st.sampled_from(DATES)),
            "days": draw(st.sampled_from(DAYS)),
            "after_hours": draw(st.sampled_from(["overtime", "drop"])),
            "lines": draw(st.sampled_from([None, None, None, 2, 8])),
        },
        "issues": brought,
        "teams": staff,
        "manager": draw(managers(ties)),
        "empowerment": power,
        "incentives": draw(incentives()),
        "customers": draw(customers(ties)),
        "behavior": draw(behaviors()),
        "leadership_lane": draw(some(open=st.booleans(), handling=durations(ties), notice=share)),
        "outsourcing": outsourcing,
        "timeline": _that_can_be_set(draw(st.lists(entries(weeks, list(kinds)), max_size=3)), staff["first"]),
        "backlog": draw(st.one_of(st.just({}), st.fixed_dictionaries({}, optional=dict.fromkeys(kinds, WAITING)))),
    }


def _that_can_be_set(timeline: list[Any], first: dict[str, Any]) -> list[Any]:
    """Leave out what this team of all cannot be set to.

    Head counts beside shifts, a shift that it has not, how well it handles what is only listed.
    """
    early, by_shifts = "early" in first.get("shifts", {}), "shifts" in first
    never = [] if early else ["teams.first.shifts.early.people"]
    never += ["teams.first.agents"] if by_shifts else []
    never += [key for key in LEVERS if ".handles." in key] if isinstance(first["handles"], list) else []
    return [entry for entry in timeline if not set(never) & set(entry.get("set", {}))]


seeds = st.integers(0, 2**53)
replications = st.integers(0, 1000)
