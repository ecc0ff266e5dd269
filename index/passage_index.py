"""The index: entries with their vectors and token matrices, built, saved, loaded and searched as one.

    <folder>/<fingerprint>/manifest.json   format, encoder, corpus hash, counts, hash of every other file
                           entries.jsonl   one entry a line
                           vectors.faiss   centred unit vectors, row i belongs to entry i
                           tokens.npy      (n_tokens, dim) float16, unit token embeddings of entries that are not paraphrased
                           offsets.npy     (n_entries + 1,) int64, where each entry's tokens begin in tokens.npy
                           means.npy       (3, dim) float32, mean embedding of passages, of questions, and of their paraphrases
                           token_means.npy (2, dim) float32, mean token embedding of passages and of questions

The fingerprint names encoder, corpus and format, so an index never serves another model or other texts. A new index
is written beside the old one and renamed into place: a process that is killed while saving leaves the old one usable.

Knows nothing about languages, municipalities or answers.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import SavedIndexError
from corpus.types import Corpus, Span
from index.entries import entries_of
from index.paraphrases import Paraphrases
from index.types import PARAPHRASED, Encoder, Entry, Floats, Match, View
from index.vectors import VectorStore
from index.weights import file_hash

FORMAT = 4
_FILES = ("entries.jsonl", "vectors.faiss", "tokens.npy", "offsets.npy", "means.npy", "token_means.npy")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_STALE = 3600.0  # seconds after which a draft is nobody's
_CHUNK = 64  # entries encoded between two progress reports
_EXAMPLES = 512  # questions that tell what all questions have in common
_ENOUGH = 64  # ... from which those of the corpus tell it alone
_PASSAGES, _QUESTIONS, _PARAPHRASES = range(3)  # rows of the means

Progress = Callable[[int, int], None]  # (done, total)
Tokens = npt.NDArray[np.float16]  # (n_tokens, dim)


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
        offsets: npt.NDArray[np.int64], means: Floats, token_means: Floats,
    ) -> None:  # fmt: skip
        if not len(entries) == len(vectors) == len(offsets) - 1 == manifest.entries:
            raise SavedIndexError(
                f"the index contradicts itself: {len(entries)} entries, {len(vectors)} vectors, {len(offsets) - 1} token "
                f"matrices, manifest says {manifest.entries}; run: python -m qa build"
            )
        self.manifest = manifest
        self.entries = tuple(entries)
        self.vectors = vectors
        # Entry -> its token embeddings (n_tokens, dim), each a view into `tokens`.
        self._matrices = [tokens[start:end] for start, end in pairwise(offsets.tolist())]
        self._means = means  # (3, dim): of passages, of questions as passages are searched with them, of their paraphrases
        self._token_means = token_means  # (2, dim): of passages, of questions

    @classmethod
    def build(
        cls,
        corpus: Corpus,
        encoder: Encoder,
        progress: Progress = lambda done, total: None,
        typical: Sequence[str] = (),
        paraphrases: Paraphrases | None = None,
        views: Collection[View] = tuple(View),
    ) -> "PassageIndex":
        """Embeds every entry of a corpus, of these views.

        `paraphrases` gives the vectors of questions. Some of these tell what all questions have in common; where the corpus has
        few, `typical` ones about anything help.
        """
        paraphrases = paraphrases or Paraphrases(encoder)
        entries = [entry for entry in entries_of(corpus) if entry.view in views]
        vectors, matrices = _encode(entries, encoder, paraphrases, progress)
        asked = _asked(entries)
        passages, own_tokens = vectors[~asked], [m for m, one in zip(matrices, asked, strict=True) if not one]
        known = [entry.text for entry in entries if entry.view is View.QUESTION]
        known = known[:: len(known) // _EXAMPLES + 1]
        examples = [paraphrases.rephrase(text) for text in (known if len(known) >= _ENOUGH else [*known, *typical])]
        questions = encoder.encode_questions(examples) if examples else None
        asking, asked_again = (questions.vectors, questions.paraphrases) if questions else (passages, passages)
        their_tokens = [_unit(m).astype(np.float16) for m in questions.tokens] if questions else own_tokens
        means = np.stack([_mean(passages), _mean(asking), _mean(asked_again)])
        token_means = np.stack([_token_mean(own_tokens), _token_mean(their_tokens)])
        vectors = _unit(vectors - means[np.where(asked, _PARAPHRASES, _PASSAGES)])
        tokens = np.concatenate(_centred(matrices, token_means[_PASSAGES]))
        manifest = Manifest(FORMAT, encoder.name, encoder.hash, corpus.hash, encoder.dim, len(entries), len(corpus.passages))
        return cls(manifest, entries, VectorStore(vectors), tokens, _offsets(matrices), means, token_means)

    def updated(self, corpus: Corpus, encoder: Encoder, paraphrases: Paraphrases | None = None) -> "PassageIndex":
        """The index of a corpus that differs by some entries: only those that are not there yet are encoded.

        The means stay those that the index was built with, so that taking an addition back gives the old index again. A
        mean over thousands of entries hardly knows one more. Raises ValueError for another encoder.
        """
        if encoder.hash != self.manifest.encoder_hash:
            raise ValueError(f"the index was made by {self.manifest.encoder_hash}, not by {encoder.hash}")
        entries = entries_of(corpus)
        row_of = {entry: row for row, entry in enumerate(self.entries)}
        new = [entry for entry in dict.fromkeys(entries) if entry not in row_of]
        vectors, matrices = _encode(new, encoder, paraphrases or Paraphrases(encoder))
        vectors = _unit(vectors - self._means[np.where(_asked(new), _PARAPHRASES, _PASSAGES)])
        matrices = _centred(matrices, self._token_means[_PASSAGES])
        row_of |= {entry: len(self.entries) + n for n, entry in enumerate(new)}
        rows = [row_of[entry] for entry in entries]
        manifest = replace(
            self.manifest,
            corpus_hash=corpus.hash,
            entries=len(entries),
            passages=len(corpus.passages),
            encoder_name=encoder.name,
        )
        return self._with(manifest, entries, self.vectors.extended(vectors).subset(rows), [*self._matrices, *matrices], rows)

    def centred(self, question: Floats) -> Floats:
        """A question's vector (dim,) as it is compared with passages: without what all questions have in common."""
        return _unit(question - self._means[_QUESTIONS])

    def centred_paraphrase(self, question: Floats) -> Floats:
        """A question's paraphrase vector (dim,), or several (n, dim), as they are compared with those of other questions."""
        return _unit(question - self._means[_PARAPHRASES])

    def nearest(self, question: Floats, k: int, among: npt.NDArray[np.int64] | None = None) -> list[Match]:
        """The k nearest entries to a centred question vector (dim,); `among` limits to these entries.

        Those of PARAPHRASED views are near to a centred paraphrase vector only, all others to the other one only.
        """
        return self.vectors.search(question, k, among)

    def late_interaction(self, question: Floats, rows: Sequence[int]) -> Floats:
        """(n_tokens, len(rows)) float32: each question token's best cosine among an entry's tokens, by the token's weight.

        `question`: (n_tokens, dim) as the encoder gives them; a token counts by the length of its row. The mean over the tokens
        is the MaxSim of Khattab and Zaharia (ColBERT, 2020) over the encoder's own token embeddings, without what all tokens
        have in common. ValueError for entries of PARAPHRASED views, whose tokens are not kept.
        """
        if not rows:
            return np.zeros((len(question), 0), np.float32)
        if not all(len(self._matrices[row]) for row in rows):
            raise ValueError("the tokens of paraphrased entries are not kept")
        weights = np.linalg.norm(question, axis=1, keepdims=True)
        centred = _centred_tokens(question, self._token_means[_QUESTIONS]) * weights
        return best_cosines(centred, [self._matrices[i] for i in rows])

    def restricted(self, views: Collection[View]) -> "PassageIndex":
        """The same index with entries of these views only, as for a corpus that was just added. Not for saving."""
        rows = [i for i, entry in enumerate(self.entries) if entry.view in views]
        manifest = replace(self.manifest, entries=len(rows))
        return self._with(manifest, [self.entries[i] for i in rows], self.vectors.subset(rows), self._matrices, rows)

    def _with(
        self,
        manifest: Manifest,
        entries: Sequence[Entry],
        vectors: VectorStore,
        matrices: Sequence[Tokens],
        rows: Sequence[int],
    ) -> "PassageIndex":
        """Another index that shares token embeddings with this one: entry i has `matrices[rows[i]]`."""
        other = copy(self)
        other.manifest, other.entries, other.vectors = manifest, tuple(entries), vectors
        other._matrices = [matrices[row] for row in rows]
        return other

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
            np.save(draft / "tokens.npy", np.concatenate(self._matrices))
            np.save(draft / "offsets.npy", _offsets(self._matrices))
            np.save(draft / "means.npy", self._means)
            np.save(draft / "token_means.npy", self._token_means)
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
        _sweep(folder)
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
            token_means = np.load(target / "token_means.npy")
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SavedIndexError(f"{target} cannot be read as an index ({error}); run: python -m qa build") from None
        if manifest.format != FORMAT or manifest.encoder_hash != encoder_hash or manifest.corpus_hash != corpus_hash:
            raise SavedIndexError(f"{target} says that it belongs to another model or corpus; run: python -m qa build")
        return cls(manifest, entries, vectors, tokens, offsets, means, token_means)


