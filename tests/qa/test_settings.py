"""Settings from defaults, a file and the environment."""

from dataclasses import fields
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.store import POLICIES
from qa.settings import Settings, load_settings


def test_defaults() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.model, settings.policies) == ("127.0.0.1", 7860, "", POLICIES)


def test_the_environment_weighs_more_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('port = 9000\nhost = "0.0.0.0"\n', encoding="utf-8")
    settings = load_settings({"ORDAGRANT_SETTINGS": str(path), "ORDAGRANT_PORT": "9001", "ORDAGRANT_INDEX": str(tmp_path)})
    assert (settings.port, settings.host, settings.index) == (9001, "0.0.0.0", tmp_path)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ORDAGRANT_PORT": "many"}, "port = 'many' is not a whole number"),
        ({"ORDAGRANT_PORT": "70000"}, "port = 70000 is outside 0 to 65535"),
        ({"ORDAGRANT_MAX_QUESTION": "1"}, "max_question = 1 is outside 10 to 4000"),
        ({"ORDAGRANT_LOG_LEVEL": "loud"}, "log_level = 'loud' is none of"),
        ({"ORDAGRANT_ROOT_PATH": "fragor"}, "root_path = 'fragor' must begin with /"),
        ({"ORDAGRANT_PUBLISHED": "1 mars"}, "published = '1 mars' is not a date such as 2026-03-01"),
        ({"ORDAGRANT_STATEMENT_UPDATED": "20260301"}, "statement_updated = '20260301' is not a date"),
        ({"ORDAGRANT_SETTINGS": "nowhere.toml"}, r"the settings file nowhere\.toml cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(environment)


@pytest.mark.parametrize(
    "sites",
    [
        "'self'",
        "'none'",
        "'self' https://www.vansbro.se",
        "https://*.vansbro.se http://localhost:8000",
        "https://xn--hllefors-0za.se:*",
        "https:",
        "*",
    ],
)
def test_sites_that_may_embed(sites: str) -> None:
    assert Settings(allow_embedding=sites).allow_embedding == sites


@pytest.mark.parametrize(
    "sites",
    [
        "",
        "https://www.vansbro.se, https://www.hedemora.se",
        "https://www.vansbro.se; script-src *",
        "https://www.vansbro.se/",
        "'self' 'none'",
        "self'",
        "'unsafe-inline'",
        "javascript:",
        "https://hällefors.se",
        "https://www.vansbro.se\nset-cookie: a=b,",
    ],
)
def test_sites_that_would_break_the_policy_are_refused(sites: str) -> None:
    with pytest.raises(SettingsError, match=r"must name sites such as https://www\.example\.se"):
        load_settings({"ORDAGRANT_ALLOW_EMBEDDING": sites})


@pytest.mark.parametrize(("content", "message"), [("colour = 1", "unknown settings: colour"), ("port =", "cannot be read")])
def test_a_broken_file(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "s.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings({"ORDAGRANT_SETTINGS": str(tmp_path / "s.toml")})


def test_every_setting_says_what_it_is_for() -> None:
    assert [f.name for f in fields(Settings) if not f.metadata.get("help")] == []
