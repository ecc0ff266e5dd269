"""What `qa.privacy` knows about words: which are names, how common they are, which phrases announce a name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from wordfreq import available_languages, zipf_frequency

_FOLDER = Path(__file__).parent
ARABIC = re.compile(r"[\u0600-\u06ff]")
VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_SUFFIXES = ("ني", "نا", "كم", "هم", "ها", "ه", "ي", "ك", "ات", "ين", "ون", "م", "ش")
_COMMON = 3.8  # Zipf frequency from which a word is itself and no bent form of a name; one more in Cyrillic
_FUNCTION_WORD = 6.0  # ... from which a word holds sentences together
_FREQUENT = 3.5  # ... from which a word after "my son" is no name
_ENDINGS = tuple("ові еві ою ею ом ем єм ій а у ю я і и ї е о s ’s 's n in a".split())


def is_name(word: str, language: str) -> bool:
    """Whether a word is a name and nothing else, as it is or in parts; a rare one also with an ending."""
    known = names().certain
    # Somali hangs nothing on a name that would make it another word.
    parts = [part for part in re.split("[-'’ʼ\u200c.]", word) if len(part) > 1]
    if word in known or any(part in known for part in parts):
        return word not in names().ordinary
    forms: set[str] = set()
    for part in parts:
        cyrillic = "\u0400" <= part[0] <= "\u04ff"
        if frequency(part, language) >= (_COMMON + cyrillic) or part in names().ordinary:
            continue
        if language == "so":
            continue
        if ARABIC.search(part):
            forms |= {part[len(p) :] for p in _PREFIXES if part.startswith(p) and len(part) - len(p) >= 3}
        else:
            # Олени, Олену: the name itself ends in another vowel.
            vowels = ("", *("аяойі" if cyrillic else ""))
            forms |= {part[: -len(e)] + v for e in _ENDINGS if part.endswith(e) and len(part) - len(e) >= 3 for v in vowels}
    return bool(forms & known)


def may_be_name(word: str, language: str) -> bool:
    """Whether an ordinary word is a name as well; the commonest words never are one."""
    return word in names().ordinary and frequency(word, language) < _FUNCTION_WORD


@lru_cache(maxsize=4096)
def bare_forms(word: str) -> Mapping[str, int]:
    """An Arabic or Persian word without what is written together with it -> how many pieces were taken off."""
    found = {word: 0}
    for prefix in ("", *_PREFIXES):
        for suffix in ("", *_SUFFIXES):
            if word.startswith(prefix) and word.endswith(suffix):
                bare = word[len(prefix) : len(word) - len(suffix)]
                if len(bare) >= 3:
                    found.setdefault(bare, bool(prefix) + bool(suffix))
    return found


@lru_cache(maxsize=50_000)
def frequency(word: str, language: str) -> float:
    """Zipf frequency of a word; 0 where a language has no list."""
    code = {"no": "nb", "bs": "sh", "sr": "sh", "hr": "sh"}.get(language, language)
    return zipf_frequency(word, code) if code in _listed() else 0.0


@cache
def _listed() -> frozenset[str]:
    return frozenset(available_languages("best")) - {"zh", "ja", "ko"}  # these need tokenizers of their own


@dataclass(frozen=True, slots=True)
class Names:
    """Lower-case names."""

    certain: frozenset[str]
    ordinary: frozenset[str]  # are words of everyday language as well


@cache
def names() -> Names:
    """Names in all scripts."""
    table: dict[str, str] = tomllib.loads((_FOLDER / "names.toml").read_text(encoding="utf-8"))
    lists = {key: frozenset(text.split()) for key, text in table.items()}
    return Names(lists["latin"] | lists["cyrillic"] | lists["arabic"], lists["ordinary"])


@cache
def phrases() -> Mapping[str, frozenset[str]]:
    """The lists in `privacy.toml`."""
    table: dict[str, Any] = tomllib.loads((_FOLDER / "privacy.toml").read_text(encoding="utf-8"))
    return {key: frozenset(VOWEL_SIGNS.sub("", row) for row in rows) for key, rows in table.items()}


def is_rare(word: str, language: str) -> bool:
    """Whether a word is so rare that after "my son" it is a name."""
    return len(word) > 2 and max(frequency(w, language) for w in (word, *bare_forms(word))) < _FREQUENT
