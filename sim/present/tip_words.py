"""Where a culture tips, in words: the center as it is, the map, the fluid limit, and how long a policy must be held."""

from collections.abc import Sequence

from sim.experiment.culture import ESCALATING, SOLVING
from sim.experiment.hold import LATE_WEEKS, START_WEEK, SURELY, TIPPED, Hold
from sim.experiment.tip_findings import beside_the_limit, deciding, likely, likely_ranges, too_flat
from sim.experiment.tipping import DEPENDS, NOTHING, POINTS, UNCLEAR, Cell, Tip
from sim.present.belief_words import keys_words
from sim.present.numerals import measured
from sim.present.settings import runs_words, setting_words, short_name, value_words
from sim.scenario.messages import join

ENDS_IN = {
    ESCALATING: "escalating, whatever the start",
    SOLVING: "solving, whatever the start",
    DEPENDS: "as it started: the start decides",
    UNCLEAR: "apart, but not clearly because of the start",
    NOTHING: "with nothing to choose",
}


def header(found: Tip) -> str:
    """Return what was run, in a line."""
    first, last = found.weeks
    count = f"{len(found.cells):,} setting{'s' if len(found.cells) > 1 else ''}"
    return (
        f"{runs_words(found)}; {count} of {join(list(found.design.keys))}, each from either culture; "
        f"shares of choices passed up in weeks {first} to {last}; in brackets 95 % intervals."
    )


def answer(found: Tip) -> str:
    """Return what the center ends in, where the start decides, and how long a policy must be held, in a sentence."""
    here = found.here
    if here.culture == NOTHING:
        return "Nobody ever has a choice in this center, so there is no culture that could tip."
    times = "1 replication" if found.replications == 1 else f"{found.replications:,} replications"
    up, down = _starts(here)
    ends = (
        f"This center ends {ENDS_IN[here.culture]}: {up} of choices are passed up if at first everything is, {down} if "
        f"at first nothing is ({times})"
    )
    parts = [ends, f"of the map's {len(found.cells):,} settings the start decides at {len(deciding(found)) or 'none'}"]
    parts += [_enough_words(hold) for hold in found.holds]
    return "; ".join(parts) + "."


def map_finding(found: Tip) -> str:
    """Return as a title whether the start decides, here and on the map."""
    here, count = found.here.culture, len(deciding(found))
    if here == NOTHING:
        return "Nobody has a choice here, so there is no culture to tip"
    if here == DEPENDS:
        return "This center remembers: where it started decides its culture"
    where = f"at {count} of {len(found.cells)} settings" if count else "at no setting of this map does"
    return f"This center ends {here} whatever its start; {where} the start {'decides' if count else 'decide'}"


