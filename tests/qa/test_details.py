"""Details that are asked for, and whether a text holds them."""

import pytest

from qa.details import asked_detail, has_detail


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Vad heter integrationssamordnaren?", "sv", "person_name"),
        ("Hur mycket kostar det?", "sv", "money"),
        ("vad är telefonnumret", "sv", "phone"),
        ("när har ni öppet?", "sv", "opening_hours"),
        ("Hur många flyktingar tar ni emot?", "sv", "number"),
        ("Vem ansvarar för planen?", "sv", "who"),
        ("When was it decided?", "en", "date"),
        ("what is the e-mail address", "en", "email"),
        ("كم يكلف", "ar", "money"),
        ("Vad är integration?", "sv", None),
        ("", "sv", None),
    ],
)
def test_what_is_asked_for(question: str, language: str, kind: str | None) -> None:
    assert asked_detail(question, language) == kind


@pytest.mark.parametrize(
    ("kind", "text", "present"),
    [
        ("money", "Det kostar 1 500 kr.", True),
        ("money", "Resurserna ska fördelas.", False),
        ("phone", "Telefon: 0591-641 00", True),
        ("phone", "den 2010-01-01", False),
        ("email", "kommun@hellefors.se", True),
        ("address", "Sikforsvägen 15", True),
        ("opening_hours", "mån–tors 07.30-12.00", True),
        ("date", "FASTSTÄLLD: 2017-11-14", True),
        ("date", "den 31 december varje år", True),
        ("number", "omfattar 30 personer", True),
        ("number", "ska verka för integration", False),
        ("person_name", "Integrationssamordnaren ansvarar.", False),
        ("who", "vad som helst", True),
        ("an unknown kind", "vad som helst", True),
    ],
)
def test_what_a_text_holds(kind: str, text: str, present: bool) -> None:
    assert has_detail(kind, text) is present
