"""Words and marks of a sentence with their character offsets."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:bl\.\s?a|m\.\s?fl|t\.\s?ex|d\.v\.s|s\.k|p\.g\.a|m\.m|fr\.o\.m|t\.o\.m|o\.s\.v|f\.n|f\.ö|o\.d|e\.d)\.?"
    r"|\w+-(?:, \w+-)* (?:och|eller|samt) \w+(?:-\w+)*"  # "kultur- och fritidsnämnden" is one name
    r"|\w+(?:[-.:/’']\w+)*-?|[^\w\s]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or punctuation mark; offsets are half open, into the text that was split."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Letters or digits, not a mark."""
        return self.text[0].isalnum()


def tokenize(text: str) -> tuple[Token, ...]:
    """Words and marks in order; white space belongs to none.

    >>> [t.text for t in tokenize("Nämnden ska, bl.a. i mars-april, samråda.")]
    ['Nämnden', 'ska', ',', 'bl.a.', 'i', 'mars-april', ',', 'samråda', '.']
    """
    return tuple(Token(m.group(), m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text))
