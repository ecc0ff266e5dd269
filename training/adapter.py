"""Trains the adapter of the question encoder (LoRA) on a CPU: `python -m training.adapter --parallel FOLDER --articles FOLDER`.

Two stages, each some minutes on two cores:

1. parallel sentences: a sentence in any language, as a question, shall find its Swedish twin among the passages;
2. pairs written for this purpose (`pairs.jsonl`): a question in any language shall find its Swedish passage among its
   neighbours on the same topic, with parallel sentences mixed in. The shipped adapter was made with the first 480
   lines; training on all of them was no better (docs/log.md).

Three losses are added: cross entropy over the batch of the pooled cosines, the same of late interaction, and the
distance to what the unchanged model makes of the Swedish question, so that Swedish does not drift. The passages' side
stays as it is. Knows nothing about policies; no policy text and no evaluation question is trained on.

Needs the packages of the `train` group and parallel sentences in the format of sib200-flores (rows with split "train").
"""

import json
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from index.adapter import SHIPPED, write_adapter
from index.encoder import DEFAULT_MODEL, SentenceEncoder

PAIRS = Path(__file__).parent / "pairs.jsonl"
RANK, ALPHA = 16, 32
# The share of the learned change that is kept: between the model as it was and as it was trained it is as good on what it
# was trained for, and better on everything else (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
STRENGTH = 0.6
TEMPERATURE = 0.02
MAX_TOKENS = 96
_SHORT_ARTICLE = 420  # characters; a longer one would be cut off in most languages
# How often a language is drawn beside the others: the interface's languages, and most those in which the model is weak.
WEIGHTS = {
    "som_Latn": 4.0,
    "som": 4.0,
    "arb": 4.0,
    "so": 3.0,
    "arb_Arab": 4.0,
    "ar": 2.0,
    "eng_Latn": 3.0,
    "swe_Latn": 3.0,
    "sv": 2.0,
    "ukr_Cyrl": 2.0,
}
WEIGHTS |= {
    "fa": 1.5,
    "uk": 1.5,
    "tr": 1.5,
    "pes_Arab": 2.0,
    "prs_Arab": 2.0,
    "tir_Ethi": 2.0,
    "tur_Latn": 2.0,
    "rus_Cyrl": 2.0,
    "ckb_Arab": 2.0,
    "tha_Thai": 0.5,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A Swedish passage and what finds it, by language."""

    passage: str
    asked: dict[str, str]
    swedish: str  # the question in Swedish; the passage itself for parallel sentences
    group: str  # topic; neighbours in a group are hard to tell apart


def parallel_examples(folder: Path) -> list[Example]:
    """Parallel sentences of the split that may be trained on."""
    lines = (folder / "parallel.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["split"] == "train"]
    return [Example(r["text"]["swe_Latn"], r["text"], r["text"]["swe_Latn"], f"sentence-{i}") for i, r in enumerate(rows)]


def article_examples(folder: Path) -> list[Example]:
    """The short articles of the Universal Declaration of Human Rights, in the format of the set `udhr`."""
    articles: dict[int, dict[str, str]] = defaultdict(dict)
    for row in map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()):
        articles[row["article"]][row["lang"]] = row["text"]
    short = {n: texts for n, texts in articles.items() if len(texts["swe"]) < _SHORT_ARTICLE}
    return [Example(t["swe"], t, t["swe"], f"article-{n}") for n, t in short.items()]


def pair_examples(path: Path = PAIRS) -> list[Example]:
    """Questions and passages written for training."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(r["passage"], r["questions"], r["questions"]["sv"], r["group"]) for r in rows]


def train(examples: list[Example], model: Any, minutes: float, batch: int, rate: float, seed: int = 7) -> int:
    """Trains the LoRA layers of a sentence-transformers model in place and returns the number of steps."""
    import torch
    import torch.nn.functional as F

    torch.manual_seed(seed)
    chance = random.Random(seed)
    bert, tokenizer = model[0].auto_model, model.tokenizer

    def encode(texts: list[str], prefix: str) -> tuple[Any, Any, Any]:
        """Unit sentence vectors (n, dim), unit token vectors (n, t, dim), mask of the text's own tokens (n, t)."""
        inputs = tokenizer(
            [prefix + t for t in texts], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        )
        hidden = bert(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).last_hidden_state.float()
        mask = inputs["attention_mask"]
        pooled = F.normalize((hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True), dim=-1)
        position = torch.arange(hidden.shape[1])[None]
        start = len(tokenizer(prefix)["input_ids"]) - 1
        own = (position >= start) & (position < (mask.sum(1) - 1)[:, None])
        return pooled, F.normalize(hidden, dim=-1), own

    with torch.inference_mode(), bert.disable_adapter():
        passages, tokens, teachers = [], [], []
        for i in range(0, len(examples), 16):
            some = examples[i : i + 16]
            pooled, hidden, own = encode([e.passage for e in some], "passage: ")
            passages.append(pooled)
            tokens += [hidden[j][own[j]] for j in range(len(some))]
            teachers.append(encode([e.swedish for e in some], "query: ")[0])
        passage_vectors, teacher_vectors = torch.cat(passages).clone(), torch.cat(teachers).clone()

    groups = defaultdict(list)
    for i, e in enumerate(examples):
        groups[e.group].append(i)
    names = sorted(groups)
    parameters = [p for p in bert.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    bert.train()
    start, step = time.monotonic(), 0
    while (progress := (time.monotonic() - start) / (minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 30) * max(0.02, 1 - progress)
        chosen: dict[int, None] = {}
        while len(chosen) < min(batch, len(examples)):
            chosen.update(dict.fromkeys(groups[chance.choice(names)]))
        rows = list(chosen)[:batch]
        texts = []
        for i in rows:
            asked = examples[i].asked
            texts.append(asked[chance.choices(list(asked), [WEIGHTS.get(code, 1.0) for code in asked])[0]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            pooled, hidden, own = encode(texts, "query: ")
        # Another question about the same passage is no wrong answer.
        same = torch.tensor([[examples[i].passage == examples[j].passage and i != j for j in rows] for i in rows])
        right = torch.arange(len(rows))
        dense = (pooled @ passage_vectors[rows].T / TEMPERATURE).masked_fill(same, -1e4)
        ends = np.cumsum([0, *(len(tokens[i]) for i in rows)])
        cosines = hidden.reshape(-1, hidden.shape[-1])[own.reshape(-1)] @ torch.cat([tokens[i] for i in rows]).T
        best = torch.stack([cosines[:, a:b].amax(1) for a, b in pairwise(ends)], 1)
        owner = torch.repeat_interleave(right, own.sum(1))
        late = torch.zeros(len(rows), len(rows)).index_add_(0, owner, best) / own.sum(1, keepdim=True)
        late = (late / TEMPERATURE).masked_fill(same, -1e4)
        drift = (1 - (pooled * teacher_vectors[rows]).sum(1)).mean()
        loss = F.cross_entropy(dense, right) + F.cross_entropy(late, right) + 2 * drift
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 20 == 0:
            typer.echo(f"step {step}, {time.monotonic() - start:.0f} s, loss {float(loss):.3f}")
    return step


def main(
    parallel: Annotated[Path, typer.Option(help="Folder with parallel.jsonl.")],
    articles: Annotated[Path, typer.Option(help="Folder with articles.jsonl.")],
    minutes: Annotated[tuple[float, float], typer.Option(help="Minutes for each of the two stages.")] = (14.0, 45.0),
    output: Annotated[Path, typer.Option(help="Where the adapter is written.")] = SHIPPED,
) -> None:
    """Train both stages and write the adapter."""
    from peft import LoraConfig, get_peft_model

    model: Any = SentenceEncoder(adapter=None, precision="float32").model
    config = LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.05, target_modules=["query", "key", "value", "dense"])
    model[0].auto_model = get_peft_model(model[0].auto_model, config)
    sentences = [*parallel_examples(parallel), *article_examples(articles)]
    first = train(sentences, model, minutes[0], batch=40, rate=4e-4)
    second = train(sentences[::4] + pair_examples(), model, minutes[1], batch=40, rate=4e-4)
    state = model[0].auto_model.state_dict()
    layers = {}
    for key, value in state.items():
        if ".lora_A." in key:
            layer = key.removeprefix("base_model.model.").split(".lora_A")[0]
            layers[layer] = (value.numpy(), state[key.replace("lora_A", "lora_B")].numpy())
    write_adapter(
        output, layers, {"model": DEFAULT_MODEL, "scale": STRENGTH * ALPHA / RANK, "rank": RANK, "steps": [first, second]}
    )
    typer.echo(f"Wrote {output}. Next: python -m qa calibrate --ship")


if __name__ == "__main__":
    typer.run(main)
