"""The closed word lists that Swedish clause analysis needs: function words, adverbs, nouns for those who can act.

Knows nothing about clauses. Nouns are declined here rather than lemmatised by a library: simplemma takes 0.8 s to
load its Swedish dictionary and does not know the compounds that name roles ("integrationssamordnaren"), which a
table of last members does.
"""

import re
from typing import NamedTuple

from qa.duties.verbs import is_known_infinitive

PREPOSITIONS = frozenset(
    "angående av avseende bland bortom bredvid efter enligt exklusive framför från för före förutom genom gentemot hos i "
    "ifrån igenom inför inkl inklusive innanför inom intill jämte kring med medelst mellan mot nära oavsett om omkring per "
    "på runt rörande sedan till tillsammans trots undan under ur utan utanför utifrån utmed utöver via vid åt över à".split()
)
SUBORDINATORS = frozenset(
    "att där eftersom fastän hur huruvida ifall innan medan mån när som såvida såvitt tills utsträckning vad varför vars "
    "vem vilka vilken vilket".split()
)
CONJUNCTIONS = frozenset("och samt eller men utan respektive dock".split())
DETERMINERS = frozenset(
    "all alla allt andra annan annat båda de den denna deras dess dessa det detta en ett inga ingen inget någon något "
    "några respektive samtliga sin sina sitt sådan sådana var varje vart viss vissa vår våra vårt".split()
)
NEGATIONS = frozenset("inte ej icke aldrig".split())
NEGATIVE_QUANTIFIERS = frozenset("ingen inget inga ingenting varken".split())
PERSONAL = frozenset("vi du ni man jag".split())  # they name no body, but somebody is meant
PRONOUNS = frozenset("den det de dem denna detta dessa denne han hon hen vederbörande".split())

ADVERBS = frozenset(
    "aktivt aldrig allra alltid alltjämt alltså annars annat avgiftsfritt bara behov bl.a bland blott bort både ca cirka "
    "dagligen dels dessutom direkt dock drygt då därefter därför därigenom därmed därtill därutom därutöver därvid "
    "effektivt ej en enbart endast exakt exempelvis fortfarande fortlöpande fram framför framgent framöver främst fullt "
    "först gemensamt genast generellt givetvis grundligt gärna halvårsvis heller helst hem hemma huvudsakligen här "
    "härigenom härvid högst i icke igen in ingalunda ingående inledningsvis inte istället ju kanske knappt kontinuerligt "
    "kvartalsvis lika likaledes likaså lämpligen löpande med medvetet minst muntligen mycket månadsvis namligen "
    "naturligtvis ned ner noga noggrant normalt nu numera nämligen också ofta oftast om omedelbart omgående regelbundet "
    "rutinmässigt samman sammantaget samtidigt sedan senast självklart självständigt skriftligen skriftligt skyndsamt "
    "slutligen snabbt snarast stadigvarande strax ständigt successivt systematiskt så således särskilt tidigast tidigt "
    "tillika tillsammans tydligt ungefär upp ut utan vanligen veckovis vid vidare väl ytterligare årligen åter "
    "återkommande även över övergripande".split()
) - frozenset("en i om med över framför utan vid behov annat bland sedan tillsammans".split())
# Adverbs that stand before a noun phrase and leave it the subject: "Även kommunen ska".
FOCUS = frozenset("även också endast bara enbart särskilt inte heller framförallt minst högst både såväl dels icke".split())
# What begins a clause without being its subject; a preposition or subordinator does so too.
FRONTED = frozenset(
    "aldrig alltid annars dagligen dessutom dock då där därefter därför därmed därtill därutöver därvid fortsättningsvis "
    "framöver först förutom generellt givetvis huvudsakligen här härutöver härvid ibland idag istället kontinuerligt "
    "likaså löpande naturligtvis normalt nu numera ofta omedelbart regelbundet samtidigt sedan senast självklart skyndsamt "
    "slutligen snarast sommartid således såväl tidigast undantagsvis vanligtvis varannan vartannat vidare vintertid "
    "årligen ändå".split()
)


