"""From a question to candidate passages with the evidence for each: several views, one row of features per passage.

Knows nothing about what is a good enough answer, nor about texts that a visitor reads. The features are the contract
with `qa.ranking`: each is comparable between questions, and 0 where a view does not exist for a passage or language.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from corpus.types import Corpus, Passage, Span
from index.keywords import KeywordIndex
from index.passage_index import PassageIndex
from index.text import folded_words, ngrams, rare_terms, swedish_terms
from index.types import Encoded, Floats, View
from qa.kindred import Borrowed, Kindred
from qa.known import LEFT_OUT, Around, Bank, KnownQuestions
from qa.statements import OwnStatements, Statements

FEATURES = (
    "passage",  # best centred cosine to a window of the passage, with its heading
    "sentence",  # ... to one of its sentences
    "translation",  # ... to a translation, in any language
    "question",  # ... to a curated question, in any language
    "questions",  # mean of the three best curated questions
    "statement",  # best centred cosine to a window or sentence that is encoded as a question is, to be compared with others
    "late_passage",  # late interaction with the whole passage
    "late_sentence",  # ... with one of its sentences
    "known",  # share of the curated questions around the question that the passage answers, by its logarithm
    "kindred",  # how dense the curated questions of passages like it, in other policies, lie around, where it has few
    "keywords",  # BM25 of Swedish stems, for questions in the language of the text
    "ngrams",  # BM25 of character n-grams, in the text or its translation into the question's language
    "question_ngrams",  # ... in curated questions in the question's language
    "names",  # BM25 of numbers, codes and words that are rare in the question's language, which all languages write alike
)
_NEAREST = 200  # entries that the vector search returns per view, to find candidates by
_TWINS = 97.0  # percent of agreement from which passages of two policies are one text, places aside
_CANDIDATES = 32  # passages that late interaction looks at
_OTHERS = 12  # ... of other municipalities than those asked about
_COSINE_LEAD = 0.05  # what the sentence nearest by cosine gets ahead of the others
_BEGINNING = 6  # letters that tell a word
_MISSING = 0.0
_TEXTS = (View.PASSAGE, View.SENTENCE, View.TRANSLATION)
_FEW = 20  # curated questions up to which those of other policies are borrowed, too


class Curation(StrEnum):
    """What people have written for a passage, which says what can speak for it."""

    CURATED = "curated"  # curated questions
    LENT = "lent"  # none or few, but many for other policies: it was just added beside these
    PLAIN = "plain"  # none, for no other policy either


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched."""

    text: str  # without place names and pleasantries
    language: str
    vector: Floats  # (dim,) as the encoder gives it
    tokens: Floats  # (n_tokens, dim)
    paraphrase: Floats  # (dim,), to be compared with other questions

    @classmethod
    def of(cls, text: str, language: str, encoded: Encoded, at: int) -> "Query":
        """One of the encoded texts."""
        return cls(text, language, encoded.vectors[at], encoded.tokens[at], encoded.paraphrases[at])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with the evidence."""

    passage: Passage
    features: Floats  # (len(FEATURES),) in the order of FEATURES
    sentence: Span | None  # the sentence nearest to the question
    sentence_margin: float  # by how much it is nearer than the next sentence; 0 with one sentence
    matched: Mapping[View, tuple[float, str]] = field(default_factory=dict)  # view -> (score, text of its best entry)
    left_open: float = 0.0  # log ratio of known questions around that no passage answers to those that this one answers
    beyond: float = 0.0  # ... of those about subjects outside the policies; both 0 without curated questions
    kinship: float = 0.0  # 0..1, how like the passages of other policies are that speak for this one
    curation: Curation = Curation.PLAIN

    def feature(self, name: str) -> float:
        """One feature by name."""
        return float(self.features[FEATURES.index(name)])


def bare_candidate(passage: Passage) -> Candidate:
    """A passage that is cited for another reason than nearness: no evidence."""
    return Candidate(passage, np.zeros(len(FEATURES), np.float32), None, 0.0)


@dataclass(frozen=True, slots=True)
class _Best:
    """The entries of one view and one passage that lie nearest to a question."""

    rows: tuple[int, ...]  # up to three entries, nearest first
    scores: tuple[float, ...]  # their cosines

    @property
    def score(self) -> float:
        """The best cosine; 0 where the passage has no entry of this view."""
        return self.scores[0] if self.scores else _MISSING

    @property
    def mean(self) -> float:
        """Mean of the three best cosines, missing ones counted as 0."""
        return sum(self.scores) / 3


class Retriever:
    """Searches every view of every passage."""

    def __init__(
        self, corpus: Corpus, index: PassageIndex, outside: Bank | None = None, unsaid: Bank | None = None,
        lent: KnownQuestions | None = None, statements: Statements | None = None,
    ) -> None:  # fmt: skip
        """`outside` and `unsaid` hold known questions that no passage answers; without them nothing is known of such.

        `lent`: known questions of a corpus with the same passages, each of which borrows those of other policies only.
        `statements`: by default the index's own.
        """
        self._corpus, self._index = corpus, index
        self._passages = corpus.passages
        self._municipality = np.asarray([corpus.document_of(p).municipality for p in corpus.passages])
        position = {p.id: i for i, p in enumerate(corpus.passages)}
        self._passage_of = np.asarray([position[e.passage_id] for e in index.entries], np.int64)  # entry -> passage
        twins = twins_of(corpus)
        views = np.asarray([e.view.value for e in index.entries])
        self._rows_of_view = {view: np.flatnonzero(views == view.value).astype(np.int64) for view in View}
        self._rows = {view: self._rows_by_passage(view) for view in View}  # view -> entries of each passage
        # What is asked about a text is asked about its twins, too.
        asked = self._rows[View.QUESTION]
        self._twins = [[position[other] for other in twins.get(p.id, ())] for p in corpus.passages]
        self._rows[View.QUESTION] = [np.concatenate([asked[k] for k in (i, *t)]) for i, t in enumerate(self._twins)]
        self._with_twins = [np.asarray((i, *t), np.int64) for i, t in enumerate(self._twins)]
        self.known = self._known_questions(outside, unsaid)
        self._lent = lent or self.known
        self._statements = statements or OwnStatements(index)
        self._kindred = self._kindred_passages()
        self._curations = self._curations_of_passages()
        texts = [_keyword_text(p) for p in corpus.passages]
        self._stems = {"sv": KeywordIndex(texts, swedish_terms)}
        self._words = KeywordIndex(texts, folded_words)
        self._beginnings = {w[:_BEGINNING] for text in texts for w in folded_words(text) if len(w) > _BEGINNING}
        self._asked_words = {w for text in (self._lent.texts if self._lent else ()) for w in folded_words(text)}
        self._ngrams = self._ngram_indexes()
        self._question_ngrams = self._question_indexes()
        self._among: dict[tuple[str, ...], npt.NDArray[np.bool_]] = {}

    def _known_questions(self, outside: Bank | None, unsaid: Bank | None) -> KnownQuestions | None:
        rows = self._rows_of_view[View.QUESTION]
        if not len(rows):
            return None
        texts = tuple(self._index.entries[row].text for row in rows.tolist())
        answered = Bank(texts, tuple(self._passage_of[rows].tolist()), self._index.vectors.rows(rows))
        none = Bank((), (), np.zeros((0, answered.vectors.shape[1]), np.float32))
        if unsaid is not None:
            position = {p.id: i for i, p in enumerate(self._passages)}
            unsaid = Bank(unsaid.texts, tuple(position[str(id_)] for id_ in unsaid.about), unsaid.vectors)
        return KnownQuestions(answered, unsaid or none, outside or none, len(self._passages))

    def _kindred_passages(self) -> Kindred | None:
        """Which passages are like which; None where none has to borrow, or there is nothing to lend."""
        if self._lent is None or min(map(len, self._rows[View.QUESTION]), default=0) > _FEW:
            return None
        if len(self._lent.counts) != len(self._passages):
            raise ValueError(f"questions are lent to {len(self._lent.counts)} passages, there are {len(self._passages)}")
        means = np.stack([self._index.vectors.rows(rows).mean(axis=0) for rows in self._rows[View.PASSAGE]])
        return Kindred(self._corpus, means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), self._lent.counts)

    def _curations_of_passages(self) -> list[Curation]:
        """What speaks for each passage: its own questions where there are many, or nobody to borrow from."""
        lent_to = self._kindred.lent_to if self._kindred else np.zeros(len(self._passages), bool)
        found = []
        for questions, lent in zip(self._rows[View.QUESTION], lent_to.tolist(), strict=True):
            borrows = lent and len(questions) <= _FEW
            found.append(Curation.LENT if borrows else Curation.CURATED if len(questions) else Curation.PLAIN)
        return found

    def _rows_by_passage(self, view: View) -> list[npt.NDArray[np.int64]]:
        rows = self._rows_of_view[view]
        owners = self._passage_of[rows]
        order = np.argsort(owners, kind="stable")
        return np.split(rows[order], np.searchsorted(owners[order], np.arange(1, len(self._passages))))

    def _ngram_indexes(self) -> dict[str, KeywordIndex]:
        """Language -> character n-grams of every passage's text in that language; empty where there is none."""
        languages = {t.language for t in self._corpus.translations} | {d.language for d in self._corpus.documents}
        indexes = {}
        for language in sorted(languages):
            texts = []
            for p in self._passages:
                translation = self._corpus.translation.get((p.id, language))
                same = self._corpus.document_of(p).language == language
                texts.append(_keyword_text(p) if same else translation.text if translation else "")
            indexes[language] = KeywordIndex(texts, ngrams)
        return indexes

    def _question_indexes(self) -> dict[str, tuple[npt.NDArray[np.int64], list[str], KeywordIndex]]:
        """Language -> (position of each curated question's passage, the questions, their n-grams)."""
        position = {p.id: i for i, p in enumerate(self._passages)}
        by_language: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for q in self._corpus.questions:
            by_language[q.language].append((position[q.passage_id], q.text))
        return {
            language: (
                np.asarray([i for i, _ in rows], np.int64),
                [t for _, t in rows],
                KeywordIndex([t for _, t in rows], ngrams),
            )
            for language, rows in by_language.items()
        }

    def municipality_of(self, candidate: Candidate) -> str:
        """Whose passage a candidate is."""
        return self._corpus.document_of(candidate.passage).municipality

    def known_share(self, text: str) -> float:
        """Share of a text's words that stand in the policies or in known questions, or begin like one that does: "diarienr"."""
        asked = folded_words(text)
        known = [
            self._words.knows(word) or word in self._asked_words or word[:_BEGINNING] in self._beginnings for word in asked
        ]
        return sum(known) / len(asked) if asked else 0.0

    def candidates(
        self, query: Query, municipalities: Collection[str] = (), leave_out: Collection[str] = ()
    ) -> list[Candidate]:
        """The passages that any view brings up, in no particular order.

        Those of `municipalities` first, where any are given; then some of all others, so that a caller can see whether
        another policy speaks more plainly. `leave_out` holds texts of known questions that are not to count: fitting
        asks the known questions themselves.
        """
        centred = self._index.centred(query.vector)
        paraphrase = self._index.centred_paraphrase(query.paraphrase)
        said = self._statements.cosines(query.text, paraphrase)
        within = self._within(municipalities)
        rankings = [self._nearest_passages(centred, view, within) for view in _TEXTS]
        rankings.append(self._by_nearest(View.STATEMENT, said))
        around = borrowed = None
        if self._lent is not None:
            found = self._lent.around(paraphrase, leave_out)
            borrowed = self._kindred.borrowed(found, with_own=self.known is not None) if self._kindred else None
            around = found if self.known is not None else None
        if around is not None:
            rankings += [_descending(around.answered), self._by_nearest(View.QUESTION, around.cosines)]
        if borrowed is not None:
            rankings.append(_descending(borrowed.densities))
        keywords = self._keyword_scores(query, leave_out)
        rankings += [_descending(scores) for scores in keywords.values()]
        chosen = _top(rankings, within, _CANDIDATES)
        if not within.all():
            chosen += _top(rankings, ~within, _OTHERS)
        return self._candidates(query, centred, chosen, keywords, said, around, borrowed)

    def _within(self, municipalities: Collection[str]) -> npt.NDArray[np.bool_]:
        """(n_passages,) whether a passage is of one of these municipalities; all where none is given."""
        key = tuple(sorted(municipalities))
        if key not in self._among:
            chosen = np.isin(self._municipality, key) if key else np.ones(len(self._passages), bool)
            self._among[key] = chosen if chosen.any() else np.ones(len(self._passages), bool)
        return self._among[key]

    def _nearest_passages(self, centred: Floats, view: View, within: npt.NDArray[np.bool_]) -> list[int]:
        """Positions of the passages whose entries of a view lie nearest, nearest first."""
        rows = self._rows_of_view[view]
        found = self._index.nearest(centred, _NEAREST, rows)
        if not within.all() and len(rows) > _NEAREST:
            found = [*self._index.nearest(centred, _NEAREST, rows[within[self._passage_of[rows]]]), *found]
        return list(dict.fromkeys(self._passage_of[[match.entry for match in found]].tolist()))

    def _by_nearest(self, view: View, cosines: Floats) -> list[int]:
        """Positions of the passages whose entries of a view lie nearest, nearest first, by the cosines of all its entries."""
        nearest = np.zeros(len(self._passages), np.float32)
        np.maximum.at(nearest, self._passage_of[self._rows_of_view[view]], cosines)
        if view is View.QUESTION:  # what is asked about a text is asked about its twins, too
            nearest = np.asarray([nearest[own].max() for own in self._with_twins], np.float32)
        return _descending(nearest)

    def _best(self, centred: Floats, known: Mapping[View, Floats], view: View, chosen: Sequence[int]) -> list[_Best]:
        """For each chosen passage its nearest entries of a view, by their exact cosines; `known`: those of all its entries."""
        groups = [self._rows[view][i] for i in chosen]
        rows = np.concatenate(groups) if groups else np.zeros(0, np.int64)
        if view in known:
            cosines = known[view][np.searchsorted(self._rows_of_view[view], rows)]
        else:
            cosines = self._index.vectors.rows(rows) @ centred if len(rows) else np.zeros(0, np.float32)
        best = []
        at = 0
        for group in groups:
            own = cosines[at : at + len(group)]
            at += len(group)
            order = [i for i in np.argsort(-own, kind="stable")[:3].tolist() if own[i] != LEFT_OUT]
            best.append(_Best(tuple(group[order].tolist()), tuple(own[order].tolist())))
        return best

    def _keyword_scores(self, query: Query, leave_out: Collection[str]) -> dict[str, Floats]:
        """Keyword feature -> (n_passages,) scores."""
        none = np.full(len(self._passages), _MISSING, np.float32)
        scores = {"keywords": none, "ngrams": none, "names": none, "question_ngrams": none}
        if query.language in self._stems:
            scores["keywords"] = self._stems[query.language].scores(query.text)
        scores["names"] = self._words.scores(query.text, lambda text: rare_terms(text, query.language))
        if query.language in self._ngrams:
            scores["ngrams"] = self._ngrams[query.language].scores(query.text)
        if query.language in self._question_ngrams:
            positions, texts, index = self._question_ngrams[query.language]
            found = index.scores(query.text)
            if leave_out:
                found = np.where([text in leave_out for text in texts], _MISSING, found)
            best = none.copy()
            np.maximum.at(best, positions, found)
            best = np.asarray([max(best[k] for k in (i, *twins)) for i, twins in enumerate(self._twins)], np.float32)
            scores["question_ngrams"] = best
        return scores

    def _candidates(
        self, query: Query, centred: Floats, chosen: Sequence[int], keywords: Mapping[str, Floats], said: Floats,
        around: Around | None, borrowed: Borrowed | None,
    ) -> list[Candidate]:  # fmt: skip
        """Candidates with all their features; late interaction is computed for all of them at once."""
        known = {View.STATEMENT: said} | ({View.QUESTION: around.cosines} if around else {})
        best = {view: self._best(centred, known, view, chosen) for view in View}
        windows, sentences = ([self._rows[view][i].tolist() for i in chosen] for view in (View.PASSAGE, View.SENTENCE))
        groups = [[*w, *s] for w, s in zip(windows, sentences, strict=True)]
        cosines_all = self._index.late_interaction(query.tokens, [row for group in groups for row in group])
        candidates = []
        at = 0
        for n, i in enumerate(chosen):
            own = self._with_twins[i]
            cosines = cosines_all[:, at : at + len(groups[n])]  # (n_tokens, its windows and sentences)
            at += len(groups[n])
            late = cosines.mean(axis=0)[len(windows[n]) :]  # of its sentences
            curation = self._curations[i]
            borrows = borrowed if curation is Curation.LENT else None
            row = {
                "passage": best[View.PASSAGE][n].score,
                "sentence": best[View.SENTENCE][n].score,
                "translation": best[View.TRANSLATION][n].score,
                "question": best[View.QUESTION][n].score,
                "questions": best[View.QUESTION][n].mean,
                "statement": best[View.STATEMENT][n].score,
                "late_passage": float(cosines.max(axis=1).mean()) if groups[n] else _MISSING,
                "late_sentence": _highest(late),
                "known": around.share(own) if around else _MISSING,
                "kindred": borrows.share(i) if borrows else _MISSING,
            } | {name: scores[i] for name, scores in keywords.items()}
            sentence, margin = self._nearest_sentence(sentences[n], late, best[View.SENTENCE][n].rows)
            nearest = {view: found[n] for view, found in best.items() if found[n].rows}
            matched = {view: (b.score, self._index.entries[b.rows[0]].text) for view, b in nearest.items()}
            features = np.asarray([row[name] for name in FEATURES], np.float32)
            asked = around if curation is Curation.CURATED else None
            left_open = borrows.open(i) if borrows else asked.open(own) if asked else 0.0
            beyond = borrows.beyond(i) if borrows else asked.beyond(own) if asked else 0.0
            kinship = float(borrows.likeness[i]) if borrows else 0.0
            candidates.append(
                Candidate(self._passages[i], features, sentence, margin, matched, left_open, beyond, kinship, curation)
            )
        return candidates

    def _nearest_sentence(self, rows: Sequence[int], late: Floats, by_cosine: Sequence[int]) -> tuple[Span | None, float]:
        """The sentence that late interaction puts first, those that the cosine puts first a little ahead."""
        if not len(rows):
            return None, 0.0
        lead = {row: _COSINE_LEAD / (n + 1) for n, row in enumerate(by_cosine)}
        scores = late + np.asarray([lead.get(row, 0.0) for row in rows], np.float32)
        order = np.argsort(-scores, kind="stable")
        margin = float(scores[order[0]] - scores[order[1]]) if len(rows) > 1 else 0.0
        return self._index.entries[rows[int(order[0])]].span, margin


