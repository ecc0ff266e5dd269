"""The index of the two small policies: what ranks first, saving and loading, and every way in which a folder can be wrong."""

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index.passage_index
from corpus.errors import SavedIndexError
from corpus.store import load_corpus
from corpus.types import Corpus, CuratedQuestion
from index.entries import entries_of
from index.passage_index import PassageIndex, best_cosines, fingerprint
from index.types import PARAPHRASED, View
from tests.conftest import WordEncoder
from tests.policies import write_policy


@pytest.fixture
def built(small_corpus: Corpus, encoder: WordEncoder) -> PassageIndex:
    return PassageIndex.build(small_corpus, encoder)


def ranking(index: PassageIndex, question: str, k: int = 3) -> list[str]:
    vector = index.centred(WordEncoder().encode_questions([question]).vectors[0])
    said = np.asarray([row for row, entry in enumerate(index.entries) if entry.view is not View.STATEMENT])
    return [index.entries[m.entry].passage_id for m in index.nearest(vector, k, said)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Vem ansvarar för att planen följs upp?", ["storkoping/ansvar/1"] * 2),
        ("När är det språkkafé på torsdag?", ["storkoping/ansvar/2", "storkoping/ansvar/2.1", "storkoping/ansvar/2.1"]),
        ("Får eleven en studieplan?", ["lillbyn/ingress/1"] * 2),
        ("fritidsgårdens kvällar", ["lillbyn/ingress/2"] * 2),
    ],
)
def test_rankings(built: PassageIndex, question: str, first: list[str]) -> None:
    assert sorted(ranking(built, question, len(first))) == first


def test_the_manifest_says_how_it_was_made(built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder) -> None:
    manifest = built.manifest
    assert (manifest.encoder_name, manifest.encoder_hash) == ("bag of words", "0123456789abcdef")
    assert (manifest.corpus_hash, manifest.passages) == (small_corpus.hash, 9)
    assert manifest.entries == len(built.entries) == len(entries_of(small_corpus)) == 48
    assert manifest.fingerprint == fingerprint(encoder.hash, small_corpus.hash)


def test_every_text_is_encoded_once_and_whole(built: PassageIndex, encoder: WordEncoder) -> None:
    assert sorted(encoder.seen) == sorted(e.text for e in built.entries)


def test_more_than_there_is(built: PassageIndex) -> None:
    question = built.centred(WordEncoder().encode_questions(["planen"]).vectors[0])
    assert len(built.nearest(question, 1000)) == len(built.entries)


def test_progress_ends_at_the_total(small_corpus: Corpus, encoder: WordEncoder) -> None:
    told: list[tuple[int, int]] = []
    PassageIndex.build(small_corpus, encoder, lambda done, total: told.append((done, total)))
    assert told == [(48, 48)]


def test_late_interaction_by_hand(built: PassageIndex) -> None:
    tokens = WordEncoder().encode_questions(["studieplan"]).tokens[0]
    row = next(i for i, e in enumerate(built.entries) if e.text == "Varje elev får en studieplan.")
    other = next(i for i, e in enumerate(built.entries) if e.text == "böcker på flera språk" or e.text.endswith("torsdag"))
    late = built.late_interaction(tokens, [row, other]).mean(axis=0)
    assert late[0] == pytest.approx(1.0, abs=1e-3)  # the same word; tokens are kept in half precision
    assert late[1] < 0.4
    assert built.late_interaction(tokens, []).shape == (len(tokens), 0)


def test_a_token_counts_by_the_length_of_its_row(built: PassageIndex) -> None:
    hit, miss = WordEncoder().encode_questions(["studieplan", "simhall"]).tokens
    row = next(i for i, e in enumerate(built.entries) if e.text == "Varje elev får en studieplan.")
    even, heavy = (built.late_interaction(np.concatenate([w * hit[0:1], miss[0:1]]), [row]).mean() for w in (1.0, 1.8))
    assert heavy > even


def test_typical_questions_stand_in_where_the_corpus_has_none(small_corpus: Corpus) -> None:
    typical = ["Hur mycket kostar det?", "Hur länge dröjer det?"]
    encoder = WordEncoder()
    index = PassageIndex.build(small_corpus, encoder, typical=typical)
    assert encoder.seen[-2:] == typical
    question = WordEncoder().encode_questions(["Hur mycket kostar böcker?"]).vectors[0]
    plain = PassageIndex.build(small_corpus, WordEncoder())
    books = next(i for i, e in enumerate(index.entries) if e.text == "böcker på flera språk" or "böcker" in e.text)
    found, before = (next(m.score for m in i.nearest(i.centred(question), 50) if m.entry == books) for i in (index, plain))
    assert found > before