class Noun(NamedTuple):
    """A noun as one of those who can act."""

    base: str  # lemma of the whole word, first member of a compound included
    neuter: bool
    plural: bool  # the form is plural, or looks so
    genitive: bool


def _decline(base: str, kind: str) -> list[tuple[str, bool]]:
    """(form, is plural) of a noun by declension: or, ar, er, are, noll (neuter without ending), n (neuter in a vowel)."""
    stem = base[:-1] if base[-1] in "ae" else base
    definite = base + ("n" if base[-1] in "aeoå" else "en")
    match kind:
        case "or":
            return [(base, False), (definite, False), (stem + "or", True), (stem + "orna", True)]
        case "ar":
            return [(base, False), (definite, False), (stem + "ar", True), (stem + "arna", True)]
        case "er":
            singular = base + "n" if base.endswith(("e", "or", "ör", "el")) else definite
            return [(base, False), (singular, False), (base + "en", False), (stem + "er", True), (stem + "erna", True)]
        case "are":
            return [(base, True), (base + "n", False), (base[:-1] + "na", True)]  # bare: one or many
        case "noll":
            return [(base, False), (base + "et", False), (base + "t", False), (base + "en", True)]
        case "n":
            return [(base, False), (base + "t", False), (base + "n", True), (base + "na", True)]
        case _:  # a substantivised adjective: ansvarig, ansvariga, ansvarige
            return [(base, False), (base + "e", False), (base + "a", True)]


