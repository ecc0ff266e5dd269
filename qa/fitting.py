"""Fits the ranker and the calibration: one command after the corpus or the model has changed.

What it learns from: the development questions (never the test questions) and those written for calibration; the
curated questions, each asked with itself left out; questions that are left open, and examples of subjects outside the
policies, likewise. The last three are many and alike, so they weigh less. Weights are fitted for each kind of curation: the
same policies are asked with it, with what other policies lend, and without any.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from corpus.errors import CalibrationError
from corpus.types import Corpus
from index.types import Floats, View
from qa.calibration import Calibration, Logistic, Mode, Scaling
from qa.evaluation.questions import CALIBRATION, EvaluationQuestion, Worded, load_questions
from qa.evidence import EVIDENCE
from qa.known import KnownQuestions, is_held_out
from qa.language import SERVED
from qa.loading import known_texts
from qa.planning import Plan
from qa.ranking import RANKED_FEATURES, Ranked, Ranker
from qa.retrieval import Candidate, Curation, Query
from qa.scope.knowledge import subjects
from qa.statements import BlindStatements, Statements
from qa.types import Request, Status

if TYPE_CHECKING:
    from qa.engine import Engine

# Share of answered questions that the policies should answer, among development and calibration
# questions; the latter are hard on purpose, so that of what people ask a larger share is right.
PRECISION = 0.94
# Without curation the evidence separates less; at 0.95 half of the questions would be refused.
HIGHEST_PRECISION = {Curation.CURATED: 1.0, Curation.LENT: 0.9, Curation.PLAIN: 0.85}
_CURATED_CASES = 1600
_UNSAID_CASES = 450
_OUTSIDE_CASES = 600
_OWN_WEIGHT = 1.0
_MADE_WEIGHT = 0.25  # of curated questions and examples, for the ranker
_MADE_EVIDENCE = 0.8  # ... further taken off for the probability, which they would make too sure
_RANKER_PENALTY = 3e-3
_FOLDS = 5
_WITHOUT = frozenset({View.PASSAGE, View.SENTENCE, View.STATEMENT})  # views of a passage that nobody has curated
_FEWEST = 60  # answerable questions; from fewer, weights would be chance
Doubles = npt.NDArray[np.float64]
WordedT = TypeVar("WordedT", bound=Worded)


@dataclass(frozen=True, slots=True)
class Case:
    """A question to learn from."""

    text: str
    language: str
    within: tuple[str, ...]
    gold: frozenset[str]  # empty: the policies do not answer it
    outside: bool  # lies outside the policies altogether
    group: str  # cases of one group stay on one side of a fold
    weight: float
    leave_out: frozenset[str] = frozenset()  # known questions that are the same, place names aside
    development: bool = False  # stands for what people ask; those written for calibration are hard on purpose


def fit_calibration(
    engine: "Engine", progress: Callable[[str], None] = lambda line: None, precision: float = PRECISION
) -> Calibration:
    """Fits everything for the engine's corpus and model. Takes about a quarter of an hour on two cores."""
    made = [*curated_cases(engine), *unsaid_cases(engine), *outside_cases(engine)]
    cases = [*development_cases(engine), *_without_themselves(engine, made)]
    if sum(bool(case.gold) for case in cases) < _FEWEST:
        raise CalibrationError(
            f"nothing to fit a calibration on: fewer than {_FEWEST} curated or evaluation questions are about these policies; "
            "write some into questions.toml beside a policy, then run: python -m qa calibrate"
        )
    progress(f"Encoding {len(cases)} questions ...")
    encoded = engine.encoder.encode_questions([c.text for c in cases])
    queries = [Query.of(c.text, c.language, encoded, i) for i, c in enumerate(cases)]
    modes = {}
    for curation, asked in with_less(engine).items():
        progress(f"Fitting weights for passages that are {curation.value} ...")
        modes[curation] = _fit_mode(asked, cases, queries, min(precision, HIGHEST_PRECISION[curation]), curation)
    own = sum(c.weight == _OWN_WEIGHT for c in cases)
    return Calibration(engine.encoder.hash, engine.corpus.hash, own, precision, modes)


def with_less(engine: "Engine") -> dict[Curation, "Engine"]:
    """The same engine with its curation; as if each policy was just added beside the others; and without any."""
    statements = _statements(engine)
    lent = without_curation(engine, engine.retriever.known, statements)
    return {Curation.CURATED: engine, Curation.LENT: lent, Curation.PLAIN: without_curation(engine, None, statements)}


