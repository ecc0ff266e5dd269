"""From one Swedish sentence to its deontic statements, as character ranges.

Main clauses are read for a modal ("ska", "bör", "får") or for one of the phrases that give a right, a duty or a
responsibility ("har rätt till", "är skyldig att", "ansvarar för"). Subordinate clauses state purposes, conditions and
facts, and are read only where the main clause declares them to hold ("innebär att nämnden ska") or where they tell
the task of a role that the main clause brings in ("har en samordnare som ansvarar för"). Knows nothing about passages.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from qa.duties.actors import Actor, Subject, read_actor, read_subject
from qa.duties.clauses import Clause, split_clauses
from qa.duties.deadlines import deadline_of, find_deadlines
from qa.duties.lexicon import ADVERBS, CONJUNCTIONS, DETERMINERS, FOCUS, FRONTED, NEGATIONS, PREPOSITIONS, PRONOUNS, SUBORDINATORS
from qa.duties.tokens import Token, tokenize
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


@dataclass(frozen=True, slots=True)
class Context:
    """What a pronoun may point back to."""

    actor: Actor | None = None  # subject of the clause before
    thing: bool = False  # that subject was no actor
    thing_plural: bool = False
    mentions: tuple[Actor, ...] = ()  # actors named in the sentence before, in order
    names: Set[str] = field(default_factory=frozenset)  # lower-case names of the municipality


# Active verbs that a permission is given for; "kan" with any other verb tells of an ability or a possibility.
_POWERS = frozenset(
    "ansöka överklaga begära välja lämna anmäla besluta bevilja medge delegera uppdra förelägga förena utse söka avslå återkalla "
    "avbryta häva säga ansluta beställa boka kräva anlita inrätta undanta förordna utfärda meddela föreslå yrka reservera avstå "
    "tillåta ålägga förlänga anordna upplåta överlåta tilldela inhämta låna hyra påkalla klaga åberopa sätta sänka höja jämka "
    "avvisa omhänderta ersätta entlediga återta stänga avgöra anta adjungera kalla vidta dispensera ge erbjuda få".split()
)
# Passive verbs of decisions: "Beslutet kan överklagas" gives a right, "Insatser kan behövas" tells a fact.
_DECISIONS = frozenset(
    "överklagas beviljas beslutas sättas medges lämnas undantas sökas begäras återkallas delegeras återkrävas avslås jämkas föreläggas "
    "förenas tilldelas erbjudas tas utses förordnas ges utfärdas förlängas förkortas efterskänkas bestämmas hyras lånas bokas avvisas "
    "meddelas stängas avbrytas hävas omprövas anmälas ersättas godkännas utdömas tillåtas beställas utlämnas överlåtas upplåtas "
    "nedsättas entledigas inrättas uteslutas dispenseras ansökas inlämnas reduceras tillgodoräknas".split()
)
_NOT_EVERYBODY = frozenset("man det".split())
_EPISTEMIC = frozenset("anses antas förmodas betraktas räkna konstateras förutsättas sägas".split())  # "får anses vara"
_DOERS = frozenset(  # verbs whose subject must be able to act, so that an unknown noun or name is taken for an actor
    "upprätta ansvara besluta utse anmäla samråda inhämta ansöka underrätta kontrollera delta rapportera utarbeta genomföra följa "
    "anordna tillhandahålla teckna betala närvara iaktta meddela lämna erbjuda verka arbeta bistå samverka medverka bekosta "
    "bevaka upphandla utreda handlägga bedöma tillse informera se granska redovisa göra ordna söka hålla".split()
)
_SAYS = frozenset(  # what an "att" after it declares holds: "Beslutet innebär att nämnden ska"
    "innebär beslutar beslutat beslutade beslöt föreskriver föreskrivs stadgar stadgas framgår följer anger anges bestämmer bestämt "
    "betyder fastslår fastställer fastställt säger gäller".split()
)
_BRINGS_IN = frozenset("har finns finnas ha utse utser utsett tillsätta tillsätter anställa anställer inrätta inrättar utses".split())
_PARTICLES = frozenset("upp in ut av om till ner ned fram efter bort över på med igen vid emot undan under".split())
_SOFT = "inte|ej|aldrig|icke|alltid|också|även|dock|då|själv|själva|därmed|därför|dessutom|bland|annat|bl\\.a\\.|i|första|hand|ytterst|särskilt|ensam|gemensamt|tillsammans"
_RIGHT = re.compile(
    r"^(?:[\wåäö]+ ){0,4}?(?:ha|få|ges|garanteras|tillförsäkras|äga)\s+(?:[\wåäö]+,? ){0,3}?(?:rätt(?:en|igheten)?\s+(?:till|att)\b"
    r"|rättigheter\b)|^(?:[\wåäö]+ ){0,2}?ha\s+(?:samma|lika)\s+(?:[\wåäö]+,? ){0,4}?(?:rättigheter|rätt|möjlighet|möjligheter|villkor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase that makes a statement without a modal: what follows the finite verb, and what it says."""

    verbs: frozenset[str]
    rest: re.Pattern[str]  # matched right after the finite verb (and the subject, where that stands there)
    modality: Modality
    infinitive: bool = False  # what follows is "att" and an infinitive


