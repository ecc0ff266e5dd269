"""Serves the web app until it is told to stop. `app.py` and `python -m qa serve` call `serve`."""

import sys

import uvicorn

from corpus.errors import OrdagrantError
from corpus.store import load_corpus
from qa.settings import Settings, load_settings
from qa.web.factory import create_app
from qa.web.logs import configure_logging
from qa.web.service import AskEngine


def serve(settings: Settings | None = None) -> None:
    """Serves on the host and port of the settings. Raises SettingsError or CorpusError before anything is served."""
    settings = settings or load_settings()
    configure_logging(settings.log_level)
    app = create_app(settings, load_corpus(settings.policies), lambda: load_engine(settings))
    print(f"Ordagrant: http://{settings.host}:{settings.port}{settings.root_path}/ (Ctrl+C stops)", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        log_config=None,
        access_log=False,  # it writes addresses and query strings; qa.web.logs writes its own lines
        server_header=False,
        timeout_graceful_shutdown=5,  # seconds; a chat page holds a connection open for as long as it is shown
        h11_max_incomplete_event_size=32 * 1024,
    )


def load_engine(settings: Settings) -> AskEngine:
    """The engine. Imported here because it brings torch, and the pages need not wait for that."""
    from qa.engine import Engine

    return Engine.load(settings)


def main() -> None:
    """Serves; what goes wrong before is one line, not a stack trace."""
    try:
        serve()
    except OrdagrantError as error:
        print(f"Error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
