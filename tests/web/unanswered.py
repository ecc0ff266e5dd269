"""Invented groups of unanswered questions, and an app whose staff's pages are on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI

from corpus.types import Corpus
from index.types import Floats
from qa.passwords import PasswordHash
from qa.types import Status
from qa.unanswered.store import Store
from tests.web.conftest import WordEngine, build

PASSWORD = "ett långt lösenord"
HASH = str(PasswordHash.of(PASSWORD))
TODAY = datetime.now(UTC).date()
# (language, municipality, text): questions of one list mean the same.
SWIMMING = [
    ("sv", "Vansbro", "Finns det en simhall?"),
    ("sv", "Vansbro", "När öppnar simhallen?"),
    ("sv", "Vansbro", "Kan barnen lära sig simma någonstans?"),
    ("so", "Vansbro", "Barkad dabaal ma ka jirtaa magaalada?"),
    ("ar", "Hedemora", "هل يوجد مسبح في المدينة؟"),
    ("ar", "Hedemora", "أين يتعلم الأطفال السباحة؟"),
    ("ar", "Hedemora", "هل المسبح مفتوح يوم الأحد؟"),
    ("en", "", "Is there a swimming pool?"),
    ("uk", "Vansbro", "Чи є у місті басейн для дітей?"),
]
DRIVING = [
    ("sv", "Hällefors", "Hjälper kommunen till med körkort?"),
    ("sv", "Hällefors", "Kan man få bidrag till körkort?"),
    ("fa", "Hällefors", "آیا شهرداری برای گواهینامه رانندگی کمک می‌کند؟"),
    ("fa", "Malung-Sälen", "چطور گواهینامه بگیرم؟"),
    ("fa", "Malung-Sälen", "هزینه گواهینامه را چه کسی می‌دهد؟"),
]
HOMEWORK = [
    ("sv", "Herrljunga", "Min son [namn] behöver läxhjälp, finns det?"),
    ("sv", "Herrljunga", "Var finns läxhjälp på kvällarna?"),
    ("uk", "Herrljunga", "Хто допомагає дітям з уроками?"),
    ("sv", "", "Har biblioteket läxhjälp?"),
]
ALONE = [("sv", "Vansbro", "Hur anmäler jag en [ord] till [namn]?"), ("en", "Hedemora", "Who pays for my dentist?")]


def fill(store: Store, *, model: str = "letters") -> None:
    """Keeps the invented questions, each list about a direction of its own."""
    for axis, rows in enumerate((SWIMMING, DRIVING, HOMEWORK, ALONE[:1], ALONE[1:])):
        for n, (language, place, text) in enumerate(rows):
            vector: Floats = np.full(32, 0.0, np.float32)
            vector[axis] = 1.0
            vector[10 + n % 3] = 0.2
            status = Status.PARTIAL if n % 4 == 3 else Status.NOT_FOUND
            store.add(language, [place] if place else [], status, text, model, vector, TODAY - timedelta(2 * n + axis))


def staffed(corpus: Corpus, engine: WordEngine, folder: Path, **settings: Any) -> FastAPI:
    """An app with the pages on and the invented questions kept."""
    path = folder / "unanswered.sqlite"
    fill(Store(path))
    return build(corpus, engine, unanswered=str(path), staff_password=HASH, index=folder / "index", **settings)
