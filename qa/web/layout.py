"""What all pages share: the interface's language, links that keep it, and the frame around a page.

Knows nothing about the content of a page.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from qa.settings import Settings
from qa.web.rendering import templates
from qa.web.texts import LANGUAGES, Texts, choose_language, staff_texts, texts

STATIC = Path(__file__).parent / "static"
# Of every page: what an address says about what is shown.
_KEPT = frozenset(
    "h embed municipality actor modality subject q sort step about view exact note seed answers choice threshold "
    "asked_in".split()
)


class Layout:
    """Renders templates inside the frame."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.root = settings.root_path.rstrip("/")

    def page(
        self, request: Request, template: str, *, status: int = 200, staff: bool = False, **context: object
    ) -> HTMLResponse:
        """A whole page in the visitor's language.

        With `staff`, the content has `t`, the texts for staff and trainers, and stands in their language; the frame
        stays in the visitor's.
        """
        text = visitor_texts(request)
        t = staff_texts(text.language) if staff else text
        html = templates.get_template(template).render(
            text=text,
            t=t,
            lang=text.language,
            url=lambda path, **query: self.url(path, text.language, **query),
            static=lambda name: f"{self.root}/static/{name}?v={version(name)}",
            root=self.root,
            here=request.url.path.removeprefix(self.root) or "/",
            switch={code: "?" + urlencode({**kept_query(request), "lang": code}) for code in LANGUAGES},
            nonce=request.state.nonce,
            contact=contact(self.settings.contact),
            keeps=self.settings.unanswered_file is not None,
            embedded=request.query_params.get("embed") == "1",
            **context,
        )
        return HTMLResponse(html, status_code=status, headers={"vary": "Accept-Language", "content-language": text.language})

    def url(self, path: str, language: str, **query: str) -> str:
        """An address on this site that keeps the language."""
        path, _, fragment = path.partition("#")
        return f"{self.root}{path}?{urlencode({**query, 'lang': language})}" + (f"#{fragment}" if fragment else "")


def visitor_texts(request: Request) -> Texts:
    """The interface's texts for this visitor."""
    return texts(choose_language(request.query_params.get("lang"), request.headers.get("accept-language")))


def kept_query(request: Request) -> Mapping[str, str]:
    """What stays in the address when the language changes."""
    return {k: v for k, v in request.query_params.items() if k in _KEPT}


def contact(value: str) -> Mapping[str, Any] | None:
    """How to reach a person, as a link where that is possible: an e-mail address, a web address or a phone number."""
    value = value.strip()
    if not value:
        return None
    if value.startswith(("https://", "http://")):
        return {"href": value, "label": value.split("//", 1)[1].rstrip("/")}
    if "@" in value and " " not in value:
        return {"href": f"mailto:{value}", "label": value}
    digits = [c for c in value if c.isdigit()]
    if len(digits) >= 5 and set(value) <= set("0123456789+-() "):
        return {"href": "tel:" + "".join(c for c in value if c.isdigit() or c == "+"), "label": value}
    return {"href": None, "label": value}


@cache
def version(name: str) -> str:
    """Changes when the file does, so that browsers may keep it for a year."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
