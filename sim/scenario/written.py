"""Writing a scenario as the text of a scenario file, whatever it was made from."""

from sim.scenario.scenario import Scenario


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as YAML: one file with everything in it; what has its default is left out.

    Read again, it is the same center to the last bit. Comments, `extends` and tables in files of their own are gone.
    """
    import yaml

    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110))
