"""Which words can be verbs, and in which form: infinitive, present, passive.

No part-of-speech tagger for Swedish can be had without a download, so this is a list of the verbs that official
prose uses, their prefixed forms, and the endings that only verbs have. After a modal the position tells that a word
is an infinitive, and any word in -a may be one; elsewhere only known verbs count, since plural nouns look the same.
"""

from functools import lru_cache

MODALS = frozenset("ska skall måste bör får kan".split())
_PREFIXES = tuple(
    "an av be bort del efter fram full för före gen hand hög in kring kvalitets med miss mot ned ner ny om på sam själv "
    "stadig säker sär tids till under upp ut van vidare åter över".split()
)
# Present in -ar.
_AR = (
    "acceptera administrera agera ajournera aktivera aktualisera analysera anlita anmoda anordna anpassa ansvara anvisa "
    "arbeta arkivera arrangera arrendera attestera avdela avlasta avlägsna avlämna avsluta avvakta avveckla avverka avvisa "
    "avyttra bada beakta bearbeta begränsa beivra bekosta bekräfta bekämpa bero berätta berättiga besiktiga besluta "
    "besvara betala bevaka bevara bevilja bevittna bifoga bilda blanda blockera boka bokföra bortforsla bruka budgetera "
    "cykla debattera debitera dela delegera deponera diarieföra diskriminera diskutera disponera dokumentera effektivisera "
    "efterfråga elda engagera etablera evakuera fakturera fatta finansiera flytta fokusera fordra formulera frakta fråga "
    "fungera förankra förbättra fördela förenkla förhandla förhindra förklara förmedla förmå förnya förorda försvara "
    "försvåra försämra förtydliga förvalta förvara förverkliga förvänta förvärva förändra gallra garantera genomsyra "
    "gestalta granska grilla grunda gynna handla hantera hindra hota hänvisa identifiera informationsklassa informera "
    "införliva inhämta initiera inkludera innefatta inrikta inrätta inspektera installera instruera integrera intyga "
    "inventera investera involvera isolera jobba justera jämka kalla klaga klara klassificera kommunicera kompensera "
    "kompetensutveckla komplettera kompostera konkretisera konkurrensutsätta konsultera kontakta kontera kontraktera "
    "kontrollera koordinera koppla kosta kryptera kvalitetssäkra lagra lansera larma lasta leverera logga lokalisera lossa "
    "lotta luta lyssna låna lämna markera meddela medverka minimera minska missgynna mobilisera moderera motarbeta "
    "motivera motsvara motverka måla nominera notera nyttja närma närvara omfatta omorganisera omplacera ordna organisera "
    "orientera orsaka parkera passa peka placera planera plantera plocka ploga prioritera producera prognostisera "
    "protokollföra prägla pröva publicera påbörja påpeka påverka påvisa radera rapportera reagera realisera redovisa "
    "registrera reglera rekommendera rekrytera remittera rena renovera rensa reparera representera reservera respektera "
    "revidera rikta riskera rätta rösta salta samla samordna samtala samverka sanda sanera signalera sikta skada skaffa "
    "skapa skatta skicka skotta skydda sluta sopa sortera spara spegla spela spåra stadga stanna starta stimulera stoppa "
    "straffa strukturera strunta städa subventionera summera svara säkerhetskopiera säkra särbehandla tacka tala teckna "
    "testa tillsvidareanställa tillämpa tjäna toppa trakassera transportera trygga träffa träna tvinga tvista tvätta "
    "underkasta underlätta undervisa uppdatera upphandla uppmana uppmuntra uppmärksamma upprepa upprätta utarbeta utbetala "
    "utbilda utforma utfärda utlova utmana utnyttja utropa utrusta utveckla utvidga utvärdera utöva vaccinera vandra varna "
    "varsla vattna verka vidarebefordra vidareutveckla vila villkora visa vittna vålla vårda vägra välkomna värdera värna "
    "växla ympa yttra åberopa åtala återkalla återlämna återrapportera återspegla åtgärda ägna ändra öka önska öppna öva "
    "överklaga överlämna övertyga övervaka"
)
# Present in -er, or without an ending after -r: genomför.
_ER = (
    "anföra angripa ankomma anlägga anmäla ansluta ansöka använda avbryta avgöra avkomma avlida avskriva avstyra avstämma "
    "avsäga avsätta bedriva bedöma begära behöva bekomma bekänna belysa bemöta benämna bereda beröra beskriva bestrida "
    "beställa bestämma besöka betyda bifalla binda biträda bjuda bordlägga bryta bygga byta bära dricka driva erbjuda "
    "erkänna ersätta falla fastställa finna flyta fortsätta framkomma fullfölja fullgöra fylla följa föra förbereda "
    "förbinda förbjuda förebygga förefalla förekomma förelägga föreskriva föreställa företräda förfalla förlägga förstärka "
    "försörja förutsätta genomföra godkänna gräva gälla göra handleda handlägga hjälpa hyra hålla hända hänga häva höja "
    "höra inbjuda införa ingripa inkomma inleda innebära innehålla inreda inrymma jämföra kartlägga klippa komma kräva "
    "kungöra känna köpa köra leda leva ligga låsa låta lägga lära läsa löpa lösa mala medföra märka mäta möta njuta nämna "
    "ombesörja planlägga påminna resa ringa rycka rymma råda röka röra samråda simma skilja skjuta skriva skära sköta "
    "slutföra släcka sova sprida springa stadfästa stiga strida stryka styra ställa stänga stärka stöda stödja svika säga "
    "säkerställa sälja sända sätta söka sörja tillföra tillhandahålla tillhöra tillkomma tillskjuta tillsätta tillåta "
    "tolka trycka träda tycka tyda tänka tära tömma underhålla understiga understryka underställa understödja undersöka "
    "underteckna undvika uppfylla uppföra upphäva upphöra uppkomma upplysa upplåta upprätthålla utföra utgöra utlysa "
    "utreda utrymma utställa utsätta uttrycka utvinna verkställa vidmakthålla vinna väga välja vända växa åka åligga "
    "ålägga åsidosätta återanvända återföra återkomma återställa återvinna åtskilja äga äta överföra överlåta överskrida "
    "överstiga översätta överväga"
)
# Present in a bare -r: tar, går, avser.
_SHORT = (
    "ange anse anslå anta avge avse avslå avstå avta be begå bestå bidra bistå bli bo bortse delge delta dra dö emotta "
    "fastslå få föregå föreslå företa förse förstå förutse ge godta gro gå ha iaktta ingå inse inta kringgå le medge motta "
    "må nå omfattas omhänderta pågå ro se ske slå stå sy synas ta tillge tillgodose tillse tillvarata tro undanta undgå "
    "uppge uppnå uppstå uppta utge utgå utse vidta åta återge övergå överse"
)
_DEPONENT = frozenset(
    "andas behövas brås enas existeras fattas finnas hoppas kräkas lyckas låtsas minnas misslyckas nalkas samlas samsas "
    "skiljas svettas synas trivas tyckas töras umgås vistas åldras".split()
)
# Finite forms that the tables do not give.
_FINITE = frozenset(
    "anger anges ankommer anmäls anser anses antar antog används avger avser avses avstår bedrivs begår behöver behövs ber "
    "bereds beror beskrivs beslutade består bestäms bistår blev blir bor borde brukar byggs bär bör delges deltar drar dör "
    "erbjuds fastställs fick finns får fås följs föregår föreslås förs förstår förväntas gav genomför genomförs ger ges "
    "gick går gör görs hade handläggs har hyr hålls hör inför införs ingår inleds innebär kan kom krävs kunde köps kör "
    "leds lyckas lägger läggs lär läses löps löses medför medger medges menas motsvarar mår måste mäts når nås ombeds "
    "pågår rekommenderas rör ser ska skall sker skrivs skulle skyddas skär sköts stod styr styrs står ställs synes säger "
    "säljs sänds sätts tar tas tillför tillgodoses tillhandahålls tillhör tillser tillstår tillsätts tillåts tog torde "
    "trivs tror underhålls uppfylls uppger upphävs upphör uppmanas uppnår uppnås upprätthålls utför utförs utgår utgör "
    "utreds utser utses vann vet vidtar vill ville väljs åligger ålåg åläggs åtar åvilar äger är övergår".split()
)
# Forms that would follow from the tables and are far more often a noun or a preposition.
_NOT_FINITE = frozenset("för former dels handels lagar regler rader väger lager böter bilder delar".split())
# Words in -a, -as that stand after modals and are no verbs.
_NOT_VERBS = frozenset(
    "aktuella alla allas andra andras borgerliga borta bra båda bådas bästa dagliga data delaktiga deras dess dessa dina "
    "egna ena enda enskilda era extra fjärde flera flesta fria fyra första gamla goda hans hela hemma heta högsta inga "
    "klara klocka kommunala kvinna kända lika långa lägsta media mesta mina minsta många nya några närmaste närmsta "
    "nödvändiga olika resurserna rimliga ringa rätta sama samma sida sina sista skola skriftliga små somliga stora största "
    "svenska sådana sämsta särskilda tidiga tillgängliga timma tredje unga vackra vecka viktiga vilka vissa våra äkta".split()
)
_ADJECTIVE_ENDINGS = (
    "iga",
    "iska",
    "ella",
    "ala",
    "ära",
    "ösa",
    "ade",
    "ande",
    "ende",
    "bara",
    "samma",
    "fulla",
    "lösa",
    "orna",
    "arna",
    "erna",
    "iva",
    "enta",
    "anta",
    "nära",
    "ina",
)


