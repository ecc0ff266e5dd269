"""The engine over two small policies, with the encoder that needs no model: answers, and everything that cannot be asked."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from corpus.errors import CalibrationError, InputError
from corpus.store import load_corpus
from corpus.types import Corpus, CuratedQuestion
from index.passage_index import PassageIndex
from index.types import Encoder
from qa.calibration import Calibration, Logistic, Mode
from qa.details import DetailClassifier
from qa.engine import Engine
from qa.explanation import PassageMap
from qa.messages import message
from qa.planning import Plan
from qa.retrieval import Curation
from qa.scope.knowledge import Example, Subject
from qa.scope.nearness import OutsideSubjects
from qa.types import Answer, Request, Status
from tests.conftest import WordEncoder
from tests.policies import write_both

WEIGHTS = {"passage": 1.0, "sentence": 2.0, "late_sentence": 2.0, "question": 1.0}
MODE = Mode(
    WEIGHTS, Logistic(-6.0, {"late_sentence": 8.0, "sentence": 6.0, "question": 8.0}), Logistic(-8.0, {"outside": 14.0}), 0.5
)
SUBJECTS = (
    Subject("permit", "migrationsverket", "sv", "Hur söker jag uppehållstillstånd?"),
    Subject("permit", "migrationsverket", "sv", "Vem beslutar om uppehållstillstånd?"),
    Subject("weather", "", "sv", "Blir det regn i helgen?"),
)
EXAMPLES = (
    Example("phone", "sv", "Vilket är telefonnumret?"),
    Example("person_name", "sv", "Vad heter chefen?"),
    Example("other", "sv", "Vem ansvarar för planen?"),
    Example("other", "sv", "Vad säger planen om ungdomarna?"),
)


@pytest.fixture(scope="module")
def questioned(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The two small policies, with two curated questions."""
    corpus = load_corpus(write_both(tmp_path_factory.mktemp("engine") / "policies"))
    questions = {"lillbyn/ingress/2": "Var träffas ungdomarna?", "storkoping/kontakt/1": "Vilket är numret dit?"}
    return replace(
        corpus,
        questions=tuple(CuratedQuestion(id_, corpus.by_id[id_].text_hash, "sv", text) for id_, text in questions.items()),
    )


def made(corpus: Corpus, encoder: Encoder, calibration: Calibration | None) -> Engine:
    index = PassageIndex.build(corpus, encoder)
    vectors = index.centred_paraphrase(encoder.encode_paraphrases([s.text for s in SUBJECTS]))
    details = DetailClassifier(EXAMPLES, index.centred_paraphrase(encoder.encode_paraphrases([e.text for e in EXAMPLES])))
    return Engine(corpus, encoder, index, OutsideSubjects(SUBJECTS, vectors), details, calibration, max_question=500)


@pytest.fixture(scope="module")
def engine(questioned: Corpus) -> Engine:
    encoder = WordEncoder()
    return made(questioned, encoder, Calibration(encoder.hash, questioned.hash, 0, 0.9, dict.fromkeys(Curation, MODE)))


def test_an_answer(engine: Engine) -> None:
    answer = engine.ask("Vem ansvarar för att planen följs upp varje år?")
    assert (answer.status, answer.language) == (Status.ANSWERED, "sv")
    first = answer.citations[0]
    assert (first.number, first.passage_id, first.municipality) == (1, "storkoping/ansvar/1", "Storköping")
    assert first.quote == "Kommunstyrelsen ansvarar för att planen följs upp varje år."
    assert [first.quote[start:end] for start, end in first.highlights] == [first.quote]
    assert set(answer.timings_ms) == {"encode", "search", "total"}


def test_a_curated_question_brings_its_passage(engine: Engine) -> None:
    answer = engine.ask("Var träffas ungdomarna?")
    assert answer.citations[0].passage_id == "lillbyn/ingress/2"


@pytest.mark.parametrize("name", ["Lillbyn", "lillbyns kommun", "LILLBYN"])
def test_the_picker_limits_the_search(engine: Engine, name: str) -> None:
    answer = engine.ask("Vem ansvarar för att eleverna får modersmålsundervisning?", municipality=name)
    assert answer.municipalities == ("Lillbyn",)
    assert {c.municipality for c in (*answer.citations, *answer.related)} == {"Lillbyn"}


def test_the_question_weighs_more_than_the_picker(engine: Engine) -> None:
    answer = engine.ask("Vem ansvarar för att planen följs upp i Storköping?", municipality="Lillbyn")
    assert answer.municipalities == ("Storköping",)


def test_another_municipality_is_not_answered_for(engine: Engine) -> None:
    answer = engine.ask("Vem ansvarar för planen i Stockholm?")
    assert (answer.status, answer.citations) == (Status.OUT_OF_SCOPE, ())
    assert answer.reason == message(
        "sv", "reason.other_municipality", municipalities="Lillbyn och Storköping", other="Stockholm"
    )


