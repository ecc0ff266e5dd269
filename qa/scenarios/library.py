"""The scenarios that can be shown now: ours, and those in the trainers' own file, which is read anew each time.

A trainer who has changed the file sees the change when the page is loaded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.errors import ScenarioError
from corpus.types import Corpus
from qa.scenarios.checking import check_scenarios
from qa.scenarios.loading import SHIPPED, load_scenarios
from qa.scenarios.types import Scenario
from qa.types import Duty


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands in the library at one moment."""

    scenarios: tuple[Scenario, ...]  # ours first
    own: frozenset[str]  # ids of the trainers' own
    problems: tuple[str, ...] = ()  # of the trainers' file, one line each; where there are any, `own` is empty

    def find(self, id_: str) -> Scenario | None:
        """The scenario with an id."""
        return next((s for s in self.scenarios if s.id == id_), None)


class Library:
    """Finds scenarios for one corpus. `own` is the trainers' file, None where they have none."""

    def __init__(self, corpus: Corpus, own: Path | None = None) -> None:
        self.corpus = corpus
        self.own = own

    @cached_property
    def _shipped(self) -> tuple[Scenario, ...]:
        return load_scenarios(SHIPPED)

    def shelf(self, duties: Sequence[Duty] = ()) -> Shelf:
        """Ours, without those that need a policy which is not in the corpus, and then the trainers' own."""
        ours = tuple(s for s in self._shipped if not check_scenarios([s], self.corpus, duties, SHIPPED.name))
        if self.own is None:
            return Shelf(ours, frozenset())
        try:
            own = load_scenarios(self.own, [s.id for s in self._shipped])
        except ScenarioError as error:
            return Shelf(ours, frozenset(), tuple(str(error).splitlines()))
        if problems := check_scenarios(own, self.corpus, duties, self.own.name):
            return Shelf(ours, frozenset(), tuple(problems))
        return Shelf((*ours, *own), frozenset(s.id for s in own))
