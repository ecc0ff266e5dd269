"""The gold register and the scores on it."""

from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.types import Corpus
from qa.duties.measure import GOLD, DutyScores, GoldStatement, Score, compare, measure, read_gold, read_other
from qa.types import Modality

from .texts import duty


@pytest.fixture(scope="module")
def scores(corpus: Corpus) -> DutyScores:
    return measure(corpus)


def test_aims_are_met(scores: DutyScores) -> None:
    assert scores.meets_aims(), scores.to_table()


def test_the_table_names_every_set_and_aim(scores: DutyScores) -> None:
    table = scores.to_table()
    assert "policies" in table and "other, test" in table
    assert [line.split()[0] for line in table.splitlines()[2:]] == ["statement", "actor", "modality", "deadline", "statements"]
    assert scores.to_dict()["policies"]["statement"]["expected"] == 106


def test_other_areas_are_many_with_traps_and_two_halves() -> None:
    texts = read_other(GOLD / "other.toml")
    traps = [t for t in texts if not t.statements]
    assert len(texts) >= 60
    assert len({t.area for t in texts}) >= 10
    assert 0.3 < len(traps) / len(texts) < 0.4
    assert 0.4 < sum(t.development for t in texts) / len(texts) < 0.6
    for text in texts:
        for statement in text.statements:
            assert statement.action in statement.sentence and statement.sentence in text.passage.text


def test_a_gold_statement_that_no_longer_fits_is_named(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "vansbro.toml"
    path.write_text(
        '[[statement]]\npassage_id = "vansbro/mal/1"\nsentence = "Borta."\naction = "Borta"\nmodality = "right"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"vansbro/mal/1 no longer says 'Borta\.'"):
        read_gold(path, corpus)
    with pytest.raises(InputError, match="is missing"):
        read_other(tmp_path / "other.toml")


def gold(action: str, base: str | None = "nämnd", deadline: str | None = None) -> GoldStatement:
    return GoldStatement("storkoping/plan/1", "Nämnden ska följa upp målen.", action, Modality.OBLIGATION, base, base, deadline)


def test_scores_count_statements_once_and_fields_on_matches() -> None:
    result = compare(
        [gold("följa upp målen", deadline="årligen"), gold("något helt annat, långt bort")], [duty(deadline="Årligen")]
    )
    assert (result.statement.precision, result.statement.recall) == (1.0, 0.5)
    assert (result.actor, result.modality, result.deadline) == (Score(1, 1, 1), Score(1, 1, 1), Score(1, 1, 1))
    assert len(result.differences) == 1


def test_an_extra_statement_and_a_wrong_actor_cost_precision() -> None:
    result = compare([gold("följa upp målen", base=None)], [duty(), duty(action="xyz")])
    assert result.statement == Score(1, 2, 1)
    assert (result.actor.precision, result.actor.recall) == (0.0, 1.0)
