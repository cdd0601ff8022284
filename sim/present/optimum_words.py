"""An optimum in words: what is best, how sure that is, what became of the others, and what to mind."""

from sim.experiment.optimum import Candidate, Optimum
from sim.experiment.optimum_findings import (
    as_good,
    at_an_end,
    best_in,
    finalists,
    gains,
    is_as_it_is,
    is_same,
    not_told_apart,
    price,
)
from sim.experiment.trials import SEARCH_FROM
from sim.metrics import metric_of
from sim.present.aim_words import (
    aims_words,
    bound_words,
    change_words,
    fine,
    level_words,
    most,
    unit_of,
)
from sim.present.belief_words import assumed_words, beyond_words, keys_words, lower
from sim.present.manager_words import full_words
from sim.present.numerals import amount, measured
from sim.scenario.messages import join

MOST_NAMED = 8
"""So many candidates are named in the verdict; all are in the table of the folder."""


def question(optimum: Optimum) -> str:
    """Return what was asked."""
    among = join(list(optimum.question.over)) if optimum.question.over else "the what-ifs"
    return f"{optimum.scenario.name}: {aims_words(optimum)} by choice of {among}?"


def header(optimum: Optimum) -> str:
    """Return what was run."""
    first, last = optimum.question.weeks
    text = f"Figures of {optimum.replications} replications, seed {optimum.seed}; weeks {first} to {last}; in brackets "
    text += f"{100 * optimum.question.confidence:g} % intervals"
    if optimum.comparisons > 1:
        text += f" that hold for all {optimum.comparisons} {_those(optimum)} at once"
    if optimum.taken:
        text += f". The search took {optimum.taken:,} other replications, so that its luck is not in the figures"
    return text + "."


def ran(optimum: Optimum) -> str:
    """Return what was run and what is assumed, as it stands below the title of a picture."""
    first, last = optimum.question.weeks
    run = f"{optimum.scenario.name}; {optimum.replications} replications, seed {optimum.seed}; weeks {first} to {last}."
    assumed = assumed_words(optimum.scenario, list(optimum.question.over))
    return " ".join([run + beyond_words(optimum.scenario), *assumed])


def _those(optimum: Optimum) -> str:
    return "finalists" if optimum.taken else "candidates"


def answer(optimum: Optimum) -> str:
    """Return the sentence that answers the question."""
    if optimum.way == "front":
        return _front_answer(optimum)
    asked = f"{aims_words(optimum)[0].upper()}{aims_words(optimum)[1:]}"
    if optimum.chosen is None:
        limits = "the limit" if len(optimum.question.limits) == 1 else "all limits"
        return f"{asked}: nothing that was tried keeps {limits}."
    best = optimum.chosen
    aim = optimum.question.objectives[0].metric
    if is_as_it_is(optimum, best):
        return f"{asked}: the center as it is, {level_words(optimum, best, aim)}; nothing that was tried is better."
    kept = [optimum.keeps(best, limit) for limit in optimum.question.limits]
    doubt = "; that it keeps every limit is not clear" if None in kept or False in kept else ""
    text = f"{asked}: “{best.name}”, {level_words(optimum, best, aim)}, {change_words(optimum, best, aim)}{doubt}"
    text += f"{_alike_words(optimum)}."
    price = _price(optimum, best)
    return f"{text} The price: {join(price)}." if price else text


def _alike_words(optimum: Optimum) -> str:
    """Say so where others that a search compared are not told apart from its choice."""
    alike, others = not_told_apart(optimum)
    if not alike:
        return ""
    if alike == others:
        return f"; none of the {others} others compared is told apart from it"
    return f"; {alike} of the {others} others compared {'is' if alike == 1 else 'are'} not told apart from it"


def finding(optimum: Optimum) -> str:
    """Return the answer as short as a title."""
    if optimum.way == "front":
        front = optimum.front
        if len(front) > 1 and gains(optimum):
            ends = f"from “{front[0].name}” to “{front[-1].name}”"
            return f"No single best: {len(front)} candidates, {ends}, that no other beats in all aims"
        return answer(optimum).removesuffix(".")
    aim, best = optimum.question.objectives[0], optimum.chosen
    limits = " within the limits" if optimum.question.limits else ""
    if best is None or is_as_it_is(optimum, best):
        return f"Nothing that was tried {'keeps the limits' if best is None else f'beats the center as it is{limits}'}"
    now, then = (optimum.level(each, aim.metric) for each in (optimum.baseline, best))
    digits = metric_of(aim.metric).digits
    by = ""
    if now is not None and then is not None:
        by = f": {amount(then.value, digits)} instead of {amount(now.value, digits)} {unit_of(optimum, aim.metric)}"
    paid = join([words.partition(" (")[0] for words in _price(optimum, best)])
    price = f" (price: {paid})" if paid else ""
    price += _alike_words(optimum)
    return f"“{best.name}” has {most(aim, 'the ')}{limits}{by}{price}"


