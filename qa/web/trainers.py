"""Composes the trainers' pages: why a passage was chosen, hand-outs, and the scenarios with their start page."""

from fastapi import APIRouter

from corpus.types import Corpus
from qa.scenarios.library import Library
from qa.settings import Settings
from qa.web.demonstrate import demonstrate_router
from qa.web.handout import handout_router
from qa.web.layout import Layout
from qa.web.rate_limit import RateLimit
from qa.web.rendering import Renderer
from qa.web.service import Service
from qa.web.steps import Performer
from qa.web.why import why_router


def trainers_router(
    settings: Settings, corpus: Corpus, service: Service, renderer: Renderer, limit: RateLimit, layout: Layout
) -> APIRouter:
    """All pages under /visa that show scenarios. The last one takes every name that is left: /visa/<id>."""
    library = Library(corpus, settings.own_scenarios)
    performer = Performer(service)
    router = APIRouter()
    router.include_router(why_router(service, performer, limit, layout))
    router.include_router(handout_router(service, library, performer, limit, layout))
    router.include_router(demonstrate_router(service, renderer, library, performer, layout))
    return router
