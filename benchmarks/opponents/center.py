"""The numbers of two_tier.yaml for other simulators, and what each of them records."""

import math
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.reading.files import load

SCENARIO = Path(__file__).resolve().parents[1] / "two_tier.yaml"
SOLVED, BY_MANAGER, ABANDONED, UNRESOLVED = 0, 1, 3, 5
DAY = 1440.0
ROW = np.dtype(
    [
        ("arrived", "f8"),
        ("queued", "f8"),  # minutes until answered, or until hanging up
        ("agent", "i4"),
        ("handled", "f8"),
        ("chance", "f8"),  # of an attempt
        ("escalated", "?"),
        ("upstairs", "f8"),  # minutes until the manager picks up, on the line and with a ticket
        ("manager", "f8"),
        ("ended", "f8"),
        ("outcome", "i4"),
        ("contacts", "i4"),
        ("handoffs", "i4"),
        ("line", "f8"),  # all minutes on the line of this matter so far
        ("anger", "f8"),
        ("closed", "?"),
        ("satisfaction", "f8"),
        ("answer", "i4"),
    ],
    align=True,
)
MINDS = ("habit", "reward", "ownership", "strain")


class Result(NamedTuple):
    """One run: a row for each contact, and what each agent has come to (`MINDS`)."""

    rows: Any
    minds: Any

    @property
    def contacts(self) -> int:
        """How many contacts there were."""
        return len(self.rows)


class Settings(NamedTuple):
    """The numbers of the scenario, in minutes and units of utility."""

    per_minute: float
    agents: int
    managers: int
    handle_mu: float
    handle_sigma: float
    handle_mean: float
    diagnosis_share: float
    complexity_a: float
    complexity_b: float
    temper_a: float
    temper_b: float
    mean_temper: float
    patience: float
    manager_stages: int
    manager_mean: float
    redial_share: float
    redial_after: float
    comes_back_share: float
    comes_back_after: float
    max_contacts: int
    max_redials: int
    skill: float
    skill_sd: float
    support: float
    steepness: float
    sharpness: float
    effort: float
    blame: float
    pride: float
    relief: float
    time_pressure: float
    habit_weight: float
    habit: float
    habit_rate: float
    ownership: float
    ownership_rate: float
    reward: float
    learning: float
    strain_step: float
    engagement: float
    calming: float
    anger_wait: float
    anger_handoff: float
    anger_repeat: float
    anger_failed: float
    anger_adversarial: float
    adversarial: float
    apology: float
    talk_anger: float
    manager_anger: float
    base: float
    b_repeat: float
    b_transfer: float
    b_wait: float
    b_days: float
    b_unresolved: float
    b_anger: float
    b_nonmonetary: float


@cache
def settings() -> Settings:
    """Read the scenario."""
    scenario = load(SCENARIO)
    (issue,), (team,) = scenario.issues.values(), scenario.teams.values()
    manager, pay, people, customers = scenario.manager, scenario.incentives, scenario.behavior, scenario.customers
    weights, handle = customers.satisfaction, issue.handle_time
    variance = math.log(1 + handle.cv**2)
    choices_a_day = issue.per_week / 7 / team.agents
    return Settings(
        per_minute=issue.per_week / (7 * DAY),
        agents=team.agents,
        managers=manager.count,
        handle_mu=math.log(handle.mean) - variance / 2,
        handle_sigma=math.sqrt(variance),
        handle_mean=handle.mean,
        diagnosis_share=issue.diagnosis_share,
        complexity_a=issue.complexity.a,
        complexity_b=issue.complexity.b,
        temper_a=issue.opening_temper.a,
        temper_b=issue.opening_temper.b,
        mean_temper=issue.opening_temper.a / (issue.opening_temper.a + issue.opening_temper.b),
        patience=customers.patience.mean,
        manager_stages=manager.investigate_time.stages,
        manager_mean=manager.investigate_time.mean,
        redial_share=customers.redial_share,
        redial_after=customers.redial_after.mean,
        comes_back_share=customers.comes_back_share,
        comes_back_after=customers.comes_back_after.mean,
        max_contacts=customers.max_contacts,
        max_redials=customers.max_redials,
        skill=team.skill,
        skill_sd=team.skill_sd,
        support=scenario.empowerment.support,
        steepness=people.steepness,
        sharpness=people.sharpness,
        effort=people.effort,
        blame=people.blame,
        pride=people.pride,
        relief=pay.relief,
        time_pressure=pay.time_pressure,
        habit_weight=people.habit_weight,
        habit=people.starting_habit,
        habit_rate=1 - 2 ** (-1 / (people.habit_half_life * choices_a_day)),
        ownership=people.starting_ownership,
        ownership_rate=1 - 2 ** (-1 / (people.ownership_half_life * choices_a_day)),
        reward=people.starting_reward,
        learning=people.learning,
        strain_step=people.strain_step,
        engagement=team.engagement,
        calming=customers.calming,
        anger_wait=customers.anger_wait,
        anger_handoff=customers.anger_handoff,
        anger_repeat=customers.anger_repeat,
        anger_failed=customers.anger_failed_attempt,
        anger_adversarial=customers.anger_adversarial,
        adversarial=manager.adversarial,
        apology=manager.apology,
        talk_anger=customers.talk_anger,
        manager_anger=customers.manager_anger,
        base=weights.base,
        b_repeat=weights.repeat,
        b_transfer=weights.transfer_cold,
        b_wait=weights.wait,
        b_days=weights.days,
        b_unresolved=weights.unresolved,
        b_anger=weights.anger,
        b_nonmonetary=weights.nonmonetary,
    )
