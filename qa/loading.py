"""The parts of an engine from disk: built or encoded where they are missing, and kept beside the index.

Knows nothing about questions that people ask.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import SavedIndexError
from corpus.types import Corpus
from index.entries import entries_of
from index.files import write_atomically
from index.paraphrases import Paraphrases
from index.passage_index import PassageIndex, fingerprint
from index.types import Encoder, Floats, View
from qa.calibration import Calibration
from qa.cues import place_only
from qa.details import DetailClassifier
from qa.known import Bank, is_held_out
from qa.scope.knowledge import detail_examples, subjects, typical_questions
from qa.scope.nearness import OutsideSubjects

Progress = Callable[[str], None]
_ORDINARY = 8  # one of so many curated questions tells what asks for no detail


def load_or_build_index(
    corpus: Corpus, encoder: Encoder, folder: Path, progress: Progress, paraphrases: Paraphrases
) -> PassageIndex:
    """The saved index for this corpus and encoder; built and saved where there is none, or where it cannot be read."""
    try:
        return PassageIndex.load(folder, encoder.hash, corpus.hash)
    except SavedIndexError as error:
        progress(f"Building the index: {error.args[0].split(';')[0]}.")

    def report(done: int, total: int) -> None:
        if done % 512 < 64 or done == total:
            progress(f"  {done} of {total} texts embedded")

    index = PassageIndex.build(corpus, encoder, report, typical_questions(), paraphrases)
    index.save(folder)
    return index


def own_calibration(folder: Path, encoder: Encoder, corpus: Corpus) -> Path:
    """Where an installation keeps a calibration that did not come with the program."""
    return folder / f"calibration-{fingerprint(encoder.hash, corpus.hash)}.toml"


def keep_calibration(calibration: Calibration, path: Path, progress: Progress) -> None:
    """Saves a calibration in the place of older ones; where that cannot be done, the next start fits it again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        calibration.save(path)
    except OSError as error:
        progress(f"The calibration cannot be kept in {path.parent} ({error.strerror}); the next start fits it again.")
    else:
        remove_other_calibrations(path.parent, path)


def remove_other_calibrations(folder: Path, own: Path) -> None:
    """Removes the calibrations of models and corpora that are no longer used."""
    for old in folder.glob("calibration-*.toml"):
        if old != own:
            old.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """Vectors of example questions, kept beside the index once they are encoded."""

    encoder: Encoder
    folder: Path
    progress: Progress
    known: Paraphrases

    def paraphrases(self, name: str, texts: Sequence[str]) -> Floats:
        """(len(texts), dim) paraphrase vectors, not centred; `name` says what the texts are."""
        if not self.known.missing(texts):
            return self.known.vectors(texts)
        n, digest = len(texts), hashlib.sha256("\n".join(["paraphrases", *texts]).encode()).hexdigest()[:12]
        path = self.folder / f"{name}-{self.encoder.hash}-{digest}.npy"
        try:
            vectors: Floats = np.load(path)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile):
            vectors = np.zeros((0, 0), np.float32)
        if vectors.shape != (n, self.encoder.dim) or not np.isfinite(vectors).all():
            self.progress(f"Embedding {n} example questions ({name}) ...")
            vectors = self.known.vectors(texts)
            try:
                self._keep(path, vectors)
            except OSError as error:  # a read-only or full folder: the next start encodes them again
                self.progress(f"They cannot be kept in {self.folder} ({error.strerror}).")
        return vectors

    def _keep(self, path: Path, vectors: Floats) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.save(buffer, vectors)
        write_atomically(path, buffer.getvalue())
        for old in self.folder.glob(f"{path.name.split('-')[0]}-*.npy"):
            if old != path:
                old.unlink(missing_ok=True)


def known_texts(corpus: Corpus) -> list[str]:
    """All known questions: what passages answer, leave open, or do not touch, and examples of details and of mere places."""
    questions = [*corpus.questions, *corpus.unsaid]
    examples = [*(s.text for s in subjects()), *(e.text for e in detail_examples()), *place_only()]
    return [*(q.text for q in questions), *examples]


def compared_texts(corpus: Corpus) -> list[str]:
    """All texts that questions are compared with: known questions, and what passages say."""
    return [*known_texts(corpus), *(e.text for e in entries_of(corpus) if e.view is View.STATEMENT)]


def load_outside(kept: Kept, index: PassageIndex) -> OutsideSubjects:
    """The subjects that lie outside the policies."""
    found = subjects()
    return OutsideSubjects(found, index.centred_paraphrase(kept.paraphrases("outside", [s.text for s in found])))


def load_unsaid(kept: Kept, index: PassageIndex, corpus: Corpus) -> Bank:
    """What touches the passages although no passage answers it."""
    if not corpus.unsaid:
        return Bank((), (), np.zeros((0, index.manifest.dim), np.float32))
    texts = tuple(q.text for q in corpus.unsaid)
    vectors = index.centred_paraphrase(kept.paraphrases("unsaid", texts))
    return Bank(texts, tuple(q.passage_id for q in corpus.unsaid), vectors)


def load_place_only(kept: Kept, index: PassageIndex) -> Floats:
    """(n, dim) centred vectors of messages that say nothing but which place is meant."""
    return index.centred_paraphrase(kept.paraphrases("places", place_only()))


def load_details(kept: Kept, index: PassageIndex) -> DetailClassifier:
    """What tells which kind of detail a question asks for."""
    examples = detail_examples()
    vectors = index.centred_paraphrase(kept.paraphrases("details", [e.text for e in examples]))
    curated = [row for row, entry in enumerate(index.entries) if entry.view is View.QUESTION][::_ORDINARY]
    rows = [row for row in curated if not is_held_out(kept.known.rephrase(index.entries[row].text))]  # which calibration asks
    ordinary = [(index.entries[row].text, index.entries[row].language) for row in rows]
    return DetailClassifier(examples, vectors, ordinary, index.vectors.rows(rows))
