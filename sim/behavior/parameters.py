"""The numbers that decisions depend on, as flat tuples: what an engine hands to the functions of this room."""

from typing import NamedTuple


class Rules(NamedTuple):
    """Levers and traits that hold for the whole center during one stretch of time."""

    expectation: float
    generosity: float
    support: float
    assist_gain: float
    assist_up_to: float
    scripting: float
    containment: float
    warm: bool
    held_until_finished: bool
    relief: float
    pushback: float
    resolution_bonus_cents: float
    bonus_from_pool: bool
    has_pool: bool
    escalation_charge_cents: float
    charged_to_own: bool
    repeat_charge_cents: float
    repeat_charged_to_own: bool
    closure_pays_cents: float
    closure_from_pool: bool
    repeat_window_ticks: int
    repeats_in_window: float
    right_bonus_cents: float
    right_below: float
    first_item: int
    last_item: int
    praise: float
    charge_share: float
    agent_charge_share: float
    giving_charged_to_own: bool
    absorb: bool
    penalty_weight: float
    peer_pressure: float
    announced: float
    charge_known: bool
    time_pressure: float
    load_weight: float
    rating_pressure: float
    fixed_choice: bool
    escalation_probability: float
    steepness: float
    sharpness: float
    money_unit_cents: float
    effort: float
    blame: float
    pride: float
    habit_weight: float
    learning: float
    habit_rate: float
    ownership_rate: float
    practice: float
    learnable: float
    credibility: float
    appease: float
    strain_step: float
    base_engagement: float
    max_redials: int
    comes_back_share: float
    cut_return_share: float
    max_contacts: int
    above_authority: int
    budget_cents: float
    manager_authority_cents: float
    after_failure_as_before: bool
    conscience: float
    caught: float
    gives: bool
    arguing: float
    arguing_minutes: float
    judged_right: float
    insists_share: float
    insist_gain: float
    tries_another_share: float
    walks_share: float
    walks_hassle: float
    walks_stakes: float
    anger_wait: float
    anger_handoff: float
    anger_repeat: float
    anger_failed_attempt: float
    anger_adversarial: float
    anger_self_service: float
    calming: float
    talk_anger: float
    manager_anger: float
    ask_growth: float
    public_above: float
    public_share: float
    manager_policy: int
    settlement: float
    apology: float
    adversarial: float
    coach_boost: float
    coach_gain: float
    session_ticks: int
    session_weeks: int
    session_adds: float
    session_gain: float
    session_engagement: float
    lane_open: bool
    notice: float
    crisis_incident: float
    satisfied_base: float
    satisfied_repeat: float
    satisfied_transfer: float
    satisfied_wait: float
    satisfied_days: float
    satisfied_unresolved: float
    satisfied_anger: float
    satisfied_nonmonetary: float
    compensation: float
    overcompensation: float
    expected_generosity: float
    lines: int
    balk_above: float
    balk_share: float
    balk_by_position: bool


class TypeRules(NamedTuple):
    """What holds for one issue type during one stretch of time."""

    routine: bool
    creates: int
    own_goal_external: float
    own_goal_misstep: float
    redial_share: float
    redial_again: float
    first_target: int
    diagnosis_share: float
    mean_remaining_minutes: float
    mean_temper: float
    median_ask_cents: float
    authority_cents: float
    believed_owed: float
    demand_manager: float
    lost: bool
    self_service: bool
    surprise: float
    route: int
    queue_limit: int
    priority_base: float
    priority_per_minute: float
    priority_after_hand_off: float
    priority_most: float
    mean_handle_minutes: float


class TeamRules(NamedTuple):
    """What holds for one team during one stretch of time."""

    authority_factor: float
    handle_time_factor: float
    shares_pool: bool
    earns: bool
    rule: int


class HandlingRules(NamedTuple):
    """How well one team handles one issue type during one stretch of time."""

    speed: float
    skill: float
    transfers: float


class Target(NamedTuple):
    """A type to whose line customers are handed on whose number lies below `upto`, and below no earlier one's."""

    type: int
    upto: float


LONGEST_IDLE, ROUND_ROBIN, LEAST_OCCUPIED = range(3)
"""Which of its idle agents a team chooses, as numbers."""

INVESTIGATE, GRANT, COACH, RETURN = range(4)
"""The manager's policies as numbers."""

PASSES_UP, OFFERS_LIMIT, REFUSES = range(3)
"""What an agent may do with an ask above the authority, as numbers."""

ESCALATIONS, REPEATS, CLOSURES, HANDLE_TIME = range(4)
"""What a scorecard counts, as numbers."""
STEP, PROPORTIONAL = range(2)
"""How a month's count is paid, as numbers."""


class Item(NamedTuple):
    """What is paid for a month's count.

    Attributes
    ----------
    measure, shape : int
        What is counted, and how it is paid.
    per_100 : float
        The target of a step, for each 100 contacts.
    zero_at : float
        Where nothing of a proportional bonus is left, or, of closures, where all of it is due; for each 100 contacts.
    pays_cents : float
        The whole bonus.
    of_team, from_pool : bool
        Whose count it is, and whether the pool pays.
    """

    measure: int
    shape: int
    per_100: float
    zero_at: float
    pays_cents: float
    of_team: bool
    from_pool: bool
