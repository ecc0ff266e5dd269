"""What a quiz is made of. The frame is in the language of a page, what is quoted in the policy's."""

from dataclasses import dataclass
from enum import StrEnum

from qa.types import Modality


class Kind(StrEnum):
    """What is asked."""

    WHO = "who"  # which body the sentence names
    PLACE = "place"  # which municipality's policy says so
    STRENGTH = "strength"  # must, should or may
    DATED = "dated"  # which policy says when it was decided
    DECIDED = "decided"  # in which year it was


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the answers to choose from: words of a policy, a name, a year, or a strength that the page names."""

    text: str
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer and its source."""

    kind: Kind
    municipality: str  # whose policy the right answer stands in
    document: str  # slug
    quote: str  # what the policy says, word for word; empty where no sentence says it
    gap: tuple[int, int] | None  # [start, end) of the words in the quote that are asked for
    passage_id: str | None
    alternatives: tuple[Alternative, ...]
    right: int  # index into the alternatives
    also: tuple[str, ...] = ()  # other municipalities whose policies say nearly the same

    @property
    def before(self) -> str:
        """The quote up to the gap."""
        return self.quote[: self.gap[0]] if self.gap else self.quote

    @property
    def missing(self) -> str:
        """The words in the gap."""
        return self.quote[self.gap[0] : self.gap[1]] if self.gap else ""

    @property
    def after(self) -> str:
        """The quote after the gap."""
        return self.quote[self.gap[1] :] if self.gap else ""
