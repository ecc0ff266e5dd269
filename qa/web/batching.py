"""Gathers questions that arrive within a few milliseconds and answers them in one call.

Encoding eight questions together costs little more than encoding one. Knows nothing about HTTP.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

from corpus.errors import InputError
from qa.types import Answer, Request

AskMany = Callable[[Sequence[Request]], Sequence[Answer | InputError]]


class Batcher:
    """One worker thread that answers what has gathered; while it works, the next batch gathers.

    `window` is in seconds. Belongs to the event loop that first calls `ask`.
    """

    def __init__(self, ask_many: AskMany, *, window: float = 0.003, max_batch: int = 32) -> None:
        if window < 0 or max_batch < 1:
            raise ValueError(f"window = {window} must be 0 or more, max_batch = {max_batch} must be 1 or more")
        self._ask_many = ask_many
        self._window = window
        self._max_batch = max_batch
        self._waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._task: asyncio.Task[None] | None = None

    async def ask(self, request: Request) -> Answer:
        """The answer to one question. Raises what the engine raised for this question."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._task is None or self._task.done():
            # In a context of its own: it answers others, too, and must not keep what this visitor's request holds.
            self._task = asyncio.create_task(self._run(), context=Context())
        return await future

    def close(self) -> None:
        """Lets the batch at hand finish; what still waits is cancelled."""
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        await asyncio.sleep(self._window)
        while self._waiting:
            batch, self._waiting = self._waiting[: self._max_batch], self._waiting[self._max_batch :]
            try:
                outcomes = await asyncio.get_running_loop().run_in_executor(self._worker, self._answer, [r for r, _ in batch])
            except BaseException as error:  # the loop is closing: nobody may be left waiting
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error if isinstance(error, Exception) else RuntimeError("the server is stopping"))
                raise
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():  # the visitor has left
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    def _answer(self, requests: list[Request]) -> list[Answer | Exception]:
        """One outcome per request. A bad question must not take its neighbours with it."""
        try:
            return list(self._ask_many(requests))
        except Exception as error:
            if len(requests) == 1:
                return [error]
        return [outcome for request in requests for outcome in self._answer([request])]
