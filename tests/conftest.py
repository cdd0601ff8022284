"""Everyday runs try the same examples each time; HYPOTHESIS_PROFILE=explore looks for new ones."""

import gc
import os
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, settings

import sim

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


LONGEST = (
    "test_every_setting", "test_fitting_worlds", "test_report", "test_agreement", "test_shipped_agreement",
    "test_damaged_files", "test_commands", "test_verify", "test_kills", "test_client_files", "test_store", "test_dask",
)  # fmt: skip
"""The files that take longest: they are dealt out first, so that no worker is left alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and leave all others in their order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Import all there is, and spare the search for garbage what stays.

    Hypothesis draws the constants that stand in modules imported so far, so examples would differ by what ran before.
    """
    for module in walk_packages(sim.__path__, "sim."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # needs an extra that is not installed
                import_module(module.name)
    gc.collect()
    gc.freeze()
