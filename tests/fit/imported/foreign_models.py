"""Invented models of Callcenter Simulator, written in English, German or old German names."""

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

GERMAN = {
    "CallCenterModel": "CallcenterModell",
    "ModelName": "ModellName",
    "ModelMaxQueueLength": "ModellMaxWarteschlangenLaenge",
    "ModelServiceLevel": "ModellServiceLevel",
    "ModelProductivity": "ModellProduktivitaet",
    "ModelClientType": "ModellKundentyp",
    "ClientsFreshCalls": "KundenErstanrufer",
    "FreshCallsCount": "ErstanruferAnzahl",
    "FreshCallsDistribution": "ErstanruferVerteilung",
    "ClientsScore": "KundenScore",
    "Base": "Basis",
    "PerWaitingSecond": "ProWartesekunde",
    "Forwarding": "Weiterleitung",
    "ClientsWaitingTimeToleranceDistribution": "KundenWartezeittoleranzVerteilung",
    "ClientsRetry": "KundenWiederholungen",
    "RetryIntervalDistribution": "WiederholungenAbstaendeVerteilung",
    "RetryProbabilityAfterCanceledFirstRetry": "WiederholungenWahrscheinlichkeitNachAbbruchErsterVersuch",
    "RetryProbabilityAfterCanceledFurtherRetrys": "WiederholungenWahrscheinlichkeitNachAbbruchWeitereVersuche",
    "RetryProbabilityAfterBeingBlockedFirstRetry": "WiederholungenWahrscheinlichkeitNachBlockierungErsterVersuch",
    "RetryProbabilityAfterBeingBlockedFurtherRetrys": "WiederholungenWahrscheinlichkeitNachBlockierungWeitereVersuche",
    "ClientsForwarding": "KundenWeiterleitungen",
    "ForwardingNewClientType": "WeiterleitungenNeuerKundentyp",
    "Probability": "Wahrscheinlichkeit",
    "ModelCallCenter": "ModellCallcenter",
    "CallCenterAgentsGroup": "CallcenterAgentengruppe",
    "AgentsGroupDistribution": "AgentengruppeVerteilung",
    "AgentsGroupCount": "AgentengruppeAnzahl",
    "AgentsGroupWorkingTimeBegin": "AgentengruppeArbeitszeitbeginn",
    "AgentsGroupWorkingTimeEnd": "AgentengruppeArbeitszeitende",
    "AgentsGroupSkillLevel": "AgentengruppeSkillLevel",
    "CostsPerHour": "KostenProStunde",
    "CallCenterTechnicalFreeTime": "CallcenterTechnischeBereitzeit",
    "CallCenterMinimumWaitingTime": "CallcenterMindestWartezeit",
    "MinimumWaitingTimeClientType": "MindestWartezeitKundentyp",
    "ModelSkillLevel": "ModellSkillLevel",
    "SkillLevelClientType": "SkillLevelKundentyp",
    "SkillLevelClientTypeHoldingTimeDistribution": "SkillLevelKundentypBedienzeitverteilung",
    "SkillLevelClientTypePostProcessingTimeDistribution": "SkillLevelKundentypNachbearbeitungszeitverteilung",
    "SkillLevelClientTypeScore": "SkillLevelKundentypScore",
    "Lognormal distribution": "Lognormalverteilung",
    "Exponential distribution": "Exponentialverteilung",
    "Gamma distribution": "Gamma-Verteilung",
    "One-point distribution": "Ein-Punkt-Verteilung",
}
OLD = GERMAN | {
    "ModelName": "Name",
    "ModelClientType": "Kundentyp",
    "FreshCallsCount": "Anzahl",
    "FreshCallsDistribution": "Verteilung",
    "ClientsScore": "Score",
    "ModelCallCenter": "Callcenter",
    "AgentsGroupDistribution": "Verteilung",
    "ModelSkillLevel": "SkillLevel",
}
LANGUAGES: dict[str, dict[str, str]] = {"English": {}, "German": GERMAN, "old German": OLD}


class Writer:
    """Writes elements in one language."""

    def __init__(self, language: str = "English") -> None:
        self.names = LANGUAGES[language]

    def name(self, name: str) -> str:
        return self.names.get(name, name)

    def element(self, name: str, *inside: Any, **attributes: Any) -> str:
        said = "".join(f" {self.name(key)}={quoteattr(str(value))}" for key, value in attributes.items())
        text = "".join(each if str(each).startswith("<") else escape(str(each)) for each in inside)
        return f"<{self.name(name)}{said}>{text}</{self.name(name)}>"

    def span(self, kind: str, *values: float) -> str:
        return f"{self.name(f'{kind} distribution')} ({';'.join(f'{each:g}' for each in values)})"


def written(model: dict[str, Any], language: str = "English") -> str:
    """Return a model as XML."""
    w = Writer(language)
    clients = [_client(w, client) for client in model["clients"]]
    centers = [_center(w, center) for center in model["centers"]]
    skills = [_skill(w, name, works) for name, works in model["skills"].items()]
    limit = [w.element("ModelMaxQueueLength", model["limit"])] if "limit" in model else []
    top = [w.element("ModelName", "Invented"), *limit, w.element("ModelServiceLevel", 20), *model.get("more", [])]
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + w.element("CallCenterModel", *top, *clients, *centers, *skills)


