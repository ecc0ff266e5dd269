"""Questions that lean on the ones before them."""

import pytest

from corpus.types import Corpus
from qa.followup import understand
from qa.places import Places


@pytest.fixture(scope="module")
def places(corpus: Corpus) -> Places:
    return Places.of(corpus)


def test_a_first_question_stands_alone(places: Places) -> None:
    reading = understand("Vem ansvarar i Vansbro?", [], places, "sv")
    assert len(reading.turns) == 1
    assert (reading.first.text, reading.first.municipalities, reading.first.follow_up_of) == (
        "Vem ansvarar i Vansbro?",
        ("Vansbro",),
        None,
    )


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("sv", "Vem ansvarar för planen i Vansbro?", "Och i Herrljunga?"),
        ("sv", "Vem ansvarar för planen i Vansbro?", "Gäller det i Herrljunga också?"),
        ("en", "Who follows up the plan in Vansbro?", "What about Herrljunga?"),
        ("ar", "من المسؤول عن الخطة في فانسبرو؟", "وفي هيرليونغا؟"),
    ],
)
def test_a_place_alone_moves_the_question(places: Places, language: str, before: str, question: str) -> None:
    turn = understand(question, [before], places, language).first
    assert (turn.text, turn.municipalities, turn.follow_up_of, turn.moved) == (before, ("Herrljunga",), before, True)


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("sv", "Hur följs planen upp i Hedemora?", "hur ofta?"),
        ("sv", "Hur följs planen upp i Hedemora?", "vem gör det?"),
        ("en", "Who follows up the plan in Hedemora?", "and when?"),
    ],
)
def test_a_question_for_one_detail_is_read_with_what_came_before(
    places: Places, language: str, before: str, question: str
) -> None:
    reading = understand(question, [before], places, language)
    (turn,) = reading.turns  # alone it says nothing
    assert turn.follow_up_of == before
    assert turn.municipalities == ("Hedemora",)
    assert turn.text.endswith(question)
    assert "Hedemora" not in turn.text


def test_a_question_that_points_back_is_read_both_ways(places: Places) -> None:
    before, question = "Hur följs planen upp i Hedemora?", "Hjälper de ungdomar också?"
    reading = understand(question, [before], places, "sv")
    together, alone = reading.turns
    assert alone.text == question and together.text.endswith(question) and together.follow_up_of == before
    assert reading.weights[0] >= reading.weights[1]


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("sv", "Måste nämnden i Vansbro ha en plan?", "Vem kan hjälpa oss med den?"),
        ("fr", "Que dit Vansbro sur les enfants ?", "Et ceux qui s'occupent d'eux, le personnel ?"),
    ],
)
def test_somebody_who_asked_about_a_place_is_still_there(places: Places, language: str, before: str, question: str) -> None:
    reading = understand(question, [before], places, language)
    assert {turn.municipalities for turn in reading.turns} == {("Vansbro",)}
    assert before in {turn.follow_up_of for turn in reading.turns}


def test_a_place_moves_the_question_in_languages_that_hang_endings_on_it(places: Places) -> None:
    before = "ኣብ Hedemora ብዓመት ክንደይ ስደተኛታት ይቕበሉ?"
    turn = understand("ኣብ Malung-Sälenከ?", [before], places, "ti").first
    assert (turn.text, turn.municipalities, turn.moved) == (before, ("Malung-Sälen",), True)


def test_a_whole_question_stands_by_itself_in_the_same_place(places: Places) -> None:
    question = "Vad ska skolan och biblioteket göra för nyanlända elever och unga vuxna, och för deras föräldrar?"
    reading = understand(question, ["Vem ansvarar för planen i Vansbro?"], places, "sv")
    assert (reading.first.text, reading.first.municipalities) == (question, ("Vansbro",))
    assert reading.weights[0] > reading.weights[1]
    assert reading.first.carried and reading.first.follow_up_of is None
    assert reading.alone.turns == (reading.first,)
    turn = understand(question, ["Vem ansvarar för planen?"], places, "sv").first
    assert (turn.text, turn.municipalities, turn.follow_up_of) == (question, (), None)


def test_a_conversation_is_folded_from_its_beginning(places: Places) -> None:
    history = ["Hur följs planen upp i Vansbro?", "hur ofta?"]
    turn = understand("Gäller det i Hedemora också?", history, places, "sv").first
    assert turn.municipalities == ("Hedemora",)
    assert turn.follow_up_of == "Hur följs planen upp i Vansbro?"
    assert "hur ofta?" in turn.text


