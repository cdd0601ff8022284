"""A center as it is understood, in ten lines, and what of it is worth a second look: before anything is simulated."""

from collections.abc import Iterator

from sim.experiment.understood import Erlang, Understood
from sim.metrics import metric_of
from sim.present.numerals import amount, fixed
from sim.present.settings import agents_words, heads_words
from sim.scenario import Scenario
from sim.scenario.beliefs import beliefs_of
from sim.scenario.durations import seconds_in_words
from sim.scenario.hours import open_spans
from sim.scenario.messages import number
from sim.scenario.observed_figures import is_plain
from sim.scenario.week_words import spans_words

_MOST_NAMED = 4
_DOES = {
    "investigate": "hears both sides and decides",
    "grant": "grants what is asked",
    "coach": "guides the agent, who solves it",
    "return": "hands it back",
}

_ABOVE = {"passes_up": "", "offers_limit": ", and offer that where more is asked", "refuses": ", and refuse more"}


def center_words(scenario: Scenario, its: Understood) -> list[str]:
    """Return a center as it is understood, a sentence each."""
    return [
        _calls(scenario, its),
        _floor(scenario, its),
        *_may(scenario),
        *_insist(scenario, its),
        _upstairs(scenario, its),
        *_level(its),
        *_bonus(scenario, its),
        *observed_words(scenario),
    ]


def sanity_words(scenario: Scenario, its: Understood) -> list[str]:
    """Return what stands out in a center as it is understood, a sentence each; nothing where nothing does."""
    return list(_sanity(scenario, its))


def assumptions_words(scenario: Scenario) -> str:
    """Return in a line how much is assumed about people."""
    beliefs = beliefs_of(scenario)
    outside = [belief.key for belief in beliefs if not belief.is_within]
    known = sum(belief.status == "evidence" for belief in beliefs)
    text = f"Assumed: {len(beliefs)} values about people, {known} of them taken from studies"
    if outside:
        text += f"; {len(outside)} stronger or weaker than studies support ({_some(outside)})"
    return f"{text}; --assumptions lists all"


def observed_words(scenario: Scenario) -> list[str]:
    """Return what the real center shows, as the scenario says, in a line."""
    metrics = {metric_of(name): seen for name, seen in scenario.seen.items()}
    said = [f"{its.phrase} {number(seen)} {scenario.in_currency(its.unit)}" for its, seen in metrics.items()]
    return [f"Observed: {', '.join(said)}; run and compare show beside it what is simulated"] if said else []


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _calls(scenario: Scenario, its: Understood) -> str:
    by_type = [f"{name} {amount(calls, 0)}" for name, calls in its.calls.items() if calls]
    of = f" ({_some(by_type)})" if len(by_type) > 1 else ""
    week = [list(spans) for spans in open_spans(scenario.calendar.open)]
    weeks = scenario.calendar.weeks
    created = f", and about {amount(its.created, 0)} that mistakes create" if its.created >= 0.5 else ""
    return (
        f"Calls: {amount(sum(its.calls.values()), 0)} a week{of}{created}; open {spans_words(week)}; "
        f"{weeks} {'week' if weeks == 1 else 'weeks'} simulated"
    )


def _floor(scenario: Scenario, its: Understood) -> str:
    teams = [f"{name} {agents_words(team)}" for name, team in scenario.teams.items()]
    load = "" if its.load is None else f", {fixed(its.load, 0)} %"
    return (
        f"People: {_some(teams)}. {amount(its.work)} hours of work a week for {amount(its.floor)} hours on the "
        f"floor{load}"
    )


def _may(scenario: Scenario) -> Iterator[str]:
    money, asks = scenario.currency, [each for each in scenario.issues.values() if not each.routine and each.asks_share]
    if all(issue.routine for issue in scenario.issues.values()):
        return
    yield (
        f"Who may do what: {_granted(scenario)}{'' if asks else ', though nobody asks for any'}; "
        f"the manager {_DOES[scenario.manager.policy]}{_limit_upstairs(scenario, money)}"
    )


def _granted(scenario: Scenario) -> str:
    """Return what agents may grant: by issue type where limits are, by team, above the limit, and in a month."""
    limits, money = scenario.empowerment.authority, scenario.currency
    factors = {name: team.authority_factor for name, team in scenario.teams.items() if team.authority_factor != 1}
    if isinstance(limits, dict):
        most = _some([f"{name} {amount(limit, 0)}" for name, limit in limits.items()])
        own = [f"{name} {100 * factor:.0f} % of that" for name, factor in factors.items()]
    else:
        most = amount(limits, 0)
        own = [f"{name} {amount(limits * factor, 0)}" for name, factor in factors.items()]
    budget = scenario.empowerment.goodwill_budget
    month = "" if budget is None else f", each {amount(budget, 0)} a month in all"
    above = _ABOVE[scenario.empowerment.above_authority]
    return f"agents may grant up to {most} {money}{f' ({_some(own)})' if own else ''}{month}{above}"


