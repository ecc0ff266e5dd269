"""Weights of the ranker and of the probability that a passage answers, with the model and corpus that they fit.

One readable TOML file. Knows how to read, write and apply it; `qa.fitting` makes it.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tomlkit

from corpus.errors import CalibrationError
from index.files import write_atomically
from index.types import Floats
from qa.evidence import EVIDENCE
from qa.retrieval import FEATURES, Curation

FORMAT = 7
_TIMES = " * "  # between the names of a product
_WITHOUT_DETAIL = 0.15
_IS_DETAIL = np.asarray([name == "detail_missing" for name in EVIDENCE])
Doubles = npt.NDArray[np.float64]
SHIPPED = Path(__file__).parent / "calibration.toml"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named values and products of two: sigmoid(bias + sum of weight * value)."""

    bias: float
    weights: Mapping[str, float]
    products: Mapping[str, float] = field(default_factory=dict)  # "one * other", or "one * one" -> weight
    _linear: Doubles = field(init=False, repr=False, compare=False)  # (len(EVIDENCE),)
    _quadratic: Doubles = field(init=False, repr=False, compare=False)  # (len(EVIDENCE), len(EVIDENCE))

    def __post_init__(self) -> None:
        position = {name: i for i, name in enumerate(EVIDENCE)}
        linear, quadratic = np.zeros(len(EVIDENCE)), np.zeros((len(EVIDENCE), len(EVIDENCE)))
        try:
            for name, weight in self.weights.items():
                linear[position[name]] = weight
            for names, weight in self.products.items():
                one, other = names.split(_TIMES)
                quadratic[position[one], position[other]] = weight
        except KeyError as error:
            raise ValueError(f"unknown weights: {error.args[0]}") from None
        object.__setattr__(self, "_linear", linear)
        object.__setattr__(self, "_quadratic", quadratic)

    @classmethod
    def of(cls, bias: float, linear: Doubles, quadratic: Doubles) -> "Logistic":
        """From arrays (len(EVIDENCE),) and (len(EVIDENCE), len(EVIDENCE)), whose zeros are left out of the products."""
        products = {f"{EVIDENCE[i]}{_TIMES}{EVIDENCE[j]}": float(quadratic[i, j]) for i, j in np.argwhere(quadratic).tolist()}
        return cls(bias, {name: float(w) for name, w in zip(EVIDENCE, linear, strict=True)}, products)

    def probability(self, row: Floats) -> float:
        """Probability for one row of evidence, (len(EVIDENCE),)."""
        x = row.astype(np.float64)
        total = self.bias + float(x @ self._linear + x @ self._quadratic @ x)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Scaling:
    """Platt scaling of a probability: sigmoid(slope * log odds + shift). It changes no order.

    The weights are learned from questions some of which are hard on purpose; this brings their probabilities to what
    questions are like otherwise. Platt, "Probabilistic outputs for support vector machines" (1999).
    """

    slope: float = 1.0
    shift: float = 0.0

    def scaled(self, probability: float) -> float:
        """The scaled probability, 0..1."""
        if (self.slope, self.shift) == (1.0, 0.0):
            return probability
        p = min(max(probability, 1e-6), 1 - 1e-6)
        return 1.0 / (1.0 + math.exp(-(self.slope * math.log(p / (1 - p)) + self.shift)))


