"""What was observed beside what is simulated, in words: ``escalation rate observed 20 %, simulated 23 %``."""

from typing import Any

from sim.experiment.comparison import Comparison
from sim.experiment.observed import Observed, observed_in
from sim.present.numerals import amount
from sim.scenario.messages import number

_MOST = 3


def observed_sentence(comparison: Comparison) -> list[str]:
    """Return what the real center shows beside the baseline in one sentence; nothing where nothing was observed."""
    found = observed_in(comparison)
    if not found:
        return []
    said = [_words(comparison, its) for its in found[:_MOST]]
    more = f"; {len(found) - _MOST} more" if len(found) > _MOST else ""
    off = [its for its in found if its.is_off]
    wrong = ". More than a quarter off: settle that before anything here is believed" if off else ""
    return [f"Your center: {'; '.join(said)}{more}{wrong}."]


def observed_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the same as plain data."""
    found = [(its, its.simulated.value if its.simulated is not None else None) for its in observed_in(comparison)]
    return [{"metric": its.metric.id, "observed": its.seen, "simulated": value} for its, value in found]


def _words(comparison: Comparison, its: Observed) -> str:
    unit = "%" if its.metric.unit.startswith("%") else comparison.scenario.in_currency(its.metric.unit)
    seen = f"{its.metric.phrase} observed {number(its.seen)} {unit}"
    if its.simulated is None:
        return f"{seen}, not simulated"
    return f"{seen}, simulated {amount(its.simulated.value)}{' %' if unit == '%' else ''}"
