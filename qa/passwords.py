"""The staff's password as a hash: scrypt of the standard library, in one string that stands in the settings.

    scrypt$<n>$<r>$<p>$<salt>$<hash>        salt and hash in URL-safe base64

The password itself is never stored, logged or shown. Knows nothing about sessions or pages.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from corpus.errors import SettingsError

SHORTEST = 12  # characters
_N, _R, _P = 2**15, 8, 1  # 32 MiB and about a tenth of a second a try
_MOST_MEMORY = 256 * 1024 * 1024
_LENGTH = 32  # bytes of the hash


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A hash with what it was made with."""

    n: int
    r: int
    p: int
    salt: bytes
    hash: bytes

    @classmethod
    def of(cls, password: str) -> "PasswordHash":
        """A hash of a new password with a salt of its own. Raises SettingsError for one that is too short."""
        if len(password) < SHORTEST:
            raise SettingsError(f"the password has {len(password)} characters; choose one with at least {SHORTEST}")
        salt = secrets.token_bytes(16)
        return cls(_N, _R, _P, salt, _scrypt(password, salt, _N, _R, _P))

    @classmethod
    def parse(cls, text: str) -> "PasswordHash":
        """Reads what `str` writes. Raises SettingsError that does not repeat the text, which may be a password."""
        try:
            kind, n, r, p, salt, digest = text.strip().split("$")
            found = cls(int(n), int(r), int(p), _bytes(salt), _bytes(digest))
            if kind != "scrypt" or len(found.hash) != _LENGTH or len(found.salt) < 8:
                raise ValueError
            if not (2 <= found.n <= 2**20 and found.n & (found.n - 1) == 0 and 1 <= found.r <= 32 and 1 <= found.p <= 16):
                raise ValueError
            if 128 * found.n * found.r > _MOST_MEMORY // 2:
                raise ValueError
        except ValueError:
            raise SettingsError(
                "staff_password is not a hash as `python -m qa password` makes it; a password in plain text is not accepted"
            ) from None
        return found

    def __str__(self) -> str:
        return f"scrypt${self.n}${self.r}${self.p}${_text(self.salt)}${_text(self.hash)}"

    def matches(self, password: str) -> bool:
        """Whether it is the hash of this password, compared in constant time."""
        return hmac.compare_digest(self.hash, _scrypt(password, self.salt, self.n, self.r, self.p))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=_LENGTH)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
