"""The accessibility statement that the Swedish law (2018:1937, DOS-lagen) asks for.

Who runs the service and where problems are reported are settings. Knows nothing about what was tested.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from qa.web.layout import Layout, contact

REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"


def accessibility_router(layout: Layout) -> APIRouter:
    """/tillganglighet."""
    router = APIRouter(include_in_schema=False)

    @router.get("/tillganglighet", response_class=HTMLResponse)
    def statement(request: Request) -> HTMLResponse:
        return layout.page(
            request,
            "accessibility.html",
            operator=layout.settings.operator.strip(),
            report=contact(layout.settings.report_accessibility),
            digg=REPORT_TO_DIGG,
        )

    return router