def _statements(engine: "Engine") -> Statements | None:
    """What passages say, compared by encoders that have not seen their curated questions; None where there are none."""
    from index.encoder import blind_encoders  # torch

    typical = [q.text for q in engine.corpus.questions]
    blind = blind_encoders(engine.encoder, {d.slug for d in engine.corpus.documents}) if typical else []
    if not blind:
        return None
    index = engine.index.restricted(_WITHOUT)
    return BlindStatements(engine.corpus, index, blind, typical, engine.places.bare)


def without_curation(engine: "Engine", lent: KnownQuestions | None = None, statements: Statements | None = None) -> "Engine":
    """The same engine without translations and curated questions, but with those that are lent.

    What tells the kind of detail that is asked for has seen curated questions, where any are lent.
    """
    from qa.engine import Engine

    bare = Corpus(engine.corpus.documents, engine.corpus.sections)
    index = engine.index.restricted(_WITHOUT)
    fitted = replace(engine.calibration, corpus_hash=bare.hash) if engine.calibration else None
    details = engine.details if lent else engine.details.of_examples_alone
    return Engine(
        bare, engine.encoder, index, engine.outside, details, fitted, engine.duties, lent=lent, place_only=engine.place_only,
        statements=statements,
    )  # fmt: skip


def development_cases(engine: "Engine") -> list[Case]:
    """Development and calibration questions, as the engine understands them; those answered without a search left out."""
    cases = []
    development = [q for q in load_questions() if q.development]
    for q in [*development, *load_questions(CALIBRATION)]:
        plan = engine.plan(Request(q.text, q.municipality, None, q.history))
        if isinstance(plan, Plan) and not plan.other:
            turn = plan.readings[0].fullest
            within = plan.within(turn)
            own, text = q in development, plan.searched(turn)
            gold = q.gold & engine.corpus.by_id.keys()
            if gold or not q.gold:  # what only a policy that is not here answers, cannot be judged
                cases.append(Case(text, q.language, within, gold, _is_outside(q), q.intent, _OWN_WEIGHT, development=own))
    return cases


def curated_cases(engine: "Engine") -> list[Case]:
    """A sample of the curated questions, asked to the municipality that they belong to."""
    chosen = _sampled(engine, engine.corpus.questions, _CURATED_CASES)
    cases = []
    for q in chosen:
        passage = engine.corpus.by_id[q.passage_id]
        municipality = engine.corpus.document_of(passage).municipality
        gold = frozenset(
            p.id
            for p in engine.corpus.passages
            if p.document == passage.document and (p.id == passage.id or engine.evidence.same(p.id, passage.id))
        )
        text = engine.places.bare(q.text)
        cases.append(Case(text, q.language, (municipality,), gold, False, q.passage_id, _MADE_WEIGHT))
    return cases


def unsaid_cases(engine: "Engine") -> list[Case]:
    """A sample of the questions that no passage answers although one touches them, asked as they are."""
    cases = []
    for q in _sampled(engine, engine.corpus.unsaid, _UNSAID_CASES):
        within = tuple(m.municipality for m in engine.places.own(q.text))
        text = engine.places.bare(q.text)
        cases.append(Case(text, q.language, within, frozenset(), False, f"unsaid {q.passage_id}", _MADE_WEIGHT))
    return cases


def outside_cases(engine: "Engine") -> list[Case]:
    """A sample of the examples that lie outside."""
    chosen = _sampled(engine, subjects(), _OUTSIDE_CASES)
    bare = engine.places.bare
    return [Case(bare(s.text), s.language, (), frozenset(), True, s.id, _MADE_WEIGHT) for s in chosen]


def _without_themselves(engine: "Engine", cases: Sequence[Case]) -> list[Case]:
    """Known questions, each with all that ask the same words, in any place, left out."""
    asked = {case.text for case in cases}
    same: dict[str, set[str]] = defaultdict(set)
    for text in known_texts(engine.corpus):
        if (bare := engine.places.bare(text)) in asked:
            same[bare].add(text)
    return [replace(case, leave_out=frozenset(same[case.text])) for case in cases]


