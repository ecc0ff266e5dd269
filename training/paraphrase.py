"""Trains the paraphrase head of the question encoder on a CPU: `python -m training.paraphrase`. Takes an hour.

The head is the encoder's uppermost layers a second time, with low-rank changes (LoRA). It learns from the questions whose
answer is known: the curated ones, those that a passage touches without answering them, and those about subjects outside
the policies. A question shall lie near those that ask the same, in any language, and far from those that its own
municipality's other passages answer or leave open: the neighbours are what is mistaken for each other. Questions of other
municipalities are no wrong answers, because their policies say much the same.

Some are trained on a second time as somebody types them on a phone, in a hurry, and of all some tokens are left out at random:
what people ask is shorter and less well spelt than what is written for them. Questions that calibration asks
(`qa.known.is_held_out`) are not trained on, or they would look surer than what people ask.

The loss is that of neighbourhood component analysis over a batch (Goldberger et al., 2004; "supervised contrastive",
Khosla et al., 2020). The layers below stay as they are, so what comes out of them is computed once. No evaluation question is
trained on; `python -m qa check` sees to it that none stands among these.

With `--without SLUG` the head never sees the questions about a policy, as if that was added later. Weights for passages that
were just added are fitted and measured with such heads (`qa.statements`), each policy with one that has not seen it.
"""

import os
import random
import time
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
import typer

from corpus.store import load_corpus
from corpus.types import Corpus
from index.adapter import SHIPPED_HEAD, blind_head, write_adapter
from index.encoder import DEFAULT_MODEL, SentenceEncoder
from qa.known import is_held_out
from qa.places import Places
from qa.retrieval import twins_of
from qa.scope.knowledge import subjects

FIRST_LAYER = 9  # of twelve, counted from 0
RANK = 16
TEMPERATURE = 0.07
DROPOUT = 0.1
RATE = 1e-3
BATCH = 384
OUTSIDE = 0.3  # share of a batch that lies outside the policies
MAX_TOKENS = 128
MISSPELT = 0.25  # share of the questions that are trained on in a second spelling, too
LEFT_OUT = 0.1  # share of a question's tokens that are left out at random
_PARTS = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
PARTS = (*_PARTS, "intermediate.dense", "output.dense")  # of a layer, that are changed
_LENGTHS = (0, 1 / 3, 2 / 3, 8 / 9, 1)  # where a batch that is sorted by length is cut, so that little is padded
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Known:
    """Questions whose answer is known."""

    texts: tuple[str, ...]
    labels: npt.NDArray[np.int64]  # the same for questions that ask the same
    towns: npt.NDArray[np.str_]  # the municipality; "" where they lie outside


def known_questions(corpus: Corpus, without: Collection[str] = ()) -> Known:
    """All that calibration does not ask, without their place names, as they are compared; some in a second spelling, too.

    `without`: slugs of the documents whose questions are left out.
    """
    bare = Places.of(corpus).bare
    twins = twins_of(corpus)
    rows: list[tuple[str, tuple[str, str], str]] = []
    for kind, questions in (("answered", corpus.questions), ("open", corpus.unsaid)):
        for q in questions:
            if corpus.by_id[q.passage_id].document in without:
                continue
            town = corpus.document_of(corpus.by_id[q.passage_id]).municipality
            rows.append((bare(q.text), (kind, min([q.passage_id, *twins.get(q.passage_id, ())])), town))
    rows += [(bare(s.text), ("outside", s.id), "") for s in subjects()]
    rows = [row for row in rows if not is_held_out(row[0])]
    chance = random.Random(0)
    rows += [(misspelt(text, chance), label, town) for text, label, town in rows if chance.random() < MISSPELT]
    number = {label: n for n, label in enumerate(dict.fromkeys(label for _, label, _ in rows))}
    labels = np.asarray([number[label] for _, label, _ in rows], np.int64)
    return Known(tuple(text for text, _, _ in rows), labels, np.asarray([town for _, _, town in rows]))


def misspelt(text: str, chance: random.Random) -> str:
    """A text as it is typed in a hurry: small letters, no marks, a letter dropped, doubled or swapped here and there."""
    words = "".join(c for c in text.lower() if c.isalnum() or c.isspace() or unicodedata.category(c).startswith("M")).split()
    for at in chance.sample(range(len(words)), min(len(words), chance.randint(1, 3))):
        word = words[at]
        if len(word) < 4:
            continue
        i = chance.randrange(1, len(word) - 1)
        words[at] = chance.choice(
            (word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], word[:i] + word[i + 1] + word[i] + word[i + 2 :])
        )
    return " ".join(words)


