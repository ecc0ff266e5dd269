"""Adds and removes policy folders: a draft transcription that a person then reads against the source.

Knows nothing about indexes. A new folder appears whole or not at all; a removed one is moved aside, not deleted.
"""

import hashlib
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import tomlkit

from corpus.errors import CorpusError
from corpus.store import read_document, read_text
from corpus.transcription import read_title, read_transcription, slugify

SUFFIXES = (".md", ".txt", ".pdf")
REMOVED = ".removed"  # folder in the policies folder that holds what was removed
_BULLET = re.compile(r"^\s*[•\uf02d\uf0b7·*–-]\s+")


def add_policy(source: Path, municipality: str, policies: Path, title: str | None = None, language: str = "sv") -> Path:
    """Makes a policy folder from a file and returns it.

    Raises CorpusError where the file cannot be read as text, holds none, or the municipality has this policy already.
    """
    text = draft_transcription(source)
    name = title or read_title(text) or f"Policy för {municipality}"
    if read_title(text) is None:
        text = f"# {name} {{.added}}\n\n{text}"
    slug = slugify(municipality)
    target = policies / slug
    if target.exists():
        raise CorpusError(f"{target} exists already; remove it first with: python -m qa remove {slug}")
    read_transcription(text, slug)  # refuses what could not be quoted later
    policies.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".adding-", dir=policies))
    try:
        received = draft / f"source{source.suffix.lower()}"
        shutil.copyfile(source, received)
        (draft / "text.md").write_text(text, encoding="utf-8")
        (draft / "document.toml").write_text(_facts(municipality, name, language, received), encoding="utf-8")
        draft.chmod(0o755)
        os.rename(draft, target)
    except OSError as error:
        raise CorpusError(f"the policy could not be written to {target}: {error.strerror}; nothing was added") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def remove_policy(slug: str, policies: Path) -> Path:
    """Moves a policy folder aside and returns where it is now; CorpusError where there is none of the name."""
    folder = policies / slug
    if not slug or slug.startswith(".") or "/" in slug or not folder.is_dir():
        known = ", ".join(sorted(p.name for p in policies.iterdir() if p.is_dir() and not p.name.startswith(".")))
        raise CorpusError(f"there is no policy called {slug!r}; there are: {known}")
    read_document(folder)
    aside = policies / REMOVED / f"{slug}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    aside.parent.mkdir(exist_ok=True)
    os.rename(folder, aside)
    return aside


def draft_transcription(source: Path) -> str:
    """Markdown from a file: pages and lines joined to paragraphs, bullets as list items, short lone lines as headings."""
    if source.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{source} is none of {', '.join(SUFFIXES)}; save it as one of these")
    if not source.is_file():
        raise CorpusError(f"{source} is missing")
    text = _pdf_text(source) if source.suffix.lower() == ".pdf" else read_text(source)
    if not text.strip():
        raise CorpusError(f"{source} holds no text; a scanned document must be read by a text recognition program first")
    return text.strip() + "\n" if re.search(r"^#+ ", text, re.MULTILINE) else _as_markdown(text)


def _pdf_text(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return "\n\n".join(page.extract_text() for page in PdfReader(path).pages)
    except (PyPdfError, OSError, ValueError) as error:
        raise CorpusError(f"{path} cannot be read as a PDF: {error}") from None


def _as_markdown(text: str) -> str:
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\f", "\n\n").replace("\r\n", "\n")):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        if not lines:
            continue
        if any(_BULLET.match(line) for line in lines):
            blocks.append(_list(lines))
        elif len(lines) == 1 and len(lines[0]) < 70 and not lines[0].endswith((".", ":", ";", ",", "!", "?")):
            blocks.append(f"{'##' if blocks else '#'} {lines[0]}")
        elif blocks and not blocks[-1].startswith("#") and blocks[-1][-1].isalpha() and lines[0][0].islower():
            blocks[-1] += " " + _escape(" ".join(lines))  # a page break inside a sentence
        else:
            blocks.append(_escape(re.sub(r"(\w)-\s(?=[a-zåäö])", r"\1", " ".join(lines))))
    return "\n\n".join(blocks) + "\n"


def _list(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        if _BULLET.match(line) or not items:
            items.append(_escape(_BULLET.sub("", line)))
        else:
            items[-1] += " " + _escape(line)
    return "\n".join(f"- {item}" for item in items)


def _escape(line: str) -> str:
    """A line that Markdown reads as plain text."""
    return re.sub(r"([\\`*_<>\[\]])", r"\\\1", line)


def _facts(municipality: str, title: str, language: str, received: Path) -> str:
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Facts about the document. A fact that the document does not state is left out, never guessed.")
    )
    document.update({"municipality": municipality, "aliases": [], "title": title, "language": language})
    source = tomlkit.table()
    source.update({"file": received.name, "sha256": hashlib.sha256(received.read_bytes()).hexdigest()})
    document["source"] = source
    notes = tomlkit.aot()
    note = tomlkit.table()
    note["text"] = "The transcription was drafted by a program and has not been read against the source yet."
    notes.append(note)
    document["note"] = notes
    return tomlkit.dumps(document)
