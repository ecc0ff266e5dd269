"""What `python -m corpus check` finds, and `python -m corpus` itself."""

from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.checking import check_corpus
from corpus.types import Corpus, CuratedQuestion, Translation


def test_the_policies_are_clean(corpus: Corpus) -> None:
    assert check_corpus(corpus) == []


def test_problems_are_named(small_corpus: Corpus, tmp_path: Path) -> None:
    passage = small_corpus.by_id["storkoping/kontakt/1"]
    question = CuratedQuestion(passage.id, passage.text_hash, "sv", "Vad är numret?")
    shouted = replace(question, text="VAD ÄR NUMRET?")
    long = replace(question, text="x" * 301)
    glossary = tmp_path / "glossary.toml"
    glossary.write_text(
        '["nämnd"]\nexplanation_sv = "a"\nexplanation_en = "b"\nen = "c"\nar = "d"\nso = "e"\nfa = "f"\n', "utf-8"
    )
    corpus = replace(
        small_corpus,
        translations=(Translation(passage.id, passage.text_hash, "en", "Phone"),),
        questions=(question, shouted, long),
        warnings=("something stale",),
    )
    assert check_corpus(corpus, glossary) == [
        "something stale",
        "translation en of storkoping/kontakt/1 has 1 lines, the passage 2",
        "questions.toml: storkoping/kontakt/1 has 'VAD ÄR NUMRET?' twice",
        "questions.toml: storkoping/kontakt/1 has a question of 301 characters; 300 at most",
        "glossary.toml: nämnd has no uk",
    ]


def test_diff_on_the_command_line() -> None:
    result = CliRunner().invoke(app, ["diff", "vansbro"])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "… gäller oavsett om [-slakten-]{+släkten+} har bott i …",
        "1 differences in words between source and transcription of vansbro. Layout marks are not compared.",
    ]


def test_check_and_passages_on_the_command_line(policies: Path, small_corpus: Corpus) -> None:
    checked = CliRunner().invoke(app, ["check", "--policies", str(policies)])
    assert checked.output == "2 policies, 9 passages, 0 translations, 0 curated questions, 0 that are left open, 0 problems.\n"
    listed = CliRunner().invoke(app, ["passages", "lillbyn", "--policies", str(policies)])
    assert [line.split()[:2] for line in listed.output.splitlines()] == [
        [p.id, p.text_hash] for p in small_corpus.passages if p.document == "lillbyn"
    ]
