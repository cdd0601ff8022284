"""A scenario file read, with what its study names checked as well, where it stands."""

from sim.scenario import Scenario, ScenarioError


def load_with_study(file: str) -> Scenario:
    """Read and check a scenario file, and the metrics that its study and its observed figures name.

    Raises
    ------
    ScenarioError
        With file, line and key of everything that is wrong.
    """
    from sim.experiment.compare import check_study
    from sim.reading.files import load, read_document

    scenario = load(file)
    try:
        check_study([scenario])
    except ScenarioError as error:
        document = read_document(file)
        raise ScenarioError(map(document.placed, error.problems)) from None
    return scenario
