"""Statements made without a modal: "har rätt till", "ansvarar för", "det är nämndens ansvar att", "uppdrar åt".

The wordings stand in `qa.duties.markers`. Knows nothing about other clauses than the one that it reads.
"""

import re
from dataclasses import replace

from qa.duties.actors import Actor, named_actor, read_actor
from qa.duties.markers import FORBIDDEN, PHRASES, ROLE_MEANS, WHOSE, Phrase
from qa.duties.statements import ClauseView, Sentence, Statement
from qa.duties.tokens import Token, tokenize
from qa.types import Modality


def read_phrase(sentence: Sentence, view: ClauseView) -> list[Statement] | None:
    """The statements of a clause with one of the PHRASES; None where it has none, empty where the phrase says nothing."""
    f = view.finite
    low = sentence.low[f]
    if view.after >= len(sentence.tokens):
        return None
    rest_start = sentence.tokens[view.after].start
    rest = sentence.text[rest_start : sentence.stop(view.clause.end)]
    whole = sentence.text[sentence.tokens[f].end : sentence.stop(view.clause.end)].lstrip()
    for phrase in PHRASES:
        if low not in phrase.verbs:
            continue
        match = phrase.rest.match(rest)
        base = rest_start
        if match is None and whole != rest and low in ("åligger", "åvilar", "ges"):
            match = phrase.rest.match(whole)
            base = sentence.stop(view.clause.end) - len(whole)
        if match is None:
            continue
        return _phrase_statements(sentence, view, phrase, base + match.end(), match.group())
    return None


def _phrase_statements(
    sentence: Sentence, view: ClauseView, phrase: Phrase, action: int, matched: str
) -> list[Statement] | None:
    low = sentence.low[view.finite]
    subject = view.subject
    modality = phrase.modality
    actor = subject.actor if subject else None
    if low in ("åligger", "åvilar") and (actor is None or (subject and subject.head)):
        found = read_actor(sentence.tokens, view.finite + 1, sentence.names)
        actor = found[0] if found else actor
    if (
        actor is None
        and subject is not None
        and subject.head is not None
        and not subject.thing
        and modality is Modality.RESPONSIBILITY
    ) and low in ("ansvarar", "svarar"):
        actor = named_actor(subject)
    if actor is None and (modality is not Modality.RECOMMENDATION or low == "förväntas"):
        return None
    if re.search(r"\b(?:inte|ej|icke|aldrig)\b", matched):
        if modality in (Modality.PERMISSION, Modality.RIGHT):
            modality = Modality.PROHIBITION
        else:
            return None  # "är inte skyldig att", "ansvarar inte för": nobody's duty
    elif subject is not None and subject.negative:
        modality = Modality.PROHIBITION
    rest = sentence.text[action : sentence.stop(view.clause.end)]
    if not rest.strip(" .,:;!") or rest.strip(" .,:;!").lower() in ("följande", "att"):
        return []
    first = next((k for k, t in enumerate(sentence.tokens) if t.start >= action and t.is_word), None)
    if first is None:
        return []
    if phrase.infinitive or modality is Modality.RIGHT or low == "förväntas":
        v = sentence.verbs.verb(first, view.clause.end, strict=False)
        if v is not None and phrase.infinitive:
            inner = replace(view, after=first)
            return [
                sentence.statement(inner, modality, actor, sentence.tokens[begin].start, stop, first=n == 0)
                for n, (begin, stop) in enumerate(sentence.verbs.spans(first, v, view.clause.end))
            ]
    if low == "spelar" or (low == "har" and " roll " in matched):
        first = view.after - 1 if view.after == view.finite + 1 else view.after
    return [sentence.statement(view, modality, actor, sentence.tokens[first].start, view.clause.end)]


