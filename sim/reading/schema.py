"""What the models say about scenario files, for editors and for readers.

``python -m sim.reading.schema scenarios`` writes both into a folder: the JSON Schema that editors complete
from, and the data dictionary in its ``README.md``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from sim.scenario.distributions import Mixture, Simple
from sim.scenario.durations import EXAMPLES, OF_SHAPES, SECONDS
from sim.scenario.keys import Key, keys_of
from sim.scenario.messages import number
from sim.scenario.problems import Loc, dotted
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Place, place_of, place_of_field

SCHEMA_FILE = "frontline.schema.json"
BEGIN = "<!-- data dictionary: begin (written by python -m sim.reading.schema scenarios) -->"
END = "<!-- data dictionary: end -->"
_NUMBER = {"type": "number", "description": "Always this value."}
_DURATION = {"type": "string", "pattern": "^[0-9.]", "description": f"A duration in words: {EXAMPLES}."}
_HEADINGS: dict[str, str] = {
    "": "The whole",
    "calendar": "Calendar",
    "issues.<name>": "Kinds of contact",
    "teams.<name>": "Teams",
    "manager": "Manager",
    "empowerment": "Empowerment",
    "incentives": "Incentives",
    "customers": "Customers",
    "behavior": "Behavior",
    "leadership_lane": "Leadership lane",
    "outsourcing": "Outsourcing",
    "timeline.[change]": "Timeline: a change of levers",
    "timeline.[surge]": "Timeline: a surge",
    "timeline.[town_hall]": "Timeline: a town hall",
    "timeline.[training]": "Timeline: a training session",
    "timeline.[thank_you]": "Timeline: a thank-you",
    "what_if.<name>": "What-ifs",
    "policies.<name>": "Policies of your own",
    "service_level": "Service level",
    "study": "Study",
}


class _Schema(GenerateJsonSchema):
    """Kinds that their shape tells apart, such as a number and a mapping, need no more to tell them."""

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> dict[str, Any]:
        found = super().tagged_union_schema(schema)
        return found if all("$ref" in each for each in found["oneOf"]) else {"anyOf": found["oneOf"]}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, from which editors complete and check.

    Returns
    -------
    dict
        The schema; each key carries ``description``, ``default``, and where they are declared ``unit``,
        ``status`` and ``source``.
    """
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_Schema)
    for part in _parts(schema):
        if "properties" in part:  # the docstring goes on to list what the properties say
            part["description"] = part["description"].partition("\n\n")[0]
        for name in ("unit", "source"):
            if part.get(name) == "":
                del part[name]
        if "discriminator" in part and "oneOf" in part:
            del part["discriminator"]
            part["anyOf"] = [_NUMBER, *part.pop("oneOf")] if _is_distribution(part) else part.pop("oneOf")
    _add_durations(schema)
    _add_days_beside(schema["$defs"]["Shift"])
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "A scenario to build on: mappings are merged, lists replaced, null removes.",
    }
    schema["title"] = "frontline scenario"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _add_days_beside(shift: dict[str, Any]) -> None:
    """Let weekdays stand beside the other keys of a shift, in place of its `hours`."""
    shift["required"].remove("hours")
    shift["patternProperties"] = {"^[MmTtWwFfSs][A-Za-z, .–-]*$": {"type": "string"}}


def _is_distribution(part: dict[str, Any]) -> bool:
    return any(each.get("$ref", "").endswith("/Mixture") for each in part["oneOf"])


def _add_durations(schema: dict[str, Any]) -> None:
    """Let a duration stand in words where a number of minutes, seconds or days is asked, in distributions too."""
    shapes = {name for name, part in schema["$defs"].items() if "shape" in part.get("properties", {})}
    for name, part in schema["$defs"].items():
        for key, its in part.get("properties", {}).items():
            if its.get("unit") in SECONDS:
                _add_kind(its)
            elif name in shapes and key in OF_SHAPES:
                _add_kind(its.get("items", its))


