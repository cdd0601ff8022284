"""The templates of pages: one Environment, which escapes everything."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined


@cache
def template(name: str) -> Any:
    """Return the template in a file beside this one."""
    house = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return house.from_string(Path(__file__).with_name(name).read_text(encoding="utf-8"))
