"""From a plan and its encodings to judged questions: passages scored, and how sure it is that they answer.

A question that can be read in several ways is judged in each; what is found is pooled. Knows nothing
about what is said in an answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.passage_index import PassageIndex
from index.types import Encoded
from qa.calibration import Calibration
from qa.details import Asked, DetailClassifier
from qa.evidence import Evidence
from qa.followup import Reading, Turn
from qa.known import PlacesOnly
from qa.planning import Plan
from qa.ranking import Ranker
from qa.retrieval import Candidate, Curation, Query, Retriever
from qa.scope.knowledge import EMERGENCY
from qa.scope.nearness import Outside, OutsideSubjects
from qa.selection import Scored

_JUDGED = 12  # candidates whose probability is computed
_TOUCHES = 0.25  # probability from which a passage touches the subject although it does not answer
_OUTSIDE = 0.5  # probability from which a question lies outside the policies, and no answer is claimed
_ELSEWHERE = 0.25  # ... from which an unanswered question is shown to somebody else
_LEAST, _MOST = 0.003, 0.9999  # probabilities beyond which one is not told from another; passages not judged have the least
_HEARD = 0.4  # share of the weight from which a cry for help in one turn is heard
_DANGER = 0.6  # mean cosine to three cries for help from which a question is one


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for one reading of a question."""

    turn: Turn
    query: Query
    scored: tuple[Scored, ...]  # best first
    outside: Outside
    near: float  # probability of the best passage before a missing detail is held against it
    p_outside: float
    asked: Asked
    threshold: float
    danger: bool  # whether it reads like a cry for help

    @property
    def best(self) -> float:
        """Probability of the best passage."""
        return self.scored[0].probability if self.scored else 0.0

    @property
    def answered(self) -> bool:
        """Whether an answer is claimed."""
        return self.best >= self.threshold and not self.lies_outside

    @property
    def lies_outside(self) -> bool:
        """Whether it is no matter of the policies."""
        return self.p_outside >= _OUTSIDE

    @property
    def lies_elsewhere(self) -> bool:
        """Whether, without an answer here, somebody outside the policies is the one to ask."""
        return self.p_outside >= _ELSEWHERE

    @property
    def touches(self) -> bool:
        """Whether a passage speaks about the subject, even if it does not hold what was asked."""
        return self.near >= _TOUCHES


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Candidates of one kind of curation, judged by its weights."""

    scored: tuple[Scored, ...]  # best first, never empty
    p_outside: float
    near: float
    threshold: float


class Judge:
    """Judges what the passages of one corpus say to a question."""

    def __init__(
        self, index: PassageIndex, retriever: Retriever, evidence: Evidence, outside: OutsideSubjects,
        details: DetailClassifier, calibration: Calibration, places_only: PlacesOnly,
    ) -> None:  # fmt: skip
        self._index, self._retriever, self._evidence = index, retriever, evidence
        self._outside, self._details, self._calibration = outside, details, calibration
        self._places_only = places_only
        self._ranker = Ranker({curation: mode.ranker for curation, mode in calibration.modes.items()})

    def judge_all(self, plan: Plan, encoded: Encoded) -> list[Judged]:
        """What was found for each question in a message; `encoded` holds the plan's texts, in their order."""
        judged: list[Judged] = []
        at = 0
        for reading in plan.readings:
            first, at = at, at + len(reading.turns)
            if reading.moved:
                said = self._index.centred_paraphrase(encoded.paraphrases[at + 1])
                if self._places_only.hold(said):
                    first, reading = at, Reading((reading.moved,))
                at += 2
            found = []
            for n, turn in enumerate(reading.turns, start=first):
                query = Query.of(plan.searched(turn), plan.language, encoded, n)
                found.append(self.judge(query, turn, plan.within(turn)))
            judged.append(pooled(reading, found))
        return judged

    def judge(self, query: Query, turn: Turn, within: tuple[str, ...]) -> Judged:
        """What was found for one reading, in some municipalities or in all."""
        paraphrase = self._index.centred_paraphrase(query.paraphrase)
        outside = self._outside.nearest(paraphrase, query.text, query.language)
        asked = self._details.asked(paraphrase, query.text, query.language)
        found = self._retriever.candidates(query, within)
        # Scores of passages for which different views speak cannot be compared, probabilities can.
        groups = [[c for c in found if c.curation is curation] for curation in Curation]
        weighed = [w for group in groups if (w := self._weigh(query, group, within, outside, asked))]
        scored = sorted((s for w in weighed for s in w.scored), key=lambda s: -s.probability)
        p_outside = min((w.p_outside for w in weighed), default=1.0)
        near = max((w.near for w in weighed), default=0.0)
        threshold = max(weighed, key=lambda w: w.scored[0].probability).threshold if weighed else 1.0
        danger = outside.authority == EMERGENCY and outside.mean >= _DANGER and p_outside >= _OUTSIDE
        if outside.authority == EMERGENCY and not danger:
            outside = replace(outside, authority=outside.otherwise)
        return Judged(turn, query, tuple(scored), outside, near, p_outside, asked, threshold, danger)

    def _weigh(
        self, query: Query, candidates: Sequence[Candidate], within: Sequence[str], outside: Outside, asked: Asked
    ) -> "_Weighed | None":
        """Candidates of one kind of curation with their probabilities; None where none is of a municipality asked about."""
        everywhere = self._ranker.rank(candidates)
        ranked = [r for r in everywhere if not within or self._retriever.municipality_of(r.candidate) in within]
        if not ranked:
            return None
        anywhere = everywhere[0].score if within else None
        mode = self._calibration.modes[ranked[0].candidate.curation]
        rows = [self._evidence.row(query, ranked, i, outside, asked, anywhere) for i in range(min(len(ranked), _JUDGED))]
        scored = [Scored(r.candidate, mode.probability(row)) for r, row in zip(ranked, rows, strict=False)]
        scored.sort(key=lambda s: -s.probability)
        near = max(mode.nearness(row) for row in rows)
        return _Weighed(tuple(scored), mode.outside.probability(rows[0]), near, mode.threshold)

    def everywhere(self, judged: Judged) -> Judged:
        """The same reading, judged in all municipalities."""
        return self.judge(judged.query, judged.turn, ())


