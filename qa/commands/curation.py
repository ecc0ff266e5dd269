"""`unanswered` and `curation`: what the policies do not answer, and what staff have done about it, without a browser."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import SettingsError
from qa.settings import load_settings

_curation = typer.Typer(help="List what staff have published and undone; undo a change.")


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command()(unanswered)
    app.add_typer(_curation, name="curation", invoke_without_command=True)


def unanswered(
    as_json: Annotated[bool, typer.Option("--json", help="Print the groups as JSON.")] = False,
    delete_all: Annotated[bool, typer.Option("--delete-all", help="Delete all questions that are kept.")] = False,
) -> None:
    """List what people asked that the policies do not answer, grouped by meaning; groups smaller than three are not shown."""
    from qa.evaluation.tables import aligned
    from qa.unanswered.groups import grouped
    from qa.unanswered.store import Store

    store = Store(_file())
    if delete_all:
        typer.echo(f"Deleted {store.delete()} questions from {store.path}. The history of curated questions is kept.")
        return
    found = grouped(store.questions())
    if as_json:
        table: dict[str, Any] = {
            "groups": [
                {
                    "id": g.id,
                    "questions": g.size,
                    "first": g.days[0].isoformat(),
                    "last": g.days[1].isoformat(),
                    "languages": {language: count or "1-2" for language, count in g.languages},
                    "municipalities": {place: count or "1-2" for place, count in g.municipalities},
                    "examples": [{"language": q.language, "text": q.text} for q in g.examples()],
                }
                for g in found.groups
            ],
            "not_shown": {"groups": found.small_groups, "questions": found.small_questions},
        }
        typer.echo(json.dumps(table, ensure_ascii=False, indent=2))
        return
    rows = [["questions", "languages", "municipalities", "most typical"]]
    for g in found.groups:
        languages = ", ".join(f"{language} {count or '1-2'}" for language, count in g.languages)
        places = ", ".join(f"{place or 'any'} {count or '1-2'}" for place, count in g.municipalities)
        rows.append([str(g.size), languages, places, g.questions[0].text])
    if found.groups:
        typer.echo(aligned(rows))
    typer.echo(
        f"{len(found.groups)} groups. Not shown: {found.small_questions} questions in {found.small_groups} smaller groups."
    )


@_curation.callback()
def history(context: typer.Context) -> None:
    """List what staff have published and undone, newest first."""
    if context.invoked_subcommand:
        return
    from qa.evaluation.tables import aligned
    from qa.unanswered.store import Store

    rows = [["number", "time (UTC)", "action", "passage", "language", "question"]]
    for c in Store(_file()).history():
        action = f"{c.action.value} (undone)" if c.undone else c.action.value
        rows.append([str(c.id), f"{c.time:%Y-%m-%d %H:%M}", action, c.passage_id, c.language, c.text])
    typer.echo(aligned(rows) if len(rows) > 1 else "Nothing has been published yet.")


@_curation.command()
def undo(number: Annotated[int, typer.Argument(help="Number of the change, as `curation` lists it.")]) -> None:
    """Take a published question back out of the policies. A server that is running notices when it is started again."""
    from qa.commands.answering import load_engine
    from qa.unanswered.curation import Curation
    from qa.unanswered.store import Store

    settings = load_settings()
    Curation(settings.policies, settings.index, Store(_file())).undo(load_engine(), number)
    typer.echo(f"Undone: change {number}. Start a running server again.")


def _file() -> Path:
    """The file of the settings, also where a missing password has turned storing off."""
    path = load_settings().unanswered
    if not path:
        raise SettingsError("unanswered questions are not kept: the setting `unanswered` names no file")
    return Path(path).expanduser()
