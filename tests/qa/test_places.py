"""Which municipalities a text names."""

import tomllib
from pathlib import Path

import pytest

import qa
from corpus.types import Corpus
from qa.places import Places


@pytest.fixture(scope="module")
def places(corpus: Corpus) -> Places:
    return Places.of(corpus)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vad säger Herrljungas plan?", ["Herrljunga"]),
        ("vad gör hederora", ["Hedemora"]),
        ("Hallefors", ["Hällefors"]),
        ("Halefors", ["Hällefors"]),
        ("Herjlunga", ["Herrljunga"]),
        ("wansbro", ["Vansbro"]),
        ("vansbros policy", ["Vansbro"]),
        ("vansbrobor", ["Vansbro"]),
        ("Malungissa", ["Malung-Sälen"]),
        ("Hedemora’da", ["Hedemora"]),
        ("hedemoranınki ne peki", ["Hedemora"]),
        ("Herrljunga'daki belge", ["Herrljunga"]),
        ("hälleforstaki belge", ["Hällefors"]),
        ("w Herrljundze", ["Herrljunga"]),
        ("مالونگم همینو میگه؟", ["Malung-Sälen"]),
        ("malung", ["Malung-Sälen"]),
        ("i Sälens skola", ["Malung-Sälen"]),
        ("Malung-Sälens kommun", ["Malung-Sälen"]),
        ("Malung och Vansbro", ["Malung-Sälen", "Vansbro"]),
        ("Vansbro, Vansbro och Malung", ["Vansbro", "Malung-Sälen"]),
        ("Hedemorassa", ["Hedemora"]),
        ("w Hedemorze", ["Hedemora"]),
        ("Hedemora'da", ["Hedemora"]),
        ("مالونغ", ["Malung-Sälen"]),
        ("في هيديمورا", ["Hedemora"]),
        ("بفانسبرو", ["Vansbro"]),
        ("وبمالونغ-سيلين", ["Malung-Sälen"]),
        ("у Вансбру", ["Vansbro"]),
        ("у Геллефорсі", ["Hällefors"]),
        ("ማሉንግ", ["Malung-Sälen"]),
        ("ከማሉንግ-ሴለን ኮሙዩን", ["Malung-Sälen"]),
        ("Hedemorában és Malungban", ["Hedemora", "Malung-Sälen"]),
        ("হেদেমোরায় কতজন", ["Hedemora"]),
        ("हेर्युंगा में", ["Herrljunga"]),
        ("मालुंग में", ["Malung-Sälen"]),
        ("στο Χεντεμόρα", ["Hedemora"]),
        ("στο Μάλουνγκ", ["Malung-Sälen"]),
        ("Χερλιούνγκα", ["Herrljunga"]),
        ("ჰედემორა", ["Hedemora"]),
        ("海德莫拉答应每年接收多少难民", ["Hedemora"]),
        ("ที่มาลุงได้เรียนภาษาสวีเดน", ["Malung-Sälen"]),
        ("回老家能带什么", []),
        ("δυο χρόνια για να", []),
        ("vad gör kommunen för integration", []),
        ("vans", []),
        ("hedersvåld", []),
        ("هل فرص العمل متساوية للجميع؟", []),
        ("می‌خواهم خودم را معرفی کنم", []),
        ("يعاملني زي الباقين", []),
        ("ئایا ئەوە گرنگە", []),
        ("mujhe paise मुझे पैसे कब मिलेंगे?", []),
        ("زرنگ", []),
        ("ہیلے فورش میں", ["Hällefors"]),
        ("malung sälen", ["Malung-Sälen"]),
        ("", []),
    ],
)
def test_own_municipalities(places: Places, text: str, named: list[str]) -> None:
    assert [m.municipality for m in places.own(text)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vad gör Stockholm?", ["Stockholm"]),
        ("Hvor mange flygtninge tager Ørebro imod?", ["Örebro"]),
        ("Колко бежанци приема Йоребру?", ["Örebro"]),
        ("ওরেব্রো কতজন শরণার্থী নেয়?", ["Örebro"]),
        ("ओरेब्रो कितने शरणार्थियों को लेता है", ["Örebro"]),
        ("Πόσους πρόσφυγες δέχεται το Έρεμπρο;", ["Örebro"]),
        ("厄勒布鲁接收多少难民", ["Örebro"]),
        ("ո՞րն է համարը", []),
        ("мой муж умер", []),
        ("сын скоро пойдёт в школу, бабушка упала", []),
        ("хочу развод, муж уехал в Грузию", []),
        ("i Borlänges kommun", ["Borlänge"]),
        ("i Lund", ["Lund"]),
        ("Lunds kommun", ["Lund"]),
        ("ett mål om lund", []),
        ("Mark är dyrt", []),
        ("Göteborg och Vansbro", ["Göteborg"]),
        ("Göteborg, Göteborgs kommun", ["Göteborg"]),
        ("Vad kan orsaka mobbning?", []),
        ("bor i Orsa", ["Orsa"]),
        ("hammaren", []),
        ("Мене звати Валентина", []),
        ("крок за кроком", []),
        ("სტოკჰოლმი", ["Stockholm"]),
        ("Μιλάει κάποιος αραβικά;", []),
        ("описала", []),
        ("Min dotter Nora går i skolan", []),
        ("Ich liege am Boden", []),
        ("Lilla Edet", ["Lilla Edet"]),
        ("skola i Upplands Väsby", ["Upplands Väsby"]),
        ("Östra Göinge kommun", ["Östra Göinge"]),
        ("Malung och Vansbro", []),
    ],
)
def test_other_municipalities(places: Places, text: str, named: list[str]) -> None:
    assert [m.municipality for m in places.others(text)] == named


