"""What a center is: scenarios, levers, policies and the timeline."""

from sim.scenario.plan import Plan, plan_of
from sim.scenario.policies import CATALOG
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario, scenario_from

__all__ = ["CATALOG", "Plan", "Problem", "Scenario", "ScenarioError", "plan_of", "scenario_from"]
