"""Light changes to the question encoder: low-rank changes to its weights (LoRA, Hu et al., 2021), a few megabytes.

The adapter: passages keep the model's own encoding, only questions are encoded with the changed weights, so that a
language in which the model is weak lands nearer to the Swedish text. `training/adapter.py` makes the file.

The paraphrase head: the uppermost layers a second time, changed so that questions that ask the same lie near each other
and those that ask for something else of the same subject do not. `training/paraphrase.py` makes the file. Blind heads are made
likewise, without the questions about some policies: they tell what the head does for a policy that it has never seen.

Knows nothing about texts or how the changes were learned.
"""

import copy
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from corpus.errors import EncoderError

SHIPPED = Path(__file__).parent / "adapter.safetensors"
SHIPPED_HEAD = Path(__file__).parent / "paraphrase.safetensors"
PARAPHRASE = "paraphrase_embedding"  # what the head adds to a model's outputs
_BLIND = "paraphrase-without-{}.safetensors"


def read_adapter(path: Path) -> tuple[dict[str, tuple[Any, Any]], dict[str, Any]]:
    """(layer name -> (A (rank, in), B (out, rank)) float32 arrays, what the file says of itself)."""
    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads(file.metadata()["about"])
            names = sorted({key.rsplit(".", 1)[0] for key in file.keys()})  # noqa: SIM118 -- not a mapping
            layers = {n: tuple(file.get_tensor(f"{n}.{part}").astype(np.float32) for part in ("A", "B")) for n in names}
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"{path} cannot be read ({error}); restore it from the program's package") from None
    return {n: (a, b) for n, (a, b) in layers.items()}, about


def blind_head(documents: Collection[str]) -> Path:
    """Where the head is kept that was trained without the questions about some documents, given by their slugs."""
    return SHIPPED_HEAD.with_name(_BLIND.format("-".join(sorted(documents))))


def blind_heads() -> dict[Path, frozenset[str]]:
    """The heads that were trained without the questions about some documents, and the slugs of these."""
    paths = sorted(SHIPPED_HEAD.parent.glob(_BLIND.format("*")))
    return {path: frozenset(read_adapter(path)[1].get("without", ())) for path in paths}


def write_adapter(path: Path, layers: dict[str, tuple[Any, Any]], about: dict[str, Any]) -> None:
    """Writes an adapter in half precision; `about` names base model, scale and training."""
    tensors = {}
    for name, (a, b) in layers.items():
        tensors[f"{name}.A"] = np.ascontiguousarray(a, dtype=np.float16)
        tensors[f"{name}.B"] = np.ascontiguousarray(b, dtype=np.float16)
    save_file(tensors, path, {"about": json.dumps(about)})
    path.chmod(0o644)  # it is part of the program, which others run


def apply_adapter(model: Any, path: Path) -> None:
    """Adds scale * B @ A to the named layers' weights of a torch module, in place.

    Raises EncoderError where the model has no such layers: the adapter was made for another model.
    """
    import torch

    layers, about = read_adapter(path)
    modules = dict(model.named_modules())
    with torch.no_grad():
        for name, (a, b) in layers.items():
            layer = modules.get(name)
            if layer is None or tuple(layer.weight.shape) != (b.shape[0], a.shape[1]):
                raise EncoderError(f"{path} was made for {about.get('model')}, which has a layer {name} of another shape")
            layer.weight += float(about["scale"]) * torch.from_numpy(b @ a).to(layer.weight.dtype)


def add_paraphrase_head(model: Any, path: Path) -> None:
    """Appends the head to a sentence-transformers model whose adapter is applied.

    Raises EncoderError where the head was made for another model.
    """
    import torch

    _, about = read_adapter(path)
    transformer = model[0].auto_model
    first = int(about.get("first_layer", -1))  # the first one that the head has of its own
    if not 0 < first < len(transformer.encoder.layer):
        raise EncoderError(f"{path} is no paraphrase head; restore it from the program's package")
    words = transformer.get_input_embeddings().weight
    changed = copy.deepcopy(transformer, {id(words): words})
    apply_adapter(changed, path)
    transformer.config.output_hidden_states = True

    class ParaphraseHead(torch.nn.Module):
        """Mean of the tokens after the changed layers, beside what the model gives without them."""

        def __init__(self, layers: Any) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
            states, mask = features.pop("all_layer_embeddings")[first], features["attention_mask"]
            unseen = (1 - mask)[:, None, None, :].to(states.dtype) * torch.finfo(states.dtype).min
            for layer in self.layers:
                states = layer(states, attention_mask=unseen)
                states = states[0] if isinstance(states, tuple) else states
            kept = mask[..., None].float()
            features[PARAPHRASE] = (states.float() * kept).sum(1) / kept.sum(1)
            return features

    model.append(ParaphraseHead(torch.nn.ModuleList(changed.encoder.layer[first:])).eval())
