"""Questions that arrive together are answered together, and a bad one does not take its neighbours with it."""

import asyncio
from collections.abc import Sequence

import pytest

from corpus.errors import InputError
from qa.types import Answer, Request, Status
from qa.web.batching import Batcher


def answer(request: Request) -> Answer:
    return Answer(request.question, "sv", Status.NOT_FOUND, (), request.question.upper())


class Recorder:
    """Echoes, and keeps the sizes of the batches."""

    def __init__(self, raising: bool = False) -> None:
        self.sizes: list[int] = []
        self.raising = raising

    def __call__(self, requests: Sequence[Request]) -> list[Answer | InputError]:
        self.sizes.append(len(requests))
        if self.raising and any(r.question == "bad" for r in requests):
            raise InputError("bad question")
        return [InputError("bad question") if r.question == "bad" else answer(r) for r in requests]


def ask_all(recorder: Recorder, questions: Sequence[str], *, max_batch: int = 32) -> list[Answer | BaseException]:
    async def run() -> list[Answer | BaseException]:
        batcher = Batcher(recorder, max_batch=max_batch)
        found = await asyncio.gather(*(batcher.ask(Request(q)) for q in questions), return_exceptions=True)
        batcher.close()
        return found

    return asyncio.run(run())


def test_questions_that_arrive_together_share_a_call() -> None:
    recorder = Recorder()
    found = ask_all(recorder, [f"q{n}" for n in range(50)])
    assert recorder.sizes == [32, 18]
    assert [f.text for f in found if isinstance(f, Answer)] == [f"Q{n}" for n in range(50)]


@pytest.mark.parametrize("raising", [True, False])
def test_a_bad_question_fails_alone(raising: bool) -> None:
    found = ask_all(Recorder(raising), ["one", "bad", "two"])
    assert [type(f) for f in found] == [Answer, InputError, Answer]


def test_a_later_question_gets_a_batch_of_its_own() -> None:
    recorder = Recorder()

    async def run() -> None:
        batcher = Batcher(recorder)
        await batcher.ask(Request("one"))
        await batcher.ask(Request("two"))
        batcher.close()

    asyncio.run(run())
    assert recorder.sizes == [1, 1]


def test_a_visitor_who_leaves_does_not_stop_the_others() -> None:
    async def run() -> Answer:
        batcher = Batcher(Recorder())
        gone = asyncio.create_task(batcher.ask(Request("gone")))
        stays = asyncio.create_task(batcher.ask(Request("stays")))
        await asyncio.sleep(0)
        gone.cancel()
        found = await stays
        batcher.close()
        return found

    assert asyncio.run(run()).text == "STAYS"


def test_arguments_are_checked() -> None:
    with pytest.raises(ValueError, match="max_batch = 0"):
        Batcher(Recorder(), max_batch=0)
