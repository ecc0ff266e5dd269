"""The policies for other programs over the Model Context Protocol: three tools, on standard input and output.

`python -m qa.web.mcp` is what an MCP client starts. The model loads in the background; the first call waits for it.
Standard output belongs to the protocol: everything meant for people goes to standard error.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from mcp.server import MCPServer

from corpus.errors import InputError
from qa.duties.register import filter_duties
from qa.settings import Settings, load_settings
from qa.types import Answer, Request
from qa.web.payloads import passage_row
from qa.web.service import AskEngine, clean

INSTRUCTIONS = (
    "Swedish municipalities' integration policies, quoted word for word. Quote `quote` unchanged; a `translation` is "
    "unofficial. With any status but 'answered' the policies hold no answer: say so and pass on the signpost."
)


def build_server(load: Callable[[], AskEngine]) -> MCPServer:
    """The server with its tools: ask, duties, passage. `load` begins at once, in a thread."""
    loader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
    loading: Future[AskEngine] = loader.submit(load)
    server = MCPServer("ordagrant", title="Ordagrant", instructions=INSTRUCTIONS)

    async def ready() -> AskEngine:
        return await asyncio.wrap_future(loading)

    @server.tool(structured_output=False)
    async def ask(
        question: str, municipality: str = "", language: str = "", history: list[str] | None = None
    ) -> dict[str, Any]:
        """Ask the policies a question, in any language. Gives citations, word for word, or says why there is no answer.

        municipality: search only this one. language: ISO 639-1 code of the asker's interface. history: earlier
        questions, oldest first.
        """
        engine = await ready()
        request = Request(
            clean(question), clean(municipality) or None, clean(language) or None, tuple(map(clean, history or ()))
        )
        found = (await asyncio.to_thread(engine.ask_many, [request]))[0]
        if not isinstance(found, Answer):
            raise found
        return found.to_dict()

    @server.tool(structured_output=False)
    async def duties(municipality: str = "", actor: str = "", modality: str = "") -> list[dict[str, Any]]:
        """Who must, should, may or must not do what, by when, with the sentence that says so.

        actor: as people write it, such as nämnd. modality: obligation, recommendation, permission, prohibition, right
        or responsibility.
        """
        engine = await ready()
        found = filter_duties(
            engine.duties,
            municipality=municipality or None,
            actor=actor or None,
            modality=modality or None,
            municipalities=engine.corpus.municipalities,
        )
        return [d.to_dict() for d in found]

    @server.tool(structured_output=False)
    async def passage(id: str) -> dict[str, Any]:
        """One passage word for word, with its place in the document and its unofficial translations."""
        engine = await ready()
        found = engine.corpus.by_id.get(id)
        if found is None:
            raise InputError(f"no passage is called {id!r}; ids look like {engine.corpus.passages[0].id}")
        return passage_row(found, engine.corpus).model_dump(mode="json")

    return server


def load_engine(settings: Settings) -> AskEngine:
    """The engine, its progress told on standard error."""
    from qa.engine import Engine

    return Engine.load(settings, lambda line: print(line, file=sys.stderr, flush=True))


def main() -> None:
    """Serves until standard input closes."""
    settings = load_settings()
    build_server(lambda: load_engine(settings)).run("stdio")


if __name__ == "__main__":
    main()
