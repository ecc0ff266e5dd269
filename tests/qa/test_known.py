"""Densities of known questions: many fairly near ones speak louder than one, and a question may be left out."""

import numpy as np
import pytest

from index.types import Floats
from qa.known import Around, Bank, KnownQuestions, PlacesOnly, is_held_out


def _near(direction: int, *angles: float) -> Floats:
    """(n, 4) unit rows at these angles, in radians, from one axis towards the last one."""
    rows = np.zeros((len(angles), 4), np.float32)
    rows[:, direction] = np.cos(angles)
    rows[:, 3] = np.sin(angles)
    return rows


@pytest.fixture
def known() -> KnownQuestions:
    """Two passages with two questions each, one question that is left open, one about a subject outside."""
    answered = Bank(("a1", "a2", "b1", "b2"), (0, 0, 1, 1), np.concatenate([_near(0, 0.1, -0.1), _near(1, 0.1, -0.1)]))
    unsaid = Bank(("open",), (0,), _near(0, 0.5))
    outside = Bank(("tax",), ("tax",), _near(2, 0.0))
    return KnownQuestions(answered, unsaid, outside, 2)


NONE = np.zeros(0, np.float32)
ONE, OTHER = np.asarray([0]), np.asarray([1])


def test_the_passage_whose_questions_lie_around_has_the_larger_share(known: KnownQuestions) -> None:
    around = known.around(_near(0, 0.05)[0])
    assert around.share(ONE) > 0.99 > 0.5 > around.share(OTHER)


def test_what_lies_outside_and_what_is_left_open_show_against_the_passage(known: KnownQuestions) -> None:
    inside, outside, open_ = (known.around(_near(axis, angle)[0]) for axis, angle in ((0, -0.05), (2, 0.0), (0, 0.6)))
    assert outside.beyond(ONE) > 0 > inside.beyond(ONE)
    assert open_.open(ONE) > inside.open(ONE)


def test_a_question_that_is_left_out_does_not_count(known: KnownQuestions) -> None:
    question = _near(2, 0.0)[0]
    assert known.around(question).outside == pytest.approx(1.0, abs=1e-3)
    assert known.around(question, leave_out={"tax"}).outside == 0.0


def test_two_fairly_near_ones_weigh_more_than_one() -> None:
    answered = Bank(("a", "b1", "b2"), (0, 1, 1), np.concatenate([_near(0, 0.30), _near(0, -0.31, -0.31)]))
    nothing = Bank((), (), np.zeros((0, 4), np.float32))
    around = KnownQuestions(answered, nothing, nothing, 2).around(_near(0, 0.0)[0])
    assert around.share(OTHER) > around.share(ONE)


def test_a_passage_is_no_likelier_because_more_was_written_about_it() -> None:
    around = Around(NONE, np.asarray([1.0, 1.5], np.float32), np.zeros(2, np.float32), 0.0, np.asarray([1, 9], np.float32))
    assert around.share(ONE) > around.share(OTHER)


def test_without_any_density_nothing_is_claimed() -> None:
    none = Around(NONE, np.zeros(2, np.float32), np.zeros(2, np.float32), 0.0, np.ones(2, np.float32))
    assert none.share(ONE) == 0.0
    assert none.open(ONE) == none.beyond(ONE) == 0.0


def test_a_bank_says_what_does_not_fit_together() -> None:
    with pytest.raises(ValueError, match="1 texts, 2 subjects, 1 vectors"):
        Bank(("a",), (1, 2), np.zeros((1, 4), np.float32))


def test_some_known_questions_are_kept_for_calibration_by_their_words_alone() -> None:
    texts = [f"Vem ansvarar för punkt {n}?" for n in range(800)]
    held_out = [text for text in texts if is_held_out(text)]
    assert 20 < len(held_out) < 80
    assert [text for text in texts if is_held_out(text.upper())] == held_out


def test_what_says_only_a_place_lies_nearer_to_such_messages(known: KnownQuestions) -> None:
    mere = PlacesOnly(np.asarray([[0, 0, 0, 1]], np.float32), known)
    assert mere.hold(np.asarray([0, 0, 0.1, 0.995], np.float32))
    assert not mere.hold(_near(1, 0.1)[0])
    assert not PlacesOnly(np.zeros((0, 4), np.float32), known).hold(np.asarray([0, 0, 0, 1], np.float32))
