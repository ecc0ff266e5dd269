"""A light adapter of the question encoder: low-rank changes to its weights (LoRA, Hu et al., 2021), a few megabytes.

The passages keep the model's own encoding; only questions are encoded with the changed weights, so that a language
in which the model is weak lands nearer to the Swedish text. `training/adapter.py` makes the file. Knows nothing about
texts or how the changes were learned.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from corpus.errors import EncoderError

SHIPPED = Path(__file__).parent / "adapter.safetensors"


def read_adapter(path: Path) -> tuple[dict[str, tuple[Any, Any]], dict[str, Any]]:
    """(layer name -> (A (rank, in), B (out, rank)) float32 arrays, what the file says of itself)."""
    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads(file.metadata()["about"])
            names = sorted({key.rsplit(".", 1)[0] for key in file.keys()})  # noqa: SIM118 -- not a mapping
            layers = {n: tuple(file.get_tensor(f"{n}.{part}").astype(np.float32) for part in ("A", "B")) for n in names}
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"the adapter {path} cannot be read ({error}); restore it from the program's package") from None
    return {n: (a, b) for n, (a, b) in layers.items()}, about


def write_adapter(path: Path, layers: dict[str, tuple[Any, Any]], about: dict[str, Any]) -> None:
    """Writes an adapter in half precision; `about` names base model, scale and training."""
    tensors = {}
    for name, (a, b) in layers.items():
        tensors[f"{name}.A"] = np.ascontiguousarray(a, dtype=np.float16)
        tensors[f"{name}.B"] = np.ascontiguousarray(b, dtype=np.float16)
    save_file(tensors, path, {"about": json.dumps(about)})


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
                raise EncoderError(
                    f"the adapter {path} was made for {about.get('model')}, which has a layer {name} of another shape"
                )
            layer.weight += float(about["scale"]) * torch.from_numpy(b @ a).to(layer.weight.dtype)
