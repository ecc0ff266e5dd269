"""Tables and the report, from a few made-up outcomes."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from qa.evaluation.measured import Bin, Curve, Measure, RiskPoint
from qa.evaluation.plots import plot_hits, plot_reliability, plot_risk_coverage
from qa.evaluation.report import as_text, write_report
from qa.evaluation.summary import summarise
from qa.evaluation.tables import aim_rows, aligned, markdown
from tests.evaluation.outcomes import some_evaluation

NAN = float("nan")


def test_tables() -> None:
    rows = [["what", "n"], ["a|b", "10"]]
    assert aligned(rows) == "what   n\na|b   10"
    assert markdown(rows) == "| what | n |\n| --- | ---: |\n| a\\|b | 10 |"


def test_measures_stand_beside_their_aims() -> None:
    measures = [
        Measure("first", "hit", (0.5, 0.25, 0.75), 8, 0.9),
        Measure("refused", "refused", (0.01, 0, 0.02), 8, 0.03, True),
        Measure("ndcg", "no", (NAN,) * 3, 0, 0.9),
    ]
    assert aim_rows(measures)[1:] == [
        ["hit", "≥ 0.90", "0.500", "0.25–0.75", "8", "NO"],
        ["refused", "≤ 0.03", "0.010", "0.00–0.02", "8", "yes"],
        ["no", "≥ 0.90", "–", "–", "0", ""],
    ]


def test_only_the_split_that_is_asked_for_is_printed() -> None:
    measured = summarise(some_evaluation())
    text = as_text(measured, "test")
    unclaimed = next(line for line in text.splitlines() if line.startswith("unanswerable questions not claimed"))
    assert unclaimed.split()[-5:] == ["0.97", "1.000", "1.00–1.00", "3", "yes"]  # the one that was claimed is of development
    assert "By municipality, without any curation (test questions)" in text and "(development questions)" not in text
    both = as_text(measured, "all")
    assert text in both and "(development questions)" in both
    assert as_text(replace(measured, parts=()), "test") == "No test questions."


def test_the_report_links_pictures_that_exist(tmp_path: Path) -> None:
    path = write_report(summarise(some_evaluation()), tmp_path)
    report = path.read_text(encoding="utf-8")
    pictures = sorted(p.name for p in tmp_path.glob("*.svg"))
    assert len(pictures) == 6
    assert all(f"]({name})" in report for name in pictures)
    assert "## Test questions\n\n7 questions, 4 of them answered by the policies." in report
    assert "## Development questions\n\n1 questions, 0 of them" in report
    assert "| date | 2026-01-31 |" in report and "0.400 with curation, 0.380 just added, 0.360 without any" in report
    assert str(tmp_path) not in report


def test_the_same_outcomes_give_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_report(summarise(some_evaluation()), tmp_path / folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_pictures_are_svg_with_text() -> None:
    pictures = [
        plot_risk_coverage([Curve("sv", 2, (RiskPoint(0.5, 0.0, 0.9), RiskPoint(1.0, 0.5, 0.1)))], "Risk"),
        plot_reliability([Bin(0.1, 0.0, 1), Bin(0.9, 1.0, 1)], "Reliability"),
        plot_hits({"sv": ((0.9, 0.8, 1.0), None), "so": ((NAN,) * 3, (0.5, 0.4, 0.6))}, "Hits"),
        plot_risk_coverage([], "Nothing"),
        plot_hits({}, "Nothing"),
    ]
    for svg in pictures:
        assert ElementTree.fromstring(svg.decode()).tag.endswith("svg")
    assert ">Reliability</text>" in pictures[1].decode()
