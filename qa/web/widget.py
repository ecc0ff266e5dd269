"""The chat on another page: `<script src="https://…/widget.js" defer></script>` puts it there in a frame.

Which sites may do so is the setting `allow_embedding`. Knows nothing about the chat.
"""

import json

from fastapi import APIRouter
from fastapi.responses import Response

from qa.web.layout import STATIC
from qa.web.texts import LANGUAGES, texts


def widget_router() -> APIRouter:
    """/widget.js: `static/widget.js` with its texts in all languages."""
    router = APIRouter(include_in_schema=False)
    words = {
        code: {"dir": texts(code).direction, "title": texts(code)("chat.widget_title"), "open": texts(code)("chat.widget_open")}
        for code in LANGUAGES
    }
    script = (STATIC / "widget.js").read_text(encoding="utf-8").replace("{/* texts */}", json.dumps(words))

    @router.get("/widget.js")
    def widget() -> Response:
        headers = {"cross-origin-resource-policy": "cross-origin", "cache-control": "public, max-age=3600"}
        return Response(script, media_type="text/javascript", headers=headers)

    return router
