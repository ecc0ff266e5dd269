"""Swedish sentences with the statements that stand in them, and sentences that only look as if one did."""

import random
import subprocess
import sys
import time

import pytest

from corpus.types import Corpus, Kind
from qa.duties.extract import extract_duties, extract_from_passage
from qa.types import Duty

from .texts import passage, read

Expected = tuple[str, str | None, str | None, str]  # modality, base form of the actor, deadline, action

ONE: list[tuple[str, Expected]] = [
    # modality
    ("Nämnden ska upprätta en plan.", ("obligation", "nämnd", None, "upprätta en plan")),
    ("Nämnden skall upprätta en plan.", ("obligation", "nämnd", None, "upprätta en plan")),
    ("Rektorn måste anmäla frånvaron.", ("obligation", "rektor", None, "anmäla frånvaron")),
    ("Ägaren är skyldig att vårda huset.", ("obligation", "ägare", None, "vårda huset")),
    ("Det åligger varje chef att följa rutinen.", ("obligation", "chef", None, "följa rutinen")),
    ("Leverantören åtar sig att följa uppförandekoden.", ("obligation", "leverantör", None, "följa uppförandekoden")),
    ("Läraren bör samtala med eleven.", ("recommendation", "lärare", None, "samtala med eleven")),
    ("Styrelsen får delegera beslutet.", ("permission", "styrelse", None, "delegera beslutet")),
    ("Nämnden kan besluta om undantag.", ("permission", "nämnd", None, "besluta om undantag")),
    ("Köparen äger rätt att häva avtalet.", ("permission", "köpare", None, "häva avtalet")),
    ("Det är tillåtet att plocka bär.", ("permission", None, None, "Det är tillåtet att plocka bär")),
    ("Personalen får inte låsa dörren.", ("prohibition", "personal", None, "låsa dörren")),
    ("Medarbetaren ska inte lämna ut uppgifter.", ("prohibition", "medarbetare", None, "lämna ut uppgifter")),
    ("Ingen medarbetare ska behöva arbeta ensam.", ("prohibition", "medarbetare", None, "behöva arbeta ensam")),
    (
        "Varken nämnden eller förvaltningen får avvika från planen.",
        ("prohibition", "nämnd, förvaltning", None, "avvika från planen"),
    ),
    ("Inte heller bolagen får ta upp lån.", ("prohibition", "bolag", None, "ta upp lån")),
    ("Rökning är förbjuden på skolgården.", ("prohibition", None, None, "Rökning är förbjuden på skolgården")),
    ("Barn har rätt till utbildning.", ("right", "barn", None, "utbildning")),
    ("Var och en har rätt att ta del av handlingen.", ("right", "var och en", None, "ta del av handlingen")),
    ("Kvinnor och män ska ha lika rättigheter.", ("right", "kvinna, man", None, "ha lika rättigheter")),
    ("Rektorn ansvarar för skolans arbetsmiljö.", ("responsibility", "rektor", None, "skolans arbetsmiljö")),
    ("Entreprenören svarar för städningen.", ("responsibility", "entreprenör", None, "städningen")),
    ("Chefen har ansvaret för schemat.", ("responsibility", "chef", None, "schemat")),
    ("Integrationscentrum medverkar i arbetet.", ("responsibility", "integrationscentrum", None, "i arbetet")),
    ("Förvaltningen ges i uppdrag att utreda frågan.", ("responsibility", "förvaltning", None, "utreda frågan")),
    ("Kommunstyrelsen uppdrar åt kommunchefen att ta fram förslag.", ("responsibility", "kommunchef", None, "ta fram förslag")),
    ("Det är rektorns ansvar att leda arbetet.", ("responsibility", "rektor", None, "leda arbetet")),
    ("Kommunens roll som motor innebär ett aktivt samarbete.", ("responsibility", "kommunen", None, "ett aktivt samarbete")),
    # negation that takes nothing back
    ("Skolan ska inte bara lära ut fakta.", ("obligation", "skola", None, "inte bara lära ut fakta")),
    # subjects
    (
        "Varje nämnd, styrelse eller kommunalt bolag ansvarar för planen.",
        ("responsibility", "nämnd, styrelse, kommunalt bolag", None, "planen"),
    ),
    (
        "De kommunala bolagen, och då särskilt bostadsbolagen, ska redovisa.",
        ("obligation", "kommunalt bolag, bostadsbolag", None, "redovisa"),
    ),
    ("Barn- och utbildningsnämnden ska redovisa målen.", ("obligation", "barn- och utbildningsnämnd", None, "redovisa målen")),
    ("Personal som arbetar med barn och ungdomar ska få utbildning.", ("obligation", "personal", None, "få utbildning")),
    ("Den som orsakar skada ska ersätta den.", ("obligation", "den som", None, "ersätta den")),
    ("Även bolagen ska delta.", ("obligation", "bolag", None, "delta")),
    ("3 § Kommunen ska verka för fred.", ("obligation", "kommunen", None, "verka för fred")),
    ("Storköping ska vara en öppen kommun.", ("obligation", "kommunen", None, "vara en öppen kommun")),
    ("Integrationsstrategens chef ska delta.", ("obligation", "chef", None, "delta")),
    ("Hedemorabostäder ansvarar för lägenheterna.", ("responsibility", "Hedemorabostäder", None, "lägenheterna")),
    # inverted word order
    (
        "I den bemärkelsen skall varje förvaltning utifrån policyn utarbeta planer.",
        ("obligation", "förvaltning", None, "utifrån policyn utarbeta planer"),
    ),
    ("Om eleven är sjuk och föräldern är borta ska skolan ringa.", ("obligation", "skola", None, "ringa")),
    ("Kan frågan inte lösas ska chefen kontakta nämnden.", ("obligation", "chef", None, "kontakta nämnden")),
    ("Planen ska nämnden revidera.", ("obligation", "nämnd", None, "revidera")),
    # passives
    ("Resurserna ska fördelas rättvist.", ("obligation", None, None, "Resurserna ska fördelas rättvist")),
    ("Ingen elev får utsättas för kränkningar.", ("prohibition", None, None, "Ingen elev får utsättas för kränkningar")),
    (
        "Planen ska antas av kommunfullmäktige.",
        ("obligation", "kommunfullmäktige", None, "Planen ska antas av kommunfullmäktige"),
    ),
    ("Beslutet kan överklagas.", ("permission", None, None, "Beslutet kan överklagas")),
    ("Arbetet ska drivas med hjälp av konsulter.", ("obligation", None, None, "Arbetet ska drivas med hjälp av konsulter")),
    # clauses that are declared, and the one that is not
    ("Lagen innebär att nämnden ska följa upp placeringen.", ("obligation", "nämnd", None, "följa upp placeringen")),
    ("Nämnden ska se till att eleverna får stöd.", ("obligation", "nämnd", None, "se till att eleverna får stöd")),
]