def read_special(sentence: Sentence, view: ClauseView) -> list[Statement] | None:
    """Wordings in which the actor stands elsewhere than in the subject."""
    f, end = view.finite, view.clause.end
    low = sentence.low[f]
    rest_start = sentence.tokens[f].end + 1
    rest = sentence.text[rest_start : sentence.stop(end)]
    subject_text = sentence.text[view.subject.start : view.subject.end] if view.subject else ""
    if low == "är":
        if view.subject is not None and view.subject.pronoun == "det" and (match := WHOSE.match(rest)):
            actor = _genitive(sentence, rest_start, match["who"])
            modality = {"skyldighet": Modality.OBLIGATION, "plikt": Modality.OBLIGATION, "rättighet": Modality.RIGHT}.get(
                match["what"].lower(), Modality.RESPONSIBILITY
            )
            if actor:
                return _infinitive_statements(sentence, view, modality, actor, rest_start + match.end())
        if match := FORBIDDEN.match(
            sentence.text[sentence.tokens[view.after].start : sentence.stop(end)] if view.after < end else rest
        ):
            negative = bool(re.search(r"\b(?:inte|ej)\b", match.group())) != match["word"].lower().startswith(
                ("förbjud", "otillåt")
            )
            modality = Modality.PROHIBITION if negative else Modality.PERMISSION
            return [sentence.statement(view, modality, None, view.begins, end)]
        if re.match(r"ansvarig(?:a)?(?: för| är|$)", subject_text, re.IGNORECASE) and (
            found := read_actor(sentence.tokens, f + 1, sentence.names)
        ):
            return [sentence.statement(view, Modality.RESPONSIBILITY, found[0], view.begins, end)]
    means = (
        low in ("innebär", "består", "omfattar", "innefattar") and view.subject is not None and ROLE_MEANS.search(subject_text)
    )
    if means and view.subject is not None and (actor := _genitive(sentence, view.subject.start, subject_text)):
        skip = 1 if low == "består" and sentence.low[f + 1 : f + 2] in (["i"], ["av"]) else 0
        if f + 1 + skip < end:
            return [sentence.statement(view, Modality.RESPONSIBILITY, actor, sentence.tokens[f + 1 + skip].start, end)]
    if low in ("uppdrar", "ger", "ålägger", "överlåter", "delegerar"):
        match = re.match(r"(?:härmed |även |också )?(?:åt |till )?", rest)
        at = rest_start + (match.end() if match else 0)
        k = next((k for k, t in enumerate(sentence.tokens) if t.start >= at), None)
        if k is not None and (found := read_actor(sentence.tokens, k, sentence.names)):
            actor, after = found
            tail = sentence.text[sentence.tokens[after].start : sentence.stop(end)] if after < end else ""
            if (match := re.match(r"(?:i uppdrag |uppdraget )?att\b", tail)) and (low != "ger" or "uppdrag" in match.group()):
                return _infinitive_statements(
                    sentence, view, Modality.RESPONSIBILITY, actor, sentence.tokens[after].start + match.end()
                )
    if low in ("har", "beslutar", "beslutade", "föreslår") and (
        match := re.search(r"\b(?:ge|gett|givit|uppdra åt|uppdragit åt) (?=[\wåäö])", rest)
    ):
        k = next(k for k, t in enumerate(sentence.tokens) if t.start >= rest_start + match.end())
        if found := read_actor(sentence.tokens, k, sentence.names):
            actor, after = found
            tail = sentence.text[sentence.tokens[after].start : sentence.stop(end)] if after < end else ""
            if match := re.match(r"(?:i uppdrag |uppdraget )att\b" if match.group().startswith("g") else r"att\b", tail):
                return _infinitive_statements(
                    sentence, view, Modality.RESPONSIBILITY, actor, sentence.tokens[after].start + match.end()
                )
    if low in ("ligger", "vilar", "åvilar", "ankommer", "åligger"):
        ansvar = re.match(r"(?:[\wåäö]+ )?(?:[\wåäö]*ansvaret|skyldigheten|uppgiften)\b", subject_text, re.IGNORECASE)
        k = f + 1
        while k < end and sentence.low[k] in ("på", "hos", "ytterst", "alltid", "därmed"):
            k += 1
        if (ansvar or low in ("ankommer", "åligger")) and (found := read_actor(sentence.tokens, k, sentence.names)):
            actor, after = found
            if after < end and sentence.low[after] == "att":
                return _infinitive_statements(
                    sentence,
                    view,
                    Modality.OBLIGATION if low == "åligger" else Modality.RESPONSIBILITY,
                    actor,
                    sentence.tokens[after].end,
                )
            return [sentence.statement(view, Modality.RESPONSIBILITY, actor, view.begins, end)]
    return None


def _infinitive_statements(
    sentence: Sentence, view: ClauseView, modality: Modality, actor: Actor, action: int
) -> list[Statement]:
    first = next((k for k, t in enumerate(sentence.tokens) if t.start >= action and t.is_word), None)
    if first is None or first >= view.clause.end:
        return []
    v = sentence.verbs.verb(first, view.clause.end, strict=False)
    spans = sentence.verbs.spans(first, v, view.clause.end) if v is not None else [(first, view.clause.end)]
    return [
        sentence.statement(view, modality, actor, sentence.tokens[b].start, e, first=n == 0) for n, (b, e) in enumerate(spans)
    ]


def _genitive(sentence: Sentence, offset: int, phrase: str) -> Actor | None:
    """The actor that a phrase begins with in the genitive: "kommunens roll", "den enskilde chefens"."""
    collected: list[Token] = []
    for token in tokenize(phrase):
        collected.append(token)
        bare = token.low.removesuffix("s")
        if not token.low.endswith("s") or bare == token.low:
            continue
        head = Token(token.text[:-1], bare, token.start, token.end - 1)
        found = read_actor([*collected[:-1], head], 0, sentence.names)
        if found:
            return Actor(offset + collected[0].start, offset + token.end, found[0].bases, found[0].plural)
    return None
