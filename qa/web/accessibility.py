"""The accessibility statement that the Swedish law (2018:1937, DOS-lagen) asks for, in the form of EU decision 2018/1523.

It names the site, how far it complies, what does not, how and when that was assessed, when site and statement were
published and updated, how to report a problem, and who supervises. Who runs the service, when it was published and
where problems are reported are settings; what is said to be tested is held to the tests by `test_accessibility`.
"""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from qa.web.layout import Layout, contact, visitor_texts
from qa.web.numbers import day

REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"
ASSESSED = date(2026, 11, 28)  # when the pages were last gone through and the statement's text written; change it with them


def accessibility_router(layout: Layout) -> APIRouter:
    """/tillganglighet."""
    router = APIRouter(include_in_schema=False)

    @router.get("/tillganglighet", response_class=HTMLResponse)
    def statement(request: Request) -> HTMLResponse:
        settings, language = layout.settings, visitor_texts(request).language
        updated = date.fromisoformat(settings.statement_updated) if settings.statement_updated else ASSESSED
        return layout.page(
            request,
            "accessibility.html",
            operator=settings.operator.strip(),
            site=str(request.base_url),
            assessed=day(ASSESSED, language),
            published=day(date.fromisoformat(settings.published), language) if settings.published else None,
            updated=day(updated, language),
            report=contact(settings.report_accessibility),
            digg=REPORT_TO_DIGG,
        )

    return router
