"""`python -m qa`: every way in from the command line. Heavy packages are imported by the commands that need them."""

import io
import sys

import typer

from corpus.errors import OrdagrantError
from qa.commands import answering, measuring, policies, register, service

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Answers from municipal policies, word for word.")
for group in (answering, policies, register, measuring, service):
    group.add_to(app)


def main() -> None:
    """Runs a command; what goes wrong is one line that says what to do next, not a stack trace."""
    for stream in (sys.stdout, sys.stderr):  # quotes are in any script, whatever the terminal or a redirect assumes
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except OrdagrantError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
