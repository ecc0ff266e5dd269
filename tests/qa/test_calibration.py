"""Saving, loading and refusing a calibration."""

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CalibrationError
from qa.calibration import FORMAT, Calibration, Logistic, Mode, Scaling
from qa.evidence import EVIDENCE
from qa.fitting import fit_logistic, fit_scaling
from qa.retrieval import Curation

CALIBRATION = Calibration(
    "encoder",
    "corpus",
    100,
    0.97,
    {
        Curation.CURATED: Mode(
            {"sentence": 2.5, "ngrams": 0.1},
            Logistic(-1.5, {"score": 0.5}, {"score * known": 0.125}),
            Logistic(0.25, {"outside": 3.0}),
            0.61,
            Scaling(1.4, 0.9),
        ),
        Curation.LENT: Mode({"kindred": 1.0}, Logistic(-1.0, {"kinship": 0.25}), Logistic(0.0, {}), 0.5),
        Curation.PLAIN: Mode({"passage": 1.0}, Logistic(-1.0, {"score": 0.25}), Logistic(0.0, {}), 0.5),
    },
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
        (f"format = {FORMAT}", "format = 99", f"has format 99, this program reads {FORMAT}"),
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


def test_scaling_changes_probabilities_and_no_order() -> None:
    scaling = Scaling(1.5, 0.8)
    scaled = [scaling.scaled(p) for p in (0.0, 0.1, 0.4, 0.8, 1.0)]
    assert scaled == sorted(scaled) and scaled[0] > 0.0 and scaled[-1] < 1.0
    assert scaling.scaled(0.5) == pytest.approx(1 / (1 + math.exp(-0.8)))
    assert Scaling().scaled(0.37) == 0.37


def test_scaling_is_fitted_to_how_often_a_probability_was_right() -> None:
    timid = [(0.3, n % 10 < 7) for n in range(100)] + [(0.6, n % 10 < 9) for n in range(100)]
    scaling = fit_scaling(timid)
    assert scaling.scaled(0.3) == pytest.approx(0.7, abs=0.03) and scaling.scaled(0.6) == pytest.approx(0.9, abs=0.03)
    assert fit_scaling([(0.3, True)]) == Scaling()


def test_scaling_never_turns_the_order_round() -> None:
    assert fit_scaling([(0.9, False), (0.1, True), (0.8, False), (0.2, True)]) == Scaling()


@pytest.mark.parametrize("broken", ['threshold = "x"', "threshold = nan", "strange = 1.0"])
def test_a_calibration_with_strange_values_is_refused(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "calibration.toml"
    CALIBRATION.save(path)
    text = path.read_text(encoding="utf-8")
    if broken.startswith("strange"):
        text = text.replace("[curated.ranker]", f"[curated.ranker]\n{broken}")
    else:
        text = text.replace("threshold = 0.61", broken)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalibrationError, match="python -m qa calibrate"):
        Calibration.load(path)


def test_products_of_two_values_weigh_too() -> None:
    one, other = EVIDENCE[0], EVIDENCE[2]
    row = np.zeros(len(EVIDENCE), np.float32)
    row[[0, 2]] = 2.0, 3.0
    logistic = Logistic(-1.0, {one: 0.5}, {f"{one} * {other}": 0.25, f"{one} * {one}": -0.5})
    assert logistic.probability(row) == pytest.approx(1 / (1 + np.exp(-(-1 + 1 + 1.5 - 2))))
    with pytest.raises(ValueError, match="unknown weights: nowhere"):
        Logistic(0.0, {}, {f"{one} * nowhere": 1.0})


def test_what_counts_only_beside_something_else_is_learned() -> None:
    chance = np.random.default_rng(0)
    rows = np.zeros((400, len(EVIDENCE)), np.float32)
    rows[:, [0, 1]] = chance.normal(loc=(5.0, -3.0), size=(400, 2))
    labels = (rows[:, 0] - 5.0) * (rows[:, 1] + 3.0) > 0
    weights = np.ones(400, np.float32)
    right = {}
    for products in (False, True):
        model = fit_logistic(rows, labels, weights, penalty=1.0, products=products)
        right[products] = np.mean([(model.probability(row) > 0.5) == label for row, label in zip(rows, labels, strict=True)])
    assert right[True] > 0.95 > 0.7 > right[False]
