"""The register of duties: filter it, name who stands in it, look one actor up.

An actor is asked for as people write it ("Nämnderna", "nämnd", "kommunala bolag"); the base form decides, and a short
name takes in the compounds that end in it (nämnd: socialnämnd too).
"""

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz, process

from corpus.errors import InputError
from qa.duties.actors import read_subject
from qa.duties.tokens import tokenize
from qa.types import Duty, Modality

# The words that give each modality, Swedish and English, for people who do not know its name.
_MODALITY_WORDS = {
    **dict.fromkeys(("ska", "skall", "måste", "must", "shall", "skyldighet"), Modality.OBLIGATION),
    **dict.fromkeys(("bör", "should", "rekommendation"), Modality.RECOMMENDATION),
    **dict.fromkeys(("får", "kan", "may", "tillåtelse"), Modality.PERMISSION),
    **dict.fromkeys(("får inte", "ska inte", "must not", "may not", "förbud"), Modality.PROHIBITION),
    **dict.fromkeys(("rättighet", "rätt", "rights"), Modality.RIGHT),
    **dict.fromkeys(("ansvar", "ansvarar", "responsible"), Modality.RESPONSIBILITY),
}
_SHORTEST_HEAD = 4  # letters: "man" does not take in "ombudsman"
NOBODY = "-"  # asked for as an actor: statements that name none
SORTS = ("order", "municipality", "actor", "modality", "deadline")
_SWEDISH = str.maketrans("åäöéü", "{|}ey")  # in code order after z, as Swedish sorts them


def filter_duties(
    duties: Sequence[Duty],
    *,
    municipality: str | None = None,
    actor: str | None = None,
    exact: bool = False,
    modality: Modality | str | None = None,
    text: str | None = None,
    municipalities: Iterable[str] = (),
) -> tuple[Duty, ...]:
    """The duties that meet every condition given, in their order; possibly none.

    `actor`: NOBODY asks for those that name none; with `exact` it is a base form, and more special kinds are left out.
    `text`: words that must all stand in the sentence, upper and lower case alike. `municipalities`: those that are
    known besides the ones in `duties` (a policy may state no duty). Raises InputError for an unknown actor,
    municipality or modality; the message lists the known ones, closest first.
    """
    chosen = list(duties)
    if municipality is not None:
        name = resolve_municipality(municipality, [*municipalities, *known_municipalities(duties)])
        chosen = [d for d in chosen if d.municipality == name]
    if modality is not None:
        wanted = resolve_modality(modality)
        chosen = [d for d in chosen if d.modality is wanted]
    if actor == NOBODY:
        chosen = [d for d in chosen if not actor_bases(d)]
    elif actor is not None:
        exactly = exact and actor in known_actors(duties)
        bases = frozenset([actor] if exactly else resolve_actor(actor, duties))
        chosen = [d for d in chosen if bases.intersection(actor_bases(d))]
    if text is not None:
        words = text.casefold().split()
        chosen = [d for d in chosen if all(w in d.sentence.casefold() for w in words)]
    return tuple(chosen)


def sort_duties(duties: Sequence[Duty], by: str = "order") -> tuple[Duty, ...]:
    """The duties by one of SORTS; a minus before it turns the order round. Duties that are alike keep reading order.

    "order" is reading order. Where nobody or no time is named, the duty comes last either way. Raises InputError for
    another word.
    """
    descending, name = by.startswith("-"), by.removeprefix("-")
    if name not in SORTS:
        raise InputError(f"unknown order {by!r}; use one of {', '.join(SORTS)}, with a minus for the other way round")
    if name == "order":
        return tuple(reversed(duties)) if descending else tuple(duties)
    modalities = list(Modality)
    keys: dict[str, Callable[[Duty], str | int | None]] = {
        "municipality": lambda d: swedish_key(d.municipality),
        "actor": lambda d: swedish_key(d.actor_base) if d.actor_base else None,
        "modality": lambda d: modalities.index(d.modality),
        "deadline": lambda d: swedish_key(d.deadline) if d.deadline else None,
    }
    key = keys[name]
    named = sorted((d for d in duties if key(d) is not None), key=key, reverse=descending)  # type: ignore[arg-type]
    return (*named, *(d for d in duties if key(d) is None))


