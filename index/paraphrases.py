"""Paraphrase vectors of known questions and of statements: those that came with the program, and all others by the encoder.

Encoding tens of thousands of texts takes minutes, which the first start shall not. `python -m qa calibrate --ship`
makes the file: a hash of each text, and its vector in eight bits a number. Knows nothing about what the texts are about.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.files import write_atomically
from index.types import Encoder, Floats

SHIPPED = Path(__file__).parent / "paraphrases.npz"
_CHUNK = 512  # texts encoded between two progress reports
Rephrase = Callable[[str], str]
Progress = Callable[[int, int], None]  # (done, total)
_PARTS = ("encoder", "hashes", "numbers", "scales")
_HASH = 8  # bytes
_LARGEST = 127  # of a number of eight bits


class Paraphrases:
    """Texts to vectors."""

    def __init__(self, encoder: Encoder, rephrase: Rephrase = str, shipped: Path | None = None) -> None:
        """`rephrase` gives what is encoded of a text: what is asked is to be rephrased likewise, before it is encoded.

        `shipped` counts only where it was made by the same encoder; it is thought to be made with the same `rephrase`. A file
        that cannot be read is as good as none.
        """
        self.rephrase = rephrase
        self._encoder = encoder
        self._row_of: dict[bytes, int] = {}
        self._read_from: Path | None = None
        self._numbers: npt.NDArray[np.int8] = np.zeros((0, encoder.dim), np.int8)  # (n, dim)
        self._scales = np.zeros(0, np.float32)  # (n,)
        if shipped is not None and shipped.is_file():
            self._read(shipped)

    def _read(self, path: Path) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                parts = {name: np.load(io.BytesIO(archive.read(f"{name}.npy"))) for name in _PARTS}
        except (OSError, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
            return
        hashes, numbers, scales = parts["hashes"], parts["numbers"], parts["scales"]
        n = len(hashes)
        fit = hashes.shape == (n, _HASH) and numbers.shape == (n, self._encoder.dim) and scales.shape == (n,)
        if str(parts["encoder"]) != self._encoder.hash or not fit or not np.isfinite(scales).all():
            return
        self._numbers, self._scales = numbers, scales
        self._read_from = path
        self._row_of = {row.tobytes(): i for i, row in enumerate(hashes)}

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The texts that the encoder has to be asked for."""
        return [text for text in texts if _hash(text) not in self._row_of]

    def vectors(self, texts: Sequence[str], progress: Progress = lambda done, total: None) -> Floats:
        """(n_texts, dim) unit rows; `progress` is told of those that have to be encoded."""
        found = np.zeros((len(texts), self._encoder.dim), np.float32)
        rows = [self._row_of.get(_hash(text), -1) for text in texts]
        there = [i for i, row in enumerate(rows) if row >= 0]
        at = [rows[i] for i in there]
        found[there] = self._numbers[at].astype(np.float32) * self._scales[at, None]
        # Texts of like length share a batch, so that little is padded.
        new = sorted((i for i, row in enumerate(rows) if row < 0), key=lambda i: len(texts[i]))
        for start in range(0, len(new), _CHUNK):
            chunk = new[start : start + _CHUNK]
            found[chunk] = self._encoder.encode_paraphrases([self.rephrase(texts[i]) for i in chunk])
            progress(start + len(chunk), len(new))
        unit: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return unit

    def ship(self, texts: Sequence[str], path: Path = SHIPPED, progress: Progress = lambda done, total: None) -> int:
        """Writes the file for these texts, whole or not at all; returns its size in bytes.

        Where it holds just these already, it stays byte for byte: it is large, and stands in the program's history.
        """
        texts = list(dict.fromkeys(texts))
        if path == self._read_from and len(texts) == len(self._row_of) and not self.missing(texts):
            return path.stat().st_size
        vectors = self.vectors(texts, progress)
        scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / _LARGEST
        buffer = io.BytesIO()
        np.savez(
            buffer,
            encoder=np.asarray(self._encoder.hash),
            hashes=np.frombuffer(b"".join(map(_hash, texts)), np.uint8).reshape(len(texts), _HASH),
            numbers=np.round(vectors / scales[:, None]).astype(np.int8),
            scales=scales.astype(np.float32),
        )
        write_atomically(path, buffer.getvalue())
        path.chmod(0o644)  # it is part of the program, which others run
        return len(buffer.getvalue())


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:_HASH]