def test_the_place_that_was_named_last_holds(places: Places) -> None:
    turn = understand("hur ofta?", ["Hur följs planen upp i Vansbro?", "och i Hedemora?"], places, "sv").first
    assert turn.municipalities == ("Hedemora",)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("sv", "Vad ska skolan och biblioteket göra för nyanlända i alla kommuner?"),
        ("sv", "I vilka kommuner finns det en samordnare?"),
        ("en", "Which municipalities have a coordinator?"),
        ("uk", "У яких муніципалітетах є координатор?"),
    ],
)
def test_a_question_about_all_of_them_leaves_the_place(places: Places, language: str, question: str) -> None:
    reading = understand(question, ["Vem ansvarar för planen i Vansbro?"], places, language)
    assert {turn.municipalities for turn in reading.turns} == {()}


def test_a_short_question_may_stand_alone(places: Places) -> None:
    reading = understand("Vem lagar maten?", ["Vem ansvarar för planen?"], places, "sv")
    assert (reading.first.text, reading.first.follow_up_of) == ("Vem lagar maten?", None)
    assert len(reading.alone.turns) == 2


def test_fitting_learns_from_the_turn_that_can_be_understood(places: Places) -> None:
    before = "Vem ansvarar för planen i Vansbro?"
    for question in ("Ungdomar då?", "Ungdomar och skolan"):
        assert understand(question, [before], places, "sv").fullest.text.endswith(f"? {question}")
    whole = "Vilka områden ska skolan, biblioteket och föreningarna prioritera?"
    assert understand(whole, [before], places, "sv").fullest.text == whole
    assert understand(before, [], places, "sv").fullest.text == before


@pytest.mark.parametrize(
    ("language", "before", "question", "asked", "where"),
    [
        (
            "sv",
            "Hur motverkar Herrljunga rasism?",
            "En annan sak, vad vill Vansbro med introduktionen?",
            "vad vill Vansbro",
            "Vansbro",
        ),
        ("en", "Who follows up the plan in Hedemora?", "Different question: who lives there?", "who lives there?", "Hedemora"),
        ("uk", "Хто відповідає за план у Вансбру?", "Інше питання: чи є десь бібліотека?", "чи є десь бібліотека?", "Vansbro"),
        ("ar", "من المسؤول عن الخطة في فانسبرو؟", "موضوع آخر: أين المكتبة؟", "أين المكتبة؟", "Vansbro"),
    ],
)
def test_who_says_that_the_subject_changes_leans_on_nothing(
    places: Places, language: str, before: str, question: str, asked: str, where: str
) -> None:
    reading = understand(question, [before], places, language)
    assert len(reading.turns) == 1 and reading.first.follow_up_of is None
    assert reading.first.text.startswith(asked) and reading.first.municipalities == (where,)


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        ("sv", "nej jag menade jobb", "jobb"),
        ("en", "no sorry i meant jobs", "jobs"),
        ("ru", "нет, работу", "работу"),
        ("fa", "نه منظورم زبان بود", "زبان بود"),
        ("es", "¿No hay trabajo?", None),
    ],
)
def test_a_correction_asks_for_something_else_in_the_same_place(
    places: Places, language: str, question: str, asked: str | None
) -> None:
    reading = understand(question, ["Bostad i Vansbro?"], places, language)
    corrected = [t.text for t in reading.turns if t.text == asked]
    assert bool(corrected) is bool(asked)
    assert {t.municipalities for t in reading.turns} == {("Vansbro",)}
    if asked:
        assert reading.first.text == asked and reading.weights[0] > reading.weights[1]


def test_a_correction_that_names_a_place_too_is_no_mere_change_of_place(places: Places) -> None:
    reading = understand("No, I meant jobs in Hedemora", ["Help with housing in Vansbro?"], places, "en")
    assert not reading.first.moved and {t.municipalities for t in reading.turns} == {("Hedemora",)}


@pytest.mark.parametrize(
    ("language", "question"), [("sv", "nej, vem antog den?"), ("sv", "Berätta mer."), ("sv", "och hur ofta.")]
)
def test_what_points_back_leans_however_it_begins_or_ends(places: Places, language: str, question: str) -> None:
    reading = understand(question, ["När antogs policyn i Vansbro?"], places, language)
    assert reading.first.follow_up_of is not None and "antogs" in reading.first.text


