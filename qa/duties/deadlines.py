"""By when or how often, as written: "senast den 31 mars", "minst en gång per år", "i samband med bokslutet".

Purely lexical. Knows nothing about clauses: the caller says which stretch of text belongs to a statement.
"""

import re

from corpus.types import Span
from qa.duties.verbs import is_known_infinitive

_NUMBER = (
    r"(?:\d+|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|fjorton|femton|tjugo|trettio|några|högst \w+|minst \w+)"
)
_UNIT = (
    r"(?:sekunder|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|dygn|arbetsdag(?:ar)?|vardag(?:ar)?|veck(?:a|or)|månad(?:er)?|kvartal|"
    r"termin(?:er)?|läsår|år|kalenderår|verksamhetsår|mandatperiod(?:er)?|halvår)"
)
_PER = (
    r"(?:(?:om|per|i|varje|under) (?:året|år|månaden|månad|veckan|vecka|dagen|dag|dygn|terminen|termin|läsår|läsåret|"
    r"kvartal|kvartalet|"
    r"halvår|mandatperiod(?:en)?|kalenderår|verksamhetsår))"
)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_DATE = (
    rf"(?:(?:den )?(?:\d{{1,2}}|siste?|första) {_MONTH}(?: (?:varje år|\d{{4}}|samma år))?|\d{{4}}-\d{{2}}-\d{{2}}|"
    rf"{_MONTH}(?: månad)?(?: \d{{4}})?)"
)
_EVENT = (
    r"(?:årsskiftet|årsskifte|bokslut(?:et)?|årsbokslut(?:et)?|delårsbokslut(?:et)?|budget(?:en|arbetet|processen|"
    r"beredningen)?|"
    r"årsredovisning(?:en)?|verksamhetsberättelse(?:n)?|delårsrapport(?:en)?|terminsstart(?:en)?|läsårsstart(?:en)?|"
    r"skolstart(?:en)?|mandatperiodens \w+|årets slut|årets utgång|terminens slut|läsårets slut|månadens slut|månadens utgång|"
    r"verksamhetsårets slut|mandatperiodens slut|nästa (?:ordinarie )?(?:sammanträde|möte|arbetsdag|vardag))"
)
_END = r"(?=[\s,.;:)”\"]|$)"  # the phrase must not go on inside a word

