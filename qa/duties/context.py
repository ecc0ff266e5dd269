"""Whom a pronoun means: what the sentences before have been about."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from qa.duties.actors import Actor, Subject, read_actor
from qa.duties.lexicon import PRONOUNS
from qa.duties.tokens import Token


@dataclass(frozen=True, slots=True)
class Context:
    """What a pronoun may point back to."""

    actor: Actor | None = None  # subject of the clause before
    thing: bool = False  # that subject was no actor
    thing_plural: bool = False
    mentions: tuple[Actor, ...] = ()  # actors named in the sentence before, in order
    names: AbstractSet[str] = field(default_factory=frozenset)  # lower-case names of the municipality


# Heads of bodies: "denne" and "hon" mean a person.
_BODIES = tuple(
    "allmänhet avdelning bibliotek bolag byrå centrum enhet fullmäktige förbund förening företag förvaltning inspektion "
    "kommunen kontor ledning museum myndighet nämnd organisation personal regionen "
    "råd samhället skola staden staten styrelse utskott "
    "verk verket verksamhet".split()
)


def resolve(subject: Subject, context: Context) -> Subject:
    """What a pronoun subject points back to; a thing stays without an actor."""
    pronoun = subject.pronoun or ""
    person = pronoun in ("han", "hon", "hen", "denne", "vederbörande")
    plural = pronoun in ("de", "dem", "dessa")
    chosen: Actor | None = None
    if person:
        named = [*reversed(context.mentions), *([context.actor] if context.actor else [])]
        if context.actor in context.mentions:
            named.insert(0, named.pop())  # the subject before anyone else
        chosen = next((a for a in named if not a.plural and not a.base.endswith(_BODIES)), None)
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


def follow(context: Context, subject: Subject | None) -> Context:
    """Let the next clause's pronouns point to this one's subject."""
    if subject is None or subject.pronoun == "det":
        return context
    if subject.actor is None:
        head = subject.head.low if subject.head else ""
        plural = head.endswith(("na", "ar", "or", "er"))
        if subject.pronoun is None:
            return replace(context, actor=None, thing=True, thing_plural=plural)
    else:
        return replace(context, actor=subject.actor, thing=False)
    return context


def mentions(tokens: Sequence[Token], names: AbstractSet[str]) -> tuple[Actor, ...]:
    """All actors that a sentence names, in order."""
    found: list[Actor] = []
    k = 0
    while k < len(tokens):
        if tokens[k].is_word and tokens[k].low not in PRONOUNS and (one := read_actor(tokens, k, names)):
            found.append(one[0])
            k = one[1]
        else:
            k += 1
    return tuple(found)
