"""Runs one step of a scenario: asks, compares, lists or reads, and keeps what was answered.

A scenario's questions are the same each time it is shown, so each is asked once while the program runs. Knows nothing
about HTML.
"""

from dataclasses import dataclass
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from corpus.errors import InputError
from corpus.types import Corpus, Passage
from qa.duties.compare import ABOUT, Comparison, Search, compare_actor, compare_subject
from qa.duties.register import filter_duties, resolve_modality
from qa.explanation import Explanation
from qa.scenarios.types import Step
from qa.types import Answer, Duty, Request
from qa.web.service import AskEngine, Service
from qa.web.texts import texts

T = TypeVar("T")
REMEMBERED = 500  # steps; more than any file of scenarios holds
# What a step's kind is called above its heading.
KINDS = {
    "ask": "demonstrate.ask",
    "compare": "demonstrate.compare",
    "duties": "demonstrate.duties",
    "document": "demonstrate.document",
}
COLUMN = 1  # passages of each municipality: what a projector has room for


@dataclass(frozen=True, slots=True)
class Performed:
    """What a step gave: of its kind, and nothing of the others."""

    step: Step
    answer: Answer | None = None
    comparison: Comparison | None = None
    duties: tuple[Duty, ...] = ()
    passage: Passage | None = None
    problem: str | None = None  # a message to people, where the step cannot be shown


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a heading and the language that it is in."""

    text: str
    language: str


class Performer:
    """Performs steps over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._performed: dict[str, Performed] = {}
        self._explained: dict[str, Explanation | None] = {}
        self._by: AskEngine | None = None  # the engine that gave both

    async def perform(self, step: Step, interface: str) -> Performed:
        """What the step gives. Raises NotReady while the engine that it needs is loading."""
        if step.document is not None:
            return Performed(step, passage=self.service.corpus.by_id[step.document])
        engine = self._engine()
        key = step.model_dump_json()
        if key in self._performed:
            return self._performed[key]
        try:
            if step.ask is not None:
                done = Performed(step, await self.service.ask(_request(step), interface=interface, example=True))
            elif step.compare is not None:
                done = Performed(step, comparison=await run_in_threadpool(self._compare, step, engine.search_subject))
            else:
                done = Performed(step, duties=self._duties(step))
        except InputError as error:
            return Performed(step, problem=str(error))
        self._keep(engine, self._performed, key, done)
        return done

    async def explain(self, step: Step, interface: str) -> Explanation | None:
        """How a step's question was judged; None where nothing was asked or searched. Raises as `perform` and `ask` do."""
        if step.ask is None:
            return None
        engine = self._engine()
        key = step.model_dump_json()
        if key in self._explained:
            return self._explained[key]
        found = await run_in_threadpool(self.explain_request, _request(step), interface)
        self._keep(engine, self._explained, key, found)
        return found

    def _engine(self) -> AskEngine:
        """The engine at hand; what another one said is forgotten. Raises NotReady while there is none."""
        engine = self.service.engine
        if engine is not self._by:
            self._performed.clear()
            self._explained.clear()
            self._by = engine
        return engine

    def _keep(self, engine: AskEngine, cache: dict[str, T], key: str, found: T) -> None:
        """Remembers what an engine said, unless another one has come meanwhile, which the cache is of by then."""
        if engine is not self._by:
            return
        if len(cache) >= REMEMBERED:
            cache.clear()
        cache[key] = found

    def explain_request(self, request: Request, interface: str) -> Explanation | None:
        """How any question was judged. Blocks. Raises NotReady and InputError as `Service.ask` does."""
        checked = self.service.checked(request, interface=interface)
        self.warm()
        return self.service.engine.explain(checked)

    def warm(self) -> None:
        """Makes the map of passages, on which an explanation places its question: a second's work, once. Raises NotReady."""
        _ = self.service.engine.map

    def _compare(self, step: Step, search: Search) -> Comparison:
        assert step.compare is not None  # noqa: S101 -- the caller looked
        corpus, wanted = self.service.corpus, step.compare
        if wanted.actor is not None:
            return compare_actor(corpus, self.service.duties, wanted.actor)
        return compare_subject(corpus, wanted.subject or "", search, least=ABOUT, most=COLUMN)

    def _duties(self, step: Step) -> tuple[Duty, ...]:
        assert step.duties is not None  # noqa: S101 -- the caller looked
        return filter_duties(
            self.service.duties,
            municipality=step.duties.municipality,
            actor=step.duties.actor,
            modality=step.duties.modality,
            municipalities=self.service.corpus.municipalities,
        )


def _request(step: Step) -> Request:
    return Request(step.ask or "", step.municipality, step.language)


def heading(step: Step, corpus: Corpus, language: str, answer: Answer | None = None) -> tuple[Part, ...]:
    """What a step is about, to stand above it on a page in a language. The answer knows what language it was asked in."""
    if step.ask is not None:
        return (Part(step.ask, step.language or (answer.language if answer else "sv")),)
    if step.compare is not None:
        return (Part(_capital(step.compare.subject or step.compare.actor or ""), "sv"),)
    if step.duties is not None:
        wanted = step.duties
        names = [Part(name, "sv") for name in (wanted.municipality, wanted.actor) if name]
        if wanted.modality:
            names.append(Part(texts(language)(f"modality.{resolve_modality(wanted.modality).value}"), language))
        return (Part(_capital(names[0].text), names[0].language), *names[1:])
    passage = corpus.by_id[step.document or ""]
    title = passage.headings[-1] if passage.headings else corpus.document_of(passage).title
    return (Part(title, "sv"),)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def waiting(service: Service, language: str) -> str:
    """Why a step cannot be shown yet."""
    return service.unavailable(language)
