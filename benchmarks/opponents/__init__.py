"""Other simulators, each written to the center of two_tier.yaml: `run(days, seed)` returns a `center.Result`."""