def pooled(reading: Reading, found: Sequence[Judged]) -> Judged:
    """What was found for all turns of a reading, as one: a weighted mean of log odds.

    A logarithmic opinion pool (Genest and Zidek, 1986). Whose matter it is otherwise tells the turn that is surest of it.
    """
    if len(found) == 1:
        return found[0]
    weights = [weight / sum(reading.weights) for weight in reading.weights]
    odds = [{s.candidate.passage.id: _log_odds(s.probability) for s in judged.scored} for judged in found]
    candidates = {s.candidate.passage.id: s.candidate for judged in reversed(found) for s in judged.scored}
    unseen = _log_odds(0.0)
    joint = {id_: sum(w * own.get(id_, unseen) for w, own in zip(weights, odds, strict=True)) for id_ in candidates}
    scored = [Scored(candidates[id_], 1 / (1 + math.exp(-joint[id_]))) for id_ in candidates]
    surest = max(range(len(found)), key=lambda i: weights[i] * found[i].p_outside)
    danger = any(judged.danger for w, judged in zip(weights, found, strict=True) if w >= _HEARD)
    outside = found[surest].outside
    if outside.authority == EMERGENCY and not danger:
        outside = replace(outside, authority=outside.otherwise)
    return replace(
        found[0],
        scored=tuple(sorted(scored, key=lambda s: -s.probability)),
        outside=outside,
        near=max(judged.near for judged in found),
        p_outside=sum(w * judged.p_outside for w, judged in zip(weights, found, strict=True)),
        danger=danger,
    )


def _log_odds(probability: float) -> float:
    p = min(max(probability, _LEAST), _MOST)
    return math.log(p / (1 - p))
