"""What is asked, in words: what each what-if changes, and from when."""

from typing import TYPE_CHECKING, Any

from sim.present.settings import set_words
from sim.scenario import CATALOG
from sim.scenario.differences import set_by

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison


def effect_words(effect: Any) -> str:
    """Return how well an effect of a policy is known: ``evidence: the study``, ``assumed``."""
    status = {"decision": "a decision", "evidence": "evidence", "assumption": "assumed"}[effect.status]
    return f"{status}: {effect.source}" if effect.source else status


def question(comparison: "Comparison") -> str:
    """Return the question in a line."""
    return f"{comparison.scenario.name}: what would change manager hours, satisfaction and the bonus?"


def changes_words(comparison: "Comparison", name: str) -> list[str]:
    """Return what a what-if changes: its own words or those of its policies, and each lever set by itself."""
    about = comparison.scenarios[name].about
    what_if = comparison.scenario.what_ifs.get(name)
    if what_if is None:
        return [about] if about else []
    known = {**CATALOG, **comparison.scenario.policies}
    sentences = [about] if about else [known[policy].about for policy in what_if.use]
    sentences += [f"{each.key}: {set_words(*each[1:])}." for each in set_by(comparison.scenario, name)]
    if what_if.timeline:
        sentences.append(f"{len(what_if.timeline)} further dated changes or events of its own.")
    return [*sentences, f"From week {what_if.from_week}."]