def test_best_cosines_by_hand() -> None:
    question = np.asarray([[1, 0], [0, 1]], np.float32)
    one, two = np.asarray([[1, 0]], np.float32), np.asarray([[0.6, 0.8], [0.8, 0.6]], np.float32)
    np.testing.assert_allclose(best_cosines(question, [one, two]), [[1, 0.8], [0, 0.8]])


def test_saved_and_loaded(built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path) -> None:
    folder = built.save(tmp_path)
    loaded = PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash)
    assert folder == tmp_path / built.manifest.fingerprint
    assert loaded.manifest == built.manifest
    assert loaded.entries == built.entries
    assert ranking(loaded, "planen följs upp", 24) == ranking(built, "planen följs upp", 24)
    tokens = WordEncoder().encode_questions(["planen följs upp"]).tokens[0]
    rows = [row for row, entry in enumerate(built.entries) if entry.view not in PARAPHRASED]
    np.testing.assert_allclose(loaded.late_interaction(tokens, rows), built.late_interaction(tokens, rows), atol=1e-3)


def test_another_encoder_or_corpus_is_refused(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    with pytest.raises(SavedIndexError, match="does not exist; run: python -m qa build"):
        PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash)
    built.save(tmp_path)
    for hashes in (("another encoder", small_corpus.hash), (encoder.hash, "another corpus")):
        with pytest.raises(SavedIndexError, match="was built by another model or from other texts; run: python -m qa build"):
            PassageIndex.load(tmp_path, *hashes)


def test_a_foreign_index_under_this_name_is_refused(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    folder = built.save(tmp_path)
    folder.rename(tmp_path / fingerprint("theirs", small_corpus.hash))
    with pytest.raises(SavedIndexError, match="belongs to another model or corpus"):
        PassageIndex.load(tmp_path, "theirs", small_corpus.hash)


@pytest.mark.parametrize("file", ["entries.jsonl", "vectors.faiss", "tokens.npy", "offsets.npy", "means.npy"])
@pytest.mark.parametrize("damage", ["cut", "changed", "missing"])
def test_a_damaged_file_is_named(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path, file: str, damage: str
) -> None:
    path = built.save(tmp_path) / file
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(SavedIndexError, match=r"run: python -m qa build") as error:
        PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash)
    assert file in str(error.value)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": {}}'])
def test_a_damaged_manifest(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path, content: str
) -> None:
    (built.save(tmp_path) / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(SavedIndexError, match="cannot be read as an index"):
        PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash)


def test_a_manifest_that_contradicts_the_files(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path
) -> None:
    path = built.save(tmp_path) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"entries": 21}), encoding="utf-8")
    with pytest.raises(
        SavedIndexError, match="contradicts itself: 48 entries, 48 vectors, 48 token matrices, manifest says 21"
    ):
        PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("stage", ["file_hash", "_replace_folder"])
