"""frontline: a discrete-event simulator of a contact center in which escalation is a decision.

>>> import sim
>>> center = sim.load("scenarios/minimal.yaml")
>>> comparison = sim.compare(center, replications=2, seed=1, jobs=1)
>>> comparison.what_ifs
['Remove the reward for escalating']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engines import simulate
    from sim.experiment.calibrate import calibrate
    from sim.experiment.calibrated import Calibrated
    from sim.experiment.compare import compare
    from sim.experiment.comparison import Comparison
    from sim.experiment.least_staff import Staffed, staff
    from sim.experiment.optimize import optimize
    from sim.experiment.optimum import Optimum
    from sim.experiment.planning import Planned, plan
    from sim.experiment.result import Result, run
    from sim.experiment.sensitivity import Sensitivity, sensitivity
    from sim.experiment.stress import stress
    from sim.experiment.stress_study import Stress
    from sim.experiment.sweep import sweep
    from sim.experiment.sweep_study import Sweep
    from sim.fit.backtest import backtest
    from sim.fit.imported.importing_models import Imported, import_model
    from sim.journeys import Journeys
    from sim.metrics import METRICS
    from sim.present.animation import animate
    from sim.present.explore import explore
    from sim.reading.files import load
    from sim.scenario import CATALOG, Problem, Scenario, ScenarioError

__version__ = "0.1.0"

_HOMES = {
    "CATALOG": "sim.scenario",
    "METRICS": "sim.metrics",
    "Calibrated": "sim.experiment.calibrated",
    "Comparison": "sim.experiment.comparison",
    "Imported": "sim.fit.imported.importing_models",
    "Journeys": "sim.journeys",
    "Optimum": "sim.experiment.optimum",
    "Planned": "sim.experiment.planning",
    "Problem": "sim.scenario",
    "Result": "sim.experiment.result",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "Sensitivity": "sim.experiment.sensitivity",
    "Staffed": "sim.experiment.least_staff",
    "Stress": "sim.experiment.stress_study",
    "Sweep": "sim.experiment.sweep_study",
    "Tip": "sim.experiment.tipping",
    "animate": "sim.present.animation",
    "calibrate": "sim.experiment.calibrate",
    "compare": "sim.experiment.compare",
    "explore": "sim.present.explore",
    "fit": "sim",
    "backtest": "sim.fit.backtest",
    "import_model": "sim.fit.imported.importing_models",
    "load": "sim.reading.files",
    "optimize": "sim.experiment.optimize",
    "plan": "sim.experiment.planning",
    "run": "sim.experiment.result",
    "sensitivity": "sim.experiment.sensitivity",
    "simulate": "sim.engines",
    "staff": "sim.experiment.least_staff",
    "stress": "sim.experiment.stress",
    "sweep": "sim.experiment.sweep",
    "tip": "sim.experiment.tip",
}
__all__ = [
    "CATALOG",
    "METRICS",
    "Calibrated",
    "Comparison",
    "Imported",
    "Journeys",
    "Optimum",
    "Planned",
    "Problem",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Staffed",
    "Stress",
    "Sweep",
    "Tip",
    "animate",
    "backtest",
    "calibrate",
    "compare",
    "explore",
    "fit",
    "import_model",
    "load",
    "optimize",
    "plan",
    "run",
    "sensitivity",
    "simulate",
    "staff",
    "stress",
    "sweep",
    "tip",
]


def __getattr__(name: str) -> Any:
    """Import a name from its room when it is first used, so that `import sim` stays quick."""
    if name == "fit":  # a room that can be called
        return import_module("sim.fit")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*_HOMES, "__version__"]
