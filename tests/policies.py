"""Two small policies of places that do not exist, written as folders."""

import hashlib
from pathlib import Path

STORKOPING = """\
# Integrationspolicy för Storköpings kommun

Alla ska känna sig välkomna. Det gäller bl.a. nyanlända elever.

## Ansvar för uppföljning {#ansvar}

Kommunstyrelsen ansvarar för att planen följs upp varje år.

Policyn antas av fullmäktige. Biblioteket ska erbjuda:

- språkkaféer varje torsdag
- böcker på flera språk

## Kontakt {#kontakt .added}

Telefon: 0123-456 78\\
E-post: info@storkoping.example
"""
LILLBYN = """\
# Policy för Lillbyn

Skolan ska ge alla elever modersmålsundervisning. Varje elev får en studieplan.

Fritidsgården¹ håller öppet på kvällarna.

¹ Källa: fritidsnämnden i Lillbyn
"""


def write_policy(
    policies: Path, slug: str, municipality: str, text: str, more: str = "", source: bytes = b"As received.\n"
) -> Path:
    """A policy folder; `more` stands in document.toml before [source]."""
    folder = policies / slug
    folder.mkdir(parents=True)
    (folder / "source.txt").write_bytes(source)
    (folder / "text.md").write_text(text, encoding="utf-8")
    (folder / "document.toml").write_text(
        f'municipality = "{municipality}"\ntitle = "{text.splitlines()[0].lstrip("# ")}"\nlanguage = "sv"\n{more}\n'
        f'[source]\nfile = "source.txt"\nsha256 = "{hashlib.sha256(source).hexdigest()}"\n',
        encoding="utf-8",
    )
    return folder


def write_both(policies: Path) -> Path:
    """Both policies; returns the folder that holds them."""
    write_policy(policies, "storkoping", "Storköping", STORKOPING, 'aliases = ["ستورشوبينغ"]')
    write_policy(policies, "lillbyn", "Lillbyn", LILLBYN)
    return policies
