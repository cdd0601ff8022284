"""What columns are called in the exports of phone systems, planning tools and ticket systems, in five languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, NUMBER, SPAN, WORDS

_MOMENTS = frozenset({MOMENT, DATE, CLOCK, NUMBER, EMPTY})
_SPANS = frozenset({SPAN, CLOCK, NUMBER, EMPTY})
_COUNTS = frozenset({NUMBER, EMPTY})
_CODES = frozenset({WORDS, NUMBER, EMPTY})
_ALL = frozenset({*_MOMENTS, *_SPANS, *_CODES})

_RECEIVED = (
    "received|reception|arriv(al|ed)( time| at)?|call (date )?(time|start|begin)|(start|begin) (date )?time( of call)?"
    "|(started|created|opened|initiated|offered|queued) (at|on|time)|opened|created|initiation timestamp|time of (the )?call"
    "|date of (the )?call|call date|timestamp|date ?time|time ?stamp|call ?start|eingang\\w*|eingegangen|anruf(zeit|beginn|start|datum)"
    "|anruf (zeit|beginn|start|datum)|beginn|startzeit|zeitpunkt|hora (de )?(la )?(llamada|entrada|inicio|recepcion)"
    "|fecha (y )?hora|fecha (de )?(la )?llamada|inicio( de)?( la)?( llamada)?|recibid[ao]|heure (de l |d |de )?(appel|arrivee|debut|reception)"
    "|date (de l |d |de )?(appel|arrivee|reception)|date (et )?heure|debut|recu( le)?|ontvangen( op)?|binnenkomst\\w*"
    "|oproep ?(tijd|datum|start)|tijdstip|begintijd|starttijd|aanvang|time|zeit|uhrzeit|hora|heure|tijd|start|begin"
)
_WORDS: dict[str, tuple[frozenset[str], str]] = {
    "received": (_MOMENTS, _RECEIVED),
    "date": (frozenset({DATE, MOMENT, NUMBER, EMPTY}), "date|datum|fecha|day|tag|dia|jour|dag|data|week|woche|semana|semaine"),
    "weekday": (_CODES, "weekday|day of (the )?week|wochentag|dia (de la )?semana|jour (de la )?semaine|weekdag|dow"),
    "entered": (_MOMENTS, "(vru|ivr|menu) (entry|enter(ed)?|start|begin)"),
    "menu_end": (_MOMENTS, "(vru|ivr|menu) (exit|end|left|stop)"),
    "queue_start": (
        _MOMENTS,
        "(queue|q) (start|entry|enter(ed)?|begin|joined)( time| at)?|en ?queued?( time| at| timestamp)?|warteschlange (beginn|eingang)"
        "|entrada (en |a )?(la )?cola|entree (en )?file|in wachtrij",
    ),
    "queue_end": (_MOMENTS, "(queue|q) (exit|end|left|stop)( time)?|de ?queued?( time| at| timestamp)?"),
    "answered": (
        _MOMENTS,
        "(time |date )?(answered|connected|picked up|accepted)( time| at| on)?|answer (time|timestamp)|(service|ser|talk|agent) (start|begin|entry)"
        "|connect(ed)?( to agent)? (time|timestamp)|beantwortet\\w*|angenommen\\w*|annahme\\w*|gesprachs(beginn|start)|hora (de )?(atencion|respuesta|contestacion)"
        "|atendida( a las)?|contestada|repondu( a)?|decroche|heure (de )?(reponse|decroche|prise)|prise en charge|beantwoord( op)?|opgenomen|aangenomen",
    ),
    "left": (
        _MOMENTS,
        "(abandon(ed)?|gave up|renege?d?)( time| at| on| timestamp)?|aufgelegt|abbruch(zeit)?|hora (de )?abandono|abandonada|"
        "heure (d )?abandon|abandonne|opgehangen in wachtrij|afgebroken",
    ),
    "consulted": (_MOMENTS, "consult(ed|ation)?( start| time| at)?|ruckfrage|consulta|consultation|ruggespraak"),
    "transferred": (
        _MOMENTS,
        "transfer(red)?( time| at| completed( timestamp)?)?|weitergeleitet|verbunden um|transferid[ao]|transfere|transfert|doorverbonden",
    ),
    "ended": (
        _MOMENTS,
        "hang ?up( time| at)?|ended( at)?|(call )?end( date)?( time| of call| at)?|(service|ser|talk|agent) (exit|end|stop)|call end|"
        "disconnect(ed)?( time| timestamp| at)?|finish(ed)?( time| at)?|completed( time| at)?|resolved( at| on| time)|closed( at| on| time)|"
        "(anruf|gesprachs)? ?ende|endzeit|aufgelegt um|beendet|geschlossen|fin( de)?( la)?( llamada)?|hora (de )?(fin|cierre|final)|"
        "(heure (de )?)?fin( (d |de l )?appel)?|raccroche|einde|eindtijd|opgehangen|beeindigd|termino",
    ),
    "updated": (
        _MOMENTS,
        "(sys )?updated( at| on)?|event (time|timestamp)|changed( at| on)|modified( at| on)?|geandert( am)?|actualizad[ao]|modifie( le)?|gewijzigd( op)?",
    ),
    "wait": (
        _SPANS,
        "(avg |average |mean )?wait(ing)?( time| duration| seconds| secs?| s)?|(queue|q) (time|duration|seconds|secs?|s)|time (in|to) (queue|answer)|speed (of|to) answer|"
        "answer speed|asa|ring time|wartezeit|wartedauer|tiempo (de )?(espera|cola)|espera|(temps|duree) (d )?attente|attente|wacht(tijd|duur)",
    ),
    "talk": (
        _SPANS,
        "talk( ?time| duration| seconds| secs?)?|(avg|average|mean) talk( time| duration)?|conversation( time| duration)?|(service|ser) (time|duration)|"
        "gesprachs(zeit|dauer)|tiempo (de )?(conversacion|charla|hablado)|(temps|duree) (de )?(conversation|communication|parole)|"
        "gespreks(tijd|duur)|spreektijd|att",
    ),
    "hold": (_SPANS, "hold( time| duration)?|haltezeit|haltedauer|tiempo (en )?(retencion|hold)|(temps|duree) (de )?(mise en )?garde|in de wacht"),
    "wrap_up": (
        _SPANS,
        "wrap ?up( time| duration)?|after call( work)?( time| duration)?|acw|post call( work)?|nachbearbeitung(szeit|sdauer)?|nacharbeit(szeit)?|"
        "tiempo (de )?(post llamada|cierre|administrativo)|post llamada|post appel|(temps|duree) (de )?(post appel|post traitement)|nawerk(tijd)?",
    ),
    "handle": (
        _SPANS,
        "(avg |average |mean )?(handle|handling|processing)( time| duration)?|aht|bearbeitungs(zeit|dauer)|tmo|tiempo (medio )?(de )?(operacion|gestion|manejo)|"
        "dmt|duree (moyenne )?(de )?traitement|(temps|duree) de traitement|afhandel(tijd|duur)|behandeltijd",
    ),
    "duration": (
        _SPANS,
        "(call |total )?(duration|length)( of call)?|(anruf|gesamt)?dauer|duracion( de)?( la)?( llamada)?|duree( (d |de l )?appel)?|duur|gespreksduur totaal",
    ),
    "volume": (
        _COUNTS,
        "(call |calls |contact )?volume|(incoming |inbound |offered |received |total )?(calls|contacts)( offered| received| in)?|offered|incoming|inbound|demand|arrivals|"
        "count|(number|no|nr|num) of (calls|contacts)|anrufe( gesamt| angeboten)?|anrufvolumen|angeboten(e anrufe)?|anzahl( anrufe)?|volumen|"
        "llamadas( entrantes| recibidas| ofrecidas)?|cantidad( de llamadas)?|recibidas|ofrecidas|appels( entrants| recus| presentes)?|nombre (d )?appels|"
        "(aantal )?(oproepen|gesprekken)|aangeboden|n calls|forecast|prognose|pronostico|prevision",
    ),
    "answered_calls": (
        _COUNTS,
        "answered( calls)?|calls answered|handled( calls)?|calls handled|(angenommene|beantwortete) anrufe|angenommen|beantwortet|(llamadas )?(atendidas|contestadas)|"
        "appels (traites|repondus|decroches)|traites|beantwoorde? ?(oproepen)?|aangenomen|beantwoord",
    ),
    "abandoned_calls": (
        _COUNTS,
        "abandon(ed|s)?( calls)?|calls abandoned|lost( calls)?|missed( calls)?|(verlorene|abgebrochene) anrufe|verloren|aufgelegt|abgebrochen|"
        "(llamadas )?(abandonadas|perdidas)|appels (abandonnes|perdus)|abandonnes|perdus|gemiste?( oproepen)?|verlaten|opgehangen|afgehaakt",
    ),
    "agents": (
        _COUNTS,
        "(number of |no of )?(agents|positions|staff|fte|heads|headcount)( required| needed| scheduled| available)?|staffing|agenten|mitarbeiter|personal|"
        "agentes|puestos|operadores|effectifs?|conseillers|agents?s? (requis|planifies)|medewerkers|bezetting",
    ),
    "issue": (
        _CODES,
        "queue( name)?|skill( name| group)?|topic|issue( type)?|call type|contact type|(call )?category|reason|line of business|lob|department|service( type| name)?|product|"
        "split|vdn|type|campaign|warteschlange|thema|anliegen|grund|abteilung|kategorie|cola|motivo|tema|tipo( de llamada)?|servicio|departamento|campana|categoria|"
        "file( d attente)?|motif|sujet|theme|categorie|competence|wachtrij|onderwerp|reden|afdeling|province|region",
    ),
    "agent": (
        _CODES,
        "agent( id| number| no| code| login)?|server|representative|rep( id)?|operator|advisor|handled by|answered by|assigned to|employee( id)?|user( id| name)?|login|"
        "mitarbeiter(nummer| id| nr)?|bearbeiter|agente|operador|asesor|usuario|empleado|conseiller|operateur|utilisateur|medewerker|behandelaar|gebruiker",
    ),
    "caller": (
        _CODES,
        "caller( id| number| no)?|customer( id| number| no)?|client( id)?|phone( number)?|ani|cli|from( number)?|msisdn|kunde(nnummer|n id|n nr)?|anrufer|rufnummer|telefonnummer|"
        "cliente|numero (de )?(cliente|telefono|origen)|telefono|numero (d )?appelant|appelant|telephone|klant(nummer)?|beller|telefoonnummer",
    ),
    "call": (
        _CODES,
        "(call|contact|ticket|case|incident|interaction|session|conversation) (id|number|no|nr|reference)|=(call|ticket|case|incident|interaction|number|id)|(anruf|ticket|vorgangs|fall) ?(id|nummer|nr)|vorgang|"
        "id( de)?( la)? llamada|numero (de )?(llamada|caso|ticket)|(id|numero) (d )?appel|(oproep|zaak) ?(id|nummer)|unique ?id|uuid|guid",
    ),
    "outcome": (
        _CODES,
        "(call )?(outcome|disposition|result|status|disconnect reason)|answered( y n)?|answered yes no|is answered|abandoned( y n)?|ergebnis|angenommen|beantwortet|"
        "resultado|estado|atendida|contestada|resultat|statut|etat|repondu|abandonne|resultaat|beantwoord|uitkomst|verloren",
    ),
    "solved": (_CODES, "resolved|solved|first (call|contact) resolution|fcr|gelost|resuelt[oa]|resolu|opgelost"),
    "score": (
        _COUNTS,
        "(customer )?satisfaction( rating| score)?|csat|rating|nps|score|zufriedenheit|bewertung|satisfaccion|calificacion|valoracion|note|tevredenheid|beoordeling",
    ),
    "priority": (_CODES, "priority|prioritat|prioridad|priorite|prioriteit"),
    "group": (_CODES, "(assignment|support|resolver|assigned) group|group|team( name)?|gruppe|bearbeitergruppe|grupo|equipo|groupe|equipe|groep|centro|center|centre|site|standort"),
    "hand_offs": (_COUNTS, "(reassignment|transfer|hand ?off|escalation)s?( count|s)|(number|no) of (transfers|reassignments|hand ?offs)|weiterleitungen|reasignaciones|doorverbindingen"),
    "activity": (_CODES, "activity|state|jornada|shift type|(roster )?status|absence|tatigkeit|aktivitat|abwesenheit|actividad|ausencia|activite|absence|activiteit|dienst"),
    "shift": (_MOMENTS, "(shift )?(start|begin|from)|shift( start)?|schedule|login time|dienst(beginn|plan)|schicht(beginn)?|horario( de)?( entrada)?|entrada|turno|horaire|prise de (poste|service)|debut (de )?(service|poste)|rooster|begin dienst"),
    "shift_end": (_MOMENTS, "(shift )?(end|until|to|finish)|dienstende|schichtende|salida|fin (de )?(turno|service|poste)|horario (de )?salida|eind(e)? dienst"),
    "lunch": (frozenset({CLOCK, MOMENT, EMPTY}), "lunch( start| time| break)?|mittag(spause)?|almuerzo|comida|dejeuner|pause dejeuner|lunchpauze"),
    "pause": (frozenset({CLOCK, MOMENT, EMPTY}), "break( start| time)?|pause( start)?|descanso|pausa|pauze|rest"),
    "lunch_minutes": (_SPANS, "lunch (length|minutes|duration)|mittagspause (dauer|minuten)|(duracion|minutos) (del )?almuerzo|duree (du )?dejeuner|lunch ?duur"),
    "pause_minutes": (_SPANS, "break (length|minutes|duration)|pausen(dauer|lange|minuten)|(duracion|minutos) (del )?descanso|duree (de )?pause|pauze ?duur"),
    "interval_end": (_MOMENTS, "(interval |period )?(end|to|until)( time| interval)?|bis|hasta|jusqu a|tot|ende|endzeit|fin|einde"),
    "target": (_ALL, "service level( \\d+ \\w+)?|sl|sla|target|goal|objective|ziel|objetivo|objectif|doel|answer rate|occupancy|auslastung|rate|quote|ratio|percent(age)?|prozent|anteil|porcentaje|nivel (de )?servicio|niveau (de )?service|tasa|taux|servicelevel|made sla|%"),
    "name": (_ALL, "(contact |agent |customer |first |last |full |booking contact )?name|vorname|nachname|nombre|apellidos?|nom|prenom|naam|voornaam|achternaam|jefe( de)?( servicio)?|coordinador|supervisor|manager|teamleiter|chef|e ?mail|mail"),
}  # fmt: skip
TOTALS = re.compile(
    r"(grand |sub ?)?totals?|(gesamt|zwischen)?summen?|gesamt(summe)?|insgesamt|total general|total general|totales|sum|suma|somme|"
    r"ensemble|totaal|eindtotaal",
    re.IGNORECASE,
)
ANSWERED = re.compile(
    r"y|yes|true|1|agent|answered|connected|completed?( by)?( agent| caller)?|complete(agent|caller)|handled|served|j|ja|si|s|oui|o|beantwortet|angenommen|atendida|"
    r"contestada|repondu|traite|beantwoord|aangenomen|answer"
)
ABANDONED = re.compile(
    r"n|no|false|0|.*\b(abandon\w*|unanswered|not answered|no answer|missed|lost|hung ?up|hang|reneged?|verloren|aufgelegt|nicht (angenommen|beantwortet)|abgebrochen|"
    r"perdid[ao]|no (atendida|contestada)|non repondu|perdue?|gemist|niet beantwoord|opgehangen|nein|non|nee)\b.*"
)
FAILED_RING = re.compile(r".*\b(ring ?no ?answer|rna|failed ring|ring(ing)? (time ?out|failed)|within \d+ ?s\w*|agent (no answer|missed|did not answer))\b.*")
NO_CONTACT = re.compile(r".*\b(phantom|test( call)?|dummy|ignore)\b.*")
NO_WORK = re.compile(
    r".*\b(licencia|vacacion\w*|baja|permiso|ausen\w*|libre|krank\w*|urlaub|frei|abwesen\w*|leave|vacation|holiday|absen\w*|sick\w*|off|"
    r"conges?|maladie|repos|ziek\w*|verlof|vrij|unpaid|day off|franco)\b.*"
)
AVERAGES = re.compile(r"average|avg|mean|mittelwert|durchschnitt|promedio|media|moyenne|gemiddelde?")
NOBODY = re.compile(r"no (server|agent|operator)|nobody|none|unassigned|niemand|nadie|personne|unknown|not assigned|0|-1")


@cache
def plain(name: str) -> str:
    """Return a name in small letters, without accents and signs, its words apart.

    Examples
    --------
    >>> plain("AvgTalkDuration"), plain("Gesprächs_dauer (s)")
    ('avg talk duration', 'gesprachs dauer s')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    bare = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", bare).split())


