"""The numbers of an evaluation as data: complete, the same when read back, and refused when they cannot be read."""

import json
import math
from pathlib import Path

import pytest

from corpus.errors import EvaluationError
from qa.evaluation.measured import ALL, Bin, as_json, load_measured, save_measured
from qa.evaluation.summary import curve, reliability, summarise
from qa.types import Status
from tests.evaluation.outcomes import MADE_WITH, some_evaluation


def test_every_part_that_was_asked_is_there() -> None:
    measured = summarise(some_evaluation())
    assert [(p.split, p.mode, p.questions, p.answerable) for p in measured.parts] == [
        ("test", "curated", 7, 4),
        ("test", "plain", 4, 4),
        ("development", "curated", 1, 0),
    ]
    test = measured.part("test", "curated")
    assert test and test.measures[0].value == 0.5
    first = test.measure("first")
    assert first and (first.aim, first.n) == (0.95, 4)
    assert {g.name: g.hit1[0] for g in test.by_language if g.answerable} == {"sv": 1.0, "en": 0.5, "ar": 0.0}
    everything = test.curve(ALL)
    assert everything and everything.questions == 7
    assert [(p.threshold, p.coverage) for p in everything.points] == [
        (0.9, pytest.approx(4 / 7, abs=1e-6)),
        (0.1, pytest.approx(5 / 7, abs=1e-6)),
        (0.0, 1.0),
    ]
    assert measured.part("development", "plain") is None


def test_every_question_is_there_without_its_text() -> None:
    measured = summarise(some_evaluation())
    assert len(measured.questions) == 12 and len(measured.tested) == 7
    refused, outside = measured.questions[2], measured.questions[4]
    assert (refused.id, refused.language, refused.municipality, refused.expected) == ("3", "en", "Åby", Status.ANSWERED)
    assert (refused.answerable, refused.claimed, refused.first_is_right, refused.probability) == (True, False, True, 0.9)
    assert (outside.authority, outside.authority_found, outside.answerable) == ("skatteverket", "skatteverket", False)
    assert "Vem ansvarar" not in as_json(measured.to_dict())


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    measured = summarise(some_evaluation())
    path = save_measured(measured, tmp_path / "measured.json")
    found = load_measured(path)
    assert found.to_dict() == measured.to_dict() and found.questions == measured.questions
    assert found.made_with == MADE_WITH and found.date == measured.date
    test = found.part("test", "curated")
    so = next(g for g in test.by_language if g.name == "so") if test else None
    assert so and math.isnan(so.hit1[0]) and so.not_claimed == 1.0
    assert path.read_text(encoding="utf-8").count("\n") > 20  # a diff can be read
    assert list(tmp_path.iterdir()) == [path]


def test_a_newer_file_is_read_anew(tmp_path: Path) -> None:
    path = save_measured(summarise(some_evaluation()), tmp_path / "measured.json")
    before = load_measured(path)
    table = before.to_dict() | {"date": "2026-02-01"}
    path.write_text(as_json(table), encoding="utf-8")
    import os

    os.utime(path, ns=(0, 0))
    assert load_measured(path).date > before.date


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema": 2}', b'{"schema": 1, "date": "2026-01-31"}', b"\xff", None],
)
def test_a_file_that_cannot_be_read_says_what_to_run(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "measured.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationError, match="run: python -m qa evaluate"):
        load_measured(path)


def test_a_measure_without_questions_is_null(tmp_path: Path) -> None:
    rows = json.loads(as_json(summarise(some_evaluation()).to_dict()))["parts"]
    development = next(p for p in rows if p["split"] == "development")
    assert development["retrieval"][0]["interval"] == [None, None, None]


def test_reliability_bins_hold_equally_many() -> None:
    assert reliability([0.8, 0.2, 0.4, 0.6], [True, False, True, True], 2) == [Bin(0.3, 0.5, 2), Bin(0.7, 1.0, 2)]


def test_a_long_curve_is_thinned_but_keeps_its_end() -> None:
    n = 500
    points = curve([i / n for i in range(n)], [True] * n)
    assert len(points) <= 61 and points[-1].coverage == 1.0 and points[-1].threshold == 0.0
    assert curve([], []) == ()
