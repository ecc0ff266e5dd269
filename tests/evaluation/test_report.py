"""Tables and the report, from a few made-up outcomes."""

import json
from pathlib import Path
from xml.etree import ElementTree

from qa.evaluation.measures import Measure
from qa.evaluation.plots import plot_hits, plot_reliability, plot_risk_coverage, reliability
from qa.evaluation.report import Evaluation, as_dict, as_text, write_report
from qa.evaluation.tables import aim_rows, aligned, markdown
from tests.evaluation.outcomes import MUNICIPALITIES, some_outcomes

NAN = float("nan")


def _evaluation() -> Evaluation:
    outcomes = tuple(some_outcomes())
    return Evaluation(outcomes, outcomes[:4], MUNICIPALITIES, {"model": "made up"})


def test_tables() -> None:
    rows = [["what", "n"], ["a|b", "10"]]
    assert aligned(rows) == "what   n\na|b   10"
    assert markdown(rows) == "| what | n |\n| --- | ---: |\n| a\\|b | 10 |"


def test_measures_stand_beside_their_aims() -> None:
    measures = [
        Measure("hit", (0.5, 0.25, 0.75), 8, 0.9),
        Measure("refused", (0.01, 0, 0.02), 8, 0.03, True),
        Measure("no", (NAN,) * 3, 0, 0.9),
    ]
    assert aim_rows(measures)[1:] == [
        ["hit", "≥ 0.90", "0.500", "0.25–0.75", "8", "NO"],
        ["refused", "≤ 0.03", "0.010", "0.00–0.02", "8", "yes"],
        ["no", "≥ 0.90", "–", "–", "0", ""],
    ]


def test_only_the_split_that_is_asked_for_is_printed() -> None:
    text = as_text(_evaluation(), "test")
    unclaimed = next(line for line in text.splitlines() if line.startswith("unanswerable questions not claimed"))
    assert unclaimed.split()[-5:] == ["0.97", "1.000", "1.00–1.00", "3", "yes"]  # the one that was claimed is of development
    assert "By municipality, without curation (test questions)" in text
    assert as_text(Evaluation((), (), {}, {}), "test") == "No test questions."


def test_the_report_links_pictures_that_exist(tmp_path: Path) -> None:
    path = write_report(_evaluation(), tmp_path)
    report = path.read_text(encoding="utf-8")
    pictures = sorted(p.name for p in tmp_path.glob("*.svg"))
    assert len(pictures) == 6
    assert all(f"]({name})" in report for name in pictures)
    assert "## Test questions\n\n7 questions, 4 of them answered by the policies." in report
    assert "## Development questions\n\n1 questions, 0 of them" in report
    assert str(tmp_path) not in report


def test_the_same_outcomes_give_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_report(_evaluation(), tmp_path / folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_pictures_are_svg_with_text() -> None:
    pictures = [
        plot_risk_coverage({"sv": ([0.9, 0.1], [True, False])}, "Risk"),
        plot_reliability([0.9, 0.1], [True, False], "Reliability"),
        plot_hits({"sv": ((0.9, 0.8, 1.0), None), "so": ((NAN,) * 3, (0.5, 0.4, 0.6))}, "Hits"),
        plot_risk_coverage({}, "Nothing"),
        plot_hits({}, "Nothing"),
    ]
    for svg in pictures:
        assert ElementTree.fromstring(svg.decode()).tag.endswith("svg")
    assert ">Reliability</text>" in pictures[1].decode()


def test_reliability_bins_hold_equally_many() -> None:
    assert reliability([0.8, 0.2, 0.4, 0.6], [True, False, True, True], 2) == [
        (0.30000000000000004, 0.5, 2),
        (0.7, 1.0, 2),
    ]


def test_json_is_valid_and_complete() -> None:
    table = json.loads(json.dumps(as_dict(_evaluation()), allow_nan=False))
    assert len(table["questions"]) == 12
    assert table["splits"]["test"]["curated"][0]["value"] == 0.5
    assert table["questions"][2] | {"score": 0} == {
        "mode": "curated", "id": "3", "split": "test", "language": "en", "kind": "what", "expected": "answered",
        "status": "not_found", "language_found": "sv", "gold": ["a/1"], "citations": [], "related": ["a/1"], "score": 0,
        "authority": None, "authority_found": None,
    }  # fmt: skip