def test_a_question_without_spaces_is_not_one_word(places: Places) -> None:
    question = "马隆每年接收多少难民?"
    reading = understand(question, ["海德莫拉谁负责融合政策?"], places, "zh")
    assert reading.first.text == question and not reading.first.moved
    assert understand("那马隆呢?", ["海德莫拉谁负责融合政策?"], places, "zh").first.moved


def test_a_short_question_that_names_a_place_is_a_question(places: Places) -> None:
    reading = understand("Vem ansvarar i Vansbro?", ["När ändrades policyn i Hedemora?"], places, "sv")
    assert not reading.first.moved and "Vem ansvarar i Vansbro?" in {t.text for t in reading.turns}


def test_what_names_a_place_may_say_nothing_else(places: Places) -> None:
    reading = understand("nej fel av mig, Herrljunga menade jag ju", ["När ändrades policyn i Hedemora?"], places, "sv")
    assert reading.moved is not None and reading.moved.text == "När ändrades policyn i Hedemora?"
    assert (reading.moved.municipalities, reading.said) == (("Herrljunga",), "nej fel av mig, menade jag ju")
    assert understand("vem gör det då?", ["När ändrades policyn i Hedemora?"], places, "sv").moved is None


def test_a_corrected_place_moves_the_question(places: Places) -> None:
    before = "Хто в Геллефорсі відповідає за план?"
    turn = understand("Вибачте, не ту комуну, мені треба було про Вансбру", [before], places, "uk").first
    assert (turn.text, turn.municipalities, turn.moved) == (before, ("Vansbro",), True)


@pytest.mark.parametrize(
    ("language", "question"), [("en", "Do any of the five municipalities have a library?"), ("de", "und bei den anderen vier?")]
)
def test_who_asks_about_all_has_left_the_place(places: Places, language: str, question: str) -> None:
    reading = understand(question, ["Who follows up the plan in Hedemora?"], places, language)
    assert {t.municipalities for t in reading.turns} == {()}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("sv", "Vad mer?"),
        ("sv", "Kan du berätta mer om det?"),
        ("en", "What else does she do?"),
        ("ar", "شو كمان؟"),
        ("uk", "А що ще вона робить?"),
        ("fi", "Mitä muuta hän tekee?"),
        ("zh", "还有什么？"),
        ("th", "มีอะไรอีกไหม"),
    ],
)
def test_who_asks_for_more_asks_the_same_for_what_was_not_said(places: Places, language: str, question: str) -> None:
    before = "Vem ansvarar för introduktionen i Vansbro?"
    (turn,) = understand(question, [before], places, language).turns
    assert (turn.text, turn.municipalities, turn.follow_up_of, turn.more) == (before, ("Vansbro",), before, 1)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("sv", "Vad mer säger ni om skolan?"),
        ("sv", "Berätta mer om bostäder"),
        ("sv", "Vad mer gör hon för barn?"),
        ("sv", "Kostar det mer?"),
        ("sv", "Gäller det inte mer?"),
        ("sv", "Är det mer än ett år?"),
        ("sv", "Och vad mer i Hedemora?"),
        ("en", "What else does she do for children?"),
        ("en", "Is it more often?"),
        ("en", "Does it cost more?"),
        ("de", "Gilt das nicht mehr?"),
        ("de", "Was macht sie sonst noch in der Schule?"),
        ("fr", "Que fait-elle d'autre pour les enfants ?"),
        ("es", "¿Cuánto más?"),
        ("pt", "Isso não existe mais?"),
    ],
)
def test_more_about_something_is_no_mere_more(places: Places, language: str, question: str) -> None:
    reading = understand(question, ["Vem ansvarar för introduktionen i Vansbro?"], places, language)
    assert not any(turn.more for turn in reading.turns)


def test_more_and_more(places: Places) -> None:
    before = "Vem ansvarar för introduktionen i Vansbro?"
    assert understand("Berätta mer", [before, "Vad mer?"], places, "sv").first.more == 2
    assert understand("Vad mer?", [before, "Vad mer?", "Och i Hedemora?"], places, "sv").first.more == 1


def test_nothing_came_before_more(places: Places) -> None:
    assert not understand("Vad mer?", [], places, "sv").first.more
