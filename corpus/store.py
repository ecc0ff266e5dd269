"""Reads the policy folders from disk into one Corpus. The only module here that knows the folder layout."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from corpus.additions import UNSAID, read_questions, read_toml, read_translations
from corpus.errors import CorpusError
from corpus.transcription import read_transcription
from corpus.types import Corpus, CuratedQuestion, Document, Section, Translation

POLICIES = Path(__file__).parent / "policies"

_FACTS: dict[str, type] = {
    "decided": date,
    "revised": date,
    "valid_until": date,
    "version": str,
    "case_number": str,
    "owner": str,
}


def load_corpus(folder: Path = POLICIES) -> Corpus:
    """All policies under a folder, sorted by name.

    Raises CorpusError naming the file where one cannot be read. Stale translations and questions are left out and
    told in `Corpus.warnings`.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"{folder} is not a folder; it should hold one folder per policy, each with document.toml and text.md"
        )
    documents: list[Document] = []
    sections: dict[str, tuple[Section, ...]] = {}
    translations: list[Translation] = []
    questions: list[CuratedQuestion] = []
    unsaid: list[CuratedQuestion] = []
    warnings: list[str] = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))):
        document = read_document(path)
        documents.append(document)
        sections[document.slug] = read_transcription(read_text(path / "text.md"), document.slug)
        passages = {p.id: p for s in sections[document.slug] for p in s.passages}
        some_translations, stale_translations = read_translations(path, passages)
        some_questions, stale_questions = read_questions(path, passages)
        some_unsaid, stale_unsaid = read_questions(path, passages, UNSAID)
        translations += some_translations
        questions += some_questions
        unsaid += some_unsaid
        warnings += stale_translations + stale_questions + stale_unsaid
    if not documents:
        raise CorpusError(f"{folder} holds no policy; add one with: python -m qa add FILE --municipality NAME")
    return Corpus(tuple(documents), sections, tuple(translations), tuple(questions), tuple(unsaid), tuple(warnings))


def read_document(folder: Path) -> Document:
    """The facts of one policy folder, checked: known keys, right types, the source unchanged since it was received."""
    path = folder / "document.toml"
    table = read_toml(path)
    source = table.pop("source", None)
    notes = table.pop("note", [])
    facts: dict[str, Any] = {}
    for key, kind in _FACTS.items():
        if (value := table.pop(key, None)) is not None:
            if not isinstance(value, kind):
                raise CorpusError(f"{path}: {key} = {value!r} must be a {'date' if kind is date else 'string'}")
            facts[key] = value
    try:
        document = Document(
            slug=folder.name,
            municipality=_string(table, "municipality", path),
            title=_string(table, "title", path),
            aliases=tuple(table.pop("aliases", ())),
            language=_string(table, "language", path),
            source_file=_string(source if isinstance(source, dict) else {}, "file", path),
            source_sha256=_string(source if isinstance(source, dict) else {}, "sha256", path),
            notes=tuple(note["text"] for note in notes),
            **facts,
        )
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{path}: {error}") from None
    if table:
        raise CorpusError(f"{path}: unknown keys: {', '.join(sorted(table))}")
    received = folder / document.source_file
    if not received.is_file():
        raise CorpusError(f"{received} is missing; put the file as received back, or correct [source] in {path}")
    digest = hashlib.sha256(received.read_bytes()).hexdigest()
    if digest != document.source_sha256:
        raise CorpusError(
            f"{received} has changed since it was received: sha256 is {digest}, document.toml says {document.source_sha256}; "
            "put the file as received back, or add the new one as a policy of its own"
        )
    return document


def read_text(path: Path) -> str:
    """A UTF-8 text file, or a CorpusError that names it."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CorpusError(f"{path} is missing; put it back, or remove the policy's folder") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def _string(table: dict[str, Any], key: str, path: Path) -> str:
    value = table.pop(key, None)
    if not isinstance(value, str) or not value.strip():
        raise CorpusError(f'{path}: {key} = "..." is missing')
    return value
