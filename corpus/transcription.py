"""Reads a transcription (`text.md`) into sections of passages.

The grammar is Markdown (CommonMark) with four conventions:

- one `#` title, then headings; `{#anchor}` after a heading names the section in passage ids, `.added` says that the
  source has no such heading;
- a list that follows a paragraph directly belongs to it: the paragraph's last sentence leads into each item;
- lines that end in a backslash are facts, one a line (a metadata block, a contact block);
- a paragraph that begins with a superscript digit is a footnote.

Knows nothing about files or about any municipality.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.errors import CorpusError
from corpus.sentences import split_sentences
from corpus.types import Kind, Passage, Section, Span

_HEADING = re.compile(r"^(?P<text>.*?)\s*(?:\{(?P<attributes>[^{}]*)\})?$", re.DOTALL)
_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s+")


@dataclass(slots=True)
class _Block:
    text: str
    items: list[str] = field(default_factory=list)  # of the list that follows the paragraph
    is_list: bool = False  # a list without a paragraph before it


def slugify(heading: str) -> str:
    """A heading as it stands in passage ids: ASCII, lower case, hyphens, without its number.

    >>> slugify("3 Ansvarsfördelning")
    'ansvarsfordelning'
    """
    text = unicodedata.normalize("NFKD", _NUMBER.sub("", heading)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "avsnitt"


def read_transcription(markdown: str, document: str) -> tuple[Section, ...]:
    """Sections in reading order; passage ids begin with `document`.

    Raises CorpusError where the text uses Markdown that is not one of the conventions above.
    """
    sections: list[Section] = []
    trail: list[tuple[int, str]] = []  # (level, heading) from the title down to here
    slugs: set[str] = set()
    slug, added, level, blocks = "ingress", False, 1, list[_Block]()

    def close() -> None:
        headings = tuple(text for depth, text in trail if depth > 1)
        passages = tuple(_passages(blocks, document, slug, headings))
        if passages or level > 1:
            sections.append(Section(slug, headings, level, added, passages))

    tokens = MarkdownIt("commonmark").parse(markdown)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open":
            close()
            found = _HEADING.match(_plain(tokens[position + 1], document))
            text, attributes = (found["text"], (found["attributes"] or "").split()) if found else ("", [])
            level, added, blocks = int(token.tag[1]), ".added" in attributes, []
            anchor = next((a[1:] for a in attributes if a.startswith("#")), "ingress" if level == 1 else slugify(text))
            slug = anchor
            if slug in slugs:
                raise CorpusError(
                    f"{document}: two sections are named {slug!r}; give one of the headings an anchor such as {{#{slug}-2}}"
                )
            slugs.add(slug)
            trail = [entry for entry in trail if entry[0] < level] + [(level, text)]
            position += 3
        elif token.type == "paragraph_open":
            blocks.append(_Block(_plain(tokens[position + 1], document)))
            position += 3
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            end = next(i for i in range(position, len(tokens)) if tokens[i].level == token.level and tokens[i].nesting < 0)
            items = list(_items(tokens[position:end], document))
            if blocks and not blocks[-1].items and not blocks[-1].is_list and "\n" not in blocks[-1].text:
                blocks[-1].items = items
            else:
                blocks.append(_Block("", items, is_list=True))
            position = end + 1
        else:
            line = token.map[0] + 1 if token.map else "?"
            raise CorpusError(f"{document}: text.md line {line}: {token.type} has no meaning in a transcription")
    close()
    if not any(section.passages for section in sections):
        raise CorpusError(f"{document}: text.md holds no paragraph")
    return tuple(sections)


def read_title(markdown: str) -> str | None:
    """The text of the first level-one heading, without its attributes."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag == "h1":
            found = _HEADING.match(inline.content)
            return found["text"] if found else inline.content
    return None


def _plain(inline: Token, document: str) -> str:
    """The characters a reader sees: no emphasis marks, one space at soft breaks, a line break at hard ones."""
    parts: list[str] = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type in ("html_inline", "image"):
            raise CorpusError(f"{document}: text.md has {child.content!r}, which cannot be quoted as text")
    return "".join(parts).strip()


def _items(tokens: list[Token], document: str) -> Iterator[str]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.endswith(("list_open", "list_close")) else 0
        if depth > 1:
            raise CorpusError(f"{document}: text.md has a list inside a list; write it as one list")
        if token.type == "inline":
            yield _plain(token, document)


def _passages(blocks: list[_Block], document: str, slug: str, headings: tuple[str, ...]) -> Iterator[Passage]:
    number = 0
    for block in blocks:
        if block.is_list:
            for item in block.items:
                number += 1
                yield _passage(f"{document}/{slug}/{number}", document, headings, item, Kind.ITEM)
            continue
        number += 1
        id_ = f"{document}/{slug}/{number}"
        if block.items:
            whole = "\n".join([block.text, *block.items])
            yield _passage(id_, document, headings, whole, Kind.LIST)
            last = split_sentences(block.text)[-1]
            lead_in = block.text[last.start : last.end] + "\n"
            for n, item in enumerate(block.items, start=1):
                yield _passage(f"{id_}.{n}", document, headings, lead_in + item, Kind.ITEM, len(lead_in), part_of=id_)
        else:
            kind = Kind.PARAGRAPH
            if "\n" in block.text:
                kind = Kind.FACTS
            elif unicodedata.category(block.text[0]) == "No":
                kind = Kind.FOOTNOTE
            yield _passage(id_, document, headings, block.text, kind)


def _passage(
    id_: str, document: str, headings: tuple[str, ...], text: str, kind: Kind, lead_in: int = 0, part_of: str | None = None
) -> Passage:
    sentences: tuple[Span, ...] = split_sentences(text)
    return Passage(id_, document, headings, text, sentences, kind, lead_in, part_of)
