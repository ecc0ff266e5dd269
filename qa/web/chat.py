"""The chat: one small Gradio app per language (conversation, municipality, question) inside our own page.

The only module that imports Gradio. Everything around the conversation is plain HTML from `templates/chat.html`, so
that language, direction and text are there before any script runs. What Gradio's page needs to start (its
configuration and its entry script) is taken from the page that Gradio itself would serve.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import gradio.queueing
import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.routing import Mount

from corpus.errors import InputError
from qa import types
from qa.web.form import ask_form
from qa.web.layout import Layout, visitor_texts
from qa.web.rate_limit import RateLimit
from qa.web.rendering import Renderer
from qa.web.service import NotReady, Service
from qa.web.texts import LANGUAGES, Texts, texts

ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
RADIO_LIMIT = 8  # more municipalities than this stand in a list that opens
# What the box takes, in characters: a question above the service's own limit is told so, in place of being cut in
# silence; one that the limit on bodies refuses would look like a lost connection.
MAX_TYPED = 10_000
KEPT = 30  # messages of a conversation that stay on the page
FORGET = 3600  # seconds after which a conversation that nobody has used leaves the server's memory
FORGET_EVERY = 60  # seconds between two looks for such conversations
SESSIONS = 500  # conversations of one language at once; beyond them the one that was used longest ago is forgotten

log = logging.getLogger("ordagrant.chat")

# Gradio prints the trace of an error to standard error, and its message may hold what was typed. Ours goes to the log.
gradio.queueing.traceback = SimpleNamespace(print_exc=lambda: log.exception("gradio_failed"))  # type: ignore[assignment,attr-defined]

_CONFIG = re.compile(r"<script>window\.gradio_config = (?P<json>.*?);</script>", re.DOTALL)
_API_INFO = re.compile(r"<script>window\.gradio_api_info = (?P<json>.*?);</script>", re.DOTALL)
_ENTRY = re.compile(r'<script type="module"[^>]*src="\./assets/(?P<name>[^"]+)"')
_STYLE = re.compile(r'<link rel="stylesheet"[^>]*href="\./assets/(?P<name>[^"]+)"')


@dataclass(frozen=True, slots=True)
class GradioStart:
    """What a page needs to start a Gradio app."""

    config: str  # JSON, safe inside a script element; its `root` is replaced in the browser
    api_info: str  # JSON, as above
    entry: str  # file name of the entry module
    style: str  # file name of the style sheet


Message = dict[str, str]
Updates = tuple[dict[str, Any], list[Message], list[Message], list[str]]


class Conversation:
    """Answers the questions of one language's chat."""

    def __init__(self, service: Service, renderer: Renderer, limit: RateLimit, text: Texts) -> None:
        self._service = service
        self._renderer = renderer
        self._limit = limit
        self._text = text

    async def ask(
        self, question: str, municipality: str, messages: list[Message], earlier: list[str], request: gr.Request
    ) -> AsyncIterator[Updates]:
        """First the question with a note that we search, then the answer in the note's place."""
        language = self._text.language
        shown = str(question or "").strip()
        pending = self._renderer.message(self._text("chat.searching"), interface=language, kind="pending")
        yield gr.update(value=""), [*messages, *self._asked(shown), _assistant(pending)], messages, earlier
        html, answered = await self._reply(question, municipality, earlier, request)
        kept = [answered.question] if answered else []
        asked = self._asked(shown, answered.language if answered else None)  # by now its language is known
        messages = [*messages, *asked, _assistant(html)][-KEPT:]
        # The text stays in the box when it could not be asked, so that nobody has to write it again.
        yield gr.update() if kept else gr.update(value=shown), messages, messages, [*earlier, *kept][-types.REMEMBERED :]

    def _asked(self, question: str, language: str | None = None) -> list[Message]:
        """What the visitor asked, as a message; none for an empty question."""
        html = self._renderer.question(question, interface=self._text.language, language=language)
        return [{"role": "user", "content": html}] if question else []

    async def _reply(
        self, question: str, municipality: str, earlier: list[str], request: gr.Request
    ) -> tuple[str, types.Answer | None]:
        """The answer, or what hindered it, as HTML; and the answer."""
        language = self._text.language
        if not self._limit.allow(request.client.host if request.client else ""):
            problem = self._text("error.too_many")
        else:
            wanted = types.Request(str(question or ""), municipality or None, language, tuple(earlier))
            try:
                answer = await self._service.ask(wanted, interface=language)
                return self._renderer.answer(answer, interface=language), answer
            except (InputError, NotReady) as error:
                problem = str(error)
            except Exception:  # no stack trace may reach a browser
                log.exception("chat_failed")
                problem = self._text("error.unexpected")
        return self._renderer.message(problem, interface=language, kind="problem"), None


def _assistant(html: str) -> Message:
    return {"role": "assistant", "content": html}


