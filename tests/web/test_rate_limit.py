"""One address, and all together, may ask so many questions a minute."""

from qa.web.rate_limit import RateLimit, group


def test_one_address_is_limited_and_others_are_not() -> None:
    limit = RateLimit(2, 100)
    assert [limit.allow("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert limit.allow("192.0.2.2")


def test_all_together_are_limited() -> None:
    limit = RateLimit(2, 3)
    assert [limit.allow(f"192.0.2.{n}") for n in range(4)] == [True, True, True, False]


def test_one_address_cannot_use_up_what_everybody_has() -> None:
    limit = RateLimit(2, 3)
    for _ in range(10):
        limit.allow("192.0.2.1")
    assert limit.allow("192.0.2.2")


def test_kinds_have_accounts_of_their_own() -> None:
    limit = RateLimit(1, 10)
    assert limit.allow("192.0.2.1") and limit.allow("192.0.2.1", "feedback")


def test_an_ipv6_household_is_one_address() -> None:
    assert group("2001:db8::1") == group("2001:db8::ffff") != group("2001:db8:0:1::1")
    assert group("::ffff:192.0.2.1") == "192.0.2.1"
    assert group("testclient") == "unknown"
