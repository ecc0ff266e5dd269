"""Every interface text is there in every language, is used, and every text that is used is there."""

import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest

import qa.web
from qa.duties.gaps import GapKind
from qa.types import Modality, Status
from qa.unanswered.curation import Refusal
from qa.unanswered.store import Action
from qa.unanswered.trial import Verdict
from qa.web.quality_view import KINDS, MEASURES, MODES
from qa.web.texts import DEFAULT, LANGUAGES, STAFF_LANGUAGES, Texts, choose_language, direction, staff_texts, texts


def forms(text: str | Mapping[str, str]) -> list[str]:
    """A text, or each of its plural forms."""
    return [text] if isinstance(text, str) else list(text.values())


WEB = Path(qa.web.__file__).parent
# Keys that are put together in a template: the family and what may follow the point.
FAMILIES = {
    "quality": [
        *(f"{what}_{key}" for key in MEASURES for what in ("measure", "about")),
        *(f"kind_{kind}" for kind in KINDS),
        *MODES,
    ],
    "gap": [k.value for k in GapKind],
    "action": [a.value for a in Action],
    "refusal": [r.value for r in Refusal],
    "reply": [s.value for s in Status],
    "verdict": [v.value for v in Verdict],
    "modality": [m.value for m in Modality],
    "status": [s.value for s in Status],
}


def used_keys(known: Texts) -> set[str]:
    """Keys that stand in quotation marks in code and templates, and the members of each family."""
    sources = [*WEB.glob("*.py"), *WEB.glob("templates/*.html")]
    groups = {key.split(".")[0] for key in known.flat}
    quoted = {m for path in sources for m in re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", path.read_text(encoding="utf-8"))}
    keys = {key for key in quoted if key.split(".")[0] in groups and not key.endswith((".html", ".css", ".js", ".svg"))}
    members = {f"{family}.{member}" for family, of_family in FAMILIES.items() for member in of_family}
    return keys | {key for key in members if key.split(".")[0] in groups}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_or_unused(language: str) -> None:
    assert set(texts(language).flat) == used_keys(texts(DEFAULT))


@pytest.mark.parametrize("language", STAFF_LANGUAGES)
def test_no_key_for_staff_is_missing_or_unused(language: str) -> None:
    assert set(staff_texts(language).flat) == used_keys(staff_texts(DEFAULT))


def test_no_group_of_keys_is_both_for_staff_and_for_everybody() -> None:
    assert not {k.split(".")[0] for k in staff_texts(DEFAULT).flat} & {k.split(".")[0] for k in texts(DEFAULT).flat}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_values(language: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in texts(language).flat.items():
        for form in forms(text):
            assert form.strip() == form and form, key
        # "One year" needs no number; the form for all other numbers does.
        assert fields(forms(text)[-1]) == fields(forms(texts(DEFAULT).flat[key])[-1]), key
        assert isinstance(text, str) or list(text)[-1] == "other", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_questions(language: str) -> None:
    examples = texts(language).examples
    assert len(examples) == len(texts(DEFAULT).examples) >= 3
    assert all(e.endswith(("?", "؟")) for e in examples)


def test_swedish_is_short() -> None:
    """Klarspråk: no sentence of the interface is longer than 20 words."""
    for key, text in [*texts("sv").flat.items(), *staff_texts("sv").flat.items()]:
        for sentence in (part for form in forms(text) for part in re.split(r"[.!?:]\s", form)):
            limit = 27 if key.startswith("statement.") else 20
            assert len(sentence.split()) <= limit, (key, sentence)


def test_one_is_not_many() -> None:
    assert [texts("sv")("duties.count", count=n) for n in (0, 1, 2)] == ["0 rader", "1 rad", "2 rader"]
    assert [texts("ar")("document.age", years=n).split(".")[0].split()[-1] for n in (7, 11)] == ["سنوات", "سنة"]


@pytest.mark.parametrize(
    ("wanted", "accept", "expected"),
    [
        ("ar", "sv", "ar"),
        ("xx", "so-SO,en;q=0.5", "so"),
        (None, "nb-NO,fa;q=0.8,en;q=0.9", "en"),
        (None, "de-DE", "sv"),
        (None, None, "sv"),
        (None, "uk;q=oops,en", "en"),
        (None, "," * 10_000, "sv"),
        ("<script>", None, "sv"),
    ],
)
def test_language_is_chosen(wanted: str | None, accept: str | None, expected: str) -> None:
    assert choose_language(wanted, accept) == expected


def test_direction() -> None:
    assert [direction(code) for code in LANGUAGES] == ["ltr", "ltr", "rtl", "ltr", "rtl", "ltr"]
