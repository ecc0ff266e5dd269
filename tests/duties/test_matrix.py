"""The matrix of obligations, its plot and its table twin."""

import pytest

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.matrix import Matrix, count_obligations, plot_matrix
from qa.types import Duty, Modality

from .texts import duty


def test_counts_by_actor_and_municipality(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    matrix = count_obligations(duties, corpus.municipalities)
    assert matrix.municipalities == corpus.municipalities
    row = dict(zip(matrix.actors, matrix.counts, strict=True))
    assert row["nämnd"] == (2, 0, 1, 0, 0)
    assert row["kommunstyrelse"] == (0, 3, 0, 0, 0)
    assert matrix.actors[0] == "kommunen"


def test_a_coordinated_subject_counts_for_each_and_other_modalities_do_not() -> None:
    matrix = count_obligations([duty(actor_base="nämnd, styrelse"), duty(modality=Modality.RIGHT), duty(actor_base=None)])
    assert (matrix.actors, matrix.counts) == (("nämnd", "styrelse"), ((1,), (1,)))
    both = count_obligations(
        [duty(), duty(modality=Modality.RESPONSIBILITY)], (), (Modality.OBLIGATION, Modality.RESPONSIBILITY)
    )
    assert both.counts == ((2,),)


def test_the_table_twin_says_the_same() -> None:
    matrix = Matrix(("nämnd", "ägare"), ("Hällefors", "Vansbro"), ((2, 0), (0, 1)))
    assert matrix.rows("sv") == [["aktör", "Hällefors", "Vansbro", "summa"], ["nämnd", 2, 0, 2], ["ägare", 0, 1, 1]]
    assert matrix.to_text().splitlines() == [
        "actor  Hällefors  Vansbro  total",
        "nämnd          2        0      2",
        "ägare          0        1      1",
    ]


def test_svg_holds_letters_and_numbers_as_text_and_repeats_itself() -> None:
    matrix = Matrix(("nämnd", "vårdnadshavare"), ("Hällefors", "Malung-Sälen"), ((11, 0), (0, 7)))
    image = plot_matrix(matrix, "svg", "sv")
    text = image.decode("utf-8")
    assert text.startswith("<?xml")
    for word in ("nämnd", "vårdnadshavare", "Hällefors", "Malung-Sälen", ">11<", ">7<"):
        assert word in text
    assert plot_matrix(matrix, "svg", "sv") == image


def test_png_and_an_empty_matrix() -> None:
    empty = count_obligations([])
    assert plot_matrix(empty, "png").startswith(b"\x89PNG")
    assert "No obligations found." in plot_matrix(empty, "svg").decode("utf-8")
    assert empty.to_text("sv") == "Inga skyldigheter hittades.\n"


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InputError, match="svg, png"):
        plot_matrix(count_obligations([]), "pdf")
    with pytest.raises(InputError, match="en, sv"):
        plot_matrix(count_obligations([]), "svg", "fi")
    with pytest.raises(ValueError, match="1 actors by 2"):
        Matrix(("a",), ("x", "y"), ((1,),))
