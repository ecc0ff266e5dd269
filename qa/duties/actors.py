"""Who acts: reads a body, role or group out of a noun phrase, as written and in its base form.

A coordinated subject is one actor with several bases ("Varje nämnd, styrelse eller kommunalt bolag"). Knows nothing
about verbs or modality.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qa.duties.lexicon import (
    ADVERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FOCUS,
    NEGATIVE_QUANTIFIERS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    THING_ENDINGS,
    acting_noun,
)
from qa.duties.tokens import Token
from qa.duties.verbs import is_finite, is_known_infinitive

# Quantifiers that stand for a group by themselves, with the base form they get.
_GROUPS = {
    "alla": "alla",
    "samtliga": "alla",
    "envar": "var och en",
    "ingen": "ingen",
    "inga": "ingen",
    "någon": "någon",
    "andra": "andra",
    "flera": "flera",
    "båda": "båda",
    "var": "var och en",
}
# Adjectives that tell one kind of body from another and so stay in the base form: (common gender, neuter).
_KINDS = {
    "kommunal": ("kommunal", "kommunalt"),
    "statlig": ("statlig", "statligt"),
    "regional": ("regional", "regionalt"),
    "facklig": ("facklig", "fackligt"),
    "ideell": ("ideell", "ideellt"),
    "privat": ("privat", "privat"),
    "enskild": ("enskild", "enskilt"),
}
_KIND_FORMS = {form: kind for kind in _KINDS for form in (kind, kind + "t", kind + "a", _KINDS[kind][1])}
_SUPRA = frozenset(("inklusive", "inkl", "liksom"))  # prepositions that add members to the subject


@dataclass(frozen=True, slots=True)
class Actor:
    """A body, role or group in a text."""

    start: int  # character offsets in the analysed text, half open
    end: int
    bases: tuple[str, ...]  # in order, each once
    plural: bool

    @property
    def base(self) -> str:
        """Base forms as the register shows them."""
        return ", ".join(self.bases)


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands in subject position."""

    start: int
    end: int
    actor: Actor | None = None
    negative: bool = False  # "ingen", "varken", "inte heller"
    pronoun: str | None = None  # "den", "de", "denne": who is meant stands earlier
    head: Token | None = None  # where there is no actor: the word that the phrase is about

    @property
    def thing(self) -> bool:
        """True where the head is an abstract noun that can do nothing."""
        return self.head is not None and self.head.low.endswith(THING_ENDINGS)


def read_subject(tokens: Sequence[Token], names: AbstractSet[str]) -> Subject | None:
    """The subject that a stretch of tokens before the finite verb makes, or None without a word in it.

    `names`: lower-case words that name the municipality itself ("hedemora", "hedemoras").
    """
    words = list(tokens)
    while words and (not words[0].is_word or words[0].low in CONJUNCTIONS - {"respektive"}):
        words.pop(0)
    negative = bool(words) and (
        any(w.low in NEGATIVE_QUANTIFIERS for w in words[:2]) or [w.low for w in words[:2]] == ["inte", "heller"]
    )
    while len(words) > 1 and (words[0].low in FOCUS or words[0].low == "varken"):
        words.pop(0)
    while words and not words[-1].is_word and words[-1].text not in ')”"':
        words.pop()
    if not words:
        return None
    start, end = words[0].start, words[-1].end
    lows = [w.low for w in words]
    if lows[:3] == ["var", "och", "en"]:
        return Subject(start, end, Actor(start, end, ("var och en",), False), negative)
    if lows[0] in PERSONAL and len(words) == 1:
        return Subject(start, end, Actor(start, end, (lows[0],), False), negative)
    if lows[0] in PRONOUNS and (len(words) == 1 or lows[1] == ","):
        return Subject(start, end, None, negative, pronoun=lows[0])
    if lows[0] in ("den", "de", "dem") and lows[1] == "som":
        return Subject(start, end, Actor(start, end, ("den som",), lows[0] != "den"), negative)
    groups = _conjuncts(words)
    bases: list[str] = []
    plural = len(groups) > 1
    for n, group in enumerate(groups):
        found = _base(group, names)
        if found is None:
            if n == 0:
                return Subject(start, end, None, negative, head=group[-1] if group else words[0])
            continue
        bases.append(found[0])
        plural |= found[1]
    if not bases:
        return Subject(start, end, None, negative, head=words[-1])
    return Subject(start, end, Actor(start, end, tuple(dict.fromkeys(bases)), plural), negative)


def read_actor(tokens: Sequence[Token], position: int, names: AbstractSet[str]) -> tuple[Actor, int] | None:
    """The actor whose noun phrase begins exactly at a position, and the position after it.

    For subjects after the finite verb, agents after "av" and recipients, where nothing marks the end of the phrase.
    """
    first = _read_one(tokens, position, names)
    if first is None:
        return None
    base, plural, after = first
    bases = [base]
    while after < len(tokens):
        step = after
        while step < len(tokens) and (tokens[step].low in ("och", "eller", "samt", "respektive", ",", "/", "inklusive")):
            step += 1
        further = _read_one(tokens, step, names) if step > after else None
        if further is None:
            break
        bases.append(further[0])
        plural, after = True, further[2]
    start, end = tokens[position].start, tokens[after - 1].end
    return Actor(start, end, tuple(dict.fromkeys(bases)), plural), after


