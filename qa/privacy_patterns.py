"""What personal data looks like where it has a form: numbers, net addresses, street addresses. Used by `qa.privacy` only.

The text has ASCII digits and no invisible characters when these look at it. Every pattern takes rather too much than too
little.
"""

import re

_I = re.IGNORECASE
_HOSTS = "se|com|org|net|nu|eu|info|io|ua|ir|de|no|fi|dk|pl|ru|uk|me|ly|be|gg|app|dev|fr|es|it|nl|tr|iq|edu|gov|example"
_AT = (
    r"(?:\s?@\s?|\s?[\[({]\s?(?:at|a|snabel-?a|ат)\s?[\])}]\s?|"
    r"\s+(?:snabel-?a|at)\s+(?=[\w-]+\s?(?:\.|\s(?:dot|punkt|prick)\s)\s?\w))"
)

# E-mail addresses (also written out to deceive programs), web addresses, names in social media.
ONLINE = re.compile(
    rf"[\w.+-]+{_AT}[\w-]+(?:(?:\s?\.\s?|\s?[\[(]?(?:dot|punkt|prick)[\])]?\s?)[\w-]+)*|"
    r"(?<!\w)@[\w.]+|(?:https?|hxxps?|ftp)://\S+|www\.\S+|"
    rf"(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:{_HOSTS})(?![\w])(?:/\S*)?",
    _I,
)

_ROADS = (
    r"gatan|gata|vägen|väg|vag|vagen|gränd|gränden|torget|torg|stigen|stig|allén|allé|alle|backen|backe|leden|esplanaden|"
    r"kajen|ringen|slingan|svängen|kroken|rundan|parken|platsen|plats|plan|liden|bron|höjden|udden|hagen|åsen|dalen|bruket|"
    r"gården|gård|stranden|strand|byn|berget|bergsvägen|heden|lund|lunden"
)
_NO = r"(?:\s*,?\s*(?:nr\.?|no\.?|#|nummer|number|رقم|شماره|пл|пл\.)?\s*)"
_HOUSE = rf"{_NO}\d{{1,5}}(?:\s?[a-zA-Z](?![\w]))?(?:\s?[-/]\s?\d+)?"

# A street with its number, in the order of each language; what stands before it with a capital belongs to it.
ADDRESS = re.compile(
    rf"(?:(?-i:[A-ZÅÄÖÉ])[\w:.'’-]*\s+){{0,3}}\b[\w-]*(?:{_ROADS})\b{_HOUSE}|"  # Norra Storgatan 12 B
    r"\b\d{1,5}[a-z]?\s+(?:[\w.'’-]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|square|court|boulevard|blvd)\b\.?|"
    r"(?-i:(?:\b[A-Z][\w.'’-]*\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Court)\b\.?)(?:\s*\d{1,5}\w?)?|"
    r"\b(?:box|postbox|po\s?box|p\.o\.\s?box|lgh|lägenhet|lgh\.?nr|apt|apartment|flat|unit|trapphus|uppgång|portkod|port|"
    r"кв|квартира|буд|будинок|під'їзд|дом|شقة|بناية|عمارة|واحد|پلاک|زنگ|guri|guriga)\.?(?:\s*(?:nr|no|رقم|شماره|№|lambar))?\.?"
    r"\s*[:#]?\s*\d{1,5}\s?[a-z]?\b|"
    r"\b(?:وال|بال|لل|و|ب|ل|ف)?(?:شارع|زقاق|حارة)\s+(?:[^\s\d،,.?؟]+\s*){1,3}?(?:[،,]?\s*(?:رقم|بناية|منزل)?\s*\d{1,5}|(?=[\s،,.?؟]|$))|"
    r"(?:خیابان|کوچه|بلوار|میدان|كوچه|خيابان)\s+(?:[^\s\d،,.?؟]+\s*){1,3}?(?:[،,]?\s*(?:پلاک|شماره|کوچه)?\s*\d{1,5}|(?=[\s،,.?؟]|$))|"
    r"\b(?:вул|вулиц[яіюею]+|просп|проспект[іу]?|пров|провул[а-яі]+|бульвар[іу]?|ул|улиц[аеыу]+|площ[аіу]+|майдан[іу]?)\b\.?\s+"
    r"[^\s\d,.?]+(?:\s+(?-i:[А-ЯІЇЄҐ])[^\s\d,.?]*)?(?:[\s,]*(?:буд|д|дом|№)?\.?\s*\d{1,5}\s?-?[а-яa-z]?\b)?|"
    r"\b(?:waddada|wadada|jidka|laamiga)\s+(?:[^\s\d,.?]+\s+)?(?:lambar\s*|lamber\s*)?\d{1,5}\b",
    _I,
)

# A road's name without a number. The word before the ending has three letters or more.
ROAD = re.compile(r"\w{3,}(?:gatan|vägen|gränden|torget|stigen|allén|backen|gatans|vägens)")

# Five digits or more, however they are parted: identity, phone, bank, case and post numbers; and dates with a year.
NUMBER = re.compile(
    r"[+(]*\d(?:[\s\-–—‑./,:()+_*xX#]{0,4}\d){4,}(?:[\s-]?[a-zA-Z]\b)?|"
    r"\b\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]?\s?\d{2,4}\b|"
    r"\b(?:19|20)\d\d\s?[./-]\s?\d{1,2}\b|"
    r"\b\d{2}\s?[-–]\s?\d{2}\b(?=\s?[-–])"
)

# Letters with three digits or more: passports, residence cards, case numbers, number plates, bank accounts.
ID_NUMBER = re.compile(
    r"(?<!\w)(?=[\w/-]*[^\W\d_])(?=(?:[\w/-]*?\d){3})[\w]+(?:[/-][\w]+)*(?!\w)|"
    r"(?-i:\b[A-ZÅÄÖ]{2,3}\s\d{2}[A-Z0-9]\b|\b[A-Z]{1,2}\s?\d{3,}\b)"
)

# Four digits that are no year of our time: a year of birth, the end of an identity number, a code.
LONE_YEAR = re.compile(r"(?!20(?:1[3-9]|[2-4]\d))\d{4}")
