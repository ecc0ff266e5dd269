"""Visitors at once over HTTP: `python benchmarks/load.py --url http://127.0.0.1:7860 --visitors 50 --seconds 20`.

Each visitor asks a real question from the evaluation sets, waits for the answer, thinks for a moment and asks again.
Prints a table: answers, errors, and how long a visitor waited; its status is 1 where something else than an answer came, or
none, or where the wait is longer than the aim. The server's rate limit must be lifted for the run, since
all visitors come from one address: ORDAGRANT_RATE_PER_MINUTE=1000000 ORDAGRANT_RATE_TOTAL_PER_MINUTE=1000000.
"""

import argparse
import asyncio
import random
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import httpx

QUESTIONS = Path(__file__).parents[1] / "qa" / "evaluation" / "questions"


def real_questions(folder: Path = QUESTIONS) -> list[str]:
    """Every question of the evaluation sets, in all languages."""
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))
    return [row["text"] for table in tables for row in table["question"]]


async def visitor(
    client: httpx.AsyncClient, ask: list[str], until: float, think: float, waits: list[float], codes: Counter[str]
) -> None:
    """Asks until the time is up. `waits` in seconds, of answers only."""
    dice = random.Random(ask[0])
    await asyncio.sleep(dice.uniform(0, think))
    while time.perf_counter() < until:
        started = time.perf_counter()
        try:
            response = await client.post("/api/ask", json={"question": dice.choice(ask)})
            codes[str(response.status_code)] += 1
            if response.status_code == 200:
                waits.append(time.perf_counter() - started)
        except httpx.HTTPError as error:
            codes[type(error).__name__] += 1
        await asyncio.sleep(dice.uniform(0.5, 1.5) * think)


async def run(url: str, visitors: int, seconds: float, think: float) -> tuple[list[float], Counter[str]]:
    """(waits in seconds, responses by status)."""
    questions = real_questions()
    random.Random(7).shuffle(questions)
    waits: list[float] = []
    codes: Counter[str] = Counter()
    limits = httpx.Limits(max_connections=visitors, max_keepalive_connections=visitors)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits, trust_env=False) as client:
        until = time.perf_counter() + seconds
        asks = [questions[n:] + questions[:n] for n in range(visitors)]
        await asyncio.gather(*(visitor(client, ask, until, think, waits, codes) for ask in asks))
    return waits, codes


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie, in the unit of the values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    """Runs and prints; 0 where every question got its answer within the aim."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--think", type=float, default=5, help="seconds that a visitor reads before asking again; 0: none")
    parser.add_argument("--aim", type=float, default=1, help="seconds within which 95 of 100 answers must come")
    options = parser.parse_args()
    waits, codes = asyncio.run(run(options.url, options.visitors, options.seconds, options.think))
    print(f"visitors {options.visitors}   seconds {options.seconds:g}   think {options.think:g} s")
    print(f"answers  {len(waits)} ({len(waits) / options.seconds:.1f} a second)   responses {dict(codes)}")
    if not waits:
        return 1
    print(
        "wait ms  "
        + "   ".join(f"p{int(100 * s)} {1000 * percentile(waits, s):.0f}" for s in (0.5, 0.95, 0.99))
        + f"   max {1000 * max(waits):.0f}"
    )
    return int(set(codes) != {"200"} or percentile(waits, 0.95) >= options.aim)


if __name__ == "__main__":
    sys.exit(main())