_SHAPE_WORDS = ("type", "anyOf", "oneOf", "$ref", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum")


def _add_kind(its: dict[str, Any]) -> None:
    """Let a duration stand beside what may stand in a place."""
    if "anyOf" in its:
        its["anyOf"].append(_DURATION)
    else:
        its["anyOf"] = [{word: its.pop(word) for word in _SHAPE_WORDS if word in its}, _DURATION]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping of a schema, the innermost first."""
    if isinstance(value, dict):
        for each in list(value.values()):
            yield from _parts(each)
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)


def data_dictionary() -> str:
    """Return every key of a scenario file as Markdown tables.

    Returns
    -------
    str
        For each key: what it is, unit, what is allowed, default, and how well the default is known.
    """
    order = list(_HEADINGS)
    keys = [key for key in keys_of(Scenario) if not _again(key.path)]
    keys.sort(key=lambda key: order.index(_group(key.path)))
    lines: list[str] = []
    for head, group in groupby(keys, key=lambda key: _group(key.path)):
        lines += [f"### {_HEADINGS[head]}", ""]
        if head:
            lines += [
                f"Keys under `{head}`.".replace(".[", "` of the kind `[").replace("[", "").replace("]", ""),
                "",
            ]
        lines += ["| key | what it is | unit | allowed | default | known |", "|---|---|---|---|---|---|"]
        lines += [_row(key, head) for key in group]
        lines.append("")
    return "\n".join([*lines, *_distributions()])


def _again(path: Loc) -> bool:
    """Tell whether a key was described already, in the baseline's own timeline."""
    return path[:3] == ("what_if", "<name>", "timeline") and len(path) > 3


def _group(path: Loc) -> str:
    """Return the heading's key under which a key stands."""
    return max((head for head in _HEADINGS if dotted(path).startswith(f"{head}.")), key=len, default="")


def _row(key: Key, head: str) -> str:
    name = dotted(key.path).removeprefix(f"{head}.").replace("[", "").replace("]", "")
    known = key.about("status") + (f": {key.about('source')}" if key.about("source") else "")
    if key.likely:
        known += f"; likely {number(key.likely[0])} to {number(key.likely[-1])}"
    cells = [f"`{name}`", key.sentence, key.about("unit"), key.allowed, _code(key.default), known]
    return "| " + " | ".join(_cell(each) for each in cells) + " |"


def _code(default: str) -> str:
    return default if default in ("required", "empty") else f"`{default}`"


def _cell(text: str) -> str:
    return re.sub(r"([|<>])", r"\\\1", text) if "`" not in text else text.replace("|", "\\|")


def _distributions() -> list[str]:
    """Describe the shapes that durations, delays and amounts may have."""
    lines = ["### Distributions", "", "A number alone is a constant. Otherwise one of these mappings:", ""]
    lines += ["| shape | keys beside `shape` | what it is |", "|---|---|---|"]
    for model in (*get_args(get_args(Simple)[0]), Mixture):
        fields = Place(model).fields
        keys = [
            f"`{name}`: {Key((name,), place_of_field(info), info).allowed}"
            for name, info in fields.items()
            if name != "shape"
        ]
        shape = place_of(fields["shape"].annotation).choices[0]
        about = (model.__doc__ or "").partition("\n")[0]
        lines.append(f"| `{shape}` | {'; '.join(keys)} | {about} |")
    return [*lines, ""]


def updated(text: str) -> str:
    """Return a README with the data dictionary between its two marks brought up to date.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the marks of the data dictionary are missing")
    return f"{before}{BEGIN}\n\n{data_dictionary()}\n{END}{after}"


def schema_text() -> str:
    """Return the JSON Schema as the text of a file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write(folder: Path) -> None:
    """Bring the data dictionary and the JSON Schema in a folder up to date."""
    readme = folder / "README.md"
    readme.write_text(updated(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    (folder / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
