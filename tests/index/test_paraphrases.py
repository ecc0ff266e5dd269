"""Vectors of known questions that come with the program: used where they fit, never in the way."""

import io
from pathlib import Path

import numpy as np
import pytest

from index.paraphrases import Paraphrases
from tests.conftest import WordEncoder

TEXTS = ["Vem följer upp planen?", "Var finns mötesplatser?", "Hur ofta sker det?"]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The file for three texts."""
    Paraphrases(WordEncoder()).ship([*TEXTS, TEXTS[0]], tmp_path / "shipped.npz")
    return tmp_path / "shipped.npz"


def test_what_is_shipped_is_not_encoded_again(shipped: Path) -> None:
    encoder = WordEncoder()
    known = Paraphrases(encoder, shipped=shipped)
    assert known.missing([*TEXTS, "Ny fråga?"]) == ["Ny fråga?"]
    vectors = known.vectors([TEXTS[2], "Ny fråga?", TEXTS[0]])
    assert encoder.seen == ["Ny fråga?"]
    wanted = WordEncoder().encode_paraphrases([TEXTS[2], "Ny fråga?", TEXTS[0]])
    assert ((vectors * wanted).sum(axis=1) > 0.999).all()  # eight bits a number
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)


def test_what_is_encoded_is_rephrased_and_found_by_its_own_text(tmp_path: Path) -> None:
    encoder = WordEncoder()
    known = Paraphrases(encoder, lambda text: text.replace("Lillbyn", "").strip())
    known.ship(["skolan Lillbyn"], tmp_path / "f.npz")
    assert encoder.seen == ["skolan"]
    assert not Paraphrases(encoder, shipped=tmp_path / "f.npz").missing(["skolan Lillbyn"])


def test_another_encoder_takes_nothing_from_it(shipped: Path) -> None:
    assert Paraphrases(WordEncoder("f" * 16), shipped=shipped).missing(TEXTS) == TEXTS


def _archive(**parts: object) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **parts)  # type: ignore[arg-type]
    return buffer.getvalue()


def _plain() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


GOOD = {
    "encoder": np.asarray(WordEncoder().hash),
    "hashes": np.zeros((2, 8), np.uint8),
    "numbers": np.ones((2, WordEncoder.dim), np.int8),
    "scales": np.ones(2, np.float32),
}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"PK\x03\x04 not a zip",
        b"\x93NUMPY",
        _plain(),
        _archive(encoder=np.asarray("x")),
        _archive(**GOOD | {"numbers": np.ones((1, WordEncoder.dim), np.int8)}),
        _archive(**GOOD | {"numbers": np.ones((2, 3), np.int8)}),
        _archive(**GOOD | {"scales": np.asarray([np.nan, 1.0], np.float32)}),
    ],
)
def test_a_damaged_file_is_as_good_as_none(shipped: Path, damage: bytes) -> None:
    shipped.write_bytes(damage)
    known = Paraphrases(WordEncoder(), shipped=shipped)
    assert known.missing(TEXTS) == TEXTS and known.vectors(TEXTS).shape == (3, WordEncoder.dim)


def test_nothing_to_encode(shipped: Path) -> None:
    assert Paraphrases(WordEncoder(), shipped=shipped).vectors([]).shape == (0, WordEncoder.dim)


def test_nothing_to_ship(tmp_path: Path) -> None:
    Paraphrases(WordEncoder()).ship([], tmp_path / "f.npz")
    assert Paraphrases(WordEncoder(), shipped=tmp_path / "f.npz").missing(TEXTS) == TEXTS


def test_a_file_that_holds_all_already_stays_as_it_is(shipped: Path) -> None:
    before = shipped.read_bytes()
    Paraphrases(WordEncoder(), shipped=shipped).ship(TEXTS[::-1], shipped)
    assert shipped.read_bytes() == before
    Paraphrases(WordEncoder(), shipped=shipped).ship(TEXTS[:2], shipped)
    assert Paraphrases(WordEncoder(), shipped=shipped).missing(TEXTS) == TEXTS[2:]
