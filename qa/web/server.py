"""Serves the web app until it is told to stop. `app.py` and `python -m qa serve` call `serve`."""

import contextlib
import logging
import sys

import uvicorn
from fastapi import FastAPI

from corpus.errors import OrdagrantError
from corpus.store import load_corpus
from qa.settings import Settings, load_settings
from qa.web.factory import create_app
from qa.web.logs import configure_logging
from qa.web.service import AskEngine

log = logging.getLogger("ordagrant.server")

_WARMING = 12  # questions that are asked before the first visitor's
GRACE = 5  # seconds for answers under way when the server is told to stop; a chat page holds a connection open for ever


def serve(settings: Settings | None = None) -> None:
    """Serves on the host and port of the settings.

    Raises SettingsError or CorpusError before anything is served. Where the engine cannot be loaded, the server stops and
    the process ends with an error, so that whatever keeps it running can start it again.
    """
    settings = settings or load_settings()
    configure_logging(settings.log_level)
    failed: list[Exception] = []

    def load() -> AskEngine:
        try:
            return load_engine(settings)
        except Exception as error:
            failed.append(error)
            server.should_exit = True
            raise

    server = make_server(settings, create_app(settings, load_corpus(settings.policies), load))
    print(f"Ordagrant: http://{settings.host}:{settings.port}{settings.root_path}/ (Ctrl+C stops)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if failed and isinstance(failed[0], OrdagrantError):
        raise failed[0]
    if failed or not server.started:  # the log says why
        raise SystemExit(1)


def make_server(settings: Settings, app: FastAPI) -> uvicorn.Server:
    """The server as it runs behind a proxy or alone."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            log_config=None,
            access_log=False,  # it writes addresses and query strings; qa.web.logs writes its own lines
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            h11_max_incomplete_event_size=32 * 1024,
        )
    )


def load_engine(settings: Settings) -> AskEngine:
    """The engine. Imported here because it brings torch, and the pages need not wait for that."""
    from qa.engine import Engine
    from qa.scope.knowledge import typical_questions
    from qa.types import Request

    engine = Engine.load(settings, lambda line: log.info("loading", extra={"fields": {"step": line}}))
    # Word lists, language profiles and buffers are made when first needed: no visitor shall wait for them.
    engine.ask_many([Request(text) for text in typical_questions()[:_WARMING]])
    return engine


def main() -> None:
    """Serves; what goes wrong is one line, not a stack trace."""
    try:
        serve()
    except OrdagrantError as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
