"""What is measured: sums of each week, and metrics as functions of them."""

from sim.metrics.catalog import HEADLINE, METRICS
from sim.metrics.metric import Metric, divided
from sim.metrics.monthly import MONTHLY
from sim.metrics.tallies import Tallies, complete
from sim.metrics.tally import Tallier, Tally, tally, weekly_frame

__all__ = [
    "HEADLINE",
    "METRICS",
    "MONTHLY",
    "Metric",
    "Tallier",
    "Tallies",
    "Tally",
    "complete",
    "divided",
    "tally",
    "weekly_frame",
]