@cache
def _pattern(role: str) -> re.Pattern[str]:
    return re.compile(_WORDS[role][1])


@cache
def _said(name: str) -> dict[str, int]:
    """Return for each role the longest run of whole words of a name that means it, in letters."""
    words = plain(name).split()
    runs = [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(len(words), i + 8) + 1)]
    longest = {role: max((len(run) for run in runs if _pattern(role).fullmatch(run)), default=0) for role in _WORDS}
    for role in _WORDS:
        if _pattern(role).fullmatch(f"={plain(name)}"):  # the whole name, and no part of a longer one
            longest[role] = len(plain(name))
    return {role: letters for role, letters in longest.items() if letters}


def roles_of(name: str, kind: str) -> dict[str, int]:
    """Return what a column may be, by its name and what its cells are: how many letters of the name say so."""
    return {role: letters for role, letters in _said(name).items() if kind in _WORDS[role][0]}


def unit_of(name: str) -> str:
    """Return the unit that the name of a column tells: `ms`, `s`, `min`, `h`, or nothing."""
    words = set(plain(name).split())
    units = {
        "ms": {"ms", "millis", "milliseconds", "msec"},
        "s": {"s", "sec", "secs", "second", "seconds", "sek", "sekunden", "segundos", "seg", "secondes", "seconden"},
        "min": {"min", "mins", "minute", "minutes", "minuten", "minutos"},
        "h": {"h", "hrs", "hour", "hours", "std", "stunden", "horas", "heures", "uren"},
    }
    return next((unit for unit, known in units.items() if words & known), "")


ROLES = tuple(_WORDS)
_DAYS = (
    "mon monday montag mo lunes lun lundi maandag ma",
    "tue tues tuesday dienstag di die martes mar mardi dinsdag din",
    "wed wednesday mittwoch mi mit miercoles mie mercredi mer woensdag woe wo",
    "thu thur thurs thursday donnerstag do don jueves jue jeudi jeu donderdag",
    "fri friday freitag fr fre viernes vie vendredi ven vrijdag vrij vr",
    "sat saturday samstag sonnabend sa sam sabado sab samedi zaterdag zat za",
    "sun sunday sonntag so son domingo dom dimanche dim zondag zon zo",
)
_WEEKDAY = {word: day for day, words in enumerate(_DAYS) for word in words.split()}


def weekday_of(name: str) -> int | None:
    """Return which weekday a word names, Monday being 0; nothing if it names none."""
    return _WEEKDAY.get(plain(name))