def build(service: Service, renderer: Renderer, limit: RateLimit, text: Texts) -> gr.Blocks:
    """The Gradio app of one language."""
    conversation = Conversation(service, renderer, limit, text)
    everyone = [(text("chat.all"), ""), *((m, m) for m in service.corpus.municipalities)]
    with gr.Blocks(analytics_enabled=False, title="Ordagrant") as app:
        messages = gr.State([])
        earlier = gr.State([])
        chat = gr.Chatbot(
            elem_id="conversation",
            show_label=False,
            label=text("chat.log"),
            container=False,
            height="auto",
            autoscroll=False,  # the page scrolls to the new question instead
            layout="panel",
            buttons=[],
            feedback_options=None,
            latex_delimiters=[],  # a policy may hold dollar signs
            sanitize_html=False,  # every message is made by Renderer, which escapes; the sanitiser would take our buttons
            allow_tags=False,
            rtl=text.direction == "rtl",
        )
        picker = gr.Radio if len(everyone) <= RADIO_LIMIT else gr.Dropdown
        municipality = picker(everyone, value="", label=text("chat.municipality"), elem_id="municipality")
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                label=text("chat.question"),
                placeholder=text("chat.placeholder"),
                lines=1,
                max_lines=5,
                max_length=MAX_TYPED,
                elem_id="question",
                rtl=text.direction == "rtl",
                scale=1,
            )
            submit = gr.Button(text("chat.submit"), variant="primary", elem_id="submit", scale=0)
        gr.on(
            [question.submit, submit.click],
            conversation.ask,
            [question, municipality, messages, earlier],
            [question, chat, messages, earlier],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="once",
        )
    app.queue(default_concurrency_limit=None, max_size=200)
    app.state_session_capacity = SESSIONS  # read when the app is mounted
    forget_answered(app._queue)
    blocks: gr.Blocks = app
    return blocks


def forget_answered(queue: gradio.queueing.Queue) -> None:
    """Lets go of each question when it has been answered: Gradio's loop holds on to the last one until the next comes."""
    process = queue.process_events

    async def process_and_forget(events: list[gradio.queueing.Event], *rest: Any) -> None:
        try:
            await process(events, *rest)
        finally:
            for event in events:
                event.data = event.request = None  # type: ignore[assignment]

    queue.process_events = process_and_forget  # type: ignore[assignment,method-assign]


def forget(chats: Iterable[gr.Blocks], idle: float) -> None:
    """Drops all that Gradio holds of conversations that nobody has used for `idle` seconds.

    Gradio itself expires the values of gr.State and nothing else: the last question, the whole conversation as it is
    shown, and messages that no browser has fetched stay until many newer sessions push them out.
    """
    oldest = datetime.now() - timedelta(seconds=idle)
    for chat in chats:
        holder, queue = chat.state_holder, chat._queue
        for session in [s for s, used in list(holder.time_last_used.items()) if used < oldest]:
            with holder.lock:
                holder.session_data.pop(session, None)
                holder.time_last_used.pop(session, None)
            queue.pending_messages_per_session.pop(session, None)
            queue.pending_event_ids_session.pop(session, None)


def mount_chat(app: FastAPI, service: Service, renderer: Renderer, limit: RateLimit, layout: Layout) -> APIRouter:
    """Mounts a Gradio app per language under /chat/<language>, and gives the router with the page around them."""
    theme = gr.themes.Base(font=("system-ui", "sans-serif"), font_mono=("ui-monospace", "monospace"))
    chats = {language: build(service, renderer, limit, texts(language)) for language in LANGUAGES}
    for language, blocks in chats.items():
        gr.mount_gradio_app(
            app,
            blocks,
            path=f"/chat/{language}",
            footer_links=[],
            run_history=False,  # would keep questions in the browser
            ssr_mode=False,
            show_error=False,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            theme=theme,
        )
    starts: dict[str, GradioStart] = {}

    @asynccontextmanager
    async def running(_: object) -> AsyncIterator[None]:
        try:
            for language in chats:  # another Gradio than we know is noticed now and not by the first visitor
                starts[language] = await gradio_start(app, language)
        except RuntimeError as error:
            log.error("chat_failed", extra={"fields": {"reason": str(error)}})  # what the server logs of it is a trace alone
            raise
        forgetting = asyncio.create_task(forget_regularly(chats.values()))
        yield
        forgetting.cancel()

    router = APIRouter(include_in_schema=False, lifespan=running)

    @router.get("/", response_class=HTMLResponse)
    async def chat(request: Request) -> HTMLResponse:
        text = visitor_texts(request)
        request.state.gradio = True
        return layout.page(request, "chat.html", start=starts[text.language], state=service.state, **ask_form(service))

    @router.get("/state")
    def state() -> dict[str, str]:
        """What the page asks while it waits: as /healthz, but a 200 in any state, which no browser reports as an error."""
        return {"status": service.state.value}

    return router


async def forget_regularly(chats: Iterable[gr.Blocks]) -> None:
    """Forgets conversations until it is cancelled."""
    while True:
        await asyncio.sleep(FORGET_EVERY)
        forget(chats, FORGET)


async def gradio_start(app: FastAPI, language: str) -> GradioStart:
    """Reads what Gradio's own page of a language would start with.

    Raises RuntimeError where the page does not look as expected, which means another Gradio than we were tested with.
    """
    mounted = next(r.app for r in app.routes if isinstance(r, Mount) and r.path == f"/chat/{language}")
    transport = httpx.ASGITransport(app=mounted, root_path=f"/chat/{language}")
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = (await client.get("/")).text
    config, info, entry, style = (pattern.search(page) for pattern in (_CONFIG, _API_INFO, _ENTRY, _STYLE))
    if not (config and info and entry and style):
        raise RuntimeError(
            f"Gradio {gr.__version__} serves a page that this program does not know; install the version in pyproject.toml"
        )
    return GradioStart(config["json"], info["json"], entry["name"], style["name"])
