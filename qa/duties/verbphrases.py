"""The infinitives under a modal: which one it governs, and where coordinated ones begin a statement of their own.

Knows nothing about subjects or modality.
"""

from collections.abc import Sequence

from qa.duties.lexicon import ADVERBS, CONJUNCTIONS, NEGATIONS, PREPOSITIONS
from qa.duties.markers import PARTICLES
from qa.duties.tokens import Token
from qa.duties.verbs import MODALS, is_known_infinitive, is_passive, may_be_infinitive


class VerbPhrases:
    """Verb phrases of one sentence; all positions are token positions."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.low = [t.low for t in tokens]

    def verb(self, start: int, end: int, *, strict: bool) -> int | None:
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

    def next_verb(self, cut: int) -> int:
        """Position of the first infinitive from a cut on."""
        k = self.skip_conjunctions(cut)
        while not is_known_infinitive(self.low[k]):
            k += 1
        return k

    def skip_conjunctions(self, k: int) -> int:
        """Position of the first word from `k` on that is no conjunction."""
        while k < len(self.tokens) - 1 and (not self.tokens[k].is_word or self.low[k] in CONJUNCTIONS):
            k += 1
        return k

    def cuts(self, verb: int, end: int) -> list[int]:
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
                if (
                    low == "att"
                    and following < end
                    and is_known_infinitive(self.low[following])
                    and not self._reads_finite(following)
                ) or low != "att":
                    inner = True
            elif low in (",", "och", "samt", "eller") and not inner:
                v = k + 1
                while v < end and (self.low[v] in ADVERBS or self.low[v] in CONJUNCTIONS or self.low[v] in NEGATIONS):
                    v += 1
                if v < end and self.low[v] in PREPOSITIONS:  # "och vid behov begära", "och i samverkan med andra utveckla"
                    ahead = next((x for x in range(v + 1, min(v + 6, end)) if is_known_infinitive(self.low[x])), None)
                    if ahead is not None and all(
                        self.tokens[x].is_word and self.low[x] not in (*CONJUNCTIONS, "att", "som") for x in range(v, ahead)
                    ):
                        v = ahead
                if (
                    v < end
                    and is_known_infinitive(self.low[v])
                    and not self._reads_finite(v)
                    and (complement or is_passive(self.low[v]) != is_passive(self.low[verb]))
                ):
                    cuts.append(k if not (cuts and cuts[-1] == k - 1) else cuts.pop())
                    complement = False
                    k = v + 1
                    continue
                if v < end and is_known_infinitive(self.low[v]) and not complement:
                    k = v + 1
                    continue
            elif (
                self.tokens[k].is_word
                and low not in ADVERBS
                and low not in NEGATIONS
                and not (low in PARTICLES and k <= verb + 2 and self._ends_soon(k))
            ):
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

    def spans(self, first: int, verb: int, end: int) -> list[tuple[int, int]]:
        """[start, end) of each verb phrase that is joined to the one before it."""
        cuts = self.cuts(verb, end)
        return [
            (first, [*cuts, end][0]),
            *[(self.skip_conjunctions(c), stop) for c, stop in zip(cuts, [*cuts[1:], end], strict=False)],
        ]