def test_killed_while_saving(
    built: PassageIndex, policies: Path, encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    saved = tmp_path / "saved"
    built.save(saved)
    old = built.manifest.corpus_hash
    write_policy(policies, "nyby", "Nybyn", "# Plan\n\nVi ska mötas.")
    bigger = load_corpus(policies)

    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(index.passage_index, stage, killed)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # a killed process tidies nothing up
    with pytest.raises(Killed):
        PassageIndex.build(bigger, encoder).save(saved)
    monkeypatch.undo()
    assert PassageIndex.load(saved, encoder.hash, old).entries == built.entries
    with pytest.raises(SavedIndexError):
        PassageIndex.load(saved, encoder.hash, bigger.hash)
    PassageIndex.build(bigger, encoder).save(saved)
    assert PassageIndex.load(saved, encoder.hash, bigger.hash).manifest.passages == 10


def test_a_full_disk_leaves_the_old_index(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.save(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(SavedIndexError, match="No space left on device; the old one is untouched"):
        built.save(tmp_path)
    monkeypatch.undo()
    assert PassageIndex.load(tmp_path, encoder.hash, small_corpus.hash).manifest == built.manifest
    assert [p.name for p in tmp_path.iterdir() if p.is_dir() and p.name != "policies"] == [built.manifest.fingerprint]


def test_two_processes_may_save_the_same_index(
    built: PassageIndex, small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, other = os.rename, tmp_path / "other"
    built.save(other)

    def slower(source: Path, target: Path) -> None:
        if target == tmp_path / "saved" / built.manifest.fingerprint:  # the other process has just finished
            shutil.copytree(other / target.name, target)
        rename(source, target)

    monkeypatch.setattr(os, "rename", slower)
    built.save(tmp_path / "saved")
    monkeypatch.undo()
    assert PassageIndex.load(tmp_path / "saved", encoder.hash, small_corpus.hash).entries == built.entries


def test_old_drafts_are_swept(built: PassageIndex, tmp_path: Path) -> None:
    for name, age in ((".saving-old", 7200), (".saving-now", 0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    built.save(tmp_path)
    assert (tmp_path / ".saving-now").exists() and not (tmp_path / ".saving-old").exists()


def test_older_indexes_go_and_other_folders_stay(
    built: PassageIndex, policies: Path, encoder: WordEncoder, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    old = built.save(saved)
    (saved / "photos").mkdir()
    write_policy(policies, "nyby", "Nybyn", "# Plan\n\nVi ska mötas.")
    new = PassageIndex.build(load_corpus(policies), encoder).save(saved)
    assert not old.exists()
    assert sorted(p.name for p in saved.iterdir()) == sorted([new.name, "photos"])


def test_restricted_to_some_views(built: PassageIndex) -> None:
    passages = built.restricted({View.PASSAGE})
    assert [e.passage_id for e in passages.entries] == [e.passage_id for e in built.entries if e.view is View.PASSAGE]
    assert ranking(passages, "studieplan", 1) == ["lillbyn/ingress/1"]


def test_statements_are_found_by_what_questions_are_compared_by(built: PassageIndex) -> None:
    rows = np.asarray([row for row, entry in enumerate(built.entries) if entry.view is View.STATEMENT])
    question = built.centred_paraphrase(WordEncoder().encode_paraphrases(["Varje elev får en studieplan."])[0])
    (best,) = built.nearest(question, 1, rows)
    assert best.score == pytest.approx(1.0, abs=1e-3)
    assert built.entries[best.entry].text == "Varje elev får en studieplan."
    with pytest.raises(ValueError, match="are not kept"):
        built.late_interaction(WordEncoder().encode_questions(["studieplan"]).tokens[0], rows.tolist())


def asked(corpus: Corpus, *questions: tuple[str, str]) -> Corpus:
    """The corpus with these curated questions: (passage id, text)."""
    made = tuple(CuratedQuestion(id_, corpus.by_id[id_].text_hash, "sv", text) for id_, text in questions)
    return replace(corpus, questions=made)


def test_updated_encodes_what_is_new_and_nothing_else(small_corpus: Corpus, encoder: WordEncoder, tmp_path: Path) -> None:
    first = asked(small_corpus, ("lillbyn/ingress/2", "Var träffas ungdomarna?"), ("storkoping/kontakt/1", "Vilket nummer?"))
    before = PassageIndex.build(first, encoder)
    encoder.seen.clear()
    more = asked(small_corpus, ("lillbyn/ingress/2", "Var träffas ungdomarna?"), ("lillbyn/ingress/2", "Finns det bio?"),
                 ("storkoping/kontakt/1", "Vilket nummer?"))  # fmt: skip
    after = before.updated(more, encoder)
    assert encoder.seen == ["Finns det bio?"]
    assert list(after.entries) == entries_of(more) and after.manifest.corpus_hash == more.hash
    assert ranking(after, "Finns det bio?", 1) == ["lillbyn/ingress/2"]
    after.save(tmp_path)
    loaded = PassageIndex.load(tmp_path, encoder.hash, more.hash)
    assert loaded.entries == after.entries and ranking(loaded, "bio") == ranking(after, "bio")


def test_updated_back_again_is_the_old_index(small_corpus: Corpus, encoder: WordEncoder) -> None:
    before = PassageIndex.build(asked(small_corpus, ("lillbyn/ingress/2", "Var träffas ungdomarna?")), encoder)
    more = asked(small_corpus, ("lillbyn/ingress/2", "Var träffas ungdomarna?"), ("lillbyn/ingress/2", "Finns det bio?"))
    back = before.updated(more, encoder).updated(asked(small_corpus, ("lillbyn/ingress/2", "Var träffas ungdomarna?")), encoder)
    rows = range(len(before.entries))
    assert back.manifest == before.manifest and back.entries == before.entries
    assert np.array_equal(back.vectors.rows(rows), before.vectors.rows(rows))
    question = encoder.encode_questions(["Finns det bio?"]).tokens[0]
    texts = [row for row in rows if before.entries[row].view not in PARAPHRASED]
    assert np.array_equal(back.late_interaction(question, texts), before.late_interaction(question, texts))


def test_updated_by_another_encoder_is_refused(built: PassageIndex, small_corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="not by"):
        built.updated(small_corpus, WordEncoder("fedcba9876543210"))
