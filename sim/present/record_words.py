"""Why the escalation rate moved, and where the record and the truth part, in a sentence each."""

from sim.experiment.findings import Finding
from sim.experiment.record_and_truth import Parting
from sim.present.effect_words import from_to
from sim.present.numerals import amount, fixed, measured
from sim.scenario.messages import join

_CLOSE = 3.0
"""Points of the gap below which percentages are told with a digit more."""
_REASONS = {
    "chosen_rate": "passed up untried",
    "failed_rate": "after a failed attempt",
    "authority_rate": "for want of authority",
    "asked_for_manager_rate": "since the customer asks for a manager",
    "reserved_rate": "reserved for the manager",
    "escalated_for_more_rate": "since the customer insists on more",
}


def reason_words(found: Finding) -> list[str]:
    """Return how the escalation rate moves, and for which reasons contacts go up more, or less, often."""
    rate = found.escalations
    if rate is None or not rate.by.is_clear or not found.reasons:
        return []
    falls = rate.value < 0
    change = f"{'falls' if falls else 'rises'} by {measured(rate.by, 'points', flip=falls)}, {from_to(rate)} %"
    parts = [f"{_REASONS[reason]} {measured(its, signed=True)}" for reason, its in found.reasons.items()]
    return [f"The escalation rate {change}: {join(parts)}."]


def parting_words(found: Parting | None) -> list[str]:
    """Return a sentence that says how the record and the truth part; none where they do not."""
    if found is None:
        return []
    parts = []
    if found.gap is not None and found.recorded is not None and found.true is not None:
        digits = 1 if found.gap.value < _CLOSE else 0
        (was, says), (is_, truth) = ([fixed(share, digits) for share in each] for each in (found.recorded, found.true))
        parts.append(f"resolved in one contact {was} → {says} % on record, {is_} → {truth} % in truth")
    if found.hidden is not None:
        more = amount(found.hidden.value, 0 if found.hidden.value >= 10 else 1)
        parts.append(f"managers’ hours fall while {more} more problems a week vanish from the record")
    return [f"Record and truth part with “{found.name}”: {'; '.join(parts)}."]
