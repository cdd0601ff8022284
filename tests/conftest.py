"""Everyday runs try the same examples each time; HYPOTHESIS_PROFILE=explore looks for new ones."""

import gc
import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does: threads of two workers would only wait

gc.set_threshold(20_000, 10, 10)  # pictures and plans come and go by the million, and little of that is circles

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "explore",
    max_examples=1_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_finish() -> None:
    """Spare the search for garbage what stays: all that was imported."""
    gc.collect()
    gc.freeze()
