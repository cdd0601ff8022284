"""The catalog of policies: named, composable, each with what its source claims and what is assumed.

Values may be relative: ``{add: x}``, ``{times: x}``, or ``{median_asks: x}``, a multiple of the median ask; see
`sim.scenario.relative`.
"""

from typing import Any

from sim.scenario.changes import Effect, Policy, PolicyEvent
from sim.shown import ShownText

_STAUNING = "Stauning, Empower the Frontlines"
_MISSING_PIECE = "Is Agent Empowerment the Missing Piece in Your CX Equation?"
_BRYNJOLFSSON = "Brynjolfsson, Li & Raymond 2025"


def _policy(name: str, about: str, claims: str, assumes: str, **rest: Any) -> Policy:
    return Policy(name=name, about=about, claims=claims, assumes=assumes, **rest)


def _decided(*keys: str) -> list[Effect]:
    return [Effect(of=key, status="decision") for key in keys]


def _found(key: str, source: str) -> Effect:
    return Effect(of=key, status="evidence", source=source)


def _assumed(key: str, why: str) -> Effect:
    return Effect(of=key, status="assumption", source=why)


_ALL = (
    _policy(
        "empower_frontline",
        "Step 1: tell the frontline, without ambiguity, that they are able and expected to solve issues.",
        f"{_STAUNING}: most leaders do this step.",
        "Authority rises to eight times the median ask; the expectation is worth 0.6 of a utility unit.",
        set={"empowerment.authority": {"median_asks": 8}, "empowerment.expectation": 0.6},
        announced=True,
        effects=[
            *_decided("empowerment.authority"),
            _assumed("empowerment.expectation", "the sign has support (evidence row 12), the size none"),
        ],
    ),
    _policy(
        "stop_rewarding_escalation",
        "Step 2: stop rewarding escalation: what agents could have solved comes back to them after a short talk.",
        f"{_STAUNING}: each solved escalation rewards the agent for not solving it; few leaders follow through.",
        "Relief falls to nothing and being handed the issue back is mildly unpleasant (0.1).",
        set={"incentives.relief": 0.0, "incentives.pushback": 0.1, "manager.policy": "return"},
        announced=True,
        effects=[
            _assumed(
                "incentives.relief",
                "that it can be taken away whole; less reward for referring lowered referrals by 3 to 20 % (row 10)",
            ),
            _assumed("incentives.pushback", "no study"),
            *_decided("manager.policy"),
        ],
    ),
    _policy(
        "pay_from_bonus_pool",
        "Whatever reaches the manager is granted without questions and paid from the team's bonus pool.",
        f"{_STAUNING}: the exercise for Step 2; everyone earns a little less each time.",
        "The whole concession is charged; colleagues hear of it as far as `incentives.announced` says; asks do not "
        "inflate unless set to.",
        set={"manager.policy": "grant", "incentives.bonus_pool.charge_share": 1.0},
        announced=True,
        effects=_decided("manager.policy", "incentives.bonus_pool.charge_share"),
    ),
    _policy(
        "drop_handle_time_target",
        "Drop the handle-time target, and the pressure that a long queue adds to it.",
        f"{_MISSING_PIECE}: teams driven by service levels and time clocks become robotic.",
        "Nothing else replaces the pressure.",
        set={"incentives.time_pressure": 0.0, "incentives.load_weight": 0.0},
        effects=[
            *_decided("incentives.time_pressure"),
            _assumed("incentives.load_weight", "that a queue presses only where somebody counts minutes"),
        ],
    ),
    _policy(
        "knowledge_base",
        "Give agents a knowledge base that answers.",
        f"{_MISSING_PIECE}: knowledge bases and troubleshooting aids are critical.",
        "Support rises by 0.1 of complexity; handle times fall by 3 %.",
        set={"empowerment.support": {"add": 0.1}, "empowerment.handle_time_factor": {"times": 0.97}},
        effects=[
            _assumed("empowerment.support", "no study of its size"),
            _assumed("empowerment.handle_time_factor", "no study of its size"),
        ],
    ),
    _policy(
        "scripting",
        "Give agents scripts to follow.",
        f"{_MISSING_PIECE}: scripts keep satisfaction and cost steady, but may miss the exceptional.",
        "Half-strength scripts: help below medium complexity, hinder above, spare missteps, cost warmth; handle times "
        "fall by 3 %.",
        set={"empowerment.scripting": 0.5, "empowerment.handle_time_factor": {"times": 0.97}},
        effects=[
            _assumed("empowerment.scripting", "no study of its size"),
            _assumed("empowerment.handle_time_factor", "no study of its size"),
        ],
    ),
    _policy(
        "agent_assist",
        "Give agents an assistant that suggests answers in real time.",
        f"{_BRYNJOLFSSON}: customers ask for a manager 23 % less often, handle times fall by 9 %, resolutions an hour "
        "rise by 15 %, most for the least skilled and hardly for the best. Escalations were not observed; the rise of "
        "the share resolved was not significant.",
        "The assistant gives 0.4 of the way from an agent's skill to 0.75: about 0.06 at a mean skill of 0.6.",
        set={
            "empowerment.demand_manager_factor": {"times": 0.77},
            "empowerment.handle_time_factor": {"times": 0.91},
            "empowerment.assist.gain": 0.4,
            "empowerment.assist.up_to": 0.75,
        },
        effects=[
            _found("empowerment.demand_manager_factor", f"{_BRYNJOLFSSON}: 0.875 points (SE 0.20) of 3.77 %"),
            _found("empowerment.handle_time_factor", f"{_BRYNJOLFSSON}: 8.5 to 9.2 % less"),
            _assumed("empowerment.assist.gain", f"that novices gain more is found ({_BRYNJOLFSSON}); the size is not"),
            _assumed("empowerment.assist.up_to", "that the best gain about nothing is found; the level is not"),
        ],
    ),
    _policy(
        "self_service",
        "Let a bot or menu answer simple contacts.",
        f"{_MISSING_PIECE}: bots are fine when a live conversation is not needed and the job gets done.",
        "A bot solves half of the issues of no complexity and hardly any complex one: about a quarter of the issues of "
        "the default complexity. Vendors claim 40 to 60 %, practitioners see 10 to 25 % less in the queue.",
        set={"empowerment.containment": 0.5},
        effects=[_assumed("empowerment.containment", "it depends on the content (evidence row 20)")],
    ),
    _policy(
        "town_hall",
        "Hold a town hall each month: tell, listen, answer.",
        f"{_MISSING_PIECE}: trust and connection to leadership raise purpose and engagement.",
        "Engagement rises by 0.1 each time and drifts back; it costs an hour, and teaches what passing up is worth.",
        announced=True,
        events=[PolicyEvent(event="town_hall", every_weeks=4)],
        effects=[_assumed("town_hall", "no study of its size")],
    ),
    _policy(
        "training",
        "Train the team once a quarter.",
        f"{_MISSING_PIECE}: training sessions raise engagement and productivity.",
        "Each session adds 0.1 of skill, which fades as forgetting has it, and 0.03 of engagement; it costs three "
        "hours.",
        events=[PolicyEvent(event="training", every_weeks=13)],
        effects=[_assumed("training", "no study of its size")],
    ),
    _policy(
        "thank_you",
        "Thank people, sincerely, every other week.",
        f"{_MISSING_PIECE}: thanks raise purpose.",
        "Pride rises by 0.1 and engagement by 0.03; both fade. It costs a quarter of an hour.",
        events=[PolicyEvent(event="thank_you", every_weeks=2)],
        effects=[_assumed("thank_you", "no study of its size")],
    ),
    _policy(
        "charge_per_escalation",
        "Charge the team's bonus pool for every issue that agents could have solved and passed up.",
        "A common wish of leaders; penalties for passing on work beyond their money: Hathaway, Kagan & Dada 2023.",
        "5 of the currency for each avoidable escalation; agents know the price and feel it at once.",
        set={"incentives.charge_per_escalation": 5.0},
        effects=_decided("incentives.charge_per_escalation"),
    ),
    _policy(
        "target_bonus",
        "Pay a bonus for each month in which an agent passes up few enough contacts.",
        "A common wish of leaders. Of four studies of payment by referral, three found no effect (Blank et al. 2014).",
        "150 of the currency a month at 5 escalations or fewer per 100 contacts; agents see each morning how their "
        "month stands, and feel the chance that one more loses it.",
        set={
            "incentives.target_bonus.pays": 150.0,
            "incentives.target_bonus.escalations_per_100": 5.0,
            "incentives.target_bonus.whose": "own",
        },
        effects=_decided(
            "incentives.target_bonus.pays",
            "incentives.target_bonus.escalations_per_100",
            "incentives.target_bonus.whose",
        ),
    ),
    _policy(
        "proportional_bonus",
        "Pay a monthly bonus that falls with every contact an agent passes up.",
        "A common wish of leaders. Of four studies of payment by referral, three found no effect (Blank et al. 2014).",
        "150 of the currency a month without escalations, nothing at 20 per 100 contacts; agents feel its slope.",
        set={
            "incentives.proportional_bonus.pays": 150.0,
            "incentives.proportional_bonus.zero_at": 20.0,
            "incentives.proportional_bonus.whose": "own",
        },
        effects=_decided(
            "incentives.proportional_bonus.pays",
            "incentives.proportional_bonus.zero_at",
            "incentives.proportional_bonus.whose",
        ),
    ),
    _policy(
        "resolution_bonus",
        "Pay agents for every issue they solve.",
        "A common wish of leaders; no study of escalations.",
        "2 of the currency for each solved issue, beside the pool.",
        set={"incentives.resolution_bonus": 2.0, "incentives.resolution_bonus_from": "company"},
        effects=_decided("incentives.resolution_bonus", "incentives.resolution_bonus_from"),
    ),
    _policy(
        "recognize_solving",
        "Praise agents for the issues they solve.",
        f"{_MISSING_PIECE}: thanks raise purpose.",
        "Praise for a solved issue is worth 0.2 of a utility unit; what is felt of it fades by half in ten working "
        "days without more.",
        set={"incentives.recognition.utility": 0.2},
        effects=[_assumed("incentives.recognition.utility", "no study of its size")],
    ),
    _policy(
        "leadership_lane",
        "Open a desk to which agents can route a rare opportunity or a brewing crisis.",
        f"{_MISSING_PIECE}: such a lane creates good publicity and avoids the big oops.",
        "An agent notices with probability `leadership_lane.notice` (0.6 unless set) times engagement; a crisis that "
        "is noticed does not go public.",
        set={"leadership_lane.open": True},
        effects=_decided("leadership_lane.open"),
    ),
    _policy(
        "brief_before_surge",
        "Tell agents of events and campaigns before they hit.",
        f"{_MISSING_PIECE}: teams told last become robotic.",
        "A surge that agents were told of costs no ability.",
        set={"briefed_before_surges": True},
        effects=[_assumed("briefed_before_surges", "no study of its size")],
    ),
    _policy(
        "coach_back",
        "The manager coaches: with guidance, the same agent solves the issue.",
        f"{_STAUNING}: great leaders hardly see escalations, because they expect the frontline to solve.",
        "Guidance lends `manager.coach_boost` of skill (0.3 unless set) to this attempt, and a little of it stays; an "
        "agent who must solve it all the same is relieved of half as much.",
        set={"manager.policy": "coach", "incentives.relief": {"times": 0.5}},
        announced=True,
        effects=[
            *_decided("manager.policy"),
            _assumed(
                "incentives.relief",
                "no study of its size; consulting before referral lowered referrals in 11 of 11 (Blank et al. 2014)",
            ),
        ],
    ),
    _policy(
        "outsource",
        "Hand part of the volume to a vendor's team (the scenario names the team).",
        f"{_MISSING_PIECE}: a vendor too should welcome deeper engagement (set the engagement of its team for that).",
        "A third of the contacts that the vendor handles go there; what the vendor's people may, cost and feel is the "
        "scenario's.",
        set={"outsourcing.share": 0.33},
        effects=_decided("outsourcing.share"),
    ),
)


class Catalog(ShownText, dict[str, Policy]):
    """Policies by name."""


CATALOG = Catalog({policy.name: policy for policy in _ALL})
"""The shipped policies by name."""
