"""Changes said relative to what stands: ``plus 4``, ``minus 2``, ``times 1.1``."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from sim.scenario.clocks import WEEKDAYS
from sim.scenario.fields import whole_or_part
from sim.scenario.figures import HandleTable
from sim.scenario.means import mean_of, with_mean
from sim.scenario.messages import number, shown

_SAID = re.compile(r"\s*(plus|minus|times)\b\s*(.*?)\s*", re.IGNORECASE | re.DOTALL)
_AMOUNT = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MAPPINGS = ("add", "times", "median_asks", "median_asks_of_each", "same_as")


class Relative(NamedTuple):
    """A change relative to what stands; `how`: ``add``, ``times``, ``median_asks`` (``_of_each`` type), ``same_as``."""

    how: str
    amount: float = 1.0
    key: str = ""

    def __str__(self) -> str:
        match self.how:
            case "times":
                return f"times {number(self.amount)}"
            case "median_asks":
                return f"{number(self.amount)} median asks"
            case "median_asks_of_each":
                return f"{number(self.amount)} median asks of each type"
            case "same_as":
                return f"the same as {self.key}"
        return f"{'minus' if self.amount < 0 else 'plus'} {number(abs(self.amount))}"

    def of(self, value: float) -> float:
        """Return what a number becomes, in the digits that a person would write.

        Raises
        ------
        ValueError
            If it becomes too large for a number.
        """
        found = float(f"{value + self.amount if self.how == 'add' else value * self.amount:.12g}")
        if not math.isfinite(found):
            raise ValueError("makes too large a number")
        return found


def relative_of(value: Any) -> Relative | None:
    """Return the relative change that a value of `set` says, None if it says none.

    Parameters
    ----------
    value
        ``plus 4``, ``minus 2`` or ``times 1.1``, or a mapping ``{add: 4}``, ``{times: 1.1}``,
        ``{median_asks: 8}`` (a multiple of the median ask), ``{median_asks_of_each: 2}`` (amounts by issue type), or
        ``{same_as: empowerment.generosity}``.

    Raises
    ------
    ValueError
        If it means to say one, with the way to say it.
    """
    if isinstance(value, str) and (said := _SAID.fullmatch(value)):
        return _spoken(said[1].lower(), said[2])
    if not (isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _MAPPINGS):
        return None
    ((how, amount),) = value.items()
    if how == "same_as":
        if isinstance(amount, str) and amount:
            return Relative(how, key=amount)
        raise ValueError("'same_as' needs a key, such as {same_as: empowerment.generosity}")
    if isinstance(amount, (int, float)) and not isinstance(amount, bool) and math.isfinite(amount):
        return Relative(how, amount)
    if how == "times" and isinstance(amount, Mapping):  # of an issue type: how its volume is spread over the day
        return None
    raise ValueError(f"{how!r} needs a number, such as {{{how}: 2}}")


def _spoken(word: str, rest: str) -> Relative:
    if _AMOUNT.fullmatch(rest) and math.isfinite(amount := float(rest)):
        return Relative("times", amount) if word == "times" else Relative("add", -amount if word == "minus" else amount)
    share = re.fullmatch(r"(\d{1,10}(?:\.\d{1,10})?) ?%", rest)
    if share:
        factor = float(share[1]) / 100 if word == "times" else 1 + float(share[1]) / (-100 if word == "minus" else 100)
        raise ValueError(f"'{word} {rest}' is said as 'times {number(factor)}'")
    if re.fullmatch(r"\d{1,10},\d{1,10}", rest):
        raise ValueError(f"'{word} {rest}' has a comma; write '{word} {rest.replace(',', '.')}'")
    example = "times 1.1" if word == "times" else f"{word} 4"
    raise ValueError(f"'{word}' needs a number without a sign after it, such as '{example}'")


def applied(relative: Relative, value: Any, *, whole: bool = True) -> Any:
    """Return what a value becomes, as plain data; whole numbers stay so unless they need not be `whole`.

    A schedule or table of head counts changes in each of them, but where nobody is on duty nobody is added. The mean
    of a distribution changes, its shape (its CV) stays.

    Raises
    ------
    ValueError
        If the value holds no number that could change so, or what it becomes cannot be.
    """
    try:
        return _applied(relative, value, whole)
    except ValueError as error:
        raise ValueError(f"'{relative}' {error}") from None


def _applied(relative: Relative, value: Any, whole: bool) -> Any:
    match value:
        case bool() | str() | list():
            raise ValueError(f"changes numbers, and this is {shown(value)}")
        case None:
            raise ValueError("has nothing to change here, because it is empty; write the value itself")
        case int():
            return _whole(relative, value, "") if whole else relative.of(value)
        case float():
            return relative.of(value)
        case Mapping():
            return _each(relative, value, "", whole)
        case BaseModel():
            fields = type(value).model_fields
            if "shape" in fields:
                return with_mean(value, relative.of(mean_of(value)))
            if isinstance(value, HandleTable):
                raise ValueError("says nothing of handle times by interval; their mean is handle_time, set that")
            if "figures" in fields:
                return _of_table(relative, value, whole)
    raise ValueError("changes one number, schedule or distribution, and this holds several keys")


def _whole(relative: Relative, value: int, where: str) -> int:
    """Return what a whole number becomes, where that is one too."""
    found = relative.of(value)
    if found.is_integer():
        return int(found)
    step = round(found) - value or (1 if found > value else -1)
    remedy = f"'{Relative('add', step)}', or the number itself" if not where else "the numbers themselves"
    raise ValueError(f"makes {number(found)} of {value}{where}, and only whole numbers can stand here; write {remedy}")


def _each(relative: Relative, value: Any, where: str, whole: bool) -> Any:
    """Return a schedule with each of its numbers changed; 0, where nobody is on duty, stays."""
    match value:
        case Mapping() if value:
            return {key: _each(relative, each, f"{where} {key}".strip(), whole) for key, each in value.items()}
        case str() | list() | None:
            raise ValueError(f"changes numbers, and this holds {shown(value)}")
        case float() if whole:
            raise ValueError("says nothing of weights, which only compare with one another; write them out")
        case Mapping():
            raise ValueError("says nothing of weights, which only compare with one another; write them out")
    return value and (_whole(relative, value, f" ({where})") if whole else relative.of(value))


def _of_table(relative: Relative, table: Any, whole: bool) -> dict[str, Any]:
    """Return a table of head counts with each changed, without what it was read from."""
    bins = range(0, 1440, table.bin_minutes)
    named = {
        day: {
            f"{start // 60}:{start % 60:02d}": whole_or_part(figure)
            for start, figure in zip(bins, figures, strict=True)
        }
        for day, figures in zip(WEEKDAYS, table.figures, strict=True)
    }
    changed = _each(relative, named, "", whole)
    return table.model_dump(by_alias=True) | {
        "figures": [[float(figure) for figure in changed[day].values()] for day in WEEKDAYS]
    }
