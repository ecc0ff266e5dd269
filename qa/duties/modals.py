"""Statements made by a modal: "ska", "måste", "bör", "får", "kan", with who acts where the verb is a passive.

Knows nothing about other clauses than the one that it reads.
"""

import re
from collections.abc import Sequence

from qa.duties.actors import Actor, Subject, named_actor, read_actor
from qa.duties.lexicon import NEGATIONS, SUBORDINATORS
from qa.duties.markers import DECISIONS, DOERS, EPISTEMIC, EXPECTED, POWERS, RIGHT
from qa.duties.statements import ClauseView, Sentence, Statement
from qa.duties.verbs import is_passive
from qa.types import Modality


def read_modal(sentence: Sentence, view: ClauseView) -> list[Statement]:
    """The statements of a clause whose finite verb is a modal; none where it tells a fact, a rumour or a possibility."""
    f, end = view.finite, view.clause.end
    low = sentence.low[f]
    verb = sentence.verbs.verb(view.after, end, strict=low in ("får", "kan"))
    stop = verb if verb is not None else end
    between = sentence.low[f + 1 : stop]
    negated = _negated(sentence, between, f + 1) or (view.subject is not None and view.subject.negative)
    rest = sentence.text[sentence.tokens[view.after].start : sentence.stop(end)] if view.after < end else ""
    if not rest.strip(" .,:;!"):
        return []
    verb_low = sentence.low[verb] if verb is not None else ""
    modality: Modality
    if low in ("ska", "skall", "måste"):
        if verb is None and not _has_words(sentence, view.after, end):
            return []
        if _hearsay(sentence, verb):
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
        if not _may(sentence, view, verb):
            return []
        modality = Modality.PROHIBITION if negated else Modality.PERMISSION
    return _verb_phrases(sentence, view, modality, verb)


def _has_words(sentence: Sentence, start: int, end: int) -> bool:
    return any(sentence.tokens[k].is_word and sentence.low[k] not in ("följande",) for k in range(start, end))


def _negated(sentence: Sentence, between: Sequence[str], offset: int) -> bool:
    for k, word in enumerate(between):
        if word in NEGATIONS:
            following = sentence.low[offset + k + 1] if offset + k + 1 < len(sentence.low) else ""
            if following in ("bara", "endast", "enbart", "minst", "nödvändigtvis"):
                continue
            return True
        if word in ("ingen", "inga", "inget", "ingalunda"):
            return True
    return False


def _hearsay(sentence: Sentence, verb: int | None) -> bool:
    """What is said to have happened or expected to: "ska ha kommit in redan i mars", "ska enligt planerna vara klart"."""
    lowered = sentence.text.lower()
    if lowered.startswith("snart ") or EXPECTED.search(lowered):
        return True
    return verb is not None and sentence.low[verb] == "ha" and bool(re.search(r"\b(?:redan|påstås|tydligen|uppges)\b", lowered))


def _may(sentence: Sentence, view: ClauseView, verb: int | None) -> bool:
    """Whether "kan" gives leave, rather than telling an ability or a possibility."""
    if verb is None:
        return False
    low = sentence.low[verb]
    if is_passive(low):
        return low in DECISIONS
    if view.subject is None or view.subject.actor is None or view.subject.actor.bases[0] == "man":
        return False
    if low == "komma":
        return False
    if low in ("ge", "erbjuda", "sätta", "höja", "sänka", "säga", "ta"):
        rest = " ".join(sentence.low[verb + 1 : verb + 6])
        return bool(
            re.search(r"\b(?:bidrag|dispens|tillstånd|stöd|ersättning|ledigt|upp avtal|anstånd|undantag|lov|avgift)", rest)
        )
    return low in POWERS and not _negated(sentence, sentence.low[view.finite + 1 : verb], view.finite + 1)


def _verb_phrases(sentence: Sentence, view: ClauseView, modality: Modality, verb: int | None) -> list[Statement]:
    """One statement per coordinated verb phrase with a complement of its own."""
    end = view.clause.end
    cuts = sentence.verbs.cuts(verb, end) if verb is not None else []
    statements: list[Statement] = []
    for n, (begin, v, stop) in enumerate(
        zip([view.after, *[c + 1 for c in cuts]], [verb, *map(sentence.verbs.next_verb, cuts)], [*cuts, end], strict=True)
    ):
        passive = v is not None and is_passive(sentence.low[v])
        if v is None and verb is None:
            passive = any(sentence.low[k].endswith(("as", "es")) for k in range(begin, stop))
        actor = view.subject.actor if view.subject else None
        recipient: str | None = None
        if passive and modality is not Modality.RIGHT:
            receives = actor is not None and not actor.bases[0].endswith(
                "verksamhet"
            )  # an activity is what is done, not to whom
            recipient = sentence.cut(actor) if actor and receives and n == 0 else None
            actor = _agent(sentence, v if v is not None else begin, stop)
        elif actor is None and view.subject is not None and v is not None:
            actor = _unknown_actor(view.subject, sentence.low[v])
        if n == 0:
            plain = begin  # "får inte lämna": the action is what must not be done
            negation = (*NEGATIONS, "heller") if modality is Modality.PROHIBITION else ()
            while plain < stop - 1 and sentence.low[plain] in (*negation, "också", "även", "dessutom"):
                plain += 1
            start = sentence.tokens[plain].start if actor and not passive and begin < len(sentence.tokens) else view.begins
        else:
            start = sentence.tokens[sentence.verbs.skip_conjunctions(begin)].start
        statements.append(sentence.statement(view, modality, actor, start, stop, recipient, first=n == 0))
    return statements


def _agent(sentence: Sentence, verb: int, end: int) -> Actor | None:
    """The actor of a passive: "av enhetschefen"."""
    for k in range(verb + 1, end):
        if sentence.low[k] in SUBORDINATORS:
            return None
        if sentence.low[k] != "av":
            continue
        before = sentence.low[k - 1]
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
        at = k + 2 if sentence.low[k + 1 : k + 2] in (["både"], ["såväl"], ["antingen"]) else k + 1
        if found := read_actor(sentence.tokens[:end], at, sentence.names):
            return found[0]
    return None


def _unknown_actor(subject: Subject, verb: str) -> Actor | None:
    if subject.head is None or subject.thing or subject.pronoun or verb not in DOERS:
        return None
    return named_actor(subject) if _looks_named(subject) else None


def _looks_named(subject: Subject) -> bool:
    head = subject.head
    # A name of its own ("Hedemorabostäder", "Polisen"): one word, a capital, no ordinary definite thing
    return (
        head is not None
        and head.text[:1].isupper()
        and head.end == subject.end
        and not head.low.endswith(("ans", "ten", "ren", "ien"))
    )