def twins_of(corpus: Corpus) -> dict[str, list[str]]:
    """Passage id -> ids of passages in other policies that hold the same text, places aside.

    Empty for a corpus without curated questions, which has nothing to share.
    """
    if not corpus.questions:
        return {}
    from rapidfuzz import process

    def bare(p: Passage) -> str:
        return p.text.replace(corpus.document_of(p).municipality, "")

    scores = process.cdist([bare(p) for p in corpus.passages], [bare(p) for p in corpus.passages], score_cutoff=_TWINS)
    twins: dict[str, list[str]] = defaultdict(list)
    for i, k in np.argwhere(np.asarray(scores) >= _TWINS).tolist():
        one, other = corpus.passages[i], corpus.passages[k]
        if one.document != other.document:
            twins[one.id].append(other.id)
    return twins


def _descending(scores: Floats) -> list[int]:
    """Positions of the scores above zero, highest first."""
    found = np.flatnonzero(scores > 0)
    ordered: list[int] = found[np.argsort(-scores[found], kind="stable")].tolist()
    return ordered


def _top(rankings: Sequence[Sequence[int]], allowed: npt.NDArray[np.bool_], most: int) -> list[int]:
    """Positions at the top of any ranking: the union of the best of each, up to `most`."""
    usable = [[i for i in ranking if allowed[i]] for ranking in rankings]
    chosen: dict[int, None] = {}
    for depth in range(max(map(len, usable), default=0)):
        chosen |= dict.fromkeys(ranking[depth] for ranking in usable if depth < len(ranking))
        if len(chosen) >= most:
            break
    return list(chosen)[:most]


def _highest(scores: Floats) -> float:
    return float(scores.max()) if len(scores) else _MISSING


def _keyword_text(passage: Passage) -> str:
    return " ".join([*passage.headings[-1:], passage.text])
