"""The errors that a person can act on, one small tree for all packages.

    OrdagrantError
    ├── CorpusError          a policy folder is missing, unreadable or contradicts itself
    │   └── StaleError       a translation or question was made for another wording of its passage
    ├── SavedIndexError      an index cannot be read, was built by another model, or belongs to other texts
    ├── EncoderError         the model cannot be found, made or trusted
    ├── CalibrationError     the saved ranker or calibration does not fit the model or the corpus
    ├── EvaluationError      the numbers of the last evaluation are missing or cannot be read
    ├── SettingsError        a setting has a value that cannot be used
    ├── ScenarioError        a file of scenarios cannot be read, or a scenario in it cannot be shown
    ├── StoreError           the file of unanswered questions cannot be read or written
    ├── CurationError        a curated question cannot be published or taken back
    └── InputError           what the caller sent cannot be answered

Each message says what happened and what to do next. Anything else that escapes is a bug.
"""


class OrdagrantError(Exception):
    """Root of all errors that are meant to be read by a person."""


class CorpusError(OrdagrantError):
    """A policy folder is missing, unreadable or contradicts itself."""


class StaleError(CorpusError):
    """A translation or a curated question was made for another wording of its passage."""


class SavedIndexError(OrdagrantError):
    """An index cannot be read, was built by another model, or belongs to other texts."""


class EncoderError(OrdagrantError):
    """The model cannot be found, made or trusted."""


class CalibrationError(OrdagrantError):
    """The saved ranker or calibration does not fit the model or the corpus at hand."""


class EvaluationError(OrdagrantError):
    """The numbers of the last evaluation are missing or cannot be read."""


class SettingsError(OrdagrantError):
    """A setting has a value that cannot be used."""


class ScenarioError(OrdagrantError):
    """A file of scenarios cannot be read, or a scenario in it cannot be shown; one line for each problem."""


class StoreError(OrdagrantError):
    """The file of unanswered questions cannot be read or written; the message never holds a question."""


class CurationError(OrdagrantError):
    """A curated question cannot be published or taken back; nothing was changed. `reason` is a word for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class InputError(OrdagrantError):
    """What the caller sent cannot be answered."""
