"""Exactly three tools, tried with the official client."""

import asyncio
import json
from typing import Any

import pytest
from mcp import Client

from qa.web.mcp import build_server
from tests.web.conftest import WordEngine


def call(engine: WordEngine, tool: str, arguments: dict[str, Any]) -> tuple[bool, Any]:
    """(whether it is an error, what came back)."""

    async def run() -> tuple[bool, Any]:
        async with Client(build_server(lambda: engine)) as client:
            result = await client.call_tool(tool, arguments)
            texts = [block.text for block in result.content if block.type == "text"]
            if result.is_error:
                return True, texts[0]
            rows = [json.loads(text) for text in texts]
            return False, rows

    return asyncio.run(run())


def test_there_are_exactly_three_tools(engine: WordEngine) -> None:
    async def run() -> list[str]:
        async with Client(build_server(lambda: engine)) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert asyncio.run(run()) == ["ask", "duties", "passage"]


def test_ask(engine: WordEngine) -> None:
    failed, rows = call(engine, "ask", {"question": "Vem ansvarar för att handlingsplanerna utvärderas i Vansbro?"})
    assert not failed and rows[0]["citations"][0]["passage_id"] == "vansbro/handlingsplaner/4"


def test_duties(engine: WordEngine) -> None:
    failed, rows = call(engine, "duties", {"municipality": "Vansbro"})
    assert not failed and "integrationssamordnare" in json.dumps(rows)


def test_passage(engine: WordEngine) -> None:
    failed, rows = call(engine, "passage", {"id": "vansbro/handlingsplaner/4"})
    assert not failed and rows[0]["text"].startswith("Integrationssamordnaren ansvarar")


@pytest.mark.parametrize(
    ("tool", "arguments"), [("ask", {"question": "fel!"}), ("passage", {"id": "x/y/1"}), ("duties", {"actor": "tomte"})]
)
def test_errors_are_told(engine: WordEngine, tool: str, arguments: dict[str, Any]) -> None:
    failed, message = call(engine, tool, arguments)
    assert failed and len(message) > 10 and "Traceback" not in message
