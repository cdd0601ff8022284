"""What agents learn, believe and forget (docs/model.md, section 4)."""

from sim.behavior.parameters import Rules


def step(value: float, target: float, rate: float) -> float:
    """Move a value toward a target by a share of the way (the delta rule)."""
    return value + rate * (target - value)


def rate_per_event(half_life_days: float, events_per_day: float) -> float:
    """Return the step per event that halves a distance in `half_life_days` at so many events a day."""
    if events_per_day <= 0.0:
        return 0.0
    return 1.0 - 2.0 ** (-1.0 / (half_life_days * events_per_day))


def reward_of_passing_up(mean_remaining_minutes: float, rules: Rules) -> float:
    """Return what passing up is worth: relief, the time it saves under pressure, less push-back."""
    return rules.relief + rules.time_pressure * mean_remaining_minutes - rules.pushback


def colleague_rate(sharers: int, rules: Rules) -> float:
    """Return the step by which one colleague learns from another's charge the next morning."""
    if sharers < 2:
        return 0.0
    return min(1.0, rules.learning * rules.announced / (sharers - 1))


def practiced(skill: float, ceiling: float, rules: Rules) -> float:
    """Return skill after an own success."""
    return skill + rules.practice * max(0.0, ceiling - skill)


def coached(skill: float, ceiling: float, rules: Rules) -> float:
    """Return skill after the manager's guidance."""
    return skill + rules.coach_gain * max(0.0, ceiling - skill)


def after_session(skill: float, start: float, rules: Rules) -> float:
    """Return skill after a coaching session: a share of the way to what coaching can add to that of the start."""
    return skill + rules.session_gain * max(0.0, start + rules.session_adds - skill)


def praise_at_rest(solved_per_day: float, kept_a_day: float, rules: Rules) -> float:
    """Return where felt praise rests between so many solved issues a day, each of them praised, and fading."""
    missed = (1.0 - rules.learning) ** solved_per_day
    return rules.praise * kept_a_day * (1.0 - missed) / (1.0 - kept_a_day * missed) if missed < 1.0 else 0.0
