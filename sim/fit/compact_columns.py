"""Columns of whole numbers in as few bytes as they need, so that logs of ten million rows stay in memory."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

LARGE = 2_000_000
"""Columns of more rows are kept packed: shorter ones are quicker as they are."""
_SECOND, _PIECE = 1000, 500_000
_NOTHING = int(np.iinfo(np.int64).min)
_SIZES = (np.int8, np.int16, np.int32, np.int64)
Whole = NDArray[np.signedinteger]
Rows = NDArray[np.bool_] | Whole | slice
Kind = TypeVar("Kind", bound=np.signedinteger)


@dataclass(frozen=True)
class Packed:
    """Whole numbers in the smallest type that holds them.

    Attributes
    ----------
    values : ndarray
        The numbers over `unit`; the least number of the type stands for nothing.
    unit : int
        1000 where all are multiples of it, as ticks of whole seconds are; else 1.
    """

    values: Whole
    unit: int = 1

    def __len__(self) -> int:
        return len(self.values)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which rows hold a number."""
        return np.asarray(self.values != np.iinfo(self.values.dtype).min)

    def __getitem__(self, rows: Rows) -> Packed:
        """Return some of the rows, chosen or in another order."""
        return Packed(self.values[rows], self.unit)

    def whole(self, nothing: int, kind: type[np.signedinteger] = np.int64) -> NDArray[Any]:
        """Return the numbers in a type; `nothing` where there is none."""
        found = self.values.astype(kind)
        if self.unit > 1:
            found *= self.unit
        found[~self.known] = nothing
        return found


def smallest(values: Whole) -> Whole:
    """Return whole numbers in the smallest type that holds them."""
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    size = next(each for each in _SIZES if np.iinfo(each).min <= low and high <= np.iinfo(each).max)
    return values.astype(size)


def packed(values: Whole, nothing: int) -> Packed:
    """Return whole numbers in few bytes.

    Parameters
    ----------
    values
        The numbers.
    nothing
        What stands for none among them.
    """
    return joined([_packed(values[piece], nothing) for piece in pieces(len(values))])