def best_cosines(question: Floats, matrices: Sequence[Floats | npt.NDArray[np.float16]]) -> Floats:
    """(t, n) float32: for each of a question's tokens (t, dim) the best cosine in each of n matrices (t_i, dim), unit rows."""
    starts = np.cumsum([0, *(len(m) for m in matrices)])[:-1]
    cosines = question @ np.concatenate(matrices).astype(np.float32).T  # (t, all tokens)
    best: Floats = np.maximum.reduceat(cosines, starts, axis=1)
    return best


def _entry(row: dict[str, Any]) -> Entry:
    span = Span(*row["span"]) if row["span"] else None
    return Entry(row["passage_id"], View(row["view"]), row["language"], row["text"], span)


def _encode(
    entries: Sequence[Entry], encoder: Encoder, paraphrases: Paraphrases, progress: Progress = lambda done, total: None
) -> tuple[Floats, list[Tokens]]:
    """(n, dim) unit vectors and unit token embeddings; of PARAPHRASED views paraphrase vectors, and no tokens."""
    vectors = np.zeros((len(entries), encoder.dim), np.float32)
    matrices: list[Tokens] = [np.zeros((0, encoder.dim), np.float16)] * len(entries)
    asked = _asked(entries)
    # Entries of like length share a batch, so that little is padded.
    order = sorted(range(len(entries)), key=lambda i: (asked[i], len(entries[i].text)))
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        if passages := [i for i in chunk if not asked[i]]:
            batch = encoder.encode_passages([entries[i].text for i in passages])
            for i, vector, tokens in zip(passages, batch.vectors, batch.tokens, strict=True):
                vectors[i], matrices[i] = vector, _unit(tokens).astype(np.float16)
        if questions := [i for i in chunk if asked[i]]:
            vectors[questions] = paraphrases.vectors([entries[i].text for i in questions])
        progress(min(start + _CHUNK, len(order)), len(order))
    return vectors, matrices


