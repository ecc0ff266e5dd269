"""An engine over the two small policies that needs no model, with a file of its own, for tests that change policies."""

from pathlib import Path

from corpus.store import load_corpus
from qa.calibration import Calibration
from qa.engine import Engine
from qa.evaluation.questions import EvaluationQuestion
from qa.retrieval import Curation
from qa.types import Status
from tests.conftest import WordEncoder
from tests.qa.test_engine import MODE, made

RIGHT, OTHER = "lillbyn/ingress/2", "storkoping/ansvar/1"
QUESTIONS = [
    EvaluationQuestion("a", "sv", "Har biografen popcorn till ungdomar?", "bio", Status.ANSWERED, frozenset({RIGHT})),
    EvaluationQuestion("b", "sv", "Vem ansvarar för att planen följs upp?", "plan", Status.ANSWERED, frozenset({OTHER})),
    EvaluationQuestion("c", "sv", "Finns popcorn på biografen?", "popcorn", Status.NOT_FOUND),
]


def curated_engine(policies: Path, encoder: WordEncoder | None = None) -> Engine:
    """The engine for what stands in the folder now."""
    corpus = load_corpus(policies)
    encoder = encoder or WordEncoder()
    return made(corpus, encoder, Calibration(encoder.hash, corpus.hash, 0, 0.9, dict.fromkeys(Curation, MODE)))
