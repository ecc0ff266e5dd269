"""What the paraphrase head is trained on."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from corpus.types import Corpus, CuratedQuestion
from qa.known import is_held_out
from qa.places import Places
from qa.scope.knowledge import subjects
from training.paraphrase import known_questions, loss_of, misspelt, thinned

ASKED = [(id_, f"Fråga {n}?") for id_ in ("lillbyn/ingress/1", "storkoping/kontakt/1") for n in range(30)]


def test_what_calibration_asks_is_not_trained_on(small_corpus: Corpus) -> None:
    known = known_questions(small_corpus)
    bare = Places.of(small_corpus).bare
    questions = [*small_corpus.questions, *small_corpus.unsaid]
    texts = [bare(text) for text in [*(q.text for q in questions), *(s.text for s in subjects())]]
    held_out = {text for text in texts if is_held_out(text)}
    assert len(held_out) > len(texts) / 20
    # A second spelling of a question may happen to be that of a question with other marks, which was held out.
    assert len(held_out & set(known.texts)) < len(held_out) / 20
    assert len(known.texts) == len(known.labels) == len(known.towns)
    assert "" in set(known.towns)  # what lies outside belongs to no municipality


@pytest.mark.parametrize(
    "text", ["Vem ansvarar för integrationsplanen?", "من المسؤول عن الخطة؟", "Хто відповідає за план?", "ok", ""]
)
def test_a_text_typed_in_a_hurry_keeps_its_words(text: str) -> None:
    typed = misspelt(text, random.Random(1))
    assert len(typed.split()) == len(text.split())
    assert typed == typed.lower() and "?" not in typed and "؟" not in typed
    assert abs(len(typed) - len(text)) <= 4


def test_some_tokens_are_left_out_never_the_first_and_the_last() -> None:
    states = np.arange(200, dtype=np.float16)[:, None]
    kept = thinned(states, np.random.default_rng(0))
    assert 150 < len(kept) < 200
    assert (kept[0, 0], kept[-1, 0]) == (0, 199)


def test_the_loss_falls_where_the_same_lies_together() -> None:
    near = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    together, apart = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 0, 1])
    assert loss_of(near, together) < 0.01 < loss_of(near, apart)


def test_a_head_that_shall_not_see_a_policy_does_not(small_corpus: Corpus) -> None:
    made = tuple(CuratedQuestion(id_, small_corpus.by_id[id_].text_hash, "sv", text) for id_, text in ASKED)
    whole, without = (known_questions(replace(small_corpus, questions=made), slugs) for slugs in ((), ("lillbyn",)))
    assert "Lillbyn" in whole.towns and "Lillbyn" not in without.towns
    assert set(without.towns) == {"Storköping", ""}
