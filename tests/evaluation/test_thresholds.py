"""What another threshold would have given, counted by hand."""

from qa.evaluation.summary import summarise
from qa.evaluation.thresholds import STEPS, Counts, counts_at, counts_by_step, judged_otherwise
from tests.evaluation.outcomes import some_evaluation

TESTED = summarise(some_evaluation()).tested  # scores: four answerable at 0.9 (one of them wrong first), one at 0.1, two at 0


def test_four_outcomes_at_a_threshold() -> None:
    assert counts_at(TESTED, 0.5) == Counts(3, 1, 3, 0)
    assert counts_at(TESTED, 0.95) == Counts(0, 0, 3, 4)
    assert counts_at(TESTED, 0.05) == Counts(3, 2, 2, 0)


def test_what_was_not_searched_is_never_answered() -> None:
    assert counts_at(TESTED, 0.0) == counts_at(TESTED, 0.05)


def test_every_step_counts_every_question_and_a_stricter_one_answers_no_more() -> None:
    steps = counts_by_step(TESTED)
    assert len(steps) == STEPS + 1 and {c.total for c in steps} == {7}
    coverage = [c.coverage for c in steps]
    assert coverage == sorted(coverage, reverse=True)
    assert steps[50] == counts_at(TESTED, 0.5) and steps[-1].risk is None
    assert steps[50].risk == 0.25
    assert counts_at((), 0.5).coverage == 0.0


def test_questions_that_the_engine_judged_by_more_than_the_number() -> None:
    assert judged_otherwise(TESTED, 0.5) == 1  # number 3 was refused at 0.9
