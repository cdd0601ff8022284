"""What every engine must show in agents' minds: the state at each week's end, worked out from the contacts alone."""

from typing import Any

import pytest

from sim.behavior.learning import rate_per_event
from sim.engines.steady_state import start_of
from sim.journeys import Journeys, Outcome
from sim.scenario import plan_of, scenario_from
from tests.engines.small import DAY, WEEK, center, records

LEARNING, RELIEF, KEEP_HALF_LIFE = 0.1, 0.4, 3.0


def minds(**parts: Any) -> dict[str, Any]:
    data = center(
        calendar={"weeks": 2},
        issues__complaint={"per_week": 200.0, "asks_share": 1.0, "ask": 30.0, "complexity": 0.5},
        teams__desk={"agents": 2, "skill": 0.5},
        manager={"investigate_time": 3},
        behavior={
            "choice": "rule",
            "learning": LEARNING,
            "starting_habit": 0.3,
            "starting_ownership": 0.6,
            "starting_reward": 1.0,
            "starting_charge": 0.2,
            "charge_half_life": KEEP_HALF_LIFE,
            "forgetting_half_life": None,
            "learnable": 0.5,
            "practice": 0.05,
        },
        incentives={"relief": RELIEF},
    )
    for key, value in parts.items():
        place = data
        *parents, leaf = key.split("__")
        for parent in parents:
            place = place[parent]
        place[leaf] = {**place.get(leaf, {}), **value} if isinstance(value, dict) else value
    return data


def last(journeys: Journeys, state: str, seat: int) -> float:
    mine = journeys.diaries[(journeys.diaries["seat"] == seat) & (journeys.diaries["week"] == 2)]
    return float(mine[state][0])


def before_horizon(rows: Any, name: str) -> Any:
    return rows[(rows[name] >= 0) & (rows[name] < 2 * WEEK)]


class MindContract:
    """Laws of learning; `engine` is set by the class that inherits."""

    engine = ""

    @pytest.mark.parametrize("seat", [0, 1])
    def test_habit_and_ownership_follow_from_the_choices_one_by_one(self, seat):
        data = minds()
        per_day = start_of(plan_of(scenario_from(data))).choices_per_agent_day
        assert per_day == pytest.approx(200 / 10)
        rate = rate_per_event(17.0, per_day)
        journeys = records(data, self.engine)
        mine = journeys.rows[(journeys.rows["seat"] == seat) & journeys.rows["had_choice"]]
        habit, ownership = 0.3, 0.6
        for row in sorted(mine, key=lambda row: row["agent_done"]):
            habit += rate * (float(row["passed_up"]) - habit)
            if row["passed_up"]:
                ownership -= rate * ownership
            elif row["outcome"] == Outcome.SOLVED:
                ownership += rate * (1.0 - ownership)
        assert 0.05 < mine["passed_up"].mean() < 0.95
        assert last(journeys, "habit", seat) == pytest.approx(habit, abs=1e-9)
        assert last(journeys, "ownership", seat) == pytest.approx(ownership, abs=1e-9)

    def test_skill_grows_with_each_own_success_toward_its_ceiling(self):
        journeys = records(minds(), self.engine)
        for seat in (0, 1):
            own = journeys.rows[(journeys.rows["seat"] == seat) & (journeys.rows["outcome"] == Outcome.SOLVED)]
            start = start_of(journeys.plan).of(0, 0.5).skill
            skill = 1.0 - (1.0 - start) * (1.0 - 0.05) ** len(own)
            assert last(journeys, "skill", seat) == pytest.approx(max(skill, start), abs=1e-9)

    def test_what_passing_up_is_worth_is_learned_when_the_manager_closes(self):
        journeys = records(minds(), self.engine)
        for seat in (0, 1):
            up = journeys.rows[(journeys.rows["seat"] == seat) & journeys.rows["passed_up"]]
            assert len(up) > 20
            worth = RELIEF + (1.0 - RELIEF) * (1.0 - LEARNING) ** len(up)
            assert last(journeys, "reward", seat) == pytest.approx(worth, abs=1e-9)

    def test_a_town_hall_is_believed_in_part_at_once(self):
        meeting = {"event": "town_hall", "week": 1, "day": "mon", "at": "0:00", "hours": 0.0}
        data = minds(timeline=[meeting], issues__complaint={"per_week": 0.0})
        assert last(records(data, self.engine), "reward", 0) == pytest.approx(1.0 + 0.5 * (RELIEF - 1.0))

    @pytest.mark.parametrize("announced", [0.0, 0.8])
    def test_the_felt_charge_follows_from_the_charges_of_the_payer_and_the_news_of_the_morning(self, announced):
        pool = {"charge_share": 1.0, "funding_per_agent": 1000.0}
        data = minds(
            manager={"policy": "grant", "grant_time": 3},
            incentives={"bonus_pool": pool, "announced": announced, "peer_pressure": 0.5, "penalty_weight": 0.2},
        )
        journeys = records(data, self.engine)
        up = before_horizon(journeys.rows, "manager_end")
        up = sorted(up[(up["reason"] == 4) | (up["reason"] == 5)], key=lambda row: row["manager_end"])
        assert len(up) > 50
        charge = [0.2, 0.2]
        keep = 0.5 ** (1.0 / KEEP_HALF_LIFE)
        for day in range(14):
            today = [row for row in up if row["manager_end"] // DAY == day]
            for row in today:
                # 0.2 times three quarters (half, and half of the other half) of the money, in units of 60.
                felt = 0.2 * 0.75 * row["granted_cents"] / 6000.0
                charge[row["seat"]] += LEARNING * (felt - charge[row["seat"]])
            if day == 13:
                break
            heard = {int(row["seat"]) for row in today}
            for row in sorted(today, key=lambda row: row["row"]):
                other = 1 - row["seat"]
                felt = 0.2 * 0.75 * row["granted_cents"] / 6000.0
                charge[other] += LEARNING * announced * (felt - charge[other])
                heard |= {int(other)} if announced else set()
            if day % 7 < 5:
                charge = [value if seat in heard else value * keep for seat, value in enumerate(charge)]
        for seat in (0, 1):
            assert last(journeys, "charge", seat) == pytest.approx(charge[seat], abs=1e-9)

    def test_engagement_drifts_to_its_floor_on_working_days(self):
        data = minds(teams__desk={"engagement": 0.9, "engagement_floor": 0.5}, behavior={"engagement_half_life": 5.0})
        # The second Sunday's end: ten working days, of which each midnight after one takes its share.
        assert last(records(data, self.engine), "engagement", 0) == pytest.approx(0.5 + 0.4 * 0.5 ** (10 / 5))

    def test_added_skill_is_forgotten_by_half_in_its_half_life(self):
        meeting = {"event": "training", "week": 1, "day": "mon", "at": "0:00", "hours": 0.0, "skill": 0.4}
        data = minds(timeline=[meeting], issues__complaint={"per_week": 0.0}, behavior={"forgetting_half_life": 5.0})
        assert last(records(data, self.engine), "skill", 0) == pytest.approx(0.5 + 0.4 * 0.5 ** (10 / 5))