def swedish_key(text: str) -> str:
    """Sorts as a Swedish reader expects: å, ä and ö after z.

    >>> sorted(["öster", "zon", "ålder", "ärende"], key=swedish_key)
    ['zon', 'ålder', 'ärende', 'öster']
    """
    return text.casefold().translate(_SWEDISH)


def actor_bases(duty: Duty) -> tuple[str, ...]:
    """Base forms of everyone who bears a duty: several where the subject is coordinated, none without an actor."""
    return tuple(duty.actor_base.split(", ")) if duty.actor_base else ()


def known_actors(duties: Iterable[Duty]) -> tuple[str, ...]:
    """Base forms of all actors, the ones with most duties first, then by name."""
    counts: dict[str, int] = {}
    for duty in duties:
        for base in actor_bases(duty):
            counts[base] = counts.get(base, 0) + 1
    return tuple(sorted(counts, key=lambda base: (-counts[base], base)))


def known_municipalities(duties: Iterable[Duty]) -> tuple[str, ...]:
    """Municipalities that state a duty, in the order of their first one."""
    return tuple(dict.fromkeys(d.municipality for d in duties))


def resolve_actor(name: str, duties: Sequence[Duty]) -> tuple[str, ...]:
    """Base forms that a name stands for. Raises InputError, listing the known actors, where it stands for none."""
    known = known_actors(duties)
    matched: list[str] = []
    for wanted in _wanted_bases(name):
        matched += [base for base in known if _is_kind_of(base, wanted) and base not in matched]
    if not matched:
        raise InputError(_unknown("actor", name, known))
    return tuple(matched)


def resolve_municipality(name: str, known: Sequence[str]) -> str:
    """The municipality as it is written in the register: "vansbro" and "Vansbro kommun" are Vansbro.

    Raises InputError, listing the known ones, for any other name.
    """
    plain = name.strip().casefold().removesuffix(" kommun")
    for candidate in known:
        low = candidate.casefold()
        if plain in (low, low + "s"):
            return candidate
    raise InputError(_unknown("municipality", name, tuple(dict.fromkeys(known))))


def resolve_modality(name: Modality | str) -> Modality:
    """A modality by its name, or by a word that gives it ("ska", "must"). Raises InputError that lists the names."""
    plain = name.strip().lower()
    if plain in _MODALITY_WORDS:
        return _MODALITY_WORDS[plain]
    try:
        return Modality(plain)
    except ValueError:
        raise InputError(_unknown("modality", name, tuple(m.value for m in Modality))) from None


def _wanted_bases(name: str) -> tuple[str, ...]:
    words = tokenize(name.strip())
    subject = read_subject(words, frozenset()) if words else None
    if subject is not None and subject.actor is not None:
        return subject.actor.bases
    return (name.strip().casefold(),) if name.strip() else ()


def _is_kind_of(base: str, wanted: str) -> bool:
    """Whether a base form is the wanted one or a more special kind of it: "kommunalt bolag" is a "bolag"."""
    low, wanted = base.casefold(), wanted.casefold()
    return low == wanted or (len(wanted) >= _SHORTEST_HEAD and low.endswith(wanted))


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    if not known:
        return f"unknown {what} {name!r}: the register is empty"
    found = process.extract(name.casefold(), {k: k.casefold() for k in known}, scorer=fuzz.WRatio, limit=None)
    ordered = [key for _, _, key in found]
    plural = {"actor": "actors", "municipality": "municipalities", "modality": "modalities"}[what]
    return f"unknown {what} {name!r}; known {plural}, closest first: {', '.join(ordered)}"
