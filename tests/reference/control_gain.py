"""What correcting for starting skill and first contacts gains in a scenario: how many replications one is worth.

python -m tests.reference.control_gain scenarios/support_center.yaml 200
"""

import sys

import numpy as np

import sim
from sim.experiment.controlled import worth


def lines(path: str, replications: int, seed: int = 7) -> list[str]:
    """Return, by metric, the least, the median and the largest gain of levels and of differences."""
    scenario = sim.load(path).override({"study.control_variates": True})
    found = sim.compare(scenario, replications=replications, seed=seed, beliefs=False)
    if found.controls is None:
        return ["nothing to correct for, or too few replications"]
    told = []
    for metric in dict.fromkeys([*found.headline, *found.table_metrics, "escalation_rate"]):
        base, *others = (np.array(found.values(name, metric)) for name in found.scenarios)
        samples = {"levels": [base, *others], "differences": [other - base for other in others if len(other)]}
        for what, each in samples.items():
            gains = [worth(values.tolist(), found.controls) / replications for values in each if np.ptp(values) > 0]
            if gains:
                told.append(f"{metric:28} {what:12} × {min(gains):.2f} {np.median(gains):.2f} {max(gains):.2f}")
    return told


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(sys.argv[1], int(sys.argv[2]))) + "\n")
