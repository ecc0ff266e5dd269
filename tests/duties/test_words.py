"""The word-level parts: examples in the docstrings, nouns that act and nouns that do not, verbs and other words."""

import doctest
from types import ModuleType

import pytest

from qa.duties import deadlines, lemmas, lexicon, tokens, verbs
from qa.duties.lexicon import acting_noun
from qa.duties.verbs import is_finite, is_known_infinitive, is_passive


@pytest.mark.parametrize("module", [deadlines, lemmas, lexicon, tokens, verbs])
def test_docstring_examples(module: ModuleType) -> None:
    failed, attempted = doctest.testmod(module)
    assert attempted and not failed


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("Socialnämnden", "socialnämnd"),
        ("nämndernas", "nämnd"),
        ("bostadsbolagen", "bostadsbolag"),
        ("integrationssamordnaren", "integrationssamordnare"),
        ("kommunstyrelsen", "kommunstyrelse"),
        ("verksamhetscheferna", "verksamhetschef"),
        ("brandskyddsansvarig", "brandskyddsansvarig"),
        ("biblioteken", "bibliotek"),
        ("Migrationsverket", "migrationsverket"),
        ("uthyraren", "uthyrare"),  # from a verb that is known
        ("vårdnadshavare", "vårdnadshavare"),
        ("integrationsrådet", "integrationsråd"),
    ],
)
def test_nouns_that_act(word: str, base: str) -> None:
    noun = acting_noun(word)
    assert noun is not None and noun.base == base


@pytest.mark.parametrize(
    "word",
    "allmän regelverket målgruppen samråd lägenheter angelägenhet vattenledningen bostad erfarenheten plan dator".split(),
)
def test_nouns_that_do_not_act(word: str) -> None:
    assert acting_noun(word) is None


def test_verbs_and_words_that_look_like_verbs() -> None:
    assert all(map(is_known_infinitive, "upprätta utse återrapportera digitalisera fördelas ges".split()))
    assert not any(map(is_known_infinitive, "kommunala alla berörda nämnderna flera svenska".split()))
    assert all(map(is_finite, "ansvarar följs omfattar genomför är utvärderas".split()))
    assert not any(map(is_finite, "planer elever för resurser upprätta nämnder".split()))
    assert is_passive("beslutas") and not is_passive("trivas") and not is_passive("besluta")
