"""The commands that measure, with an engine that needs no model."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import qa.commands.answering
import qa.evaluation.questions
from corpus.types import Corpus
from index.passage_index import PassageIndex
from index.types import Floats
from qa.__main__ import app
from qa.calibration import Calibration, Logistic, Mode
from qa.details import DetailClassifier
from qa.engine import Engine
from qa.evaluation.measured import load_measured
from qa.evaluation.questions import EvaluationQuestion
from qa.retrieval import Curation
from qa.scope.knowledge import detail_examples, subjects
from qa.scope.nearness import OutsideSubjects
from qa.types import Status
from tests.conftest import WordEncoder

runner = CliRunner()
QUESTIONS = [
    EvaluationQuestion(
        "1",
        "sv",
        "Vem ansvarar för att planen följs upp?",
        "who",
        Status.ANSWERED,
        frozenset({"storkoping/ansvar/1"}),
        kind="who",
    ),
    EvaluationQuestion(
        "2", "sv", "Hur ansöker jag om pass?", "passport", Status.OUT_OF_SCOPE, kind="authority", authority="polisen"
    ),
    EvaluationQuestion(
        "3",
        "en",
        "modersmålsundervisning skolan",
        "school",
        Status.ANSWERED,
        frozenset({"lillbyn/1"}),
        kind="what",
        development=True,
    ),
]


@pytest.fixture
def engine(small_corpus: Corpus, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine over two small policies that claims an answer when words are shared."""
    index = PassageIndex.build(small_corpus, encoder)
    vectors: Floats = np.zeros((len(subjects()), encoder.dim), np.float32)
    mode = Mode({"passage": 1.0, "sentence": 1.0}, Logistic(-2.0, {"sentence": 8.0}), Logistic(-3.0, {}), 0.5)
    calibration = Calibration(encoder.hash, small_corpus.hash, 1, 0.97, dict.fromkeys(Curation, mode))
    details = DetailClassifier(detail_examples(), np.zeros((len(detail_examples()), encoder.dim), np.float32))
    made = Engine(small_corpus, encoder, index, OutsideSubjects(subjects(), vectors), details, calibration)
    monkeypatch.setattr(qa.commands.answering, "load_engine", lambda: made)
    monkeypatch.setattr(qa.evaluation.questions, "load_questions", lambda: QUESTIONS)
    yield made


def test_evaluate_prints_the_test_split_and_writes_the_report(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "numbers.json"
    numbers, report = tmp_path / "measured.json", tmp_path / "report"
    asked = ["evaluate", "--report", str(report), "--measured", str(numbers), "--json", str(out)]
    result = runner.invoke(app, asked, catch_exceptions=False)
    assert result.exit_code == 0
    assert out.read_bytes() == numbers.read_bytes()
    measured = load_measured(numbers)
    assert measured.made_with == engine.made_with and measured.made_with.threshold == 0.5
    assert "The right passage first, without any curated questions and translations (test questions)" in result.stdout
    assert "## Development questions" in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    rows = {(row["mode"], row["id"]): row for row in json.loads(out.read_text(encoding="utf-8"))["questions"]}
    assert set(rows) == {(mode, id_) for mode in ("curated", "lent", "plain") for id_ in "123"}
    assert rows["plain", "1"]["citations"][0] == "storkoping/ansvar/1"


def test_evaluate_of_some_languages_writes_no_report(engine: Engine, tmp_path: Path) -> None:
    result = runner.invoke(
        app, ["evaluate", "--languages", "en", "--split", "development", "--plain", "--report", str(tmp_path / "r")]
    )
    assert result.exit_code == 0
    assert "By language, without any curation (development questions)" in result.stdout
    assert not (tmp_path / "r").exists()


def test_evaluate_measures_the_register() -> None:
    result = runner.invoke(app, ["evaluate", "--duties"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "statement" in result.stdout and "modality" in result.stdout
