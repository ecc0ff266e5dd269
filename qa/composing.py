"""From judged questions to the answer: its status, what is cited and what stands beside it, why, and who knows more.

Every word of ours comes from `qa.messages`, every other from the corpus. Knows nothing about how a question was
searched or judged.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.types import Corpus
from qa.actors import asked_actor, bodies_of, duties_of
from qa.details import has_detail
from qa.followup import Turn
from qa.judging import Judged
from qa.messages import joined, message
from qa.planning import Plan, emergency, other_municipality
from qa.retrieval import bare_candidate
from qa.scope.knowledge import signpost
from qa.selection import Scored, choose, cite
from qa.types import Answer, Citation, Duty, Signpost, Status

_DUTIES_CITED = 12  # further passages where all duties of a body are asked for
_RELATED = 5  # passages shown as near
_MORE = 5  # further passages at a time, where somebody asks for more
_STILL = 0.6  # share of the threshold from which a passage says more about what was answered
_MUNICIPALITY = "kommunen"  # the authority that a municipality's own services are


class Composer:
    """Composes answers out of one corpus and its register of duties."""

    def __init__(self, corpus: Corpus, duties: Sequence[Duty]) -> None:
        self._corpus, self._duties = corpus, duties

    def compose(self, plan: Plan, judged: Sequence[Judged], everywhere: Callable[[Judged], Judged]) -> Answer:
        """The answer to a plan's questions. `everywhere` judges one again in all municipalities, where its own is silent."""
        if any(j.danger for j in judged):
            return emergency(plan.request, plan.language)
        if plan.other:  # who names another municipality may ask for somebody else's matter and only live there
            theirs = [j for j in judged if j.lies_outside and j.outside.authority not in ("", _MUNICIPALITY)]
            if not theirs:
                return other_municipality(plan)
            return self._unanswered(plan, max(theirs, key=lambda j: j.p_outside), everywhere)
        answered = [j for j in judged if j.answered]
        if not answered:
            best = max(judged, key=lambda j: (j.best, -j.p_outside))
            return self._unanswered(plan, best, everywhere)
        citations, related, unsure, exhausted = self._quoted(plan, answered)
        names = list(dict.fromkeys(c.municipality for c in citations if c.passage_id not in unsure))
        key = "answer.one" if len(names) == 1 else "answer.several"
        text = message(plan.language, key, municipality=names[0], municipalities=joined(plan.language, names))
        silent = [part for part, j in zip(plan.parts, judged, strict=True) if not j.answered]
        reasons = [message(plan.language, "answer.part", question=part) for part in silent]
        if exhausted:
            reasons.append(message(plan.language, "answer.no_more"))
        reason = " ".join(reasons) or None
        found = _made(plan, Status.ANSWERED, text, answered[0].turn, citations, related, reason)
        asked_about = [plan.within(j.turn) for j in answered]
        named = dict.fromkeys(name for names in asked_about for name in names) if all(asked_about) else ()
        return replace(found, municipalities=tuple(named))

    # Answered

    def _quoted(
        self, plan: Plan, answered: Sequence[Judged]
    ) -> tuple[tuple[Citation, ...], tuple[Citation, ...], frozenset[str], bool]:
        """(citations, related, ids of those cited in case the others do not answer, whether more was asked for than there is).

        No passage stands twice in a message.
        """
        citations: dict[str, Citation] = {}  # by passage id, as are the related ones
        unsure: set[str] = set()
        related: dict[str, tuple[Scored, Judged]] = {}  # the best that any part of the message gave a passage
        exhausted = False
        for j in answered:
            quoted, doubted, rest = self._quoted_for(plan, j)
            if j.turn.more:
                further = self._further(plan, j, quoted)
                begin = (j.turn.more - 1) * _MORE
                if page := further[begin : begin + _MORE]:
                    said = {c.passage_id for c in (*quoted, *further)}
                    quoted, doubted, rest = page, set(), [f for f in rest if f.candidate.passage.id not in said]
                else:
                    exhausted = True
            unsure |= doubted
            for citation in quoted:
                citations.setdefault(citation.passage_id, citation)
            for other in rest:
                id_ = other.candidate.passage.id
                if id_ not in related or related[id_][0].probability < other.probability:
                    related[id_] = (other, j)
        also = sorted((r for id_, r in related.items() if id_ not in citations), key=lambda r: -r[0].probability)
        nearest = tuple(self._cite(s, n, plan.language, j) for n, (s, j) in enumerate(also[:_RELATED], start=1))
        numbered = tuple(replace(c, number=n) for n, c in enumerate(citations.values(), start=1))
        return numbered, nearest, frozenset(unsure), exhausted

    def _quoted_for(self, plan: Plan, judged: Judged) -> tuple[list[Citation], set[str], list[Scored]]:
        """(citations, ids of those cited in case the others do not answer, what is left) for one question."""
        cited, more, rest = choose(judged.scored, self._corpus, judged.threshold)
        quoted = [self._cite(found, 0, plan.language, judged) for found in (*cited, *more)]
        if bases := asked_actor(judged.query.text, plan.language, self._duties):
            quoted += self._duties_cited(bases, plan, judged, quoted)
        return quoted, {found.candidate.passage.id for found in more}, rest

    def _duties_cited(self, bases: Sequence[str], plan: Plan, judged: Judged, before: Sequence[Citation]) -> list[Citation]:
        """Every passage with a duty of a body that is asked about, where it is not cited yet, each with its statement."""
        within = plan.within(judged.turn)
        taken = {c.passage_id for c in before}
        scores = {s.candidate.passage.id: s for s in judged.scored}
        cited: list[Citation] = []
        for duty in duties_of(bases, self._duties):
            if duty.passage_id in taken or (within and duty.municipality not in within):
                continue
            taken.add(duty.passage_id)
            own = [d for d in self._duties if d.passage_id == duty.passage_id]
            found = scores.get(duty.passage_id) or Scored(bare_candidate(self._corpus.by_id[duty.passage_id]), 0.0)
            cited.append(cite(found, 0, self._corpus, plan.language, own, duty))
        return cited[:_DUTIES_CITED]

    def _further(self, plan: Plan, judged: Judged, said: Sequence[Citation]) -> list[Citation]:
        """What is there besides what was said: the other duties of the body that was asked for, then what is likeliest."""
        found: list[Citation] = []
        if judged.asked.asks_who:
            own = [d for d in self._duties if d.passage_id == said[0].passage_id and d.actor in said[0].actors]
            found = self._duties_cited(bodies_of(own), plan, judged, said)
        wholes = {self._whole(c.passage_id) for c in (*said, *found)}
        for other in judged.scored:
            whole = self._whole(other.candidate.passage.id)
            if other.probability >= judged.threshold * _STILL and whole not in wholes:
                found.append(self._cite(other, 0, plan.language, judged))
                wholes.add(whole)
        return found

    def _whole(self, passage_id: str) -> str:
        """The list that a passage is an item of, or itself."""
        return self._corpus.by_id[passage_id].part_of or passage_id

    # Not answered

    def _unanswered(self, plan: Plan, judged: Judged, everywhere: Callable[[Judged], Judged]) -> Answer:
        language, within = plan.language, plan.within(judged.turn)
        related = self._related([s for s in judged.scored if s.probability > 0.02], language, judged)
        if judged.lies_elsewhere:
            pointer = signpost(judged.outside.authority, language)
            reason = (
                message(language, "reason.authority", authority=pointer.name)
                if pointer
                else message(language, "reason.elsewhere")
            )
            text = message(language, "status.out_of_scope")
            return _made(plan, Status.OUT_OF_SCOPE, text, judged.turn, (), related[:2], reason, pointer)
        contact = _contact(within, language)
        if judged.touches:
            kind = judged.asked.kind
            missing = (
                message(language, "reason.detail", detail=message(language, f"detail.{kind}"))
                if kind and not has_detail(kind, judged.scored[0].candidate.passage.text)
                else message(language, "reason.nearest")
            )
            text = message(language, "status.partial")
            return _made(plan, Status.PARTIAL, text, judged.turn, (), related, missing, contact)
        text = message(language, "status.not_found")
        if within and (elsewhere := self._elsewhere(language, within, everywhere(judged))):
            reason = message(language, "reason.silent", municipality=joined(language, list(within)))
            return _made(plan, Status.NOT_FOUND, text, judged.turn, (), elsewhere, reason, contact)
        key = "reason.nothing_in" if within else "reason.nothing"
        reason = message(language, key, municipality=joined(language, list(within)), count=len(self._corpus.documents))
        return _made(plan, Status.NOT_FOUND, text, judged.turn, (), related, reason, contact)

    def _elsewhere(self, language: str, within: Sequence[str], everywhere: Judged) -> tuple[Citation, ...]:
        """What other municipalities' policies say, where the one that was asked about is silent."""
        if not everywhere.answered:
            return ()
        enough = [s for s in everywhere.scored if s.probability >= everywhere.threshold]
        theirs = [s for s in enough if self._corpus.document_of(s.candidate.passage).municipality not in within]
        return self._related(theirs, language, everywhere)

    # Citations

    def _related(self, scored: Sequence[Scored], language: str, judged: Judged) -> tuple[Citation, ...]:
        return tuple(self._cite(found, n, language, judged) for n, found in enumerate(scored[:_RELATED], start=1))

    def _cite(self, found: Scored, number: int, language: str, judged: Judged) -> Citation:
        own = [d for d in self._duties if d.passage_id == found.candidate.passage.id]
        wanted = None
        if judged.asked.asks_who:
            wanted = next((d for d in own if d.actor and _overlaps(d, found)), None)
            borne = [d for d in own if d.actor]
            if wanted is None and len({d.start for d in borne}) == 1:  # one statement alone names somebody
                wanted = borne[0]
        return cite(found, number, self._corpus, language, own, wanted)


def _overlaps(duty: Duty, found: Scored) -> bool:
    span = found.candidate.sentence
    return span is not None and span.start <= duty.start < span.end


def _contact(within: Sequence[str], language: str) -> Signpost | None:
    """The municipality itself, as the one who knows more; the service as a whole where none was named."""
    base = signpost(_MUNICIPALITY, language)
    if base is None or not within:
        return base
    return replace(base, text=message(language, "signpost.municipality", municipality=joined(language, list(within))))


def _made(
    plan: Plan,
    status: Status,
    text: str,
    turn: Turn,
    citations: tuple[Citation, ...],
    related: tuple[Citation, ...],
    reason: str | None,
    pointer: Signpost | None = None,
) -> Answer:
    understood = None
    if turn.follow_up_of or (turn.carried and plan.within(turn) == turn.municipalities):
        places = ", ".join(plan.within(turn))
        understood = plan.places.asked_about(turn.text, places) if places else turn.text
    return Answer(
        plan.request.question, plan.language, status, plan.within(turn), text, citations, related, reason, pointer,
        turn.follow_up_of, understood,
    )  # fmt: skip
