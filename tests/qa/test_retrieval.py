"""Candidates of a question: by what the passages say, and by the questions that they are known to answer."""

from dataclasses import replace

import pytest

from corpus.store import load_corpus
from corpus.types import Corpus, CuratedQuestion
from index.passage_index import PassageIndex
from index.types import View
from qa.known import Bank
from qa.places import Places
from qa.retrieval import Query, Retriever
from qa.scope.knowledge import Subject
from qa.scope.nearness import OutsideSubjects
from tests.conftest import WordEncoder
from tests.policies import write_both

ASKED = "Var träffas ungdomarna?"
WHERE = "lillbyn/ingress/2"
TYPICAL = ("Hur deklarerar jag?", "Vad kostar bussen?", "Kan du hjälpa mig?")


@pytest.fixture(scope="module")
def questioned(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The two small policies, with a curated question whose words no passage holds."""
    corpus = load_corpus(write_both(tmp_path_factory.mktemp("retrieval") / "policies"))
    return replace(corpus, questions=(CuratedQuestion(WHERE, corpus.by_id[WHERE].text_hash, "sv", ASKED),))


def query(text: str) -> Query:
    """A question as it is searched."""
    return Query.of(text, "sv", WordEncoder().encode_questions([text]), 0)


def features(corpus: Corpus, text: str, **options: object) -> dict[str, float]:
    """Those of the passage that the curated question belongs to; empty where it is no candidate."""
    retriever = Retriever(corpus, PassageIndex.build(corpus, WordEncoder(), typical=TYPICAL))
    found = {c.passage.id: c for c in retriever.candidates(query(text), **options)}  # type: ignore[arg-type]
    names = ("question", "questions", "known", "question_ngrams")
    return {name: found[WHERE].feature(name) for name in names} if WHERE in found else {}


def test_a_curated_question_brings_its_passage(questioned: Corpus) -> None:
    found = features(questioned, ASKED)
    assert found["question"] == pytest.approx(1.0, abs=1e-3) and found["known"] == 1.0
    assert found["questions"] == pytest.approx(1 / 3, abs=1e-3)  # one of three
    assert found["question_ngrams"] > 0


def test_a_question_that_is_left_out_counts_in_no_view(questioned: Corpus) -> None:
    assert set(features(questioned, ASKED, leave_out=frozenset({ASKED})).values()) <= {0.0}


def test_what_curated_questions_are_matched_with_is_told(questioned: Corpus) -> None:
    retriever = Retriever(questioned, PassageIndex.build(questioned, WordEncoder(), typical=TYPICAL))
    best = next(c for c in retriever.candidates(query(ASKED)) if c.passage.id == WHERE)
    assert best.matched[View.QUESTION][1] == ASKED


def test_without_curated_questions_there_is_no_such_view(questioned: Corpus) -> None:
    assert set(features(replace(questioned, questions=()), ASKED).values()) <= {0.0}


def test_questions_about_passages_and_about_other_matters_live_in_one_space(questioned: Corpus) -> None:
    index = PassageIndex.build(questioned, WordEncoder(), typical=TYPICAL)
    asked = index.centred_paraphrase(WordEncoder().encode_paraphrases([ASKED]))
    unsaid = Bank((ASKED,), (WHERE,), asked)
    (best,) = (c for c in Retriever(questioned, index, unsaid=unsaid).candidates(query(ASKED)) if c.passage.id == WHERE)
    assert best.left_open == pytest.approx(0.0, abs=1e-3)  # as dense as what the passage answers


def test_an_example_that_is_left_out_does_not_vote() -> None:
    subjects = [Subject("tax", "skatteverket", "sv", "Hur deklarerar jag?"), Subject("rent", "", "sv", "Vad kostar hyran?")]
    vectors = WordEncoder().encode_paraphrases([s.text for s in subjects])
    outside = OutsideSubjects(subjects, vectors)
    all_of_them = outside.nearest(vectors[0], subjects[0].text, "sv")
    left = outside.nearest(vectors[0], subjects[0].text, "sv", {subjects[0].text})
    assert (all_of_them.subject, left.subject) == ("tax", "rent")
    assert left.ngrams < all_of_them.ngrams
    assert outside.nearest(vectors[0], "", "sv", {s.text for s in subjects}).similarity == 0.0


def test_what_is_compared_has_no_place_names(questioned: Corpus) -> None:
    places = Places.of(questioned)
    assert places.bare("Var träffas ungdomarna i Lillbyn?") == "Var träffas ungdomarna i ?"
    assert places.bare("Lillbyn") == "Lillbyn"  # nothing else would be left


def test_a_word_that_begins_like_one_of_the_policies_is_known(questioned: Corpus) -> None:
    retriever = Retriever(questioned, PassageIndex.build(questioned, WordEncoder(), typical=TYPICAL))
    assert retriever.known_share("fritidsgården") == retriever.known_share("fritidsg?") == 1.0
    assert retriever.known_share("frit") == retriever.known_share("asdfghjk") == 0.0
    assert retriever.known_share("fritidsg asdfghjk") == 0.5