def _sampled(engine: "Engine", known: Sequence[WordedT], most: int) -> list[WordedT]:
    """A random sample, always the same, three quarters from the languages that have an interface: more is asked in those.

    Of those that the vectors were not trained on, where there are enough.
    """
    chance = random.Random(0)
    held_out = [q for q in known if is_held_out(engine.places.bare(q.text))]
    found = held_out if len(held_out) >= most // 2 else known
    served = [q for q in found if q.language in SERVED]
    others = [q for q in found if q.language not in SERVED]
    few = min(len(others), most // 4)
    return [*chance.sample(served, min(len(served), most - few)), *chance.sample(others, few)]


def _is_outside(question: EvaluationQuestion) -> bool:
    return question.expected is Status.OUT_OF_SCOPE and question.kind in ("authority", "everyday", "chatter", "emergency")


def _fit_mode(engine: "Engine", cases: Sequence[Case], queries: Sequence[Query], precision: float, curation: Curation) -> Mode:
    found = [engine.retriever.candidates(q, c.within, c.leave_out) for c, q in zip(cases, queries, strict=True)]
    of = engine.retriever.municipality_of
    inside = [[x for x in candidates if not c.within or of(x) in c.within] for c, candidates in zip(cases, found, strict=True)]
    weights = fit_ranker(cases, inside, RANKED_FEATURES[curation])
    ranker = Ranker.of(weights)
    ranked = [ranker.rank(candidates) for candidates in inside]
    anywhere = [
        max((ranker.score(x) for x in candidates), default=None) if c.within else None
        for c, candidates in zip(cases, found, strict=True)
    ]
    rows, labels, row_weights, groups, firsts = _evidence_rows(engine, cases, queries, ranked, anywhere)
    answers = _answers(rows, labels, row_weights)
    threshold, scaling = _threshold(rows, labels, row_weights, groups, firsts, cases, precision)
    tops = [i for i, first in enumerate(firsts) if first is not None]
    asked = [cases[int(firsts[i] or 0)] for i in tops]
    is_outside = np.asarray([case.outside for case in asked])
    outside = fit_logistic(rows[tops], is_outside, np.asarray([case.weight for case in asked], np.float32))
    return Mode(weights, answers, outside, scaling.scaled(threshold), scaling)


def fit_ranker(cases: Sequence[Case], found: Sequence[Sequence[Candidate]], names: Sequence[str]) -> dict[str, float]:
    """Weights that put gold first: softmax over each question's candidates, ridge penalty, no feature below zero.

    More likeness never speaks against a passage; a weight below zero would only say that features overlap.
    """
    tables = []
    for case, candidates in zip(cases, found, strict=True):
        gold = np.asarray([c.passage.id in case.gold for c in candidates])
        if case.gold and gold.any() and not gold.all():
            table = np.stack([[c.feature(name) for name in names] for c in candidates]).astype(np.float64)
            tables.append((table, gold, case.weight))
    scale = np.concatenate([table for table, _, _ in tables]).std(axis=0) + 1e-9
    total = sum(weight for _, _, weight in tables)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        value, gradient = 0.0, np.zeros_like(w)
        for table, gold, weight in tables:
            scaled = table / scale
            scores = scaled @ w
            p = np.exp(scores - scores.max())
            p /= p.sum()
            right = p[gold].sum() + 1e-12
            value -= weight * float(np.log(right))
            gradient -= weight * ((p[gold] / right) @ scaled[gold] - p @ scaled)
        return value / total + _RANKER_PENALTY * float(w @ w), gradient / total + 2 * _RANKER_PENALTY * w

    start = np.ones(len(names))
    result = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(names))
    return {name: float(weight) for name, weight in zip(names, result.x / scale, strict=True)}


def _evidence_rows(
    engine: "Engine",
    cases: Sequence[Case],
    queries: Sequence[Query],
    ranked: Sequence[Sequence[Ranked]],
    anywhere: Sequence[float | None],
) -> tuple[Floats, npt.NDArray[np.bool_], Floats, list[str], list[int | None]]:
    """Rows of evidence of the first three candidates of each question: rows, labels, weights, groups, case if first."""
    rows: list[Floats] = []
    labels: list[bool] = []
    weights: list[float] = []
    groups: list[str] = []
    firsts: list[int | None] = []
    for n, (case, query, ranking) in enumerate(zip(cases, queries, ranked, strict=True)):
        paraphrase = engine.index.centred_paraphrase(query.paraphrase)
        outside = engine.outside.nearest(paraphrase, query.text, query.language, case.leave_out)
        asked = engine.details.asked(paraphrase, query.text, query.language)
        for i in range(min(3 if case.weight == _OWN_WEIGHT else 1, len(ranking))):
            rows.append(engine.evidence.row(query, ranking, i, outside, asked, anywhere[n]))
            labels.append(ranking[i].candidate.passage.id in case.gold)
            weights.append((1.0 if i == 0 else 0.5) if case.weight == _OWN_WEIGHT else case.weight * _MADE_EVIDENCE)
            groups.append(case.group)
            firsts.append(n if i == 0 else None)
    return np.stack(rows), np.asarray(labels), np.asarray(weights, np.float32), groups, firsts


