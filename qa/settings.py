"""Everything that an operator can set: defaults, one TOML file, environment variables, in rising order of weight.

Only entry points read settings; stages get plain arguments. `python -m qa settings` lists them all.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from corpus.store import POLICIES
from qa.passwords import PasswordHash

PREFIX = "ORDAGRANT_"
FILE_VARIABLE = PREFIX + "SETTINGS"  # path of the TOML file
_ROOT = Path(__file__).resolve().parent.parent
# A site as the CSP directive frame-ancestors names it: https://www.example.se, https://*.example.se, localhost:8000, https:
_HOST = r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\]"
_SITE = re.compile(rf"'self'|\*|https?:|(?:https?://)?(?:{_HOST})(?::(?:[0-9]+|\*))?", re.IGNORECASE)


def _setting(default: Any, help_: str) -> Any:
    return field(default=default, metadata={"help": help_})


@dataclass(frozen=True, slots=True)
class Settings:
    """One value per setting; the help text says what it is for."""

    host: str = _setting("127.0.0.1", "Address that the server listens on. 0.0.0.0 lets other machines in.")
    port: int = _setting(7860, "Port that the server listens on.")
    root_path: str = _setting("", "Path under which a reverse proxy serves the chat, such as /fragor.")
    policies: Path = _setting(POLICIES, "Folder with one folder per policy.")
    index: Path = _setting(_ROOT / ".index", "Folder where the built index is kept.")
    model: str = _setting(
        "", "A sentence-transformers model: hub id or folder. Empty: the model that is installed with the program."
    )
    max_question: int = _setting(1000, "Longest question in characters.")
    rate_per_minute: int = _setting(
        120, "Questions that one address may ask per minute. A class or a library may all come from one address."
    )
    rate_total_per_minute: int = _setting(1200, "Questions that all addresses together may ask per minute.")
    trusted_proxies: str = _setting(
        "127.0.0.1", "Addresses of reverse proxies whose X-Forwarded-For is believed, comma separated."
    )
    allow_embedding: str = _setting(
        "'self'",
        "Sites that may show the chat in a frame, with spaces between them: https://www.example.se. 'none': no site.",
    )
    contact: str = _setting("", "How a visitor reaches a person: an e-mail address, phone number or web address.")
    report_accessibility: str = _setting("", "Where accessibility problems are reported: an e-mail address or web address.")
    operator: str = _setting("", "Name of the organisation that runs this service, for the accessibility statement.")
    published: str = _setting("", "Date when the service was published, YYYY-MM-DD, for the accessibility statement.")
    statement_updated: str = _setting(
        "", "Date when you last went through the accessibility statement, YYYY-MM-DD. Empty: when its text was last changed."
    )
    scenarios: str = _setting(
        "", "A TOML file with scenarios of your own for the trainers' pages. Empty: those that come with the program."
    )
    unanswered: str = _setting(
        "", "File that keeps what the policies do not answer, without personal data, for 30 days. Empty: nothing is kept."
    )
    staff_password: str = _setting(
        "", "The password for /obesvarat as a hash, made by `python -m qa password`. Empty: the page does not exist."
    )
    log_level: str = _setting("info", "error, warning, info or debug. Questions are never logged.")

    @property
    def own_scenarios(self) -> Path | None:
        """The file that `scenarios` names."""
        return Path(self.scenarios).expanduser() if self.scenarios else None

    @property
    def unanswered_file(self) -> Path | None:
        """Where unanswered questions are kept; None where they are not, which is so without a password, too."""
        return Path(self.unanswered).expanduser() if self.unanswered and self.staff_password else None

    def __post_init__(self) -> None:
        if self.staff_password:
            PasswordHash.parse(self.staff_password)
        for name, low, high in (
            ("port", 0, 65535),
            ("max_question", 10, 4000),  # six earlier questions as long, two bytes a letter, fit in a request, too
            ("rate_per_minute", 1, 10**6),
            ("rate_total_per_minute", 1, 10**7),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise SettingsError(f"{name} = {value} is outside {low} to {high}")
        if self.log_level not in ("error", "warning", "info", "debug"):
            raise SettingsError(f"log_level = {self.log_level!r} is none of error, warning, info, debug")
        if self.root_path and not self.root_path.startswith("/"):
            raise SettingsError(f"root_path = {self.root_path!r} must begin with /")
        sites = self.allow_embedding.split()
        if sites != ["'none'"] and (not sites or not all(map(_SITE.fullmatch, sites))):
            raise SettingsError(
                f"allow_embedding = {self.allow_embedding!r} must name sites such as https://www.example.se with spaces "
                "between them and no path, or 'self', or 'none' alone"
            )
        for name in ("published", "statement_updated"):
            value = getattr(self, name)
            if value and not _is_date(value):
                raise SettingsError(f"{name} = {value!r} is not a date such as 2026-03-01")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the defaults, the TOML file named in ORDAGRANT_SETTINGS, and ORDAGRANT_* variables.

    Raises SettingsError naming the setting where a value cannot be used.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    if path := environment.get(FILE_VARIABLE):
        try:
            values |= tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"the settings file {path} cannot be read: {error}") from None
    known = {f.name: f for f in fields(Settings)}
    if unknown := sorted(set(values) - set(known)):
        raise SettingsError(f"unknown settings: {', '.join(unknown)}; python -m qa settings lists the known ones")
    values |= {name: environment[PREFIX + name.upper()] for name in known if PREFIX + name.upper() in environment}
    return Settings(**{name: _converted(known[name], value) for name, value in values.items()})


def _converted(setting: "Field[Any]", value: Any) -> Any:
    try:
        if setting.type is int:
            return int(value)
        if setting.type is Path:
            return Path(value).expanduser()
        return str(value)
    except (TypeError, ValueError):
        kind = "a whole number" if setting.type is int else "a path" if setting.type is Path else "text"
        raise SettingsError(f"{setting.name} = {value!r} is not {kind}") from None