def _read_one(tokens: Sequence[Token], position: int, names: AbstractSet[str]) -> tuple[str, bool, int] | None:
    lows = [t.low for t in tokens[position : position + 7]]
    if not lows:
        return None
    if lows[:3] == ["var", "och", "en"]:
        return "var och en", False, position + 3
    if lows[0] in PERSONAL:
        return lows[0], False, position + 1
    if lows[0] in ("den", "de") and lows[1:2] == ["som"]:
        return "den som", lows[0] == "de", position + 2
    for n, low in enumerate(lows):
        token = tokens[position + n]
        if not token.is_word or low in PREPOSITIONS or low in CONJUNCTIONS or low in SUBORDINATORS:
            break
        if low in names:
            following = lows[n + 1] if n + 1 < len(lows) else ""
            if following in ("kommun", "kommuns", "stad", "kommuner"):
                continue
            return None if low.endswith("s") and low[:-1] in names else ("kommunen", False, position + n + 1)
        noun = acting_noun(low)
        if noun and not noun.genitive and not (low in _KIND_FORMS and n + 1 < len(lows) and acting_noun(lows[n + 1])):
            # "medicinskt ansvarig sjuksköterska": an adjective before its noun is not the head.
            after = tokens[position + n + 1] if position + n + 1 < len(tokens) else None
            if after and after.is_word and (later := acting_noun(after.low)) and not later.genitive and n + 1 < len(lows):
                continue
            base = _base(tokens[position : position + n + 1], names)
            return (*base, position + n + 1) if base else None
        if noun:
            continue
        if n == 0 and low in _GROUPS and _phrase_ends(tokens, position + 1):
            return _GROUPS[low], low != "ingen", position + 1
        if low in DETERMINERS or low in _GROUPS:
            continue
        if is_known_infinitive(low) or is_finite(low) or low in ADVERBS:
            break
        if low.endswith(("orna", "erna", "arna", "ningen", "heten", "ionen", "et")) and low not in ("eget", "annat", "mycket"):
            break  # a definite noun that is no actor is the head itself
    return None


def _phrase_ends(tokens: Sequence[Token], position: int) -> bool:
    if position >= len(tokens):
        return True
    token = tokens[position]
    return (
        not token.is_word
        or token.low in PREPOSITIONS | SUBORDINATORS | CONJUNCTIONS | ADVERBS
        or is_known_infinitive(token.low)
        or is_finite(token.low)
    )


def _conjuncts(words: Sequence[Token]) -> list[list[Token]]:
    """The coordinated noun phrases of a subject without what modifies them from behind."""
    groups: list[list[Token]] = [[]]
    skipping = ""  # "", "phrase" after a preposition, "clause" after a subordinator, "bracket"
    for word in words:
        low = word.low
        if skipping == "bracket":
            skipping = "" if word.text == ")" else skipping
        elif word.text == "(":
            skipping = "bracket"
        elif low in _SUPRA:
            skipping = ""
            groups.append([])
        elif low in SUBORDINATORS or (low in ("oavsett", "om") and groups[-1] == []):
            skipping = "clause"
        elif low in PREPOSITIONS:
            skipping = skipping or "phrase"
        elif low in ("och", "eller", "samt", ",", "/") or (low == "respektive" and groups[-1]):
            if not skipping or (skipping == "phrase" and low == "samt"):
                skipping = ""
                groups.append([])
        elif not skipping and word.is_word and low not in FOCUS and low != "då":
            groups[-1].append(word)
    return [g for g in groups if g]


def _base(group: Sequence[Token], names: AbstractSet[str]) -> tuple[str, bool] | None:
    """(base form, is plural) of one noun phrase without anything after its head; None where it names no actor."""
    if not group:
        return None
    head = group[-1]
    lows = [w.low for w in group]
    if len(group) == 1 and head.low in _GROUPS:
        return _GROUPS[head.low], True
    if head.low in names:
        return "kommunen", False
    noun = acting_noun(head.low)
    if noun is None:
        # A name after its kind: "Region Dalarna", "Landstinget Dalarna", "ledamot Andersson".
        early = next((n for w in group[:-1] if (n := acting_noun(w.low)) and not n.genitive), None)
        if early and head.text[:1].isupper():
            return early.base, early.plural
        return None
    if noun.genitive and head.low != "barns":
        return None
    base = noun.base
    for low in reversed(lows[:-1]):
        if kind := _KIND_FORMS.get(low):
            if base not in ("enskild",) and not base.startswith("kommun"):
                base = f"{_KINDS[kind][1 if noun.neuter else 0]} {base}"
            break
    if base == "man" and "kvinnor" not in lows and len(lows) == 1 and head.low == "man":
        return "man", False
    single = lows[0] in ("en", "ett", "varje", "någon", "ingen", "den", "respektive")
    plural = (noun.plural and not single) or any(w in ("alla", "samtliga", "båda", "de", "dessa") for w in lows[:-1])
    return base, plural


def named_actor(subject: Subject) -> Actor | None:
    """An actor that stands in no table of ours, by the base form of its head; None for a thing."""
    if subject.head is None or subject.thing:
        return None
    from qa.duties.lemmas import lemma  # loads a dictionary: only where a head is in no table of ours

    return Actor(subject.start, subject.end, (lemma(subject.head.text),), False)
