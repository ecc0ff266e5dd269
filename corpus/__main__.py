"""`python -m corpus`: look after the policy folders. `diff` and `check` change nothing."""

from pathlib import Path
from typing import Annotated

import typer

from corpus.checking import check_corpus
from corpus.comparison import differences
from corpus.console import run
from corpus.store import POLICIES, load_corpus

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Look after the policy folders.")
Folder = Annotated[Path, typer.Option("--policies", help="Folder with one folder per policy.")]


@app.command()
def diff(
    slug: Annotated[str, typer.Argument(help="Name of the policy's folder, such as hallefors.")], policies: Folder = POLICIES
) -> None:
    """Show every difference between the source as received and its transcription."""
    found = differences(policies / slug)
    for d in found:
        typer.echo(f"… {d.before} [-{d.source}-]{{+{d.transcription}+}} {d.after} …")
    typer.echo(f"{len(found)} differences in words between source and transcription of {slug}. Layout marks are not compared.")


@app.command()
def check(policies: Folder = POLICIES) -> None:
    """Validate documents, passages, translations, curated questions and glossary."""
    corpus = load_corpus(policies)
    problems = check_corpus(corpus)
    for problem in problems:
        typer.echo(problem)
    typer.echo(
        f"{len(corpus.documents)} policies, {len(corpus.passages)} passages, {len(corpus.translations)} translations, "
        f"{len(corpus.questions)} curated questions, {len(corpus.unsaid)} that are left open, {len(problems)} problems."
    )
    if problems:
        raise typer.Exit(1)


@app.command()
def passages(slug: Annotated[str, typer.Argument(help="Name of the policy's folder.")], policies: Folder = POLICIES) -> None:
    """List a policy's passages with id and text hash, as translations and curated questions name them."""
    corpus = load_corpus(policies)
    for passage in corpus.passages:
        if passage.document == slug:
            typer.echo(f"{passage.id}  {passage.text_hash}  {passage.text.replace(chr(10), ' / ')}")


def main() -> None:
    """Runs a command."""
    run(app)


if __name__ == "__main__":
    main()
