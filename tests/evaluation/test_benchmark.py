"""The benchmark over a tiny set, with the encoder that needs no model."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError
from index.entries import WINDOW, entries_of
from index.types import View
from qa.evaluation.benchmark import read_corpus, read_questions, run_benchmark
from qa.evaluation.tables import aligned
from tests.conftest import WordEncoder

WEIGHTS = {"passage": 1.0, "sentence": 1.0, "late_passage": 1.0}
PASSAGES: list[dict[str, Any]] = [
    {"id": "bibliotek", "text": "Biblioteket lånar ut böcker på flera språk. Det är öppet varje vardag."},
    {"id": 7, "text": "  Simhallen erbjuder simskola för barn.  ", "title": "Fritid"},
    {"id": "skola", "text": "Skolan ger alla elever modersmålsundervisning."},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "1", "lang": "sv", "text": "Vilka böcker lånar biblioteket ut?", "gold": ["bibliotek"]},
    {"id": "2", "lang": "sv-SE", "text": "Erbjuder simhallen simskola?", "gold": [7]},
    {"id": "3", "lang": "en", "text": "simhallen simskola", "gold": ["skola", "missing"]},
]


def write_set(folder: Path, passages: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("corpus.jsonl", passages), ("queries.jsonl", questions)):
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_set(tmp_path / "tiny", PASSAGES, QUESTIONS)


def test_each_question_finds_its_passage(tiny: Path, encoder: WordEncoder) -> None:
    lines: list[str] = []
    result = run_benchmark(tiny, encoder, WEIGHTS, progress=lines.append)
    assert result.scores["sv"] == {"questions": 2, "hit@1": 1, "hit@3": 1, "hit@5": 1, "mrr": 1, "ndcg@10": 1}
    assert result.scores["en"]["hit@1"] == 0 and result.scores["en"]["hit@3"] == 1
    assert result.scores["all"]["hit@1"] == pytest.approx(2 / 3)
    assert (result.passages, result.entries, result.questions) == (3, 7, 3)  # three passages, four sentences
    assert "1 gold passages are not in the corpus, such as missing; they count as never found." in lines


def test_result_as_table_and_json(tiny: Path, encoder: WordEncoder) -> None:
    result = run_benchmark(tiny, encoder, WEIGHTS, languages=("sv",))
    assert aligned(result.rows()).splitlines()[1].split() == ["sv", "2", "1.000", "1.000", "1.000", "1.000", "1.000"]
    table = json.loads(json.dumps(result.to_dict()))
    assert table["benchmark"] == "tiny"
    assert table["languages"] == {"sv": table["all"]}
    assert table["all"] == {"questions": 2, "hit@1": 1.0, "hit@3": 1.0, "hit@5": 1.0, "mrr": 1.0, "ndcg@10": 1.0}
    assert table["seconds_indexing"] >= 0 and table["seconds_per_question"] > 0


def test_limit_counts_per_language(tiny: Path, encoder: WordEncoder) -> None:
    result = run_benchmark(tiny, encoder, WEIGHTS, limit=1)
    assert {name: scores["questions"] for name, scores in result.scores.items()} == {"sv": 1, "en": 1, "all": 2}


def test_passages_are_stripped_and_keep_title_and_language(tiny: Path) -> None:
    corpus = read_corpus(tiny / "corpus.jsonl")
    assert [d.language for d in corpus.documents] == ["sv"]
    assert corpus.by_id["7"].text == "Simhallen erbjuder simskola för barn."
    assert corpus.by_id["7"].headings == ("Fritid",)


def test_a_language_that_a_line_names_counts(tmp_path: Path) -> None:
    folder = write_set(tmp_path, [*PASSAGES, {"id": "fi", "lang": "fi", "text": "Kirjasto on auki."}], QUESTIONS)
    corpus = read_corpus(folder / "corpus.jsonl")
    assert {corpus.document_of(p).language for p in corpus.passages if p.id == "fi"} == {"fi"}


def test_long_text_becomes_several_entries_and_loses_nothing(tmp_path: Path) -> None:
    words = [f"ord{n}" for n in range(400)]  # one sentence without an end
    text = " ".join(words)
    folder = write_set(tmp_path, [{"id": "long", "text": text}, {"id": "blank", "text": "  "}], QUESTIONS)
    corpus = read_corpus(folder / "corpus.jsonl")
    assert [p.id for p in corpus.passages] == ["long"]
    for view in (View.PASSAGE, View.SENTENCE):
        texts = [e.text for e in entries_of(corpus) if e.view is view]
        assert len(texts) > 3
        assert max(len(t) for t in texts) <= WINDOW
        assert " ".join(texts).split() == words


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    folder = write_set(tmp_path, [{"id": "1", "text": "Före\u2028efter."}], QUESTIONS)
    assert read_corpus(folder / "corpus.jsonl").by_id["1"].text == "Före\u2028efter."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is not JSON"),
        ("[1]", "line 1 is not an object"),
        ('{"id": "1"}', 'line 1: "text" must be a string'),
        ('{"text": "Vad?", "gold": "p1"}', 'line 1: "gold" must be a list'),
        ('{"text": "Vad?", "gold": []}', 'line 1: "gold" must be a list'),
        ("", "holds no questions"),
    ],
)
def test_bad_questions_name_the_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_questions(path)


def test_missing_files_and_languages_are_said(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a benchmark folder holds"):
        read_corpus(tmp_path / "nowhere" / "corpus.jsonl")
    with pytest.raises(InputError, match="no questions in fi"):
        read_questions(tiny / "queries.jsonl", ("fi",))


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "th", "tlh"])
def test_a_language_without_word_lists_is_searched_all_the_same(tmp_path: Path, encoder: WordEncoder, language: str) -> None:
    question = {"id": "1", "lang": language, "text": "图书馆 도서관 図書館 simskola", "gold": ["7"]}
    result = run_benchmark(write_set(tmp_path / "set", PASSAGES, [question]), encoder, WEIGHTS)
    assert result.scores[language]["hit@1"] == 1
