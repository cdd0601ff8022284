"""Tests of generated cases: some in the everyday run, many more by a twin among the long tests."""

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

LIMITS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def drawn(*strategies: Any, examples: int, at_length: int, limits: settings = LIMITS) -> Callable[..., Any]:
    """Try a test on so many examples; its twin beside it, named `..._at_length`, is long and tries more."""

    namespace = sys._getframe(1).f_locals  # of the module or the class

    def decorate(test: Any) -> Any:
        name = f"{test.__name__}_at_length"
        twin = FunctionType(test.__code__, test.__globals__, name, test.__defaults__, test.__closure__)
        twin.__module__, twin.__qualname__, twin.__doc__ = test.__module__, name, test.__doc__
        tried = [
            settings(limits, max_examples=many)(given(*strategies)(each))
            for each, many in ((twin, at_length), (test, examples))
        ]
        namespace[name] = pytest.mark.long(tried[0])
        return tried[1]

    return decorate
