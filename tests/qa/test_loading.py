"""Parts of an engine that are kept beside the index."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CalibrationError
from corpus.types import Corpus
from index.paraphrases import Paraphrases
from index.passage_index import PassageIndex
from index.types import Encoder
from qa import fitting, loading
from qa.calibration import Calibration, Logistic, Mode
from qa.details import DetailClassifier
from qa.engine import Engine
from qa.evaluation.questions import load_questions
from qa.fitting import fit_calibration
from qa.loading import Kept, keep_calibration, load_details, load_outside
from qa.retrieval import Curation
from qa.scope.knowledge import subjects
from tests.conftest import WordEncoder

TEXTS = ["Hur ansöker jag?", "Vad heter chefen?"]


class Counting(WordEncoder):
    """Counts what it encodes."""

    encoded = 0

    def encode_paraphrases(self, texts):  # type: ignore[no-untyped-def]
        """As its parent."""
        self.encoded += len(texts)
        return super().encode_paraphrases(texts)


def kept_in(folder: Path, encoder: Encoder | None = None, said: Callable[[str], None] = print) -> Kept:
    """What is kept in a folder."""
    encoder = encoder or WordEncoder()
    return Kept(encoder, folder, said, Paraphrases(encoder))


def test_examples_are_encoded_once(tmp_path: Path) -> None:
    encoder = Counting()
    first = kept_in(tmp_path, encoder).paraphrases("outside", TEXTS)
    again = kept_in(tmp_path, encoder).paraphrases("outside", TEXTS)
    assert np.array_equal(first, again) and encoder.encoded == len(TEXTS)


def test_other_examples_take_the_place_of_old_ones(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    kept.paraphrases("outside", TEXTS)
    kept.paraphrases("details", TEXTS)
    kept.paraphrases("outside", TEXTS[:1])
    assert sorted(p.name.split("-")[0] for p in tmp_path.iterdir()) == ["details", "outside"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    kept = kept_in(tmp_path)
    first = kept.paraphrases("outside", TEXTS)
    next(tmp_path.iterdir()).write_bytes(damage)
    assert np.array_equal(kept.paraphrases("outside", TEXTS), first)


def test_vectors_that_are_no_numbers_are_made_again(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    first = kept.paraphrases("outside", TEXTS)
    np.save(next(tmp_path.iterdir()), np.full_like(first, np.nan))
    assert np.isfinite(kept.paraphrases("outside", TEXTS)).all()


def test_a_folder_that_cannot_be_written_is_told_and_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said: list[str] = []
    vectors = kept_in(tmp_path / "file" / "index", said=said.append).paraphrases("outside", TEXTS)
    assert len(vectors) == len(TEXTS) and "cannot be kept" in said[-1]
    mode = Mode({}, Logistic(0.0, {}), Logistic(0.0, {}), 0.5)
    keep_calibration(Calibration("e", "c", 1, 0.9, dict.fromkeys(Curation, mode)), tmp_path / "file" / "c.toml", said.append)
    assert "cannot be kept" in said[-1]


def test_one_calibration_is_kept(tmp_path: Path) -> None:
    mode = Mode({}, Logistic(0.0, {}), Logistic(0.0, {}), 0.5)
    for name in ("a", "b"):
        keep_calibration(
            Calibration("e", name, 1, 0.9, dict.fromkeys(Curation, mode)),
            tmp_path / f"calibration-{name}.toml",
            lambda line: None,
        )
    assert [p.name for p in tmp_path.iterdir()] == ["calibration-b.toml"]


def test_policies_with_too_little_to_learn_from_are_said_to_be_so(
    small_corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fitting, "load_questions", lambda *folder: load_questions(*folder)[::20]
    )  # all take a quarter of a minute
    monkeypatch.setattr(loading, "subjects", lambda: subjects()[::20])
    encoder = WordEncoder()
    index = PassageIndex.build(small_corpus, encoder)
    kept = kept_in(tmp_path, encoder)
    details: DetailClassifier = load_details(kept, index)
    engine = Engine(small_corpus, encoder, index, load_outside(kept, index), details, None)
    with pytest.raises(CalibrationError, match=r"questions\.toml"):
        fit_calibration(engine)
