"""A sentence taken apart, the clause of it that is being read, and the statement that is cut out of it.

Says where a statement's action begins and ends, by when and to whom; knows nothing about what makes it one.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qa.duties.actors import Actor, Subject, read_actor
from qa.duties.clauses import Clause
from qa.duties.deadlines import deadline_of
from qa.duties.tokens import Token
from qa.duties.verbphrases import VerbPhrases
from qa.types import Modality


@dataclass(frozen=True, slots=True)
class Statement:
    """One deontic statement; offsets are half open, into the analysed text."""

    modality: Modality
    actor: Actor | None
    action_start: int
    action_end: int
    deadline: str | None
    recipient: str | None


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause being read."""

    clause: Clause
    finite: int
    after: int  # position after the finite verb, or after a subject that follows it
    subject: Subject | None
    fronted: str  # text before an inverted finite verb
    begins: int  # character where the clause's own text begins: its subject, or the finite verb
    shared: bool  # the subject is the clause before's


class Sentence:
    """One sentence with its words; `names` are the lower-case names of the municipality."""

    def __init__(self, text: str, tokens: Sequence[Token], names: AbstractSet[str]) -> None:
        self.text = text
        self.tokens = tokens
        self.low = [t.low for t in tokens]
        self.names = names
        self.verbs = VerbPhrases(tokens)

    def statement(
        self,
        view: ClauseView,
        modality: Modality,
        actor: Actor | None,
        start: int,
        end: int,
        recipient: str | None = None,
        *,
        first: bool = True,
    ) -> Statement:
        """The statement whose action lies from character `start` to token `end`. `first`: of the verb phrases of its clause."""
        stop = self.trim(self.stop(end))
        while start < stop and self.text[start] in " ,":
            start += 1
        own_start = min(self.tokens[view.finite].start, start) if first and not view.shared else start
        own = self.text[own_start:stop]
        if first and view.subject is not None and view.subject.start == own_start:
            own = self.text[view.subject.end : stop]
        parts = [d for d in (deadline_of(view.fronted.strip()), deadline_of(own)) if d]
        if recipient is None:
            recipient = self._recipient(start, stop)
        return Statement(modality, actor, start, stop, ", ".join(dict.fromkeys(parts)) or None, recipient)

    def _recipient(self, start: int, end: int) -> str | None:
        """To whom: an actor right after "till" or "åt", or right after a verb of giving and telling."""
        giving = (
            "ge",
            "informera",
            "erbjuda",
            "underrätta",
            "uppmuntra",
            "stödja",
            "bistå",
            "höra",
            "erbjuder",
            "informerar",
            "ger",
            "kalla",
            "bjuda",
            "inbjuda",
        )
        for k, token in enumerate(self.tokens):
            if not start <= token.start < end:
                continue
            if token.low in ("som", "att") and k and self.tokens[k - 1].start > start:
                break
            if token.low in ("till", "åt") or token.low in giving:
                found = read_actor(self.tokens, k + 1, self.names)
                if found and found[0].end <= end:
                    return self.cut(found[0])
                # "rapport till berörda nämnder", "riktlinjer till förbättringar till berörda nämnder"
        return None

    def cut(self, actor: Actor) -> str:
        """An actor as written."""
        return self.text[actor.start : actor.end]

    def stop(self, end: int) -> int:
        """The character where the token before `end` ends."""
        return self.tokens[end - 1].end if end else 0

    def trim(self, stop: int) -> int:
        """`stop` without the marks and the conjunction that are left over before the next clause."""
        while stop and self.text[stop - 1] in " \t\n.,;:!…":
            stop -= 1
        # a conjunction left over before the next clause
        for word in (" och", " samt", " men", " eller", " utan", " medan"):
            if self.text[:stop].endswith(word):
                return self.trim(stop - len(word))
        return stop
