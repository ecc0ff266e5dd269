"""The product's retrieval over passages and questions made by others: no curation, no tuning for the set.

A folder holds `corpus.jsonl`, one passage a line {id, text, optionally title and lang}, and `queries.jsonl`, one
question a line {id, lang, text, gold: [passage ids]}. Late interaction, keywords and the ranker's weights are those that
serve policies without any curation. Statements are left out: the head that compares them with questions was trained on what is
asked about integration policies and their neighbours, and on other matters it puts wrong passages first (`docs/log.md`).
Knows nothing about statuses or answers.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.sentences import split_sentences
from corpus.types import Corpus, Document, Kind, Passage, Section, Span
from index.entries import WINDOW, windows
from index.passage_index import PassageIndex
from index.types import Encoder, View
from qa.evaluation.metrics import hit, ndcg, reciprocal_rank
from qa.evaluation.tables import Rows
from qa.language import detect_language
from qa.ranking import Ranker
from qa.retrieval import Query, Retriever
from qa.scope.knowledge import typical_questions

ALL = "all"
METRICS = ("hit@1", "hit@3", "hit@5", "mrr", "ndcg@10")
_VIEWS = frozenset(View) - {View.STATEMENT}
_BATCH = 256  # questions encoded together
_SAMPLE = 40  # passages that tell the language of a corpus that does not say

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BenchmarkQuestion:
    """One question with the passages that answer it."""

    id: str
    language: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """What was measured on one set."""

    name: str  # of the folder
    encoder: str  # name and hash
    passages: int
    entries: int
    questions: int
    index_seconds: float
    question_seconds: float  # per question, encoding in batches and search together
    search_seconds: float  # per question, search alone
    scores: Mapping[str, Mapping[str, float]]  # language, or ALL -> "questions" and METRICS

    def rows(self) -> Rows:
        """The table: one row per language, all together last."""
        rows = [["language", "questions", *METRICS]]
        for language, scores in self.scores.items():
            rows.append([language, f"{scores['questions']:.0f}", *(f"{scores[name]:.3f}" for name in METRICS)])
        return rows

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""

        def rounded(scores: Mapping[str, float]) -> dict[str, float | int]:
            return {"questions": int(scores["questions"])} | {name: round(scores[name], 4) for name in METRICS}

        return {
            "benchmark": self.name,
            "encoder": self.encoder,
            "passages": self.passages,
            "entries": self.entries,
            "questions": self.questions,
            "seconds_indexing": round(self.index_seconds, 2),
            "seconds_per_question": round(self.question_seconds, 5),
            "seconds_per_question_search": round(self.search_seconds, 5),
            "languages": {name: rounded(scores) for name, scores in self.scores.items() if name != ALL},
            "all": rounded(self.scores[ALL]),
        }


def read_corpus(path: Path) -> Corpus:
    """The passages of a set as a corpus. Raises InputError naming the line where one cannot be used."""
    rows = [(n, row, _required(path, n, row, "text").strip()) for n, row in _lines(path)]
    usual = _usual_language([text for _, row, text in rows if text and not _language(row)])
    by_language: dict[str, list[Passage]] = {}
    for n, row, text in rows:
        id_ = _required(path, n, row, "id")
        if text:  # a blank passage can be neither found nor quoted
            language = _language(row) or usual
            by_language.setdefault(language, []).append(
                _passage(id_, f"set-{language}", text, str(row.get("title") or "").strip())
            )
    if not by_language:
        raise InputError(f"{path} holds no passages")
    documents = tuple(Document(f"set-{code}", "", path.parent.name, (), code, path.name, "") for code in sorted(by_language))
    return Corpus(documents, {d.slug: (Section(d.slug, (), 1, False, tuple(by_language[d.language])),) for d in documents})


def read_questions(path: Path, languages: Collection[str] = ()) -> list[BenchmarkQuestion]:
    """The questions of a set, of these languages or of all. Raises InputError naming the line where one cannot be used."""
    found = []
    for n, row in _lines(path):
        text, gold = _required(path, n, row, "text"), row.get("gold")
        if not isinstance(gold, list) or not gold:
            raise InputError(f'{path}, line {n}: "gold" must be a list of passage ids that is not empty')
        language = _language(row) or detect_language(text)
        if not languages or language in languages:
            found.append(BenchmarkQuestion(str(row.get("id", n)), language, text, frozenset(str(id_) for id_ in gold)))
    if not found:
        raise InputError(f"{path} holds no questions" + (f" in {', '.join(sorted(languages))}" if languages else ""))
    return found


def run_benchmark(
    folder: Path, encoder: Encoder, weights: Mapping[str, float], languages: Collection[str] = (), limit: int | None = None,
    progress: Progress = lambda line: None,
) -> BenchmarkResult:  # fmt: skip
    """Builds an index over a set's passages and asks its questions.

    `weights` are the ranker's for corpora without curation; `limit` takes that many questions per language, evenly.
    """
    corpus = read_corpus(folder / "corpus.jsonl")
    questions = _limited(read_questions(folder / "queries.jsonl", languages), limit)
    unknown = {id_ for q in questions for id_ in q.gold} - set(corpus.by_id)
    if unknown:
        progress(f"{len(unknown)} gold passages are not in the corpus, such as {min(unknown)}; they count as never found.")

    def report(done: int, total: int) -> None:
        if done % 1024 < 64 or done == total:
            progress(f"  {done} of {total} texts embedded")

    start = time.perf_counter()
    index = PassageIndex.build(corpus, encoder, report, typical_questions(), views=_VIEWS)
    retriever = Retriever(corpus, index)
    index_seconds = time.perf_counter() - start
    ranker = Ranker.of(weights)
    values: dict[str, list[tuple[float, ...]]] = {}
    encoding = searching = 0.0
    for at in range(0, len(questions), _BATCH):
        batch = questions[at : at + _BATCH]
        start = time.perf_counter()
        encoded = encoder.encode_questions([q.text for q in batch])
        encoding += time.perf_counter() - start
        start = time.perf_counter()
        for i, question in enumerate(batch):
            candidates = retriever.candidates(Query.of(question.text, question.language, encoded, i))
            ranking = [r.candidate.passage.id for r in ranker.rank(candidates)]
            values.setdefault(question.language, []).append(_values(ranking, question.gold))
        searching += time.perf_counter() - start
        progress(f"  {min(at + _BATCH, len(questions))} of {len(questions)} questions asked")
    scores = {language: _means(values[language]) for language in sorted(values)}
    scores[ALL] = _means([row for rows in values.values() for row in rows])
    return BenchmarkResult(
        folder.resolve().name,
        f"{encoder.name} ({encoder.hash})",
        len(corpus.passages),
        len(index.entries),
        len(questions),
        index_seconds,
        (encoding + searching) / len(questions),
        searching / len(questions),
        scores,
    )


def _passage(id_: str, document: str, text: str, title: str) -> Passage:
    return Passage(id_, document, (title,) if title else (), text, tuple(_sentences(text)), Kind.PARAGRAPH)


def _sentences(text: str) -> Iterator[Span]:
    """Sentence spans; one that is longer than a window in several parts, so that the encoder cuts nothing off."""
    for span in split_sentences(text):
        if span.end - span.start <= WINDOW:
            yield span
        else:
            yield from (Span(span.start + w.start, span.start + w.end) for w in windows(text[span.start : span.end]))


def _usual_language(texts: Sequence[str]) -> str:
    """The language that most of a sample of the passages are in; Swedish without any."""
    sample = texts[:: max(1, len(texts) // _SAMPLE)][:_SAMPLE]
    counted = Counter(detect_language(text[:500]) for text in sample)
    return counted.most_common(1)[0][0] if counted else "sv"


def _language(row: Mapping[str, Any]) -> str:
    """The language code of a line without region or script: "sv" of "sv-SE"; empty where it has none."""
    code = row.get("lang") or row.get("language") or ""
    return str(code).replace("_", "-").split("-")[0].lower()


def _limited(questions: Sequence[BenchmarkQuestion], limit: int | None) -> list[BenchmarkQuestion]:
    if limit is None:
        return list(questions)
    by_language: dict[str, list[BenchmarkQuestion]] = {}
    for question in questions:
        by_language.setdefault(question.language, []).append(question)
    return [q for mine in by_language.values() for q in mine[:: max(1, len(mine) // limit)][:limit]]


def _values(ranking: Sequence[str], gold: Collection[str]) -> tuple[float, ...]:
    """The values of METRICS for one question."""
    return (*(hit(ranking, gold, k) for k in (1, 3, 5)), reciprocal_rank(ranking, gold), ndcg(ranking, gold, 10))


def _means(rows: Sequence[tuple[float, ...]]) -> dict[str, float]:
    return {"questions": float(len(rows))} | {name: sum(row[k] for row in rows) / len(rows) for k, name in enumerate(METRICS)}


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object) of every line that is not blank."""
    try:
        # Not splitlines: a text may hold other line separators than the line feed.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}; a benchmark folder holds corpus.jsonl and queries.jsonl") from None
    for n, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise InputError(f"{path}, line {n} is not JSON: {error}") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}, line {n} is not an object")
            yield n, row


def _required(path: Path, n: int, row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise InputError(f'{path}, line {n}: "{key}" must be a string')
    return str(value)
