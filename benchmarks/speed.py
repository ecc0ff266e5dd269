"""Speed and size: a warm question end to end, embedding in a batch, a cold start, memory. `python -m benchmarks.speed`.

Asks real questions of the evaluation set through `qa.Engine.ask`, with their earlier questions where they have some,
one at a time. Prints one table beside the aims. Numbers hold for the machine at hand and for nothing else running.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped]

from index.types import View
from qa.engine import Engine
from qa.evaluation.questions import EvaluationQuestion, load_questions
from qa.evaluation.tables import aligned
from qa.settings import load_settings

ROOT = Path(__file__).parents[1]
QUESTION = "Vad ska Vansbro göra tillsammans med näringsliv och föreningar?"
WARM_UP = 20
PASSAGES = 256  # at least, embedded in one call


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    value: float
    unit: str
    aim: float | None = None  # at most

    def cells(self) -> list[str]:
        aim = "" if self.aim is None else f"≤ {self.aim:g}"
        met = "" if self.aim is None else "yes" if self.value <= self.aim else "NO"
        return [self.name, f"{self.value:.1f}" if self.value >= 10 else f"{self.value:.2f}", self.unit, aim, met]


def cold_start(rounds: int) -> float:
    """Seconds from starting a process to its printed answer, the median; the index must have been built."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "qa", "ask", QUESTION], cwd=ROOT, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


def some_questions(count: int) -> list[EvaluationQuestion]:
    """So many questions in all languages, half of those with earlier questions among them, always the same."""
    dice = random.Random(0)
    found = load_questions()
    later = [q for q in found if q.history]
    first = [q for q in found if not q.history]
    chosen = later[::2] + dice.sample(first, min(len(first), max(0, count - len(later[::2]))))
    dice.shuffle(chosen)
    return chosen[:count]


def warm_questions(engine: Engine, questions: list[EvaluationQuestion]) -> list[float]:
    """Milliseconds of each question, after a few that do not count."""
    for q in questions[:WARM_UP]:
        engine.ask(q.text, municipality=q.municipality, history=q.history)
    spent = []
    for q in questions:
        start = time.perf_counter()
        engine.ask(q.text, municipality=q.municipality, history=q.history)
        spent.append(1000 * (time.perf_counter() - start))
    return spent


def passages_per_second(engine: Engine) -> float:
    """Index entries of whole passages embedded in a second, in one call."""
    texts = [entry.text for entry in engine.index.entries if entry.view is View.PASSAGE]
    texts = (texts * (PASSAGES // len(texts) + 1))[:PASSAGES]
    engine.encoder.encode_passages(texts[:32])
    start = time.perf_counter()
    engine.encoder.encode_passages(texts)
    return len(texts) / (time.perf_counter() - start)


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=300, help="how many are asked warm")
    parser.add_argument("--cold-starts", type=int, default=3, help="how many processes are started; 0: none")
    options = parser.parse_args()
    engine = Engine.load(load_settings(), tell)  # builds what is missing, so that the cold start does not
    memory_loaded = psutil.Process().memory_info().rss / 1e9
    questions = some_questions(options.questions)
    tell(f"Asking {len(questions)} questions ...")
    spent = warm_questions(engine, questions)
    memory = psutil.Process().memory_info().rss / 1e9
    tell("Embedding passages in a batch ...")
    per_second = passages_per_second(engine)
    del engine
    rows = [
        Row("warm question, p50", float(np.quantile(spent, 0.5)), "ms", 25),
        Row("warm question, p95", float(np.quantile(spent, 0.95)), "ms"),
        Row("warm question, p99", float(np.quantile(spent, 0.99)), "ms", 60),
        Row("passages embedded in a batch", per_second, "per s"),
        Row("resident memory, loaded", memory_loaded, "GB"),
        Row("resident memory, after the questions", memory, "GB", 1.5),
    ]
    if options.cold_starts:
        tell(f"Starting {options.cold_starts} processes, one after another ...")
        rows.append(Row("cold start to first answer", cold_start(options.cold_starts), "s", 12))
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else f"{os.cpu_count()} cores"
    print(f"{len(questions)} questions, {sum(bool(q.history) for q in questions)} of them follow-ups; {cores}\n")
    print(aligned([["", "measured", "unit", "aim", "met"], *(row.cells() for row in rows)]))


if __name__ == "__main__":
    main()
