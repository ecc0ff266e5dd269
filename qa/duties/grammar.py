"""From one Swedish sentence to its deontic statements, as character ranges.

Main clauses are read for a modal ("ska", "bör", "får") or for one of the phrases that give a right, a duty or a
responsibility ("har rätt till", "är skyldig att", "ansvarar för"). Subordinate clauses state purposes, conditions and
facts, and are read only where the main clause declares them to hold ("innebär att nämnden ska") or where they tell
the task of a role that the main clause brings in ("har en samordnare som ansvarar för"). Knows nothing about passages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.duties.actors import Actor, Subject, read_actor, read_subject
from qa.duties.clauses import Clause, split_clauses
from qa.duties.context import Context, follow, mentions, resolve
from qa.duties.deadlines import deadline_of, find_deadlines
from qa.duties.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    FOCUS,
    FRONTED,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)
from qa.duties.markers import (
    BRINGS_IN,
    DECISIONS,
    DOERS,
    EPISTEMIC,
    EXPECTED,
    FORBIDDEN,
    PHRASES,
    POWERS,
    RIGHT,
    ROLE_MEANS,
    SAYS,
    WHOSE,
    Phrase,
)
from qa.duties.tokens import Token, tokenize
from qa.duties.verbphrases import VerbPhrases
from qa.duties.verbs import MODALS, is_finite, is_known_infinitive, is_passive, may_be_infinitive
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


def read_statements(text: str, context: Context) -> tuple[list[Statement], Context]:
    """The statements of one sentence, in order, and the context for the next sentence.

    `text` may hold a lead-in followed by a list item, joined by a space. A question states nothing.
    """
    tokens = tokenize(text)
    return _Reader(text, tokens, context).read()


class _Reader:
    def __init__(self, text: str, tokens: Sequence[Token], context: Context) -> None:
        self.text = text
        self.tokens = tokens
        self.low = [t.low for t in tokens]
        self.context = context
        self.names = context.names
        self.verbs = VerbPhrases(tokens)

    def read(self) -> tuple[list[Statement], Context]:
        statements: list[Statement] = []
        if self.text.rstrip(" \"”'»)").endswith("?"):
            return statements, self.context
        main, sub = split_clauses(self.tokens)
        subject: Subject | None = None
        fronted = ""
        before: list[Statement] = []
        for clause in main:
            if clause.finite is None:
                continue
            if not clause.shares_subject or self._inverted_actor(clause.finite):
                subject, fronted = None, ""
            found, subject, fronted = self._clause(clause, clause.finite, subject, fronted, before)
            found = self._bring_in(clause, sub, found)
            declared = [] if found else self._declared(clause, sub)
            before = found + declared
            statements += before
            self.context = follow(self.context, subject)
        return statements, replace(self.context, mentions=mentions(self.tokens, self.names))

    # one clause

    def _clause(
        self, clause: Clause, f: int, subject: Subject | None, fronted: str, before: list[Statement]
    ) -> tuple[list[Statement], Subject | None, str]:
        """Statements of one clause, with its subject and the text before an inverted subject."""
        start, after = clause.start, f + 1
        shared = subject is not None
        begins = self.tokens[f].start if shared else None
        if not shared:
            start = self._skip_marks(start, f)
            inverted = self._is_inverted(start, f)
            if inverted:
                fronted = self.text[self.tokens[start].start : self.tokens[f].start] if start < f else ""
                subject, after = self._subject_after(f, clause.end)
                begins = self.tokens[f].start
            else:
                subject = read_subject(self.tokens[start:f], self.names)
                begins = self.tokens[start].start if start < f else self.tokens[f].start
            if subject is not None and subject.pronoun:
                subject = resolve(subject, self.context)
        assert begins is not None
        view = _View(clause, f, after, subject, fronted, begins, shared)
        low = self.low[f]
        if low in MODALS and (found := self._phrases(view)) is not None:
            return found, subject, fronted
        if low in MODALS:
            return self._modal(view), subject, fronted
        found = self._phrases(view)
        if found is None:
            found = self._special(view)
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
            found = [self._statement(view, Modality.RESPONSIBILITY, before[-1].actor, self.tokens[f].start, clause.end)]
        return found or [], subject, fronted

    def _skip_marks(self, start: int, f: int) -> int:
        while start < f and (
            (not self.tokens[start].is_word and self.tokens[start].text != "(")
            or self.low[start] in CONJUNCTIONS - {"respektive"}
        ):
            start += 1
        # "3 § Kommunen ska", "a) Nämnden ska", "7.2 Rektorn ska": a number is no subject
        while start < f and (re.fullmatch(r"\d+(\.\d+)*|[a-zåäö0-9]|§|kap\.?", self.low[start]) and self._is_label(start)):
            start += 1
        while start < f and not self.tokens[start].is_word and self.tokens[start].text != "(":
            start += 1
        return start

    def _is_label(self, i: int) -> bool:
        following = self.tokens[i + 1].text if i + 1 < len(self.tokens) else ""
        return self.low[i] == "§" or following in ("§", ")", ".", "kap") or "." in self.low[i]

    def _is_inverted(self, start: int, f: int) -> bool:
        if start >= f:
            return True
        first, low = self.tokens[start], self.low[start]
        if low in MODALS or low in ("vill", "är", "har"):
            return True  # a condition that begins with its verb: "Kan en lösning inte nås ska frågan"
        fronted_text = self.text[first.start : self.tokens[f].start].rstrip(" ,")
        if any(s.start == 0 and s.end >= len(fronted_text) for s in find_deadlines(fronted_text)):
            return True
        if low in ("även", "också", "särskilt", "inte", "endast", "bara", "enbart", "både", "såväl", "minst", "högst"):
            following = self.low[start + 1] if start + 1 < f else ""
            if following == "heller":
                following = self.low[start + 2] if start + 2 < f else ""
            return following in PREPOSITIONS or following in ("när", "om", "där", "då")
        if (
            low in ("i", "på", "till", "för", "av", "om", "när", "innan", "eftersom", "sedan", "då", "att")
            or low in PREPOSITIONS | FRONTED
        ):
            return low != "att" or self._inverted_actor(f)
        if low in SUBORDINATORS and low not in ("vilka", "vilken", "vilket", "som"):
            return True
        if low in ADVERBS - FOCUS and not (
            start + 1 < f and self.low[start + 1] in ("ansvarig", "ansvariga", "berörda", "anställd", "anställda")
        ):
            return True
        subject = read_subject(self.tokens[start:f], self.names)
        if subject is not None and subject.actor is None and not subject.pronoun:
            # "Planen ska nämnden revidera": an object in front, an actor right after the verb
            return self._inverted_actor(f)
        return False

    def _inverted_actor(self, f: int) -> bool:
        """Whether an actor follows the finite verb directly, with a verb of its own after it."""
        i = f + 1
        while i < len(self.tokens) and self.low[i] in ADVERBS and not is_known_infinitive(self.low[i]):
            i += 1
        found = read_actor(self.tokens, i, self.names)
        if found is None:
            return (
                i < len(self.tokens)
                and self.low[i] in ("de", "den", "han", "hon", "dessa", "denne")
                and (i + 1 < len(self.tokens) and (is_known_infinitive(self.low[i + 1]) or self.low[i + 1] in ADVERBS))
            )
        if self.low[f] not in MODALS:
            return False
        return any(is_known_infinitive(w) for w in self.low[found[1] : found[1] + 8])

    def _subject_after(self, f: int, end: int) -> tuple[Subject | None, int]:
        """The subject of an inverted clause and the position after it."""
        i = f + 1
        while i < end and self.low[i] in (ADVERBS | NEGATIONS) and self.low[i] not in ("en",):
            i += 1
        if i >= end:
            return None, f + 1
        token = self.tokens[i]
        if found := read_actor(self.tokens[:end], i, self.names):
            actor, after = found
            negative = self.low[i] in ("ingen", "inga", "inget")
            return Subject(actor.start, actor.end, actor, negative), after
        if token.low in PRONOUNS and i + 1 < end and self._verb_or_adverb(i + 1):
            return Subject(token.start, token.end, pronoun=token.low), i + 1
        if token.low == "det":
            return Subject(token.start, token.end, pronoun="det"), i + 1
        if token.low in PREPOSITIONS or is_known_infinitive(token.low):
            return None, f + 1
        negative = token.low in ("ingen", "inga", "inget")
        return Subject(token.start, token.end, negative=negative, head=token), f + 1

    def _verb_or_adverb(self, i: int) -> bool:
        return may_be_infinitive(self.low[i]) or self.low[i] in ADVERBS or self.low[i] in PREPOSITIONS or is_finite(self.low[i])

    # modals

    def _modal(self, view: "_View") -> list[Statement]:
        f, end = view.finite, view.clause.end
        low = self.low[f]
        verb = self.verbs.verb(view.after, end, strict=low in ("får", "kan"))
        stop = verb if verb is not None else end
        between = self.low[f + 1 : stop]
        negated = self._negated(between, f + 1) or (view.subject is not None and view.subject.negative)
        rest = self.text[self.tokens[view.after].start : self._stop(end)] if view.after < end else ""
        if not rest.strip(" .,:;!"):
            return []
        verb_low = self.low[verb] if verb is not None else ""
        modality: Modality
        if low in ("ska", "skall", "måste"):
            if verb is None and not self._words(view.after, end):
                return []
            if self._hearsay(verb):
                return []
            if low == "måste" and negated and not (view.subject and view.subject.negative):
                return []  # "måste inte": no need to
            modality = Modality.OBLIGATION
            if not negated and RIGHT.match(rest):
                modality = Modality.RIGHT
            elif negated:
                modality = Modality.PROHIBITION
        elif low == "bör":
            modality = Modality.RECOMMENDATION
        elif low == "får":
            if verb is None or verb_low in EPISTEMIC:
                return []
            modality = Modality.PROHIBITION if negated else Modality.PERMISSION
        else:
            if not self._may(view, verb):
                return []
            modality = Modality.PROHIBITION if negated else Modality.PERMISSION
        return self._verb_phrases(view, modality, verb)

    def _words(self, start: int, end: int) -> bool:
        return any(self.tokens[k].is_word and self.low[k] not in ("följande",) for k in range(start, end))

    def _negated(self, between: Sequence[str], offset: int) -> bool:
        for k, word in enumerate(between):
            if word in NEGATIONS:
                following = self.low[offset + k + 1] if offset + k + 1 < len(self.low) else ""
                if following in ("bara", "endast", "enbart", "minst", "nödvändigtvis"):
                    continue
                return True
            if word in ("ingen", "inga", "inget", "ingalunda"):
                return True
        return False

    def _hearsay(self, verb: int | None) -> bool:
        """What is said to have happened or expected to: "ska ha kommit in redan i mars", "ska enligt planerna vara klart"."""
        lowered = self.text.lower()
        if lowered.startswith("snart ") or EXPECTED.search(lowered):
            return True
        return verb is not None and self.low[verb] == "ha" and bool(re.search(r"\b(?:redan|påstås|tydligen|uppges)\b", lowered))

    def _may(self, view: "_View", verb: int | None) -> bool:
        """Whether "kan" gives leave, rather than telling an ability or a possibility."""
        if verb is None:
            return False
        low = self.low[verb]
        if is_passive(low):
            return low in DECISIONS
        if view.subject is None or view.subject.actor is None or view.subject.actor.bases[0] == "man":
            return False
        if low == "komma":
            return False
        if low in ("ge", "erbjuda", "sätta", "höja", "sänka", "säga", "ta"):
            rest = " ".join(self.low[verb + 1 : verb + 6])
            return bool(
                re.search(r"\b(?:bidrag|dispens|tillstånd|stöd|ersättning|ledigt|upp avtal|anstånd|undantag|lov|avgift)", rest)
            )
        return low in POWERS and not self._negated(self.low[view.finite + 1 : verb], view.finite + 1)

    def _verb_phrases(self, view: "_View", modality: Modality, verb: int | None) -> list[Statement]:
        """One statement per coordinated verb phrase with a complement of its own."""
        end = view.clause.end
        cuts = self.verbs.cuts(verb, end) if verb is not None else []
        statements: list[Statement] = []
        for n, (begin, v, stop) in enumerate(
            zip([view.after, *[c + 1 for c in cuts]], [verb, *map(self.verbs.next_verb, cuts)], [*cuts, end], strict=True)
        ):
            passive = v is not None and is_passive(self.low[v])
            if v is None and verb is None:
                passive = any(self.low[k].endswith(("as", "es")) for k in range(begin, stop))
            actor = view.subject.actor if view.subject else None
            recipient: str | None = None
            if passive and modality is not Modality.RIGHT:
                receives = actor is not None and not actor.bases[0].endswith(
                    "verksamhet"
                )  # an activity is what is done, not to whom
                recipient = self._cut(actor) if actor and receives and n == 0 else None
                actor = self._agent(v if v is not None else begin, stop)
            elif actor is None and view.subject is not None and v is not None:
                actor = self._unknown_actor(view.subject, self.low[v])
            if n == 0:
                plain = begin  # "får inte lämna": the action is what must not be done
                negation = (*NEGATIONS, "heller") if modality is Modality.PROHIBITION else ()
                while plain < stop - 1 and self.low[plain] in (*negation, "också", "även", "dessutom"):
                    plain += 1
                start = self.tokens[plain].start if actor and not passive and begin < len(self.tokens) else view.begins
            else:
                start = self.tokens[self.verbs.skip_conjunctions(begin)].start
            statements.append(self._statement(view, modality, actor, start, stop, recipient, first=n == 0))
        return statements

    # phrases without a modal

    def _phrases(self, view: "_View") -> list[Statement] | None:
        f = view.finite
        low = self.low[f]
        if view.after >= len(self.tokens):
            return None
        rest_start = self.tokens[view.after].start
        rest = self.text[rest_start : self._stop(view.clause.end)]
        whole = self.text[self.tokens[f].end : self._stop(view.clause.end)].lstrip()
        for phrase in PHRASES:
            if low not in phrase.verbs:
                continue
            match = phrase.rest.match(rest)
            base = rest_start
            if match is None and whole != rest and low in ("åligger", "åvilar", "ges"):
                match = phrase.rest.match(whole)
                base = self._stop(view.clause.end) - len(whole)
            if match is None:
                continue
            return self._phrase_statements(view, phrase, base + match.end(), match.group())
        return None

    def _phrase_statements(self, view: "_View", phrase: Phrase, action: int, matched: str) -> list[Statement] | None:
        low = self.low[view.finite]
        subject = view.subject
        modality = phrase.modality
        actor = subject.actor if subject else None
        if low in ("åligger", "åvilar") and (actor is None or (subject and subject.head)):
            found = read_actor(self.tokens, view.finite + 1, self.names)
            actor = found[0] if found else actor
        if (
            actor is None
            and subject is not None
            and subject.head is not None
            and not subject.thing
            and modality is Modality.RESPONSIBILITY
        ) and low in ("ansvarar", "svarar"):
            actor = self._named(subject)
        if actor is None and (modality is not Modality.RECOMMENDATION or low == "förväntas"):
            return None
        if re.search(r"\b(?:inte|ej|icke|aldrig)\b", matched):
            if modality in (Modality.PERMISSION, Modality.RIGHT):
                modality = Modality.PROHIBITION
            else:
                return None  # "är inte skyldig att", "ansvarar inte för": nobody's duty
        elif subject is not None and subject.negative:
            modality = Modality.PROHIBITION
        rest = self.text[action : self._stop(view.clause.end)]
        if not rest.strip(" .,:;!") or rest.strip(" .,:;!").lower() in ("följande", "att"):
            return []
        first = next((k for k, t in enumerate(self.tokens) if t.start >= action and t.is_word), None)
        if first is None:
            return []
        if phrase.infinitive or modality is Modality.RIGHT or low == "förväntas":
            v = self.verbs.verb(first, view.clause.end, strict=False)
            if v is not None and phrase.infinitive:
                inner = replace(view, after=first)
                return [
                    self._statement(inner, modality, actor, self.tokens[begin].start, stop, first=n == 0)
                    for n, (begin, stop) in enumerate(self.verbs.spans(first, v, view.clause.end))
                ]
        if low == "spelar" or (low == "har" and " roll " in matched):
            first = view.after - 1 if view.after == view.finite + 1 else view.after
        return [self._statement(view, modality, actor, self.tokens[first].start, view.clause.end)]

    def _special(self, view: "_View") -> list[Statement] | None:
        """Wordings in which the actor stands elsewhere than in the subject."""
        f, end = view.finite, view.clause.end
        low = self.low[f]
        rest_start = self.tokens[f].end + 1
        rest = self.text[rest_start : self._stop(end)]
        subject_text = self.text[view.subject.start : view.subject.end] if view.subject else ""
        if low == "är":
            if view.subject is not None and view.subject.pronoun == "det" and (match := WHOSE.match(rest)):
                actor = self._genitive(rest_start, match["who"])
                modality = {"skyldighet": Modality.OBLIGATION, "plikt": Modality.OBLIGATION, "rättighet": Modality.RIGHT}.get(
                    match["what"].lower(), Modality.RESPONSIBILITY
                )
                if actor:
                    return self._infinitive_statements(view, modality, actor, rest_start + match.end())
            if match := FORBIDDEN.match(
                self.text[self.tokens[view.after].start : self._stop(end)] if view.after < end else rest
            ):
                negative = bool(re.search(r"\b(?:inte|ej)\b", match.group())) != match["word"].lower().startswith(
                    ("förbjud", "otillåt")
                )
                modality = Modality.PROHIBITION if negative else Modality.PERMISSION
                return [self._statement(view, modality, None, view.begins, end)]
            if re.match(r"ansvarig(?:a)?(?: för| är|$)", subject_text, re.IGNORECASE) and (
                found := read_actor(self.tokens, f + 1, self.names)
            ):
                return [self._statement(view, Modality.RESPONSIBILITY, found[0], view.begins, end)]
        means = (
            low in ("innebär", "består", "omfattar", "innefattar")
            and view.subject is not None
            and ROLE_MEANS.search(subject_text)
        )
        if means and view.subject is not None and (actor := self._genitive(view.subject.start, subject_text)):
            skip = 1 if low == "består" and self.low[f + 1 : f + 2] in (["i"], ["av"]) else 0
            if f + 1 + skip < end:
                return [self._statement(view, Modality.RESPONSIBILITY, actor, self.tokens[f + 1 + skip].start, end)]
        if low in ("uppdrar", "ger", "ålägger", "överlåter", "delegerar"):
            match = re.match(r"(?:härmed |även |också )?(?:åt |till )?", rest)
            at = rest_start + (match.end() if match else 0)
            k = next((k for k, t in enumerate(self.tokens) if t.start >= at), None)
            if k is not None and (found := read_actor(self.tokens, k, self.names)):
                actor, after = found
                tail = self.text[self.tokens[after].start : self._stop(end)] if after < end else ""
                if (match := re.match(r"(?:i uppdrag |uppdraget )?att\b", tail)) and (
                    low != "ger" or "uppdrag" in match.group()
                ):
                    return self._infinitive_statements(
                        view, Modality.RESPONSIBILITY, actor, self.tokens[after].start + match.end()
                    )
        if low in ("har", "beslutar", "beslutade", "föreslår") and (
            match := re.search(r"\b(?:ge|gett|givit|uppdra åt|uppdragit åt) (?=[\wåäö])", rest)
        ):
            k = next(k for k, t in enumerate(self.tokens) if t.start >= rest_start + match.end())
            if found := read_actor(self.tokens, k, self.names):
                actor, after = found
                tail = self.text[self.tokens[after].start : self._stop(end)] if after < end else ""
                if match := re.match(r"(?:i uppdrag |uppdraget )att\b" if match.group().startswith("g") else r"att\b", tail):
                    return self._infinitive_statements(
                        view, Modality.RESPONSIBILITY, actor, self.tokens[after].start + match.end()
                    )
        if low in ("ligger", "vilar", "åvilar", "ankommer", "åligger"):
            ansvar = re.match(r"(?:[\wåäö]+ )?(?:[\wåäö]*ansvaret|skyldigheten|uppgiften)\b", subject_text, re.IGNORECASE)
            k = f + 1
            while k < end and self.low[k] in ("på", "hos", "ytterst", "alltid", "därmed"):
                k += 1
            if (ansvar or low in ("ankommer", "åligger")) and (found := read_actor(self.tokens, k, self.names)):
                actor, after = found
                if after < end and self.low[after] == "att":
                    return self._infinitive_statements(
                        view,
                        Modality.OBLIGATION if low == "åligger" else Modality.RESPONSIBILITY,
                        actor,
                        self.tokens[after].end,
                    )
                return [self._statement(view, Modality.RESPONSIBILITY, actor, view.begins, end)]
        return None

    def _infinitive_statements(self, view: "_View", modality: Modality, actor: Actor, action: int) -> list[Statement]:
        first = next((k for k, t in enumerate(self.tokens) if t.start >= action and t.is_word), None)
        if first is None or first >= view.clause.end:
            return []
        v = self.verbs.verb(first, view.clause.end, strict=False)
        spans = self.verbs.spans(first, v, view.clause.end) if v is not None else [(first, view.clause.end)]
        return [self._statement(view, modality, actor, self.tokens[b].start, e, first=n == 0) for n, (b, e) in enumerate(spans)]

    def _genitive(self, offset: int, phrase: str) -> Actor | None:
        """The actor that a phrase begins with in the genitive: "kommunens roll", "den enskilde chefens"."""
        collected: list[Token] = []
        for token in tokenize(phrase):
            collected.append(token)
            bare = token.low.removesuffix("s")
            if not token.low.endswith("s") or bare == token.low:
                continue
            head = Token(token.text[:-1], bare, token.start, token.end - 1)
            found = read_actor([*collected[:-1], head], 0, self.names)
            if found:
                return Actor(offset + collected[0].start, offset + token.end, found[0].bases, found[0].plural)
        return None

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
            view = _View(
                replace(inner, end=clause.end),
                inner.finite,
                inner.finite + 1,
                subject,
                "",
                self.tokens[inner.finite].start,
                False,
            )
            task = self._modal(view) if low in ("ska", "skall", "bör", "måste") else (self._phrases(view) or [])
            if low in ("leder", "samordnar", "bevakar", "granskar", "företräder", "stöder", "stödjer") and not task:
                task = [self._statement(view, Modality.RESPONSIBILITY, noun, self.tokens[inner.finite].start, clause.end)]
            if not task:
                continue
            cut = self.tokens[inner.opener].start
            found = [replace(s, action_end=self._trim(cut)) if s.action_start < cut < s.action_end else s for s in found]
            return found + task
        return found

    def _antecedent(self, opener: int, clause: Clause) -> Actor | None:
        for k in range(opener - 1, max(clause.start, opener - 7) - 1, -1):
            if self.low[k] in BRINGS_IN and k + 1 < opener:
                stop = opener - 1 if self.low[opener - 1] == "," else opener
                found = read_actor(self.tokens[:stop], k + 1, self.names)
                return found[0] if found and found[1] == stop and self.low[k + 1] in ("en", "ett", "minst") else None
        return None

    # actors

    def _agent(self, verb: int, end: int) -> Actor | None:
        """The actor of a passive: "av enhetschefen"."""
        for k in range(verb + 1, end):
            if self.low[k] in SUBORDINATORS:
                return None
            if self.low[k] != "av":
                continue
            before = self.low[k - 1]
            if before in (
                "grund",
                "stöd",
                "hjälp",
                "form",
                "följd",
                "del",
                "delar",
                "anledning",
                "mån",
                "fråga",
            ) or before.endswith(("ing", "ingen", "ande", "andet", "ion", "ionen", "else", "elsen")):
                continue
            at = k + 2 if self.low[k + 1 : k + 2] in (["både"], ["såväl"], ["antingen"]) else k + 1
            if found := read_actor(self.tokens[:end], at, self.names):
                return found[0]
        return None

    def _unknown_actor(self, subject: Subject, verb: str) -> Actor | None:
        if subject.head is None or subject.thing or subject.pronoun or verb not in DOERS:
            return None
        return self._named(subject) if self._looks_named(subject) else None

    def _looks_named(self, subject: Subject) -> bool:
        head = subject.head
        # A name of its own ("Hedemorabostäder", "Polisen"): one word, a capital, no ordinary definite thing
        return (
            head is not None
            and head.text[:1].isupper()
            and head.end == subject.end
            and not head.low.endswith(("ans", "ten", "ren", "ien"))
        )

    def _named(self, subject: Subject) -> Actor | None:
        if subject.head is None or subject.thing:
            return None
        from qa.duties.lemmas import lemma  # loads a dictionary: only where a head is in no table of ours

        return Actor(subject.start, subject.end, (lemma(subject.head.text),), False)

    # building

    def _statement(
        self,
        view: "_View",
        modality: Modality,
        actor: Actor | None,
        start: int,
        end: int,
        recipient: str | None = None,
        *,
        first: bool = True,
    ) -> Statement:
        stop = self._trim(self._stop(end))
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
                    return self._cut(found[0])
                # "rapport till berörda nämnder", "riktlinjer till förbättringar till berörda nämnder"
        return None

    def _cut(self, actor: Actor) -> str:
        return self.text[actor.start : actor.end]

    def _stop(self, end: int) -> int:
        return self.tokens[end - 1].end if end else 0

    def _trim(self, stop: int) -> int:
        while stop and self.text[stop - 1] in " \t\n.,;:!…":
            stop -= 1
        # a conjunction left over before the next clause
        for word in (" och", " samt", " men", " eller", " utan", " medan"):
            if self.text[:stop].endswith(word):
                return self._trim(stop - len(word))
        return stop


@dataclass(frozen=True, slots=True)
class _View:
    """One clause being read."""

    clause: Clause
    finite: int
    after: int  # position after the finite verb, or after a subject that follows it
    subject: Subject | None
    fronted: str  # text before an inverted finite verb
    begins: int  # character where the clause's own text begins: its subject, or the finite verb
    shared: bool  # the subject is the clause before's
