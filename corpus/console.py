"""Runs a command line so that people see one line when something goes wrong, and quotes in any script."""

import io
import sys

import typer

from corpus.errors import OrdagrantError


def run(app: typer.Typer) -> None:
    """Runs the command that was asked for; an error that a person can act on is one line, not a stack trace."""
    for stream in (sys.stdout, sys.stderr):  # whatever the terminal or a redirect assumes
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except OrdagrantError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None