def _price(optimum: Optimum, candidate: Candidate) -> list[str]:
    """Return what a candidate makes clearly worse beside the aims, each with its change."""
    found = []
    for metric, effect in price(optimum, candidate).items():
        unit = unit_of(optimum, metric).replace("%", "points")
        found.append(f"{lower(metric)} {measured(effect, unit, metric_of(metric).digits, signed=True)}")
    return found


def _front_answer(optimum: Optimum) -> str:
    front, asked = optimum.front, optimum.question.objectives
    if not front:
        aims = join([most(aim) for aim in asked])
        return f"Nothing that was tried keeps the limits, so there is no choice between {aims}."
    if not gains(optimum):
        return "Nothing that was tried is clearly better in any aim than the center as it is."
    same = [aim for aim in asked if is_same(optimum, aim.metric)]
    stays = "stays" if len(same) == 1 else "stay"
    alike = f"; {join([lower(aim.metric) for aim in same])} {stays} as it is with all" if same else ""
    moved = [aim for aim in asked if aim not in same]
    if len(front) == 1:
        return f"No trade-off: “{front[0].name}” has {join([most(aim) for aim in moved])} of all that was tried{alike}."
    parts = []
    for aim in moved:
        best = best_in(optimum, aim)
        level, change = level_words(optimum, best, aim.metric), change_words(optimum, best, aim.metric)
        parts.append(f"{most(aim)} with “{best.name}”, {level}, {change}")
    inside = f"{len(front)} candidates are such that no other beats them in all aims"
    return f"No single best: {inside}; {join(parts)}{alike}."


def kept_words(optimum: Optimum, candidate: Candidate) -> list[str]:
    """Return for each limit how a candidate stands to it."""
    words = {True: "keeps", False: "breaks", None: "is too close to tell from"}
    return [
        f"{metric_of(limit.metric).name} {level_words(optimum, candidate, limit.metric)}"
        f" {words[optimum.keeps(candidate, limit)]} the limit ({bound_words(optimum, limit)})."
        for limit in optimum.question.limits
    ]


def sure_words(optimum: Optimum) -> list[str]:
    """Return how sure the choice is."""
    return {"list": _contest_words, "search": _search_words, "front": _front_words}[optimum.way](optimum)


def _contest_words(optimum: Optimum) -> list[str]:
    asked = optimum.question
    chance, aim = f"{100 * asked.confidence:g} %", asked.objectives[0].metric
    method = "Kim and Nelson's procedure on common random numbers"
    if asked.limits:
        method += ", limits by Batur and Kim's check"
        tolerances = {x.metric: fine(optimum, x.metric, x.tolerance or 0.0, "points") for x in asked.limits}
        within = join([f"{size} of {lower(metric)}" for metric, size in tolerances.items()])
    if not optimum.is_finished:
        still = sum(not each.breaks and not each.beaten_by for each in optimum.candidates)
        return [
            f"The budget of {asked.budget:,} replications ended before the procedure did: {still} candidates are not"
            " told apart, so nothing is promised. A larger budget or a larger delta would tell."
        ]
    if optimum.chosen is None:
        return [f"With a probability of at least {chance} none keeps all limits by more than {within} ({method})."]
    text = (
        f"With a probability of at least {chance} this is the best, if no other is within"
        f" {fine(optimum, aim, asked.delta, 'points')} of it ({method}; means that are nearly normal)."
    )
    more = [f"A limit counts as kept or broken to within {within}."] if asked.limits else []
    return [text, *more]


def _search_words(optimum: Optimum) -> list[str]:
    asked = optimum.question
    tried = sum(each.searched > 0 for each in optimum.candidates)
    return [
        f"Found by a pattern search with {tried} settings of {asked.first_stage} replications each; the best"
        f" {len(optimum.final)} that lie apart were run anew. Of settings that were not tried nothing is promised.",
    ]


