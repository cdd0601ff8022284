"""What an answer rests on: the parameters of behavior that nobody has measured in this center."""

from dataclasses import dataclass
from typing import Any

from sim.scenario.fields import Part


@dataclass(frozen=True)
class Belief:
    """One parameter of behavior.

    Attributes
    ----------
    key, sentence, unit, status, source : str
        Which one, in words, and how well it is known.
    value : float
        Its value in the scenario.
    likely : tuple of float
        The range that evidence or judgment supports.
    """

    key: str
    sentence: str
    unit: str
    status: str
    source: str
    value: float
    likely: tuple[float, float]

    @property
    def is_within(self) -> bool:
        """Whether the value lies in the likely range."""
        return self.likely[0] <= self.value <= self.likely[1]


def beliefs_of(part: Part, prefix: str = "") -> list[Belief]:
    """Return every parameter of behavior of a scenario, with its likely range."""
    found: list[Belief] = []
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        about: Any = field.json_schema_extra or {}
        if isinstance(value, Part):
            found.extend(beliefs_of(value, f"{prefix}{name}."))
        elif "likely" in about and isinstance(value, (int, float)):
            low, high = about["likely"]
            sentence = (field.description or "").rstrip(".")
            found.append(
                Belief(
                    prefix + name, sentence, about["unit"], about["status"], about["source"], float(value), (low, high)
                )
            )
    return found
