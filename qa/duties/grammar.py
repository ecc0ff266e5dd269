"""From one Swedish sentence to its deontic statements, as character ranges.

Main clauses are read for a modal ("ska", "bör", "får") or for one of the phrases that give a right, a duty or a
responsibility ("har rätt till", "är skyldig att", "ansvarar för"). Subordinate clauses state purposes, conditions and
facts, and are read only where the main clause declares them to hold ("innebär att nämnden ska") or where they tell
the task of a role that the main clause brings in ("har en samordnare som ansvarar för"). Knows nothing about passages.
"""

from collections.abc import Sequence
from dataclasses import replace

from qa.duties.actors import Actor, Subject, read_actor, read_subject
from qa.duties.clauses import Clause, split_clauses
from qa.duties.context import Context, follow, mentions, resolve
from qa.duties.fronting import after_marks, inverted_actor, is_inverted, subject_after
from qa.duties.markers import BRINGS_IN, SAYS
from qa.duties.modals import read_modal
from qa.duties.phrases import read_phrase, read_special
from qa.duties.statements import ClauseView, Sentence, Statement
from qa.duties.tokens import tokenize
from qa.duties.verbs import MODALS, is_passive
from qa.types import Modality


def read_statements(text: str, context: Context) -> tuple[list[Statement], Context]:
    """The statements of one sentence, in order, and the context for the next sentence.

    `text` may hold a lead-in followed by a list item, joined by a space. A question states nothing.
    """
    return _Reader(Sentence(text, tokenize(text), context.names), context).read()


class _Reader:
    def __init__(self, sentence: Sentence, context: Context) -> None:
        self.sentence, self.tokens, self.low = sentence, sentence.tokens, sentence.low
        self.context = context

    def read(self) -> tuple[list[Statement], Context]:
        statements: list[Statement] = []
        if self.sentence.text.rstrip(" \"”'»)").endswith("?"):
            return statements, self.context
        main, sub = split_clauses(self.tokens)
        subject: Subject | None = None
        fronted = ""
        before: list[Statement] = []
        for clause in main:
            if clause.finite is None:
                continue
            if not clause.shares_subject or inverted_actor(self.sentence, clause.finite):
                subject, fronted = None, ""
            found, subject, fronted = self._clause(clause, clause.finite, subject, fronted, before)
            found = self._bring_in(clause, sub, found)
            declared = [] if found else self._declared(clause, sub)
            before = found + declared
            statements += before
            self.context = follow(self.context, subject)
        return statements, replace(self.context, mentions=mentions(self.tokens, self.sentence.names))

    def _clause(
        self, clause: Clause, f: int, subject: Subject | None, fronted: str, before: list[Statement]
    ) -> tuple[list[Statement], Subject | None, str]:
        """Statements of one clause, with its subject and the text before an inverted subject."""
        start, after = clause.start, f + 1
        shared = subject is not None
        begins = self.tokens[f].start if shared else None
        if not shared:
            start = after_marks(self.sentence, start, f)
            inverted = is_inverted(self.sentence, start, f)
            if inverted:
                fronted = self.sentence.text[self.tokens[start].start : self.tokens[f].start] if start < f else ""
                subject, after = subject_after(self.sentence, f, clause.end)
                begins = self.tokens[f].start
            else:
                subject = read_subject(self.tokens[start:f], self.sentence.names)
                begins = self.tokens[start].start if start < f else self.tokens[f].start
            if subject is not None and subject.pronoun:
                subject = resolve(subject, self.context)
        assert begins is not None
        view = ClauseView(clause, f, after, subject, fronted, begins, shared)
        low = self.low[f]
        if low in MODALS and (found := read_phrase(self.sentence, view)) is not None:
            return found, subject, fronted
        if low in MODALS:
            return read_modal(self.sentence, view), subject, fronted
        found = read_phrase(self.sentence, view)
        if found is None:
            found = read_special(self.sentence, view)
        active = not is_passive(low) and low not in ("är", "har", "finns", "blir")
        # "ansvarar för planen och avlämnar rapport": the second verb phrase belongs to the responsibility
        if (
            found is None
            and shared
            and active
            and before
            and before[-1].modality is Modality.RESPONSIBILITY
            and before[-1].actor
        ):
            found = [self.sentence.statement(view, Modality.RESPONSIBILITY, before[-1].actor, self.tokens[f].start, clause.end)]
        return found or [], subject, fronted

    # subordinate clauses that state something

    def _declared(self, clause: Clause, sub: Sequence[Clause]) -> list[Statement]:
        """ "Beslutet innebär att nämnden ska": a content clause that the main clause declares to hold."""
        for inner in sub:
            if inner.subordinator != "att" or inner.opener is None or inner.finite is None:
                continue
            if (
                not (clause.start <= inner.opener < clause.end)
                or self.low[inner.finite] not in MODALS
                or self.low[inner.finite] == "kan"
            ):
                continue
            if inner.opener == 0 or self.low[inner.opener - 1] not in SAYS:
                continue
            found, _, _ = self._clause(replace(inner, end=clause.end), inner.finite, None, "", [])
            return found
        return []

    def _bring_in(self, clause: Clause, sub: Sequence[Clause], found: list[Statement]) -> list[Statement]:
        """ "har en samordnare som ansvarar för": the relative clause gives a role its task."""
        for inner in sub:
            if (
                inner.subordinator != "som"
                or inner.opener is None
                or inner.finite is None
                or not clause.start <= inner.opener < clause.end
            ):
                continue
            noun = self._antecedent(inner.opener, clause)
            if noun is None:
                continue
            low = self.low[inner.finite]
            subject = Subject(noun.start, noun.end, noun)
            view = ClauseView(
                replace(inner, end=clause.end),
                inner.finite,
                inner.finite + 1,
                subject,
                "",
                self.tokens[inner.finite].start,
                False,
            )
            task = (
                read_modal(self.sentence, view)
                if low in ("ska", "skall", "bör", "måste")
                else (read_phrase(self.sentence, view) or [])
            )
            if low in ("leder", "samordnar", "bevakar", "granskar", "företräder", "stöder", "stödjer") and not task:
                task = [
                    self.sentence.statement(view, Modality.RESPONSIBILITY, noun, self.tokens[inner.finite].start, clause.end)
                ]
            if not task:
                continue
            cut = self.tokens[inner.opener].start
            found = [
                replace(s, action_end=self.sentence.trim(cut)) if s.action_start < cut < s.action_end else s for s in found
            ]
            return found + task
        return found

    def _antecedent(self, opener: int, clause: Clause) -> Actor | None:
        for k in range(opener - 1, max(clause.start, opener - 7) - 1, -1):
            if self.low[k] in BRINGS_IN and k + 1 < opener:
                stop = opener - 1 if self.low[opener - 1] == "," else opener
                found = read_actor(self.tokens[:stop], k + 1, self.sentence.names)
                return found[0] if found and found[1] == stop and self.low[k + 1] in ("en", "ett", "minst") else None
        return None
