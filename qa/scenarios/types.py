"""A scenario and its steps, as they stand in a TOML file. Knows nothing about files, policies or pages."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

LONGEST = 1000  # characters of one text; the longest question that the service takes by default
KINDS = ("ask", "compare", "duties", "document")  # what a step does: exactly one of these

Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Data(BaseModel):
    """A table of the file: it does not change, and a key that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(Data):
    """What people read, in the languages of trainers. Without English the Swedish text stands there too."""

    sv: Words
    en: Words | None = None

    def within(self, language: str) -> tuple[str, str]:
        """(the text, the language that it is in) for a page in a language."""
        return (self.en, "en") if language == "en" and self.en else (self.sv, "sv")


def _short_form(value: object) -> object:
    return {"sv": value} if isinstance(value, str) else value


Told = Annotated[Text, BeforeValidator(_short_form)]  # "text" is short for { sv = "text" }


class Compare(Data):
    """The municipalities side by side: what they say about a subject, or what one actor must do."""

    subject: Name | None = None
    actor: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.subject is None) == (self.actor is None):
            raise ValueError("give either subject or actor")
        return self


class Duties(Data):
    """Which rows of the register of duties; all three together must fit."""

    municipality: Name | None = None
    actor: Name | None = None
    modality: Name | None = None  # its name, or a word that gives it: ska, bör, får ...

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.municipality is None and self.actor is None and self.modality is None:
            raise ValueError("give at least one of municipality, actor and modality")
        return self


class Step(Data):
    """One screen: what it does, and a note for the trainer."""

    note: Told
    ask: Words | None = None  # a question, as a resident or a colleague would put it
    municipality: Name | None = None  # of the question
    language: Code | None = None  # of the question, ISO 639; a hint
    compare: Compare | None = None
    duties: Duties | None = None
    document: Name | None = None  # id of the passage that is read, such as "vansbro/handlingsplaner/2"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a step has exactly one of {', '.join(KINDS)}; this one has {' and '.join(given) or 'none'}")
        if self.ask is None and (self.municipality or self.language):
            raise ValueError("municipality and language belong to ask")
        return self

    @property
    def kind(self) -> str:
        """Which one of KINDS."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class Scenario(Data):
    """What a trainer shows from beginning to end."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]  # the end of its address
    title: Told
    shows: Told  # what those who watch learn from it
    steps: Annotated[tuple[Step, ...], Field(alias="step", min_length=1, max_length=30, strict=False)]