def fit_logistic(
    rows: Floats, labels: npt.NDArray[np.bool_], weights: Floats, penalty: float = 0.1, products: bool = False
) -> Logistic:
    """A ridge regression over the values of evidence; with `products` over those of any two as well, and over their squares."""
    from sklearn.linear_model import LogisticRegression

    n = len(EVIDENCE)
    rows = np.where([name == "detail_missing" for name in EVIDENCE], 0.0, rows)  # weighed by Mode.probability, by rule
    mean, scale = rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64)
    varying = np.flatnonzero(scale > 1e-6).tolist()  # a view that does not exist varies nowhere
    scale[scale <= 1e-6] = 1.0
    pairs = [(i, j) for i in varying for j in varying if i <= j] if products else []
    table = (rows - mean) / scale
    table = np.hstack([table, *(table[:, [i]] * table[:, [j]] for i, j in pairs)])
    model = LogisticRegression(C=penalty, max_iter=3000).fit(table, labels, sample_weight=weights)
    # From standardised values to plain ones.
    slopes, quadratic = model.coef_[0][:n] / scale, np.zeros((n, n))
    for (i, j), weight in zip(pairs, model.coef_[0][n:], strict=True):
        quadratic[i, j] = weight / (scale[i] * scale[j])
    bias = float(model.intercept_[0] - slopes @ mean + mean @ quadratic @ mean)
    return Logistic.of(bias, slopes - (quadratic + quadratic.T) @ mean, quadratic)


def _answers(rows: Floats, labels: npt.NDArray[np.bool_], weights: Floats) -> Logistic:
    """That a passage answers: what speaks for it counts differently beside what else speaks for it."""
    return fit_logistic(rows, labels, weights, penalty=0.01, products=True)


def _threshold(
    rows: Floats, labels: npt.NDArray[np.bool_], weights: Floats, groups: Sequence[str], firsts: Sequence[int | None],
    cases: Sequence[Case], precision: float,
) -> tuple[float, Scaling]:  # fmt: skip
    """The lowest threshold that reaches the precision, and what scales probabilities to the development questions.

    Both look at questions judged by models that did not see them; the threshold is not scaled.
    """
    fold = np.asarray([_fold(g) for g in groups])
    probability = np.zeros(len(rows))
    for k in range(_FOLDS):
        seen = fold != k
        model = _answers(rows[seen], labels[seen], weights[seen])
        mode = Mode({}, model, model, 0.0)
        probability[~seen] = [mode.probability(row) for row in rows[~seen]]
    own = [
        (probability[i], bool(cases[n].gold)) for i, n in enumerate(firsts) if n is not None and cases[n].weight == _OWN_WEIGHT
    ]
    ordinary = [(probability[i], labels[i]) for i, n in enumerate(firsts) if n is not None and cases[n].development]
    return threshold_for(own, precision), fit_scaling(ordinary)


def fit_scaling(judged: Collection[tuple[float, bool]]) -> Scaling:
    """Scales probabilities to how often the passages judged so were right; none where there is nothing to learn from."""
    from sklearn.linear_model import LogisticRegression

    right = np.asarray([label for _, label in judged])
    if right.all() or not right.any():
        return Scaling()
    p = np.clip(np.asarray([probability for probability, _ in judged]), 1e-4, 1 - 1e-4)
    model = LogisticRegression(C=100.0).fit(np.log(p / (1 - p))[:, None], right)
    slope, shift = float(model.coef_[0, 0]), float(model.intercept_[0])
    return Scaling(slope, shift) if slope > 0 else Scaling()


def threshold_for(judged: Collection[tuple[float, bool]], precision: float) -> float:
    """The lowest probability from which the share of answerable questions among the claimed ones is `precision`."""
    ordered = sorted(judged, reverse=True)
    right, best = 0, ordered[0][0] if ordered else 0.5
    for n, (probability, answerable) in enumerate(ordered, start=1):
        right += answerable
        if right / n >= precision:
            best = probability
    return float(np.clip(best, 0.05, 0.95))


def _fold(group: str) -> int:
    import hashlib

    return int(hashlib.sha256(f"fold {group}".encode()).hexdigest(), 16) % _FOLDS
