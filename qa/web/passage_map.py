"""All passages as points on a map, and where a question would stand among them.

The map is `qa.explanation.PassageMap`, made by the engine. Knows nothing about how places are found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.errors import InputError
from corpus.types import Corpus, Passage
from qa import types
from qa.explanation import Explanation, PassageMap
from qa.web.layout import Layout, visitor_texts
from qa.web.numbers import percent
from qa.web.rate_limit import RateLimit
from qa.web.service import NotReady, Service, State
from qa.web.texts import staff_texts, texts

LONGEST_NAME = 100  # characters of a municipality's name
EXCERPT = 90  # characters of a passage where it is named
BEST = 3  # passages of the search that stand beside the neighbours on the map
# Paths around (0, 0), about 13 wide. Colours repeat after five, shapes after seven, so that 35 municipalities differ.
SHAPES = (
    "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0",  # circle
    "M-5.5,-5.5h11v11h-11z",  # square
    "M0,-7L7,5.5H-7z",  # triangle
    "M0,-8L8,0L0,8L-8,0z",  # diamond
    "M-6.5,-3.5L-3.5,-6.5L0,-3L3.5,-6.5L6.5,-3.5L3,0L6.5,3.5L3.5,6.5L0,3L-3.5,6.5L-6.5,3.5L-3,0z",  # cross
    "M-2.2,-7h4.4v4.8H7v4.4H2.2V7h-4.4V2.2H-7v-4.4h4.8z",  # plus
    "M0,7L-7,-5.5H7z",  # triangle, upside down
)
COLOURS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One passage on the map."""

    number: int  # from 0, in the order of the map
    passage: Passage
    municipality: str
    kind: int  # which municipality, for shape and colour
    x: float  # percent from the left
    y: float  # percent from above
    name: str
    neighbours: tuple[str, ...]  # names of the passages most like it

    @property
    def href(self) -> str:
        """The passage in its document, without what keeps the language."""
        return f"/dokument/{self.passage.id.replace('/', '#', 1)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question stands."""

    question: str
    x: float
    y: float
    neighbours: tuple[Point, ...]  # on the map, nearest first
    best: tuple[tuple[Point, str], ...]  # what the search put first, with its probability


def map_router(service: Service, limit: RateLimit, layout: Layout) -> APIRouter:
    """/visa/karta."""
    router = APIRouter(include_in_schema=False)

    @router.get("/visa/karta", response_class=HTMLResponse)
    def page(request: Request, q: str = "", municipality: str = "") -> HTMLResponse:
        municipality = municipality[:LONGEST_NAME]
        t = staff_texts(visitor_texts(request).language)
        said = texts(t.language)
        points: tuple[Point, ...] = ()
        asked, nothing, problem, unavailable, status = None, False, None, None, 200
        try:
            points = points_of(service.engine.map, service.corpus)
            if q.strip():
                if not limit.allow(request.client.host if request.client else ""):
                    problem, status = said("error.too_many"), 429
                else:
                    wanted = types.Request(q, municipality or None)
                    found = service.engine.explain(service.checked(wanted, interface=t.language))
                    asked = asked_of(found, points, t.language) if found else None
                    nothing = found is None
        except InputError as error:
            problem, status = str(error), 422
        except NotReady:
            unavailable, status = service.unavailable(t.language), 503
        names = service.corpus.municipalities
        return layout.page(
            request,
            "passage_map.html",
            status=status,
            staff=True,
            points=points,
            by_municipality=[(n, kind, [p for p in points if p.kind == kind]) for kind, n in enumerate(names)],
            shapes=SHAPES,
            colours=COLOURS,
            names=names,
            question=q[: service.max_question],
            chosen=municipality,
            asked=asked,
            nothing=nothing,
            problem=problem,
            unavailable=unavailable,
            loading=unavailable is not None and service.state is State.LOADING,
        )

    return router


def points_of(places: PassageMap, corpus: Corpus) -> tuple[Point, ...]:
    """Every passage of the map that the corpus still holds."""
    kinds = {name: kind for kind, name in enumerate(corpus.municipalities)}
    points = []
    for number, (id_, (x, y)) in enumerate(zip(places.ids, places.places.tolist(), strict=True)):
        passage = corpus.by_id[id_]
        municipality = corpus.document_of(passage).municipality
        near = tuple(name_of(corpus.by_id[other], corpus) for other in places.neighbours[id_])
        name = name_of(passage, corpus)
        points.append(Point(number, passage, municipality, kinds[municipality], _percent(x), _percent(y), name, near))
    return tuple(points)


def asked_of(explanation: Explanation, points: Sequence[Point], language: str) -> Asked:
    """A question's place, with the passages around it and those that the search chose."""
    by_id: Mapping[str, Point] = {p.passage.id: p for p in points}
    x, y = explanation.place
    best = [(by_id[c.passage_id], percent(c.probability, language)) for c in explanation.passages if c.passage_id in by_id]
    near = tuple(by_id[id_] for id_ in explanation.neighbours if id_ in by_id)
    return Asked(explanation.question, _percent(x), _percent(y), near, tuple(best[:BEST]))


def name_of(passage: Passage, corpus: Corpus) -> str:
    """What a passage is called among others: municipality, heading and how it begins."""
    document = corpus.document_of(passage)
    heading = passage.headings[-1] if passage.headings else document.title
    return f"{document.municipality} · {heading}: {beginning(passage.body)}"


def beginning(text: str) -> str:
    """The first words of a text on one line.

    >>> beginning("Kort text.")
    'Kort text.'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _percent(share: float) -> float:
    return round(100 * share, 2)
