"""The templates of pages: one Environment, which escapes everything."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def _house() -> Environment:
    """Return the only Environment there is; it escapes everything."""
    house = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    house.loader = FileSystemLoader(Path(__file__).parent, encoding="utf-8")
    return house


def template(name: str) -> Any:
    """Return the template in a file beside this one."""
    return _house().get_template(name)
