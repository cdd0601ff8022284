"""Elements and attributes of a model by their English names, whichever language and version the file is in.

Callcenter Simulator (A. Herzog, github.com/A-Herzog/Callcenter-Simulator, Apache-2.0) writes names of its language and
reads those of both, and shorter ones of old versions; so do we.
"""

from collections.abc import Iterator

from sim.fit.imported.foreign_xml import Element
from sim.scenario.problems import printable

_TWINS = {
    "CallCenterModel": "CallcenterModell",
    "Statistic": "Statistik",
    "ModelName": "ModellName Name",
    "ModelSimulatorVersion": "ModellSimulatorVersion",
    "ModelDescription": "ModellBeschreibung Beschreibung",
    "ModelMaxQueueLength": "ModellMaxWarteschlangenLaenge MaxWarteschlangenLaenge",
    "ModelSimulatedDays": "ModellSimulierteTage SimulierteTage",
    "ModelPreferredShiftLength": "ModellBevorzugteSchichtlaenge BevorzugteSchichtlaenge",
    "ModelMinimalShiftLength": "ModellMinimaleSchichtlaenge",
    "ModelServiceLevel": "ModellServiceLevel ServiceLevel",
    "ModelProductivity": "ModellProduktivitaet",
    "ModelDiseaseRelatedSurchage": "ModellPlanungsaufschlag",
    "ModelClientType": "ModellKundentyp Kundentyp",
    "ModelCallCenter": "ModellCallcenter Callcenter",
    "ModelSkillLevel": "ModellSkillLevel SkillLevel",
    "ModelThresholds": "ModellSchellenwerte",
    "ThresholdData": "SchellenwertDaten",
    "Active": "Aktiv",
    "BlocksLine": "BelegtLeitung",
    "ClientsFreshCalls": "KundenErstanrufer Erstanrufer",
    "FreshCallsCount": "ErstanruferAnzahl Anzahl",
    "FreshCallsDistribution": "ErstanruferVerteilung Verteilung",
    "StandardDeviation": "Standardabweichung",
    "ClientsScore": "KundenScore Score",
    "Base": "Basis",
    "PerWaitingSecond": "ProWartesekunde",
    "Forwarding": "Weiterleitung",
    "ClientsWaitingTimeToleranceDistribution": "KundenWartezeittoleranzVerteilung WartezeittoleranzVerteilung",
    "ClientsWaitingTimeToleranceDistributionLong": "KundenWartezeittoleranzVerteilungLang",
    "ClientsWaitingTimeToleranceEstimation": "KundenWartezeittoleranzSchaetzung WartezeittoleranzSchaetzung",
    "WaitingTime": "Wartezeit",
    "CancelRate": "Abbruchwahrscheinlichkeit",
    "Correction": "Korrekturwert",
    "ClientsRetry": "KundenWiederholungen Wiederholungen",
    "RetryIntervalDistribution": "WiederholungenAbstaendeVerteilung AbstaendeVerteilung",
    "RetryNewClientType": "WiederholungenNeuerKundentyp",
    "ClientsForwarding": "KundenWeiterleitungen Weiterleitungen",
    "ForwardingNewClientType": "WeiterleitungenNeuerKundentyp NeuerKundentyp",
    "ForwardingSkillLevelDepending": "WeiterleitungenSkillLevelSpezifisch SkillLevelSpezifisch",
    "Probability": "Wahrscheinlichkeit",
    "ClientsRecall": "KundenWiederanrufer",
    "RecallIntervalDistribution": "WiederanrufAbstaendeVerteilung",
    "RecallNewClientType": "WiederanrufNeuerKundentyp",
    "RecallSkillLevelDepending": "WiederanrufSkillLevelSpezifisch",
    "YieldPerClient": "GewinnProKunde",
    "CostPerCaller": "KostenProAnrufer",
    "Canceling": "Abbruch",
    "WaitingSecond": "Wartesekunde",
    "CallCenterAgentsGroup": "CallcenterAgentengruppe Agentengruppe",
    "AgentsGroupCount": "AgentengruppeAnzahl Anzahl",
    "AgentsGroupWorkingTimeBegin": "AgentengruppeArbeitszeitbeginn Arbeitszeitbeginn",
    "AgentsGroupWorkingTimeEnd": "AgentengruppeArbeitszeitende Arbeitszeitende",
    "AgentsGroupDistribution": "AgentengruppeVerteilung Verteilung",
    "AgentsGroupByClientArrivals": "AgentengruppeNachKundenankuenften NachKundenankuenften",
    "AgentsHalfHours": "Agentenhalbstunden",
    "ByClientArrivalsGroup": "KundenankuenfteGruppe",
    "AgentsGroupSkillLevel": "AgentengruppeSkillLevel SkillLevel",
    "CostsPerHour": "KostenProStunde",
    "CostsPerClientType": "KostenProKundengruppe",
    "PerCall": "ProAnruf",
    "PerMinute": "ProMinute",
    "CallCenterTechnicalFreeTime": "CallcenterTechnischeBereitzeit",
    "IsWaitingTime": "IstWartezeit",
    "CallCenterScore": "CallcenterScore Score",
    "CallCenterAgentsScore": "CallcenterAgentenScore AgentenScore",
    "AgentsScoreFactorSinceLastCall": "AgentenScoreFaktorSeitLetztemAnruf FaktorSeitLetztemAnruf",
    "AgentsScoreFactorFreeTimePart": "AgentenScoreFaktorLeerlaufAnteil FaktorLeerlaufAnteil",
    "CallCenterMinimumWaitingTime": "CallcenterMindestWartezeit MindestWartezeit",
    "MinimumWaitingTimeClientType": "MindestWartezeitKundentyp",
    "SkillLevelClientType": "SkillLevelKundentyp SkillKundentyp",
    "SkillLevelClientTypeHoldingTimeAddOn": "SkillLevelKundentypBedienzeitAddOn",
    "SkillLevelClientTypeHoldingTimeDistribution": "SkillLevelKundentypBedienzeitverteilung Bedienzeitverteilung",
    "SkillLevelClientTypePostProcessingTimeDistribution": (
        "SkillLevelKundentypNachbearbeitungszeitverteilung Nachbearbeitungszeitverteilung"
    ),
    "SkillLevelClientTypeScore": "SkillLevelKundentypScore Score",
    "Interval": "Intervall",
    "StatisticDays": "StatistikTage",
    "StatisticClients": "StatistikKunden Kunden",
    "StatisticClientsCount": "StatistikKundenAnzahl",
    "StatisticClientsSummary": "StatistikKundenZusammenfassung",
    "CallsServiceLevel": "AnrufeServiceLevel",
    "CallsServiceLevelAll": "AnrufeServiceLevelAlle",
    "StatisticCallsCount": "StatistikAnrufeAnzahl",
    "StatisticClientsWaitingTime": "StatistikKundenWartezeit",
    "StatisticCallsWaitingTime": "StatistikAnrufeWartezeit",
    "StatisticCallsCancelTime": "StatistikAnrufeAbbruchzeit",
    "StatisticClientsServiceLevel": "StatistikKundenServiceLevel",
    "StatisticCallsServiceLevel": "StatistikAnrufeServiceLevel",
    "StatisticCallsForwarding": "StatistikAnrufeWeiterleitungen",
    "StatisticCallsRetry": "StatistikAnrufeWiederholungen",
    "Count": "Anzahl",
    "Success": "Erfolg",
    "Blocked": "Blockiert",
    "Canceled": "Abbruch",
    "Sum": "Summe",
    "SumPerInterval": "SummeProIntervall",
}
_TRIES = {"First": ("FirstRetry", "ErsterVersuch"), "Further": ("FurtherRetrys", "WeitereVersuche")}
_CAUSES = {"BeingBlocked": "Blockierung", "Canceled": "Abbruch"}