def _forms() -> tuple[frozenset[str], frozenset[str]]:
    infinitives = {*_AR.split(), *_ER.split(), *_SHORT.split(), "vara", "kunna"}
    present = set(_FINITE)
    for verb in (*_AR.split(), *_SHORT.split()):
        present.add(verb + "r")
    for verb in _ER.split():
        stem = verb[:-1]
        present |= {stem if stem.endswith("r") else stem + "er", stem + "s"}
    return frozenset(infinitives), frozenset(present - _NOT_FINITE)


_INFINITIVES, _PRESENT = _forms()


@lru_cache(4096)
def is_known_infinitive(low: str) -> bool:
    """An active or passive infinitive that is surely a verb: listed, prefixed, or in -era.

    >>> is_known_infinitive("återredovisas"), is_known_infinitive("kommunala")
    (True, False)
    """
    if low in _NOT_VERBS:
        return False
    active = low[:-1] if low.endswith("s") and len(low) > 2 else low
    if active in _INFINITIVES or low in _DEPONENT:
        return True
    if active.endswith("era") and len(active) > 5:
        return active not in ("flera",)
    return any(active.startswith(p) and active[len(p) :] in _INFINITIVES and len(active) - len(p) > 3 for p in _PREFIXES)


@lru_cache(4096)
def may_be_infinitive(low: str) -> bool:
    """Where the position already asks for an infinitive: known, or an unlisted word in -a or -as.

    >>> may_be_infinitive("bekransa"), may_be_infinitive("kommunala"), may_be_infinitive("konsekvenser")
    (True, False, False)
    """
    if is_known_infinitive(low):
        return True
    active = low[:-1] if low.endswith("as") else low
    return len(low) > 3 and active.endswith("a") and low not in _NOT_VERBS and not low.endswith(_ADJECTIVE_ENDINGS)


@lru_cache(4096)
def is_finite(low: str) -> bool:
    """A present form (or one of a few past forms) that is surely a verb; passives in -as count, modals too."""
    if low in _PRESENT:
        return True
    if low.endswith("as") and low[:-1] in _INFINITIVES:
        return True
    if low.endswith(("erar", "eras")) and len(low) > 6:
        return True
    return any(low.startswith(p) and low[len(p) :] in _PRESENT and len(low) - len(p) > 2 for p in _PREFIXES)


def is_passive(low: str) -> bool:
    """An infinitive or present form in -s that is no deponent.

    >>> is_passive("fördelas"), is_passive("finnas"), is_passive("redovisa")
    (True, False, False)
    """
    return (
        low.endswith("s")
        and len(low) > 2
        and low not in _DEPONENT
        and (is_known_infinitive(low) or low.endswith(("as", "es")) or is_finite(low))
    )
