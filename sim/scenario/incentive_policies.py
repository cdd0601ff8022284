"""Policies of the catalog that pay, charge, measure and praise."""

from sim.scenario.policy_forms import assumed, decided, policy

_MISSING_PIECE = "Is Agent Empowerment the Missing Piece in Your CX Equation?"

ON_INCENTIVES = (
    policy(
        "charge_per_escalation",
        "Charge the team's bonus pool for every issue that agents could have solved and passed up.",
        "A common wish of leaders; penalties for passing on work beyond their money: Hathaway, Kagan & Dada 2023.",
        "5 of the currency for each avoidable escalation; agents know the price and feel it at once.",
        set={"incentives.charge_per_escalation": 5.0},
        effects=decided("incentives.charge_per_escalation"),
    ),
    policy(
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
        effects=decided(
            "incentives.target_bonus.pays",
            "incentives.target_bonus.escalations_per_100",
            "incentives.target_bonus.whose",
        ),
    ),
    policy(
        "proportional_bonus",
        "Pay a monthly bonus that falls with every contact an agent passes up.",
        "A common wish of leaders. Of four studies of payment by referral, three found no effect (Blank et al. 2014).",
        "150 of the currency a month without escalations, nothing at 20 per 100 contacts; agents feel its slope.",
        set={
            "incentives.proportional_bonus.pays": 150.0,
            "incentives.proportional_bonus.zero_at": 20.0,
            "incentives.proportional_bonus.whose": "own",
        },
        effects=decided(
            "incentives.proportional_bonus.pays",
            "incentives.proportional_bonus.zero_at",
            "incentives.proportional_bonus.whose",
        ),
    ),
    policy(
        "resolution_bonus",
        "Pay agents for every issue they solve.",
        "A common wish of leaders; no study of escalations.",
        "2 of the currency for each solved issue, beside the pool.",
        set={"incentives.resolution_bonus": 2.0, "incentives.resolution_bonus_from": "company"},
        effects=decided("incentives.resolution_bonus", "incentives.resolution_bonus_from"),
    ),
    policy(
        "recognize_solving",
        "Praise agents for the issues they solve.",
        f"{_MISSING_PIECE}: thanks raise purpose.",
        "Praise for a solved issue is worth 0.2 of a utility unit; what is felt of it fades by half in ten working "
        "days without more.",
        set={"incentives.recognition.utility": 0.2},
        effects=[assumed("incentives.recognition.utility", "no study of its size")],
    ),
    policy(
        "closure_target",
        "Pay a bonus for each month in which an agent closes enough matters at the desk.",
        "Raising a closure target raised second-line escalations from 6.2 to 10.8 % and refunds from 1.1 to 2.0 %"
        " (calypso.ms, an illustration).",
        "150 of the currency a month at 90 matters closed per 100 contacts, solved or not: what is left and called done"
        " counts as closed. Takes the place of the scorecard that there is.",
        set={"incentives.scorecard": [{"measure": "closures", "per_100": 90.0, "pays": 150.0, "shape": "step"}]},
        effects=decided("incentives.scorecard"),
    ),
    policy(
        "charge_what_agents_give",
        "Charge the team's bonus pool for what agents grant.",
        "A common wish where waivers rise. No study of what agents then give.",
        "All of it is charged. From a common pool an agent feels a small part of it, the smaller the larger the team;"
        " `incentives.bonus_pool.agent_charge_from: own` takes it from the bonus of the agent who grants.",
        set={"incentives.bonus_pool.agent_charge_share": 1.0},
        effects=decided("incentives.bonus_pool.agent_charge_share"),
    ),
    policy(
        "listen_to_calls",
        "Listen to one contact in ten.",
        "A common practice is 2 to 5 % of contacts.",
        "What was left unsolved and called done, and what was given away unowed, is found in each contact that is"
        " listened to; what being found costs stays. The hours of listening are not counted.",
        set={"incentives.quality.listened_share": 0.1},
        effects=decided("incentives.quality.listened_share"),
    ),
    policy(
        "pay_right_escalations",
        "Pay agents for passing up what was rightly passed up.",
        "Directly pays its experts 15 to 20 % of the reward for it.",
        "2 of the currency for each: reserved, above the authority, or too hard for this agent"
        " (`incentives.right_below`).",
        set={"incentives.right_escalation_bonus": 2.0},
        effects=decided("incentives.right_escalation_bonus"),
    ),
)
"""In the order in which `frontline policies` lists them."""
