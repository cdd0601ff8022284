"""`frontline new --wizard`: ten questions on the terminal, each answer checked at once."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sim.cli.printing import echo, progress
from sim.reading.files import load, shipped_folder
from sim.reading.starter import Figures, starter, starter_text
from sim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.experiment.matching import Matched
    from sim.scenario import Scenario

_HOURS = re.compile(r"([A-Za-z][A-Za-z ]*(?:-[A-Za-z ]+)?) +(\d[\d:]*-\d[\d:]*)")
_MONEY = re.compile(r"([^\s]*\d[^\s]*?)\s*([^\W\d]{1,8}|[$€£¥])?")
RELIEF, UP = (0.0, 3.0), "escalation_rate"
NEAR = 0.5
"""Points within which the simulated share is the typed one."""


@dataclass(frozen=True)
class Question:
    """One question: what is asked, the usual answer, and how an answer is read."""

    name: str
    words: str
    usual: str
    read: Callable[["Scenario", str], Any]


def _at(key: str, *, least: float | None = None, percent: bool = False) -> Callable[["Scenario", str], Any]:
    """Return what reads an answer as a key's value, refused as the key would refuse it."""

    def read(base: "Scenario", text: str) -> Any:
        plain = text.strip().removesuffix("%").strip() if percent else text.strip()
        value = _number(plain)
        if percent and (isinstance(value, str) or not 0 <= value <= 100):
            raise ValueError(f"must be a number from 0 to 100, such as 15, not {text.strip()!r}")
        asked = value / 100 if percent else value
        try:
            base.override({key: asked})
        except ScenarioError as error:
            raise ValueError(error.problems[0].message) from None
        if least is not None and value < least:
            raise ValueError(f"must be at least {least:g}, not {text.strip()}")
        return value

    return read


def _number(text: str) -> Any:
    """Return the number that is meant, the text itself where it is none."""
    plain = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text
    if re.fullmatch(r"\d+", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"-?\d*\.?\d+", plain) else text


def _hours(base: "Scenario", text: str) -> dict[str, str]:
    """Return opening hours by weekday."""
    found: dict[str, str] = {}
    for part in text.split(","):
        said = _HOURS.fullmatch(part.strip())
        if said is None:
            raise ValueError(f"write days and hours, such as mon-fri 9:00-17:00, sat 9:00-13:00, not {part.strip()!r}")
        found[said[1].strip().lower()] = said[2]
    try:
        base.override({"calendar.open": found})
    except ScenarioError as error:
        raise ValueError(error.problems[0].message) from None
    return found


def _money(base: "Scenario", text: str) -> tuple[float, str]:
    """Return an amount and its currency."""
    said = _MONEY.fullmatch(text.strip().lstrip("$€£¥"))
    value = _at("empowerment.authority")(base, said[1] if said else text)
    sign = text.strip()[:1] if text.strip()[:1] in "$€£¥" else ""
    return value, sign or (said[2] if said and said[2] else "USD")


_PERCENT = _at("issues.question.asks_share", percent=True)
_BONUS = _at("incentives.bonus_pool.funding_per_agent")
QUESTIONS = (
    Question("agents", "How many agents are on the floor at once?", "6", _at("teams.desk.agents", least=1)),
    Question("managers", "How many managers or leads take what is passed up?", "1", _at("manager.count", least=1)),
    Question("open", "When are you open?", "mon-fri 9:00-17:00", _hours),
    Question("per_week", "How many calls a week?", "800", _at("issues.question.per_week", least=1)),
    Question("handle_minutes", "Minutes of one call, on average?", "9", _at("issues.question.handle_time", least=0.1)),
    Question("manager_minutes", "Minutes of one that goes up?", "10", _at("manager.investigate_time", least=0.1)),
    Question("up_share", "Of 100 calls, how many go up to a manager?", "20", _PERCENT),
    Question("asks_share", "Of 100 calls, in how many is money asked for?", "15", _PERCENT),
    Question("authority", "Up to what amount may an agent decide alone?", "100 USD", _money),
    Question("bonus", "What bonus has an agent a month (0: none)?", "300", _BONUS),
)


def asked(name: str) -> Figures:
    """Ask the ten questions and return what was answered.

    Raises
    ------
    ScenarioError
        If the answers are not typed but read, and one is wrong or missing.
    """
    base = load(shipped_folder() / "minimal.yaml")
    answers: dict[str, Any] = {"name": name}
    for place, question in enumerate(QUESTIONS, start=1):
        answers[question.name] = _answer(base, place, question)
    answers["authority"], answers["currency"] = answers["authority"]
    return Figures(**answers)


def _answer(base: "Scenario", place: int, question: Question) -> Any:
    where = f"question {place} ({question.words})"
    while True:
        try:
            text = click.prompt(f"{place:>2}. {question.words}", default=question.usual, type=str)
        except click.Abort as stop:
            if isinstance(stop.__context__, EOFError):
                raise ScenarioError([Problem(f"the answers end before {where}; nothing was written")]) from None
            raise
        if not sys.stdin.isatty():
            click.echo(text)
        try:
            return question.read(base, text)
        except ValueError as error:
            if not sys.stdin.isatty():  # the next line answers the next question
                raise ScenarioError([Problem(f"{where}: {error}; nothing was written")]) from None
            echo(str(error), "    ")


def answered(figures: Figures, file: str, quiet: bool) -> tuple[str, "Scenario", str]:
    """Return the text of a scenario whose baseline shows the typed share, the scenario, and how near it comes."""
    from sim.experiment.matching import matched

    plain = starter(starter_text(figures, 0.15, ""), file)
    with progress("matching", quiet) as report:
        found = matched(plain, "incentives.relief", UP, figures.up_share, between=RELIEF, within=NEAR, progress=report)
    note = "what passing up is worth to an agent: "
    note += (
        "found, so that the baseline shows your share" if found.is_found else "the nearest; see the top of `validate`"
    )
    text = starter_text(figures, found.value, note)
    return text, starter(text, file), _told(found)


def _told(found: "Matched") -> str:
    """Return how near the simulated share comes to the typed one."""
    if found.is_found:
        return (
            f"You typed that {found.wanted:g} of 100 calls go up; the simulated baseline shows {found.shown:.1f}, with "
            f"incentives.relief = {found.value:g}, what passing up is worth to an agent."
        )
    low, high = sorted((found.low, found.high))
    why = (
        "what agents may not grant, what fails and who insists goes up whatever passing up is worth: raise "
        "empowerment.authority or teams.desk.skill, or lower issues.call.asks_share, until that fits"
        if found.wanted < low
        else "so many go up only where agents may decide less: look at teams.desk.skill and empowerment"
    )
    return (
        f"You typed that {found.wanted:g} of 100 calls go up, and no value of incentives.relief shows that: the "
        f"simulated share ranges from {low:.1f} to {high:.1f} % ({why}). The nearest is {found.shown:.1f} %, at "
        f"{found.value:g}."
    )
