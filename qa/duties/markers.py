"""The wordings that make a statement without a modal, and the verb lists that a modal's meaning hangs on.

Tables only. A new wording of a right or a duty is a new line in PHRASES.
"""

import re
from dataclasses import dataclass

from qa.types import Modality

# Active verbs that a permission is given for; "kan" with any other verb tells of an ability or a possibility.
POWERS = frozenset(
    "adjungera anlita anmäla anordna ansluta ansöka anta avbryta avgöra avslå avstå avvisa begära besluta beställa bevilja "
    "boka delegera dispensera entlediga erbjuda ersätta förelägga förena föreslå förlänga förordna ge hyra häva höja "
    "inhämta inrätta jämka kalla klaga kräva låna lämna meddela medge omhänderta påkalla reservera stänga säga sänka sätta "
    "söka tilldela tillåta undanta uppdra upplåta utfärda utse vidta välja yrka åberopa ålägga återkalla återta överklaga "
    "överlåta".split()
)
# Passive verbs of decisions: "Beslutet kan överklagas" gives a right, "Insatser kan behövas" tells a fact.
DECISIONS = frozenset(
    "anmälas ansökas avbrytas avslås avvisas begäras beslutas beställas bestämmas beviljas bokas delegeras dispenseras "
    "efterskänkas entledigas erbjudas ersättas föreläggas förenas förkortas förlängas förordnas ges godkännas hyras hävas "
    "inlämnas inrättas jämkas lånas lämnas meddelas medges nedsättas omprövas reduceras stängas sättas sökas tas tilldelas "
    "tillgodoräknas tillåtas undantas upplåtas utdömas uteslutas utfärdas utlämnas utses återkallas återkrävas överklagas "
    "överlåtas".split()
)
EPISTEMIC = frozenset("anses antas förmodas betraktas räkna konstateras förutsättas sägas".split())  # "får anses vara"
DOERS = frozenset(  # verbs whose subject must be able to act, so that an unknown noun or name is taken for an actor
    "anmäla anordna ansvara ansöka arbeta bedöma bekosta besluta betala bevaka bistå delta erbjuda följa genomföra granska "
    "göra handlägga hålla iaktta informera inhämta kontrollera lämna meddela medverka närvara ordna rapportera redovisa "
    "samråda samverka se söka teckna tillhandahålla tillse underrätta upphandla upprätta utarbeta utreda utse verka".split()
)
SAYS = frozenset(  # what an "att" after it declares holds: "Beslutet innebär att nämnden ska"
    "anger anges beslutade beslutar beslutat beslöt bestämmer bestämt betyder fastslår fastställer fastställt framgår "
    "följer föreskriver föreskrivs gäller innebär stadgar stadgas säger".split()
)
EXPECTED = re.compile(r"\benligt (?:planerna|prognosen|prognoserna|uppgift|uppgifter|beräkningarna|förarbetena)\b")
BRINGS_IN = frozenset(
    "har finns finnas ha utse utser utsett tillsätta tillsätter anställa anställer inrätta inrättar utses".split()
)
PARTICLES = frozenset("upp in ut av om till ner ned fram efter bort över på med igen vid emot undan under".split())
SOFT = (  # what may stand between the verb and the words that give the meaning
    r"inte|ej|aldrig|icke|alltid|också|även|dock|då|själv|själva|därmed|därför|dessutom|bland|annat|bl\.a\.|i|första|hand|ytterst|"
    r"särskilt|ensam|gemensamt|tillsammans"
)
RIGHT = re.compile(
    r"^(?:[\wåäö]+ ){0,4}?(?:ha|få|ges|garanteras|tillförsäkras|äga)\s+(?:[\wåäö]+,? "
    r"){0,3}?(?:rätt(?:en|igheten)?\s+(?:till|att)\b"
    r"|rättigheter\b)|^(?:[\wåäö]+ ){0,2}?ha\s+(?:samma|lika)\s+(?:[\wåäö]+,? "
    r"){0,4}?(?:rättigheter|rätt|möjlighet|möjligheter|villkor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that makes a statement without a modal: what follows the finite verb, and what it says."""

    verbs: frozenset[str]
    rest: re.Pattern[str]  # matched right after the finite verb (and the subject, where that stands there)
    modality: Modality
    infinitive: bool = False  # what follows is "att" and an infinitive


def _phrase(verbs: str, rest: str, modality: Modality) -> Phrase:
    return Phrase(frozenset(verbs.split()), re.compile(rest, re.IGNORECASE), modality, infinitive=rest.endswith(r"att\b"))


GAP = r"^(?:[\wåäö.]+ ){0,5}?"
PHRASES = (
    _phrase(
        "är",
        rf"^(?:{SOFT}| )*(?:skyldig[at]?|ålagd[a]?|förpliktad[e]?|förpliktigad[e]?|tvungen|tvungna) att\b",
        Modality.OBLIGATION,
    ),
    _phrase("har", rf"{GAP}(?:skyldighet(?:en)?|plikt(?:en)?) att\b", Modality.OBLIGATION),
    _phrase("har", r"^(?:alltid |också |även )?att\b", Modality.OBLIGATION),
    _phrase("åtar förbinder förpliktar", r"^sig (?:[\wåäö]+ ){0,2}?att\b", Modality.OBLIGATION),
    _phrase("åligger åvilar", r"^(?:[\wåäö]+ ){0,1}?att\b", Modality.OBLIGATION),
    _phrase("rekommenderas uppmanas", r"^(?:[\wåäö]+ ){0,2}?att\b", Modality.RECOMMENDATION),
    _phrase("förväntas", r"^(?:[\wåäö]+ ){0,2}?", Modality.RECOMMENDATION),
    _phrase("tillåts", r"^(?:inte )?(?:att )?", Modality.PERMISSION),
    _phrase("äger", rf"{GAP}rätt att\b", Modality.PERMISSION),
    _phrase("äger", rf"{GAP}rätt till\b", Modality.RIGHT),
    _phrase("har", r"^(?:alltid |också |även )?(?:befogenhet|tillåtelse|tillstånd|mandat) att\b", Modality.PERMISSION),
    _phrase("har", rf"{GAP}(?:laglig |ovillkorlig )?rätt att\b", Modality.RIGHT),
    _phrase("har", rf"{GAP}(?:rätt|rättighet) till\b", Modality.RIGHT),
    _phrase("får ges", rf"^(?:{SOFT}| )*rätt att\b", Modality.RIGHT),
    _phrase("får ges", rf"^(?:{SOFT}| )*rätt till\b", Modality.RIGHT),
    _phrase("är", rf"^(?:{SOFT}| )*berättigad[e]? (?:till|att)\b", Modality.RIGHT),
    _phrase("ansvarar svarar", r"^(?:(?!som\b|att\b)[\wåäö./-]+,? ){0,8}?(?:för)\b", Modality.RESPONSIBILITY),
    _phrase("ansvarar", r"^", Modality.RESPONSIBILITY),
    _phrase("medverkar", r"^", Modality.RESPONSIBILITY),
    _phrase("har bär", rf"{GAP}(?:[\wåäö-]*ansvar|[\wåäö-]*ansvaret) (?:för|att)\b", Modality.RESPONSIBILITY),
    _phrase("är", rf"^(?:{SOFT}| )*(?:[\wåäö]+ )?(?:[\wåäö]*ansvarig[ta]?) (?:för|att)\b", Modality.RESPONSIBILITY),
    _phrase(
        "har", r"^(?:(?!att\b)[\wåäö.]+ ){0,4}?(?:till|som|i) (?:huvud)?(?:uppgift|uppdrag) att\b", Modality.RESPONSIBILITY
    ),
    _phrase(
        "har", r"^(?:(?!att\b|gett\b|givit\b)[\wåäö.]+ ){0,4}?(?:uppgiften|uppdraget|uppdrag) att\b", Modality.RESPONSIBILITY
    ),
    _phrase("ges får", r"^(?:[\wåäö]+ ){0,2}?(?:i uppdrag|uppdraget|i uppgift) att\b", Modality.RESPONSIBILITY),
    _phrase("ser", rf"^(?:{SOFT}| )*till att\b", Modality.RESPONSIBILITY),
    _phrase("tillser", r"^att\b", Modality.RESPONSIBILITY),
    _phrase("spelar har", r"^(?:en|ett) (?:[\wåäö]+ ){0,4}?roll (?=i\b|för\b|när\b|vid\b)", Modality.RESPONSIBILITY),
)
FORBIDDEN = re.compile(
    rf"^(?:{SOFT}| )*(?P<not>inte |ej )?(?P<word>förbjud(?:en|et|na)|tillåte[nt]|tillåtna|otillåte[nt])\b", re.IGNORECASE
)
WHOSE = re.compile(
    r"^(?P<who>(?:[\wåäö-]+ ){0,5}?[\wåäö-]+s) (?:[\wåäö]+ )?(?P<what>ansvar|skyldighet|uppgift|uppdrag|plikt|rättighet) att\b",
    re.IGNORECASE,
)
ROLE_MEANS = re.compile(r"(?:roll|uppdrag|uppgift|ansvar)(?: (?:som|för|i|inom|vid) [^,]*)?$", re.IGNORECASE)
