"""Mappings and lists of a scenario as YAML in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def in_line(value: Any, written: Callable[[Any], str]) -> str:
    """Return a value as YAML in one line.

    Parameters
    ----------
    value
        Mappings, lists and what stands in them.
    written
        How a figure or a word is written.

    Examples
    --------
    >>> in_line({"weight": 0.5, "of": ["a", "b"]}, str)
    '{weight: 0.5, of: [a, b]}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_of(key)}: {in_line(each, written)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_line(each, written) for each in value) + "]"
    return written(value)


def key_of(name: str) -> str:
    """Return a key as YAML reads it: a time of day needs quotation marks."""
    return f'"{name}"' if ":" in name else name
