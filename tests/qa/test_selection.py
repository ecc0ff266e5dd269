"""Which passages are cited, in what order, and what is marked."""

import numpy as np
import pytest

from corpus.types import Corpus, Span
from qa.retrieval import FEATURES, Candidate
from qa.selection import Scored, choose, cite, marked
from qa.types import Duty, Modality


def scored(corpus: Corpus, id_: str, probability: float, sentence: int | None = None, margin: float = 1.0) -> Scored:
    passage = corpus.by_id[id_]
    span = None if sentence is None else passage.sentences[sentence]
    return Scored(Candidate(passage, np.zeros(len(FEATURES), np.float32), span, margin), probability)


def ids(found: list[Scored]) -> list[str]:
    return [s.candidate.passage.id for s in found]


def test_one_per_municipality_comes_first(corpus: Corpus) -> None:
    found = [
        scored(corpus, "vansbro/strategi/5", 0.95),
        scored(corpus, "vansbro/strategi/4", 0.9),
        scored(corpus, "malung-salen/strategi/5", 0.8),
        scored(corpus, "hedemora/verksamhetsplaner/3", 0.1),
    ]
    cited, more, related = choose(found, corpus, 0.6)
    assert not more
    assert ids(cited) == ["vansbro/strategi/5", "malung-salen/strategi/5", "vansbro/strategi/4"]
    assert ids(related) == ["hedemora/verksamhetsplaner/3"]


def test_the_first_is_cited_whatever_its_probability(corpus: Corpus) -> None:
    cited, more, related = choose([scored(corpus, "vansbro/strategi/5", 0.01)], corpus, 0.6)
    assert (ids(cited), more, related) == (["vansbro/strategi/5"], [], [])
    assert choose([], corpus, 0.6) == ([], [], [])


def test_more_is_cited_where_it_is_uncertain_that_the_first_answers(corpus: Corpus) -> None:
    passages = [f"vansbro/strategi/{n}" for n in (5, 4, 3, 2)]

    def cited(*probabilities: float) -> int:
        found = [scored(corpus, id_, p) for id_, p in zip(passages, probabilities, strict=False)]
        cited, more, related = choose(found, corpus, 0.4)
        assert ids(cited + more + related) == passages[: len(probabilities)] and len(cited) == 1
        return len(cited + more)

    assert cited(0.97, 0.3, 0.2) == 1
    assert cited(0.6, 0.25, 0.2, 0.15) == 3  # three at most
    assert cited(0.6, 0.09, 0.08) == 1  # none of them is likely
    assert cited(0.94, 0.2, 0.15) == 2  # together they are sure enough


def test_a_list_and_its_item_are_not_both_cited(small_corpus: Corpus) -> None:
    found = [scored(small_corpus, "storkoping/ansvar/2.1", 0.9), scored(small_corpus, "storkoping/ansvar/2", 0.9)]
    cited, more, related = choose(found, small_corpus, 0.5)
    assert (ids(cited), more, ids(related)) == (["storkoping/ansvar/2.1"], [], ["storkoping/ansvar/2"])


@pytest.mark.parametrize(
    ("id_", "sentence", "margin", "text"),
    [
        ("lillbyn/ingress/1", 1, 1.0, "Varje elev får en studieplan."),
        ("lillbyn/ingress/1", 1, 0.001, None),  # two sentences are nearly as near: nothing is marked
        ("lillbyn/ingress/1", None, 1.0, None),
        ("lillbyn/ingress/2", None, 0.0, "Fritidsgården¹ håller öppet på kvällarna."),
        ("storkoping/ansvar/2.1", 0, 1.0, "Biblioteket ska erbjuda:\nspråkkaféer varje torsdag"),
        ("storkoping/ansvar/2", 0, 1.0, None),
    ],
)
def test_what_is_marked(small_corpus: Corpus, id_: str, sentence: int | None, margin: float, text: str | None) -> None:
    found = scored(small_corpus, id_, 0.9, sentence, margin)
    passage = found.candidate.passage
    assert [passage.quote(s) for s in marked(found.candidate)] == ([text] if text else [])


def test_a_citation_is_the_passage_with_its_source(small_corpus: Corpus) -> None:
    passage = small_corpus.by_id["storkoping/ansvar/1"]
    duty = Duty(
        "Storköping", "", passage.id, "Kommunstyrelsen", "kommunstyrelse", Modality.RESPONSIBILITY, "planen följs upp", None,
        "varje år", passage.text, 0, len(passage.text),
    )  # fmt: skip
    citation = cite(scored(small_corpus, passage.id, 0.87654, 0), 2, small_corpus, "en", [duty])
    assert (citation.number, citation.municipality, citation.section) == (2, "Storköping", ("Ansvar för uppföljning",))
    assert (citation.quote, citation.text_hash) == (passage.text, passage.text_hash)
    assert citation.highlights == (Span(0, len(passage.text)),)
    assert (citation.score, citation.translation) == (0.877, None)
    assert (citation.modality, citation.actors) == (Modality.RESPONSIBILITY, ("Kommunstyrelsen",))
