"""What staff add to a policy: unofficial translations and curated questions, each tied to a wording.

Files (all optional, beside the policy). questions.toml holds what a passage answers; unsaid.toml, in the same form, what
touches it and no passage answers, so that the engine learns to tell the two apart:

    translations/<lang>.toml                       questions.toml, unsaid.toml
        ["vansbro/handlingsplaner/2"]                  ["vansbro/handlingsplaner/2"]
        hash = "0123456789ab"                          hash = "0123456789ab"
        text = "..."                                   sv = ["...", "..."]
                                                       en = ["..."]

An entry whose hash is not that of the passage's present text is stale: it is left out and reported, never shown.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.types import CuratedQuestion, Passage, Translation

QUESTIONS = "questions.toml"  # what passages answer
UNSAID = "unsaid.toml"  # what they leave open
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary; CorpusError with file and line where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path} is missing") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from None


def read_translations(folder: Path, passages: Mapping[str, Passage]) -> tuple[list[Translation], list[str]]:
    """Fresh translations of one policy, and a warning for each stale one."""
    fresh: list[Translation] = []
    warnings: list[str] = []
    for path in sorted((folder / "translations").glob("*.toml")):
        if not _LANGUAGE.fullmatch(path.stem):
            raise CorpusError(f"{path}: the file's name must be a language code such as so.toml")
        for passage_id, entry in read_toml(path).items():
            text = entry.get("text") if isinstance(entry, dict) else None
            if not isinstance(text, str) or not text.strip():
                raise CorpusError(f'{path}: ["{passage_id}"] needs hash = "..." and text = "..."')
            if warning := _stale(path, passage_id, entry, passages):
                warnings.append(warning)
            else:
                fresh.append(Translation(passage_id, entry["hash"], path.stem, text.strip()))
    return fresh, warnings


def read_questions(
    folder: Path, passages: Mapping[str, Passage], name: str = QUESTIONS
) -> tuple[list[CuratedQuestion], list[str]]:
    """Fresh questions of one policy, those of the file `name`, and a warning for each stale entry."""
    path = folder / name
    if not path.exists():
        return [], []
    fresh: list[CuratedQuestion] = []
    warnings: list[str] = []
    for passage_id, entry in read_toml(path).items():
        if not isinstance(entry, dict):
            raise CorpusError(f'{path}: ["{passage_id}"] must be a table with hash and questions by language')
        if warning := _stale(path, passage_id, entry, passages):
            warnings.append(warning)
            continue
        for language, texts in entry.items():
            if language == "hash":
                continue
            if not _LANGUAGE.fullmatch(language) or not isinstance(texts, list) or not all(_is_text(t) for t in texts):
                raise CorpusError(f'{path}: ["{passage_id}"] {language} must be a list of questions')
            fresh.extend(CuratedQuestion(passage_id, entry["hash"], language, text.strip()) for text in texts)
    return fresh, warnings


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _stale(path: Path, passage_id: str, entry: Mapping[str, Any], passages: Mapping[str, Passage]) -> str | None:
    place = f"{path.parent.parent.name if path.parent.name == 'translations' else path.parent.name}/{path.name}"
    passage = passages.get(passage_id)
    if passage is None:
        return f"{place}: no passage is called {passage_id!r}; left out"
    if entry.get("hash") != passage.text_hash:
        return (
            f"{place}: {passage_id} was made for another wording (hash {entry.get('hash')}, now {passage.text_hash}); left out"
        )
    return None
