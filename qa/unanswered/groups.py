"""Questions that mean the same, brought together: across languages and municipalities, counted by both.

Groups smaller than three are never shown, nor are counts below three inside a group: a single question may be somebody's
story. The same words on the same day count once, whatever language or municipality was chosen: one person may have tried all.
Knows nothing about how vectors are made or where questions are kept.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.types import Floats
from qa.types import Status
from qa.unanswered.store import Kept

LEAST = 3  # questions in a group that is shown
# Mean cosine to the other members from which a question belongs. On the curated questions, which are known to ask for the
# same passage or not, nine groups of ten are then about one passage.
_NEARNESS = 0.5
_SHOWN = 8  # questions of a group that are read as examples


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same."""

    id: int  # of its oldest question
    questions: tuple[Kept, ...]  # the most typical first

    @property
    def size(self) -> int:
        """How many questions; the same words on the same day are one."""
        return _size(self.questions)

    def examples(self, *languages: str) -> tuple[Kept, ...]:
        """The most typical questions, each wording once; those in these languages first, for who reads no other."""
        order = {language: n for n, language in enumerate(languages)}
        different: dict[str, Kept] = {}
        for q in self.questions:
            different.setdefault(q.text.casefold(), q)
        return tuple(sorted(different.values(), key=lambda q: order.get(q.language, len(order))))[:_SHOWN]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it was asked."""
        return min(q.day for q in self.questions), max(q.day for q in self.questions)

    @property
    def languages(self) -> list[tuple[str, int | None]]:
        """(language, how many), most first; None for fewer than three."""
        return _counted((q.language, q) for q in self.questions)

    @property
    def municipalities(self) -> list[tuple[str, int | None]]:
        """(municipality, how many), most first; "" for questions to all, None for fewer than three."""
        return _counted((place, q) for q in self.questions for place in (q.municipalities or ("",)))

    @property
    def statuses(self) -> list[tuple[Status, int | None]]:
        """(status of the answer, how many), most first; None for fewer than three."""
        return [(Status(status), count) for status, count in _counted((q.status.value, q) for q in self.questions)]


@dataclass(frozen=True, slots=True)
class Grouped:
    """All groups that may be shown, and how much is not."""

    groups: tuple[Group, ...]  # the largest first
    small_groups: int  # not shown
    small_questions: int  # in them

    def of(self, question: int) -> Group | None:
        """The group that holds a question, by its id."""
        return next((g for g in self.groups if any(q.id == question for q in g.questions)), None)


def grouped(questions: Sequence[Kept], keep: Callable[[Kept], bool] = lambda question: True) -> Grouped:
    """Groups of the questions; of each, those that `keep` chooses. A group too small after the choice is not shown."""
    return shown_of(clusters_of(questions), keep)


def shown_of(clusters: Sequence[Sequence[Kept]], keep: Callable[[Kept], bool] = lambda question: True) -> Grouped:
    """What may be shown of the clusters that `clusters_of` found."""
    shown: list[Group] = []
    small: list[int] = []
    for members in clusters:
        chosen = [q for q in members if keep(q)]
        if _size(chosen) >= LEAST:
            shown.append(Group(min(q.id for q in chosen), tuple(chosen)))
        elif chosen:
            small.append(_size(chosen))
    shown.sort(key=lambda g: (-g.size, -g.days[1].toordinal(), g.id))
    return Grouped(tuple(shown), len(small), sum(small))


def clusters_of(questions: Sequence[Kept]) -> list[list[Kept]]:
    """Agglomerative clustering by mean cosine (average linkage), among vectors of one model; the most typical first.

    Takes about a second for the most questions that are kept.
    """
    by_model: dict[str, list[Kept]] = {}
    for question in questions:
        by_model.setdefault(question.model, []).append(question)
    return [_typical_first(cluster) for alike in by_model.values() for cluster in _clusters_of_one_model(alike)]


def _clusters_of_one_model(questions: Sequence[Kept]) -> list[list[Kept]]:
    from scipy.cluster.hierarchy import fcluster, linkage  # half a second that only those who look at groups pay

    if len(questions) < LEAST:
        return [[q] for q in questions]
    tree = linkage(np.stack([q.vector for q in questions]).astype(np.float64), "average", "cosine")
    found: dict[int, list[Kept]] = {}
    for question, cluster in zip(questions, fcluster(tree, 1 - _NEARNESS, "distance").tolist(), strict=True):
        found.setdefault(cluster, []).append(question)
    return list(found.values())


def _typical_first(members: Sequence[Kept]) -> list[Kept]:
    """By nearness to the middle of the group; of equals the newer first."""
    vectors: Floats = np.stack([q.vector for q in members])
    nearness = vectors @ vectors.mean(axis=0)
    return [members[i] for i in sorted(range(len(members)), key=lambda i: (-round(float(nearness[i]), 4), -members[i].id))]


def _size(questions: Iterable[Kept]) -> int:
    return len({(q.day, q.text.casefold()) for q in questions})


def _counted(rows: Iterable[tuple[str, Kept]]) -> list[tuple[str, int | None]]:
    """Of each value, how many questions have it."""
    having: dict[str, list[Kept]] = {}
    for value, question in rows:
        having.setdefault(value, []).append(question)
    counts = Counter({value: _size(questions) for value, questions in having.items()}).most_common()
    return [(value, count if count >= LEAST else None) for value, count in counts]
