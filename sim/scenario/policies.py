"""The catalog of policies: named, composable, each with what its source claims and what is assumed.

Values may be relative: ``{add: x}``, ``{times: x}``, or ``{median_asks: x}``, a multiple of the median ask; see
`sim.scenario.relative`.
"""

from typing import Any

from sim.scenario.changes import Policy, PolicyEvent
from sim.shown import ShownText

_STAUNING = "Stauning, Empower the Frontlines"
_MISSING_PIECE = "Is Agent Empowerment the Missing Piece in Your CX Equation?"


def _policy(name: str, about: str, claims: str, assumes: str, **rest: Any) -> Policy:
    return Policy(name=name, about=about, claims=claims, assumes=assumes, **rest)


_ALL = (
    _policy(
        "empower_frontline",
        "Step 1: tell the frontline, without ambiguity, that they are able and expected to solve issues.",
        f"{_STAUNING}: most leaders do this step.",
        "Authority rises to eight times the median ask; the expectation is worth 0.6 of a utility unit.",
        set={"empowerment.authority": {"median_asks": 8}, "empowerment.expectation": 0.6},
        announced=True,
    ),
    _policy(
        "stop_rewarding_escalation",
        "Step 2: stop rewarding escalation: what agents could have solved comes back to them after a short talk.",
        f"{_STAUNING}: each solved escalation rewards the agent for not solving it; few leaders follow through.",
        "Relief falls to nothing and being handed the issue back is mildly unpleasant (0.1).",
        set={"incentives.relief": 0.0, "incentives.pushback": 0.1, "manager.policy": "return"},
        announced=True,
    ),
    _policy(
        "pay_from_bonus_pool",
        "Whatever reaches the manager is granted without questions and paid from the team's bonus pool.",
        f"{_STAUNING}: the exercise for Step 2; everyone earns a little less each time.",
        "The whole concession is charged; colleagues hear of it; asks do not inflate unless set to.",
        set={"manager.policy": "grant", "incentives.bonus_pool.charge_share": 1.0},
        announced=True,
    ),
    _policy(
        "drop_handle_time_target",
        "Drop the handle-time target.",
        f"{_MISSING_PIECE}: teams driven by time clocks become robotic.",
        "Nothing else replaces the pressure.",
        set={"incentives.time_pressure": 0.0, "incentives.load_weight": 0.0},
    ),
    _policy(
        "knowledge_base",
        "Give agents a knowledge base that answers.",
        f"{_MISSING_PIECE}: knowledge bases and troubleshooting aids are critical.",
        "Support rises by 0.1 of complexity; handle times fall by 3 %.",
        set={"empowerment.support": {"add": 0.1}, "empowerment.handle_time_factor": {"times": 0.97}},
    ),
    _policy(
        "scripting",
        "Give agents scripts to follow.",
        f"{_MISSING_PIECE}: scripts keep satisfaction and cost steady, but may miss the exceptional.",
        "Half-strength scripts: help below medium complexity, hinder above, cost warmth.",
        set={"empowerment.scripting": 0.5, "empowerment.handle_time_factor": {"times": 0.97}},
    ),
    _policy(
        "agent_assist",
        "Give agents an assistant that suggests answers in real time.",
        "Brynjolfsson, Li & Raymond 2025: 15 % more resolutions an hour, fewer requests for the manager.",
        "Support rises by 0.12 of complexity; handle times fall by 9 %.",
        set={"empowerment.support": {"add": 0.12}, "empowerment.handle_time_factor": {"times": 0.91}},
    ),
    _policy(
        "self_service",
        "Let a bot or menu answer simple contacts.",
        f"{_MISSING_PIECE}: bots are fine when a live conversation is not needed and the job gets done.",
        "A bot solves half of the issues of no complexity and hardly any complex one.",
        set={"empowerment.containment": 0.5},
    ),
    _policy(
        "town_hall",
        "Hold a town hall each month: tell, listen, answer.",
        f"{_MISSING_PIECE}: trust and connection to leadership raise purpose and engagement.",
        "Engagement rises by 0.1 each time and drifts back.",
        announced=True,
        events=[PolicyEvent(event="town_hall", every_weeks=4)],
    ),
    _policy(
        "training",
        "Train the team once a quarter.",
        f"{_MISSING_PIECE}: training sessions raise engagement and productivity.",
        "Each session adds 0.1 of skill, which fades as forgetting has it.",
        events=[PolicyEvent(event="training", every_weeks=13)],
    ),
    _policy(
        "thank_you",
        "Thank people, sincerely, every other week.",
        f"{_MISSING_PIECE}: thanks raise purpose.",
        "Pride rises by 0.1 and fades.",
        events=[PolicyEvent(event="thank_you", every_weeks=2)],
    ),
    _policy(
        "leadership_lane",
        "Open a desk to which agents can route a rare opportunity or a brewing crisis.",
        f"{_MISSING_PIECE}: such a lane creates good publicity and avoids the big oops.",
        "An engaged agent notices six in ten.",
        set={"leadership_lane.open": True},
    ),
    _policy(
        "brief_before_surge",
        "Tell agents of events and campaigns before they hit.",
        f"{_MISSING_PIECE}: teams told last become robotic.",
        "A surge that agents were told of costs no ability.",
        set={"briefed_before_surges": True},
    ),
    _policy(
        "coach_back",
        "The manager coaches: with guidance, the same agent solves the issue.",
        f"{_STAUNING}: great leaders hardly see escalations.",
        "Guidance lends 0.3 of skill to this attempt, and a little of it stays.",
        set={"manager.policy": "coach", "incentives.relief": {"times": 0.5}},
        announced=True,
    ),
    _policy(
        "outsource",
        "Hand part of the volume to a vendor's team (the scenario names the team).",
        f"{_MISSING_PIECE}: a vendor too should welcome deeper engagement.",
        "A third of the contacts that the vendor handles go there first.",
        set={"outsourcing.share": 0.33},
    ),
)


class Catalog(ShownText, dict[str, Policy]):
    """Policies by name."""


CATALOG = Catalog({policy.name: policy for policy in _ALL})
"""The shipped policies by name."""
