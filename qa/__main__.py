"""`python -m qa`: every way in from the command line. Heavy packages are imported by the commands that need them."""

import typer

from corpus.console import run
from qa.commands import answering, curation, measuring, policies, register, service

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Answers from municipal policies, word for word.")
for group in (answering, policies, register, measuring, curation, service):
    group.add_to(app)


def main() -> None:
    """Runs a command."""
    run(app)


if __name__ == "__main__":
    main()