def _asked(entries: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    """(n,) whether an entry is encoded as questions are, to be compared with what is asked."""
    return np.asarray([e.view in PARAPHRASED for e in entries], bool)


def _offsets(matrices: Sequence[Tokens]) -> npt.NDArray[np.int64]:
    """(n + 1,) where each entry's tokens begin when all stand one after another."""
    return np.cumsum([0, *(len(m) for m in matrices)]).astype(np.int64)


def _mean(vectors: Floats) -> Floats:
    """(dim,) mean of some vectors."""
    mean: Floats = vectors.mean(axis=0)
    return mean


def _token_mean(matrices: Sequence[Tokens]) -> Floats:
    """(dim,) mean of all token embeddings."""
    sums = np.sum([m.sum(axis=0, dtype=np.float32) for m in matrices], axis=0)
    mean: Floats = (sums / max(sum(map(len, matrices)), 1)).astype(np.float32)
    return mean


def _centred(matrices: Sequence[Tokens], mean: Floats) -> list[Tokens]:
    """Token embeddings as they are compared."""
    return [_centred_tokens(m.astype(np.float32), mean).astype(np.float16) for m in matrices]


def _centred_tokens(tokens: Floats, mean: Floats) -> Floats:
    """(n_tokens, dim) unit rows without what all tokens have in common."""
    return _unit(_unit(tokens) - mean)


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return unit.astype(np.float32)


def _replace_folder(draft: Path, target: Path) -> None:
    """Renames a finished draft into place; where the same index is there already, the newer one takes its place."""
    aside = target.with_name(f".old-{os.getpid()}-{target.name}")
    with contextlib.suppress(FileNotFoundError):
        os.rename(target, aside)
    try:
        os.rename(draft, target)
    except OSError:
        if not (target / "manifest.json").is_file():  # otherwise another process has just saved the same index
            raise
    shutil.rmtree(aside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Removes what processes that were killed while saving left behind."""
    for left in [*folder.glob(".saving-*"), *folder.glob(".old-*")]:
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
