"""What stands after `=` on the command line: the values of a key."""

import re
from dataclasses import replace
from typing import Any

from sim.cli.options import FORMS, LISTS
from sim.scenario.messages import signed
from sim.scenario.problems import Problem, ScenarioError, printable

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_SIGNED = re.compile(r"(?<![\w.])\+(\d+(?:\.\d+)?|\.\d+)")
_STEPS = re.compile(rf"{_NUMBER}:{_NUMBER}:{_NUMBER}")
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}(?::(\d+))?")
MOST = 1e300
"""No number that can be meant is larger, and the distance of two such is a number too."""
_FORMS_OF = {"--inputs": "KEY=low..high", "--over": f"{LISTS}, or KEY=low..high"}


def keys_of(settings: tuple[str, ...], *, sobol: bool, option: str = "--set") -> dict[str, Any]:
    """Return the values of each key, or its range for a Sobol design.

    Raises
    ------
    ScenarioError
        With one line for each setting that cannot be read.
    """
    found: dict[str, Any] = {}
    problems = []
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key.strip() or not text.strip():
            problems.append(Problem(f"{setting!r} is no setting; write {_FORMS_OF.get(option, FORMS)}", option))
            continue
        if key.strip() in found:
            problems.append(Problem("is set twice", key.strip()))
            continue
        try:
            found[key.strip()] = _values(key.strip(), text.strip(), sobol)
        except ScenarioError as error:
            problems += [problem if problem.key else replace(problem, key=key.strip()) for problem in error.problems]
    if problems:
        raise ScenarioError(problems)
    return found


def _values(key: str, text: str, sobol: bool) -> Any:
    from sim.experiment.designs import evenly, steps

    sign = _SIGNED.search(text)
    if sign:
        raise ScenarioError([Problem(f"'{sign[0]}' {signed(sign[1])}", key)])
    of_range, of_steps = _RANGE.fullmatch(text), _STEPS.fullmatch(text)
    if sobol:
        if of_range is None or of_range[3]:
            raise ScenarioError([Problem(f"{text!r} is no range; a Sobol design needs low..high", key)])
        return _number(of_range[1]), _number(of_range[2])
    if of_range is not None:
        if not of_range[3]:
            raise ScenarioError([Problem(f"{text!r} needs a count, as in {text}:5 (or --sobol)", key)])
        return evenly(_number(of_range[1]), _number(of_range[2]), int(of_range[3]))
    if of_steps is not None:
        return steps(*(_number(part) for part in of_steps.groups()))
    return _listed(key, text)


def _number(text: str) -> float:
    if not abs(float(text)) < MOST:
        raise ScenarioError([Problem(f"'{printable(text, 40)}' is too large a number")])
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)


def _listed(key: str, text: str) -> Any:
    """Return a list of values, read as a scenario file would: numbers, switches, words, {add: 1}."""
    from sim.reading.yaml_nodes import parse

    try:
        read = parse(f"[{text}]", "--set")
    except ScenarioError as error:
        raise ScenarioError([Problem(f"{text!r} is no list of values: {error.problems[0].message}", key)]) from None
    if read.problems:
        raise ScenarioError([Problem(problem.message, key) for problem in read.problems])
    return read.root.data()
