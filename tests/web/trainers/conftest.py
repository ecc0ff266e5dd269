"""The app over the real policies with their whole register of duties, for pages that need more of it than one row."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.types import Corpus
from qa.duties.extract import extract_duties
from tests.web.conftest import Server, WordEngine, build, wait_until_ready


@pytest.fixture(scope="module")
def engine(corpus: Corpus) -> WordEngine:
    """The engine that ranks by shared words, with every duty."""
    engine = WordEngine(corpus)
    engine.duties = extract_duties(corpus)
    return engine


@pytest.fixture(scope="module")
def client(corpus: Corpus, engine: WordEngine) -> Iterator[TestClient]:
    """HTTP without a network."""
    with TestClient(build(corpus, engine)) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def site(corpus: Corpus, engine: WordEngine) -> Iterator[str]:
    """The address of a real server."""
    with Server(build(corpus, engine)) as server:
        yield server.url
