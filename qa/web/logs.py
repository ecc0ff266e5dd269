"""One JSON object per line on standard error: what happened, never what was asked.

The access line names the route's template, not the address as typed, and an error is told by its type and where it was
raised, not by its message, so that nothing a visitor writes can reach a log.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

access = logging.getLogger("ordagrant.access")


class JsonFormatter(logging.Formatter):
    """time, level, logger, event, and the record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        row: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage().partition("\n")[0],  # asyncio tells on further lines which error it was
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            row["trace"] = list(_trace(record.exc_info[1]))
        return json.dumps(row, ensure_ascii=True, default=str)


def _trace(error: BaseException) -> Iterator[str]:
    """The type of an error and the places it came through, then those of the error that it came from."""
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield from (f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__))
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _trace(inner)
    if earlier := error.__cause__ or error.__context__:
        yield from _trace(earlier)


def configure_logging(level: str) -> None:
    """Every logger of the process writes JSON lines to standard error; `level` is that of our own.

    Others tell nothing below info, where some write what they were given.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level="INFO" if level == "debug" else level.upper(), handlers=[handler], force=True)
    logging.getLogger("ordagrant").setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a line that cannot be written is lost, not printed with all that it came from
    logging.getLogger("ordagrant.feedback").setLevel(logging.INFO)  # kept at any level: the log is where it is kept
    for name in ("uvicorn", "uvicorn.error"):  # uvicorn has its own handlers until told otherwise
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # it writes the query string
    for name in ("httpx", "httpcore", "asyncio", "sentence_transformers", "bm25s", "faiss"):
        logging.getLogger(name).setLevel(logging.WARNING)


class AccessLog:
    """Middleware that writes one line per request: method, route, status, milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", None) or ("gradio" if "/chat/" in scope["path"] else "other")
            fields = {
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            access.info("request", extra={"fields": fields})
