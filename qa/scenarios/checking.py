"""Whether the policies hold what scenarios show: passages, municipalities, actors. One line for each problem."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from corpus.errors import InputError, ScenarioError
from corpus.types import Corpus
from qa.duties.register import filter_duties, resolve_actor
from qa.scenarios.loading import SHIPPED, load_scenarios
from qa.scenarios.types import Scenario, Step
from qa.types import Duty


def check_files(own: Path | None, corpus: Corpus, duties: Sequence[Duty]) -> tuple[int, list[str]]:
    """(how many scenarios there are, what is wrong with them): ours, and those of a trainers' file where there is one."""
    found: list[Scenario] = []
    problems: list[str] = []
    for path in (SHIPPED, *([own] if own else [])):
        try:
            scenarios = load_scenarios(path, [s.id for s in found])
        except ScenarioError as error:
            problems += str(error).splitlines()
            continue
        found += scenarios
        problems += check_scenarios(scenarios, corpus, duties, path.name)
    return len(found), problems


def check_scenarios(scenarios: Sequence[Scenario], corpus: Corpus, duties: Sequence[Duty], file: str) -> list[str]:
    """`file: scenario, step, field: what is wrong` for all that the policies do not have.

    Without duties (they come with the engine) nothing is said about actors.
    """
    return [
        f'{file}: scenario "{scenario.id}", step {number}, {problem}'
        for scenario in scenarios
        for number, step in enumerate(scenario.steps, start=1)
        for problem in _step_problems(step, corpus, duties)
    ]


def _step_problems(step: Step, corpus: Corpus, duties: Sequence[Duty]) -> Iterator[str]:
    known = {m: m for d in corpus.documents for m in (d.municipality, *d.aliases)}
    if step.municipality is not None and step.municipality.casefold() not in {k.casefold() for k in known}:
        yield f"municipality: there is none named {step.municipality!r}; there are {', '.join(corpus.municipalities)}"
    if step.document is not None and step.document not in corpus.by_id:
        closest = process.extractOne(step.document, list(corpus.by_id), scorer=fuzz.ratio)
        hint = f"; the closest one is {closest[0]}" if closest else ""
        yield f"document: there is no passage {step.document!r}{hint}"
    try:
        if step.compare is not None and step.compare.actor is not None and duties:
            resolve_actor(step.compare.actor, duties)
    except InputError as error:
        yield f"compare.actor: {error}"
    if step.duties is not None and duties:
        wanted = step.duties
        try:
            rows = filter_duties(
                duties,
                municipality=wanted.municipality,
                actor=wanted.actor,
                modality=wanted.modality,
                municipalities=corpus.municipalities,
            )
        except InputError as error:
            yield f"duties: {error}"
        else:
            if not rows:
                yield "duties: no row of the register fits"
