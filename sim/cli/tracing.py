"""`frontline trace`: one customer followed through baseline and what-ifs."""

from typing import TYPE_CHECKING

from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.scenario import Scenario


def stories(
    scenario: "Scenario", contact: str, what_if: str | None, seed: int, replication: int, engine: str | None
) -> dict[str, list[str]]:
    """Return the lines of one issue's story by scenario name, the baseline first.

    Raises
    ------
    ScenarioError
        If the baseline has no such contact, or there is no such what-if.
    """
    from sim.engines import simulate
    from sim.journeys.story import story, worst_contact
    from sim.scenario.changes import BASELINE

    names = [what_if] if what_if is not None else list(scenario.what_ifs)
    others = {name: scenario.what_if(name) for name in names}
    baseline = simulate(scenario, seed, replication, engine)
    try:
        wanted = worst_contact(baseline) if contact == "worst" else contact
        told = {BASELINE: story(baseline, wanted)}
    except KeyError:
        ids = baseline.contacts["contact"].tolist()
        hint = did_you_mean(contact, ids)
        example = f"; ids look like {ids[0]}" if ids and not hint else ""
        raise ScenarioError(
            [Problem(f"no contact {contact!r} in replication {replication}{hint}{example}", "--contact")]
        ) from None
    for name, other in others.items():
        try:
            told[name] = story(simulate(other, seed, replication, engine), wanted)
        except KeyError:
            told[name] = ["this issue does not arise"]
    return told