def _limit_upstairs(scenario: Scenario, money: str) -> str:
    limit = scenario.manager.authority
    return "" if limit is None else f", up to {amount(limit, 0)} {money}"


def _insist(scenario: Scenario, its: Understood) -> Iterator[str]:
    """Say how many insist who are refused, and what that is known to bring in the center as it is."""
    if not its.known:
        return
    people = scenario.customers
    others = f", {_share(people.tries_another_share)} ring for another agent" if people.tries_another_share else ""
    shares = [f"{fixed(share, 0)} %" for share in its.known.values()]
    by_type = [f"{share} ({name})" for name, share in zip(its.known, shares, strict=True)]
    brings = shares[0] if len(set(shares)) == 1 else _some(by_type)
    yield (
        f"Customers who are refused: {_share(people.insists_share)} insist and go up{others}; insisting is known to "
        f"bring {brings} of the ask"
    )


def _share(share: float) -> str:
    percent = 100 * share
    return f"{fixed(percent, 0 if percent >= 10 or percent == round(percent) else 1)} %"


def _upstairs(scenario: Scenario, its: Understood) -> str:
    if its.share_up is None:
        calls = any(not issue.routine for issue in scenario.issues.values())
        why = "nobody calls with anything to pass up" if calls else "nothing is passed up, all is routine"
        return f"Upstairs: {heads_words(scenario.manager.count, 'manager')}; {why}"
    up = its.upstairs
    chosen = its.share_chosen
    untried = "" if chosen is None else f" ({fixed(chosen, 0)} % of choices are passed up untried)"
    share = f", {fixed(up.load, 0)} %" if up.hours else ""
    return (
        f"Upstairs, by formula at the start: {amount(up.up, 0)} contacts a week go up, {fixed(its.share_up, 0)} % of "
        f"those diagnosed{untried}. {heads_words(scenario.manager.count, 'manager').capitalize()}: asked for "
        f"{amount(up.asked)} of {amount(up.hours, 0)} hours{share}"
    )


def _level(its: Understood) -> Iterator[str]:
    found: Erlang = its.erlang
    if found.why_not or found.patient is None:
        yield f"Service level by Erlang: does not apply here ({found.why_not}); run and compare simulate it"
        return
    said = f"of first calls within {seconds_in_words(found.within)}"
    if found.impatient is None:
        yield f"Service level by Erlang C, {said}: {fixed(found.patient, 0)} %"
    else:
        yield (
            f"Service level by Erlang, {said}: {fixed(found.impatient, 0)} % where customers hang up (A), "
            f"{fixed(found.patient, 0)} % where nobody does (C)"
        )


def _bonus(scenario: Scenario, its: Understood) -> Iterator[str]:
    pool, money = its.pool, scenario.currency
    if pool is None:
        yield "Bonus: there is no bonus pool"
        return
    charge = (
        f"at most {fixed(100 * pool.charge_share, 0)} % of what is granted is charged to it"
        if pool.charge_share
        else "nothing is charged to it"
    )
    yield (
        f"Bonus: {amount(pool.per_agent, 0)} {money} an agent and month, {amount(pool.funding, 0)} in the pool; "
        f"{charge}; customers ask for {amount(pool.asked, 0)} {money} a month"
    )


def _sanity(scenario: Scenario, its: Understood) -> Iterator[str]:
    if its.is_tight:
        of = "with nobody on the floor" if its.load is None else f"for {amount(its.floor)} on the floor"
        end = "" if its.load is None else f", {fixed(its.load, 0)} %: " + _TIGHT[its.work > its.floor]
        yield f"{amount(its.work)} hours of work a week {of}{end}"
    overfull = its.erlang.overfull
    if overfull and not (its.is_tight and its.work > its.floor):
        yield f"In {overfull} of {its.erlang.slices} half hours of the week there is more work than people"
    if its.is_one_sided and its.share_chosen is not None:
        share = fixed(its.share_chosen, 0)
        yield f"By formula agents pass up {share} % of what they could decide: is that what you see?"
    if its.pool is not None and its.pool.is_small:
        yield (
            f"Customers ask for {amount(its.pool.asked, 0)} {scenario.currency} a month, of which up to "
            f"{fixed(100 * its.pool.charge_share, 0)} % is charged to a pool of {amount(its.pool.funding, 0)}"
        )
    for name, seen in scenario.seen.items():
        if metric_of(name).unit.startswith("%") and 0 < seen < 1 and is_plain(scenario.observed.get(name)):
            yield f"observed.{name} is {seen:g} %: is {seen:g} a share? Shares are typed in %"


_TIGHT = {True: "more than they can do", False: "hardly any slack"}
