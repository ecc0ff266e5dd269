"""What passages say, compared as questions are: by the index's own vectors, or by encoders that have not seen a policy."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus.types import Corpus, CuratedQuestion
from index.passage_index import PassageIndex
from index.types import Encoded, Floats, View
from qa.retrieval import Query, Retriever
from qa.statements import BlindStatements, OwnStatements, rows_of
from tests.conftest import WordEncoder

SAID = "Varje elev får en studieplan."
WHERE = "lillbyn/ingress/1"


class Reversed(WordEncoder):
    """Another head: the same words in another space."""

    def encode_questions(self, texts: Sequence[str]) -> Encoded:
        found = super().encode_questions(texts)
        self.asked = [*getattr(self, "asked", []), *texts]
        return replace(found, paraphrases=found.paraphrases[:, ::-1].copy())

    def encode_paraphrases(self, texts: Sequence[str]) -> Floats:
        return super().encode_paraphrases(texts)[:, ::-1].copy()


@pytest.fixture
def asked(small_corpus: Corpus) -> Corpus:
    question = CuratedQuestion(WHERE, small_corpus.by_id[WHERE].text_hash, "sv", "Vem får en plan?")
    return replace(small_corpus, questions=(question,))


def paraphrase(index: PassageIndex, text: str) -> Floats:
    return index.centred_paraphrase(WordEncoder().encode_paraphrases([text])[0])


def test_a_passage_is_found_by_what_it_says(small_corpus: Corpus) -> None:
    index = PassageIndex.build(small_corpus, WordEncoder(), typical=["Vad kostar det?"])
    encoded = WordEncoder().encode_questions([SAID])
    found = Retriever(small_corpus, index).candidates(Query.of(SAID, "sv", encoded, 0))
    best = max(found, key=lambda c: c.feature("statement"))
    assert best.passage.id == WHERE and best.feature("statement") == pytest.approx(1.0, abs=1e-3)
    assert best.matched[View.STATEMENT][1] == SAID


def test_each_document_is_compared_by_the_encoder_that_has_not_seen_it(asked: Corpus) -> None:
    index = PassageIndex.build(asked, WordEncoder(), typical=["Vad kostar det?"])
    blind = BlindStatements(asked, index, [(Reversed(), {"lillbyn"})], ["Vad kostar det?"], str)
    own = OwnStatements(index).cosines(SAID, paraphrase(index, SAID))
    found = blind.cosines(SAID, paraphrase(index, SAID))
    documents = np.asarray([index.entries[row].passage_id.split("/")[0] for row in rows_of(index)])
    theirs = documents == "lillbyn"
    assert np.array_equal(found[~theirs], own[~theirs])
    assert not np.allclose(found[theirs], own[theirs])
    texts = [index.entries[row].text for row in rows_of(index)]
    assert found[theirs].max() == pytest.approx(1.0, abs=1e-3)  # question and statement by the same encoder
    assert texts[int(np.flatnonzero(theirs)[found[theirs].argmax()])] == SAID


def test_a_question_is_encoded_once_by_each(asked: Corpus) -> None:
    index = PassageIndex.build(asked, WordEncoder(), typical=["Vad kostar det?"])
    encoder = Reversed()
    blind = BlindStatements(asked, index, [(encoder, {"lillbyn"})], ["Vad kostar det?"], str)
    for _ in range(2):
        blind.cosines(SAID, paraphrase(index, SAID))
    assert encoder.asked == [SAID]


def test_documents_that_are_not_here_are_no_concern(asked: Corpus) -> None:
    index = PassageIndex.build(asked, WordEncoder(), typical=["Vad kostar det?"])
    blind = BlindStatements(asked, index, [(Reversed(), {"elsewhere"})], ["Vad kostar det?"], str)
    vector = paraphrase(index, SAID)
    assert np.array_equal(blind.cosines(SAID, vector), OwnStatements(index).cosines(SAID, vector))
