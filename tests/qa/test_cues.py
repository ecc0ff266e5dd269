"""Phrases that tell how a question hangs together with the ones before it, and ordinary sentences that hold their words."""

import pytest

from qa.cues import Cues


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("sv", "En annan sak: vem bor där?", "vem bor där?"),
        ("en", "Perfect, thanks. Different question: who lives there?", "who lives there?"),
        ("es", "gracias, otra cosa: ¿quién vive allí?", "¿quién vive allí?"),
        ("ru", "Кстати, кто отвечает?", "кто отвечает?"),
        ("ar", "موضوع آخر: أين المكتبة؟", "أين المكتبة؟"),
    ],
)
def test_who_asks_something_else_says_so_first(language: str, text: str, asked: str) -> None:
    assert Cues.of(language).after_change(text) == asked


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Finns det något annat stöd?"),
        ("sv", "och hur ofta."),
        ("sv", "Kan jag byta ämne på SFI?"),
        ("sv", "- och när?"),
        ("en", "Tell me more about that."),
        ("en", "Can I study a different subject?"),
        ("en", "What about unrelated minors?"),
        ("tr", "başka bir şey var mı?"),
        ("so", "ma jiraa wax kale?"),
        ("es", "¿Hay otra cosa que pueda hacer?"),
        ("vi", "tìm việc khác"),
        ("fi", "Miten muuten voin hakea sitä?"),
        ("xx", "anything"),
    ],
)
def test_an_ordinary_question_does_not_change_the_subject(language: str, text: str) -> None:
    assert Cues.of(language).after_change(text) is None


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("sv", "nej jag menade jobb", "jobb"),
        ("en", "sorry, I meant jobs", "jobs"),
        ("ru", "нет, работу", "работу"),
        ("uk", "Вибачте, мала на увазі школу", "школу"),
        ("ar", "لا، قصدي الشغل", "الشغل"),
        ("sv", "Ursäkta, vem hjälper dem?", None),
        ("en", "Sorry, who helps them?", None),
        ("en", "No-one helps them?", None),
        ("fr", "Non-discrimination à l'école ?", None),
        ("es", "¿No hay trabajo?", None),
        ("de", "Wo kann ich meine Kinder anmelden?", None),
        ("ar", "تصريح بقصد العمل", None),
        ("en", "Berries.", None),
    ],
)
def test_a_correction_is_told_from_an_apology(language: str, text: str, meant: str | None) -> None:
    assert Cues.of(language).corrected(text) == meant


@pytest.mark.parametrize(
    ("language", "text", "everywhere"),
    [
        ("en", "Do any of the five municipalities say so?", True),
        ("sv", "Vilka kommuner har en samordnare?", True),
        ("fa", "تمام شهرداری‌ها", True),
        ("bs", "vrtić za djecu od pet godina", False),
        ("es", "a los cinco años", False),
        ("sv", "Kan jag få det någonstans?", False),
        ("sv", "de övriga nämnderna", False),
        ("en", "Do the others get help too?", False),
    ],
)
def test_who_asks_about_all_names_municipalities(language: str, text: str, everywhere: bool) -> None:
    assert Cues.of(language).asks_everywhere(text) is everywhere