def _client(w: Writer, its: dict[str, Any]) -> str:
    first, further = its["retry"]
    forward = [w.element("ForwardingNewClientType", weight, Name=to) for to, weight in its["to"].items()]
    shares = {"FirstRetry": first, "FurtherRetrys": further}
    retries = [
        w.element(f"RetryProbabilityAfter{cause}{each}", f"{100 * share:g}%")
        for cause in ("BeingBlocked", "Canceled")
        for each, share in shares.items()
    ]
    base, rise, after = its["score"]
    return w.element(
        "ModelClientType",
        w.element(
            "ClientsFreshCalls",
            w.element("FreshCallsCount", its["calls"]),
            w.element("FreshCallsDistribution", ";".join(map(str, its["profile"]))),
        ),
        w.element("ClientsScore", Base=base, PerWaitingSecond=rise, Forwarding=after),
        w.element("ClientsWaitingTimeToleranceDistribution", w.span(*its["patience"])),
        w.element("ClientsRetry", w.element("RetryIntervalDistribution", w.span("Exponential", 600)), *retries),
        w.element("ClientsForwarding", *forward, Probability=f"{100 * its['forward']:g}%"),
        Name=its["name"],
    )


def _center(w: Writer, its: dict[str, Any]) -> str:
    groups = [
        w.element(
            "CallCenterAgentsGroup",
            *(
                [w.element("AgentsGroupDistribution", ";".join(map(str, group["heads"])))]
                if "heads" in group
                else [
                    w.element("AgentsGroupCount", group["count"]),
                    w.element("AgentsGroupWorkingTimeBegin", group["begin"]),
                    w.element("AgentsGroupWorkingTimeEnd", group["end"]),
                ]
            ),
            w.element("AgentsGroupSkillLevel", group["skill"]),
            w.element("CostsPerHour", group.get("cost", 0)),
        )
        for group in its["groups"]
    ]
    waits = [w.element("MinimumWaitingTimeClientType", wait, Name=to) for to, wait in its.get("waits", {}).items()]
    technical = w.element("CallCenterTechnicalFreeTime", its.get("connects", 0))
    least = w.element("CallCenterMinimumWaitingTime", *waits)
    return w.element("ModelCallCenter", *groups, technical, least, Name=its["name"])


def _skill(w: Writer, name: str, works: dict[str, tuple[Any, Any, int]]) -> str:
    inside = [
        w.element(
            "SkillLevelClientType",
            w.element("SkillLevelClientTypeHoldingTimeDistribution", w.span(*talk)),
            w.element("SkillLevelClientTypePostProcessingTimeDistribution", w.span(*wrap)),
            w.element("SkillLevelClientTypeScore", score),
            Name=to,
        )
        for to, (talk, wrap, score) in works.items()
    ]
    return w.element("ModelSkillLevel", *inside, Name=name)


def client(name: str = "calls", **parts: Any) -> dict[str, Any]:
    """Return a client type of an even day."""
    usual = {
        "calls": 1440,
        "profile": [1] * 24,
        "score": (1, 1, 0),
        "patience": ("Exponential", 120),
        "retry": (0.0, 0.0),
        "forward": 0.0,
        "to": {},
    }
    return {"name": name, **usual, **parts}


def simple(**parts: Any) -> dict[str, Any]:
    """Return one type, served by one group of five all day, exponential throughout."""
    work = (("Exponential", 240), ("One-point", 0), 1)
    return {
        "clients": [client()],
        "centers": [{"name": "house", "groups": [{"heads": [5] * 48, "skill": "all"}]}],
        "skills": {"all": {"calls": work}},
        **parts,
    }


NAMES = ["Neukunden (Büro)", "Bestand", "Bestand-2", "Priorität A & B"]


@st.composite
def models(draw: Any) -> dict[str, Any]:
    """A small model with one to four client types, one or two call centers and skill levels that serve some of them."""
    names = NAMES[: draw(st.integers(1, 4))]
    level = st.integers(0, 9)
    clients = [
        client(
            name,
            calls=draw(st.integers(1, 2000)),
            profile=[1, *draw(st.lists(level, min_size=23, max_size=23))] * draw(st.sampled_from([1, 2, 4])),
            score=(draw(st.integers(0, 300)), draw(st.sampled_from([0, 1, 5])), draw(st.sampled_from([0, 50]))),
            patience=draw(st.sampled_from([("Exponential", 300), ("Lognormal", 200, 150), ("Gamma", 2, 90)])),
            retry=(draw(st.sampled_from([0.0, 0.5, 1.0])), draw(st.sampled_from([0.0, 0.25]))),
            forward=draw(st.sampled_from([0.0, 0.3])),
            to={other: draw(st.integers(0, 9)) for other in names} | {names[0]: 1},
        )
        for name in names
    ]
    works = (("Lognormal", draw(st.integers(60, 600)), 60), ("Exponential", draw(st.integers(5, 60))), 1)
    skills = {
        f"Skill {n}": dict.fromkeys(names if n == 0 else names[:n], works) for n in range(draw(st.integers(1, 3)))
    }
    heads = st.lists(st.integers(0, 12), min_size=48, max_size=48)
    waits = st.dictionaries(st.sampled_from(names), st.sampled_from([0, 30, 90]))
    centers = [
        {
            "name": f"House {n}",
            "groups": [{"heads": [1, *draw(heads)[1:]], "skill": skill} for skill in skills],
            "waits": draw(waits),
            "connects": 2,
        }
        for n in range(draw(st.integers(1, 2)))
    ]
    return {"clients": clients, "centers": centers, "skills": skills, "limit": draw(st.integers(0, 300))}
