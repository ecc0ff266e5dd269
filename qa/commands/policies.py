"""`build`, `add`, `list` and `remove`: the policies and their index."""

from pathlib import Path
from typing import Annotated

import typer

from corpus.store import POLICIES, load_corpus
from qa.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(build)
    app.command()(add)
    app.command("list")(list_policies)
    app.command()(remove)


def build() -> None:
    """Build the index where it is missing or out of date, and everything that answering needs."""
    from qa.commands.answering import load_engine

    engine = load_engine()
    manifest = engine.index.manifest
    typer.echo(
        f"Ready: {manifest.passages} passages, {manifest.entries} index entries, "
        f"model {manifest.encoder_name} ({manifest.encoder_hash})."
    )


def add(
    file: Annotated[Path, typer.Argument(help="The policy as received: .md, .txt or .pdf.")],
    municipality: Annotated[str, typer.Option(help="Whose policy it is.")],
    title: Annotated[str | None, typer.Option(help="The document's title, where its first heading is not the title.")] = None,
) -> None:
    """Add a policy: keep the file as received and draft a transcription to read against it."""
    from corpus.adding import add_policy

    policies = load_settings().policies
    folder = add_policy(file, municipality, policies, title)
    where = "" if policies == POLICIES else f" --policies {policies}"
    typer.echo(
        f"Added {folder}. Read {folder / 'text.md'} against the source (python -m corpus diff {folder.name}{where}), "
        "then: python -m qa build"
    )


def list_policies() -> None:
    """List the policies with their facts."""
    corpus = load_corpus(load_settings().policies)
    for d in corpus.documents:
        passages = sum(len(s.passages) for s in corpus.sections[d.slug])
        dated = f"revised {d.revised}" if d.revised else f"decided {d.decided}" if d.decided else "undated"
        typer.echo(f"{d.slug}: {d.municipality}, {d.title}, {dated}, {passages} passages")


def remove(slug: Annotated[str, typer.Argument(help="Name of the policy's folder, as `list` shows it.")]) -> None:
    """Remove a policy from the corpus; its folder is kept aside."""
    from corpus.adding import remove_policy

    aside = remove_policy(slug, load_settings().policies)
    typer.echo(f"Removed. The folder is kept in {aside}. Next: python -m qa build")
