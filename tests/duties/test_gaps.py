"""Open questions, with their evidence."""

from datetime import date

from corpus.types import Corpus
from qa.duties.extract import extract_duties
from qa.duties.gaps import Gap, GapKind, find_gaps
from qa.types import Duty

from .texts import policy

TODAY = date(2025, 6, 1)


def kinds(gaps: tuple[Gap, ...]) -> list[str]:
    return [g.kind.value for g in gaps]


def gaps_of(corpus: Corpus) -> tuple[Gap, ...]:
    return find_gaps(corpus, extract_duties(corpus), TODAY)


def test_every_row_is_a_question_with_evidence(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    gaps = find_gaps(corpus, duties, TODAY)
    assert {g.kind for g in gaps} == set(GapKind) - {GapKind.EXPIRED}
    for gap in gaps:
        assert "?" in gap.question_sv and "?" in gap.question_en
        assert gap.evidence
        for language, whole in (("sv", gap.question_sv), ("en", gap.question_en)):
            asked = gap.asked(language)
            assert whole.startswith(asked) and "?" in asked
            assert not any(e.quote in asked for e in gap.evidence if e.quote)
        for evidence in gap.evidence:
            if evidence.passage_id is not None:
                assert evidence.quote is not None and evidence.quote in corpus.by_id[evidence.passage_id].text
    assert len(set(gaps)) == len(gaps)


def test_undated_documents_of_the_corpus(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    undated = [g.municipality for g in find_gaps(corpus, duties, TODAY) if g.kind is GapKind.UNDATED]
    assert undated == [d.municipality for d in corpus.documents if d.dated is None]
    assert "Herrljunga" not in undated


def test_the_same_duty_with_different_actors(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    found = [g for g in find_gaps(corpus, duties, TODAY) if g.kind is GapKind.DIFFERENT_ACTORS]
    pairs = {tuple(e.passage_id for e in g.evidence) for g in found}
    assert ("malung-salen/handlingsplaner/4", "vansbro/handlingsplaner/3") in pairs
    assert all(len({e.municipality for e in g.evidence}) == 2 for g in found)


def test_a_duty_without_an_actor_is_asked_about_once_a_sentence() -> None:
    corpus = policy("a", "A", "Insyn ska främjas och kontakter ska uppmuntras årligen.", decided=TODAY)
    gaps = [g for g in gaps_of(corpus) if g.kind is GapKind.NO_ACTOR]
    assert len(gaps) == 1
    assert gaps[0].question_sv == "Vem ser till att detta sker? ”Insyn ska främjas och kontakter ska uppmuntras årligen.”"


def test_a_report_without_a_day_is_asked_about_and_one_with_a_day_is_not() -> None:
    corpus = policy("a", "A", "Nämnden ska lämna en rapport.", "Nämnden ska lämna en plan senast den 1 mars.", decided=TODAY)
    gaps = [g for g in gaps_of(corpus) if g.kind is GapKind.NO_DEADLINE]
    assert [g.evidence[0].quote for g in gaps] == ["Nämnden ska lämna en rapport."]
    assert gaps[0].question_sv.startswith("När eller hur ofta ska nämnden göra detta?")


def test_open_ended_duties_share_one_question_about_follow_up() -> None:
    corpus = policy("a", "A", "Kommunen ska motverka segregation.", "Skolan ska verka för trygghet.", decided=TODAY)
    (gap,) = (g for g in gaps_of(corpus) if g.kind is GapKind.NO_FOLLOW_UP)
    assert "2 åtaganden" in gap.question_sv and "names no follow-up" in gap.question_en
    assert len(gap.evidence) == 2


def test_expiry_counts_from_the_day_after() -> None:
    text = "Kommunen har en plan."
    assert kinds(gaps_of(policy("a", "A", text, decided=TODAY, valid_until=date(2025, 5, 31)))) == ["expired"]
    assert kinds(gaps_of(policy("a", "A", text, decided=TODAY, valid_until=TODAY))) == []
    assert kinds(gaps_of(policy("a", "A", text))) == ["undated"]


def test_rows_are_json_ready(corpus: Corpus, duties: tuple[Duty, ...]) -> None:
    row = find_gaps(corpus, duties, TODAY)[0].to_dict()
    assert row["kind"] == "no_actor" and isinstance(row["evidence"][0]["quote"], str)
