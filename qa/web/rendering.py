"""An answer as HTML and as plain text.

Whatever a visitor typed or a policy holds passes through Jinja's autoescape or markupsafe. Knows nothing about Gradio
or HTTP.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from corpus.types import Corpus, Span
from qa.types import Answer, Citation, Status
from qa.web.glossary import Glossary, Word
from qa.web.suggestions import Suggestions
from qa.web.texts import FALLBACK, LANGUAGES, Texts, direction, texts

templates = Environment(
    loader=PackageLoader("qa.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
templates.globals["direction"] = direction
templates.globals["language_names"] = LANGUAGES


@dataclass(frozen=True, slots=True)
class Card:
    """What one citation shows."""

    citation: Citation
    number: int  # from 1 through all that an answer shows
    quote: Markup
    marked: str  # what <mark> holds, for those who do not see it; empty where that is all of the quote, or nothing
    words: tuple[tuple[str, Word], ...]  # (element id, word) of each explained word in the quote
    date: str | None  # ISO 8601
    href: str
    anchor: str  # element id


class Renderer:
    """Renders answers over one corpus. `root` is the path under which a proxy serves the site."""

    def __init__(self, corpus: Corpus, glossary: Glossary, *, root: str = "") -> None:
        self.corpus = corpus
        self.glossary = glossary
        self.suggestions = Suggestions(corpus)
        self.root = root

    def answer(self, answer: Answer, *, interface: str) -> str:
        """One <article>. Labels are in the answer's language; links keep the language of the interface."""
        text = answer_texts(answer)
        key = "a" + secrets.token_hex(4)  # ids stay unique when a page holds many answers
        shown = [self._card(c, n, f"{key}c{n}", text, interface) for n, c in enumerate((*answer.citations, *answer.related), 1)]
        cards, related = shown[: len(answer.citations)], shown[len(answer.citations) :]
        html = templates.get_template("answer.html").render(
            answer=answer,
            text=text,
            interface=texts(interface),
            cards=cards,
            related=related,
            silent=self.silent(answer),
            suggestions=self.suggestions.after(answer, text.language),
            plain=_in_one_line(self.plain(answer, interface=interface)),
            root=self.root,
            phone_href=phone_href(answer.signpost.phone) if answer.signpost and answer.signpost.phone else None,
        )
        # Gradio passes a message through a Markdown parser, which leaves HTML alone up to the first blank line.
        return re.sub(r"\s*\n\s*", " ", html).strip()

    def question(self, question: str, *, interface: str, language: str | None = None) -> str:
        """What the visitor asked, as it stands in the conversation; `language` is the question's, where it is known."""
        template = templates.get_template("question.html")
        html = template.render(question=_in_one_line(question), text=texts(interface), language=language)
        return re.sub(r"\s*\n\s*", " ", html).strip()

    def message(self, message: str, *, interface: str, kind: str) -> str:
        """A message of the interface in the place of an answer; `kind` is pending or problem."""
        html = templates.get_template("message.html").render(message=message, text=texts(interface), kind=kind)
        return re.sub(r"\s*\n\s*", " ", html).strip()

    def plain(self, answer: Answer, *, interface: str) -> str:
        """Text to copy: the answer with its sources. `{origin}` stands where the page's address belongs."""
        text = answer_texts(answer)
        lines = [answer.question, "", answer.text]
        if answer.reason:
            lines += [answer.reason]
        for number, citation in enumerate(answer.citations or answer.related, 1):
            date = self._date(citation) or text("answer.undated")
            source = " · ".join([citation.municipality, citation.document, *citation.section, date])
            lines += ["", f"{number}. {source}", f"”{citation.quote}”"]
            if citation.translation:
                lines += [f"{text('answer.unofficial')}: {citation.translation.text}"]
            lines += ["{origin}" + self.permalink(citation, interface)]
        if answer.signpost:
            lines += ["", answer.signpost.text, answer.signpost.url]
            lines += [f"{text('answer.phone')}: {answer.signpost.phone}"] if answer.signpost.phone else []
        return "\n".join([*lines, "", text("answer.disclaimer")])

    def permalink(self, citation: Citation, interface: str) -> str:
        """Where a citation's passage stands in its document; the hash of its wording notices a change."""
        slug, _, place = citation.passage_id.partition("/")
        return f"{self.root}/dokument/{slug}?lang={interface}&h={citation.text_hash}#{place}"

    def silent(self, answer: Answer) -> tuple[str, ...]:
        """Municipalities that no answer comes from, for a question to all of them; what is only related is no answer."""
        if answer.status is not Status.ANSWERED or answer.municipalities:
            return ()
        said = {c.municipality for c in answer.citations}
        return tuple(m for m in self.corpus.municipalities if m not in said)

    def quote(self, quote: str, highlights: Sequence[Span], words: Sequence[tuple[Span, str]] = ()) -> Markup:
        """A quote with its highlights in <mark>; `words` are (span, element id) of explained words."""
        out: list[Markup] = []
        for start, end, marked in _pieces(len(quote), highlights):
            inner = self._words(quote, start, end, words)
            out.append(Markup("<mark>{}</mark>").format(inner) if marked else inner)
        return Markup("").join(out)

    def _words(self, quote: str, start: int, end: int, words: Sequence[tuple[Span, str]]) -> Markup:
        out: list[Markup] = []
        for span, id_ in words:
            if start <= span.start and span.end <= end:
                out.append(_lines(quote[start : span.start]))
                button = '<button type="button" class="word" popovertarget="{}">{}</button>'
                out.append(Markup(button).format(id_, quote[span.start : span.end]))
                start = span.end
        out.append(_lines(quote[start:end]))
        return Markup("").join(out)

    def _card(self, citation: Citation, number: int, anchor: str, text: Texts, interface: str) -> Card:
        found = [(span, base, f"{anchor}w{n}") for n, (span, base) in enumerate(self.glossary.find(citation.quote))]
        marked = " ".join(
            citation.quote[start:end]
            for start, end, is_marked in _pieces(len(citation.quote), citation.highlights)
            if is_marked
        )
        return Card(
            citation=citation,
            number=number,
            quote=self.quote(citation.quote, citation.highlights, [(span, id_) for span, _, id_ in found]),
            marked=marked if marked != citation.quote else "",
            words=tuple((id_, self.glossary.explain(base, text.language)) for _, base, id_ in found),
            date=self._date(citation),
            href=self.permalink(citation, interface),
            anchor=anchor,
        )

    def _date(self, citation: Citation) -> str | None:
        document = self.corpus.by_slug.get(citation.passage_id.split("/")[0])
        return document.dated.isoformat() if document and document.dated else None


def answer_texts(answer: Answer) -> Texts:
    """Texts in the language that the engine's sentences are in."""
    return texts(answer.language if answer.language in LANGUAGES else FALLBACK)


def _in_one_line(text: str) -> Markup:
    """Text whose line breaks stand as character references: they outlive the joining of a message's lines."""
    return Markup(str(escape(text)).replace("\n", "&#10;"))


def phone_href(phone: str) -> str:
    """A phone number as a link that a phone understands."""
    return "tel:" + re.sub(r"[^0-9+]", "", phone)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _pieces(length: int, highlights: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """Covers [0, length) with marked and unmarked ranges, in order. Highlights that overlap are joined."""
    position = 0
    for start, end in sorted(highlights):
        start, end = max(start, position), min(end, length)
        if start >= end:
            continue
        if position < start:
            yield position, start, False
        yield start, end, True
        position = end
    if position < length:
        yield position, length, False