# Last members of the words for bodies, roles and groups, by declension.
_ACTING = {
    "or": "flicka kvinna människa sjuksköterska skola undersköterska",
    "ar": "byggherre granne pojke",
    "er": "administratör aktör arkitekt arrangör assistent bank bilist butik byrå chef controller cyklist delegation "
    "direktion direktör distributör doktorand elev enhet entreprenör exploatör familj grupp hemtjänst hyresgäst "
    "importör individ ingenjör inspektion inspektör instans institution kandidat klient kommission kommitté "
    "kommunikatör konsult konsument kund kurator leverantör minister myndighet nämnd operatör organisation "
    "organisatör part patient pedagog person praktikant producent projektör psykolog redaktör rektor revision revisor "
    "socialtjänst stab stiftelse student styrelse terapeut trafikant verksamhet vän",
    "are": "anordnare användare arbetare bedömare behandlare beställare besökare brukare byggare deltagare domare fiskare "
    "forskare förare företagare förvaltare givare granskare handläggare havare inflyttare inköpare innehavare "
    "invandrare invånare jägare köpare ledare låntagare läkare lärare läsare medarbetare medborgare mottagare mäklare "
    "mästare näringsidkare odlare pendlare redogörare rådgivare samordnare sekreterare skötare säljare sökare tagare "
    "talare tillverkare tränare utförare utredare utvecklare utövare vårdare väghållare vägledare väktare åkare "
    "åklagare ägare",
    "noll": "arkiv bibliotek bolag departement distrikt förbund företag hushåll institut kontor ombud organ parti råd samfund "
    "sjukhus syskon team universitet utskott verk",
    "n": "biträde vittne",
    "adj": "anhörig anställd ansvarig arbetslös behörig folkvald funktionsnedsatt förtroendevald intagen nyanländ "
    "nyinflyttad utrikesfödd",
}
_IRREGULAR = {
    # form(s): base, neuter
    "kommunen kommun kommuner kommunerna": ("kommunen", False),
    "regionen region": ("regionen", False),
    "staten": ("staten", False),
    "samhället": ("samhället", True),
    "regeringen": ("regeringen", False),
    "riksdagen": ("riksdagen", False),
    "landstinget landsting": ("landstinget", True),
    "fullmäktige fullmäktiges": ("fullmäktige", True),
    "personal personalen": ("personal", False),
    "allmänhet allmänheten": ("allmänhet", False),
    "näringsliv näringslivet": ("näringsliv", True),
    "civilsamhälle civilsamhället": ("civilsamhälle", True),
    "centrum centrumet centret center": ("centrum", True),
    "förälder föräldern föräldrar föräldrarna": ("förälder", False),
    "huvudman huvudmannen huvudmän huvudmännen": ("huvudman", False),
    "man mannen män männen": ("man", False),
    "tjänsteman tjänstemannen tjänstemän tjänstemännen": ("tjänsteman", False),
    "ombudsman ombudsmannen ombudsmän ombudsmännen": ("ombudsman", False),
    "nämndeman nämndemannen nämndemän nämndemännen": ("nämndeman", False),
    "ledamot ledamoten ledamöter ledamöterna": ("ledamot", False),
    "ungdom ungdomar ungdomarna ungdomen": ("ungdom", False),
    "boende boenden boendena": ("boende", False),
    "sökande sökanden sökandena": ("sökande", False),
    "studerande studeranden studerandena": ("studerande", False),
    "ordförande ordföranden": ("ordförande", False),
    "närstående": ("närstående", False),
    "asylsökande asylsökanden": ("asylsökande", False),
    "ensamkommande": ("ensamkommande", False),
    "enskilde enskilda enskild": ("enskild", False),
    "äldre": ("äldre", False),
    "barnet barn barnen": ("barn", True),
    "nyanlända nyanlände nyanländ": ("nyanländ", False),
    "vuxna vuxen vuxne": ("vuxen", False),
    "flykting flyktingen flyktingar flyktingarna": ("flykting", False),
    "stad staden": ("staden", False),
    "polis polisen poliser poliserna": ("polis", False),
    "medlem medlemmen medlemmar medlemmarna": ("medlem", False),
    "resenär resenären resenärer resenärerna": ("resenär", False),
    "strateg strategen strateger strategerna": ("strateg", False),
    "kontrollant kontrollanten kontrollanter": ("kontrollant", False),
    "konsulent konsulenten konsulenter konsulenterna": ("konsulent", False),
    "koordinator koordinatorn koordinatorer koordinatorerna": ("koordinator", False),
    "förening föreningen föreningar föreningarna": ("förening", False),
    "avdelning avdelningen avdelningar avdelningarna": ("avdelning", False),
    "förvaltning förvaltningen förvaltningar förvaltningarna": ("förvaltning", False),
    "församling församlingen församlingar församlingarna": ("församling", False),
    "beredning beredningen beredningar beredningarna": ("beredning", False),
    "ledning ledningen ledningar ledningarna": ("ledning", False),
    "domstol domstolen domstolar domstolarna": ("domstol", False),
    "försäkringskassan": ("försäkringskassan", False),
    "verket": ("verket", True),
    "arbetsförmedlingen": ("arbetsförmedlingen", False),
    "elevhälsa elevhälsan": ("elevhälsa", False),
    "räddningstjänst räddningstjänsten": ("räddningstjänst", False),
    "museum museet museer museerna": ("museum", True),
    "yngre": ("yngre", False),
    "politiker politikern politikerna": ("politiker", False),
    "tekniker teknikern teknikerna": ("tekniker", False),
    "mekaniker mekanikern mekanikerna": ("mekaniker", False),
    "elektriker elektrikern elektrikerna": ("elektriker", False),
    "akademiker akademikern akademikerna": ("akademiker", False),
    "kritiker kritikern kritikerna": ("kritiker", False),
    "familjehem familjehemmet familjehemmen": ("familjehem", True),
    "fritidshem fritidshemmet fritidshemmen": ("fritidshem", True),
    "hem hemmet hemmen": ("hem", True),
}
# Words that only count as themselves, not as the last member of a longer word ("allmän", "ramverk", "dataarkiv").
_WHOLE_ONLY = frozenset(
    "enhet enskild enskilda grupp hem hemmen man mannen män männen organ part parten parter parterna parti partiet polis "
    "polisen stad staden stat staten team ung unga unge verk verken vän yngre äldre".split()
)
# Words that end like an actor and are none, whatever their form.
_NEVER = re.compile(
    r"(?:ram|regel|nät|hant|kraft|avlopps|frost|led|bygg)verk|(?:mål|yrkes|ålders|risk|befolknings|blod|prioriterad)grupp"
    r"|(?:läg|far|vet|mög|äg|hjälps|mått|omät)enhet|(?:in|av|väg|hand|vatten|gas|avlopps|anslutnings|för|om|el|arbets)ledning"
    r"|(?:fastighets|resurs|ekonomi)förvaltning|(?:sam|för|till|åt)råd(?!gi)"
    r"|(?:rök|brand|gas)varnare|(?:slam|fett|olje)avskiljare|(?:lås|el|vatten)mätare"
    r"|(?:brand)släckare|strålkastare|högtalare|^skrivare|^hållare|bostadsrätt|arbetsmiljöverksamhet"
)