DEADLINES = [
    ("Nämnden ska årligen följa upp planen.", "årligen"),
    ("Planen ska följas upp en gång per år.", "en gång per år"),
    ("Bolagen ska redovisa insatserna i samband med bokslutet.", "i samband med bokslutet"),
    ("Chefen ska i samband med anställningen informera om sekretess.", "i samband med anställningen"),
    ("Uppsägning ska ske senast tre månader innan årsskiftet.", "senast tre månader innan årsskiftet"),
    ("Nämnden ska lämna rapporten senast den 31 mars varje år.", "senast den 31 mars varje år"),
    ("Senast den 15 november ska nämnden lämna in budgeten.", "Senast den 15 november"),
    ("Rektorn ansvarar för att planen kontinuerligt utvärderas.", "kontinuerligt"),
    ("Beslut ska meddelas inom tio veckor.", "inom tio veckor"),
    ("Incidenter ska utan onödigt dröjsmål rapporteras.", "utan onödigt dröjsmål"),
    (
        "Chefen ska varje kvartal, minst vart fjärde år och vid behov pröva frågan.",
        "varje kvartal, minst vart fjärde år, vid behov",
    ),
    ("När introduktionen är slut ska invandrare ha kontakter.", "När introduktionen är slut"),
    ("Arbetet ska ses som ett ständigt lärande.", None),
    ("Nivån ska vara högre än 2006.", None),
    ("Nämnden ska samråda med skolan.", None),
]

