"""From a question to candidate passages with the evidence for each: several views, one row of features per passage.

Knows nothing about what is a good enough answer, nor about texts that a visitor reads. The features are the contract
with `qa.ranking`: each is comparable between questions, and 0 where a view does not exist for a passage or language.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from corpus.types import Corpus, Passage, Span
from index.keywords import KeywordIndex
from index.passage_index import PassageIndex
from index.text import folded_words, ngrams, rare_terms, swedish_terms
from index.types import Floats, View

FEATURES = (
    "passage",  # best centred cosine to a window of the passage, with its heading
    "sentence",  # ... to one of its sentences
    "translation",  # ... to a translation, in any language
    "question",  # ... to a curated question, in any language
    "questions",  # mean of the three best curated questions
    "late_passage",  # late interaction with a window of the passage
    "late_sentence",  # ... with a sentence
    "late_question",  # ... with a curated question
    "keywords",  # BM25 of Swedish stems, for questions in the language of the text
    "ngrams",  # BM25 of character n-grams, in the text or its translation into the question's language
    "question_ngrams",  # ... in curated questions in the question's language
    "names",  # BM25 of numbers, codes and words that are rare in the question's language, which all languages write alike
)
_NEAREST = 400  # entries that the vector search returns per group of views
_CANDIDATES = 48  # passages that late interaction looks at
_MISSING = 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched."""

    text: str  # without place names and pleasantries
    language: str
    vector: Floats  # (dim,) as the encoder gives it
    tokens: Floats  # (n_tokens, dim)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with the evidence."""

    passage: Passage
    features: Floats  # (len(FEATURES),) in the order of FEATURES
    sentence: Span | None  # the sentence nearest to the question
    sentence_margin: float  # by how much it is nearer than the next sentence; 0 with one sentence
    matched: Mapping[View, tuple[float, str]] = field(default_factory=dict)  # view -> (score, text of its best entry)

    def feature(self, name: str) -> float:
        """One feature by name."""
        return float(self.features[FEATURES.index(name)])


