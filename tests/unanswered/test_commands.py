"""The command line for operators without a browser."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.errors import CurationError, SettingsError
from corpus.store import load_corpus
from qa.__main__ import app
from qa.commands import answering
from qa.unanswered.curation import Curation, Draft
from qa.unanswered.store import Store
from tests.unanswered.engines import RIGHT, curated_engine
from tests.web.unanswered import fill


@pytest.fixture
def store(tmp_path: Path, policies: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    path = tmp_path / "unanswered.sqlite"
    monkeypatch.setenv("ORDAGRANT_UNANSWERED", str(path))
    monkeypatch.setenv("ORDAGRANT_POLICIES", str(policies))
    monkeypatch.setenv("ORDAGRANT_INDEX", str(tmp_path / "index"))
    return Store(path)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception:
        raise result.exception
    return result.stdout


def test_groups_as_a_table_and_as_json(store: Store) -> None:
    fill(store)
    told = run("unanswered")
    assert "ar 3, sv 3, uk 1-2" in told and "Not shown: 2 questions in 2 smaller groups." in told and "dentist" not in told
    table = json.loads(run("unanswered", "--json"))
    assert [g["questions"] for g in table["groups"]] == [9, 5, 4]
    assert table["groups"][0]["municipalities"] == {"Vansbro": 5, "Hedemora": 3, "": "1-2"}
    assert table["not_shown"] == {"groups": 2, "questions": 2}


def test_everything_is_deleted(store: Store) -> None:
    fill(store)
    assert "Deleted 20 questions" in run("unanswered", "--delete-all")
    assert store.questions() == [] and "0 groups." in run("unanswered")


def test_the_history_and_undoing(store: Store, policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing has been published yet." in run("curation")
    curation, engine = Curation(policies, tmp_path / "index", store, list), curated_engine(policies)
    curation.publish(engine, curation.checked(engine.corpus, Draft(RIGHT, "sv", "Finns det bio?")))
    assert "published" in run("curation") and "Finns det bio?" in run("curation")
    monkeypatch.setattr(answering, "load_engine", lambda: curated_engine(policies))
    assert "Undone: change 1" in run("curation", "undo", "1")
    assert load_corpus(policies).questions == () and "published (undone)" in run("curation")
    with pytest.raises(CurationError, match="cannot be undone"):
        run("curation", "undo", "1")


def test_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDAGRANT_UNANSWERED", raising=False)
    for command in (["unanswered"], ["curation"], ["curation", "undo", "1"]):
        with pytest.raises(SettingsError, match="names no file"):
            run(*command)
