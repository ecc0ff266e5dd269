"""`serve` and `settings`."""

import dataclasses

import typer

from qa.settings import FILE_VARIABLE, PREFIX, Settings, load_settings


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(serve)
    app.command()(settings)


def serve() -> None:
    """Serve the web chat, the pages and the HTTP interface."""
    from qa.web.server import serve as serve_web

    serve_web(load_settings())


def settings() -> None:
    """List every setting with its variable, present value and meaning."""
    current = load_settings()
    typer.echo(f"Set in a TOML file named in {FILE_VARIABLE}, or as environment variables.\n")
    for field in dataclasses.fields(Settings):
        typer.echo(f"{PREFIX}{field.name.upper()} = {getattr(current, field.name)}\n    {field.metadata['help']}")