class Retriever:
    """Searches every view of every passage."""

    def __init__(self, corpus: Corpus, index: PassageIndex) -> None:
        self._corpus, self._index = corpus, index
        self._entries_of: dict[str, dict[View, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, entry in enumerate(index.entries):
            self._entries_of[entry.passage_id][entry.view].append(row)
        groups: dict[str, list[int]] = {"text": [], "translation": [], "question": []}
        for row, entry in enumerate(index.entries):
            groups["text" if entry.view in (View.PASSAGE, View.SENTENCE) else entry.view.value].append(row)
        self._groups = {name: np.asarray(rows, np.int64) for name, rows in groups.items()}
        self._municipality = {p.id: corpus.document_of(p).municipality for p in corpus.passages}
        self._position = {p.id: i for i, p in enumerate(corpus.passages)}
        self._stems = {
            language: KeywordIndex([_keyword_text(p) for p in corpus.passages], swedish_terms) for language in ("sv",)
        }
        self._words = KeywordIndex([_keyword_text(p) for p in corpus.passages], folded_words)
        self._ngrams = self._ngram_indexes()
        self._question_ngrams = self._question_indexes()

    def _ngram_indexes(self) -> dict[str, KeywordIndex]:
        """Language -> character n-grams of every passage's text in that language; empty where there is none."""
        languages = {t.language for t in self._corpus.translations} | {d.language for d in self._corpus.documents}
        indexes = {}
        for language in sorted(languages):
            texts = []
            for p in self._corpus.passages:
                translation = self._corpus.translation.get((p.id, language))
                same = self._corpus.document_of(p).language == language
                texts.append(_keyword_text(p) if same else translation.text if translation else "")
            indexes[language] = KeywordIndex(texts, ngrams)
        return indexes

    def _question_indexes(self) -> dict[str, tuple[npt.NDArray[np.int64], list[str], KeywordIndex]]:
        """Language -> (position of each curated question's passage, the questions, their n-grams)."""
        by_language: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for q in self._corpus.questions:
            by_language[q.language].append((self._position[q.passage_id], q.text))
        return {
            language: (np.asarray([i for i, _ in rows], np.int64), [t for _, t in rows], KeywordIndex([t for _, t in rows], ngrams))
            for language, rows in by_language.items()
        }

    def candidates(self, query: Query, municipalities: Collection[str] = (), leave_out: str | None = None) -> list[Candidate]:
        """The passages that any view brings up, of these municipalities or of all, in no particular order.

        `leave_out` is the text of a curated question that is not to count: fitting asks the curated questions themselves.
        """
        allowed = {p.id for p in self._corpus.passages if not municipalities or self._municipality[p.id] in municipalities}
        centred = self._index.centred(query.vector)
        best = self._vector_scores(centred, allowed, bool(municipalities), leave_out)
        keywords = self._keyword_scores(query, leave_out)
        chosen = self._choose(best, keywords, allowed)
        return [self._candidate(query, self._corpus.by_id[id_], best, keywords) for id_ in chosen]

    def _vector_scores(
        self, centred: Floats, allowed: Collection[str], narrowed: bool, leave_out: str | None
    ) -> dict[str, dict[View, list[tuple[float, int]]]]:
        """Passage id -> view -> (cosine, entry), best first."""
        found: dict[str, dict[View, list[tuple[float, int]]]] = defaultdict(lambda: defaultdict(list))
        for rows in self._groups.values():
            among = np.asarray([i for i in rows if self._index.entries[i].passage_id in allowed], np.int64) if narrowed else rows
            for match in self._index.nearest(centred, _NEAREST, among):
                entry = self._index.entries[match.entry]
                if entry.view is View.QUESTION and entry.text == leave_out:
                    continue
                found[entry.passage_id][entry.view].append((match.score, match.entry))
        return found

    def _keyword_scores(self, query: Query, leave_out: str | None) -> dict[str, Floats]:
        """Keyword feature -> (n_passages,) scores."""
        none = np.full(len(self._corpus.passages), _MISSING, np.float32)
        scores = {"keywords": none, "ngrams": none, "names": none, "question_ngrams": none}
        if query.language in self._stems:
            scores["keywords"] = self._stems[query.language].scores(query.text)
        scores["names"] = self._words.scores(query.text, lambda text: rare_terms(text, query.language))
        if query.language in self._ngrams:
            scores["ngrams"] = self._ngrams[query.language].scores(query.text)
        if query.language in self._question_ngrams:
            positions, texts, index = self._question_ngrams[query.language]
            found = index.scores(query.text)
            if leave_out is not None:
                found = np.where([text == leave_out for text in texts], _MISSING, found)
            best = none.copy()
            np.maximum.at(best, positions, found)
            scores["question_ngrams"] = best
        return scores

    def _choose(
        self, best: Mapping[str, Mapping[View, Sequence[tuple[float, int]]]], keywords: Mapping[str, Floats], allowed: Collection[str]
    ) -> list[str]:
        """Passages at the top of any view: the union of the best of each, up to the number of candidates."""
        rankings: list[list[str]] = []
        for view in View:
            scored = [(views[view][0][0], id_) for id_, views in best.items() if views.get(view)]
            rankings.append([id_ for _, id_ in sorted(scored, reverse=True)])
        ids = [p.id for p in self._corpus.passages]
        for scores in keywords.values():
            rankings.append([ids[i] for i in np.argsort(-scores, kind="stable") if scores[i] > 0 and ids[i] in allowed])
        chosen: dict[str, None] = {}
        for depth in range(max((len(r) for r in rankings), default=0)):
            for ranking in rankings:
                if depth < len(ranking):
                    chosen[ranking[depth]] = None
            if len(chosen) >= _CANDIDATES:
                break
        return list(chosen)[:_CANDIDATES]

    def _candidate(
        self, query: Query, passage: Passage, best: Mapping[str, Mapping[View, Sequence[tuple[float, int]]]], keywords: Mapping[str, Floats]
    ) -> Candidate:
        views = best.get(passage.id, {})
        own = self._entries_of[passage.id]
        sentences = own[View.SENTENCE]
        asked = [row for _, row in views.get(View.QUESTION, ())][:3]
        late = self._index.late_interaction(query.tokens, own[View.PASSAGE] + sentences + asked)
        cut, end = len(own[View.PASSAGE]), len(own[View.PASSAGE]) + len(sentences)
        late_sentences = late[cut:end]
        top = {view: views[view][0][0] if views.get(view) else _MISSING for view in View}
        position = self._position[passage.id]
        curated = [score for score, _ in views.get(View.QUESTION, ())][:3]
        row = {
            "passage": top[View.PASSAGE],
            "sentence": top[View.SENTENCE],
            "translation": top[View.TRANSLATION],
            "question": top[View.QUESTION],
            "questions": sum(curated) / 3,
            "late_passage": _highest(late[:cut]),
            "late_sentence": _highest(late_sentences),
            "late_question": _highest(late[end:]),
        } | {name: float(scores[position]) for name, scores in keywords.items()}
        nearest, margin = self._nearest_sentence(sentences, late_sentences, dict((r, s) for s, r in views.get(View.SENTENCE, ())))
        matched = {view: (scores[0][0], self._index.entries[scores[0][1]].text) for view, scores in views.items() if scores}
        return Candidate(passage, np.asarray([row[name] for name in FEATURES], np.float32), nearest, margin, matched)

    def _nearest_sentence(self, rows: Sequence[int], late: Floats, cosines: Mapping[int, float]) -> tuple[Span | None, float]:
        """The sentence that both cosine and late interaction put first, and its lead over the next."""
        if not len(rows):
            return None, 0.0
        scores = late + np.asarray([cosines.get(row, 0.0) for row in rows], np.float32)
        order = np.argsort(-scores, kind="stable")
        margin = float(scores[order[0]] - scores[order[1]]) if len(rows) > 1 else 0.0
        return self._index.entries[rows[int(order[0])]].span, margin


def _highest(scores: Floats) -> float:
    return float(scores.max()) if len(scores) else _MISSING


def _keyword_text(passage: Passage) -> str:
    return " ".join([*passage.headings[-1:], passage.text])
