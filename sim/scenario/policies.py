"""The catalog of policies: named, composable, each with what its source claims and what is assumed.

Values may be relative: ``{add: x}``, ``{times: x}``, ``{median_asks: x}``, a multiple of the median ask, of all types
or of each, or ``{same_as: key}``; see `sim.scenario.relative`.
"""

from sim.scenario.changes import Policy, PolicyEvent
from sim.scenario.incentive_policies import ON_INCENTIVES
from sim.scenario.policy_forms import assumed, decided, found, policy
from sim.shown import ShownText

_STAUNING = "Stauning, Empower the Frontlines"
_MISSING_PIECE = "Is Agent Empowerment the Missing Piece in Your CX Equation?"
_BRYNJOLFSSON = "Brynjolfsson, Li & Raymond 2025"

_ALL = (
    policy(
        "empower_frontline",
        "Step 1: tell the frontline, without ambiguity, that they are able and expected to solve issues.",
        f"{_STAUNING}: most leaders do this step.",
        "Authority rises to eight times the median ask; the expectation is worth 0.6 of a utility unit.",
        set={"empowerment.authority": {"median_asks": 8}, "empowerment.expectation": 0.6},
        announced=True,
        effects=[
            *decided("empowerment.authority"),
            assumed("empowerment.expectation", "the sign has support (evidence row 12), the size none"),
        ],
    ),
    policy(
        "stop_rewarding_escalation",
        "Step 2: stop rewarding escalation: what agents could have solved comes back to them after a short talk.",
        f"{_STAUNING}: each solved escalation rewards the agent for not solving it; few leaders follow through.",
        "Relief falls to nothing and being handed the issue back is mildly unpleasant (0.1).",
        set={"incentives.relief": 0.0, "incentives.pushback": 0.1, "manager.policy": "return"},
        announced=True,
        effects=[
            assumed(
                "incentives.relief",
                "that it can be taken away whole; less reward for referring lowered referrals by 3 to 20 % (row 10)",
            ),
            assumed("incentives.pushback", "no study"),
            *decided("manager.policy"),
        ],
    ),
    policy(
        "pay_from_bonus_pool",
        "Whatever reaches the manager is granted without questions and paid from the team's bonus pool.",
        f"{_STAUNING}: the exercise for Step 2; everyone earns a little less each time.",
        "The whole concession is charged; colleagues hear of it as far as `incentives.announced` says; asks do not "
        "inflate unless set to.",
        set={"manager.policy": "grant", "incentives.bonus_pool.charge_share": 1.0},
        announced=True,
        effects=decided("manager.policy", "incentives.bonus_pool.charge_share"),
    ),
    policy(
        "drop_handle_time_target",
        "Drop the handle-time target, and the pressure that a long queue adds to it.",
        f"{_MISSING_PIECE}: teams driven by service levels and time clocks become robotic.",
        "Nothing else replaces the pressure.",
        set={"incentives.time_pressure": 0.0, "incentives.load_weight": 0.0},
        effects=[
            *decided("incentives.time_pressure"),
            assumed("incentives.load_weight", "that a queue presses only where somebody counts minutes"),
        ],
    ),
    policy(
        "knowledge_base",
        "Give agents a knowledge base that answers.",
        f"{_MISSING_PIECE}: knowledge bases and troubleshooting aids are critical.",
        "Support rises by 0.1 of complexity; handle times fall by 3 %.",
        set={"empowerment.support": {"add": 0.1}, "empowerment.handle_time_factor": {"times": 0.97}},
        effects=[
            assumed("empowerment.support", "no study of its size"),
            assumed("empowerment.handle_time_factor", "no study of its size"),
        ],
    ),
    policy(
        "scripting",
        "Give agents scripts to follow.",
        f"{_MISSING_PIECE}: scripts keep satisfaction and cost steady, but may miss the exceptional.",
        "Half-strength scripts: help below medium complexity, hinder above, spare missteps, cost warmth; handle times "
        "fall by 3 %.",
        set={"empowerment.scripting": 0.5, "empowerment.handle_time_factor": {"times": 0.97}},
        effects=[
            assumed("empowerment.scripting", "no study of its size"),
            assumed("empowerment.handle_time_factor", "no study of its size"),
        ],
    ),
    policy(
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
            found("empowerment.demand_manager_factor", f"{_BRYNJOLFSSON}: 0.875 points (SE 0.20) of 3.77 %"),
            found("empowerment.handle_time_factor", f"{_BRYNJOLFSSON}: 8.5 to 9.2 % less"),
            assumed("empowerment.assist.gain", f"that novices gain more is found ({_BRYNJOLFSSON}); the size is not"),
            assumed("empowerment.assist.up_to", "that the best gain about nothing is found; the level is not"),
        ],
    ),
    policy(
        "self_service",
        "Let a bot or menu answer simple contacts.",
        f"{_MISSING_PIECE}: bots are fine when a live conversation is not needed and the job gets done.",
        "A bot solves half of the issues of no complexity and hardly any complex one: about a quarter of the issues of "
        "the default complexity. Vendors claim 40 to 60 %, practitioners see 10 to 25 % less in the queue.",
        set={"empowerment.containment": 0.5},
        effects=[assumed("empowerment.containment", "it depends on the content (evidence row 20)")],
    ),
    policy(
        "town_hall",
        "Hold a town hall each month: tell, listen, answer.",
        f"{_MISSING_PIECE}: trust and connection to leadership raise purpose and engagement.",
        "Engagement rises by 0.1 each time and drifts back; it costs an hour, and teaches what passing up is worth.",
        announced=True,
        events=[PolicyEvent(event="town_hall", every_weeks=4)],
        effects=[assumed("town_hall", "no study of its size")],
    ),
    policy(
        "training",
        "Train the team once a quarter.",
        f"{_MISSING_PIECE}: training sessions raise engagement and productivity.",
        "Each session adds 0.1 of skill, which fades as forgetting has it, and 0.03 of engagement; it costs three "
        "hours.",
        events=[PolicyEvent(event="training", every_weeks=13)],
        effects=[assumed("training", "no study of its size")],
    ),
    policy(
        "thank_you",
        "Thank people, sincerely, every other week.",
        f"{_MISSING_PIECE}: thanks raise purpose.",
        "Pride rises by 0.1 and engagement by 0.03; both fade. It costs a quarter of an hour.",
        events=[PolicyEvent(event="thank_you", every_weeks=2)],
        effects=[assumed("thank_you", "no study of its size")],
    ),
    policy(
        "same_answer_upstairs",
        "The same answer on both floors: managers grant the share of an ask that agents grant.",
        "Customers learn to insist where supervisors say yes to what agents refuse: a common complaint of leaders, and"
        " no study of its size.",
        "Managers hear both sides and grant the agents' share; an ask above the agents' limit stays the managers', who"
        " grant the same share of it.",
        set={"manager.policy": "investigate", "manager.settlement": {"same_as": "empowerment.generosity"}},
        effects=decided("manager.policy", "manager.settlement"),
    ),
    policy(
        "goodwill_budget",
        "Give each agent a budget of goodwill for the month, to be spent as the agent sees fit.",
        "Goodwill limits by agent are common practice; no study of budgets.",
        "Twenty times the median ask for each agent and month. What is left is the limit; above it what is left is"
        " offered, so that an empty budget refuses and does not fill the manager's desk.",
        set={"empowerment.goodwill_budget": {"median_asks": 20}},
        effects=decided("empowerment.goodwill_budget"),
    ),
    policy(
        "limits_by_kind",
        "Give agents a limit of their own for each kind of issue, in place of one for all.",
        "Published limits differ by kind: goodwill 15 to 25, refunds 50 (turnella.com).",
        "Twice the median ask of each issue type.",
        set={"empowerment.authority": {"median_asks_of_each": 2}},
        effects=decided("empowerment.authority"),
    ),
    policy(
        "withdraw_goodwill",
        "Agents may only apologize: nothing is granted at the desk, and no ask of money is passed up for it.",
        "A common saving. Customers who insist go up all the same.",
        "The authority is 0, and what is above it is refused.",
        set={"empowerment.authority": 0.0, "empowerment.above_authority": "refuses"},
        announced=True,
        effects=decided("empowerment.authority", "empowerment.above_authority"),
    ),
    policy(
        "coach_the_team",
        "Managers coach: each agent has a session every other week, as far as escalations leave the managers time.",
        "Leaders say that coaching is the first thing to go where managers are swamped; no study of its size.",
        "Half an hour each time, up to 0.1 of skill, which fades as forgetting has it, and 0.05 of engagement. What"
        " escalations leave of the managers' hours goes to sessions before other duties.",
        set={"manager.coaching": {"minutes": 30.0, "every_weeks": 2}},
        effects=[assumed("manager.coaching", "no study of its size")],
    ),
    *ON_INCENTIVES,
    policy(
        "leadership_lane",
        "Open a desk to which agents can route a rare opportunity or a brewing crisis.",
        f"{_MISSING_PIECE}: such a lane creates good publicity and avoids the big oops.",
        "An agent notices with probability `leadership_lane.notice` (0.6 unless set) times engagement; a crisis that "
        "is noticed does not go public.",
        set={"leadership_lane.open": True},
        effects=decided("leadership_lane.open"),
    ),
    policy(
        "brief_before_surge",
        "Tell agents of events and campaigns before they hit.",
        f"{_MISSING_PIECE}: teams told last become robotic.",
        "A surge that agents were told of costs no ability.",
        set={"briefed_before_surges": True},
        effects=[assumed("briefed_before_surges", "no study of its size")],
    ),
    policy(
        "coach_back",
        "The manager coaches: with guidance, the same agent solves the issue.",
        f"{_STAUNING}: great leaders hardly see escalations, because they expect the frontline to solve.",
        "Guidance lends `manager.coach_boost` of skill (0.3 unless set) to this attempt, and a little of it stays; an "
        "agent who must solve it all the same is relieved of half as much.",
        set={"manager.policy": "coach", "incentives.relief": {"times": 0.5}},
        announced=True,
        effects=[
            *decided("manager.policy"),
            assumed(
                "incentives.relief",
                "no study of its size; consulting before referral lowered referrals in 11 of 11 (Blank et al. 2014)",
            ),
        ],
    ),
    policy(
        "outsource",
        "Hand part of the volume to a vendor's team (the scenario names the team).",
        f"{_MISSING_PIECE}: a vendor too should welcome deeper engagement (set the engagement of its team for that).",
        "A third of the contacts that the vendor handles go there; what the vendor's people may, cost and feel is the "
        "scenario's.",
        set={"outsourcing.share": 0.33},
        effects=decided("outsourcing.share"),
    ),
)


class Catalog(ShownText, dict[str, Policy]):
    """Policies by name."""


CATALOG = Catalog({each.name: each for each in _ALL})
"""The shipped policies by name."""
