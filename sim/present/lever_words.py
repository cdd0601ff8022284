"""Levers and what-ifs in a client's words: what a key is, what a what-if changes, how well its effects are known."""

from collections.abc import Mapping
from functools import cache

from sim.experiment.comparison import Comparison
from sim.present.settings import set_words
from sim.scenario import CATALOG
from sim.scenario.differences import Set, set_by
from sim.scenario.keys import declared
from sim.scenario.messages import join
from sim.scenario.relative import relative_of
from sim.scenario.scenario import Scenario

_NAMED = ("teams", "issues", "managers")
"""Where the second word of a key is a name of the user's own."""


@cache
def lever_words(key: str) -> str:
    """Return what a dotted key is, as a sentence begins: its own description up to the first stop."""
    found = declared(Scenario, key)
    text = found.sentence if found is not None else ""
    for mark in (": ", "; ", ". ", ", such as ", " (", "."):
        text = text.partition(mark)[0]
    words = key.split(".")
    name = text or words[-1].replace("_", " ")
    name = name.replace("`", "")
    whose = f", {words[1]}" if words[0] in _NAMED and len(words) > 2 else ""
    return name[0].upper() + name[1:] + whose


def changes_in_words(comparison: Comparison, name: str) -> list[str]:
    """Return what a what-if changes: its own words or those of its policies, and each lever it sets by itself."""
    about, what_if = comparison.scenarios[name].about, comparison.scenario.what_ifs.get(name)
    if what_if is None:
        return [about] if about else []
    known = {**CATALOG, **comparison.scenario.policies}
    sentences = [about] if about else [known[policy].about for policy in what_if.use]
    sentences += [f"{lever_words(each.key)}: {_said(each)}." for each in set_by(comparison.scenario, name)]
    if what_if.timeline:
        sentences.append(f"{len(what_if.timeline)} further dated changes or events of its own.")
    return [*sentences, f"From week {what_if.from_week}."]


def _said(each: Set) -> str:
    """Return what a key is set to; of several parts each by its own name."""
    of_parts = isinstance(each.value, Mapping) and not {"shape", "figures"} & set(each.value)
    if not of_parts or relative_of(each.value) is not None:
        return set_words(*each[1:])
    return ", ".join(f"{part.replace('_', ' ')} = {set_words(value)}" for part, value in each.value.items())


def known_words(comparison: Comparison, name: str) -> list[str]:
    """Return how well the effects of a what-if's policies are known: found by studies, assumed, or decided."""
    what_if = comparison.scenario.what_ifs.get(name)
    if what_if is None:
        return []
    known = {**CATALOG, **comparison.scenario.policies}
    effects = [effect for policy in what_if.use for effect in known[policy].known()]
    said = []
    for status, lead in (("decision", "Decided, so nothing has to be known"), ("assumption", "Assumed"),
                         ("evidence", "Found by studies")):  # fmt: skip
        keys = dict.fromkeys(_lower(lever_words(effect.of)) for effect in effects if effect.status == status)
        if keys:
            said.append(f"{lead}: {join(list(keys))}.")
    own = [_lower(lever_words(each.key)) for each in set_by(comparison.scenario, name)]
    return [*said, *([f"Set for this what-if: {join(own)}."] if own else [])]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
