"""The staff's password: only its hash is ever known."""

import pytest
from typer.testing import CliRunner

from corpus.errors import SettingsError
from qa.__main__ import app
from qa.commands import service
from qa.passwords import PasswordHash
from qa.settings import load_settings

GOOD = "korrekt häst batteri"


def test_only_the_right_password_matches() -> None:
    made = PasswordHash.of(GOOD)
    again = PasswordHash.parse(str(made))
    assert again == made and again.matches(GOOD)
    assert not again.matches(GOOD + " ") and not again.matches("") and not again.matches("\ud800")
    assert GOOD not in str(made)


def test_every_hash_has_a_salt_of_its_own() -> None:
    assert PasswordHash.of(GOOD).salt != PasswordHash.of(GOOD).salt


@pytest.mark.parametrize(
    "text",
    [
        "hunter2",
        GOOD,
        "",
        "scrypt$1$1$1$a$b",
        "scrypt$32768$8$1$not base64!$x",
        "md5$32768$8$1$c2FsdHNhbHRzYWx0$" + "A" * 43,
        "scrypt$-2$8$1$c2FsdHNhbHRzYWx0$" + "A" * 43,
        "scrypt$1000$8$1$c2FsdHNhbHRzYWx0$" + "A" * 43,
        "scrypt$1073741824$8$1$c2FsdHNhbHRzYWx0$" + "A" * 43,
    ],
)
def test_plain_text_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingsError, match="python -m qa password") as error:
        PasswordHash.parse(text)
    assert not text or text not in str(error.value)


def test_a_short_password_is_refused() -> None:
    with pytest.raises(SettingsError, match="at least 12"):
        PasswordHash.of("kort")


def test_the_settings_take_a_hash_only(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="plain text is not accepted"):
        load_settings({"ORDAGRANT_STAFF_PASSWORD": GOOD})
    made = str(PasswordHash.of(GOOD))
    assert load_settings({"ORDAGRANT_STAFF_PASSWORD": made}).unanswered_file is None
    assert load_settings({"ORDAGRANT_UNANSWERED": "x.sqlite"}).unanswered_file is None
    assert load_settings({"ORDAGRANT_STAFF_PASSWORD": made, "ORDAGRANT_UNANSWERED": "x.sqlite"}).unanswered_file is not None


def test_the_command_asks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([GOOD, GOOD, GOOD, GOOD + "!"])
    monkeypatch.setattr(service, "getpass", lambda prompt: next(answers))
    result = CliRunner().invoke(app, ["password"])
    assert result.exit_code == 0 and GOOD not in result.output
    line = next(line for line in result.stdout.splitlines() if line.startswith("staff_password"))
    assert PasswordHash.parse(line.split('"')[1]).matches(GOOD)
    assert isinstance(CliRunner().invoke(app, ["password"]).exception, SettingsError)


def test_the_list_of_settings_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDAGRANT_STAFF_PASSWORD", str(PasswordHash.of(GOOD)))
    result = CliRunner().invoke(app, ["settings"])
    assert "ORDAGRANT_STAFF_PASSWORD = (set)" in result.output and "scrypt" not in result.output