def _front_words(optimum: Optimum) -> list[str]:
    dominated = [each for each in optimum.final if each.dominated_by]
    clear = sum(each.is_clear for each in dominated)
    compared = f"{len(optimum.final)} candidates were compared by the same customers"
    if optimum.taken:
        tried = sum(each.searched > 0 for each in optimum.candidates)
        compared = f"A search tried {tried} settings; {compared}"
    text = f"{compared}: {len(optimum.front)} on the front, {clear} clearly beaten in all aims, "
    text += f"{len(dominated) - clear} beaten but not clearly"
    broken = sum(bool(each.breaks) for each in optimum.final)
    text += f", {broken} outside the limits" if broken else ""
    return [
        f"{text}. What is called clear holds for all pairs at once with {100 * optimum.question.confidence:g} %"
        " confidence; who is on the front is told by the means alone."
    ]


def other_words(optimum: Optimum) -> list[str]:
    """Return what became of the candidates that were not chosen, or for a front of all."""
    shown = optimum.front + [each for each in optimum.final if each not in optimum.front]
    told = [_told(optimum, each) for each in shown if each is not optimum.chosen][:MOST_NAMED]
    rest = len(optimum.candidates) - len(told) - (optimum.chosen is not None)
    return [*told, *([f"{rest:,} more in candidates.csv."] if rest > 0 else [])]


def _told(optimum: Optimum, candidate: Candidate) -> str:
    first, *more = optimum.question.objectives
    figures = [level_words(optimum, candidate, first.metric)]
    figures += [f"{lower(aim.metric)} {level_words(optimum, candidate, aim.metric)}" for aim in more]
    after = f" after {candidate.searched:,} replications" if optimum.way == "list" and candidate.searched else ""
    outcome = optimum.outcome(candidate)
    broken = next((x for x in optimum.question.limits if x.words == candidate.breaks), None)
    if broken is not None:
        own = level_words(optimum, candidate, broken.metric)
        outcome = f"out{after}: {lower(broken.metric)} is {own}, and the limit {bound_words(optimum, broken)}"
    elif candidate.beaten_by:
        outcome = f"out{after}: “{candidate.beaten_by}” is better"
        if candidate.is_tied:
            size = fine(optimum, first.metric, optimum.question.delta)
            outcome = f"a tie{after}: no difference of {size} from “{candidate.beaten_by}” was seen, which was kept"
    elif optimum.chosen is not None:
        outcome = _gap_words(optimum, candidate)
    price = _price(optimum, candidate) if candidate.dominated_by == () else []
    told = [join(figures), outcome, f"price: {join(price)}" if price else ""]
    return f"“{candidate.name}”: {'; '.join(filter(None, told))}."


def _gap_words(optimum: Optimum, candidate: Candidate) -> str:
    """Return how a candidate that was not ruled out differs from the chosen one."""
    aim = optimum.question.objectives[0].metric
    gap, digits = optimum.gap(candidate, aim), metric_of(aim).digits
    if gap is None or not gap.is_clear:
        return "not to be told from the choice"
    less = gap.value < 0
    return measured(gap, f"{'less' if less else 'more'} than the choice", digits, flip=less)


def mind_words(optimum: Optimum) -> list[str]:
    """Return what to mind: edges of ranges, and where the search and the figures disagree."""
    sentences = [
        f"{key} = {end:g} is an end of its range; something better may lie beyond it."
        for key, end in at_an_end(optimum).items()
    ]
    sentences += [
        f"By the figures “{other.name}” is a little better: the two are as good as equal." for other in as_good(optimum)
    ]
    sentences += full_words({"as it is": optimum.scenario} | {each.name: each.scenario for each in optimum.final})
    sentences += keys_words(optimum.scenario, list(optimum.question.over))
    sentences.append(
        f"The figures are those of replications 0 to {optimum.replications - 1}, as `compare` and `run` show them; the"
        f" search used {SEARCH_FROM:,} and following."
        if optimum.taken
        else f"The figures are those of replications 0 to {optimum.replications - 1}, as `compare` and `run` show them."
    )
    return sentences


def table(optimum: Optimum) -> list[list[str]]:
    """Return a short table: each finalist's figures that decide, with intervals, and what became of it."""
    metrics = optimum.question.deciding
    rows = [["", *(f"{metric_of(metric).name}, {unit_of(optimum, metric)}" for metric in metrics), "outcome"]]
    for candidate in finalists(optimum):
        cells = []
        for metric in metrics:
            level, digits = optimum.level(candidate, metric), metric_of(metric).digits
            cells.append("-" if level is None else measured(level, digits=digits))
        rows.append(
            [candidate.name, *cells, optimum.outcome(candidate) if candidate in optimum.candidates else "as it is"]
        )
    return rows
