"""How many questions one address, and all addresses together, may ask per minute.

Counts live in memory and are forgotten when the process ends. Knows nothing about HTTP.
"""

import ipaddress

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from corpus.errors import OrdagrantError


class TooMany(OrdagrantError):
    """More was asked than may be asked in this minute."""


class RateLimit:
    """A moving window of one minute."""

    def __init__(self, per_address: int, total: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_address = RateLimitItemPerMinute(per_address)
        self._total = RateLimitItemPerMinute(total)

    def allow(self, address: str, kind: str = "ask") -> bool:
        """Counts one question and says whether it may be asked. `kind` keeps separate accounts."""
        who = group(address)
        if not self._limiter.test(self._per_address, kind, who):
            return False
        # The total is counted only for what the address itself may still ask: one visitor cannot use up everybody's.
        return self._limiter.hit(self._total, kind, "all") and self._limiter.hit(self._per_address, kind, who)


def group(address: str) -> str:
    """The address that is counted: a household has one IPv4 address, but a whole /64 of IPv6.

    >>> group("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