def test_somebody_elses_matter_is_theirs_wherever_one_lives(engine: Engine) -> None:
    answer = engine.ask("Hur söker jag uppehållstillstånd i Uppsala?")
    assert answer.signpost is not None and answer.signpost.authority == "migrationsverket"


def test_a_second_question_about_another_municipality_is_not_answered_for(engine: Engine) -> None:
    answer = engine.ask("Hur söker jag uppehållstillstånd? Vem ansvarar för att planen följs upp i Stockholm?")
    assert (answer.status, answer.citations) == (Status.OUT_OF_SCOPE, ())
    assert answer.signpost is not None and answer.signpost.authority == "migrationsverket"


def test_another_municipality_is_not_answered_for_in_what_leans_on_it_either(engine: Engine) -> None:
    before = ["Vem ansvarar för att planen följs upp i Stockholm?"]
    assert engine.ask("När?", history=before).status is Status.OUT_OF_SCOPE
    assert engine.ask("När?", history=[*before, "Vem ansvarar för att planen följs upp i Lillbyn?"]).municipalities == (
        "Lillbyn",
    )


def test_nobody_leans_on_a_greeting(engine: Engine) -> None:
    plan = engine.plan(Request("Vem ansvarar för planen?", None, None, ("Hej!", "Tack så mycket")))
    assert isinstance(plan, Plan) and plan.texts() == ["Vem ansvarar för planen?"]


def test_the_picker_weighs_more_than_the_place_of_an_earlier_question(engine: Engine) -> None:
    before = ("Vem ansvarar för planen i Lillbyn?",)
    whole = "Vad säger texten om skolan, biblioteket och föreningarna för ungdomarna?"
    assert engine.ask(whole, municipality="Storköping", history=before).municipalities == ("Storköping",)
    assert engine.ask(whole, history=before).municipalities == ("Lillbyn",)
    assert engine.ask("hur ofta?", municipality="Storköping", history=before).municipalities == ("Lillbyn",)


def test_where_somebody_comes_from_is_not_where_they_ask_about(engine: Engine) -> None:
    answer = engine.ask("Jag kommer från Stockholm. Vem ansvarar för att planen följs upp?")
    assert answer.status is Status.ANSWERED


def test_fragments_that_follow_are_one_question(engine: Engine) -> None:
    before = ["Vem ansvarar för att planen följs upp i Lillbyn?"]
    plan = engine.plan(Request("När? Hur ofta?", None, None, tuple(before)))
    assert isinstance(plan, Plan) and plan.parts == ("När? Hur ofta?",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Vem ansvarar? När följs planen upp?", ("Vem ansvarar?", "När följs planen upp?")),
        ("谁负责？什么时候？", ("谁负责？", "什么时候？")),
        ("Ποιος ευθύνεται για το σχέδιο; Πότε γίνεται;", ("Ποιος ευθύνεται για το σχέδιο;", "Πότε γίνεται;")),
        ("Vem ansvarar för planen; när följs den upp?", ("Vem ansvarar för planen; när följs den upp?",)),
    ],
)
def test_each_script_ends_questions_in_its_own_way(engine: Engine, text: str, parts: tuple[str, ...]) -> None:
    plan = engine.plan(Request(text))
    assert isinstance(plan, Plan) and plan.parts == parts


def test_who_shouts_is_read_like_anybody_else(engine: Engine) -> None:
    plans = [engine.plan(Request(text)) for text in ("VEM ANSVARAR FÖR PLANEN?", "SFI?", "KİM SORUMLU BURADA")]
    assert [p.texts()[0] for p in plans if isinstance(p, Plan)] == ["vem ansvarar för planen?", "SFI?", "kim sorumlu burada"]


@pytest.mark.parametrize("before", ["Vem ansvarar för att planen följs upp varje år?", "språkkaféer varje torsdag"])
def test_where_nothing_more_is_said_the_same_is_said_again(engine: Engine, before: str) -> None:
    first, more = engine.ask(before), engine.ask("Vad mer?", history=[before])
    assert more.citations == first.citations
    assert more.reason == message("sv", "answer.no_more")


def test_another_authoritys_matter(engine: Engine) -> None:
    answer = engine.ask("Hur söker jag uppehållstillstånd?")
    assert (answer.status, answer.citations) == (Status.OUT_OF_SCOPE, ())
    assert answer.signpost is not None and answer.signpost.authority == "migrationsverket"


@pytest.mark.parametrize(
    ("question", "language", "key"),
    [
        ("", None, "input.empty"),
        ("", "ar", "input.empty"),
        (" \n\t ", "en", "input.empty"),
        ("\0\0", None, "input.empty"),
    ],
)
def test_nothing_to_ask(engine: Engine, question: str, language: str | None, key: str) -> None:
    with pytest.raises(InputError) as error:
        engine.ask(question, language=language)
    assert str(error.value) == message(language or "sv", key)


