"""Settings of dotted keys in words, and what a study of them ran."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.words import number


def value_words(value: Any) -> str:
    """Return a value of a key as a sentence can hold it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, (int, float)) else str(value)


def setting_words(setting: Mapping[str, Any]) -> str:
    """Return a setting in words: ``relief 0.25, agents 4``."""
    return ", ".join(f"{short_name(list(setting), key)} {short_value(value)}" for key, value in setting.items())


def short_name(keys: Sequence[str], key: str) -> str:
    """Return the last word of one of some keys, or the whole key where that could be another."""
    last = [each.rpartition(".")[2] for each in keys]
    word = key.rpartition(".")[2]
    return word if last.count(word) == 1 else key


def short_value(value: Any) -> str:
    """Return a value in words, a fraction in three digits."""
    return f"{value:.3g}" if isinstance(value, float) and abs(value) < 100 else value_words(value)


def runs_words(study: Any) -> str:
    """Return how many replications of which seed a study ran."""
    times = "1 replication" if study.replications == 1 else f"{study.replications:,} replications"
    return f"{times}, seed {study.seed}, paired on the same customers"