def _retries() -> dict[str, str]:
    """Return the names of what happens after a call in vain, by cause and try."""
    names = {}
    for cause, grund in _CAUSES.items():
        for english, german in _TRIES.values():
            short = f"WahrscheinlichkeitNach{grund}{german}"
            names[f"RetryProbabilityAfter{cause}{english}"] = f"Wiederholungen{short} {short}"
            names[f"RetryClientTypeAfter{cause}{english}"] = f"WiederholungenKundentypNach{grund}{german}"
    return names


_NAMES = {
    name: frozenset(each.casefold() for each in (name, *others.split()))
    for name, others in (_TWINS | _retries()).items()
}


_KNOWN = frozenset[str]().union(*_NAMES.values())
NEWEST = [6, 2]
"""The newest version whose models were looked at."""


def is_called(element: Element, name: str) -> bool:
    """Whether an element has a name, in English, German or as old versions wrote it."""
    return element.name.casefold() in _NAMES[name]


def not_known(element: Element) -> Iterator[Element]:
    """Yield the elements in a model that have no name that is known, those within them left out."""
    for each in element.inside:
        if each.name.casefold() in _KNOWN:
            yield from not_known(each)
        else:
            yield each


def all_of(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name in an element, in their order."""
    return (each for each in element.inside if is_called(each, name))


def one_of(element: Element, name: str) -> Element | None:
    """Return the last element of a name in an element, as the other program does; None if there is none."""
    return next((each for each in reversed(element.inside) if is_called(each, name)), None)


def text_of(element: Element, name: str, usual: str = "") -> str:
    """Return the text of the element of a name, without blanks around it."""
    found = one_of(element, name)
    return usual if found is None else found.text.strip()


def attribute(element: Element, name: str, usual: str = "") -> str:
    """Return an attribute in either language."""
    names = _NAMES.get(name, frozenset({name.casefold()}))
    return next((value.strip() for key, value in element.attributes.items() if key.casefold() in names), usual)


def number_of(element: Element, text: str, *, least: float = 0.0, most: float = 1e9) -> float:
    """Return a number written with a point or a comma; ``30%`` is 0.3.

    Raises
    ------
    ScenarioError
        At the element's line, if it is none or out of range.
    """
    written = text.strip()
    share = written.endswith("%")
    plain = written.removesuffix("%").strip()
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain) / (100 if share else 1)
    except ValueError:
        raise element.wrong(f"{printable(written, 60)!r} is no number") from None
    if not least <= value <= most:
        raise element.wrong(f"{printable(written, 60)} is out of range; {least:g} to {most:g} is read")
    return value


def number_in(element: Element, name: str, usual: float, **limits: float) -> float:
    """Return the number in the element of a name, or the usual one where there is none."""
    found = one_of(element, name)
    return usual if found is None else number_of(found, found.text, **limits)


def number_at(element: Element, name: str, usual: float, **limits: float) -> float:
    """Return the number that an attribute holds, or the usual one where there is none."""
    text = attribute(element, name)
    return number_of(element, text, **limits) if text else usual


def numbers_of(element: Element, lengths: tuple[int, ...]) -> tuple[float, ...]:
    """Return the numbers between semicolons, which are of one of some lengths."""
    values = tuple(number_of(element, part) for part in element.text.strip().strip(";").split(";"))
    if len(values) not in lengths:
        raise element.wrong(
            f"holds {len(values)} numbers; {', '.join(map(str, lengths))} are read, one for each part of a day"
        )
    return values


def is_off(element: Element, name: str) -> bool:
    """Whether an attribute says no."""
    return attribute(element, name).casefold() in ("0", "off", "no", "false", "nein", "aus", "falsch")


def model_in(root: Element) -> Element:
    """Return the model of a file, which is the root or stands in a file of results.

    Raises
    ------
    ScenarioError
        If the file is no model of Callcenter Simulator.
    """
    if is_called(root, "CallCenterModel"):
        return root
    found = one_of(root, "CallCenterModel") if is_called(root, "Statistic") else None
    if found is None:
        called = printable(root.name, 40)
        raise root.wrong(
            f"the root is {called!r}; a model of Callcenter Simulator begins CallCenterModel or CallcenterModell"
        )
    return found