_PATTERNS = [
    # latest
    (
        rf"(?:senast|tidigast) (?:kl(?:ockan|\.)? ?\d+(?:[.:]\d+)?(?: {_DATE})?|(?:i|under|vid|före|inom) (?:{_DATE}|"
        rf"(?:\w+ )?{_EVENT}|slutet av \w+)|{_DATE}|"
        rf"{_NUMBER} {_UNIT} (?:före|innan|efter|från) [^,.;]+?(?= (?:till|och|samt|kalla|lämna|ska|skall|bör|måste|får|"
        rf"kan|redovisa)\b)|"
        rf"{_NUMBER} {_UNIT} (?:före|innan|efter|från)[^,.;]*|{_NUMBER} {_UNIT} i förväg|{_EVENT}|\d{{4}}|dagen \w+|"
        rf"samma dag|påföljande \w+|"
        rf"vid [^,.;]+|i samband med [^,.;]+|när [^,.;]+|[a-zåäö]+ {_UNIT} [^,.;]+)"
    ),
    # how often
    rf"(?:minst |högst |cirka |åtminstone )?(?:{_NUMBER} )(?:gång|gånger|tillfälle|tillfällen) {_PER}",
    (
        rf"(?:minst |åtminstone )?(?:vart|var|vartannat|varannan|vart \w+|var \w+) (?:(?:\d+:e|andra|tredje|fjärde|femte|"
        rf"sjätte|sjunde|åttonde|tionde|tolfte) )?{_UNIT}"
    ),
    (
        rf"(?:minst |åtminstone |i början av |i slutet av |under |inför )?varje (?:ny(?:tt)? )?(?:{_UNIT}|höst|vår|"
        rf"vinter|sommar|måndag|fredag|natt|morgon|kväll|{_MONTH})"
    ),
    (
        r"(?:minst |åtminstone )?(?:årligen|månadsvis|månatligen|veckovis|kvartalsvis|halvårsvis|dagligen|årsvis|"
        r"terminsvis|varannan vecka)"
    ),
    (
        r"kontinuerligt|regelbundet|löpande|fortlöpande|återkommande|ständigt(?! (?:\w+(?:ande|ende))\b)|"
        r"med jämna mellanrum|vid behov"
    ),
    r"(?:i|genom) (?:den|det|sin|sina|de|varje) (?:årliga|årlig) [a-zåäö]+",
    r"i samband med [^,.;]+?(?=$|[,.;]| (?:ska|skall|bör|måste|får|kan|och|samt)\b)",
    # at once
    (
        r"omedelbart|omgående|genast|skyndsamt|snarast(?: möjligt)?|så snart som möjligt|så snart (?:det är )?möjligt|"
        r"så fort som möjligt|utan (?:onödigt )?dröjsmål|utan onödig fördröjning|i god tid|direkt efter [^,.;]+"
    ),
    r"så (?:snart|fort) [^,.;]+?(?=$|[,.;]| (?:ska|skall|bör|måste|får|kan)\b)",
    # within
    rf"inom (?:loppet av )?(?:högst )?{_NUMBER} {_UNIT}(?: (?:efter|från|räknat från)(?: det att)? [^,.;]+)?",
    r"inom (?:utsatt|föreskriven|angiven|rimlig|skälig) tid",
    # before, until, during
    (
        rf"(?:före|innan|till|till och med|fram till|t\.o\.m\.|från och med|fr\.o\.m\.|per|från) (?:den )?(?:{_DATE}|"
        rf"(?:utgången|slutet|början|mitten) av \w+(?: månad)?(?: varje år| \d{{4}})?|årets slut|årets utgång|"
        rf"terminens slut|läsårets slut|månadens slut|mandatperiodens slut|årsskiftet|klockan \d+(?:[.:]\d+)?|"
        rf"kl\.? \d+(?:[.:]\d+)?|år \d{{4}}|(?:19|20)\d{{2}}(?!\d))"
    ),
    rf"i (?:början av |slutet av |mitten av )?{_MONTH}(?: varje år| \d{{4}})?",
    r"vid utgången av [^,.;]+?(?=$|[,.;]| (?:ska|skall|bör|måste|får|kan|och)\b)",
    (
        rf"under (?:de |det |den )?(?:första|kommande|sista|nästa|närmaste|följande|"
        rf"hela)? ?(?:{_NUMBER} )?(?:{_UNIT}(?:na|en|et)?|hösten|våren|sommaren|vintern|mandatperioden|planperioden|året|"
        rf"(?:19|20)\d{{2}}(?:[–-]\d{{2,4}})?)(?: (?:19|20)\d{{2}})?"
    ),
    r"(?:under |senast |år )?(?<![\d–-])(?<!än )(?<!nr )(?<!från )20\d{2}(?=[.,;]?$)",
    (
        r"vid (?:varje|nästa|nästkommande|närmast följande|första|(?:vart|var) \w+) (?:ordinarie )?(?:sammanträde|möte|"
        r"termin|nämndsammanträde|bokslut|uppföljning|revidering|tillfälle|årsskifte|delårsrapport|sammankomst|"
        r"månadsskifte|terminsstart)"
    ),
    (
        r"vid (?:årsskiftet|terminsstart(?:en)?|årets slut|bokslut(?:et)?|årsbokslut(?:et)?|läsårets (?:början|slut)|"
        r"mandatperiodens (?:början|slut)|terminens (?:början|slut)|anställningens (?:början|slut))"
    ),
    r"i takt med att [^,.;]+",
    r"innan (?!dess)[^,.;]+?(?=$|[,.;]| (?:ska|skall|bör|måste|får|kan)\b)",
    rf"{_NUMBER} {_UNIT} (?:före|innan|efter) [^,.;]+?(?=$|[,.;]| (?:ska|skall|bör|måste|får|kan|och)\b)",
]
_DEADLINE = re.compile("|".join(rf"\b(?:{p}){_END}" for p in _PATTERNS), re.IGNORECASE)
_FRONTED_WHEN = re.compile(
    r"^(?:när|då|sedan|efter att|så snart|så fort|innan) [^,]*?\b(?:är slut|är klar[at]?|är avslutad|avslutats|"
    r"avslutas|upphör|upphört|"
    r"har (?:avslutats|upphört|löpt ut|fastställts|antagits|beslutats)|löper ut|löpt ut|är färdig[at]?|är genomförd|"
    r"är fastställd|"
    r"träder i kraft|vunnit laga kraft|börjar)\b",
    re.IGNORECASE,
)
_ARTICLES = re.compile(r"\b(?:ett|en|den|det|de|sin|sitt|sina|som) $", re.IGNORECASE)


def find_deadlines(text: str) -> tuple[Span, ...]:
    """Spans of the phrases that say by when or how often, in order, none within another.

    >>> text = "ska minst en gång per termin följa upp planen"
    >>> [text[s.start:s.end] for s in find_deadlines(text)]
    ['minst en gång per termin']
    """
    spans: list[Span] = []
    if found := _FRONTED_WHEN.match(text):
        spans.append(Span(found.start(), found.end()))
    for found in _DEADLINE.finditer(text):
        if spans and found.start() < spans[-1].end:
            continue
        if found.group().lower() in ("ständigt", "löpande", "återkommande") and _ARTICLES.search(text[: found.start()]):
            continue  # an adjective: "ett ständigt lärande"
        spans.append(Span(found.start(), found.start() + len(_cut(found.group()))))
    return tuple(spans)


def _cut(phrase: str) -> str:
    """A phrase with an event in it ends where the statement's verb begins: "i samband med bokslutet [redovisa]"."""
    low = phrase.lower()
    if not low.startswith(("i samband med", "senast", "inom")) or re.search(r"\b(?:att|när|som)\b", low):
        return phrase
    for word in re.finditer(r"\w+", phrase):
        if word.start() > 6 and is_known_infinitive(word.group().lower()):
            return phrase[: word.start()].rstrip()
    return phrase


def deadline_of(text: str) -> str | None:
    """The phrases of `find_deadlines` as written, joined by ", "; None without any."""
    return ", ".join(text[s.start : s.end].strip() for s in find_deadlines(text)) or None
