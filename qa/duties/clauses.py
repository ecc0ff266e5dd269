"""Which finite verb belongs to which clause of a Swedish sentence.

A subordinate clause takes the first finite verb after its subordinator; the next one belongs to the clause around it
(the verb-second rule). Coordinations are the hard part: the rules stand in `_coordinate`. Knows nothing about duties
beyond a set of verbs that make one more likely to stand in a main clause.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.duties.lexicon import ADVERBS, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, SUBORDINATORS
from qa.duties.tokens import Token
from qa.duties.verbs import MODALS, is_finite, is_known_infinitive, is_passive

_ABOUT = frozenset(  # words that "om" follows as a preposition
    "anmälan ansöka ansökan ansöker anvisningar avtal begäran beslut besluta beslutar bestämmelse bestämmelser dialog "
    "diskussion fråga frågan frågor föreskrift föreskrifter förordning förslag hand handlar information informera "
    "informerar informeras kunskap kunskaper lag lagen medvetenhet påminna rapport rapportera rapporterar regler "
    "riktlinjer råd samråd samverkan tal talar underrätta underrättar underrättas uppgift uppgifter upplysa upplysning "
    "upplysningar vård yttrande överenskommelse".split()
)
_AS_WHAT = frozenset(
    "roll rollen egenskap funktion funktionen uppdrag uppdraget arbete arbetet ställning ansvar betydelse".split()
)
_DUTY_VERBS = MODALS | frozenset("ansvarar svarar medverkar åligger äger åtar förbinder".split())
_CLAUSE = 60  # words within which a clause has its verb; keeps endless sentences from taking endless time
_STRONG = frozenset(("men", ";"))


@dataclass(slots=True)
class Clause:
    """Token positions of one clause. A clause without a finite verb has `finite` None."""

    start: int  # first token, after its conjunction or subordinator
    finite: int | None = None
    end: int = 0  # after its last token
    subordinator: str | None = None  # None for a main clause
    opener: int | None = None  # position of the subordinator
    shares_subject: bool = False  # coordinated with the clause before, without a subject of its own


def split_clauses(tokens: Sequence[Token]) -> tuple[list[Clause], list[Clause]]:
    """(main clauses, subordinate clauses) in order of their beginning. Main clauses cover the sentence."""
    return _Splitter(tokens).split()


class _Splitter:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.low = [t.low for t in tokens]
        self.finite = [self._is_finite(i) for i in range(len(tokens))]
        self.main: list[Clause] = [Clause(0)]
        self.sub: list[Clause] = []
        self.open: list[Clause] = []
        self.last = -1  # position of the last finite verb

    def split(self) -> tuple[list[Clause], list[Clause]]:
        depth = 0
        for i, low in enumerate(self.low):
            if low in ("(", "["):
                depth += 1
            elif low in (")", "]"):
                depth = max(0, depth - 1)
            elif depth:
                continue
            elif low in (":", ";") and i + 1 < len(self.low) and any(self.finite[i + 1 :]):
                self._new_main(i + 1, shares=False)
            elif low == "medan" and self.main[-1].finite is not None:
                self._new_main(i + 1, shares=False)  # "medan ägaren ansvarar för": a contrast, not a time
            elif self._subordinates(i):
                clause = Clause(i + 1, subordinator=low, opener=i)
                self.sub.append(clause)
                self.open.append(clause)
            elif self.finite[i]:
                if i == 0 and self._conditional():
                    self.sub.append(Clause(0, finite=0, subordinator="", opener=0))
                    self.open.append(self.sub[-1])
                else:
                    self._attach(i)
                self.last = i
        self._recover()
        for clause, following in zip(self.main, [*self.main[1:], None], strict=True):
            clause.end = following.start if following else len(self.tokens)
        for clause in self.sub:
            clause.end = next(m.end for m in self.main if clause.start <= m.end)
        return self.main, self.sub

    def _recover(self) -> None:
        """A full sentence has a main verb: where a clause in front took it, that clause's own verb was not known."""
        first = self.sub[0] if self.sub else None
        if (
            len(self.main) > 1
            or self.main[0].finite is not None
            or first is None
            or first.finite is None
            or first.opener is None
        ):
            return
        fronted = first.opener == 0 and self.low[0] in ("när", "om", "innan", "eftersom", "sedan", "då", "såvida")
        whoever = first.opener <= 3 and first.subordinator == "som" and self.low[0] in ("den", "de", "alla", "var", "envar")
        if (fronted or whoever) and first.finite - first.opener > 1 and self.low[first.finite] in _DUTY_VERBS:
            self.main[0].finite, first.finite = first.finite, None

    def _conditional(self) -> bool:
        """A sentence that begins with its verb is a condition when another finite verb follows without a conjunction:
        "Bör beslutet ändras ska nämnden underrättas"."""
        for k in range(1, len(self.low)):
            if self.finite[k]:
                return True
            if self.low[k] in CONJUNCTIONS or self.low[k] in SUBORDINATORS or self.low[k] in (";", ":"):
                return False
        return False

    def _new_main(self, start: int, *, shares: bool) -> Clause:
        self.open.clear()
        if self.main[-1].finite is None and self.main[-1].start >= start:
            clause = self.main[-1]
        else:
            clause = Clause(start, shares_subject=shares)
            self.main.append(clause)
        return clause

    def _is_finite(self, i: int) -> bool:
        low = self.low[i]
        if not is_finite(low):
            return False
        before = self.low[i - 1] if i else ""
        if low in MODALS or low in ("är", "har"):
            return True
        if before in DETERMINERS and before not in (
            "det",
            "den",
            "de",
            "alla",
            "andra",
            "annat",
            "annan",
            "detta",
            "denna",
            "dessa",
        ):
            return False  # "varje delar", "sina former": a noun
        if before in PREPOSITIONS and before not in ("om", "i", "till", "över", "av", "på", "med", "från", "för"):
            return False
        if is_known_infinitive(low):  # passives in -as are both: after a modal, an infinitive
            for k in range(i - 1, max(-1, i - 25), -1):
                if self.low[k] in MODALS or self.low[k] in (
                    "att",
                    "skulle",
                    "vill",
                    "behöver",
                    "brukar",
                    "kunde",
                    "ville",
                    "kunna",
                ):
                    between = self.low[k + 1 : i]
                    if self.low[k] == "att":
                        return any(self.tokens[j].is_word and self.low[j] not in ADVERBS for j in range(k + 1, i))
                    return any(w in SUBORDINATORS for w in between)
            return True
        return True

    def _subordinates(self, i: int) -> bool:
        low = self.low[i]
        before = self.low[i - 1] if i else ""
        following = self.low[i + 1] if i + 1 < len(self.low) else ""
        if low == "att":
            return not self._infinitive_follows(i)
        if low in ("när", "där") and i == 0 and following and self.finite[1]:
            return False  # "Där ska nämnden"
        if low == "vem" or low == "vilken":
            return before not in ("",)
        if low in ("mån", "utsträckning"):
            return (
                before in ("den", "stor", "vilken") and following != "" and not self.finite[i + 1] and following not in ("som",)
            )
        if low in ("vilket", "vilka") and before in ("i", "på", "för"):
            return True
        if low == "som" and before in _AS_WHAT and not (following and (self.finite[i + 1] or following in ADVERBS)):
            return False  # "rollen som motor": as, not who
        if low in SUBORDINATORS:
            return True
        if low == "om":
            return self._condition(i)
        if low in ("då", "sedan", "ifall", "än"):
            return (
                self._finite_before_break(i)
                and not (following and i + 1 < len(self.low) and self.finite[i + 1])
                and (i == 0 or self.main[-1].finite is not None)
            )
        if low in ("snart", "länge", "fort") and before == "så":
            return following not in ("som", "möjligt") or following == "som"
        return False

    def _condition(self, i: int) -> bool:
        """Whether "om" is the conjunction "if" and not the preposition "about"."""
        before = self.low[i - 1] if i else ""
        if i == 0 or before in ("oavsett", "även", "utom"):
            return self._finite_before_break(i)
        if before in (",", "och", "eller", "men"):
            return self._finite_before_break(i)
        if before in _ABOUT or (self.main[-1].finite is None and not self.open):
            return False
        return self._finite_before_break(i)

    def _finite_before_break(self, i: int) -> bool:
        for k in range(i + 1, min(len(self.low), i + _CLAUSE)):
            if self.finite[k]:
                return True
            if self.low[k] in (",", ";", ":", "och", "eller", "samt", "men") and self.low[i] != "om":
                return False
            if self.low[k] in (";", ":", "men") or (self.low[k] == "," and k > i + 3):
                return False
            if self.low[k] in ("och", "eller") and i > 0 and self.low[i - 1] not in (",", "oavsett", "även"):
                # "besluta om bidrag och rektorn ska": only a conjunction that joins the subject lets the search go on
                return False
        return False

    def _infinitive_follows(self, i: int) -> bool:
        for k in range(i + 1, min(i + 9, len(self.low))):
            low = self.low[k]
            if low in MODALS or low in ("är", "har"):
                return False
            if is_known_infinitive(low) and (not self.finite[k] or k == i + 1):
                return True
            if self.finite[k] or low in SUBORDINATORS or (low in CONJUNCTIONS and k == i + 1):
                return False
            if k == i + 1 and low not in ADVERBS and low not in PREPOSITIONS and low.endswith("a") and low not in DETERMINERS:
                following = self.low[k + 1] if k + 1 < len(self.low) else ""
                if not is_finite(following) and low not in ("alla", "andra", "samma", "båda", "dessa", "flera", "många"):
                    return not any(self.finite[k + 1 : k + 6])
        return False

    def _attach(self, i: int) -> None:
        main = self.main[-1]
        if self.open and self.open[-1].finite is None:
            self.open[-1].finite = i
            return
        conjunction = self._conjunction(i)
        if self.open and main.finite is None and conjunction is not None and self._inside(i, conjunction):
            return
        while self.open and self.open[-1].finite is not None and any(c.finite is None for c in self.open):
            self.open.pop()
        if self.open and self.open[-1].finite is None:
            self.open[-1].finite = i
            return
        if main.finite is None:
            self.open.clear()
            main.finite = i
            return
        if conjunction is not None:
            self._coordinate(i, conjunction)

    def _inside(self, i: int, conjunction: int) -> bool:
        """A verb after a conjunction while the main clause still waits for its own: part of the clause before it."""
        between = [w for k, w in enumerate(self.low[conjunction + 1 : i], conjunction + 1) if self.tokens[k].is_word]
        if self.low[conjunction] == ",":
            return False
        if all(w in ADVERBS or w in ("inte", "ej") for w in between):
            return True
        for k in range(i + 1, len(self.low)):
            if self.finite[k]:
                return True
            if self.low[k] in SUBORDINATORS or self.low[k] in ("och", "eller", "samt", "men"):
                return False
        return False

    def _conjunction(self, i: int) -> int | None:
        """Position of the conjunction that a finite verb's clause begins with."""
        span = range(i - 1, self.last, -1)
        for k in span:  # strongest first: a comma with a conjunction, "men", a semicolon
            if self.low[k] in _STRONG or (self.low[k] in CONJUNCTIONS and k and self.low[k - 1] == "," and k - 1 > self.last):
                return k
        words = [k for k in span if self.low[k] in ("och", "samt", "eller", "utan")]
        if words:
            # "och elever och föräldrar ska": the first conjunction whose next word could begin a subject
            return words[0]
        return next((k for k in span if self.low[k] in (",", "–")), None)

    def _coordinate(self, i: int, c: int) -> None:
        between = [k for k in range(c + 1, i) if self.tokens[k].is_word]
        shares = all(self.low[k] in ADVERBS or self.low[k] in ("inte", "ej", "aldrig") for k in between)
        duty = self.low[i] in _DUTY_VERBS or self._duty_phrase(i)
        if self.low[c] in (",", "–") and not (duty and not self.open):
            return
        strong = self.low[c] in _STRONG or (c > 0 and self.low[c - 1] == ",")
        if self.open and not strong and not self._leaves(i, shares=shares, duty=duty):
            return
        self._new_main(c + 1, shares=shares).finite = i

    def _leaves(self, i: int, *, shares: bool, duty: bool) -> bool:
        """Whether a coordinated verb, without a comma before it, belongs to the main clause and not to the open one."""
        inner = self.open[-1]
        inner_low = self.low[inner.finite] if inner.finite is not None else ""
        main_finite = self.main[-1].finite
        main_low = self.low[main_finite] if main_finite is not None else ""
        if inner.subordinator == "som" and shares:
            return False
        if duty:
            return inner_low not in _DUTY_VERBS
        # "ansvarar för att planerna utvärderas och avlämnar rapport": the voice changes back to the acting subject's
        return (
            shares
            and main_low in _DUTY_VERBS
            and main_low not in MODALS
            and (is_passive(inner_low) or inner_low in ("är", "finns", "blir"))
            and not is_passive(self.low[i])
            and self.low[i] not in ("är", "har", "finns", "blir")
        )

    def _duty_phrase(self, i: int) -> bool:
        rest = self.low[i + 1 : i + 5]
        return (self.low[i] == "är" and any(w.startswith(("skyldig", "ansvarig", "förbjud", "ålag")) for w in rest)) or (
            self.low[i] == "har" and any(w in ("rätt", "skyldighet") or w.endswith(("ansvar", "ansvaret")) for w in rest)
        )
