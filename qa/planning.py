"""From a question to a plan of what is searched, or to the answer where nothing is. Knows nothing about passages.

The order of what is looked at: what cannot be asked; the language; danger, instructions, pleasantries, noise; then the
questions in the message, each read alone and with the conversation before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.errors import InputError
from qa.cues import length
from qa.followup import Reading, Turn, is_fragment, understand
from qa.language import detect_language, known_share
from qa.messages import joined, message
from qa.places import Places
from qa.scope.detect import is_emergency, is_instruction, is_nonsense, is_thanks, peel
from qa.scope.knowledge import EMERGENCY, signpost
from qa.types import REMEMBERED, Answer, Request, Signpost, Status

_MAX_PARTS = 3
_ACRONYMS = 2  # words that may be names of their own, as in "SFI?"
_QUESTION_MARK = re.compile("[?؟？፧\u037e]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);")  # Greek asks with a semicolon


@dataclass(frozen=True, slots=True)
class Plan:
    """A question taken apart, ready to be encoded."""

    request: Request
    language: str
    municipality: str | None  # from the picker
    parts: tuple[str, ...]
    readings: tuple[Reading, ...]  # one per part
    places: Places
    other: str | None = None  # another municipality that is named, whose policy is not here

    def texts(self) -> list[str]:
        """What is encoded: of every reading its turns and, where it may name a place only, what it is then and what it says."""
        found: list[str] = []
        for reading in self.readings:
            found += map(self.searched, reading.turns)
            if reading.moved:
                found += [self.searched(reading.moved), reading.said]
        return found

    def searched(self, turn: Turn) -> str:
        """A turn's text without place names, which would pull towards passages that happen to name the place."""
        return self.places.bare(turn.text)

    def within(self, turn: Turn) -> tuple[str, ...]:
        """The municipalities that are searched.

        Those named in the question count more than the one in the picker, and that one more than those that were spoken of
        before, unless the question leans on what was said about them.
        """
        picked = (self.municipality,) if self.municipality else ()
        return (picked or turn.municipalities) if turn.carried else (turn.municipalities or picked)


class Planner:
    """Plans questions about the policies of some places."""

    def __init__(self, places: Places, passages_know: Callable[[str], float], max_question: int) -> None:
        """`passages_know`: the share, 0..1, of words that stand in policies or known questions; a text of few is noise."""
        self._places, self._passages_know, self._max_question = places, passages_know, max_question

    def plan(self, request: Request) -> Plan | Answer | InputError:
        """What is to be searched, or the answer where nothing is."""
        hints = [request.language or ""]
        text = _clean(request.question)
        if not text:
            return InputError(message(request.language or "sv", "input.empty"))
        language = self._language(text[: self._max_question], hints)
        if len(text) > self._max_question:
            return InputError(message(language, "input.too_long", length=len(text), most=self._max_question))
        municipality = None
        if request.municipality:
            municipality = self._places.resolve(request.municipality)
            if municipality is None:
                name, known = _clean(request.municipality)[:60], self._known(language)
                return InputError(message(language, "input.unknown_municipality", name=name, known=known))
        history = [said for h in request.history if (said := _clean(h[: self._max_question]))][-REMEMBERED:]
        if history:
            earlier = self._language(history[-1], hints)
            language = self._language(text, [*hints, earlier, earlier])
            history = [said for said in (peel(h, language) for h in history) if said]  # nobody leans on a greeting
        peeled = peel(text, language)
        answer = self._without_search(request, text, peeled, language)
        if answer is not None:
            return answer
        parts = _questions(peeled)
        if history and all(is_fragment(part, language) for part in parts):
            parts = [peeled]  # "When? How often?" is one follow-up
        readings = [understand(parts[0], history, self._places, language)]
        for i, part in enumerate(parts[1:], start=1):
            readings.append(understand(part, [*history, *parts[:i]], self._places, language).alone)
        other = self._other(peeled, history if readings[0].first.follow_up_of else ())
        return Plan(request, language, municipality, tuple(parts), tuple(readings), self._places, other)

    def _other(self, text: str, history: Sequence[str]) -> str | None:
        """The municipality outside the corpus that a question is about, or the ones before that it leans on."""
        for said in (text, *reversed(history)):
            if other := self._places.elsewhere(said):
                return other
            if self._places.own(said):
                return None
        return None

    def _without_search(self, request: Request, text: str, peeled: str, language: str) -> Answer | None:
        """The answer to what no passage is needed for. `peeled`: the text without its pleasantries."""
        if is_emergency(text):
            return emergency(request, language)
        if is_instruction(text):
            return _unsearched(request, language, "status.out_of_scope", message(language, "reason.instruction"))
        if not peeled:
            said = "status.thanks" if is_thanks(text, language) else "status.chatter"
            return _unsearched(request, language, said, message(language, "reason.chatter"))
        if not self._places.own(peeled) and is_nonsense(peeled, max(known_share(peeled), self._passages_know(peeled))):
            return _unsearched(request, language, "status.out_of_scope", message(language, "reason.not_a_question"))
        return None

    def _language(self, text: str, hints: Sequence[str]) -> str:
        return detect_language(self._places.bare(text), hints)

    def _known(self, language: str) -> str:
        """The municipalities whose policies are searched, as a list in words."""
        return joined(language, list(self._places.names))


def emergency(request: Request, language: str) -> Answer:
    """Where to turn in danger; said instead of anything else."""
    pointer = signpost(EMERGENCY, language)
    return _unsearched(request, language, "status.emergency", message(language, "reason.emergency"), pointer)


def other_municipality(plan: Plan) -> Answer:
    """That the policy of the municipality that a question names is not here."""
    known = joined(plan.language, list(plan.places.names))
    reason = message(plan.language, "reason.other_municipality", municipalities=known, other=plan.other)
    return _unsearched(plan.request, plan.language, "status.out_of_scope", reason)


def _unsearched(request: Request, language: str, text_key: str, reason: str, pointer: Signpost | None = None) -> Answer:
    text = message(language, text_key)
    return Answer(request.question, language, Status.OUT_OF_SCOPE, (), text, reason=reason, signpost=pointer)


def _clean(text: str) -> str:
    """A text on one line, without what no encoder can write, and not shouted: words in capitals are rare words to it."""
    line = " ".join(text.encode("utf-8", "replace").decode().replace("\0", " ").split())
    return line.lower().replace("i\u0307", "i") if line.isupper() and length(line) > _ACRONYMS else line


def _questions(text: str) -> list[str]:
    """The questions in a message; a statement before a question belongs to it."""
    parts: list[str] = []
    pending = ""
    for piece in _QUESTION_MARK.sub(r"\g<0>\n", text).split("\n"):
        piece = f"{pending} {piece}".strip()
        if not piece:
            continue
        if _QUESTION_MARK.search(piece, len(piece) - 1) and length(piece) >= 2:
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