def _phrase(verbs: str, rest: str, modality: Modality) -> _Phrase:
    return _Phrase(frozenset(verbs.split()), re.compile(rest, re.IGNORECASE), modality, infinitive=rest.endswith(r"att\b"))


_GAP = r"^(?:[\wåäö.]+ ){0,5}?"
_PHRASES = (
    _phrase("är", rf"^(?:{_SOFT}| )*(?:skyldig[at]?|ålagd[a]?|förpliktad[e]?|förpliktigad[e]?|tvungen|tvungna) att\b", Modality.OBLIGATION),
    _phrase("har", rf"{_GAP}(?:skyldighet(?:en)?|plikt(?:en)?) att\b", Modality.OBLIGATION),
    _phrase("har", r"^(?:alltid |också |även )?att\b", Modality.OBLIGATION),
    _phrase("åtar förbinder förpliktar", r"^sig (?:[\wåäö]+ ){0,2}?att\b", Modality.OBLIGATION),
    _phrase("åligger åvilar", r"^(?:[\wåäö]+ ){0,1}?att\b", Modality.OBLIGATION),
    _phrase("rekommenderas uppmanas", r"^(?:[\wåäö]+ ){0,2}?att\b", Modality.RECOMMENDATION),
    _phrase("förväntas", r"^(?:[\wåäö]+ ){0,2}?", Modality.RECOMMENDATION),
    _phrase("tillåts", r"^(?:inte )?(?:att )?", Modality.PERMISSION),
    _phrase("äger", rf"{_GAP}rätt att\b", Modality.PERMISSION),
    _phrase("äger", rf"{_GAP}rätt till\b", Modality.RIGHT),
    _phrase("har", r"^(?:alltid |också |även )?(?:befogenhet|tillåtelse|tillstånd|mandat) att\b", Modality.PERMISSION),
    _phrase("har", rf"{_GAP}(?:laglig |ovillkorlig )?rätt att\b", Modality.RIGHT),
    _phrase("har", rf"{_GAP}(?:rätt|rättighet) till\b", Modality.RIGHT),
    _phrase("får ges", rf"^(?:{_SOFT}| )*rätt att\b", Modality.RIGHT),
    _phrase("får ges", rf"^(?:{_SOFT}| )*rätt till\b", Modality.RIGHT),
    _phrase("är", rf"^(?:{_SOFT}| )*berättigad[e]? (?:till|att)\b", Modality.RIGHT),
    _phrase("ansvarar svarar", rf"^(?:(?!som\b|att\b)[\wåäö./-]+,? ){{0,8}}?(?:för)\b", Modality.RESPONSIBILITY),
    _phrase("ansvarar", r"^", Modality.RESPONSIBILITY),
    _phrase("medverkar", r"^", Modality.RESPONSIBILITY),
    _phrase("har bär", rf"{_GAP}(?:[\wåäö-]*ansvar|[\wåäö-]*ansvaret) (?:för|att)\b", Modality.RESPONSIBILITY),
    _phrase("är", rf"^(?:{_SOFT}| )*(?:[\wåäö]+ )?(?:[\wåäö]*ansvarig[ta]?) (?:för|att)\b", Modality.RESPONSIBILITY),
    _phrase("har", rf"{_GAP}(?:till|som|i) (?:huvud)?(?:uppgift|uppdrag) att\b", Modality.RESPONSIBILITY),
    _phrase("har", rf"{_GAP}(?:uppgiften|uppdraget|uppdrag) att\b", Modality.RESPONSIBILITY),
    _phrase("ges får", r"^(?:[\wåäö]+ ){0,2}?(?:i uppdrag|uppdraget|i uppgift) att\b", Modality.RESPONSIBILITY),
    _phrase("ser", rf"^(?:{_SOFT}| )*till att\b", Modality.RESPONSIBILITY),
    _phrase("tillser", r"^att\b", Modality.RESPONSIBILITY),
    _phrase("spelar har", r"^(?:en|ett) (?:[\wåäö]+ ){0,4}?roll (?=i\b|för\b|när\b|vid\b)", Modality.RESPONSIBILITY),
)
_FORBIDDEN = re.compile(rf"^(?:{_SOFT}| )*(?P<not>inte |ej )?(?P<word>förbjud(?:en|et|na)|tillåte[nt]|tillåtna|otillåte[nt])\b", re.IGNORECASE)
_WHOSE = re.compile(r"^(?P<who>(?:[\wåäö-]+ ){0,5}?[\wåäö-]+s) (?:[\wåäö]+ )?(?P<what>ansvar|skyldighet|uppgift|uppdrag|plikt|rättighet) att\b", re.IGNORECASE)
_ROLE_MEANS = re.compile(r"(?:roll|uppdrag|uppgift|ansvar)(?: (?:som|för|i|inom|vid) [^,]*)?$", re.IGNORECASE)


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
            self._remember(subject, clause)
        return statements, self._next_context()

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
                subject = self._resolve(subject)
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
        if found is None and shared and before and before[-1].modality is Modality.RESPONSIBILITY and before[-1].actor:
            if not is_passive(low) and low not in ("är", "har", "finns", "blir"):
                found = [self._statement(view, Modality.RESPONSIBILITY, before[-1].actor, self.tokens[f].start, clause.end)]
        return found or [], subject, fronted

    def _skip_marks(self, start: int, f: int) -> int:
        while start < f and (not self.tokens[start].is_word and self.tokens[start].text != "(" or self.low[start] in CONJUNCTIONS - {"respektive"}):
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
        fronted_text = self.text[first.start : self.tokens[f].start].rstrip(" ,")
        if any(s.start == 0 and s.end >= len(fronted_text) for s in find_deadlines(fronted_text)):
            return True
        if low in ("även", "också", "särskilt", "inte", "endast", "bara", "enbart", "både", "såväl", "minst", "högst"):
            following = self.low[start + 1] if start + 1 < f else ""
            if following == "heller":
                following = self.low[start + 2] if start + 2 < f else ""
            return following in PREPOSITIONS or following in ("när", "om", "där", "då")
        if low in ("i", "på", "till", "för", "av", "om", "när", "innan", "eftersom", "sedan", "då", "att") or low in PREPOSITIONS | FRONTED:
            return low != "att" or self._inverted_actor(f)
        if low in SUBORDINATORS and low not in ("vilka", "vilken", "vilket", "som"):
            return True
        if low in ADVERBS - FOCUS and not (start + 1 < f and self.low[start + 1] in ("ansvarig", "ansvariga", "berörda", "anställd", "anställda")):
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
            return i < len(self.tokens) and self.low[i] in ("de", "den", "han", "hon", "dessa", "denne") and (
                i + 1 < len(self.tokens) and (is_known_infinitive(self.low[i + 1]) or self.low[i + 1] in ADVERBS)
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
        verb = self._verb(view.after, end, strict=low in ("får", "kan"))
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
            if not negated and _RIGHT.match(rest):
                modality = Modality.RIGHT
            elif negated:
                modality = Modality.PROHIBITION
        elif low == "bör":
            modality = Modality.RECOMMENDATION
        elif low == "får":
            if verb is None or verb_low in _EPISTEMIC:
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
        """ "ska ha kommit in redan i mars", "ska enligt uppgift ha": what is said to have happened."""
        if verb is None or self.low[verb] != "ha" or verb + 1 >= len(self.low):
            return False
        lowered = self.text.lower()
        return any(w in lowered for w in ("enligt uppgift", " redan ", "påstås", "tydligen", "uppges"))

    def _may(self, view: "_View", verb: int | None) -> bool:
        """Whether "kan" gives leave, rather than telling an ability or a possibility."""
        if verb is None:
            return False
        low = self.low[verb]
        if is_passive(low):
            return low in _DECISIONS
        if view.subject is None or view.subject.actor is None or view.subject.actor.bases[0] == "man":
            return False
        if low == "komma":
            return False
        if low in ("ge", "få", "erbjuda", "sätta", "höja", "sänka", "säga", "ta"):
            rest = " ".join(self.low[verb + 1 : verb + 6])
            return bool(re.search(r"\b(?:bidrag|dispens|tillstånd|stöd|ersättning|ledigt|upp avtal|anstånd|undantag|lov|avgift)", rest))
        return low in _POWERS and not self._negated(self.low[view.finite + 1 : verb], view.finite + 1)

    def _verb(self, start: int, end: int, *, strict: bool) -> int | None:
        """Position of the infinitive that a modal governs. `strict`: only what is near and surely a verb counts."""
        candidate: int | None = None
        plain = True  # nothing but adverbs so far
        for k in range(start, end):
            low = self.low[k]
            if low in ("att", "som") and k > start:
                break
            if is_known_infinitive(low) and low not in ("skola",):
                if candidate is not None and not strict:
                    return candidate if plain else k
                return k
            if plain and candidate is None and may_be_infinitive(low) and low not in ADVERBS:
                candidate = k
                if strict:
                    return k
            if self.tokens[k].is_word and low not in ADVERBS and low not in NEGATIONS and candidate is None:
                plain = False
            if strict and low in (";", ":"):
                break
        return candidate

    def _verb_phrases(self, view: "_View", modality: Modality, verb: int | None) -> list[Statement]:
        """One statement per coordinated verb phrase with a complement of its own."""
        end = view.clause.end
        cuts = self._cuts(verb, end) if verb is not None else []
        statements: list[Statement] = []
        for n, (begin, v, stop) in enumerate(zip([view.after, *[c + 1 for c in cuts]], [verb, *map(self._next_verb, cuts)], [*cuts, end], strict=True)):
            passive = v is not None and is_passive(self.low[v])
            if v is None and verb is None:
                passive = any(self.low[k].endswith(("as", "es")) for k in range(begin, stop))
            actor = view.subject.actor if view.subject else None
            recipient: str | None = None
            if passive and modality is not Modality.RIGHT:
                receives = actor is not None and not actor.bases[0].endswith("verksamhet")  # an activity is what is done, not to whom
                recipient = self._cut(actor) if actor and receives and n == 0 else None
                actor = self._agent(v if v is not None else begin, stop)
            elif actor is None and view.subject is not None and v is not None:
                actor = self._unknown_actor(view.subject, self.low[v])
            if n == 0:
                plain = begin  # "får inte lämna": the action is what must not be done
                while modality is Modality.PROHIBITION and plain < stop - 1 and (self.low[plain] in NEGATIONS or self.low[plain] == "heller"):
                    plain += 1
                start = self.tokens[plain].start if actor and not passive and begin < len(self.tokens) else view.begins
            else:
                start = self.tokens[self._skip_conjunctions(begin)].start
            statements.append(self._statement(view, modality, actor, start, stop, recipient, first=n == 0))
        return statements

    def _next_verb(self, cut: int) -> int:
        k = self._skip_conjunctions(cut)
        while not is_known_infinitive(self.low[k]):
            k += 1
        return k

    def _skip_conjunctions(self, k: int) -> int:
        while k < len(self.tokens) - 1 and (not self.tokens[k].is_word or self.low[k] in CONJUNCTIONS):
            k += 1
        return k

    def _cuts(self, verb: int, end: int) -> list[int]:
        """Positions of the commas and conjunctions that begin a further verb phrase under the same modal."""
        cuts: list[int] = []
        inner = False  # an infinitive of a subordinate phrase is open: a coordination would continue that one
        complement = False
        k = verb + 1
        while k < end:
            low = self.low[k]
            if low == "att" or low in MODALS or low in ("vill", "behöver", "kunna"):
                following = k + 1
                while following < end and (self.low[following] in ADVERBS or self.low[following] in NEGATIONS):
                    following += 1
                if low == "att" and following < end and is_known_infinitive(self.low[following]) and not self._reads_finite(following):
                    inner = True
                elif low != "att":
                    inner = True
            elif low in (",", "och", "samt", "eller") and not inner:
                v = k + 1
                while v < end and (self.low[v] in ADVERBS or self.low[v] in CONJUNCTIONS or self.low[v] in NEGATIONS ):
                    v += 1
                if v < end and self.low[v] in PREPOSITIONS:  # "och vid behov begära", "och i samverkan med andra utveckla"
                    ahead = next((x for x in range(v + 1, min(v + 6, end)) if is_known_infinitive(self.low[x])), None)
                    if ahead is not None and all(self.tokens[x].is_word and self.low[x] not in (*CONJUNCTIONS, "att", "som") for x in range(v, ahead)):
                        v = ahead
                if v < end and is_known_infinitive(self.low[v]) and not self._reads_finite(v) and complement and self._is_verb_here(v):
                    cuts.append(k if not (cuts and cuts[-1] == k - 1) else cuts.pop())
                    complement = False
                    k = v + 1
                    continue
                if v < end and is_known_infinitive(self.low[v]) and not complement:
                    k = v + 1
                    continue
            elif self.tokens[k].is_word and low not in ADVERBS and low not in NEGATIONS and not (low in _PARTICLES and k <= verb + 2 and self._ends_soon(k)):
                complement = True
            k += 1
        return cuts

    def _ends_soon(self, k: int) -> bool:
        return k + 1 < len(self.low) and self.low[k + 1] in ("och", "eller", "samt", ",")

    def _reads_finite(self, k: int) -> bool:
        """A passive in -as inside "att"- or "som"-clauses is a present form: "att planen följs och utvärderas"."""
        if not self.low[k].endswith("s"):
            return False
        for back in range(k - 1, -1, -1):
            if self.low[back] in MODALS:
                return False
            if self.low[back] in ("att", "som", "där", "när"):
                return True
        return False

    def _is_verb_here(self, k: int) -> bool:
        """Not a noun that looks like a verb: no conjunction or end directly after a lone word in an enumeration."""
        return self.low[k] not in ("vara",) or k + 1 < len(self.low)

    # phrases without a modal

    def _phrases(self, view: "_View") -> list[Statement] | None:
        f = view.finite
        low = self.low[f]
        if view.after >= len(self.tokens):
            return None
        rest_start = self.tokens[view.after].start
        rest = self.text[rest_start : self._stop(view.clause.end)]
        whole = self.text[self.tokens[f].end : self._stop(view.clause.end)].lstrip()
        for phrase in _PHRASES:
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

    def _phrase_statements(self, view: "_View", phrase: _Phrase, action: int, matched: str) -> list[Statement] | None:
        low = self.low[view.finite]
        subject = view.subject
        modality = phrase.modality
        actor = subject.actor if subject else None
        if low in ("åligger", "åvilar"):
            if actor is None or (subject and subject.head):
                found = read_actor(self.tokens, view.finite + 1, self.names)
                actor = found[0] if found else actor
        if actor is None and subject is not None and subject.head is not None and not subject.thing and modality is Modality.RESPONSIBILITY:
            if low in ("ansvarar", "svarar"):
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
            v = self._verb(first, view.clause.end, strict=False)
            if v is not None and phrase.infinitive:
                inner = replace(view, after=first)
                return [
                    self._statement(inner, modality, actor, self.tokens[begin].start, stop, first=n == 0)
                    for n, (begin, stop) in enumerate(self._spans(first, v, view.clause.end))
                ]
        if low == "spelar" or (low == "har" and " roll " in matched):
            first = view.after - 1 if view.after == view.finite + 1 else view.after
        return [self._statement(view, modality, actor, self.tokens[first].start, view.clause.end)]

    def _spans(self, first: int, verb: int, end: int) -> list[tuple[int, int]]:
        cuts = self._cuts(verb, end)
        return [(first, [*cuts, end][0]), *[(self._skip_conjunctions(c), stop) for c, stop in zip(cuts, [*cuts[1:], end], strict=False)]]

    def _special(self, view: "_View") -> list[Statement] | None:
        """Wordings in which the actor stands elsewhere than in the subject."""
        f, end = view.finite, view.clause.end
        low = self.low[f]
        rest_start = self.tokens[f].end + 1
        rest = self.text[rest_start : self._stop(end)]
        subject_text = self.text[view.subject.start : view.subject.end] if view.subject else ""
        if low == "är":
            if view.subject is not None and view.subject.pronoun == "det" and (match := _WHOSE.match(rest)):
                actor = self._genitive(rest_start, match["who"])
                modality = {"skyldighet": Modality.OBLIGATION, "plikt": Modality.OBLIGATION, "rättighet": Modality.RIGHT}.get(
                    match["what"].lower(), Modality.RESPONSIBILITY
                )
                if actor:
                    return self._infinitive_statements(view, modality, actor, rest_start + match.end())
            if match := _FORBIDDEN.match(self.text[self.tokens[view.after].start : self._stop(end)] if view.after < end else rest):
                negative = bool(re.search(r"\b(?:inte|ej)\b", match.group())) != match["word"].lower().startswith(("förbjud", "otillåt"))
                modality = Modality.PROHIBITION if negative else Modality.PERMISSION
                return [self._statement(view, modality, None, view.begins, end)]
            if re.match(r"ansvarig(?:a)?(?: för| är|$)", subject_text, re.IGNORECASE) and (found := read_actor(self.tokens, f + 1, self.names)):
                return [self._statement(view, Modality.RESPONSIBILITY, found[0], view.begins, end)]
        if low in ("innebär", "är", "består", "omfattar", "innefattar") and view.subject is not None:
            if low != "är" and _ROLE_MEANS.search(subject_text) and (actor := self._genitive(view.subject.start, subject_text)):
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
                if (match := re.match(r"(?:i uppdrag |uppdraget )?att\b", tail)) and (low != "ger" or "uppdrag" in match.group()):
                    return self._infinitive_statements(view, Modality.RESPONSIBILITY, actor, self.tokens[after].start + match.end())
        if low in ("ligger", "vilar", "åvilar", "ankommer", "åligger"):
            ansvar = re.match(r"(?:[\wåäö]+ )?(?:[\wåäö]*ansvaret|skyldigheten|uppgiften)\b", subject_text, re.IGNORECASE)
            k = f + 1
            while k < end and self.low[k] in ("på", "hos", "ytterst", "alltid", "därmed"):
                k += 1
            if (ansvar or low in ("ankommer", "åligger")) and (found := read_actor(self.tokens, k, self.names)):
                actor, after = found
                if after < end and self.low[after] == "att":
                    return self._infinitive_statements(view, Modality.OBLIGATION if low == "åligger" else Modality.RESPONSIBILITY, actor, self.tokens[after].end)
                return [self._statement(view, Modality.RESPONSIBILITY, actor, view.begins, end)]
        return None

    def _infinitive_statements(self, view: "_View", modality: Modality, actor: Actor, action: int) -> list[Statement]:
        first = next((k for k, t in enumerate(self.tokens) if t.start >= action and t.is_word), None)
        if first is None or first >= view.clause.end:
            return []
        v = self._verb(first, view.clause.end, strict=False)
        spans = self._spans(first, v, view.clause.end) if v is not None else [(first, view.clause.end)]
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
            if not (clause.start <= inner.opener < clause.end) or self.low[inner.finite] not in MODALS or self.low[inner.finite] == "kan":
                continue
            if inner.opener == 0 or self.low[inner.opener - 1] not in _SAYS:
                continue
            found, _, _ = self._clause(replace(inner, end=clause.end), inner.finite, None, "", [])
            return found
        return []

    def _bring_in(self, clause: Clause, sub: Sequence[Clause], found: list[Statement]) -> list[Statement]:
        """ "har en samordnare som ansvarar för": the relative clause gives a role its task."""
        for inner in sub:
            if inner.subordinator != "som" or inner.opener is None or inner.finite is None or not clause.start <= inner.opener < clause.end:
                continue
            noun = self._antecedent(inner.opener, clause)
            if noun is None:
                continue
            low = self.low[inner.finite]
            subject = Subject(noun.start, noun.end, noun)
            view = _View(replace(inner, end=clause.end), inner.finite, inner.finite + 1, subject, "", self.tokens[inner.finite].start, False)
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
            if self.low[k] in _BRINGS_IN and k + 1 < opener:
                stop = opener - 1 if self.low[opener - 1] == "," else opener
                found = read_actor(self.tokens[:stop], k + 1, self.names)
                return found[0] if found and found[1] == stop and not found[0].plural and self.low[k + 1] in ("en", "ett", "minst") else None
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
            if before in ("grund", "stöd", "hjälp", "form", "följd", "del", "delar", "anledning", "mån", "fråga") or before.endswith(("ing", "ingen", "ande", "andet", "ion", "ionen", "else", "elsen")):
                continue
            at = k + 2 if self.low[k + 1 : k + 2] in (["både"], ["såväl"], ["antingen"]) else k + 1
            if found := read_actor(self.tokens[:end], at, self.names):
                return found[0]
        return None

    def _unknown_actor(self, subject: Subject, verb: str) -> Actor | None:
        if subject.head is None or subject.thing or subject.pronoun or verb not in _DOERS:
            return None
        return self._named(subject) if self._looks_named(subject) else None

    def _looks_named(self, subject: Subject) -> bool:
        head = subject.head
        # A name of its own ("Hedemorabostäder", "Polisen"): one word, a capital, no ordinary definite thing
        return head is not None and head.text[:1].isupper() and head.end == subject.end and not head.low.endswith(("ans", "ten", "ren", "ien"))

    def _named(self, subject: Subject) -> Actor | None:
        if subject.head is None or subject.thing:
            return None
        from qa.duties.lemmas import lemma  # loads a dictionary: only where a head is in no table of ours

        return Actor(subject.start, subject.end, (lemma(subject.head.text),), False)

    def _resolve(self, subject: Subject) -> Subject:
        """What a pronoun subject points back to; a thing stays without an actor."""
        pronoun = subject.pronoun or ""
        context = self.context
        person = pronoun in ("han", "hon", "hen", "denne", "vederbörande")
        plural = pronoun in ("de", "dem", "dessa")
        chosen: Actor | None = None
        if person:
            chosen = context.actor if context.actor and not context.actor.plural else next(
                (a for a in reversed(context.mentions) if not a.plural), None
            )
        elif plural:
            if context.actor and (context.actor.plural or context.actor.bases[0] in ("personal", "alla")):
                chosen = context.actor
            elif not (context.thing and context.thing_plural):
                chosen = next((a for a in reversed(context.mentions) if a.plural), None)
        elif pronoun in ("den", "denna") and context.actor and not context.actor.plural and not context.thing:
            chosen = context.actor
        if chosen is None:
            return subject
        return replace(subject, actor=Actor(subject.start, subject.end, chosen.bases, chosen.plural))

    def _remember(self, subject: Subject | None, clause: Clause) -> None:
        """Let the next clause's pronouns point to this one's subject."""
        if subject is None or subject.pronoun == "det":
            return
        if subject.actor is None:
            head = subject.head.low if subject.head else ""
            plural = head.endswith(("na", "ar", "or", "er"))
            if subject.pronoun is None:
                self.context = replace(self.context, actor=None, thing=True, thing_plural=plural)
        else:
            self.context = replace(self.context, actor=subject.actor, thing=False)

    def _next_context(self) -> Context:
        mentions: list[Actor] = []
        k = 0
        while k < len(self.tokens):
            if self.tokens[k].is_word and self.low[k] not in PRONOUNS and (found := read_actor(self.tokens, k, self.names)):
                mentions.append(found[0])
                k = found[1]
            else:
                k += 1
        return replace(self.context, mentions=tuple(mentions))

    # building

    def _statement(
        self, view: "_View", modality: Modality, actor: Actor | None, start: int, end: int, recipient: str | None = None, *, first: bool = True
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
        giving = ("ge", "informera", "erbjuda", "underrätta", "uppmuntra", "stödja", "bistå", "höra", "erbjuder", "informerar", "ger", "kalla", "bjuda", "inbjuda")
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
        for word in (" och", " samt", " men", " eller", " utan"):
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


__all__ = ["Context", "Statement", "read_statements", "DETERMINERS"]
