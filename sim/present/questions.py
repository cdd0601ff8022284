"""What is asked, in words: what each what-if changes, and from when."""

from typing import Any

from sim.scenario import CATALOG


def setting_words(value: Any) -> str:
    """Return the new value of a lever, which may be relative: ``8 median asks``."""
    if isinstance(value, dict):
        ((how, amount),) = value.items()
        return {"add": f"plus {amount:g}", "times": f"times {amount:g}", "median_asks": f"{amount:g} median asks"}[how]
    return str(value)


def question(comparison: Any) -> str:
    """Return the question in a line."""
    return f"{comparison.scenario.name}: what would change manager hours, satisfaction and the bonus?"


def changes_words(comparison: Any, name: str) -> list[str]:
    """Return what a what-if changes: its own words or those of its policies, and each lever set by itself."""
    about = comparison.scenarios[name].about
    what_if = comparison.scenario.what_ifs.get(name)
    if what_if is None:
        return [about] if about else []
    known = {**CATALOG, **comparison.scenario.policies}
    sentences = [about] if about else [known[policy].about for policy in what_if.use]
    sentences += [f"{key}: {setting_words(value)}." for key, value in what_if.set.items()]
    if what_if.timeline:
        sentences.append(f"{len(what_if.timeline)} further dated changes or events of its own.")
    return [*sentences, f"From week {what_if.from_week}."]
