"""Passages and small corpora made from plain sentences."""

from datetime import date

from corpus.sentences import split_sentences
from corpus.types import Corpus, Document, Kind, Passage, Section
from qa.duties.extract import extract_from_passage
from qa.types import Duty, Modality


def passage(text: str, lead_in: str = "", id: str = "storkoping/plan/1", kind: Kind | None = None) -> Passage:
    whole = f"{lead_in}\n{text}" if lead_in else text
    lead = len(lead_in) + 1 if lead_in else 0
    return Passage(
        id, id.split("/")[0], (), whole, split_sentences(whole), kind or (Kind.ITEM if lead else Kind.PARAGRAPH), lead
    )


def read(text: str, lead_in: str = "") -> list[Duty]:
    return extract_from_passage(passage(text, lead_in), "Storköping", "Plan")


def policy(slug: str, municipality: str, *texts: str, decided: date | None = None, valid_until: date | None = None) -> Corpus:
    """A corpus of one document with one paragraph per text."""
    document = Document(slug, municipality, f"Policy {municipality}", (), "sv", "source.txt", "0", decided, None, valid_until)
    passages = tuple(passage(t, id=f"{slug}/plan/{n}") for n, t in enumerate(texts, start=1))
    return Corpus((document,), {slug: (Section("plan", ("Plan",), 2, False, passages),)})


def duty(**changes: object) -> Duty:
    """A duty with some fields changed."""
    fields: dict[str, object] = {
        "municipality": "Storköping",
        "document": "Plan",
        "passage_id": "storkoping/plan/1",
        "actor": "Nämnden",
        "actor_base": "nämnd",
        "modality": Modality.OBLIGATION,
        "action": "följa upp målen",
        "recipient": None,
        "deadline": None,
        "sentence": "Nämnden ska följa upp målen.",
        "start": 0,
        "end": 28,
    }
    return Duty(**{**fields, **changes})  # type: ignore[arg-type]
