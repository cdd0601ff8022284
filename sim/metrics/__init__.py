"""What is measured: sums of each week, and metrics as functions of them."""

from sim.metrics.catalog import ASKED, BONUS, CSAT, HEADLINE, METRICS, WORKED
from sim.metrics.metric import Metric, Weeks, divided
from sim.metrics.monthly import MONTHLY
from sim.metrics.of_group import is_counted, metric_of, why_not
from sim.metrics.tallies import Tallies, complete
from sim.metrics.tally import Tally, tallier_of, tally, weekly_frame

__all__ = [
    "ASKED",
    "BONUS",
    "CSAT",
    "HEADLINE",
    "METRICS",
    "MONTHLY",
    "WORKED",
    "Metric",
    "Tallies",
    "Tally",
    "Weeks",
    "complete",
    "divided",
    "is_counted",
    "metric_of",
    "tallier_of",
    "tally",
    "weekly_frame",
    "why_not",
]
