"""The first calls of a day in compiled code, in the order in which they come."""

from typing import Any

import numpy as np

from sim.clock import DAY, MINUTE
from sim.demand import purposes as for_
from sim.demand.volumes import poisson_count
from sim.engines.compiled.at import (
    arrival_at,
    float_at,
    int_at,
    listed_at,
    output,
    span_at,
    stream_at,
    stream_day_at,
    type_at,
)
from sim.engines.compiled.callers import epoch_of, profile_of
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.shapes import MOST_BINS
from sim.engines.effects.given import number

_COUNT_BASE = for_.COUNT_BASE
_RADIX_BITS, _PASSES = 9, 3
_RADIX = 1 << _RADIX_BITS


@compiled
def is_open(w: Any, day: int, tick: int) -> bool:
    """Return whether the center is open at a tick of a day."""
    minutes = tick - day * DAY
    i = profile_of(w, day) * w.most_spans
    while span_at(w.spans, i).start >= 0:
        span = span_at(w.spans, i)
        if span.start * MINUTE <= minutes < span.end * MINUTE:
            return True
        i += 1
    return False


@compiled
def _bin_total(w: Any, s: int, day: int, b: int) -> int:
    """Count a bin's contacts by part into `counts`, and return the most of any part."""
    stream, today = stream_at(w.streams, s), stream_day_at(w.stream_days, day * w.n_streams + s)
    factor = today.factor
    if w.by_bin:
        factor = float_at(w.bin_factors, (stream.type * w.days + day) * MOST_BINS + b).v * today.times
    mean = float_at(
        w.means,
        ((epoch_of(w, day * DAY) * w.n_types + stream.type) * w.n_profiles + profile_of(w, day)) * MOST_BINS + b,
    ).v
    if mean <= 0.0:
        return -1
    parts = int_at(w.parts, (stream.type * w.n_profiles + profile_of(w, day)) * MOST_BINS + b).v
    key = output(stream.key, day * type_at(w.types, stream.type).bins + b)
    most = 0
    for part in range(parts):
        count = poisson_count(number(key, _COUNT_BASE + part), mean * factor / parts)
        int_at(w.counts, part).v = count
        most = max(most, count)
    return most


@compiled
def _add_stream(w: Any, s: int, day: int) -> None:
    """Add a stream's first calls of a day, in order of bin and ordinal."""
    stream, today = stream_at(w.streams, s), stream_day_at(w.stream_days, day * w.n_streams + s)
    if not today.flows:
        return
    its = type_at(w.types, stream.type)
    index = (stream.type * w.n_profiles + profile_of(w, day)) * MOST_BINS
    for b in range(its.bins):
        most = _bin_total(w, s, day, b)
        if most <= 0:
            continue
        parts = int_at(w.parts, index + b).v
        bin_ = day * its.bins + b
        bin_key = output(stream.key, bin_)
        for turn in range(most):
            for part in range(parts):
                if turn < int_at(w.counts, part).v:
                    ordinal = part + turn * parts
                    key = output(bin_key, ordinal)
                    moment = bin_ * its.width + np.int64(number(key, for_.MOMENT) * its.width)
                    if is_open(w, day, moment):
                        _add(w, s, moment, bin_, ordinal, key, today.kept)


@compiled
def _add_listed(w: Any, s: int, day: int) -> None:
    """Add a day's calls of a stream whose calls are given, in their order."""
    stream, today = stream_at(w.streams, s), stream_day_at(w.stream_days, day * w.n_streams + s)
    first = s * (w.days + 1) + day
    for n in range(int_at(w.listed_from, first).v, int_at(w.listed_from, first + 1).v):
        its = listed_at(w.listed, n)
        key = output(output(stream.key, its.bin), its.ordinal)
        _add(w, s, its.tick, its.bin, its.ordinal, key, today.kept)


@compiled
def _add(w: Any, s: int, moment: int, bin_: int, ordinal: int, key: Any, kept: float) -> None:
    """Add a first call, unless a decrease on the timeline leaves it out."""
    if kept < 1.0 and number(key, for_.THINNED) >= kept:
        return
    if w.arrivals_n < w.arrival_room:
        arrival = arrival_at(w.arrivals, w.arrivals_n)
        arrival.tick = moment
        arrival.stream = s
        arrival.bin = bin_
        arrival.ordinal = ordinal
        arrival.key = key
        int_at(w.order, w.arrivals_n).v = ((moment - moment // DAY * DAY) << 32) + w.arrivals_n
    w.arrivals_n += 1


@compiled
def _sort(w: Any) -> None:
    """Sort the day's calls by tick; equals stay in order of stream, bin and ordinal."""
    n = w.arrivals_n
    source, target = w.order, w.spare
    for turn in range(_PASSES):
        shift = 32 + turn * _RADIX_BITS
        for digit in range(_RADIX + 1):
            int_at(w.counts, digit).v = 0
        for i in range(n):
            int_at(w.counts, ((int_at(source, i).v >> shift) & (_RADIX - 1)) + 1).v += 1
        for digit in range(_RADIX):
            int_at(w.counts, digit + 1).v += int_at(w.counts, digit).v
        for i in range(n):
            place = int_at(w.counts, (int_at(source, i).v >> shift) & (_RADIX - 1))
            int_at(target, place.v).v = int_at(source, i).v
            place.v += 1
        source, target = target, source
    w.order, w.spare = source, target


@compiled
def fill_day(w: Any) -> bool:
    """Lay out the first calls of the next day in order; say whether there was room (if not, how much is wanted)."""
    w.arrivals_n = 0
    w.arrival_next = 0
    for s in range(w.n_streams):
        if stream_at(w.streams, s).is_listed:
            _add_listed(w, s, w.filled_days)
        else:
            _add_stream(w, s, w.filled_days)
    if w.arrivals_n > w.arrival_room:
        w.wanted = w.arrivals_n
        w.arrivals_n = 0
        return False
    _sort(w)
    w.filled_days += 1
    return True
