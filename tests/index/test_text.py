"""Text as keywords see it."""

import pytest

from index.text import compound_parts, fold, folded_words, is_common, ngrams, rare_terms, swedish_terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hällefors  KOMMUN", "hallefors kommun"),
        ("Straße", "strasse"),
        ("Ångström é", "angstrom e"),
        ("İstanbul", "istanbul"),
        ("ي ى ك ة أ إ آ", "ی ی ک ه ا ا ا"),
        ("می‌خواهم", "میخواهم"),
        ("مـــدرسة", "مدرسه"),
        ("їжак", "іжак"),
        ("ﬁn", "fin"),
        (" \n\t", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_words() -> None:
    assert words("Malung-Sälens kommun, FN:s mas'uul 2010-01-01!") == [
        "malung",
        "sälens",
        "kommun",
        "fn",
        "s",
        "mas'uul",
        "2010",
        "01",
        "01",
    ]
    assert words("हेडेमोरा में কেমন ที่มาลุง") == ["हेडेमोरा", "में", "কেমন", "ที่มาลุง"]  # vowel signs belong to the word
    assert words("😀 … !") == []


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("integrationssamordnare", ("integration", "samordnare")),
        ("bostadsmarknaden", ("bostad", "marknaden")),
        ("handlingsplaner", ("handling", "planer")),
        ("kommun", ("kommun",)),
        ("samhället", ("samhället",)),
        ("xqzvwkptrl", ("xqzvwkptrl",)),
    ],
)
def test_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


def test_swedish_terms_are_stems_of_words_and_parts() -> None:
    assert swedish_terms("kommunernas handlingsplaner") == ["kommun", "handlingsplan", "handling", "plan"]
    assert set(swedish_terms("samordnaren")) & set(swedish_terms("integrationssamordnare")) == {"samordn"}


def test_ngrams_lie_within_words() -> None:
    assert ngrams("Åh ja", sizes=(3,)) == ["_ah", "ah_", "_ja", "ja_"]
    assert ngrams("a", sizes=(3, 4)) == ["_a_", "_a_"]
    assert len(set(ngrams("integration")) & set(ngrams("intergration"))) > 15
    assert ngrams("") == []


def test_rare_terms_are_what_all_languages_write_alike() -> None:
    assert rare_terms("When does KS-2016-284 apply in Herrljunga?", "en") == ["2016", "284", "herrljunga"]
    assert rare_terms("Vad gäller för barn?", "sv") == []
    assert "herrljunga" in rare_terms("waa maxay Herrljunga", "so")


def test_folded_words() -> None:
    assert folded_words("Öppna Kommunen") == ["oppna", "kommunen"]


def test_a_word_without_end_is_no_compound() -> None:
    assert compound_parts("integration" * 900) == ("integration" * 900,)
    assert len(swedish_terms("a'" * 5000)) == 1


def test_common_words_of_other_scripts() -> None:
    assert is_common("говорит") and is_common("τώρα") and not is_common("Вальдемарсвик")
