"""An answer as HTML: verbatim, escaped, marked, explained."""

import re
from html.parser import HTMLParser

import pytest

from corpus.types import Corpus, Span
from qa.types import Answer, Citation, QuotedTranslation, Signpost, Status
from qa.web.glossary import Glossary, load_glossary
from qa.web.rendering import Renderer
from qa.web.texts import LANGUAGES
from tests.web.conftest import WordEngine

EVIL = "<img src=x onerror=alert(1)>\n\n</div><script>alert(2)</script> \"' {{7*7}} ${8*8} **bold** $$x$$"
ENTRY = {"explanation_sv": "En grupp politiker.", "explanation_en": "A group of politicians.", "ar": "لجنة"}


class Reader(HTMLParser):
    """Collects tags, attributes and the text inside blockquotes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.quotes: list[str] = []
        self.marked: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "blockquote":
            self.quotes.append("")
        if tag == "mark":
            self.marked.append("")
        if tag == "br" and "blockquote" in self._inside:
            self.quotes[-1] += "\n"
        elif tag not in ("br", "img", "input"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "blockquote" in self._inside:
            self.quotes[-1] += data
        if "mark" in self._inside:
            self.marked[-1] += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def citation(quote: str, *highlights: Span) -> Citation:
    return Citation(1, "vansbro/mal/1", "Vansbro", "Policy", ("Mål",), quote, highlights, 0.9, text_hash="0" * 12)


@pytest.fixture
def renderer(corpus: Corpus) -> Renderer:
    return Renderer(corpus, Glossary({"nämnd": ENTRY}), root="/under")


def test_every_quote_of_the_corpus_is_shown_character_for_character(corpus: Corpus) -> None:
    renderer = Renderer(corpus, load_glossary())
    for passage in corpus.passages:
        cited = citation(passage.text, *passage.sentences[:1])
        answer = Answer("?", "ar", Status.ANSWERED, (), "…", (cited,))
        found = read(renderer.answer(answer, interface="ar"))
        assert found.quotes == [passage.text]
        assert "".join(found.marked) == passage.quote(passage.sentences[0])


def test_nothing_that_comes_in_becomes_markup(renderer: Renderer) -> None:
    cited = Citation(1, EVIL, EVIL, EVIL, (EVIL,), EVIL, (Span(0, 4),), 0.5, QuotedTranslation("ar", EVIL), text_hash=EVIL)
    signpost = Signpost("x", EVIL, "https://example.org/", EVIL, EVIL)
    for status in Status:
        citations = (cited,) if status is Status.ANSWERED else ()
        answer = Answer(EVIL, "sv", status, (EVIL,), EVIL, citations, (cited,) * 3, EVIL, signpost, EVIL, EVIL)
        html = renderer.answer(answer, interface="sv") + renderer.question(EVIL, interface="sv")
        html += renderer.message(EVIL, interface="sv", kind="problem")
        found = read(html)
        assert not {"img", "script", "div></div"} & set(found.tags)
        assert not [name for name, _ in found.attributes if name.startswith("on")]
        assert "\n" not in html  # a blank line would end the block of HTML for the Markdown parser


def test_highlights_that_overlap_or_go_too_far_lose_no_character(renderer: Renderer) -> None:
    html = str(renderer.quote("abcdef", [Span(2, 4), Span(3, 5), Span(5, 99)]))
    assert html == "ab<mark>cd</mark><mark>e</mark><mark>f</mark>"


def test_a_glossary_word_is_explained_where_it_stands(renderer: Renderer) -> None:
    answer = Answer("?", "ar", Status.ANSWERED, (), "…", (citation("Varje nämnd och nämnderna.", Span(0, 11)),))
    html = renderer.answer(answer, interface="ar")
    button = re.search(r'<button type="button" class="word" popovertarget="(\w+)">nämnd</button>', html)
    assert button and f'id="{button[1]}" popover' in html
    assert "A group of politicians." in html and "لجنة" in html
    assert html.count('class="word"') == 1  # the first time it stands there


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_glossary_word_is_explained_in_every_language(language: str) -> None:
    glossary = load_glossary()
    for base in glossary.entries:
        word = glossary.explain(base, language)
        assert word.explanation_language == language and word.explanation.endswith("."), base
        assert len(word.explanation.split()) <= 32, base


def test_the_link_names_place_and_wording(renderer: Renderer) -> None:
    answer = Answer("?", "en", Status.ANSWERED, (), "…", (citation("Text."),))
    assert 'href="/under/dokument/vansbro?lang=fa&amp;h=000000000000#mal/1"' in renderer.answer(answer, interface="fa")


def test_labels_follow_the_language_of_the_answer(renderer: Renderer) -> None:
    answer = Answer("?", "de", Status.ANSWERED, (), "…", (citation("Text."),))
    html = renderer.answer(answer, interface="sv")
    assert 'lang="en" dir="ltr"' in html and "Read in the document" in html


def test_numbers_run_through_all_that_an_answer_shows(renderer: Renderer, engine: WordEngine) -> None:
    html = renderer.answer(engine.ask("Vad ska nämnd göra?"), interface="sv")
    cards = re.findall(r'class="number" lang="sv"><span class="visually-hidden">Citat </span>(\d)</span>', html)
    assert cards == ["1", "2", "3", "4"]


def test_a_mark_is_told_to_those_who_do_not_see_it(renderer: Renderer) -> None:
    answer = Answer("?", "en", Status.ANSWERED, (), "…", (citation("Ett. Två.", Span(5, 9)),))
    assert '<p class="visually-hidden">The sentence that answers: <q lang="sv" dir="ltr">Två.</q></p>' in renderer.answer(
        answer, interface="en"
    )
    whole = Answer("?", "en", Status.ANSWERED, (), "…", (citation("Ett.", Span(0, 4)),))
    assert "The sentence that answers" not in renderer.answer(whole, interface="en")


def test_who_is_silent_is_said_when_all_were_asked(renderer: Renderer, engine: WordEngine) -> None:
    answer = engine.ask("Vad ska nämnd göra?")
    cited = {c.municipality for c in answer.citations}
    assert {c.municipality for c in answer.related} - cited  # near to an answer, which is none
    assert set(renderer.silent(answer)) == set(engine.corpus.municipalities) - cited
    assert renderer.silent(engine.ask("Vad ska nämnd göra?", municipality="Vansbro")) == ()


def test_copied_text_has_the_quote_and_its_source(renderer: Renderer, engine: WordEngine) -> None:
    answer = engine.ask("Vem ansvarar för att handlingsplanerna utvärderas i Vansbro?", language="en")
    plain = renderer.plain(answer, interface="en")
    assert "Integrationssamordnaren ansvarar för att handlingsplanerna kontinuerligt utvärderas." in plain
    assert "Vansbro · Integrationspolitisk policy för Vansbro kommun · Handlingsplaner · no date" in plain
    assert "{origin}/under/dokument/vansbro?lang=en&h=" in plain
    assert "Translation, not official: This is what the policy says." in plain
    assert plain.endswith("Automatic search. Not a decision.")
