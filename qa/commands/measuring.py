"""`evaluate`, `calibrate` and `check`: how good the answers are, and what they are weighed with."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpus.errors import CalibrationError, InputError
from corpus.store import POLICIES, load_corpus
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.types import Encoder
    from qa.calibration import Calibration

_REPORT = Path(__file__).resolve().parents[2] / "docs" / "evaluation"


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(evaluate)
    app.command()(calibrate)
    app.command()(check)


def evaluate(
    split: Annotated[
        Literal["test", "development", "all"] | None,
        typer.Option(help="Ask and print these questions only. Without it: ask all, print the test ones, write the report."),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain/--both", help="As if policies had no curation only, or with it too.")] = False,
    duties: Annotated[bool, typer.Option("--duties", help="Measure the register of duties on its gold instead.")] = False,
    benchmark: Annotated[
        Path | None, typer.Option(help="Measure retrieval over this folder's corpus.jsonl and queries.jsonl instead.")
    ] = None,
    to_json: Annotated[Path | None, typer.Option("--json", help="Also write the numbers to this file.")] = None,
    languages: Annotated[str, typer.Option(help="Only questions in these languages: sv,en")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="With --benchmark: at most so many questions per language.")] = None,
    report: Annotated[Path, typer.Option(help="Folder for the report.", show_default="docs/evaluation")] = _REPORT,
    measured: Annotated[
        Path | None, typer.Option(help="File for the numbers that the page on quality shows.", show_default="in the program")
    ] = None,
) -> None:  # fmt: skip
    """Measure the answers on the evaluation questions, beside the aims."""
    chosen = tuple(code.strip().lower() for code in languages.split(",") if code.strip())
    if duties:
        table = _measure_duties()
    elif benchmark is not None:
        table = _measure_benchmark(benchmark, chosen, limit)
    else:
        table = _measure_answers(split, plain, chosen, report, measured)
    if to_json is not None:
        from index.files import write_atomically
        from qa.evaluation.measured import as_json

        write_atomically(to_json, as_json(table).encode())
        _tell(f"Wrote {to_json}")


def calibrate(
    ship: Annotated[
        bool, typer.Option("--ship", help="Save it, and the vectors of known questions, as what comes with the program, too.")
    ] = False,
    precision: Annotated[
        float | None, typer.Option(min=0.5, max=1.0, help="Least share of answered questions that are answerable.")
    ] = None,
) -> None:  # fmt: skip
    """Fit the ranker and the calibration again, after the corpus or the model has changed."""
    from qa.calibration import SHIPPED
    from qa.engine import Engine
    from qa.fitting import PRECISION, fit_calibration
    from qa.loading import own_calibration

    settings = load_settings()
    if ship and (settings.model or settings.policies != POLICIES):
        raise InputError("--ship is for the model and the policies that come with the program")
    if ship:
        _ship_vectors(settings)
    engine = Engine.uncalibrated(settings, _tell)
    fitted = fit_calibration(engine, _tell, PRECISION if precision is None else precision)
    for path in (own_calibration(settings.index, engine.encoder, engine.corpus), *([SHIPPED] if ship else [])):
        fitted.save(path)
        typer.echo(f"Saved {path}")
    typer.echo(f"Fitted on {fitted.questions} development and calibration questions for a precision of {fitted.precision:.2f}.")
    typer.echo(
        "An answer is claimed from "
        + ", ".join(f"{mode.threshold:.3f} ({curation.value})" for curation, mode in fitted.modes.items())
    )


def _ship_vectors(settings: Settings) -> None:
    """Vectors of all that questions are compared with, as what comes with the program; those that are there are kept."""
    from index.encoder import SentenceEncoder
    from index.paraphrases import SHIPPED, Paraphrases
    from qa.loading import compared_texts
    from qa.places import Places

    def report(done: int, total: int) -> None:
        _tell(f"  {done} of {total} new questions embedded")

    corpus = load_corpus(settings.policies)
    _tell("Loading the model ...")
    known = Paraphrases(SentenceEncoder(settings.model or None, _tell), Places.of(corpus).bare, SHIPPED)
    size = known.ship(compared_texts(corpus), SHIPPED, report)
    typer.echo(f"Saved {SHIPPED} ({size / 1e6:.0f} MB)")


def check() -> None:
    """Check evaluation questions, curated questions, scenarios and the calibration against the corpus."""
    from corpus.checking import check_corpus
    from index.encoder import SentenceEncoder
    from index.paraphrases import SHIPPED as SHIPPED_VECTORS
    from index.paraphrases import Paraphrases
    from qa.calibration import SHIPPED, Calibration
    from qa.duties.extract import extract_duties
    from qa.evaluation.questions import check_questions, load_questions
    from qa.loading import compared_texts, own_calibration
    from qa.scenarios.checking import check_files

    settings = load_settings()
    corpus = load_corpus(settings.policies)
    questions = load_questions()
    scenarios, scenario_problems = check_files(settings.own_scenarios, corpus, extract_duties(corpus))
    problems = [*check_corpus(corpus), *check_questions(questions, corpus), *scenario_problems]
    typer.echo(
        f"{len(questions)} evaluation questions, {len(corpus.questions)} curated questions, {len(corpus.unsaid)} left open, "
        f"{len(corpus.passages)} passages, {scenarios} scenarios."
    )
    _tell("Loading the model ...")
    encoder = SentenceEncoder(settings.model or None, _tell)
    misfits = []
    for path in (own_calibration(settings.index, encoder, corpus), SHIPPED):
        try:
            Calibration.load(path).check(encoder.hash, corpus.hash)
            typer.echo(f"Calibration: {path} fits the model and the corpus.")
            break
        except CalibrationError as error:
            misfits.append(f"{path}: {error}")
    else:
        problems += misfits
    if Calibration.load(SHIPPED).corpus_hash == corpus.hash:  # the policies that come with the program
        without = Paraphrases(encoder, shipped=SHIPPED_VECTORS).missing(compared_texts(corpus))
        if without:
            problems.append(
                f"{len(without)} known questions or statements have no vector yet; run: python -m qa calibrate --ship"
            )
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"{len(problems)} problems.")
    if problems:
        raise typer.Exit(1)


def _measure_duties() -> dict[str, Any]:
    from qa.duties.measure import measure

    scores = measure(load_corpus(load_settings().policies))
    typer.echo(scores.to_table())
    return dict(scores.to_dict())


def _measure_benchmark(folder: Path, languages: tuple[str, ...], limit: int | None) -> dict[str, Any]:
    from index.encoder import SentenceEncoder
    from qa.evaluation.benchmark import run_benchmark
    from qa.evaluation.tables import aligned
    from qa.retrieval import Curation

    for name in ("corpus.jsonl", "queries.jsonl"):  # before the model is loaded
        if not (folder / name).is_file():
            raise InputError(f"{folder / name} is missing; a benchmark folder holds corpus.jsonl and queries.jsonl")
    settings = load_settings()
    _tell("Loading the model ...")
    encoder = SentenceEncoder(settings.model or None, _tell)
    weights = _calibration_for(settings, encoder).modes[Curation.PLAIN].ranker
    result = run_benchmark(folder, encoder, weights, languages, limit, _tell)
    typer.echo(f"{result.name}: {result.passages} passages in {result.entries} entries, {result.questions} questions")
    typer.echo(f"{result.encoder}\n")
    typer.echo(aligned(result.rows()))
    typer.echo(
        f"\nindexing {result.index_seconds:.1f} s, a question {1000 * result.question_seconds:.1f} ms "
        f"(search alone {1000 * result.search_seconds:.1f} ms)"
    )
    return result.to_dict()


def _measure_answers(
    split: str | None, plain_only: bool, languages: tuple[str, ...], folder: Path, file: Path | None
) -> dict[str, Any]:
    from datetime import UTC, datetime

    from qa.commands.answering import load_engine
    from qa.evaluation.measured import SHIPPED, Mode, save_measured
    from qa.evaluation.questions import load_questions
    from qa.evaluation.report import as_text, write_report
    from qa.evaluation.run import Outcome, ask_all
    from qa.evaluation.summary import Evaluation, summarise
    from qa.fitting import with_less
    from qa.retrieval import Curation

    questions = [q for q in load_questions() if split in (None, "all") or q.development == (split == "development")]
    if languages:
        questions = [q for q in questions if q.language in languages]
    if not questions:
        raise InputError(f"no evaluation question is in {', '.join(languages)}")

    def report(done: int, total: int) -> None:
        if done % 160 == 0 or done == total:
            _tell(f"  {done} of {total} questions asked")

    engine = load_engine()
    asked: dict[Mode, tuple[Outcome, ...]] = {}
    for curation, less in with_less(engine).items():
        if not (plain_only and curation is Curation.CURATED):
            _tell(f"Asking passages that are {curation.value} ...")
            asked[curation.value] = tuple(ask_all(less, questions, report))
    names = {d.slug: d.municipality for d in engine.corpus.documents}
    today = datetime.now(UTC).date()
    found = summarise(Evaluation(asked, names, engine.made_with, today))
    typer.echo(as_text(found, split or "test"))
    if split in (None, "all") and not languages and not plain_only:
        _tell(f"Wrote {write_report(found, folder)}")
        _tell(f"Wrote {save_measured(found, SHIPPED if file is None else file)}")
    return found.to_dict()


def _calibration_for(settings: Settings, encoder: "Encoder") -> "Calibration":
    """The calibration for this model, whatever the corpus: the one beside the index, the shipped one, or a new one."""
    from qa.calibration import SHIPPED, Calibration
    from qa.engine import Engine
    from qa.loading import own_calibration

    own = own_calibration(settings.index, encoder, load_corpus(settings.policies))
    for path in (own, SHIPPED):
        try:
            found = Calibration.load(path)
        except CalibrationError:
            continue
        if found.encoder_hash == encoder.hash:
            return found
    fitted = Engine.load(settings, _tell).calibration
    if fitted is None:
        raise CalibrationError("there is no calibration for this model; run: python -m qa calibrate")
    return fitted


def _tell(line: str) -> None:
    """Progress goes to standard error, so that standard output holds the tables alone."""
    typer.echo(line, err=True)
