"""Every difference between a source as received and its transcription, so that anyone can check the transcription.

Compared word by word. Layout is not compared: heading and list marks, emphasis, line and page breaks.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.store import read_document, read_text

_MARKS = re.compile(r"^\s*#+\s|\{[^{}]*\}\s*$|\\$|^\s*[-•\uf02d*]\s|[\uf02d\f]", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<=\s)\*+\s*(?=[,.;:])|\*+|(?<=\w)\s+(?=\*?[,.;:]\s)")
_CONTEXT = 3  # words shown on either side


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of words that is not the same on both sides; one side may be empty."""

    before: str  # words before it, as in the transcription
    source: str
    transcription: str
    after: str


def differences(folder: Path) -> list[Difference]:
    """Differences of one policy folder, in reading order."""
    document = read_document(folder)
    path = folder / document.source_file
    if path.suffix.lower() not in (".txt", ".md"):
        raise CorpusError(f"{path} is not text; compare it with text.md by eye")
    return list(compare(read_text(path), read_text(folder / "text.md")))


def compare(source: str, transcription: str) -> Iterator[Difference]:
    """Differences of two texts, word by word."""
    received, written = _words(source), _words(transcription)
    matcher = difflib.SequenceMatcher(None, received, written, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            before, after = written[max(0, j1 - _CONTEXT) : j1], written[j2 : j2 + _CONTEXT]
            yield Difference(" ".join(before), " ".join(received[i1:i2]), " ".join(written[j1:j2]), " ".join(after))


def _words(text: str) -> list[str]:
    return _EMPHASIS.sub("", _MARKS.sub(" ", text)).split()
