"""Adding and removing policies."""

from pathlib import Path

import pytest

from corpus.adding import add_policy, draft_transcription, remove_policy
from corpus.errors import CorpusError
from corpus.store import load_corpus

RECEIVED = """\
INTEGRATIONSPLAN

Syfte

Planen ska främja dela-
ktighet i hela

kommunen. Den följs upp.
Vi ska:
\uf0b7 mötas
  ofta
\uf0b7 lyssna
"""


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """A file as it came from a PDF."""
    path = tmp_path / "plan.txt"
    path.write_text(RECEIVED, encoding="utf-8")
    return path


def test_a_policy_is_added_and_can_be_loaded(policies: Path, received: Path) -> None:
    folder = add_policy(received, "Nybyn", policies)
    assert folder == policies / "nybyn"
    assert (folder / "source.txt").read_bytes() == received.read_bytes()
    corpus = load_corpus(policies)
    document = corpus.by_slug["nybyn"]
    assert (document.municipality, document.title) == ("Nybyn", "INTEGRATIONSPLAN")
    assert document.notes == ("The transcription was drafted by a program and has not been read against the source yet.",)
    assert sorted(p.name for p in policies.iterdir()) == ["lillbyn", "nybyn", "storkoping"]


def test_lines_pages_and_bullets_become_paragraphs_and_items(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Plan\n\nSyfte\n\nVi ska\narbeta i hela\n\nkommunen.\n\n\uf0b7 ett\n   steg\n• två *steg*\n", encoding="utf-8"
    )
    assert draft_transcription(path) == "# Plan\n\n## Syfte\n\nVi ska arbeta i hela kommunen.\n\n- ett steg\n- två \\*steg\\*\n"


def test_markdown_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Plan\n\nText.\n\n", encoding="utf-8")
    assert draft_transcription(path) == "# Plan\n\nText.\n"


def test_a_title_that_stands_nowhere_is_marked_as_added(policies: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## Mål\n\nText.\n", encoding="utf-8")
    folder = add_policy(path, "Nybyn", policies)
    assert (folder / "text.md").read_text(encoding="utf-8").startswith("# Policy för Nybyn {.added}\n\n## Mål")


def test_the_same_municipality_is_refused(policies: Path, received: Path) -> None:
    with pytest.raises(CorpusError, match="exists already; remove it first with: python -m qa remove lillbyn"):
        add_policy(received, "Lillbyn", policies)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"x", "is none of .md, .txt, .pdf"),
        ("a.txt", b" \n", "holds no text"),
        ("a.txt", "å".encode("latin-1"), "is not UTF-8 text"),
        ("a.pdf", b"not a pdf", "cannot be read as a PDF"),
        ("a.md", b"# Plan\n\n> quoted\n", "has no meaning in a transcription"),
    ],
)
def test_what_cannot_be_read_leaves_nothing_behind(
    policies: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        add_policy(path, "Nybyn", policies)
    assert sorted(p.name for p in policies.iterdir()) == ["lillbyn", "storkoping"]


def test_a_missing_file(policies: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.txt is missing"):
        add_policy(tmp_path / "nowhere.txt", "Nybyn", policies)


def test_a_removed_policy_is_kept_aside(policies: Path) -> None:
    aside = remove_policy("lillbyn", policies)
    assert aside.parent == policies / ".removed"
    assert (aside / "text.md").is_file()
    assert load_corpus(policies).municipalities == ("Storköping",)


@pytest.mark.parametrize("slug", ["nybyn", "", "..", ".removed", "../policies/lillbyn"])
def test_what_is_no_policy_is_not_removed(policies: Path, slug: str) -> None:
    with pytest.raises(CorpusError, match=r"there is no policy called .*; there are: lillbyn, storkoping"):
        remove_policy(slug, policies)
    assert len(load_corpus(policies).documents) == 2
