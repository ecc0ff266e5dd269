"""The grammar of a transcription: headings, paragraphs, lists, facts, footnotes, and what has no meaning in it."""

import pytest

from corpus.errors import CorpusError
from corpus.transcription import read_title, read_transcription, slugify
from corpus.types import Kind, Passage
from tests.policies import STORKOPING


def passages(markdown: str) -> list[Passage]:
    return [p for section in read_transcription(markdown, "x") for p in section.passages]


def test_a_whole_transcription() -> None:
    sections = read_transcription(STORKOPING, "storkoping")
    assert [(s.slug, s.headings, s.level, s.added) for s in sections] == [
        ("ingress", (), 1, False),
        ("ansvar", ("Ansvar för uppföljning",), 2, False),
        ("kontakt", ("Kontakt",), 2, True),
    ]
    assert [(p.id, p.kind, p.text) for s in sections for p in s.passages] == [
        ("storkoping/ingress/1", Kind.PARAGRAPH, "Alla ska känna sig välkomna. Det gäller bl.a. nyanlända elever."),
        ("storkoping/ansvar/1", Kind.PARAGRAPH, "Kommunstyrelsen ansvarar för att planen följs upp varje år."),
        (
            "storkoping/ansvar/2",
            Kind.LIST,
            "Policyn antas av fullmäktige. Biblioteket ska erbjuda:\nspråkkaféer varje torsdag\nböcker på flera språk",
        ),
        ("storkoping/ansvar/2.1", Kind.ITEM, "Biblioteket ska erbjuda:\nspråkkaféer varje torsdag"),
        ("storkoping/ansvar/2.2", Kind.ITEM, "Biblioteket ska erbjuda:\nböcker på flera språk"),
        ("storkoping/kontakt/1", Kind.FACTS, "Telefon: 0123-456 78\nE-post: info@storkoping.example"),
    ]


def test_an_item_knows_its_lead_in_and_its_list() -> None:
    item = passages(STORKOPING)[3]
    assert item.lead_in == len("Biblioteket ska erbjuda:\n")
    assert item.body == "språkkaféer varje torsdag"
    assert item.part_of == "x/ansvar/2"
    assert [item.quote(s) for s in item.sentences] == ["Biblioteket ska erbjuda:", "språkkaféer varje torsdag"]


def test_a_list_under_a_heading_has_no_lead_in() -> None:
    found = passages("# T\n\n## Mål\n\n- Ett\n- Två")
    assert [(p.id, p.kind, p.text, p.lead_in, p.part_of) for p in found] == [
        ("x/mal/1", Kind.ITEM, "Ett", 0, None),
        ("x/mal/2", Kind.ITEM, "Två", 0, None),
    ]


def test_two_lists_after_one_another_do_not_share_a_lead_in() -> None:
    found = passages("# T\n\nVi ska:\n\n- a\n\n1. b")
    assert [(p.id, p.text) for p in found] == [
        ("x/ingress/1", "Vi ska:\na"),
        ("x/ingress/1.1", "Vi ska:\na"),
        ("x/ingress/2", "b"),
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# T\n\nEn rad\nbruten i två", "En rad bruten i två"),
        ("# T\n\nMed *kursiv* och **fet** text", "Med kursiv och fet text"),
        ("# T\n\nEn \\*stjärna\\*", "En *stjärna*"),
        ("# T\n\nA &amp; B", "A & B"),
        ("# T\n\nEn `kod` här", "En kod här"),
    ],
)
def test_text_is_what_a_reader_sees(markdown: str, text: str) -> None:
    assert [p.text for p in passages(markdown)] == [text]


def test_a_footnote_is_told_by_its_number() -> None:
    assert [p.kind for p in passages("# T\n\nText¹ här.\n\n¹ Källa: någon")] == [Kind.PARAGRAPH, Kind.FOOTNOTE]


def test_headings_stack_and_fall_back() -> None:
    found = passages("# T\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc")
    assert [p.headings for p in found] == [("A",), ("A", "B"), ("C",)]


def test_empty_sections_keep_their_heading() -> None:
    assert [s.slug for s in read_transcription("# T\n\n## Tom\n\n## Full\n\ntext", "x")] == ["tom", "full"]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("# T\n\n## A\n\na\n\n## A\n\nb", "two sections are named 'a'"),
        ("# T\n\n- a\n  - b", "a list inside a list"),
        ("# T\n\n> citat", "line 3: blockquote_open has no meaning"),
        ("# T\n\n---\n\ntext", "line 3: hr has no meaning"),
        ("# T\n\n    kod", "code_block has no meaning"),
        ("# T\n\ntext <b>fet</b>", "which cannot be quoted as text"),
        ("# T\n\n![bild](x.png)", "which cannot be quoted as text"),
        ("# T\n\n## Bara rubriker", "text.md holds no paragraph"),
        ("", "text.md holds no paragraph"),
    ],
)
def test_what_cannot_be_quoted_is_refused(markdown: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as error:
        read_transcription(markdown, "storkoping")
    assert str(error.value).startswith("storkoping: ")


@pytest.mark.parametrize(
    ("heading", "slug"),
    [("3 Ansvarsfördelning", "ansvarsfordelning"), ("2.1. Mål & medel!", "mal-medel"), ("Übung", "ubung"), ("…", "avsnitt")],
)
def test_slugs(heading: str, slug: str) -> None:
    assert slugify(heading) == slug


def test_titles() -> None:
    assert read_title("# Policy för *Vansbro* {#x}\n\ntext") == "Policy för *Vansbro*"
    assert read_title("## Ingen titel") is None


def test_ids_do_not_move_when_a_text_changes() -> None:
    before = {p.id: p.text_hash for p in passages(STORKOPING)}
    after = {p.id: p.text_hash for p in passages(STORKOPING.replace("torsdag", "fredag"))}
    assert list(before) == list(after)
    assert {id_ for id_ in before if before[id_] != after[id_]} == {"x/ansvar/2", "x/ansvar/2.1"}
