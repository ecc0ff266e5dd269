"""Under a sub-path behind a proxy, whether the proxy takes the prefix off or leaves it.

ASGI wants the prefix in `path`; a proxy that strips it would leave mounted apps (static files, Gradio) unreachable.
"""

from starlette.types import ASGIApp, Receive, Scope, Send


class SubPath:
    """Middleware that puts `root` in front of every path that lacks it."""

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] in ("http", "websocket") and self.root:
            path = scope["path"]
            if path == self.root:
                path = f"{self.root}/"
            elif not path.startswith(f"{self.root}/"):
                path = self.root + path
            scope = {**scope, "path": path, "root_path": self.root}
        await self.app(scope, receive, send)
