"""The chat on another page: `<script src="https://…/widget.js" defer></script>` puts it there in a frame.

Which sites may do so is the setting `allow_embedding`. Knows nothing about the chat.
"""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from qa.web.layout import STATIC


def widget_router() -> APIRouter:
    """/widget.js."""
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js", response_class=FileResponse)
    def widget() -> FileResponse:
        headers = {"cross-origin-resource-policy": "cross-origin", "cache-control": "public, max-age=3600"}
        return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers=headers)

    return router
