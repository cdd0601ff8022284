"""How far a verdict can be trusted, in a sentence: what other beliefs about people make of it."""

from sim.experiment.guards import DEBT, PAID
from sim.experiment.other_worlds import FEWEST_LEFT, OtherWorlds
from sim.experiment.verdict import Verdict
from sim.experiment.verdict_cells import Cell
from sim.metrics import ASKED, BONUS, CSAT, WORKED, metric_of, why_not
from sim.present.numerals import fixed

_NAMES = {
    WORKED: "manager hours",
    ASKED: "manager hours asked for",
    CSAT: "satisfied customers",
    BONUS: "bonus",
    DEBT: "debt",
    "asa_seconds": "waiting",
    "agent_hours_per_week": "agents’ hours",
    "money_given_per_week": "money given",
    "spending_per_week": "spending",
    PAID: "what the company pays",
    "hidden_escalations_per_week": "problems that vanish from the record",
    "not_served": "not served",
    "service_level": "service level",
}


def sure_sentence(found: Verdict, *, is_observed: bool = False) -> str:
    """Return how far the answer can be trusted: what other beliefs about people make of it."""
    worlds = found.worlds
    if worlds is None:
        if found.told is None:
            return "How sure: other beliefs about people were not tried, as there is no gain to test."
        return "How sure: other beliefs about people were not tried."
    if worlds.left < FEWEST_LEFT and worlds.left_out:
        return (
            f"How sure: no tried belief explains your center: {worlds.left_out} of {worlds.count} other sets of "
            "beliefs about people miss what you observed."
        )
    cell = found.cells[worlds.told, worlds.aim]
    fit = " that fit what you observed" if is_observed else ""
    text = f"How sure: in {_so_many(worlds)} other sets of beliefs about people{fit} {_moves(worlds, cell)}"
    text += _how_much(worlds)
    if len(worlds.wins) > 1:
        count = {2: "two", 3: "three"}[len(worlds.wins)]
        text += f"; “{worlds.told}” gains most of the {count} best in {worlds.wins[worlds.told]}"
    text += "."
    if worlds.left_out:
        text += f" {worlds.left_out} more contradict what you observed and do not count."
    return text + (_elsewhere(worlds) if found.ending == "best" else "")


def _so_many(worlds: OtherWorlds) -> str:
    return f"all {worlds.left}" if worlds.same == worlds.left else f"{worlds.same} of {worlds.left}"


def _moves(worlds: OtherWorlds, cell: Cell) -> str:
    falls = cell.by.value < 0
    name = "the hours" if worlds.aim == WORKED else name_of(worlds.aim)
    verb = "fall" if falls else "rise"
    rest = []
    if worlds.other:
        rest.append(f"the other way in {worlds.other}")
    if worlds.hardly:
        rest.append(f"hardly at all in {worlds.hardly}")
    return f"{name} {verb}{'' if is_plural(name) else 's'}" + (f" ({', '.join(rest)})" if rest else "")


def is_plural(name: str) -> bool:
    """Whether a figure's name takes a plural verb: ``the hours fall``, ``service level falls``."""
    head = name.partition(" asked for")[0].partition(" (")[0].partition(", ")[0]
    return head.endswith("s") and not head.endswith(("bonus", "loss"))


def _how_much(worlds: OtherWorlds) -> str:
    if worlds.most is not None and not metric_of(worlds.aim).unit.startswith("%"):
        low, high = worlds.most
        is_told = worlds.own_share is None or low <= abs(worlds.own_share) <= high
        here = "" if is_told or worlds.own_share is None else f" ({abs(worlds.own_share):.0f} % here)"
        return f", by {f'about {low}' if low == high else f'{low} to {high}'} % in most{here}"
    least, _, most = sorted(abs(value) for value in worlds.gains)
    return f", by {fixed(least, 1)} to {fixed(most, 1)} points in most"


def _elsewhere(worlds: OtherWorlds) -> str:
    if not worlds.is_elsewhere:
        return ""
    there, here = short(worlds.starts), short(worlds.own_start)
    back = short(abs(worlds.gains[1]))
    unit = {WORKED: " such hours", ASKED: " such hours"}.get(worlds.aim, "")
    gets = f" and gets back {back}" if metric_of(worlds.aim).better == "lower" else f" and gains {back}"
    who = "the manager starts" if worlds.aim in (WORKED, ASKED) else "one starts"
    text = f" But there {who} from {there}{unit}, not {here},{gets}"
    if worlds.outside:
        count = len(worlds.outside)
        which = "one belief here is" if count == 1 else f"{_number(count)} beliefs here are"
        text += f": {which} stronger than studies support"
    return f"{text}. Measure the {here} before you promise the {short(worlds.own_gain)}."


def name_of(each: str) -> str:
    """Return what a figure is called in a sentence."""
    return _NAMES.get(each) or (each if why_not(each) else metric_of(each).phrase)


def short(value: float) -> str:
    """Return a level in few digits."""
    return fixed(value, 0 if abs(value) >= 10 or value == round(value) else 1)


def _number(count: int) -> str:
    return {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(count, str(count))
