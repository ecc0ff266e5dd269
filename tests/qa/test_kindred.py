"""What other policies are asked speaks for the passages of a policy that nobody has written questions for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.store import load_corpus
from corpus.types import Corpus, CuratedQuestion
from index.passage_index import PassageIndex
from index.types import View
from qa.known import Bank
from qa.retrieval import Candidate, Curation, Query, Retriever
from tests.conftest import WordEncoder
from tests.policies import write_both, write_policy

ASKED = "Var träffas ungdomarna?"
LENDER, BORROWER = "lillbyn/ingress/2", "nystad/ingress/2"
NEW = "# Policy för Nystad\n\nBarn har rätt till förskola.\n\nFritidsgården håller öppet på kvällarna och helgerna.\n"


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small policies, and a new one of which a passage is like one of theirs."""
    folder = write_both(tmp_path_factory.mktemp("kindred") / "policies")
    write_policy(folder, "nystad", "Nystad", NEW)
    return folder


@pytest.fixture(scope="module")
def added(policies: Path) -> Corpus:
    """All three, with a question for one passage of the older ones."""
    corpus = load_corpus(policies)
    return replace(corpus, questions=(CuratedQuestion(LENDER, corpus.by_id[LENDER].text_hash, "sv", ASKED),))


def found(retriever: Retriever, text: str) -> dict[str, Candidate]:
    query = Query.of(text, "sv", WordEncoder().encode_questions([text]), 0)
    return {c.passage.id: c for c in retriever.candidates(query)}


def test_a_passage_borrows_from_one_that_is_like_it(added: Corpus) -> None:
    candidates = found(Retriever(added, PassageIndex.build(added, WordEncoder())), ASKED)
    assert candidates[LENDER].curation is Curation.CURATED and candidates[LENDER].feature("kindred") == 0.0
    borrower = candidates[BORROWER]
    assert borrower.curation is Curation.LENT
    assert borrower.feature("kindred") == pytest.approx(1.0)  # nowhere else do they lie denser
    others = [c for id_, c in candidates.items() if id_ not in (LENDER, BORROWER)]
    assert others and all(c.feature("kindred") < 0.9 for c in others)
    assert borrower.kinship > 0.4 and borrower.feature("question") == 0.0


def test_a_policy_lends_nothing_to_itself(added: Corpus) -> None:
    known = Retriever(added, PassageIndex.build(added, WordEncoder())).known
    bare = Corpus(added.documents, added.sections)
    index = PassageIndex.build(bare, WordEncoder())
    candidates = found(Retriever(bare, index, lent=known), ASKED)
    assert candidates[BORROWER].feature("kindred") == pytest.approx(1.0)
    own = [c for id_, c in candidates.items() if id_.startswith("lillbyn/")]
    assert own and all((c.curation, c.feature("kindred"), c.beyond) == (Curation.PLAIN, 0.0, 0.0) for c in own)


def test_what_a_policy_leaves_open_is_not_lent_to_itself_either(added: Corpus) -> None:
    index = PassageIndex.build(added, WordEncoder())
    bare = Corpus(added.documents, added.sections)
    without = index.restricted({View.PASSAGE, View.SENTENCE})
    open_ = "Vad kostar fritidsgården?"
    vector = index.centred_paraphrase(WordEncoder().encode_paraphrases([open_]))
    asked = []
    for about in (LENDER, BORROWER):
        known = Retriever(added, index, unsaid=Bank((open_,), (about,), vector)).known
        asked.append(found(Retriever(bare, without, lent=known), open_)[BORROWER].left_open)
    assert asked[0] > asked[1]


def test_few_questions_of_its_own_count_beside_those_that_are_borrowed(added: Corpus) -> None:
    mine = CuratedQuestion("nystad/ingress/1", added.by_id["nystad/ingress/1"].text_hash, "sv", "Får min dotter plats?")
    both = replace(added, questions=(*added.questions, mine))
    candidates = found(Retriever(both, PassageIndex.build(both, WordEncoder())), mine.text)
    assert {c.curation for id_, c in candidates.items() if id_.startswith("nystad/")} == {Curation.LENT}
    assert candidates["nystad/ingress/1"].feature("kindred") == pytest.approx(1.0)
    # ... and take nothing from the others.
    again = found(Retriever(both, PassageIndex.build(both, WordEncoder())), ASKED)
    assert again[BORROWER].feature("kindred") == pytest.approx(1.0)


def test_one_policy_alone_borrows_from_nobody(policies: Path) -> None:
    corpus = load_corpus(policies)
    slug = "lillbyn"
    document = next(d for d in corpus.documents if d.slug == slug)
    alone = Corpus((document,), {slug: corpus.sections[slug]})
    alone = replace(alone, questions=(CuratedQuestion(LENDER, alone.by_id[LENDER].text_hash, "sv", ASKED),))
    candidates = found(Retriever(alone, PassageIndex.build(alone, WordEncoder())), ASKED)
    assert candidates[LENDER].curation is Curation.CURATED
    assert {c.curation for id_, c in candidates.items() if id_ != LENDER} == {Curation.PLAIN}
    assert not any(c.beyond for id_, c in candidates.items() if id_ != LENDER)


def test_without_any_question_there_is_nothing_to_borrow(added: Corpus) -> None:
    bare = replace(added, questions=())
    candidates = found(Retriever(bare, PassageIndex.build(bare, WordEncoder())), ASKED)
    assert {c.curation for c in candidates.values()} == {Curation.PLAIN}
    assert not any(c.feature("kindred") for c in candidates.values())


def test_questions_of_other_passages_cannot_be_lent(added: Corpus) -> None:
    index = PassageIndex.build(added, WordEncoder())
    known = Retriever(added, index).known
    assert known is not None
    fewer = replace(
        added,
        questions=(),
        documents=added.documents[:1],
        sections={added.documents[0].slug: added.sections[added.documents[0].slug]},
    )
    with pytest.raises(ValueError, match="questions are lent to"):
        Retriever(fewer, PassageIndex.build(fewer, WordEncoder()), lent=known)


def test_a_restricted_index_is_enough(added: Corpus) -> None:
    full = PassageIndex.build(added, WordEncoder())
    bare = Corpus(added.documents, added.sections)
    retriever = Retriever(bare, full.restricted({View.PASSAGE, View.SENTENCE}), lent=Retriever(added, full).known)
    assert np.isclose(found(retriever, ASKED)[BORROWER].feature("kindred"), 1.0)