@dataclass(frozen=True, slots=True)
class Mode:
    """Everything that is fitted for one kind of curation."""

    ranker: Mapping[str, float]  # feature -> weight
    answers: Logistic  # that the passage answers the question
    outside: Logistic  # that the question lies outside the policies
    threshold: float  # of `probability`, from which an answer is claimed
    scaling: Scaling = Scaling()

    def probability(self, row: Floats) -> float:
        """Calibrated probability that a passage answers, for one row of evidence.

        Where a detail of a clear form is asked for (a name, a sum, a date) and the passage holds none, little is left of it:
        such questions are too few to learn that from, and too dangerous to leave to chance.
        """
        missing = float(row[EVIDENCE.index("detail_missing")])
        return self.scaling.scaled(self._speaks(row) * (1.0 - (1.0 - _WITHOUT_DETAIL) * missing))

    def nearness(self, row: Floats) -> float:
        """The same before a missing detail is held against the passage: whether it speaks about the subject."""
        return self.scaling.scaled(self._speaks(row))

    def check(self) -> None:
        """Raises ValueError for a value that is no number, or named like nothing that this program computes."""
        if strange := sorted(set(self.ranker) - set(FEATURES)):
            raise ValueError(f"unknown weights: {', '.join(strange)}")
        numbers = [self.threshold, self.answers.bias, self.outside.bias, self.scaling.slope, self.scaling.shift]
        numbers += self.ranker.values()
        for model in (self.answers, self.outside):
            numbers += [*model.weights.values(), *model.products.values()]
        if not all(isinstance(n, (int, float)) and math.isfinite(n) for n in numbers):
            raise ValueError("a weight is not a number")

    def _speaks(self, row: Floats) -> float:
        return self.answers.probability(np.where(_IS_DETAIL, 0.0, row))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights and what they were fitted for."""

    encoder_hash: str
    corpus_hash: str
    questions: int  # development and calibration questions that it was fitted on
    precision: float  # share of answered questions that should be answerable; less is asked of the modes with less curation
    modes: Mapping[Curation, Mode]

    def check(self, encoder_hash: str, corpus_hash: str) -> None:
        """Raises CalibrationError where it was fitted for another model or other texts."""
        for what, mine, theirs in (("model", self.encoder_hash, encoder_hash), ("corpus", self.corpus_hash, corpus_hash)):
            if mine != theirs:
                raise CalibrationError(
                    f"the calibration was fitted for another {what} ({mine}, now {theirs}); run: python -m qa calibrate"
                )

    def save(self, path: Path) -> None:
        """Writes the file, whole or not at all."""
        document = tomlkit.document()
        document.add(tomlkit.comment("Fitted by `python -m qa calibrate`, without the test questions. Not edited by hand."))
        document.update(
            {
                "format": FORMAT,
                "encoder_hash": self.encoder_hash,
                "corpus_hash": self.corpus_hash,
                "questions": self.questions,
                "precision": self.precision,
                **{curation.value: _mode_table(mode) for curation, mode in self.modes.items()},
            }
        )
        write_atomically(path, tomlkit.dumps(document).encode())

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Reads what `save` wrote; CalibrationError where it cannot be read."""
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            if table["format"] != FORMAT:
                raise CalibrationError(
                    f"{path} has format {table['format']}, this program reads {FORMAT}; run: python -m qa calibrate"
                )
            modes = {curation: _mode(table[curation.value]) for curation in Curation}
            for mode in modes.values():
                mode.check()
            return cls(table["encoder_hash"], table["corpus_hash"], table["questions"], table["precision"], modes)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            raise CalibrationError(f"{path} cannot be read as a calibration ({error}); run: python -m qa calibrate") from None


def _mode_table(mode: Mode) -> dict[str, Any]:
    def short(number: float) -> float:
        return float(f"{number:.6g}")

    def rounded(weights: Mapping[str, float]) -> dict[str, float]:
        return {name: short(weight) for name, weight in weights.items()}

    def logistic(model: Logistic) -> dict[str, Any]:
        return {"bias": short(model.bias), "weights": rounded(model.weights), "products": rounded(model.products)}

    return {
        "threshold": round(mode.threshold, 4),
        "scaling": {"slope": round(mode.scaling.slope, 4), "shift": round(mode.scaling.shift, 4)},
        "ranker": rounded(mode.ranker),
        "answers": logistic(mode.answers),
        "outside": logistic(mode.outside),
    }


def _mode(table: Mapping[str, Any]) -> Mode:
    return Mode(
        table["ranker"],
        Logistic(**table["answers"]),
        Logistic(**table["outside"]),
        table["threshold"],
        Scaling(**table["scaling"]),
    )
