"""The closed word lists that Swedish clause analysis needs: function words, adverbs, nouns for those who can act.

Knows nothing about clauses. Nouns are declined here rather than lemmatised by a library: simplemma takes 0.8 s to
load its Swedish dictionary and does not know the compounds that name roles ("integrationssamordnaren"), which a
table of last members does.
"""

from typing import NamedTuple

PREPOSITIONS = frozenset(
    "av angående avseende bland bortom bredvid efter enligt exklusive framför från för före förutom genom gentemot hos i "
    "ifrån igenom inför inklusive inom innanför inkl intill jämte kring med medelst mellan mot nära oavsett om omkring per "
    "på runt rörande sedan till tillsammans trots under undan ur utan utanför utifrån utmed utöver vid via åt över à".split()
)
SUBORDINATORS = frozenset(
    "att som där eftersom innan medan vilket vilken vilka vars ifall såvida såvitt tills huruvida när fastän vad hur varför "
    "vem mån utsträckning".split()
)
CONJUNCTIONS = frozenset("och samt eller men utan respektive dock".split())
DETERMINERS = frozenset(
    "en ett den det de denna detta dessa varje alla all allt samtliga ingen inget inga någon något några vissa viss båda "
    "sin sitt sina vår vårt våra deras dess sådan sådana respektive annan annat andra var vart".split()
)
NEGATIONS = frozenset("inte ej icke aldrig".split())
NEGATIVE_QUANTIFIERS = frozenset("ingen inget inga ingenting varken".split())
PERSONAL = frozenset("vi du ni man jag".split())  # they name no body, but somebody is meant
PRONOUNS = frozenset("den det de dem denna detta dessa denne han hon hen vederbörande".split())

