"""Base form of a word that is in none of our tables. The only module that loads simplemma's dictionary (0.8 s)."""

from functools import lru_cache


@lru_cache(512)
def lemma(word: str) -> str:
    """Base form of a Swedish noun; a name or an unknown word comes back as it is.

    >>> lemma("Hedemorabostäder")
    'Hedemorabostäder'
    """
    import simplemma

    return simplemma.lemmatize(word, lang="sv") if word.islower() or simplemma.is_known(word.lower(), lang="sv") else word
