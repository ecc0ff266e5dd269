"""Shares, numbers, plurals, days and names of languages as people write them. The only module that imports Babel."""

import math
import re
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

NOTHING = "–"  # where there is nothing to measure


def percent(share: float | None, language: str, digits: int = 0) -> str:
    """A share in percent, whole or with decimals.

    >>> percent(0.734, "en"), percent(0.734, "en", 1)
    ('73%', '73.4%')
    """
    if share is None or math.isnan(share):
        return NOTHING
    whole = str(format_percent(share, locale=language))
    return re.sub(r"\d+", decimal(100 * share, language, digits), whole) if digits else whole


def percent_range(low: float, high: float, language: str) -> str:
    """Both ends of an interval.

    >>> percent_range(0.7, 0.85, "en")
    '70–85%'
    """
    if math.isnan(low):
        return NOTHING
    return f"{100 * low:.0f}–{percent(high, language)}"


def decimal(value: float | None, language: str, digits: int = 2) -> str:
    """A number with the language's own decimal mark.

    >>> decimal(0.5, "sv")
    '0,50'
    """
    if value is None or math.isnan(value):
        return NOTHING
    return str(format_decimal(value, format=f"0.{'0' * digits}", locale=language))


def language_name(code: str, language: str) -> str:
    """What a language is called in another; its code where that is not known.

    >>> language_name("so", "sv")
    'somaliska'
    """
    return str(Locale.parse(language).languages.get(code, code))


def day(value: date, language: str) -> str:
    """A date in words.

    >>> day(date(2026, 3, 1), "sv")
    '1 mars 2026'
    """
    return str(format_date(value, "d MMMM y", locale=language))


def plural_form(number: int, language: str) -> str:
    """The plural category of a number, as Unicode names it: one, few, many, other ...

    >>> [plural_form(n, "ar") for n in (1, 2, 7, 11)]
    ['one', 'two', 'few', 'many']
    """
    return str(Locale.parse(language).plural_form(number))