def _table() -> dict[str, tuple[str, bool, bool]]:
    forms: dict[str, tuple[str, bool, bool]] = {}  # form -> base, neuter, plural
    for kind, words in _ACTING.items():
        for base in words.split():
            neuter = kind in ("noll", "n")
            for form, plural in _decline(base, kind):
                forms.setdefault(form, (base, neuter, plural))
    for line, (base, neuter) in _IRREGULAR.items():
        for form in line.split():
            plural = form.endswith(("er", "ar", "erna", "arna", "na")) or form in ("män", "männen", "äldre", "barn", "barnen")
            forms[form] = (base, neuter, plural)
    return forms


_FORMS = _table()
_LONGEST = max(map(len, _FORMS))


def acting_noun(word: str) -> Noun | None:
    """What a word says about who acts, or None where it names no body, role or group.

    >>> acting_noun("integrationssamordnarens")
    Noun(base='integrationssamordnare', neuter=False, plural=False, genitive=True)
    """
    low = word.lower()
    if _NEVER.search(low):
        return None
    if found := _lookup(low) or _doer(low):
        return Noun(*found, genitive=False)
    if low.endswith("s") and (found := _lookup(low[:-1]) or _doer(low[:-1])):
        return Noun(*found, genitive=True)
    return None


def _lookup(low: str) -> tuple[str, bool, bool] | None:
    for cut in range(max(0, len(low) - _LONGEST), len(low) - 2):
        form = low[cut:]
        if form in _FORMS and (cut == 0 or (cut > 1 and form not in _WHOLE_ONLY)):
            base, neuter, plural = _FORMS[form]
            # A compound of kommun- names no municipality by itself: "kommunen" stays only for the bare word.
            return low[:cut] + base, neuter, plural
    return None


def _doer(low: str) -> tuple[str, bool, bool] | None:
    """An agent noun made from a verb that we know: "uthyraren" from "hyra"."""
    for ending, plural in (("arna", True), ("aren", False), ("are", True)):
        if low.endswith(ending):
            stem = low[: -len(ending)]
            return (stem + "are", False, plural) if len(stem) > 2 and is_known_infinitive(stem + "a") else None
    return None


# Endings of abstract nouns: their subjects do nothing, whatever the verb.
THING_ENDINGS = tuple(
    "ande andet anmälan ansökan arbete arbetet avtal avtalet beslut beslutet byggnad byggnaden dokument dokumentet else "
    "elsen elser elserna ende endet fråga frågan frågor frågorna handling handlingar handlingarna het heten heter heterna "
    "insats insatser insatserna ism ismen itet iteten lag lagen lokal lokaler lokalerna mål målen målet ning ningar "
    "ningarna ningen nivå nivån område områden områdena området perspektiv perspektivet plan planen planer planerna plats "
    "policy policyn program programmet punkt punkten rapport rapporten resurs resurser resurserna riktlinje riktlinjer "
    "riktlinjerna rutin rutinen rutiner rutinerna skap skapet stöd stödet system systemet tal talet tid tiden tion tionen "
    "tioner tionerna underlag underlaget uppdrag uppdraget åtgärd åtgärden åtgärder åtgärderna".split()
)
