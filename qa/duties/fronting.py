"""Where the subject of a Swedish clause stands: before its finite verb, or after it where something else is in front.

Knows nothing about modality.
"""

import re

from qa.duties.actors import Subject, read_actor, read_subject
from qa.duties.deadlines import find_deadlines
from qa.duties.lexicon import ADVERBS, CONJUNCTIONS, FOCUS, FRONTED, NEGATIONS, PREPOSITIONS, PRONOUNS, SUBORDINATORS
from qa.duties.statements import Sentence
from qa.duties.verbs import MODALS, is_finite, is_known_infinitive, may_be_infinitive


def after_marks(sentence: Sentence, start: int, f: int) -> int:
    """Position of the first word that may belong to a subject: conjunctions, marks and labels skipped."""
    while start < f and (
        (not sentence.tokens[start].is_word and sentence.tokens[start].text != "(")
        or sentence.low[start] in CONJUNCTIONS - {"respektive"}
    ):
        start += 1
    # "3 § Kommunen ska", "a) Nämnden ska", "7.2 Rektorn ska": a number is no subject
    while start < f and (re.fullmatch(r"\d+(\.\d+)*|[a-zåäö0-9]|§|kap\.?", sentence.low[start]) and _is_label(sentence, start)):
        start += 1
    while start < f and not sentence.tokens[start].is_word and sentence.tokens[start].text != "(":
        start += 1
    return start


def _is_label(sentence: Sentence, i: int) -> bool:
    following = sentence.tokens[i + 1].text if i + 1 < len(sentence.tokens) else ""
    return sentence.low[i] == "§" or following in ("§", ")", ".", "kap") or "." in sentence.low[i]


def is_inverted(sentence: Sentence, start: int, f: int) -> bool:
    """Whether what stands before the finite verb at `f` is something else than the subject."""
    if start >= f:
        return True
    first, low = sentence.tokens[start], sentence.low[start]
    if low in MODALS or low in ("vill", "är", "har"):
        return True  # a condition that begins with its verb: "Kan en lösning inte nås ska frågan"
    fronted_text = sentence.text[first.start : sentence.tokens[f].start].rstrip(" ,")
    if any(s.start == 0 and s.end >= len(fronted_text) for s in find_deadlines(fronted_text)):
        return True
    if low in ("även", "också", "särskilt", "inte", "endast", "bara", "enbart", "både", "såväl", "minst", "högst"):
        following = sentence.low[start + 1] if start + 1 < f else ""
        if following == "heller":
            following = sentence.low[start + 2] if start + 2 < f else ""
        return following in PREPOSITIONS or following in ("när", "om", "där", "då")
    if (
        low in ("i", "på", "till", "för", "av", "om", "när", "innan", "eftersom", "sedan", "då", "att")
        or low in PREPOSITIONS | FRONTED
    ):
        return low != "att" or inverted_actor(sentence, f)
    if low in SUBORDINATORS and low not in ("vilka", "vilken", "vilket", "som"):
        return True
    if low in ADVERBS - FOCUS and not (
        start + 1 < f and sentence.low[start + 1] in ("ansvarig", "ansvariga", "berörda", "anställd", "anställda")
    ):
        return True
    subject = read_subject(sentence.tokens[start:f], sentence.names)
    if subject is not None and subject.actor is None and not subject.pronoun:
        # "Planen ska nämnden revidera": an object in front, an actor right after the verb
        return inverted_actor(sentence, f)
    return False


def inverted_actor(sentence: Sentence, f: int) -> bool:
    """Whether an actor follows the finite verb directly, with a verb of its own after it."""
    i = f + 1
    while i < len(sentence.tokens) and sentence.low[i] in ADVERBS and not is_known_infinitive(sentence.low[i]):
        i += 1
    found = read_actor(sentence.tokens, i, sentence.names)
    if found is None:
        return (
            i < len(sentence.tokens)
            and sentence.low[i] in ("de", "den", "han", "hon", "dessa", "denne")
            and (i + 1 < len(sentence.tokens) and (is_known_infinitive(sentence.low[i + 1]) or sentence.low[i + 1] in ADVERBS))
        )
    if sentence.low[f] not in MODALS:
        return False
    return any(is_known_infinitive(w) for w in sentence.low[found[1] : found[1] + 8])


def subject_after(sentence: Sentence, f: int, end: int) -> tuple[Subject | None, int]:
    """The subject of an inverted clause and the position after it."""
    i = f + 1
    while i < end and sentence.low[i] in (ADVERBS | NEGATIONS) and sentence.low[i] not in ("en",):
        i += 1
    if i >= end:
        return None, f + 1
    token = sentence.tokens[i]
    if found := read_actor(sentence.tokens[:end], i, sentence.names):
        actor, after = found
        negative = sentence.low[i] in ("ingen", "inga", "inget")
        return Subject(actor.start, actor.end, actor, negative), after
    if token.low in PRONOUNS and i + 1 < end and _verb_or_adverb(sentence, i + 1):
        return Subject(token.start, token.end, pronoun=token.low), i + 1
    if token.low == "det":
        return Subject(token.start, token.end, pronoun="det"), i + 1
    if token.low in PREPOSITIONS or is_known_infinitive(token.low):
        return None, f + 1
    negative = token.low in ("ingen", "inga", "inget")
    return Subject(token.start, token.end, negative=negative, head=token), f + 1


def _verb_or_adverb(sentence: Sentence, i: int) -> bool:
    return (
        may_be_infinitive(sentence.low[i])
        or sentence.low[i] in ADVERBS
        or sentence.low[i] in PREPOSITIONS
        or is_finite(sentence.low[i])
    )
