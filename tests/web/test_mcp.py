"""Exactly three tools, tried with the official client, in memory and as other programs start it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

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


@pytest.mark.slow
def test_as_other_programs_start_it() -> None:
    """The process with the real engine: nothing but the protocol may come from its standard output."""
    odd: list[Exception] = []
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "qa.web.mcp"],
        cwd=Path(__file__).parents[2],
        env={"PYTHONUNBUFFERED": "1"},  # a stray print must come out at once
    )

    async def told(message: object) -> None:
        if isinstance(message, Exception):
            odd.append(message)

    async def run() -> tuple[list[str], dict[str, Any], dict[str, Any]]:
        async with Client(command, message_handler=told) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            answer = await client.call_tool("ask", {"question": "Vem följer upp integrationspolicyn i Hedemora?"})
            given = json.loads(next(block.text for block in answer.content if block.type == "text"))
            passage = await client.call_tool("passage", {"id": given["citations"][0]["passage_id"]})
            return tools, given, json.loads(next(block.text for block in passage.content if block.type == "text"))

    tools, answer, passage = asyncio.run(run())
    assert tools == ["ask", "duties", "passage"]
    assert answer["status"] == "answered" and answer["citations"][0]["quote"] == passage["text"]
    assert odd == []
