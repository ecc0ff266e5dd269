"""What `python -m corpus check` looks for beyond what loading refuses. Knows nothing about evaluation."""

import tomllib
from collections import defaultdict
from pathlib import Path

from corpus.additions import QUESTIONS, UNSAID
from corpus.types import Corpus

GLOSSARY = Path(__file__).parent / "glossary.toml"
TRANSLATED = ("en", "ar", "so", "fa", "uk")


def check_corpus(corpus: Corpus, glossary: Path = GLOSSARY) -> list[str]:
    """Problems that staff should mend, one line each."""
    return [*corpus.warnings, *_translation_problems(corpus), *_question_problems(corpus), *_glossary_problems(glossary)]


def _translation_problems(corpus: Corpus) -> list[str]:
    problems = []
    for t in corpus.translations:
        lines, source = t.text.count("\n"), corpus.by_id[t.passage_id].text.count("\n")
        if lines != source:
            problems.append(f"translation {t.language} of {t.passage_id} has {lines + 1} lines, the passage {source + 1}")
    return problems


def _question_problems(corpus: Corpus) -> list[str]:
    problems = []
    for name, questions in ((QUESTIONS, corpus.questions), (UNSAID, corpus.unsaid)):
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for q in questions:
            key = q.text.casefold()
            if key in seen[q.passage_id, q.language]:
                problems.append(f"{name}: {q.passage_id} has {q.text!r} twice")
            seen[q.passage_id, q.language].add(key)
            if len(q.text) > 300:
                problems.append(f"{name}: {q.passage_id} has a question of {len(q.text)} characters; 300 at most")
    answered = {(q.language, q.text.casefold()) for q in corpus.questions}
    for q in corpus.unsaid:
        if (q.language, q.text.casefold()) in answered:
            problems.append(f"{UNSAID}: {q.passage_id} has {q.text!r}, which stands in a {QUESTIONS} as answered")
    return problems


def _glossary_problems(path: Path) -> list[str]:
    if not path.exists():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [f"{path.name} is not valid TOML: {error}"]
    wanted = ("explanation_sv", "explanation_en", *TRANSLATED)
    return [f"{path.name}: {term} has no {key}" for term, entry in table.items() for key in wanted if not entry.get(key)]
