"""From a group to a curated question: tried, published, recorded, undone; and everything that can stand in the way."""

import os
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CorpusError, CurationError, StoreError
from corpus.store import load_corpus
from index.passage_index import PassageIndex
from qa.calibration import Calibration
from qa.engine import Engine
from qa.loading import own_calibration
from qa.types import Status
from qa.unanswered import curation as curation_module
from qa.unanswered import store as store_module
from qa.unanswered.curation import Curation, Draft, Refusal
from qa.unanswered.store import Action, Kept, Store
from qa.unanswered.trial import Evaluator, Remembering, Verdict, plain
from tests.conftest import WordEncoder
from tests.unanswered.engines import OTHER, QUESTIONS, RIGHT, curated_engine

ASKED = "Finns det bio för de unga?"
DRAFT = Draft(RIGHT, "sv", ASKED)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "unanswered.sqlite")


@pytest.fixture
def curation(policies: Path, tmp_path: Path, store: Store) -> Curation:
    return Curation(policies, tmp_path / "index", store, lambda: QUESTIONS)


@pytest.fixture
def engine(policies: Path) -> Engine:
    return curated_engine(policies)


def refused(reason: Refusal) -> "pytest.RaisesExc[CurationError]":
    return pytest.RaisesExc(CurationError, check=lambda error: error.reason == reason)


def test_published_and_undone(policies: Path, tmp_path: Path, store: Store, curation: Curation, engine: Engine) -> None:
    assert engine.ask(ASKED).status is not Status.ANSWERED
    changed = curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    assert changed.ask(ASKED).citations[0].passage_id == RIGHT
    assert engine.ask(ASKED).status is not Status.ANSWERED, "the old engine is as it was"
    # What a later start finds: the file, the index and the calibration.
    corpus = load_corpus(policies)
    assert [q.text for q in corpus.questions] == [ASKED] and corpus.hash == changed.corpus.hash
    assert PassageIndex.load(tmp_path / "index", "0123456789abcdef", corpus.hash).entries == changed.index.entries
    assert Calibration.load(own_calibration(tmp_path / "index", WordEncoder(), corpus)) == changed.calibration
    (line,) = store.history()
    assert (line.action, line.passage_id, line.language, line.text) == (Action.PUBLISHED, RIGHT, "sv", ASKED)

    back = curation.undo(changed, line.id)
    assert back.ask(ASKED).status is engine.ask(ASKED).status
    assert load_corpus(policies).hash == engine.corpus.hash == back.corpus.hash
    assert PassageIndex.load(tmp_path / "index", "0123456789abcdef", engine.corpus.hash).entries == engine.index.entries
    assert [(c.action, c.undone) for c in store.history()] == [(Action.UNDONE, False), (Action.PUBLISHED, True)]
    with refused(Refusal.GONE):
        curation.undo(back, line.id)
    with refused(Refusal.GONE):
        curation.undo(back, 99)
    again = curation.publish(back, curation.checked(back.corpus, DRAFT))
    assert again.ask(ASKED).citations[0].passage_id == RIGHT


def test_only_the_new_question_is_encoded(curation: Curation, policies: Path) -> None:
    encoder = WordEncoder()
    engine = curated_engine(policies, encoder)
    encoder.seen.clear()
    curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    assert encoder.seen == [ASKED]


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Draft("lillbyn/nowhere/1", "sv", ASKED), Refusal.PASSAGE),
        (Draft(RIGHT, "sv", "  \n "), Refusal.EMPTY),
        (Draft(RIGHT, "sv", "bio " * 100), Refusal.TOO_LONG),
        (Draft(RIGHT, "../x", ASKED), Refusal.LANGUAGE),
        (Draft(RIGHT, "sv", "har biografen popcorn till ungdomar"), Refusal.EVALUATION),
        (Draft(RIGHT, "sv", "Finns \u202e bio?"), Refusal.FILE),
    ],
)
def test_what_cannot_be_a_question(curation: Curation, engine: Engine, draft: Draft, reason: Refusal) -> None:
    with refused(reason):
        curation.checked(engine.corpus, draft)


