"""`duties`, `compare`, `gaps` and `matrix`: the register on the command line."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import InputError
from corpus.store import load_corpus
from corpus.types import Corpus
from qa.settings import load_settings
from qa.types import Duty


class Format(StrEnum):
    """How the register is written."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    MD = "md"


class Picture(StrEnum):
    """How the matrix is written."""

    TABLE = "table"
    SVG = "svg"
    PNG = "png"


Out = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; standard output without it.")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(duties)
    app.command()(compare)
    app.command()(gaps)
    app.command()(matrix)


def duties(
    municipality: Annotated[str | None, typer.Option(help="Only this municipality.")] = None,
    actor: Annotated[str | None, typer.Option(help="Only this body, role or group: nämnd, kommunstyrelsen ...")] = None,
    modality: Annotated[
        str | None, typer.Option(help="obligation, recommendation, permission, prohibition, right, responsibility.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TABLE,
    output: Out = None,
) -> None:
    """The register of duties: who must, should, may or must not do what."""
    from qa.duties.export import export_duties
    from qa.duties.register import filter_duties

    corpus, found = _register()
    chosen = filter_duties(
        found, municipality=municipality, actor=actor, modality=modality, municipalities=corpus.municipalities
    )
    _write(export_duties(chosen, format.value), output)


def compare(
    subject: Annotated[str | None, typer.Argument(help='A subject, such as "bostäder".')] = None,
    actor: Annotated[str | None, typer.Option(help="Compare what one body must do instead.")] = None,
) -> None:
    """One subject or one actor across the municipalities, with quotes; silence is said aloud."""
    from qa.duties.compare import ABOUT, compare_actor, compare_subject

    if (subject is None) == (actor is None):
        raise InputError('name either a subject, as in: python -m qa compare "bostäder", or --actor')
    if actor is not None:
        corpus, found = _register()
        typer.echo(compare_actor(corpus, found, actor).to_text())
    elif subject is not None:
        from qa.commands.answering import load_engine

        engine = load_engine()
        typer.echo(compare_subject(engine.corpus, subject, engine.search_subject, least=ABOUT).to_text())


def gaps() -> None:
    """What the policies leave open, as questions for staff, each with its evidence."""
    from qa.duties.gaps import find_gaps

    corpus, found = _register()
    rows = find_gaps(corpus, found, datetime.now(UTC).date())
    for row in rows:
        typer.echo(f"[{row.kind.value}] {row.municipality}: {row.question_sv}\n    {row.question_en}")
        for evidence in row.evidence:
            quote = f"”{evidence.quote}” ({evidence.passage_id})" if evidence.quote else evidence.document
            typer.echo(f"    - {evidence.municipality}: {quote}")
        typer.echo("")
    typer.echo(f"{len(rows)} questions.")


def matrix(format: Annotated[Picture, typer.Option(help="How to write it.")] = Picture.TABLE, output: Out = None) -> None:
    """Actors by municipality: how many obligations each bears, as a table or a picture."""
    from qa.duties.matrix import count_obligations, plot_matrix

    corpus, found = _register()
    counted = count_obligations(found, corpus.municipalities)
    _write(counted.to_text() if format is Picture.TABLE else plot_matrix(counted, format.value), output)


def _register() -> tuple[Corpus, tuple[Duty, ...]]:
    from qa.duties.extract import extract_duties

    corpus = load_corpus(load_settings().policies)
    return corpus, extract_duties(corpus)


def _write(content: str | bytes, output: Path | None) -> None:
    from index.files import write_atomically

    if output is not None:
        write_atomically(output, content.encode() if isinstance(content, str) else content)
        typer.echo(f"Wrote {output}", err=True)
    elif isinstance(content, str):
        typer.echo(content)
    else:
        typer.get_binary_stream("stdout").write(content)
