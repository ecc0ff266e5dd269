"""Where Swedish sentences begin and end."""

import pytest

from corpus.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Det gäller bl.a. Malung. Ingen ska väljas bort!", ["Det gäller bl.a. Malung.", "Ingen ska väljas bort!"]),
        ("Planen gäller fr.o.m. 2010. Den följs upp.", ["Planen gäller fr.o.m. 2010.", "Den följs upp."]),
        ("Barn, t.ex. Ali, m.fl. Elever som kan.", ["Barn, t.ex. Ali, m.fl. Elever som kan."]),
        ("Se kap. 3 i dnr. KS-2016. Sedan mer.", ["Se kap. 3 i dnr. KS-2016.", "Sedan mer."]),
        ("Enligt A. Berg. Och mer.", ["Enligt A. Berg.", "Och mer."]),
        ("1. Syfte och 2. Mål.", ["1. Syfte och 2. Mål."]),
        ("Året var 2006. Då hände det.", ["Året var 2006.", "Då hände det."]),
        ("Är det så? Ja! ”Nu gäller det.” Slut…", ["Är det så?", "Ja!", "”Nu gäller det.”", "Slut…"]),
        ("Han sa (tyst.) Sedan gick han.", ["Han sa (tyst.)", "Sedan gick han."]),
        ("Herrljunga har en VI-känsla! och ett mål.", ["Herrljunga har en VI-känsla! och ett mål."]),
        ("Öppet 07.30-12.00. Även kvällar.", ["Öppet 07.30-12.00.", "Även kvällar."]),
        ("Ingen punkt", ["Ingen punkt"]),
        ("Rad ett\nrad två", ["Rad ett", "rad två"]),
        ("  Inledande blanksteg.  Åter mer. ", ["Inledande blanksteg.", "Åter mer."]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    spans = split_sentences(text)
    assert [text[s.start : s.end] for s in spans] == sentences


def test_spans_are_in_order_and_leave_out_only_white_space() -> None:
    text = "Ett. Två!  Tre?\nFyra"
    spans = split_sentences(text)
    assert [tuple(s) for s in spans] == [(0, 4), (5, 9), (11, 15), (16, 20)]