class Changed(torch.nn.Module):
    """A linear layer with a low-rank change."""

    def __init__(self, base: torch.nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.A = torch.nn.Parameter(torch.randn(RANK, base.in_features) / base.in_features**0.5)
        self.B = torch.nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """The layer's output with the change."""
        seen = F.dropout(states, DROPOUT if self.training else 0.0)
        changed: torch.Tensor = self.base(states) + F.linear(F.linear(seen, self.A), self.B)
        return changed


def lower_states(texts: Sequence[str], model: Any) -> tuple[list[npt.NDArray[np.float16]], torch.Tensor]:
    """What the layers below the head make of each text (n_tokens, dim), and the mean vector (dim,) of the whole encoder."""
    bert, tokenizer = model[0].auto_model, model.tokenizer
    states: list[Any] = [None] * len(texts)
    total = torch.zeros(bert.config.hidden_size)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    with torch.inference_mode():
        for start in range(0, len(order), 128):
            rows = order[start : start + 128]
            asked = [f"{model.prompts['query']}{texts[i]}" for i in rows]
            inputs = tokenizer(asked, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            output = bert(**inputs, output_hidden_states=True)
            mask = inputs["attention_mask"]
            total += pooled(output.last_hidden_state, mask).sum(0)
            for i, some, length in zip(rows, output.hidden_states[FIRST_LAYER], mask.sum(1).tolist(), strict=True):
                states[i] = some[:length].half().numpy()
    return states, total / len(texts)


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """(n, dim) unit means over the tokens (n, t, dim) of a mask (n, t)."""
    kept = mask[..., None].float()
    return F.normalize((states * kept).sum(1) / kept.sum(1), dim=-1)


def head_of(bert: Any) -> torch.nn.ModuleList:
    """The layers of the head, changed in their low ranks only."""
    layers = torch.nn.ModuleList(bert.encoder.layer[FIRST_LAYER:])
    for parameter in layers.parameters():
        parameter.requires_grad = False
    for layer in layers:
        for part in PARTS:
            owner, name = part.rpartition(".")[::2]
            module = layer.get_submodule(owner)
            setattr(module, name, Changed(getattr(module, name)))
    return layers


def encoded(layers: torch.nn.ModuleList, states: Sequence[npt.NDArray[np.float16]]) -> torch.Tensor:
    """(n, dim) unit vectors of some texts, from their states below the head."""
    longest = max(map(len, states))
    found = torch.zeros(len(states), longest, states[0].shape[1])
    mask = torch.zeros(len(states), longest)
    for row, some in enumerate(states):
        found[row, : len(some)] = torch.from_numpy(some.astype(np.float32))
        mask[row, : len(some)] = 1
    unseen = (1 - mask)[:, None, None, :] * -1e9
    for layer in layers:
        output = layer(found, attention_mask=unseen)
        found = output[0] if isinstance(output, tuple) else output
    return pooled(found, mask)


def thinned(states: npt.NDArray[np.float16], chance: np.random.Generator) -> npt.NDArray[np.float16]:
    """The states (n_tokens, dim) of a text without some of its tokens; the first and the last stay."""
    kept = chance.random(len(states)) >= LEFT_OUT
    kept[[0, -1]] = True
    return states[kept]


def loss_of(vectors: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How improbable it is that a question's neighbour in the batch asks the same."""
    scores = vectors @ vectors.T / TEMPERATURE - torch.eye(len(vectors)) * 1e9
    same = (labels[:, None] == labels[None]).fill_diagonal_(False)
    right = torch.logsumexp(scores.masked_fill(~same, -1e9), 1)
    return (torch.logsumexp(scores, 1) - right)[same.any(1)].mean()


def train(known: Known, layers: torch.nn.ModuleList, states: Sequence[Any], mean: torch.Tensor, rounds: float) -> int:
    """Trains the head in place and returns the number of steps."""
    chance = np.random.default_rng(0)
    towns = [np.flatnonzero(known.towns == town) for town in sorted(set(known.towns) - {""})]
    outside = np.flatnonzero(known.towns == "")
    weights = np.asarray([len(rows) for rows in towns], np.float64)
    parameters = [p for p in layers.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
    steps = int(rounds * len(known.texts) / BATCH)
    start, recent = time.monotonic(), []
    layers.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 30) * max(0.02, 1 - step / steps)
        own = towns[chance.choice(len(towns), p=weights / weights.sum())]
        few = int(BATCH * OUTSIDE)
        rows = [*chance.choice(own, min(len(own), BATCH - few), replace=False), *chance.choice(outside, few, replace=False)]
        rows.sort(key=lambda i: len(states[i]))
        cuts = [int(len(rows) * share) for share in _LENGTHS]
        parts = [encoded(layers, [thinned(states[i], chance) for i in rows[a:b]]) for a, b in pairwise(cuts)]
        loss = loss_of(F.normalize(torch.cat(parts) - mean, dim=-1), torch.from_numpy(known.labels[rows]))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        recent.append(loss.item())
        if (step + 1) % _SHOWN == 0:
            typer.echo(f"step {step + 1} of {steps}, {time.monotonic() - start:.0f} s, loss {np.mean(recent[-_SHOWN:]):.3f}")
    return steps


def main(
    rounds: Annotated[float, typer.Option(help="How many times the questions are gone through.")] = 4.0,
    output: Annotated[Path | None, typer.Option(help="Where the head is written, if not where it is looked for.")] = None,
    without: Annotated[
        list[str], typer.Option(help="Leave out the questions about this policy, for a head that measures how it does without.")
    ] = [],  # noqa: B006 -- typer reads it once
) -> None:
    """Train the head and write it."""
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)  # FAISS, which looks for one question at a time, has taken it to one
    corpus = load_corpus()
    if strange := set(without) - {d.slug for d in corpus.documents}:
        raise typer.BadParameter(f"there is no policy {', '.join(sorted(strange))}", param_hint="--without")
    output = output or (blind_head(without) if without else SHIPPED_HEAD)
    known = known_questions(corpus, without)
    model = SentenceEncoder(head=None, precision="float32").asking
    typer.echo(f"{len(known.texts)} questions about {known.labels.max() + 1} things ...")
    states, mean = lower_states(known.texts, model)
    layers = head_of(model[0].auto_model)
    steps = train(known, layers, states, mean, rounds)
    changes = {}
    for n, layer in enumerate(layers, start=FIRST_LAYER):
        for part in PARTS:
            changed: Any = layer.get_submodule(part)
            changes[f"encoder.layer.{n}.{part}"] = (changed.A.detach().numpy(), changed.B.detach().numpy())
    about = {"model": DEFAULT_MODEL, "scale": 1.0, "first_layer": FIRST_LAYER, "steps": steps, "without": sorted(without)}
    write_adapter(output, changes, about)
    typer.echo(f"Wrote {output}. Next: python -m qa calibrate --ship")


if __name__ == "__main__":
    typer.run(main)
