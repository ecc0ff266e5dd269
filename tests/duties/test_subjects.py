"""Subjects by name and by word, and the duties that speak of one."""

import pytest

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.subjects import duties_about, find_subject, known_subjects, near_subject
from qa.types import Duty


def test_every_subject_has_a_name_in_every_language() -> None:
    for subject in known_subjects():
        assert set(subject.names) == {"sv", "en", "ar", "so", "fa", "uk"}, subject.code
        assert all(subject.names.values()) and subject.patterns and subject.search
        assert find_subject(subject.search) == find_subject(subject.code) == subject
    assert known_subjects()[0].name("de") == "Housing"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bostäder", "housing"),
        ("  BOSTAD ", "housing"),
        ("Housing", "housing"),
        ("السكن", "housing"),
        ("uppföljning", "follow_up"),
        ("jobb", None),  # speaks of work and is not its name
        ("vindkraft", None),
        ("", None),
        ("!", None),
    ],
)
def test_a_subject_goes_by_its_names(text: str, code: str | None) -> None:
    found = find_subject(text)
    assert (found.code if found else None) == code


def test_a_word_leads_to_the_subject_it_belongs_to() -> None:
    work, language = near_subject("jobb"), near_subject("tolk")
    assert work and work.code == "work" and language and language.code == "language"
    assert near_subject("vindkraft") is None and near_subject("jobb och bostad") is None


def test_a_known_subject_is_found_by_its_words(duties: tuple[Duty, ...], corpus: Corpus) -> None:
    found = duties_about(duties, "Housing", corpus)
    assert [(d.municipality, "bosta" in d.sentence or "bostä" in d.sentence) for d in found] == [
        ("Hällefors", True),
        ("Hällefors", True),
        ("Malung-Sälen", True),
        ("Malung-Sälen", True),
        ("Vansbro", True),
        ("Vansbro", True),
    ]
    assert not any("arbete med integration" in d.sentence for d in duties_about(duties, "arbete", corpus))


def test_the_heading_above_a_sentence_counts(duties: tuple[Duty, ...], corpus: Corpus) -> None:
    found = duties_about(duties, "handlingsplaner", corpus)
    silent = [d for d in found if "handlingsplan" not in d.sentence.lower()]
    assert any(corpus.by_id[d.passage_id].headings[-1:] == ("Verksamhetsplaner och årlig rapport",) for d in silent)


def test_any_other_subject_is_found_by_its_stems(duties: tuple[Duty, ...], corpus: Corpus) -> None:
    assert {d.sentence for d in duties_about(duties, "kvinna", corpus)} == {
        "Kvinnor och män ska ha lika rättigheter och möjligheter."
    }
    both = duties_about(duties, "introduktionen av flyktingar", corpus)
    assert [d.passage_id for d in both] == ["vansbro/strategi/10"]
    assert duties_about(duties, "vindkraft", corpus) == ()


@pytest.mark.parametrize("empty", ["", "  ", "?!"])
def test_no_subject_is_an_error(duties: tuple[Duty, ...], corpus: Corpus, empty: str) -> None:
    with pytest.raises(InputError, match="name one"):
        duties_about(duties, empty, corpus)