ADVERBS = frozenset(
    "aldrig alltid alltjämt allra annars avgiftsfritt aktivt bara bl.a blott bort både dels dessutom direkt dock därefter "
    "därför därigenom därmed därtill därutöver därvid då ej endast enbart en exempelvis exakt fortfarande fortlöpande fram "
    "framför framöver först främst fullt genast givetvis gärna heller helst hem hemma huvudsakligen här härigenom härvid i "
    "icke igen in ingalunda ingående inledningsvis inte istället ju kontinuerligt kanske lika likaså likaledes löpande "
    "lämpligen med medvetet mycket namligen ned ner noga normalt nu nämligen också ofta om omedelbart omgående oftast "
    "regelbundet samtidigt samman sammantaget sedan självständigt självklart skriftligen skriftligt skyndsamt snarast "
    "slutligen stadigvarande ständigt särskilt således så systematiskt tidigt tillika tillsammans tydligt upp ut utan "
    "vanligen vidare väl årligen åter återkommande även över övergripande ytterligare gemensamt alltså noggrant muntligen "
    "dagligen veckovis månadsvis kvartalsvis halvårsvis framgent numera därutom därefter senast tidigast minst högst strax "
    "bland annat dock normalt generellt vid behov naturligtvis grundligt successivt effektivt snabbt rutinmässigt".split()
) - frozenset("en i om med över framför utan vid behov annat bland sedan tillsammans".split())
# Adverbs that stand before a noun phrase and leave it the subject: "Även kommunen ska".
FOCUS = frozenset("även också endast bara enbart särskilt inte heller framförallt minst högst både såväl dels icke".split())
# What begins a clause without being its subject; a preposition or subordinator does so too.
FRONTED = frozenset(
    "därför dessutom därutöver därefter därmed därvid därtill där här härvid härutöver då nu sedan således slutligen vidare "
    "samtidigt annars årligen löpande senast tidigast kontinuerligt regelbundet dagligen varannan vartannat omedelbart först "
    "likaså givetvis naturligtvis självklart istället normalt generellt undantagsvis dock ändå såväl förutom idag vanligtvis "
    "huvudsakligen snarast skyndsamt ibland ofta alltid aldrig framöver numera fortsättningsvis vintertid sommartid".split()
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
    "or": "skola förskola grundskola gymnasieskola kvinna människa flicka sjuksköterska undersköterska skötare kommitte",
    "ar": "delegation förening ledning avdelning byggherre pojke ledning beredning granne ombudsman",
    "er": "nämnd styrelse förvaltning myndighet chef rektor elev individ person region delegation direktion revision "
    "organisation institution kommitté enhet stab grupp tjänsteman patient klient konsument student kund hyresgäst gäst "
    "leverantör entreprenör konsult aktör arrangör assistent sekreterare kommission inspektion revisor direktör inspektör "
    "arkitekt ingenjör inspektör utredare part parti pedagog psykolog kurator terapeut trafikant cyklist bilist "
    "organisatör koordinator administratör ordförande kandidat praktikant minister operatör exploatör kommunikatör "
    "räddningstjänst socialtjänst hälsotjänst hemtjänst kommunstyrelse verksamhet byrå bank butik församling "
    "nation stat polis domstol instans projektör producent distributör importör doktorand deltagare huvudman "
    "stiftelse stämma elevhälsa läkare redaktör controller vän familj inköpare aktiebolag utförare kommun",
    "are": "samordnare handläggare ledare lärare medarbetare invånare medborgare invandrare flyktingmottagare brukare "
    "användare ägare innehavare havare tagare givare förvaltare utövare redogörare sökare åkare mottagare förare köpare "
    "säljare beställare utförare granskare utredare sekreterare skötare vårdare forskare besökare läsare arbetare väktare "
    "talare kontrollant mäklare byggare odlare jägare fiskare företagare näringsidkare deltagare boare producerare "
    "utvecklare strateg vägledare rådgivare uppdragsgivare läkare vaktmästare mästare åklagare domare registrerare "
    "kommuninvånare medlemsägare systemförvaltare återvinnare hanterare behandlare inflyttare pendlare tillverkare väghållare "
    "leverantörsgranskare resenärare låntagare spelare tränare simmare studerandeledare anordnare bedömare inspekterare",
    "noll": "bolag utskott råd kontor ombud förbund företag verk departement bibliotek sjukhus landsting museum arkiv barn "
    "syskon samfund hushåll hem ungdomsråd universitet institut fackförbund biträde team organ parti vittne familjehem "
    "distrikt fritidshem fritidscenter försäkringsbolag rederi bageri",
    "n": "samhälle biträde vittne",
    "adj": "ansvarig anställd anhörig nyanländ förtroendevald folkvald enskild vuxen arbetslös nyinflyttad "
    "funktionsnedsatt intagen nyanställd kontrollansvarig berörd behörig tjänstgörande ung utrikesfödd",
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
    "polis polisen poliser poliserna": ("polis", False),
    "kund kunden kunder kunderna": ("kund", False),
    "medlem medlemmen medlemmar medlemmarna": ("medlem", False),
    "borgare borgaren borgarna": ("borgare", False),
    "gäst gästen gäster gästerna": ("gäst", False),
    "resenär resenären resenärer resenärerna": ("resenär", False),
    "syster systern systrar": ("syster", False),
    "skötare skötaren skötarna": ("skötare", False),
    "strateg strategen strateger strategerna": ("strateg", False),
    "kontrollant kontrollanten kontrollanter": ("kontrollant", False),
    "konsulent konsulenten konsulenter konsulenterna": ("konsulent", False),
    "koordinator koordinatorn koordinatorer koordinatorerna": ("koordinator", False),
    "myndighet myndigheten myndigheter myndigheterna": ("myndighet", False),
    "fackförening fackföreningen fackföreningar fackföreningarna": ("fackförening", False),
    "förening föreningen föreningar föreningarna": ("förening", False),
    "avdelning avdelningen avdelningar avdelningarna": ("avdelning", False),
    "förvaltning förvaltningen förvaltningar förvaltningarna": ("förvaltning", False),
    "församling församlingen församlingar församlingarna": ("församling", False),
    "beredning beredningen beredningar beredningarna": ("beredning", False),
    "ledning ledningen ledningar ledningarna": ("ledning", False),
    "domstol domstolen domstolar domstolarna": ("domstol", False),
    "försäkringskassa försäkringskassan": ("försäkringskassa", False),
    "arbetsförmedling arbetsförmedlingen": ("arbetsförmedling", False),
    "elevhälsa elevhälsan": ("elevhälsa", False),
    "räddningstjänst räddningstjänsten": ("räddningstjänst", False),
    "elevråd elevrådet elevråden": ("elevråd", True),
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
    "ålderdomshem hem hemmet hemmen": ("hem", True),
}
# Words that only count as themselves, not as the last member of a longer word ("allmän", "ramverk", "dataarkiv").
_WHOLE_ONLY = frozenset(
    "man mannen män männen part parten parter parterna verk verken råd råden rådet enhet stat staten ung unga unge "
    "äldre yngre hem hemmen grupp enskilda enskild vän polis polisen team organ partiet parti".split()
)
# Words that end like an actor and are none.
_NEVER = frozenset(
    "ramverk regelverk nätverk hantverk kraftverk avloppsverk verket målgrupp målgruppen målgrupper yrkesgrupp åldersgrupp "
    "ordningsregel tjänst hjälpverksamhet arbetsledning arbetsmiljöverksamhet egenanställd fastighetsförvaltning "
    "riskgrupp riskgrupper åldersgrupper yrkesgrupper vattenledning vattenledningar utbildningsledning måttenhet "
    "bostadsrätt sommaren vintern handledning vägledning vägledningen ledning ledningar förvaltning-"
    " medelålders budgetberedning värdegrupp utegrupp anslutningsledning lagstiftare".split()
) - {"verket", "lagstiftare"}


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
    if low in _NEVER:
        return None
    if found := _lookup(low):
        return Noun(*found, genitive=False)
    if low.endswith("s") and low[:-1] not in _NEVER and (found := _lookup(low[:-1])):
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


# Endings of abstract nouns: their subjects do nothing, whatever the verb.
THING_ENDINGS = tuple(
    "ning ningen ningar ningarna else elsen elser elserna tion tionen tioner tionerna skap skapet het heten heter heterna ande "
    "andet ende endet ism ismen itet iteten plan planen planer planerna policy policyn program programmet beslut beslutet "
    "rapport rapporten avtal avtalet mål målet målen åtgärd åtgärden åtgärder åtgärderna rutin rutinen rutiner rutinerna "
    "insats insatser insatserna resurs resurser resurserna handling handlingar handlingarna lokal lokaler lokalerna plats "
    "arbete arbetet uppdrag uppdraget riktlinje riktlinjer riktlinjerna ansökan anmälan lag lagen nivå nivån byggnad byggnaden "
    "perspektiv perspektivet område området områden områdena stöd stödet underlag underlaget dokument dokumentet system "
    "systemet tid tiden punkt punkten tal talet fråga frågan frågor frågorna".split()
)
