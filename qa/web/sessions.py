"""Who has given the staff's password: sessions in this process's memory, and how often the password may be tried.

The cookie holds a random word and nothing else; what it stands for is forgotten when the process ends, after eight hours, or
when somebody logs out. Knows nothing about pages.
"""

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass

from fastapi import Request, Response

from qa.passwords import PasswordHash
from qa.web.rate_limit import RateLimit

COOKIE = "ordagrant-staff"
HOURS = 8
TRIES = 5  # a minute, from one address: nobody can lock the others out
TRIES_TOTAL = 30  # a minute, from all together
_MOST = 200  # sessions at once; the oldest end first


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that has given the password."""

    token: str  # that every form must carry
    ends: float  # seconds, as time.monotonic counts


class Sessions:
    """Opens, finds and ends sessions. Safe to use from several threads."""

    def __init__(self, password: PasswordHash, path: str) -> None:
        """`path` is where the cookie is sent: the address of the pages."""
        self._password, self._path = password, path
        self._limit = RateLimit(TRIES, TRIES_TOTAL)
        self._sessions: dict[str, Session] = {}  # hash of the cookie's word -> session
        self._lock = threading.Lock()

    def may_try(self, request: Request) -> bool:
        """Counts one try and says whether it is allowed."""
        return self._limit.allow(request.client.host if request.client else "", "password")

    def matches(self, password: str) -> bool:
        """Whether it is the password. Takes a tenth of a second."""
        return self._password.matches(password)

    def open(self, request: Request, response: Response) -> None:
        """Begins a session and gives the browser its cookie."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            self._forget()
            self._sessions[_hash(word)] = Session(secrets.token_urlsafe(32), time.monotonic() + HOURS * 3600)
        response.set_cookie(
            COOKIE,
            word,
            max_age=HOURS * 3600,
            path=self._path,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )

    def find(self, request: Request) -> Session | None:
        """The session of a request, if it has one that has not ended."""
        word = request.cookies.get(COOKIE, "")
        with self._lock:
            session = self._sessions.get(_hash(word))
            return session if session and session.ends > time.monotonic() else None

    def end(self, request: Request, response: Response) -> None:
        """Ends the session and takes the cookie back."""
        with self._lock:
            self._sessions.pop(_hash(request.cookies.get(COOKIE, "")), None)
        response.delete_cookie(COOKIE, path=self._path, httponly=True, samesite="strict")

    def _forget(self) -> None:
        now = time.monotonic()
        kept = [(key, s) for key, s in self._sessions.items() if s.ends > now]
        self._sessions = dict(kept[-(_MOST - 1) :])


def from_our_form(session: Session, token: str) -> bool:
    """Whether a form carries the session's token."""
    return hmac.compare_digest(session.token.encode(), token.encode("utf-8", "replace"))


def from_another_site(request: Request) -> bool:
    """Whether the browser says that another site sent a form. Old browsers say nothing."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
