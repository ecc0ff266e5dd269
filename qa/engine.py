"""Answers questions: question -> plan -> judged -> answer, one module each. Holds no weights and no texts.

`qa.planning` says what is searched, the encoder encodes it, `qa.judging` scores what is found, `qa.composing` makes the
answer. Knows how these are loaded, put together, timed and kept; nothing about how they work.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from threadpoolctl import threadpool_limits

from corpus.errors import CalibrationError, InputError
from corpus.store import load_corpus
from corpus.types import Corpus
from index.paraphrases import SHIPPED as SHIPPED_VECTORS
from index.paraphrases import Paraphrases
from index.passage_index import PassageIndex
from index.types import Encoded, Encoder, Floats
from qa.calibration import SHIPPED, Calibration
from qa.composing import Composer
from qa.details import DetailClassifier
from qa.evidence import Evidence
from qa.explanation import Considered, Explanation, PassageMap, views_of
from qa.followup import Turn
from qa.judging import Judge
from qa.known import Bank, KnownQuestions, PlacesOnly
from qa.language import detect_language
from qa.loading import (
    Kept,
    Progress,
    keep_calibration,
    load_details,
    load_or_build_index,
    load_outside,
    load_place_only,
    load_unsaid,
    own_calibration,
    remove_other_calibrations,
)
from qa.places import Places
from qa.planning import Plan, Planner
from qa.retrieval import FEATURES, Curation, Query, Retriever
from qa.scope.nearness import OutsideSubjects
from qa.settings import Settings
from qa.statements import Statements
from qa.types import Answer, Duty, MadeWith, Request


class Engine:
    """Answers questions about one corpus. Safe to use from several threads."""

    def __init__(
        self, corpus: Corpus, encoder: Encoder, index: PassageIndex, outside: OutsideSubjects, details: DetailClassifier,
        calibration: Calibration | None, duties: Sequence[Duty] = (), max_question: int = 1000, unsaid: Bank | None = None,
        lent: KnownQuestions | None = None, place_only: Floats | None = None, statements: Statements | None = None,
    ) -> None:  # fmt: skip
        """`calibration` None is for fitting one: such an engine judges nothing. `unsaid`: what the passages leave open.

        `lent`, `statements`: see `qa.retrieval.Retriever`. `place_only`: see `qa.loading.load_place_only`.
        """
        self.corpus, self.encoder, self.index, self.outside, self.details = corpus, encoder, index, outside, details
        self.duties = tuple(duties)
        self.calibration: Calibration | None = None
        self.places = Places.of(corpus)
        self.unsaid = unsaid
        self.place_only = outside.bank.vectors[:0] if place_only is None else place_only
        self.retriever = Retriever(corpus, index, outside.bank, unsaid, lent, statements)
        self.evidence = Evidence(corpus, self.duties)
        self._max_question = max_question
        self._planner = Planner(self.places, self.retriever.known_share, max_question)
        self._judge: Judge | None = None
        if calibration is not None:
            self._calibrate(calibration)
        self._composer = Composer(corpus, self.duties)
        self._map: PassageMap | None = None
        self._one_map = Lock()

    @classmethod
    def load(cls, settings: Settings, progress: Progress = print) -> "Engine":
        """Everything from disk, built where it is missing. Takes half a minute, the first time about two."""
        from qa.fitting import fit_calibration

        engine = cls.uncalibrated(settings, progress)
        own = own_calibration(settings.index, engine.encoder, engine.corpus)
        for path in (own, SHIPPED):
            try:
                engine._calibrate(Calibration.load(path))
            except CalibrationError:
                continue
            return engine
        progress("The calibration was fitted for another model or corpus and is fitted again (about a quarter of an hour) ...")
        try:
            fitted = fit_calibration(engine, progress)
            keep_calibration(fitted, own, progress)
        except CalibrationError as error:
            fitted = replace(Calibration.load(SHIPPED), corpus_hash=engine.corpus.hash)
            if fitted.encoder_hash != engine.encoder.hash:
                raise
            progress(f"{error}. Until then the calibration of the policies that come with the program is used.")
        engine._calibrate(fitted)
        return engine

    @classmethod
    def uncalibrated(cls, settings: Settings, progress: Progress = print) -> "Engine":
        """Everything but a calibration, for fitting one."""
        from index.encoder import SentenceEncoder  # torch: seconds that `--help` must not pay

        corpus = load_corpus(settings.policies)
        for warning in corpus.warnings:
            progress(f"Left out: {warning}")
        threadpool_limits(1, user_api="blas")  # see index.encoder: threads that wait for each other cost more than they save
        progress("Loading the model ...")
        encoder = SentenceEncoder(settings.model or None, progress)
        known = Paraphrases(encoder, Places.of(corpus).bare, SHIPPED_VECTORS)
        index = load_or_build_index(corpus, encoder, settings.index, progress, known)
        kept = Kept(encoder, settings.index, progress, known)
        outside, details, unsaid = load_outside(kept, index), load_details(kept, index), load_unsaid(kept, index, corpus)
        duties = _extract_duties(corpus)
        places = load_place_only(kept, index)
        return cls(corpus, encoder, index, outside, details, None, duties, settings.max_question, unsaid, place_only=places)

    def _calibrate(self, calibration: Calibration) -> None:
        """Judges by a calibration from now on; CalibrationError where it is for another model or corpus."""
        calibration.check(self.encoder.hash, self.corpus.hash)
        self.calibration = calibration
        mere = PlacesOnly(self.place_only, self.retriever.known or self.outside.bank)
        self._judge = Judge(self.index, self.retriever, self.evidence, self.outside, self.details, calibration, mere)

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

    def plan(self, request: Request) -> Plan | Answer | InputError:
        """What is to be searched, or the answer where nothing is."""
        return self._planner.plan(request)

    def ask_many(self, requests: Sequence[Request]) -> list[Answer | InputError]:
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
            part = encoded.part(at, at + n)
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
        """(n, dim) float32 unit rows, place names left out, for putting questions on the same subject together.

        Not paraphrase vectors: those know the policies' subjects, and what is asked in vain is about others.
        """
        return self.index.centred(self.encoder.encode_questions([self.places.bare(q) for q in questions]).vectors)

    def with_corpus(self, corpus: Corpus, encoder: Encoder | None = None) -> "Engine":
        """The same engine after staff have added or removed curated questions: only what is new is encoded.

        The calibration is kept; a few questions among thousands do not move it. `encoder`: one that gives the same vectors,
        such as one that remembers them. Raises ValueError where the policies themselves have changed.
        """
        if corpus.sections != self.corpus.sections:
            raise ValueError("the policies' text has changed, which needs a new index and calibration")
        encoder = encoder or self.encoder
        kept = replace(self.calibration, corpus_hash=corpus.hash) if self.calibration else None
        index = self.index.updated(corpus, encoder, Paraphrases(encoder, self.places.bare))
        changed = Engine(
            corpus, encoder, index, self.outside, self.details, kept, self.duties, self._max_question, self.unsaid,
            place_only=self.place_only,
        )  # fmt: skip
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
        query = Query.of(subject, language, encoded, 0)
        judged = self._calibrated.judge(query, Turn(subject, (municipality,)), (municipality,))
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
            *(fitted.modes[curation].threshold for curation in Curation),
        )

    @property
    def map(self) -> PassageMap:
        """All passages in two dimensions; made when first asked for, by one thread while the others wait."""
        with self._one_map:
            if self._map is None:
                self._map = PassageMap(self.index)
            return self._map

    def explain(self, request: Request) -> Explanation | None:
        """How a question was judged; None where no passage is looked at (a greeting, an emergency, another municipality).

        Of several questions in one message, the one that the policies speak for most. Raises InputError as `ask` does.
        """
        plan = self.plan(request)
        if isinstance(plan, InputError):
            raise plan
        if isinstance(plan, Answer) or plan.other:
            return None
        judged = max(self._calibrated.judge_all(plan, self.encoder.encode_questions(plan.texts())), key=lambda j: j.best)
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

    def _answer(self, plan: Plan, encoded: Encoded) -> Answer:
        judge = self._calibrated
        return self._composer.compose(plan, judge.judge_all(plan, encoded), judge.everywhere)

    @property
    def _calibrated(self) -> Judge:
        assert self._judge is not None  # noqa: S101 -- engines without a calibration are only used by qa.fitting
        return self._judge


def _extract_duties(corpus: Corpus) -> tuple[Duty, ...]:
    from qa.duties.extract import extract_duties

    return extract_duties(corpus)
