"""The corpus and its register, read once."""

import pytest

from corpus.store import load_corpus
from corpus.types import Corpus
from qa.duties.extract import extract_duties
from qa.types import Duty


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="session")
def duties(corpus: Corpus) -> tuple[Duty, ...]:
    return extract_duties(corpus)