SEVERAL: list[tuple[str, list[Expected]]] = [
    (
        "Kommunstyrelsen ska årligen följa upp policyn och därefter ge riktlinjer till nämnderna.",
        [
            ("obligation", "kommunstyrelse", "årligen", "årligen följa upp policyn"),
            ("obligation", "kommunstyrelse", None, "därefter ge riktlinjer till nämnderna"),
        ],
    ),
    (
        "Insyn ska främjas och kontakter ska uppmuntras.",
        [("obligation", None, None, "Insyn ska främjas"), ("obligation", None, None, "kontakter ska uppmuntras")],
    ),
    ("Resurserna ska fördelas och användas väl.", [("obligation", None, None, "Resurserna ska fördelas och användas väl")]),
    ("Kommunen ska förebygga och motverka rasism.", [("obligation", "kommunen", None, "förebygga och motverka rasism")]),
    (
        "Kommunen ska bidra till att skapa mötesplatser och sprida kunskap.",
        [("obligation", "kommunen", None, "bidra till att skapa mötesplatser och sprida kunskap")],
    ),
    (
        "Hushållen ska sortera avfall och bör undvika engångsprodukter.",
        [("obligation", "hushåll", None, "sortera avfall"), ("recommendation", "hushåll", None, "undvika engångsprodukter")],
    ),
    (
        "Barn får låna gratis, men vårdnadshavare måste godkänna lånekortet.",
        [("permission", "barn", None, "låna gratis"), ("obligation", "vårdnadshavare", None, "godkänna lånekortet")],
    ),
    (
        "Centret ansvarar för att planerna utvärderas och avlämnar rapport till nämnden.",
        [
            ("responsibility", "centrum", None, "att planerna utvärderas"),
            ("responsibility", "centrum", None, "avlämnar rapport till nämnden"),
        ],
    ),
    ("Arkivet utövar tillsyn och ska inspektera lokalerna.", [("obligation", "arkiv", None, "inspektera lokalerna")]),
    (
        "Kommunen har en samordnare som bland annat ansvarar för introduktionen.",
        [("responsibility", "samordnare", None, "introduktionen")],
    ),
    # the actor stands in the sentence before
    (
        "Nämnderna ska lämna förslag. De ska också informera personalen.",
        [("obligation", "nämnd", None, "lämna förslag"), ("obligation", "nämnd", None, "informera personalen")],
    ),
    (
        "Skolan har en rektor. Denne ska leda arbetet.",
        [("obligation", "rektor", None, "leda arbetet")],
    ),
    (
        "Policyn anger inriktningen. Den skall vara vägledande för nämnderna.",
        [("obligation", None, None, "Den skall vara vägledande för nämnderna")],
    ),
]

TRAPS = [
    "Avsikten är att det inte ska behövas några nya planer, utan att arbetet ska rymmas i verksamheten.",
    "Målet är att alla elever ska nå målen.",
    "Kommunen vill att Storköping ska vara en öppen kommun.",
    "Det är viktigt att alla deltar.",
    "Handlingar som ska bevaras skrivs på särskilt papper.",
    "De leverantörer som måste lämna kompletteringar har fått besked.",
    "För att äldre ska kunna bo hemma finns hemtjänst.",
    "Särskilda insatser kan behövas.",
    "Stress kan leda till ohälsa.",
    "Kommunen får statsbidrag varje år.",
    "Patienten får hjälp med att fylla i blanketten.",
    "Det får konsekvenser för trafiken.",
    "Vad ska kommunen göra?",
    "Alla människor har samma värde.",
    "Förvaltningen arbetar med en ny plan.",
    "I policyn beskrivs hur arbetet ska bedrivas.",
    "Frågan om hur gatan ska utformas behandlas senare.",
    "Skolan ska enligt planerna stå klar 2027.",
    "Nämnden ansvarar inte för driften.",
    "Snabbare introduktion för nyanlända",
    "Ska",
    "Nämnden ska",
]


def found(duties: list[Duty]) -> list[Expected]:
    return [(d.modality.value, d.actor_base, d.deadline, d.action) for d in duties]


@pytest.mark.parametrize(("sentence", "expected"), ONE)
def test_one_statement(sentence: str, expected: Expected) -> None:
    assert found(read(sentence)) == [expected]


@pytest.mark.parametrize(("sentence", "deadline"), DEADLINES)
def test_by_when_or_how_often(sentence: str, deadline: str | None) -> None:
    assert [d.deadline for d in read(sentence)] == [deadline]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_statements_and_carried_actors(text: str, expected: list[Expected]) -> None:
    assert found(read(text)) == expected


@pytest.mark.parametrize("sentence", TRAPS)
def test_what_only_looks_like_a_duty(sentence: str) -> None:
    assert found(read(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "recipient"),
    [
        ("Planen ska redovisas till kommunfullmäktige.", "kommunfullmäktige"),
        ("Nämnden ska informera vårdnadshavarna.", "vårdnadshavarna"),
        ("Alla ska ges möjlighet till försörjning.", "Alla"),
        ("Verksamheten ska bedrivas effektivt.", None),
    ],
)
def test_to_whom(sentence: str, recipient: str | None) -> None:
    assert [d.recipient for d in read(sentence)] == [recipient]


