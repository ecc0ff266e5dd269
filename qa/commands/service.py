"""`serve`, `settings` and `password`."""

import dataclasses
from getpass import getpass

import typer

from corpus.errors import SettingsError
from qa.passwords import PasswordHash
from qa.settings import FILE_VARIABLE, PREFIX, Settings, load_settings


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(serve)
    app.command()(settings)
    app.command()(password)


def serve() -> None:
    """Serve the web chat, the pages and the HTTP interface."""
    from qa.web.server import serve as serve_web

    serve_web(load_settings())


def settings() -> None:
    """List every setting with its variable, present value and meaning."""
    current = load_settings()
    typer.echo(f"Set in a TOML file named in {FILE_VARIABLE}, or as environment variables.\n")
    for field in dataclasses.fields(Settings):
        value = getattr(current, field.name)
        shown = "(set)" if field.name == "staff_password" and value else value
        typer.echo(f"{PREFIX}{field.name.upper()} = {shown}\n    {field.metadata['help']}")


def password() -> None:
    """Ask twice for the staff's password and print its hash, as a line for the settings file."""
    first = getpass("The staff's password: ")
    made = PasswordHash.of(first)
    if getpass("Once more: ") != first:
        raise SettingsError("the two passwords differ; nothing was made")
    typer.echo("One of these, in the settings file or in the environment:", err=True)
    typer.echo(f'staff_password = "{made}"')
    typer.echo(f"{PREFIX}STAFF_PASSWORD='{made}'")
