"""Which language a question is in: short questions in every language that is asked in, neighbours, scripts, nothing at all."""

import pytest

from qa.language import SERVED, detect_language, known_share

QUESTIONS = [
    ("sv", "vem ansvarar?"),
    ("sv", "Vad är integration?"),
    ("sv", "hur ofta"),
    ("sv", "Vilka mål finns?"),
    ("sv", "Gäller det barn?"),
    ("sv", "vad ska kommunen göra"),
    ("en", "who is responsible?"),
    ("en", "what about housing"),
    ("ar", "من المسؤول؟"),
    ("ar", "شو بتعمل البلدية"),
    ("so", "yaa mas'uul ka ah?"),
    ("so", "maxay tahay ujeedadu"),
    ("so", "sidee loo caawiyaa dadka"),
    ("fa", "چه کسی مسئول است؟"),
    ("fa", "هدف چیه"),
    ("uk", "хто відповідає?"),
    ("uk", "які цілі є"),
    ("ru", "кто отвечает?"),
    ("pl", "kto odpowiada?"),
    ("fi", "kuka vastaa?"),
    ("de", "wer ist verantwortlich?"),
    ("es", "quién es responsable?"),
    ("fr", "qui est responsable"),
    ("tr", "kim sorumlu?"),
    ("bs", "ko je odgovoran?"),
    ("he", "מי אחראי"),
    ("el", "ποιος είναι υπεύθυνος"),
    ("zh", "谁负责"),
    ("ja", "責任者は誰ですか"),
    ("ko", "누가 책임"),
    ("am", "ማን ነው ኃላፊ"),
    ("ti", "መን እዩ ሓላፊ"),
    ("ur", "کون ذمہ دار ہے"),
    ("ps", "څوک مسؤل دی"),
]


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
def test_short_questions(language: str, question: str) -> None:
    assert detect_language(question) == language


def test_all_served_languages_are_tested() -> None:
    assert {language for language, _ in QUESTIONS} >= set(SERVED)


@pytest.mark.parametrize("text", ["", "123", "😀 !?", " \n\t", "\x00\x07"])
def test_without_words_the_hint_decides(text: str) -> None:
    assert detect_language(text) == "sv"
    assert detect_language(text, ["", "ar"]) == "ar"


def test_a_swedish_term_does_not_turn_a_question_in_another_script() -> None:
    assert detect_language("ما معنى handlingsplaner؟") == "ar"
    assert detect_language("що таке Integrationssamordnaren") == "uk"


def test_a_hint_decides_close_cases_only() -> None:
    assert detect_language("integration", ["en"]) == "en"
    assert detect_language("integration", ["sv"]) == "sv"
    assert detect_language("Vem ansvarar för planen?", ["en"]) == "sv"


def test_the_same_every_time() -> None:
    assert len({detect_language("ko je") for _ in range(20)}) == 1


def test_known_words() -> None:
    assert known_share("vem ansvarar") == 1.0
    assert known_share("qzxw ansvarar") == 0.5
    assert known_share("asdfghjk qwertyzx") == 0.0
    assert known_share("123 😀") == 0.0
