"""Where sentences begin and end in Swedish official prose, as character offsets.

Knows nothing about passages. Splits after . ! ? … and closing marks when a new sentence starts (a capital,
a digit or an opening quotation mark), not after the abbreviations that official Swedish writes with points,
not after ordinals and section numbers.
"""

import re

from corpus.types import Span

_ABBREVIATIONS = frozenset(
    "bl.a. d.v.s. dvs. e.d. e.dyl. el. enl. etc. ev. exkl. f.d. f.n. f.ö. f.o.m. fr.o.m. gm. inkl. i.e. jfr. kap. kl. "
    "m.a.o. m.fl. m.m. m.v. max. min. mkt. nr. o.d. o.dyl. osv. o.s.v. p.g.a. resp. s.k. st. t.ex. t.o.m. tel. "
    "t.v. ung. utg. vol. ä.k. art. prop. ref. sid. st. tfn. bil. mom. p. s. ca. dir. dnr. jan. feb. apr. jun. jul. "
    "aug. sept. sep. okt. nov. dec.".split()
)
# An end mark, what closes with it, white space, and a look at what comes next.
_BREAK = re.compile(r"[.!?…]+[\"”’»)\]]*(?P<space>\s+)(?=[\"”’«»(\[–-]*\s*[0-9A-ZÅÄÖÉ])")


def _ends_abbreviation(text: str, end: int) -> bool:
    word = text[:end].rsplit(None, 1)[-1].lower().lstrip('("”’[')
    initial = re.fullmatch(r"[a-zåäö]\.", word) is not None
    section = re.fullmatch(r"\d+(\.\d+)*\.", word) is not None and len(word) <= 4
    return word in _ABBREVIATIONS or initial or section


def split_sentences(text: str) -> tuple[Span, ...]:
    """Sentence spans of a text, in order; a line break always ends one.

    >>> [tuple(s) for s in split_sentences("Det gäller bl.a. Malung. Ingen ska väljas bort!")]
    [(0, 24), (25, 47)]
    """
    spans: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        start = 0
        cuts = [(m.start("space"), m.end()) for m in _BREAK.finditer(line) if not _ends_abbreviation(line, m.start("space"))]
        for stop, next_start in [*cuts, (len(line), len(line))]:
            piece = line[start:stop]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                spans.append(Span(offset + left, offset + start + len(piece.rstrip())))
            start = next_start
        offset += len(line) + 1
    return tuple(spans)
