"""Reads a file of scenarios. A problem is told in one line: the file, the scenario, the field, and what is wrong.

Knows nothing about policies; `qa.scenarios.checking` looks whether they hold what a scenario shows.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.errors import ScenarioError
from qa.scenarios.types import Scenario

SHIPPED = Path(__file__).parent / "scenarios.toml"
RESERVED = frozenset({"karta", "troskel", "quiz", "varfor"})  # addresses of other pages beside the scenarios
_SAID = {  # what people get wrong most often, in words that say what to do; pydantic's own stand for the rest
    "missing": "is missing",
    "extra_forbidden": "is not known here; is it misspelt?",
    "string_too_short": "is empty",
    "string_type": "is to be a text in quotation marks",
    "string_pattern_mismatch": "is to be small letters a to z (an id: digits and single hyphens too)",
    "model_type": 'is to be a table, such as { sv = "...", en = "..." }',
    "tuple_type": "is to be a list; each step begins with [[scenario.step]]",
}


def load_scenarios(path: Path = SHIPPED, taken: Iterable[str] = ()) -> tuple[Scenario, ...]:
    """The scenarios of one file, in its order. `taken`: ids that are used elsewhere.

    Raises ScenarioError with a line for each problem.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ScenarioError(f"{path.name}: cannot be read: {reason}") from None
    problems = [
        f"{path.name}: {key}: is not known here; a scenario begins with [[scenario]]" for key in table if key != "scenario"
    ]
    rows = table.get("scenario", [])
    if not isinstance(rows, list) or not rows:
        problems.append(f"{path.name}: has no scenario; one begins with [[scenario]]")
        rows = []
    found: list[Scenario] = []
    seen = {**dict.fromkeys(RESERVED, "an address of another page"), **dict.fromkeys(taken, "taken by another scenario")}
    for number, row in enumerate(rows, start=1):
        name = scenario_name(row, number)
        try:
            scenario = Scenario.model_validate(row)
        except ValidationError as error:
            problems += [f"{path.name}: {name}, {problem}" for problem in _problems(error)]
            continue
        if scenario.id in seen:
            problems.append(f"{path.name}: {name}, id: {scenario.id!r} is {seen[scenario.id]}")
            continue
        seen[scenario.id] = "taken by another scenario"
        found.append(scenario)
    if problems:
        raise ScenarioError("\n".join(problems))
    return tuple(found)


def scenario_name(row: object, number: int) -> str:
    """How a message names a scenario: by its id where it has one, else by its place in the file."""
    given = row.get("id") if isinstance(row, dict) else None
    return f'scenario "{given}"' if isinstance(given, str) and given else f"scenario {number}"


def _problems(error: ValidationError) -> list[str]:
    """`field: what is wrong` for each error."""
    errors = error.errors(include_url=False)
    if any(e["loc"][:1] == ("step",) and len(e["loc"]) > 1 for e in errors):  # a list without its broken steps is not short
        errors = [e for e in errors if e["type"] != "too_short"]
    return [f"{_field(e['loc'])}: {_said(e)}" for e in errors]


def _field(location: Sequence[int | str]) -> str:
    """('step', 0, 'note', 'sv') as `step 1, note.sv`."""
    if len(location) > 1 and location[0] == "step" and isinstance(location[1], int):
        rest = ".".join(str(part) for part in location[2:])
        return f"step {location[1] + 1}" + (f", {rest}" if rest else "")
    return ".".join(str(part) for part in location) or "scenario"


def _said(error: Mapping[str, Any]) -> str:
    known = _SAID.get(error["type"])
    return known or str(error["msg"]).removeprefix("Value error, ")
