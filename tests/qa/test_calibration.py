"""Saving, loading and refusing a calibration."""

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CalibrationError
from qa.calibration import Calibration, Logistic, Mode
from qa.evidence import EVIDENCE

CALIBRATION = Calibration(
    "encoder",
    "corpus",
    100,
    0.97,
    Mode({"sentence": 2.5, "ngrams": 0.1}, Logistic(-1.5, {"score": 0.5}), Logistic(0.25, {"outside": 3.0}), 0.61),
    Mode({"passage": 1.0}, Logistic(-1.0, {"score": 0.25}), Logistic(0.0, {}), 0.5),
)


def test_saved_and_loaded(tmp_path: Path) -> None:
    path = tmp_path / "calibration.toml"
    CALIBRATION.save(path)
    assert Calibration.load(path) == CALIBRATION
    first = path.read_bytes()
    Calibration.load(path).save(path)
    assert path.read_bytes() == first


def test_it_belongs_to_one_model_and_one_corpus() -> None:
    CALIBRATION.check("encoder", "corpus")
    with pytest.raises(CalibrationError, match=r"another model \(encoder, now other\); run: python -m qa calibrate"):
        CALIBRATION.check("other", "corpus")
    with pytest.raises(CalibrationError, match=r"another corpus \(corpus, now other\)"):
        CALIBRATION.check("encoder", "other")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format = 1", "format = 99", "has format 99, this program reads 1"),
        ("threshold", "treshold", "cannot be read as a calibration"),
        ("[curated]", "[curated", "cannot be read as a calibration"),
        ('encoder_hash = "encoder"', "", "cannot be read as a calibration"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "calibration.toml"
    CALIBRATION.save(path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CalibrationError, match=message) as error:
        Calibration.load(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="run: python -m qa calibrate"):
        Calibration.load(tmp_path / "nowhere.toml")


def test_probabilities_by_hand() -> None:
    row = np.zeros(len(EVIDENCE), np.float32)
    logistic = Logistic(-1.0, {EVIDENCE[0]: 2.0})
    assert logistic.probability(row) == pytest.approx(1 / (1 + math.e))
    row[0] = 0.5
    assert logistic.probability(row) == 0.5
    row[0] = 1e9
    assert 0.999 < logistic.probability(row) <= 1
    row[0] = -1e9
    assert 0 <= logistic.probability(row) < 0.001