@pytest.mark.parametrize(
    ("lead_in", "item", "expected"),
    [
        ("Nämnden ska:", "upprätta en plan varje år", [("obligation", "nämnd", "varje år", "upprätta en plan varje år")]),
        ("Rektorn ansvarar för:", "att planen följs", [("responsibility", "rektor", None, "att planen följs")]),
        ("Medarbetare får inte:", "installera program", [("prohibition", "medarbetare", None, "installera program")]),
        ("Planen har tre delar:", "nämnden ska rapportera", [("obligation", "nämnd", None, "rapportera")]),
        ("Planen har tre delar:", "kommunikation", []),
        ("Förutsättningar för att individen ska kunna fungera i samhället är:", "att alla har möjlighet till arbete", []),
        ("Nämnden ska vidta följande åtgärder:", "bättre kollektivtrafik", []),
    ],
)
def test_list_items_take_what_they_lack_from_the_lead_in(lead_in: str, item: str, expected: list[Expected]) -> None:
    duties = read(item, lead_in)
    assert found(duties) == expected
    assert all(d.sentence == item for d in duties)


def test_a_heading_can_lead_in() -> None:
    item = passage("upprätta en plan", kind=Kind.ITEM)
    assert found(extract_from_passage(item, "Storköping", "Plan", heading="Nämnden ska")) == [
        ("obligation", "nämnd", None, "upprätta en plan")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nämnden ska:\nupprätta en plan\nföra register", []),  # the items tell it
        (
            "Nämnden ska vidta följande åtgärder:\nBolaget ska spara\nSkolan ska spara",
            [("obligation", "nämnd", None, "vidta följande åtgärder")],
        ),
    ],
)
def test_a_list_passage_does_not_repeat_its_items(text: str, expected: list[Expected]) -> None:
    assert found(extract_from_passage(passage(text, kind=Kind.LIST), "Storköping", "Plan")) == expected


def test_sentences_are_where_the_offsets_say(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    assert len(duties) > 90
    for duty in duties:
        text = corpus.by_id[duty.passage_id].text
        assert text[duty.start : duty.end] == duty.sentence
        assert duty.action in duty.sentence
        assert duty.actor is None or duty.actor in text


def test_actors_of_the_policies_that_the_tables_do_not_name(duties: tuple[Duty, ...]) -> None:
    by_actor = {(d.municipality, d.actor): d.actor_base for d in duties}
    assert by_actor["Hällefors", "Varje nämnd"] == by_actor["Hällefors", "Nämnderna"] == "nämnd"
    assert by_actor["Vansbro", "Vansbro kommun"] == by_actor["Malung-Sälen", "Malung-Sälens kommun"] == "kommunen"
    assert by_actor["Vansbro", "De"] == "invandrare"


def test_extraction_is_fast_and_repeats_itself(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    start = time.perf_counter()
    again = extract_duties(corpus)
    assert time.perf_counter() - start < 1.0
    assert again == duties


def test_reading_a_policy_loads_no_heavy_library() -> None:
    code = (
        "import sys; from corpus.store import load_corpus; from qa.duties.extract import extract_duties; "
        "import qa.duties.export, qa.duties.matrix; extract_duties(load_corpus()); "
        "print([m for m in ('openpyxl', 'matplotlib', 'simplemma', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_scrambled_text_is_read_without_error(corpus: Corpus) -> None:
    words = [w for p in corpus.passages for w in p.text.split()] + "ska får kan inte att som om ( ) : , har är ansvar".split()
    chance = random.Random(7)
    for _ in range(400):
        text = " ".join(chance.choices(words, k=chance.randint(1, 25))).strip()
        whole = passage(text)
        for duty in extract_from_passage(whole, "Vansbro", "Plan"):
            assert whole.text[duty.start : duty.end] == duty.sentence
            assert duty.action


@pytest.mark.parametrize("text", ["nämnden ska " * 2000, "i samband med " * 2000, "att som om " * 2000, "a" * 50_000])
def test_endless_sentences_take_no_endless_time(text: str) -> None:
    start = time.perf_counter()
    read(text.strip())
    assert time.perf_counter() - start < 3.0
