"""The record of a run: one row per contact, agents' diaries, the bonus ledger, and the laws they obey."""

from sim.journeys.journeys import BrokenLawError, Journeys
from sim.journeys.records import Outcome, Reason, Week

__all__ = ["BrokenLawError", "Journeys", "Outcome", "Reason", "Week"]
