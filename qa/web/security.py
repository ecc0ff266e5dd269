"""What every response and request goes through: security headers, a limit on bodies, the few Gradio paths we use, and a
message of our own where something fails.

Gradio serves more than a chat needs (file upload, a proxy, a monitor, an API for every function). What is not on the
list below does not exist. Knows nothing about pages.
"""

import logging
import re
import secrets
from collections.abc import Callable, Mapping

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.rate_limit import RateLimit

MAX_BODY = 64 * 1024  # bytes; the longest question that qa.settings allows, with its history, is below

log = logging.getLogger("ordagrant.web")

Respond = Callable[[Request], Response]

# Under /chat/<language>/: what Gradio's page asks for, and nothing else. Not app_id, which it asks after a lost connection:
# an answer makes it load the page again, without the conversation (see static/chat.js).
_GRADIO = re.compile(
    r"/chat/(?P<language>[a-z]{2})/(?:theme\.css|assets/.*|static/.*|gradio_api/(?:queue/join|queue/data|heartbeat/[A-Za-z0-9]+|startup-events))"
)


def content_security_policy(nonce: str, frame_ancestors: str, *, gradio: bool) -> str:
    """The policy of one response.

    Gradio sets style attributes and adds style elements from scripts, so its page needs inline styles. It needs no
    eval as long as no gr.HTML and no `js=` is used, and no inline script but the one that carries our nonce.
    """
    parts = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": "'self' 'unsafe-inline'" if gradio else "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def common_headers(frame_ancestors: str) -> Mapping[str, str]:
    """Headers that no page varies."""
    headers = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "x-permitted-cross-domain-policies": "none",
    }
    if frame_ancestors.strip() in ("'self'", "'none'"):  # the old header knows no list of sites
        headers["x-frame-options"] = "SAMEORIGIN" if "self" in frame_ancestors else "DENY"
    return headers


class SecurityHeaders:
    """Middleware: a fresh nonce in `request.state.nonce`, and the headers on every response.

    A route sets `request.state.gradio = True` where the page holds Gradio.
    """

    def __init__(self, app: ASGIApp, *, frame_ancestors: str) -> None:
        self.app = app
        self.frame_ancestors = frame_ancestors
        self.headers = common_headers(frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        nonce = secrets.token_urlsafe(16)
        state = scope.setdefault("state", {})
        state["nonce"] = nonce
        state["gradio"] = False

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if "content-security-policy" not in headers:
                    headers["content-security-policy"] = content_security_policy(
                        nonce, self.frame_ancestors, gradio=state["gradio"]
                    )
                headers.setdefault("cross-origin-resource-policy", "same-origin")
                headers.setdefault("cache-control", "no-store")
                if "server" in headers:
                    del headers["server"]
            await send(message)

        await self.app(scope, receive, adding)


class HeadAsGet:
    """Middleware: HEAD gets what GET would, without the body. What watches a service asks like that.

    Not under /chat/, where a GET may be a stream that does not end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or "/chat/" in scope["path"]:
            return await self.app(scope, receive, send)

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class Unexpected:
    """Middleware: an error that nobody foresaw is logged and answered by `respond`.

    Starlette calls a handler for Exception outside all middleware, where its response would get no security headers.
    """

    def __init__(self, app: ASGIApp, *, respond: Respond) -> None:
        self.app = app
        self.respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            if started or scope["type"] != "http":  # too late: the connection is cut off, and the server logs it
                raise
            log.exception("unexpected")
            await self.respond(Request(scope, receive))(scope, receive, send)


class BodyLimit:
    """Middleware: a request body above `limit` bytes is answered by `respond` before it is read to the end."""

    def __init__(self, app: ASGIApp, *, respond: Respond, limit: int = MAX_BODY) -> None:
        self.app = app
        self.respond = respond
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > self.limit:
                return await self.respond(Request(scope, receive))(scope, receive, send)
            if not message.get("more_body", False):
                break
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        return await self.app(scope, replay, send)


class GradioPaths:
    """Middleware: of Gradio's many paths only the ones the chat uses are there, and questions come in only so fast.

    Gradio keeps a session for every question that it is sent, also for one that is then told that there are too many;
    so those that `joins` does not allow are refused here, by `respond`.
    """

    def __init__(self, app: ASGIApp, *, joins: RateLimit, respond: Respond) -> None:
        self.app = app
        self.joins = joins
        self.respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if path.startswith("/chat/"):
                if not _GRADIO.fullmatch(path):
                    return await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
                address = (scope.get("client") or ("",))[0]
                if path.endswith("/queue/join") and not self.joins.allow(address, "join"):
                    return await self.respond(Request(scope, receive))(scope, receive, send)
        return await self.app(scope, receive, send)