def holds_finding(found: Tip) -> str:
    """Return as a title for how long policies must be held."""
    parts = []
    for hold in found.holds:
        where = f"at {setting_words(hold.setting)}" if hold.setting else "in this center"
        if hold.least is None:
            parts.append(f"no time up to {hold.weeks[-1]} weeks is enough {where}")
        elif hold.weeks[hold.least] == 0:
            parts.append(f"no policy is needed {where}")
        else:
            parts.append(f"{hold.weeks[hold.least]} weeks are enough {where}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def _enough_words(hold: Hold) -> str:
    """Return for how long a policy must be held, in a clause."""
    what, place = join(list(hold.policies)), hold.least
    where = f"at {setting_words(hold.setting)}" if hold.setting else "as it is"
    if place is None:
        return f"{where}, no time up to {hold.weeks[-1]} weeks of {what} is enough"
    if not hold.weeks[place]:
        return f"{where}, {what} need not be held at all"
    enough = f"{_weeks(hold.weeks[place])} of {what} {'is' if hold.weeks[place] == 1 else 'are'} enough"
    return f"{where}, {enough}: {_staying(hold, place)}"


def _weeks(count: int) -> str:
    return f"{count} week" if count == 1 else f"{count} weeks"


def here_words(found: Tip) -> list[str]:
    """Return what the center as it is ends in."""
    cell = found.here
    if cell.culture == NOTHING:
        return ["Nobody ever has a choice here, so there is no culture that could tip."]
    up, down = _starts(cell)
    return [
        f"It ends {ENDS_IN[cell.culture]}. Of the choices of the last weeks {up} are passed up if at first everything "
        f"is, and {down} if at first nothing is."
    ]


def _starts(cell: Cell) -> list[str]:
    """Return the shares passed up in the end, from the escalating and from the solving culture."""
    return [measured(each, "%") for each in (cell.from_escalating, cell.from_solving) if each is not None]


def map_words(found: Tip) -> list[str]:
    """Return how many settings end how, and where the start decides."""
    counts = {culture: [cell for cell in found.cells if cell.culture == culture] for culture in ENDS_IN}
    parts = [
        f"{len(counts[culture]):,} {'end' if len(counts[culture]) != 1 else 'ends'} {ENDS_IN[culture]}"
        for culture in (ESCALATING, SOLVING, UNCLEAR, NOTHING)
        if counts[culture]
    ]
    sentences = [f"Of {len(found.cells):,} settings {join(parts)}."] if parts else []
    if not counts[DEPENDS]:
        return [*sentences, "At no setting of this map does the start decide.", *_too_flat_words(found)]
    sentences += [f"The start decides at {_spread(counts[DEPENDS])}.", *_likely_words(found)]
    unclear = sum(not cell.is_clear for cell in found.cells)
    if unclear and found.replications > 1:
        sentences.append(f"{_settings(unclear)} so near the line of {TIPPED:g} % that an interval reaches over it.")
    return sentences


def _settings(count: int) -> str:
    return "One setting lies" if count == 1 else f"{count:,} settings lie"


def _spread(cells: Sequence[Cell]) -> str:
    """Return how many settings, and between which values of each key."""
    if len(cells) == 1:
        return f"one setting: {setting_words(cells[0].setting)}"
    spans = []
    for key in cells[0].setting:
        values = list(dict.fromkeys(cell.setting[key] for cell in cells))
        if all(isinstance(value, (int, float)) for value in values):
            words = " to ".join(map(value_words, dict.fromkeys((min(values), max(values)))))
        else:
            words = ", ".join(map(value_words, values))
        spans.append(f"{short_name(list(cells[0].setting), key)} {words}")
    return f"{len(cells):,} settings (all with {join(spans)})"


def _likely_words(found: Tip) -> list[str]:
    """Return how many of the settings at which the start decides lie where studies and judgment put the keys."""
    ranges, keys = likely_ranges(found), list(found.design.keys)
    if not ranges:
        return []
    spans = join(f"{short_name(keys, key)} {low:g} to {high:g}" for key, (low, high) in ranges.items())
    inside = likely(found, deciding(found))
    lie = "lies" if inside == 1 else "lie"
    return [f"Of these, {inside or 'none'} {lie} in what studies and judgment support: {spans}."]


def _too_flat_words(found: Tip) -> list[str]:
    """Return why no start can decide, where sharpness and weight of habit are too small for it."""
    steepest = too_flat(found)
    if steepest is None:
        return []
    return [f"Two cultures can last only where sharpness × habit_weight is above 4; here it is at most {steepest:.3g}."]


def limit_words(found: Tip) -> list[str]:
    """Return what the fluid limit says, and where the simulation says otherwise."""
    beside = beside_the_limit(found)
    if not beside.known:
        return ["It says nothing where nobody has a choice."]
    sentences = [
        f"With identical agents, endlessly many choices and small steps the answer is the same at {beside.agreeing:,} "
        f"of {len(beside.known):,} settings."
    ]
    if beside.two:
        sentences.append(f"There two cultures can last at {_spread(beside.two)}.")
    if beside.lingering:
        sentences.append(
            f"At {_spread(beside.lingering)} the start still shows after {found.weeks[1]} weeks, though only one "
            "culture lasts in the limit: near the brink habits change slowly, and agents of different skill tip one by "
            "one."
        )
    if beside.forgetful:
        sentences.append(
            f"At {_spread(beside.forgetful)} two cultures last in the limit, but chance and unequal agents take the "
            "center over the brink."
        )
    return sentences


def hold_words(hold: Hold) -> list[str]:
    """Return how long policies must be held, with the share of replications that stay."""
    longest, least = hold.weeks[-1], hold.least
    if least is None:
        sentences = [f"Never, within {longest} weeks: {_staying(hold, len(hold.weeks) - 1)}."]
        held, late = hold.while_held, hold.late(-1)
        if held is not None and held.value >= TIPPED:
            return [*sentences, f"Even while it is held, {measured(held, '%')} of choices are passed up."]
        if held is None or late is None:
            return sentences
        up = f"{measured(held, '%')} of choices are passed up while it is held"
        return [*sentences, f"{up}, {measured(late, '%')} in the last weeks after it is withdrawn."]
    if hold.weeks[least] == 0:
        return [f"Not at all: {_staying(hold, 0)} without it."]
    return [
        f"{_weeks(hold.weeks[least])}: {_staying(hold, least)}.",
        f"After {hold.weeks[least - 1]}, {_staying(hold, least - 1)}.",
    ]


def _staying(hold: Hold, place: int) -> str:
    _, (low, high) = hold.share(place)
    return (
        f"the culture stays solving in {hold.staying(place)} of {hold.replications} replications "
        f"({100 * low:.0f} to {100 * high:.0f} %)"
    )


def holds_words(found: Tip) -> dict[str, list[str]]:
    """Return how long policies must be held, by where."""
    sections = {}
    for hold in found.holds:
        where = f"where the start decides ({setting_words(hold.setting)})" if hold.setting else "as it is"
        what = join(list(hold.policies))
        sections[f"How long must {what} be held, {where}"] = hold_words(hold)
    return sections


def mind_words(found: Tip) -> list[str]:
    """Return what the words mean."""
    tests = sum(cell.gap is not None and cell.gap.p_value is not None for cell in found.cells)
    sentences = [
        f"A culture is solving where less than {TIPPED:g} % of choices are passed up in the last {LATE_WEEKS} weeks.",
        f"The start decides where the two starts end at least {POINTS:g} points apart, clearly after correction for "
        f"{tests:,} settings (Holm).",
    ]
    if found.holds:
        sentences += [
            f"A policy holds from week {START_WEEK} on, in a center that rests in its escalating culture. When it is "
            f"withdrawn every lever goes back; the center is watched for at least {found.after} weeks more.",
            f"Long enough is a time after which the culture stays in {100 * SURELY:g} % of the replications.",
        ]
    return [*sentences, *keys_words(found.scenario, found.design.keys)]
