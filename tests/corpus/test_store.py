"""Policy folders on disk: what is read, and what is refused with the file's name."""

import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.store import POLICIES, load_corpus, read_document
from corpus.types import Corpus, Kind
from tests.policies import write_policy

FURNITURE = re.compile(
    r"[\uf000-\uf8ff\f\x00-\x09\x0b-\x1f•·\\#*_<>]|HERRLJUNGA KOMMUN|Våga vilja växa|Sida \d|^\s*[-–]\s", re.MULTILINE
)

WITHOUT_A_POINT = ["hallefors/syfte/1", "herrljunga/inledning/1"]  # their last sentences have none in the sources either


def test_five_policies_with_their_passages(corpus: Corpus) -> None:
    assert {d.slug: sum(len(s.passages) for s in corpus.sections[d.slug]) for d in corpus.documents} == {
        "hallefors": 23,
        "hedemora": 28,
        "herrljunga": 15,
        "malung-salen": 32,
        "vansbro": 25,
    }
    assert len(corpus.passages) == 123
    assert corpus.municipalities == ("Hällefors", "Hedemora", "Herrljunga", "Malung-Sälen", "Vansbro")
    assert corpus.warnings == ()


def test_sources_are_as_received(corpus: Corpus) -> None:
    for document in corpus.documents:
        received = (POLICIES / document.slug / document.source_file).read_bytes()
        assert hashlib.sha256(received).hexdigest() == document.source_sha256, document.slug


def test_facts_of_a_document(corpus: Corpus) -> None:
    herrljunga = corpus.by_slug["herrljunga"]
    assert (herrljunga.decided, herrljunga.revised, herrljunga.valid_until) == (date(2017, 11, 14), date(2017, 11, 14), None)
    assert (herrljunga.version, herrljunga.case_number, herrljunga.owner) == ("2", "KS-2016-284", "Folkhälsoutvecklare")
    assert "هيرليونغا" in herrljunga.aliases
    assert corpus.by_slug["malung-salen"].dated is None


def test_what_the_readers_first_question_finds(corpus: Corpus) -> None:
    passage = corpus.by_id["vansbro/strategi/8"]
    assert passage.headings == ("Kommunorganisationens strategi för att nå målen",)
    assert passage.quote(passage.sentences[1]) == (
        "Kommunen ska också uppmuntra näringsliv, föreningar, organisationer och enskilda "
        "att aktivt delta i integrationsarbetet."
    )


def test_blocks_that_can_be_asked_for(corpus: Corpus) -> None:
    facts = {p.id: p.text for p in corpus.passages if p.kind is Kind.FACTS}
    assert "DIARIENUMMER: KS-2016-284" in facts["herrljunga/dokumentuppgifter/1"]
    assert any(id_.startswith("hallefors/") and "kommun@hellefors.se" in text for id_, text in facts.items())
    assert [p.text for p in corpus.passages if p.kind is Kind.FOOTNOTE] == ["¹ Källa: Länsstyrelsen i Gotlands län"]


def test_no_passage_holds_furniture(corpus: Corpus) -> None:
    assert {p.id: found.group() for p in corpus.passages if (found := FURNITURE.search(p.text))} == {}


def test_no_passage_begins_or_ends_inside_a_sentence(corpus: Corpus) -> None:
    prose = [p for p in corpus.passages if p.kind in (Kind.PARAGRAPH, Kind.LIST)]
    beginnings = [p.id for p in prose if not (p.text[0].isupper() or p.text[0] in '”"(')]
    endings = [p.id for p in prose if p.kind is Kind.PARAGRAPH and p.text[-1] not in ".!?…”)"]
    assert beginnings == []
    assert endings == WITHOUT_A_POINT
    for item in (p for p in corpus.passages if p.lead_in):
        whole = corpus.by_id[item.part_of or ""]
        assert item.text[: item.lead_in].rstrip("\n") in whole.text, item.id
        assert item.body in whole.text.split("\n"), item.id


def test_sentences_cover_each_passage(corpus: Corpus) -> None:
    for passage in corpus.passages:
        left = passage.text
        for span in reversed(passage.sentences):
            left = left[: span.start] + left[span.end :]
        assert left.strip() == "", passage.id


def test_no_quote_repeats_its_heading(corpus: Corpus) -> None:
    assert [p.id for p in corpus.passages if p.headings and p.text.startswith(p.headings[-1] + "\n")] == []


def test_adding_and_removing_a_folder_changes_the_corpus(policies: Path) -> None:
    before = load_corpus(policies)
    write_policy(policies, "nyby", "Nybyn", "# Plan\n\nVi ska mötas.")
    assert load_corpus(policies).municipalities == ("Lillbyn", "Nybyn", "Storköping")
    shutil.rmtree(policies / "nyby")
    assert load_corpus(policies).hash == before.hash


def test_folders_with_a_point_are_not_policies(policies: Path) -> None:
    (policies / ".removed").mkdir()
    (policies / "_draft").mkdir()
    assert len(load_corpus(policies).documents) == 2


def break_toml(folder: Path) -> None:
    (folder / "document.toml").write_text("municipality = \n", encoding="utf-8")


def break_encoding(folder: Path) -> None:
    (folder / "text.md").write_bytes("# Plan\n\nFöljs upp.".encode("latin-1"))


def break_toml_encoding(folder: Path) -> None:
    (folder / "document.toml").write_bytes('municipality = "Hällefors"'.encode("latin-1"))


def change_source(folder: Path) -> None:
    (folder / "source.txt").write_bytes(b"Something else.\n")


def replace(old: str, new: str) -> object:
    def change(folder: Path) -> None:
        path = folder / "document.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("damage", "file", "message"),
    [
        (break_toml, "document.toml", "is not valid TOML: .*line 1"),
        (break_toml_encoding, "document.toml", "is not UTF-8 text"),
        (break_encoding, "text.md", r"is not UTF-8 text \(byte 9\); save it as UTF-8"),
        (change_source, "source.txt", "has changed since it was received: sha256 is"),
        (lambda folder: (folder / "document.toml").unlink(), "document.toml", "is missing"),
        (lambda folder: (folder / "text.md").unlink(), "text.md", "is missing"),
        (lambda folder: (folder / "source.txt").unlink(), "source.txt", "is missing; put the file as received back"),
        (replace('municipality = "Lillbyn"', ""), "document.toml", 'municipality = "..." is missing'),
        (replace('language = "sv"', "language = 3"), "document.toml", 'language = "..." is missing'),
        (
            replace('language = "sv"', 'language = "sv"\ndecided = "yesterday"'),
            "document.toml",
            "decided = 'yesterday' must be a date",
        ),
        (replace('language = "sv"', 'language = "sv"\ncolour = "red"'), "document.toml", "unknown keys: colour"),
        (replace("[source]", "[sorce]"), "document.toml", "is missing"),
    ],
)
def test_a_broken_folder_is_named(policies: Path, damage: object, file: str, message: str) -> None:
    damage(policies / "lillbyn")  # type: ignore[operator]
    with pytest.raises(CorpusError, match=message) as error:
        load_corpus(policies)
    assert str(policies / "lillbyn" / file) in str(error.value)


def test_no_policies_at_all(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not a folder"):
        load_corpus(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="holds no policy; add one with: python -m qa add"):
        load_corpus(tmp_path)


def test_a_document_is_read_alone(policies: Path) -> None:
    document = read_document(policies / "storkoping")
    assert (document.slug, document.municipality, document.aliases) == ("storkoping", "Storköping", ("ستورشوبينغ",))
    assert document.title == "Integrationspolicy för Storköpings kommun"