def _packed(values: Whole, nothing: int) -> Packed:
    known = values != nothing
    some = values[known]
    unit = _SECOND if len(some) and not (some % _SECOND).any() else 1
    low, high = (int(some.min()) // unit, int(some.max()) // unit) if len(some) else (0, 0)
    size = next(each for each in _SIZES if np.iinfo(each).min < low and high <= np.iinfo(each).max)
    found: Whole = np.full(len(values), np.iinfo(size).min, size)
    found[known] = some // unit
    return Packed(found, unit)


def joined(parts: Sequence[Packed]) -> Packed:
    """Return columns one below the other."""
    unit = min((each.unit for each in parts if each.known.any()), default=1)
    size = max((_type_of(each, unit) for each in parts), key=lambda each: each.itemsize, default=np.dtype(np.int8))
    found: Whole = np.empty(sum(map(len, parts)), size)
    begin = 0
    for each in parts:
        here = found[begin : begin + len(each)]
        here[:] = each.values
        here *= each.unit // unit if each.unit > unit else 1
        here[~each.known] = np.iinfo(size).min
        begin += len(each)
    return Packed(found, unit)


def _type_of(part: Packed, unit: int) -> np.dtype[np.signedinteger]:
    """Return the type that holds a column in another unit, apart from what stands for nothing."""
    if part.unit <= unit:
        return part.values.dtype
    least = np.iinfo(part.values.dtype).max * (part.unit // unit)
    return np.dtype(next((each for each in _SIZES if least <= np.iinfo(each).max), np.int64))


class Column(Generic[Kind]):
    """A field of a dataclass that holds a column of whole numbers, packed where it is long; it is read as an array.

    Parameters
    ----------
    kind
        Of which type it is read.
    nothing
        What stands for none.
    since
        The field, declared before it, from which its numbers are counted while it is packed.
    """

    def __init__(self, kind: type[Kind], nothing: int, since: str = "") -> None:
        self.kind, self.nothing, self.since = kind, nothing, since

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Column[Kind]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> NDArray[Kind]: ...
    def __get__(self, owner: object | None, kind: type) -> NDArray[Kind] | Column[Kind]:
        if owner is None:
            raise AttributeError(self.name)  # for dataclasses: a field without a default
        held = owner.__dict__[self.name]
        return self._whole(owner, held) if isinstance(held, Packed) else held

    def __set__(self, owner: object, value: NDArray[Kind] | Packed) -> None:
        if isinstance(value, Packed) and len(value) <= LARGE:
            value = self._whole(owner, value)
        elif not isinstance(value, Packed) and len(value) > LARGE:
            value = self.packed(value, getattr(owner, self.since) if self.since else None)
        elif not isinstance(value, Packed):
            value = value.astype(self.kind, copy=False)
        for each in columns_of(type(owner)).values():  # those counted from this one stay what they are
            if each.since == self.name and isinstance(held := owner.__dict__.get(each.name), Packed):
                base = value.whole(self.nothing) if isinstance(value, Packed) else value
                owner.__dict__[each.name] = each.packed(each._whole(owner, held), base)
        owner.__dict__[self.name] = value

    def _whole(self, owner: object, held: Packed) -> NDArray[Kind]:
        found = held.whole(self.nothing, self.kind)
        if self.since:
            found += getattr(owner, self.since)
            found[~held.known] = self.nothing
        return found

    def packed(self, value: NDArray[Kind], base: NDArray[np.int64] | None) -> Packed:
        """Return a column as it is kept, counted from another one."""
        if base is None:
            return packed(value, self.nothing)
        found = value - base
        found[value == self.nothing] = _NOTHING
        return packed(found, _NOTHING)


def columns_of(kind: type) -> dict[str, Column[Any]]:
    """Return the columns among the fields of a dataclass."""
    return {name: each for base in kind.__mro__[::-1] for name, each in vars(base).items() if isinstance(each, Column)}


class Stack:
    """The columns of objects of one kind, one below the other, each packed as soon as it is known.

    Parameters
    ----------
    kind
        The dataclass.
    """

    def __init__(self, kind: type) -> None:
        self._parts: dict[str, list[Packed]] = {name: [] for name in columns_of(kind)}

    def add(self, owner: object) -> None:
        """Keep the columns of an object."""
        for name, column in columns_of(type(owner)).items():
            base = getattr(owner, column.since) if column.since else None
            self._parts[name].append(column.packed(getattr(owner, name), base))

    def columns(self) -> dict[str, Any]:
        """Return the columns; what they are of is let go."""
        return {name: joined(self._parts.pop(name)) for name in list(self._parts)}


def held(owner: object) -> dict[str, Any]:
    """Return the columns of an object as it holds them, which `dataclasses.replace` takes without unpacking them."""
    return {name: owner.__dict__[name] for name in columns_of(type(owner))}


def some_of(owner: Any, name: str, rows: Rows) -> NDArray[Any]:
    """Return some rows of a column of an object as an array, without unpacking the others."""
    column, kept = columns_of(type(owner))[name], owner.__dict__[name]
    if not isinstance(kept, Packed):
        return np.asarray(kept[rows])
    part = kept[rows]
    found = part.whole(column.nothing, column.kind)
    if column.since:
        found += some_of(owner, column.since, rows)
        found[~part.known] = column.nothing
    return found


def pieces(rows: int) -> Iterator[slice]:
    """Yield so many rows in turn, as many as are worked on at once."""
    for begin in range(0, max(rows, 1), _PIECE):
        yield slice(begin, min(begin + _PIECE, rows))


def in_pieces(rows: int, kind: type[np.generic], values: Callable[[slice], NDArray[Any]]) -> NDArray[Any]:
    """Return a column that is worked out piece by piece.

    Parameters
    ----------
    rows
        How many.
    kind
        Of which type.
    values
        From some of the rows to their values.
    """
    found = np.empty(rows, kind)
    for piece in pieces(rows):
        found[piece] = values(piece)
    return found


def held_rows(owner: object, rows: Rows) -> dict[str, Any]:
    """Return some rows of the columns of an object, as it holds them."""
    return {name: each[rows] for name, each in held(owner).items()}


def return_memory(rows: int) -> None:
    """Give memory back that arrays of many rows took: the C library keeps that of those below 32 MB, hundreds of MB."""
    if rows > LARGE:
        with suppress(AttributeError, OSError, TypeError):  # only GNU's has the call
            ctypes.CDLL(None).malloc_trim(0)
