"""Puts the unanswered questions together: store, collector, workbench and pages; or nothing of it, where it is off."""

import logging
from dataclasses import dataclass, field

from fastapi import APIRouter

from corpus.types import Corpus
from qa.passwords import PasswordHash
from qa.privacy import Privacy
from qa.settings import Settings
from qa.unanswered.collector import Collector
from qa.unanswered.curation import Curation
from qa.unanswered.store import Store
from qa.unanswered.trial import Evaluator
from qa.web.layout import Layout
from qa.web.service import Service
from qa.web.sessions import Sessions
from qa.web.unanswered import HERE, unanswered_router
from qa.web.workbench import Workbench

log = logging.getLogger("ordagrant.unanswered")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What the app serves and must close."""

    router: APIRouter = field(default_factory=APIRouter)
    collector: Collector | None = None

    def close(self) -> None:
        """Stores what waits."""
        if self.collector:
            self.collector.close()


def add_unanswered(settings: Settings, corpus: Corpus, service: Service, layout: Layout) -> Unanswered:
    """Nothing, unless both the file and the password are set: then the page is not there and nothing is stored."""
    path = settings.unanswered_file
    if path is None:
        if settings.unanswered or settings.staff_password:
            log.warning("unanswered_off", extra={"fields": {"reason": "unanswered and staff_password must both be set"}})
        return Unanswered()
    store = Store(path)
    collector = Collector(store, Privacy.of(corpus), lambda: service.engine)
    service.note = collector.note
    bench = Workbench(service, store, Curation(settings.policies, settings.index, store), Evaluator())
    sessions = Sessions(PasswordHash.parse(settings.staff_password), layout.root + HERE)
    return Unanswered(unanswered_router(sessions, bench, store, layout, corpus.municipalities), collector)
