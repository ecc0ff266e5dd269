"""Answers questions: composes understanding, search, calibration and selection. Holds no weights and no texts.

The order of what is looked at: danger, pleasantries, instructions, other municipalities; then the conversation, the
passages, how sure the match is, and whose matter it is otherwise.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from threadpoolctl import threadpool_limits

from corpus.errors import CalibrationError, InputError
from corpus.store import load_corpus
from corpus.types import Corpus
from index.passage_index import PassageIndex
from index.types import Encoded, Encoder, Floats
from qa.actors import asked_actor, duties_of
from qa.calibration import SHIPPED, Calibration, Mode
from qa.details import Asked, DetailClassifier, has_detail
from qa.evidence import Evidence
from qa.explanation import Considered, Explanation, PassageMap, views_of
from qa.followup import Reading, Turn, understand
from qa.known import Bank
from qa.language import detect_language, known_share
from qa.loading import (
    Kept,
    Progress,
    keep_calibration,
    load_details,
    load_or_build_index,
    load_outside,
    load_unsaid,
    own_calibration,
    remove_other_calibrations,
)
from qa.messages import joined, message
from qa.places import Places
from qa.ranking import Ranked, Ranker
from qa.retrieval import FEATURES, Query, Retriever, bare_candidate
from qa.scope.detect import is_emergency, is_instruction, is_nonsense, peel
from qa.scope.knowledge import EMERGENCY, signpost
from qa.scope.nearness import Outside, OutsideSubjects
from qa.selection import Scored, choose, cite
from qa.settings import Settings
from qa.types import Answer, Citation, Duty, MadeWith, Request, Signpost, Status

_DUTIES_CITED = 12  # further passages where all duties of a body are asked for
_JUDGED = 12  # candidates whose probability is computed
_TOUCHES = 0.25  # probability from which a passage touches the subject although it does not answer
_OUTSIDE = 0.5  # probability from which a question lies outside the policies
_DANGER = 0.6  # mean cosine to three cries for help from which a question is one
_MAX_PARTS = 3
_RELATED = 5  # passages shown as near
_REMEMBERED = 8  # earlier questions that are looked at


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

    @property
    def best(self) -> float:
        """Probability of the best passage."""
        return self.scored[0].probability if self.scored else 0.0

    @property
    def answered(self) -> bool:
        """Whether an answer is claimed."""
        return self.best >= self.threshold and self.p_outside < _OUTSIDE

    @property
    def danger(self) -> bool:
        """Whether it reads like a cry for help."""
        return self.outside.authority == EMERGENCY and self.outside.mean >= _DANGER and self.p_outside >= _OUTSIDE


class Engine:
    """Answers questions about one corpus. Safe to use from several threads."""

    def __init__(
        self, corpus: Corpus, encoder: Encoder, index: PassageIndex, outside: OutsideSubjects, details: DetailClassifier,
        calibration: Calibration | None, duties: Sequence[Duty] = (), max_question: int = 1000, unsaid: Bank | None = None,
    ) -> None:  # fmt: skip
        """`calibration` None is for fitting one: such an engine judges nothing. `unsaid`: what the passages leave open."""
        self.corpus, self.encoder, self.index, self.outside, self.details = corpus, encoder, index, outside, details
        self.duties = tuple(duties)
        self.calibration = calibration
        self.places = Places.of(corpus)
        self.unsaid = unsaid
        self.retriever = Retriever(corpus, index, outside.bank, unsaid)
        self.evidence = Evidence(corpus)
        self._max_question = max_question
        self._map: PassageMap | None = None
        self._one_map = Lock()
        if calibration is not None:
            calibration.check(encoder.hash, corpus.hash)
            self._ranker = Ranker(calibration.curated.ranker, calibration.plain.ranker)

    @classmethod
    def load(cls, settings: Settings, progress: Progress = print) -> "Engine":
        """Everything from disk, built where it is missing. Takes about ten seconds, the first time a few minutes."""
        from index.encoder import SentenceEncoder  # torch: seconds that `--help` must not pay
        from qa.fitting import fit_calibration

        corpus = load_corpus(settings.policies)
        for warning in corpus.warnings:
            progress(f"Left out: {warning}")
        threadpool_limits(1, user_api="blas")  # see index.encoder: threads that wait for each other cost more than they save
        progress("Loading the model ...")
        encoder = SentenceEncoder(settings.model or None, progress)
        index = load_or_build_index(corpus, encoder, settings.index, progress)
        kept = Kept(encoder, settings.index, progress)
        outside, details, unsaid = load_outside(kept, index), load_details(kept), load_unsaid(kept, index, corpus)
        duties = _extract_duties(corpus)
        own = own_calibration(settings.index, encoder, corpus)

        def made(calibration: Calibration | None) -> "Engine":
            return cls(corpus, encoder, index, outside, details, calibration, duties, settings.max_question, unsaid)

        for path in (own, SHIPPED):
            try:
                return made(Calibration.load(path))
            except CalibrationError:
                continue
        progress("The calibration was fitted for another model or corpus and is fitted again (two to four minutes) ...")
        try:
            fitted = fit_calibration(made(None))
            keep_calibration(fitted, own, progress)
        except CalibrationError as error:
            fitted = replace(Calibration.load(SHIPPED), corpus_hash=corpus.hash)
            if fitted.encoder_hash != encoder.hash:
                raise
            progress(f"{error}. Until then the calibration of the policies that come with the program is used.")
        return made(fitted)

    def ask(
        self, question: str, *, municipality: str | None = None, language: str | None = None, history: Sequence[str] = ()
    ) -> Answer:
        """The answer to one question.

        `municipality` limits the search (a name or an alias), `language` is the interface's, a hint only, `history` holds
        earlier questions, oldest first. Raises InputError, in the asker's language, for what cannot be asked.
        """
        found = self.ask_many([Request(question, municipality, language, tuple(history))])[0]
        if isinstance(found, InputError):
            raise found
        return found

    def ask_many(self, requests: Sequence[Request]) -> "list[Answer | InputError]":
        """Answers in the order of the requests, encoded together; an InputError stands where one cannot be asked."""
        start = time.perf_counter()
        plans = [self.plan(request) for request in requests]
        texts = [reading_text for plan in plans if isinstance(plan, Plan) for reading_text in plan.texts()]
        before = time.perf_counter()
        encoded = self.encoder.encode_questions(texts)
        encode_ms = (time.perf_counter() - before) * 1000
        answers: list[Answer | InputError] = []
        at = 0
        for plan in plans:
            if not isinstance(plan, Plan):
                total_ms = round((time.perf_counter() - start) * 1000, 1)
                timings = {"encode": 0.0, "search": 0.0, "total": total_ms}
                answers.append(replace(plan, timings_ms=timings) if isinstance(plan, Answer) else plan)
                continue
            n = len(plan.texts())
            part = Encoded(encoded.vectors[at : at + n], encoded.tokens[at : at + n])
            at += n
            began = time.perf_counter()
            answer = self._answer(plan, part)
            search_ms = (time.perf_counter() - began) * 1000
            total_ms = (time.perf_counter() - start) * 1000
            timings = {"encode": round(encode_ms, 1), "search": round(search_ms, 1), "total": round(total_ms, 1)}
            answers.append(replace(answer, timings_ms=timings))
        return answers

    @property
    def model(self) -> str:
        """Changes when the vectors of the same texts do."""
        return self.encoder.hash

    def embed(self, questions: Sequence[str]) -> Floats:
        """(n, dim) float32 unit rows: questions as they are compared with each other, place names left out."""
        return self.index.centred(
            self.encoder.encode_questions([self.places.without_places(q) or q for q in questions]).vectors
        )

    def with_corpus(self, corpus: Corpus, encoder: Encoder | None = None) -> "Engine":
        """The same engine after staff have added or removed curated questions: only what is new is encoded.

        The calibration is kept; a few questions among thousands do not move it. `encoder`: one that gives the same vectors,
        such as one that remembers them. Raises ValueError where the policies themselves have changed.
        """
        if corpus.sections != self.corpus.sections:
            raise ValueError("the policies' text has changed, which needs a new index and calibration")
        encoder = encoder or self.encoder
        kept = replace(self.calibration, corpus_hash=corpus.hash) if self.calibration else None
        index = self.index.updated(corpus, encoder)
        changed = Engine(corpus, encoder, index, self.outside, self.details, kept, self.duties, self._max_question, self.unsaid)
        changed._map = self._map  # which knows the passages only, and those are the same
        return changed

    def save(self, folder: Path) -> None:
        """Keeps index and calibration where `load` finds them."""
        if self.calibration is not None:
            self.calibration.save(own_calibration(folder, self.encoder, self.corpus))
        self.index.save(folder)
        remove_other_calibrations(folder, own_calibration(folder, self.encoder, self.corpus))

    def search_subject(self, subject: str, municipality: str) -> list[tuple[str, float]]:
        """Passage ids of one municipality with the probability that they speak about a subject, best first."""
        language = detect_language(subject)
        encoded = self.encoder.encode_questions([subject])
        query = Query(subject, language, encoded.vectors[0], encoded.tokens[0])
        judged = self._judge(query, Turn(subject, (municipality,)), (municipality,))
        return [(s.candidate.passage.id, s.probability) for s in judged.scored]

    @property
    def made_with(self) -> MadeWith:
        """Model, corpus and thresholds that its answers hold for."""
        assert self.calibration is not None  # noqa: S101 -- engines without one are only used by qa.fitting
        manifest, fitted = self.index.manifest, self.calibration
        return MadeWith(
            manifest.encoder_name,
            manifest.encoder_hash,
            manifest.corpus_hash,
            manifest.passages,
            manifest.entries,
            fitted.questions,
            fitted.precision,
            fitted.curated.threshold,
            fitted.plain.threshold,
        )

    @property
    def map(self) -> PassageMap:
        """All passages in two dimensions; made when first asked for, by one thread while the others wait."""
        with self._one_map:
            if self._map is None:
                self._map = PassageMap(self.index)
            return self._map

    def explain(self, request: Request) -> Explanation | None:
        """How a question was judged; None where nothing was searched (a greeting, an emergency, another municipality).

        Of several questions in one message, the one that the policies speak for most. Raises InputError as `ask` does.
        """
        plan = self.plan(request)
        if isinstance(plan, InputError):
            raise plan
        if isinstance(plan, Answer):
            return None
        judged = max(self._judge_all(plan, self.encoder.encode_questions(plan.texts())), key=lambda j: j.best)
        if judged.danger:
            return None
        place, neighbours = self.map.place_of(self.index.centred(judged.query.vector))
        passages = tuple(
            Considered(
                s.candidate.passage.id,
                self.retriever.municipality_of(s.candidate),
                s.probability,
                views_of(s.candidate.matched),
                dict(zip(FEATURES, map(float, s.candidate.features), strict=True)),
            )
            for s in judged.scored
        )
        within = plan.within(judged.turn)
        question = request.question
        return Explanation(
            question, judged.query.text, plan.language, within, judged.threshold, judged.answered, passages, place, neighbours
        )

    # Understanding

    def plan(self, request: Request) -> "Plan | Answer | InputError":
        """What is to be searched, or the answer where nothing is."""
        hints = [request.language or ""]
        text = " ".join(request.question.encode("utf-8", "replace").decode().replace("\0", " ").split())
        if not text:
            return InputError(message(request.language or "sv", "input.empty"))
        beginning = text[: self._max_question]
        language = detect_language(self.places.without_places(beginning) or beginning, hints)
        if len(text) > self._max_question:
            return InputError(message(language, "input.too_long", length=len(text), most=self._max_question))
        municipality = None
        if request.municipality:
            municipality = self.places.resolve(request.municipality)
            if municipality is None:
                known = joined(language, list(self.places.names))
                return InputError(message(language, "input.unknown_municipality", name=request.municipality[:60], known=known))
        history = [" ".join(h[: self._max_question].split()) for h in request.history if h.strip()][-_REMEMBERED:]
        if history:
            earlier = detect_language(self.places.without_places(history[-1]) or history[-1], hints)
            language = detect_language(self.places.without_places(text) or text, [*hints, earlier, earlier])
        if is_emergency(text):
            return self._nothing(request, language, Status.OUT_OF_SCOPE, "status.emergency", "reason.emergency", EMERGENCY)
        if is_instruction(text):
            return self._nothing(request, language, Status.OUT_OF_SCOPE, "status.out_of_scope", "reason.instruction")
        peeled = peel(text, language)
        if not peeled:
            return self._nothing(request, language, Status.OUT_OF_SCOPE, "status.chatter", "reason.chatter")
        if not self.places.own(peeled) and is_nonsense(peeled, max(known_share(peeled), self.retriever.known_share(peeled))):
            return self._nothing(request, language, Status.OUT_OF_SCOPE, "status.out_of_scope", "reason.not_a_question")
        own = self.places.own(peeled)
        others = self.places.others(peeled)
        if others and not own:
            known = joined(language, list(self.places.names))
            reason = message(language, "reason.other_municipality", municipalities=known, other=others[0].municipality)
            return self._nothing(request, language, Status.OUT_OF_SCOPE, "status.out_of_scope", reason_text=reason)
        parts = _questions(peeled)
        readings = [understand(parts[0], history, self.places, language)]
        for i, part in enumerate(parts[1:], start=1):
            readings.append(understand(part, [*history, *parts[:i]], self.places, language))
        return Plan(request, language, municipality, tuple(parts), tuple(readings), self.places)

    # Answering

    def _answer(self, plan: "Plan", encoded: Encoded) -> Answer:
        return self._compose(plan, self._judge_all(plan, encoded))

    def _judge_all(self, plan: "Plan", encoded: Encoded) -> list[Judged]:
        """What was found for each question in a message."""
        judged: list[Judged] = []
        at = 0
        for reading in plan.readings:
            turns = [t for t in (reading.alone, reading.together) if t is not None]
            found = []
            for turn in turns:
                query = Query(plan.searched(turn), plan.language, encoded.vectors[at], encoded.tokens[at])
                at += 1
                found.append(self._judge(query, turn, plan.within(turn)))
            judged.append(_settle(reading, found))
        return judged

    def _judge(self, query: Query, turn: Turn, within: tuple[str, ...]) -> Judged:
        assert self.calibration is not None  # noqa: S101 -- engines without one are only used by qa.fitting
        outside = self.outside.nearest(self.index.centred(query.vector), query.text, query.language)
        asked = self.details.asked(query.vector, query.text, query.language)
        everywhere = self._ranker.rank(self.retriever.candidates(query, within))
        ranked = [r for r in everywhere if not within or self.retriever.municipality_of(r.candidate) in within]
        anywhere = everywhere[0].score if within and everywhere else None
        mode = self.mode_of(ranked)
        rows = [self.evidence.row(query, ranked, i, outside, asked, anywhere) for i in range(min(len(ranked), _JUDGED))]
        scored = [Scored(r.candidate, mode.probability(row)) for r, row in zip(ranked, rows, strict=False)]
        scored.sort(key=lambda s: -s.probability)
        p_outside = mode.outside.probability(rows[0]) if rows else 1.0
        near = max((mode.nearness(row) for row in rows), default=0.0)
        return Judged(turn, query, tuple(scored), outside, near, p_outside, asked, mode.threshold)

    def mode_of(self, ranked: Sequence[Ranked]) -> Mode:
        """The weights that fit the views that the best candidate has."""
        assert self.calibration is not None  # noqa: S101
        curated = any(r.candidate.feature("question") or r.candidate.feature("translation") for r in ranked[:3])
        return self.calibration.curated if curated else self.calibration.plain

    def _compose(self, plan: "Plan", judged: Sequence[Judged]) -> Answer:
        if any(j.danger for j in judged):
            return self._nothing(
                plan.request, plan.language, Status.OUT_OF_SCOPE, "status.emergency", "reason.emergency", EMERGENCY
            )
        answered = [j for j in judged if j.answered]
        if not answered:
            best = max(judged, key=lambda j: (j.best, -j.p_outside))
            return self._unanswered(plan, best)
        citations: list[Citation] = []
        related: dict[str, tuple[Scored, Judged]] = {}  # passage id -> the best that any part of the message gave it
        for j in answered:
            cited, rest = choose(j.scored, self.corpus, j.threshold)
            taken = {c.passage_id for c in citations}
            for found in cited:
                if found.candidate.passage.id not in taken:
                    citations.append(self._cite(found, len(citations) + 1, plan.language, j))
            for other in rest:
                id_ = other.candidate.passage.id
                if id_ not in related or related[id_][0].probability < other.probability:
                    related[id_] = (other, j)
            if bases := asked_actor(j.query.text, plan.language, self.duties):
                citations += self._duties_cited(bases, plan, j, citations)
        taken = {c.passage_id for c in citations}
        also = sorted((r for id_, r in related.items() if id_ not in taken), key=lambda r: -r[0].probability)
        nearest = tuple(self._cite(s, n, plan.language, j) for n, (s, j) in enumerate(also[:_RELATED], start=1))
        names = list(dict.fromkeys(c.municipality for c in citations))
        key = "answer.one" if len(names) == 1 else "answer.several"
        text = message(plan.language, key, municipality=names[0], municipalities=joined(plan.language, names))
        silent = [part for part, j in zip(plan.parts, judged, strict=True) if not j.answered]
        reason = " ".join(message(plan.language, "answer.part", question=part) for part in silent) or None
        first = answered[0].turn
        return self._made(plan, Status.ANSWERED, text, first, tuple(citations), nearest, reason, None)

    def _duties_cited(self, bases: Sequence[str], plan: "Plan", judged: Judged, before: Sequence[Citation]) -> list[Citation]:
        """Every passage with a duty of a body that is asked about, where it is not cited yet, each with its statement."""
        within = plan.within(judged.turn)
        taken = {c.passage_id for c in before}
        scores = {s.candidate.passage.id: s for s in judged.scored}
        cited: list[Citation] = []
        for duty in duties_of(bases, self.duties):
            if duty.passage_id in taken or (within and duty.municipality not in within):
                continue
            taken.add(duty.passage_id)
            own = [d for d in self.duties if d.passage_id == duty.passage_id]
            found = scores.get(duty.passage_id) or Scored(bare_candidate(self.corpus.by_id[duty.passage_id]), 0.0)
            cited.append(cite(found, len(before) + len(cited) + 1, self.corpus, plan.language, own, duty))
        return cited[:_DUTIES_CITED]

    def _unanswered(self, plan: "Plan", judged: Judged) -> Answer:
        language, within = plan.language, plan.within(judged.turn)
        related = self._related([s for s in judged.scored if s.probability > 0.02], language, judged)
        if judged.p_outside >= _OUTSIDE:
            pointer = signpost(judged.outside.authority, language)
            reason = (
                message(language, "reason.authority", authority=pointer.name)
                if pointer
                else message(language, "reason.elsewhere")
            )
            text = message(language, "status.out_of_scope")
            return self._made(plan, Status.OUT_OF_SCOPE, text, judged.turn, (), related[:2], reason, pointer)
        elsewhere = self._elsewhere(plan, judged) if within else ()
        touches = judged.near >= _TOUCHES
        contact = self._contact(within, language)
        if elsewhere and not touches:
            reason = message(language, "reason.silent", municipality=joined(language, list(within)))
            return self._made(
                plan, Status.NOT_FOUND, message(language, "status.not_found"), judged.turn, (), elsewhere, reason, contact
            )
        if touches:
            kind = judged.asked.kind
            missing = (
                message(language, "reason.detail", detail=message(language, f"detail.{kind}"))
                if kind and not has_detail(kind, judged.scored[0].candidate.passage.text)
                else message(language, "reason.nearest")
            )
            text = message(language, "status.partial")
            return self._made(plan, Status.PARTIAL, text, judged.turn, (), related, missing, contact)
        key = "reason.nothing_in" if within else "reason.nothing"
        reason = message(language, key, municipality=joined(language, list(within)), count=len(self.corpus.documents))
        return self._made(
            plan, Status.NOT_FOUND, message(language, "status.not_found"), judged.turn, (), related, reason, contact
        )

    def _elsewhere(self, plan: "Plan", judged: Judged) -> tuple[Citation, ...]:
        """What other municipalities' policies say, where the one that was asked about is silent."""
        everywhere = self._judge(judged.query, judged.turn, ())
        if not everywhere.answered:
            return ()
        return self._related([s for s in everywhere.scored if s.probability >= everywhere.threshold], plan.language, everywhere)

    def _related(self, scored: Sequence[Scored], language: str, judged: Judged) -> tuple[Citation, ...]:
        return tuple(self._cite(found, n, language, judged) for n, found in enumerate(scored[:_RELATED], start=1))

    def _cite(self, found: Scored, number: int, language: str, judged: Judged) -> Citation:
        own = [d for d in self.duties if d.passage_id == found.candidate.passage.id]
        wanted = None
        if judged.asked.who:
            wanted = next((d for d in own if d.actor and _overlaps(d, found)), None)
            borne = [d for d in own if d.actor]
            if wanted is None and len({d.start for d in borne}) == 1:  # one statement alone names somebody
                wanted = borne[0]
        return cite(found, number, self.corpus, language, own, wanted)

    def _contact(self, within: Sequence[str], language: str) -> Signpost | None:
        """The municipality itself, as the one who knows more; the service as a whole where none was named."""
        base = signpost("kommunen", language)
        if base is None or not within:
            return base
        return replace(base, text=message(language, "signpost.municipality", municipality=within[0]))

    def _nothing(
        self, request: Request, language: str, status: Status, text_key: str, reason_key: str = "", authority: str = "",
        reason_text: str | None = None,
    ) -> Answer:  # fmt: skip
        reason = reason_text or message(language, reason_key)
        pointer = signpost(authority, language) if authority else None
        return Answer(request.question, language, status, (), message(language, text_key), reason=reason, signpost=pointer)

    def _made(
        self,
        plan: "Plan",
        status: Status,
        text: str,
        turn: Turn,
        citations: tuple[Citation, ...],
        related: tuple[Citation, ...],
        reason: str | None,
        pointer: Signpost | None,
    ) -> Answer:
        understood = None
        if turn.follow_up_of:
            places = plan.within(turn)
            understood = turn.text if not turn.moved else f"{self.places.without_places(turn.text)} ({', '.join(places)})"
        return Answer(
            plan.request.question, plan.language, status, plan.within(turn), text, citations, related, reason, pointer,
            turn.follow_up_of, understood,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A question taken apart, ready to be encoded."""

    request: Request
    language: str
    municipality: str | None  # from the picker
    parts: tuple[str, ...]
    readings: tuple[Reading, ...]  # one per part
    places: Places

    def turns(self) -> list[Turn]:
        """Every reading of every part."""
        return [t for reading in self.readings for t in (reading.alone, reading.together) if t is not None]

    def texts(self) -> list[str]:
        """What is encoded, in the order of `turns`."""
        return [self.searched(turn) for turn in self.turns()]

    def searched(self, turn: Turn) -> str:
        """A turn's text without place names, which would pull towards passages that happen to name the place."""
        return self.places.without_places(turn.text) or turn.text

    def within(self, turn: Turn) -> tuple[str, ...]:
        """The municipalities that are searched: those named in the question before the one in the picker."""
        return turn.municipalities or ((self.municipality,) if self.municipality else ())


def _settle(reading: Reading, found: list[Judged]) -> Judged:
    """The reading that the policies speak for."""
    if len(found) == 1:
        return found[0]
    alone, together = found
    if reading.points_back:
        return together if together.answered or not alone.answered else alone
    return together if together.answered and not alone.answered and alone.p_outside < _OUTSIDE else alone


def _questions(text: str) -> list[str]:
    """The questions in a message; a statement before a question belongs to it."""
    parts: list[str] = []
    pending = ""
    for piece in text.replace("؟", "؟\n").replace("?", "?\n").split("\n"):
        piece = f"{pending} {piece}".strip()
        if not piece:
            continue
        if piece.endswith(("?", "؟")) and len(piece.split()) >= 2:
            parts.append(piece)
            pending = ""
        else:
            pending = piece
    if pending:
        if parts:
            parts[-1] = f"{parts[-1]} {pending}"
        else:
            parts.append(pending)
    return parts if len(parts) <= _MAX_PARTS else [text]


def _overlaps(duty: Duty, found: Scored) -> bool:
    span = found.candidate.sentence
    return span is not None and span.start <= duty.start < span.end


def _extract_duties(corpus: Corpus) -> tuple[Duty, ...]:
    from qa.duties.extract import extract_duties

    return extract_duties(corpus)
