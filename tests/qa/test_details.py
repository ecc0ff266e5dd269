"""Details that are asked for, and whether a text holds them."""

import numpy as np
import pytest

from qa.details import CLEAR, Asked, DetailClassifier, asked_phrase, has_detail
from qa.scope.knowledge import detail_examples
from tests.conftest import WordEncoder


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Vad heter integrationssamordnaren?", "sv", "person_name"),
        ("Hur mycket kostar det?", "sv", "money"),
        ("vad är telefonnumret", "sv", "phone"),
        ("när har ni öppet?", "sv", "opening_hours"),
        ("Hur många flyktingar tar ni emot?", "sv", "number"),
        ("Vem ansvarar för planen?", "sv", "who"),
        ("When was it decided?", "en", "date"),
        ("what is the e-mail address", "en", "email"),
        ("كم يكلف", "ar", "money"),
        ("Vad är integration?", "sv", None),
        ("", "sv", None),
    ],
)
def test_the_phrase_that_asks(question: str, language: str, kind: str | None) -> None:
    assert asked_phrase(question, language) == kind


@pytest.mark.parametrize(
    ("kind", "text", "present"),
    [
        ("money", "Det kostar 1 500 kr.", True),
        ("money", "Resurserna ska fördelas.", False),
        ("phone", "Telefon: 0591-641 00", True),
        ("phone", "den 2010-01-01", False),
        ("email", "kommun@hellefors.se", True),
        ("address", "Sikforsvägen 15", True),
        ("opening_hours", "mån–tors 07.30-12.00", True),
        ("date", "FASTSTÄLLD: 2017-11-14", True),
        ("date", "den 31 december varje år", True),
        ("number", "omfattar 30 personer", True),
        ("number", "ska verka för integration", False),
        ("person_name", "Integrationssamordnaren ansvarar.", False),
        ("person_name", "Integrationssamordnaren i Vansbro kommun ansvarar.", False),
        ("person_name", "Kontaktperson: Anna Exempelsson, telefon 0281-000 00", True),
        ("form", "Ansökan lämnas till nämnden.", True),
        ("penalty", "Det är förbjudet att diskriminera.", False),
        ("penalty", "Den som bryter mot reglerna får böter.", True),
        ("names_list", "Bostadsbolagen ska bidra.", True),
        ("an unknown kind", "vad som helst", True),
    ],
)
def test_what_a_text_holds(kind: str, text: str, present: bool) -> None:
    assert has_detail(kind, text) is present


def test_a_kind_is_named_only_when_it_is_sure() -> None:
    assert Asked({"money": 0.7, "date": 0.1}, 0.0).kind == "money"
    assert Asked({"money": 0.4, "date": 0.4}, 0.0).kind is None
    assert Asked({}, 0.0).kind is None


def test_what_is_missing_and_what_is_there_share_the_probability() -> None:
    asked = Asked({"money": 0.5, "date": 0.25}, 0.0)
    assert asked.missing("beslutad 2010-01-01") == pytest.approx(0.5)
    assert asked.present("beslutad 2010-01-01") == pytest.approx(0.25)


def test_the_classifier_learns_from_vectors(encoder: WordEncoder) -> None:
    examples = [e for e in detail_examples() if e.language == "sv"]
    classifier = DetailClassifier(examples, encoder.encode_paraphrases([e.text for e in examples]))

    def asked(text: str) -> Asked:
        return classifier.asked(encoder.encode_paraphrases([text])[0], text, "sv")

    for kind in ("phone", "money", "person_name"):
        known = [asked(e.text).kind for e in examples if e.kind == kind]
        assert known.count(kind) >= 0.8 * len(known)
    assert asked("Vem ansvarar för planen?").kind is None and asked("Vem ansvarar för planen?").asks_who
    with pytest.raises(ValueError, match="examples but"):
        DetailClassifier(examples, np.zeros((1, 4), np.float32))


def test_curated_questions_ask_for_nothing_that_is_missing(encoder: WordEncoder) -> None:
    examples = [e for e in detail_examples() if e.language == "sv"]
    vectors = encoder.encode_paraphrases([e.text for e in examples])
    ordinary = [(f"Hur ofta ska nämnd {n} följa upp planen?", "sv") for n in range(60)]
    classifier = DetailClassifier(examples, vectors, ordinary, encoder.encode_paraphrases([text for text, _ in ordinary]))

    def missing(classifier: DetailClassifier, text: str) -> float:
        return classifier.asked(encoder.encode_paraphrases([text])[0], text, "sv").missing("Planen följs upp.")

    like, phone = "Hur ofta ska styrelsen följa upp planen?", "Vilket telefonnummer har kommunen?"
    assert missing(classifier, like) < missing(classifier.of_examples_alone, like)
    assert missing(classifier, phone) > 3 * missing(classifier, like)


def test_examples_of_every_kind_in_every_language_served() -> None:
    kinds = {(e.language, e.kind) for e in detail_examples()}
    assert {(language, kind) for language in ("sv", "en", "ar", "so", "fa", "uk") for kind in (*CLEAR, "other")} <= kinds


def test_who_is_asked_for_is_learned_from_those_who_say_so(encoder: WordEncoder) -> None:
    examples = [e for e in detail_examples() if e.language == "sv"]
    ordinary = [(f"Vem ansvarar för plan {n}?", "sv") for n in range(40)] + [(f"Hur bor barnen {n}?", "sv") for n in range(40)]
    vectors = encoder.encode_paraphrases([text for text, _ in ordinary])
    classifier = DetailClassifier(examples, encoder.encode_paraphrases([e.text for e in examples]), ordinary, vectors)

    def who(text: str) -> float:
        return classifier.asked(encoder.encode_paraphrases([text])[0], text, "xx").who

    assert who("ansvarar för plan") > 0.5 > who("bor barnen")