def test_twice_the_same(curation: Curation, engine: Engine) -> None:
    changed = curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    with refused(Refusal.EXISTS):
        curation.checked(changed.corpus, replace(DRAFT, text=ASKED.upper()))


def test_files_that_have_changed_meanwhile(policies: Path, curation: Curation, engine: Engine, store: Store) -> None:
    question = curation.checked(engine.corpus, DRAFT)
    text = policies / "lillbyn" / "text.md"
    text.write_text(text.read_text(encoding="utf-8").replace("modersmåls", "hemspråks"), encoding="utf-8")
    with refused(Refusal.CHANGED):
        curation.publish(engine, question)
    assert not (policies / "lillbyn" / "questions.toml").exists() and store.history() == []


def test_a_folder_that_may_not_be_written(
    policies: Path, curation: Curation, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = curation.checked(engine.corpus, DRAFT)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "lillbyn")
    with refused(Refusal.READ_ONLY):
        curation.publish(engine, question)
    assert not (policies / "lillbyn" / "questions.toml").exists() and store.history() == []


@pytest.mark.parametrize(
    ("broken", "error", "reason"),
    [
        ("load_corpus", CorpusError("half written"), Refusal.CHANGED),
        ("load_corpus", PermissionError(13, "Permission denied"), Refusal.READ_ONLY),
        ("Path.mkdir", OSError(30, "Read-only file system"), Refusal.READ_ONLY),
        ("Path.read_bytes", PermissionError(13, "Permission denied"), Refusal.READ_ONLY),
    ],
)
def test_files_that_cannot_be_read_are_told_plainly(
    policies: Path,
    curation: Curation,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    error: Exception,
    reason: Refusal,
) -> None:
    changed = curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    question = curation.checked(changed.corpus, replace(DRAFT, text="Vad visas på bion?"))
    before = (policies / "lillbyn" / "questions.toml").read_text(encoding="utf-8")

    def fails(*args: object, **kwargs: object) -> None:
        raise error

    with monkeypatch.context() as patch, refused(reason):
        patch.setattr(f"qa.unanswered.curation.{broken}", fails)
        curation.publish(changed, question)
    assert (policies / "lillbyn" / "questions.toml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("step", ["index", "history", "bug"])
def test_a_step_that_fails_leaves_everything_as_it_was(
    policies: Path, tmp_path: Path, curation: Curation, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    changed = curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    before = (policies / "lillbyn" / "questions.toml").read_bytes()
    second = curation.checked(changed.corpus, replace(DRAFT, text="Vad visas på bion?"))
    if step == "history":
        monkeypatch.setattr(store_module, "_WAIT", 0.05)
        other = sqlite3.connect(store.path)
        other.execute("begin immediate")
        with pytest.raises(StoreError):
            curation.publish(changed, second)
        other.rollback()
    else:
        error = OSError(28, "No space left on device") if step == "index" else ZeroDivisionError()

        def fails(*args: object) -> None:
            raise error

        monkeypatch.setattr(Engine, "save", fails)
        with pytest.raises(CurationError if step == "index" else ZeroDivisionError):
            curation.publish(changed, second)
    assert (policies / "lillbyn" / "questions.toml").read_bytes() == before
    assert len(store.history()) == 1
    PassageIndex.load(tmp_path / "index", "0123456789abcdef", changed.corpus.hash)
    monkeypatch.undo()
    assert len(curation.publish(changed, second).corpus.questions) == 2, "and it can be tried again"


def test_questions_are_kept_while_the_engine_is_made(
    curation: Curation, engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_WAIT", 0.05)
    save = Engine.save

    def slow(self: Engine, folder: Path) -> None:
        store.add("sv", [], Status.NOT_FOUND, "Finns det en simhall?", "m", np.zeros(1, np.float32))
        save(self, folder)

    monkeypatch.setattr(Engine, "save", slow)
    curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    assert len(store.questions()) == len(store.history()) == 1


def test_one_change_at_a_time(curation: Curation, engine: Engine) -> None:
    question = curation.checked(engine.corpus, DRAFT)
    with curation._lock, refused(Refusal.BUSY):
        curation.publish(engine, question)


def test_a_question_that_was_taken_out_by_hand(policies: Path, curation: Curation, engine: Engine, store: Store) -> None:
    curation.publish(engine, curation.checked(engine.corpus, DRAFT))
    (policies / "lillbyn" / "questions.toml").unlink()
    with refused(Refusal.GONE):
        curation.undo(curated_engine(policies), store.history()[0].id)


def kept(text: str) -> Kept:
    return Kept(1, date(2031, 3, 1), "sv", ("Lillbyn",), Status.NOT_FOUND, text, "m", np.zeros(1, np.float32))


def test_a_trial_tells_what_gets_better_and_what_worse(curation: Curation, engine: Engine) -> None:
    steps: list[tuple[int, int]] = []
    evaluator = Evaluator(lambda: QUESTIONS)
    question = curation.checked(engine.corpus, Draft(RIGHT, "sv", "Finns det popcorn på biografen för ungdomar?"))
    trial = evaluator.try_out(
        engine, question, [kept("popcorn på biografen för ungdomar med [namn]")], lambda *step: steps.append(step)
    )
    assert [(c.question.id, c.before, c.after) for c in trial.better] == [("a", Verdict.REFUSED, Verdict.RIGHT)]
    assert [(c.question.id, c.before, c.after) for c in trial.worse] == [("c", Verdict.SILENT, Verdict.CLAIMED)]
    assert trial.same == 1 and steps[-1] == (6, 6)
    (own,) = trial.own
    assert own.before is not Status.ANSWERED and (own.after, own.leads) == (Status.ANSWERED, True)
    assert engine.corpus.questions == (), "nothing is published"


def test_a_second_trial_encodes_only_its_own_question(curation: Curation, policies: Path) -> None:
    encoder = WordEncoder()
    engine, evaluator = curated_engine(policies, encoder), Evaluator(lambda: QUESTIONS)
    evaluator.try_out(engine, curation.checked(engine.corpus, DRAFT), [], lambda *step: None)
    encoder.seen.clear()
    steps: list[tuple[int, int]] = []
    other = curation.checked(engine.corpus, Draft(OTHER, "sv", "Vem håller koll på planen?"))
    evaluator.try_out(engine, other, [], lambda *step: steps.append(step))
    assert encoder.seen == ["Vem håller koll på planen?"] and steps[-1] == (3, 3)


def test_what_people_asked_is_not_remembered(curation: Curation, engine: Engine) -> None:
    evaluator, asked = Evaluator(lambda: QUESTIONS), "popcorn på biografen hos farbror"
    evaluator.try_out(engine, curation.checked(engine.corpus, DRAFT), [kept(asked)], lambda *step: None)
    assert evaluator._encoder and {q.text for q in QUESTIONS} <= set(evaluator._encoder._known)
    assert asked not in evaluator._encoder._known


def test_remembering_gives_the_same_vectors() -> None:
    encoder = WordEncoder()
    remembering, texts = Remembering(encoder), ["en skola", "ett bad", "en skola"]
    for _ in range(2):
        found, wanted = remembering.encode_questions(texts), WordEncoder().encode_questions(texts)
        assert np.array_equal(found.vectors, wanted.vectors) and np.array_equal(found.paraphrases, wanted.paraphrases)
        assert all(np.array_equal(a, b) for a, b in zip(found.tokens, wanted.tokens, strict=True))
    assert encoder.seen == ["en skola", "ett bad"]
    assert remembering.encode_questions([]).vectors.shape == (0, encoder.dim)


def test_placeholders_are_not_asked() -> None:
    assert plain("Jag heter [namn] och bor på [adress]. Var är badet?") == "Jag heter och bor på . Var är badet?"


def test_curation_knows_its_engine(engine: Engine) -> None:
    assert isinstance(engine, curation_module.CuratedEngine)
