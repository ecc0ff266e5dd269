"""The index: entries with their vectors and token matrices, built, saved, loaded and searched as one.

    <folder>/<fingerprint>/manifest.json   format, encoder, corpus hash, counts, hash of every other file
                           entries.jsonl   one entry a line
                           vectors.faiss   centred unit vectors, row i belongs to entry i
                           tokens.npy      (n_tokens, dim) float16, the token embeddings of all entries one after another
                           offsets.npy     (n_entries + 1,) int64, where each entry's tokens begin in tokens.npy
                           means.npy       (2, dim) float32, mean embedding of passages and of questions

The fingerprint names encoder, corpus and format, so an index never serves another model or other texts. A new index
is written beside the old one and renamed into place: a process that is killed while saving leaves the old one usable.

Knows nothing about languages, municipalities or answers.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import SavedIndexError
from corpus.types import Corpus, Span
from index.entries import entries_of
from index.types import Encoded, Encoder, Entry, Floats, Match, View
from index.vectors import VectorStore
from index.weights import file_hash

FORMAT = 1
_FILES = ("entries.jsonl", "vectors.faiss", "tokens.npy", "offsets.npy", "means.npy")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_CHUNK = 64  # entries encoded between two progress reports

Progress = Callable[[int, int], None]  # (done, total)


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an index was made."""

    format: int
    encoder_name: str
    encoder_hash: str
    corpus_hash: str
    dim: int
    entries: int
    passages: int

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits over format, encoder and corpus."""
        return fingerprint(self.encoder_hash, self.corpus_hash)


def fingerprint(encoder_hash: str, corpus_hash: str) -> str:
    """The name of the folder that holds the index of one corpus made by one encoder."""
    return hashlib.sha256(f"{FORMAT}|{encoder_hash}|{corpus_hash}".encode()).hexdigest()[:16]


class PassageIndex:
    """Entries, their vectors and their token matrices."""

    def __init__(
        self, manifest: Manifest, entries: Sequence[Entry], vectors: VectorStore, tokens: npt.NDArray[np.float16],
        offsets: npt.NDArray[np.int64], means: Floats,
    ) -> None:  # fmt: skip
        if not len(entries) == len(vectors) == len(offsets) - 1 == manifest.entries:
            raise SavedIndexError(
                f"the index contradicts itself: {len(entries)} entries, {len(vectors)} vectors, {len(offsets) - 1} token "
                f"matrices, manifest says {manifest.entries}; run: python -m qa build"
            )
        self.manifest = manifest
        self.entries = tuple(entries)
        self.vectors = vectors
        self._tokens = tokens
        self._offsets = offsets
        self._means = means  # (2, dim): of passages, of questions

    @classmethod
    def build(cls, corpus: Corpus, encoder: Encoder, progress: Progress = lambda done, total: None) -> "PassageIndex":
        """Embeds every entry of a corpus."""
        entries = entries_of(corpus)
        asked = [e.view is View.QUESTION for e in entries]
        encoded: list[tuple[Floats, Floats] | None] = [None] * len(entries)
        # Entries of like length share a batch, so that little is padded.
        order = sorted(range(len(entries)), key=lambda i: (asked[i], len(entries[i].text)))
        for start in range(0, len(order), _CHUNK):
            for is_question in (False, True):
                rows = [i for i in order[start : start + _CHUNK] if asked[i] is is_question]
                encode = encoder.encode_questions if is_question else encoder.encode_passages
                batch: Encoded = encode([entries[i].text for i in rows])
                for i, vector, tokens in zip(rows, batch.vectors, batch.tokens, strict=True):
                    encoded[i] = (vector, tokens)
            progress(min(start + _CHUNK, len(order)), len(order))
        pairs = [pair for pair in encoded if pair is not None]
        vectors = np.stack([vector for vector, _ in pairs])
        means = np.stack([_mean(vectors, asked, False), _mean(vectors, asked, True)])
        vectors = _unit(vectors - means[np.asarray(asked, np.int64)])
        offsets = np.cumsum([0, *(len(tokens) for _, tokens in pairs)]).astype(np.int64)
        manifest = Manifest(FORMAT, encoder.name, encoder.hash, corpus.hash, encoder.dim, len(entries), len(corpus.passages))
        tokens16 = np.concatenate([tokens for _, tokens in pairs]).astype(np.float16)
        return cls(manifest, entries, VectorStore(vectors), tokens16, offsets, means)

    def centred(self, question: Floats) -> Floats:
        """A question's vector (dim,) as it is compared: without what all questions have in common."""
        return _unit(question - self._means[1])

    def nearest(self, question: Floats, k: int, among: npt.NDArray[np.int64] | None = None) -> list[Match]:
        """The k nearest entries to a centred question vector (dim,); `among` limits to these entries."""
        return self.vectors.search(question, k, among)

    def late_interaction(self, question: Floats, rows: Sequence[int]) -> Floats:
        """(len(rows),) float32: mean over the question's tokens of each one's best cosine among an entry's tokens.

        `question`: (n_tokens, dim) unit rows. The MaxSim of Khattab and Zaharia (ColBERT, 2020) over the encoder's own
        token embeddings.
        """
        if not rows:
            return np.zeros(0, np.float32)
        return max_sim(question, [self._tokens[self._offsets[i] : self._offsets[i + 1]] for i in rows])

    def restricted(self, views: Collection[View]) -> "PassageIndex":
        """The same index with entries of these views only, as for a corpus that was just added. Not for saving."""
        rows = [i for i, entry in enumerate(self.entries) if entry.view in views]
        pieces = [self._tokens[self._offsets[i] : self._offsets[i + 1]] for i in rows]
        offsets = np.cumsum([0, *(len(p) for p in pieces)]).astype(np.int64)
        manifest = replace(self.manifest, entries=len(rows))
        tokens = np.concatenate(pieces)
        return PassageIndex(manifest, [self.entries[i] for i in rows], self.vectors.subset(rows), tokens, offsets, self._means)

    def save(self, folder: Path) -> Path:
        """Writes the index under `folder`, whole or not at all, and removes older ones; returns its own folder."""
        target = folder / self.manifest.fingerprint
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder))
        except OSError as error:
            raise SavedIndexError(f"the index cannot be written to {folder}: {error.strerror}; set ORDAGRANT_INDEX") from None
        try:
            lines = [json.dumps(asdict(e), ensure_ascii=False) for e in self.entries]
            (draft / "entries.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
            self.vectors.save(draft / "vectors.faiss")
            np.save(draft / "tokens.npy", self._tokens)
            np.save(draft / "offsets.npy", self._offsets)
            np.save(draft / "means.npy", self._means)
            files = {name: file_hash(draft / name) for name in _FILES}
            manifest = asdict(self.manifest) | {"files": files}
            (draft / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            _replace_folder(draft, target)
        except OSError as error:
            raise SavedIndexError(
                f"the index could not be written to {folder}: {error.strerror}; the old one is untouched"
            ) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        for old in folder.iterdir():
            if old != target and _FINGERPRINT.fullmatch(old.name) and (old / "entries.jsonl").is_file():
                shutil.rmtree(old, ignore_errors=True)
        return target

    @classmethod
    def load(cls, folder: Path, encoder_hash: str, corpus_hash: str) -> "PassageIndex":
        """Reads what `save` wrote for this encoder and this corpus.

        Raises SavedIndexError where there is none, or where a file is missing, changed or foreign.
        """
        target = folder / fingerprint(encoder_hash, corpus_hash)
        if not (target / "manifest.json").is_file():
            others = [p.parent.name for p in folder.glob("*/manifest.json")] if folder.is_dir() else []
            why = "was built by another model or from other texts" if others else "does not exist"
            raise SavedIndexError(f"the index in {folder} {why}; run: python -m qa build")
        try:
            table: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
            files = table.pop("files")
            manifest = Manifest(**table)
            for name in _FILES:
                if file_hash(target / name) != files[name]:
                    raise SavedIndexError(f"{target / name} is damaged; run: python -m qa build")
            lines = (target / "entries.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
            entries = [_entry(json.loads(line)) for line in lines]
            vectors = VectorStore.load(target / "vectors.faiss")
            tokens = np.load(target / "tokens.npy")
            offsets = np.load(target / "offsets.npy")
            means = np.load(target / "means.npy")
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SavedIndexError(f"{target} cannot be read as an index ({error}); run: python -m qa build") from None
        if manifest.format != FORMAT or manifest.encoder_hash != encoder_hash or manifest.corpus_hash != corpus_hash:
            raise SavedIndexError(f"{target} says that it belongs to another model or corpus; run: python -m qa build")
        return cls(manifest, entries, vectors, tokens, offsets, means)


def max_sim(question: Floats, matrices: Sequence[Floats | npt.NDArray[np.float16]]) -> Floats:
    """(n,) float32: late interaction of a question's tokens (t, dim) with each of n token matrices (t_i, dim)."""
    starts = np.cumsum([0, *(len(m) for m in matrices)])[:-1]
    cosines = question @ np.concatenate(matrices).astype(np.float32).T  # (t, all tokens)
    best: Floats = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
    return best


def _entry(row: dict[str, Any]) -> Entry:
    span = Span(*row["span"]) if row["span"] else None
    return Entry(row["passage_id"], View(row["view"]), row["language"], row["text"], span)


def _mean(vectors: Floats, asked: list[bool], which: bool) -> Floats:
    """Mean of the passages' vectors or of the questions'; of all vectors where there is none of the kind."""
    chosen = vectors[np.asarray(asked) == which]
    mean: Floats = (chosen if len(chosen) else vectors).mean(axis=0)
    return mean


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return unit.astype(np.float32)


def _replace_folder(draft: Path, target: Path) -> None:
    """Renames a finished draft into place; where the same index is there already, the newer one takes its place."""
    aside = target.with_name(f".old-{os.getpid()}-{target.name}")
    if target.exists():
        os.rename(target, aside)
    os.rename(draft, target)
    shutil.rmtree(aside, ignore_errors=True)