def test_too_long(engine: Engine) -> None:
    with pytest.raises(InputError) as error:
        engine.ask("Who is responsible? " * 500)
    assert str(error.value) == message("en", "input.too_long", length=9999, most=500)


def test_an_unknown_municipality_is_told_in_the_askers_language(engine: Engine) -> None:
    with pytest.raises(InputError) as error:
        engine.ask("Who is responsible for the plan?", municipality="<b>Atlantis</b>")
    known = "Lillbyn and Storköping"
    assert str(error.value) == message("en", "input.unknown_municipality", name="<b>Atlantis</b>", known=known)


@pytest.mark.parametrize(
    "question",
    [
        "😀😀😀",
        "\x07\x1b[31m\x00",
        "\ud800\udfff",
        "?!.,;",
        "123 456",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)> vem ansvarar för planen?",
        "{0.__class__} {municipality}",
        "'; DROP TABLE policies; --",
        "\u202evem ansvarar\u202c",
        "a" * 499,
        "vem\u0301\u0301\u0301\u0301 ansvarar",
    ],
)
def test_strange_questions_get_plain_answers(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert isinstance(answer, Answer)
    assert answer.question == question
    assert answer.text
    for citation in (*answer.citations, *answer.related):
        assert citation.quote == engine.corpus.by_id[citation.passage_id].text
    json.loads(json.dumps(answer.to_dict()))


def test_a_bad_question_does_not_take_its_neighbours_with_it(engine: Engine) -> None:
    good = "Vem ansvarar för att planen följs upp varje år?"
    found = engine.ask_many([Request(good), Request(""), Request(good, "Atlantis"), Request(good)])
    assert [type(f) for f in found] == [Answer, InputError, InputError, Answer]
    assert isinstance(found[0], Answer) and isinstance(found[3], Answer)
    assert found[0].citations == found[3].citations
    assert engine.ask_many([]) == []


def test_a_strange_history_is_no_harm(engine: Engine) -> None:
    answer = engine.ask("hur ofta?", history=["", " ", "😀", "x" * 5000, "Vem ansvarar för att planen följs upp?"])
    assert answer.follow_up_of is not None


def test_a_calibration_for_something_else_is_refused(questioned: Corpus) -> None:
    with pytest.raises(CalibrationError, match="another corpus"):
        made(questioned, WordEncoder(), Calibration(WordEncoder().hash, "other", 0, 0.9, dict.fromkeys(Curation, MODE)))


def test_a_curated_question_more_and_back_again(engine: Engine, questioned: Corpus) -> None:
    asked = "Finns det bio för de unga?"
    assert engine.ask(asked).status is not Status.ANSWERED
    passage = questioned.by_id["lillbyn/ingress/2"]
    new = CuratedQuestion(passage.id, passage.text_hash, "sv", asked)
    more = engine.with_corpus(replace(questioned, questions=(*questioned.questions, new)))
    assert more.ask(asked).citations[0].passage_id == passage.id
    assert more.encoder is engine.encoder and more.outside is engine.outside and more.calibration is not None
    back = more.with_corpus(questioned)
    assert replace(back.ask(asked), timings_ms={}) == replace(engine.ask(asked), timings_ms={})
    assert back.calibration == engine.calibration


def test_the_map_is_made_once(engine: Engine, questioned: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """By however many threads it is asked for at once, and not again when a question is added."""
    made_of: list[PassageIndex] = []
    fresh = engine.with_corpus(questioned)
    fresh._map = None

    def slow(index: PassageIndex) -> PassageMap:
        made_of.append(index)
        time.sleep(0.05)
        return PassageMap(index)

    monkeypatch.setattr("qa.engine.PassageMap", slow)
    with ThreadPoolExecutor(4) as pool:
        maps = list(pool.map(lambda _: fresh.map, range(4)))
    assert len(made_of) == 1 and len(set(map(id, maps))) == 1
    passage = questioned.by_id["lillbyn/ingress/2"]
    new = CuratedQuestion(passage.id, passage.text_hash, "sv", "Finns det bio?")
    more = fresh.with_corpus(replace(questioned, questions=(*questioned.questions, new)))
    assert more.map is fresh.map
    again = PassageMap(more.index)
    assert again.ids == more.map.ids and np.array_equal(again.places, more.map.places)


def test_other_policies_need_another_engine(engine: Engine, questioned: Corpus) -> None:
    slug = questioned.documents[0].slug
    with pytest.raises(ValueError, match="has changed"):
        engine.with_corpus(replace(questioned, sections={**questioned.sections, slug: questioned.sections[slug][:-1]}))


def test_questions_are_compared_without_places(engine: Engine) -> None:
    here, there, other = engine.embed(["bad i Lillbyn", "bad i Storköping", "planen följs upp"])
    assert here @ there > 0.99 > here @ other