def test_offsets_of_a_mention(places: Places) -> None:
    text = "Vad gör Hedemoras skola?"
    mention = places.own(text)[0]
    assert text[mention.start : mention.end] == "Hedemoras"


def test_a_text_without_its_places(places: Places) -> None:
    assert places.without_places("Vad gör Vansbro och Stockholm för barn?") == "Vad gör och för barn?"
    assert places.without_places("Vansbro") == ""
    assert places.without_places("vem ansvarar") == "vem ansvarar"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("What are Hedemora's goals?", "What are goals?"),
        ("Hur kan man i Vansbro bo billigt?", "Hur kan man i bo billigt?"),
        ("Hällefors en kommun för alla", "en kommun för alla"),
        ("Vad gör Kalmar om någon mobbas?", "Vad gör om någon mobbas?"),
        ("Bietet Malung-Sälen den Kindern Schule", "Bietet den Kindern Schule"),
        ("قبل از ۲۰۱۴ هریونگا چه برنامه‌ای داشت؟", "قبل از ۲۰۱۴ چه برنامه‌ای داشت؟"),
        ("Gäller Vansbros plan i Vansbro?", "Gäller plan i ?"),
        ("海德莫拉和斯德哥尔摩", "和"),
    ],
)
def test_nothing_goes_with_a_place_but_its_name(places: Places, text: str, rest: str) -> None:
    assert places.without_places(text) == rest


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vem följer upp policyn i Hedemora?", "Vem följer upp policyn i Vansbro?"),
        ("هل تساعدني البلدية في مالونغ؟", "هل تساعدني البلدية في Vansbro؟"),
        ("Vem följer upp policyn?", "Vem följer upp policyn? (Vansbro)"),
        ("Hedemora eller Malung?", "eller ? (Vansbro)"),
    ],
)
def test_a_question_that_is_moved(places: Places, text: str, shown: str) -> None:
    assert places.asked_about(text, "Vansbro") == shown


def test_every_municipality_is_known_by_its_name(places: Places) -> None:
    table = tomllib.loads((Path(qa.__file__).parent / "scope" / "municipalities.toml").read_text(encoding="utf-8"))
    for name in table["names"]:
        for text in (f"Vem bestämmer i {name}?", f"Vad säger {name}s kommun?"):
            assert [m.municipality for m in (*places.own(text), *places.others(text))] == [name], text


def test_who_comes_from_a_place_two_thousand_times_asks_about_none(places: Places) -> None:
    assert places.elsewhere("från Stockholm " * 2000) is None


@pytest.mark.parametrize(
    ("name", "municipality"),
    [
        ("vansbro", "Vansbro"),
        ("Vansbros kommun", "Vansbro"),
        ("Malung", "Malung-Sälen"),
        ("HÄLLEFORS", "Hällefors"),
        ("hallefors", "Hällefors"),
        ("مالونغ", "Malung-Sälen"),
        ("Mora", None),
        ("", None),
        ("<b>Vansbro</b>", None),
    ],
)
def test_what_a_picker_sends(places: Places, name: str, municipality: str | None) -> None:
    assert places.resolve(name) == municipality


def test_a_corpus_of_other_places(small_corpus: Corpus) -> None:
    places = Places(small_corpus, {"Lund": ["Lund", "لوند"]}, ["Lund"])
    assert places.names == ("Lillbyn", "Storköping")
    assert [m.municipality for m in places.own("storkopings plan")] == ["Storköping"]
    assert [m.municipality for m in places.own("ستورشوبينغ")] == ["Storköping"]
    assert [m.municipality for m in places.own("Vansbro")] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vad gäller i Stockholm?", "Stockholm"),
        ("Jag kommer från Stockholm, får jag bostad?", None),
        ("I am from Uppsala", None),
        ("من از استکهلم میام", None),
        ("Jag flyttade från Stockholm till Uppsala", "Uppsala"),
        ("Jag kommer från Stockholm. Vad gäller i Stockholm?", "Stockholm"),
        ("لە Stockholm کێ بەرپرسیارە؟", "Stockholm"),
        ("Vad gäller i Vansbro och Stockholm?", None),
        ("Vad gäller här?", None),
    ],
)
def test_another_municipality_that_is_asked_about(places: Places, text: str, expected: str | None) -> None:
    assert places.elsewhere(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Waxaan degganahay Mora, yaa halkan masuul ka ah?", "Mora"),
        ("lägenhet i mora", "Mora"),
        ("sfi i lund", "Lund"),
        ("Škola pomaže i mora se platiti", None),  # "and it must be paid"
        ("Radim i mora da učim", None),
        ("Zakon vrijedi i mora važiti za sve", None),
        ("Живу в Муре, кто там занимается приезжими?", "Mora"),
        ("в Муроме", None),
        ("до Луны далеко", None),
        ("Летом мы едем в Море", None),
    ],
)
def test_a_place_that_is_also_a_word_is_one_where_somebody_lives(places: Places, text: str, expected: str | None) -> None:
    assert places.elsewhere(text) == expected
