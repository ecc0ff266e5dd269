"""A hand-out as a PDF, made on the server: A4, with fonts that hold Latin, Cyrillic and Arabic letters.

The fonts are DejaVu, which matplotlib carries (its licence allows it); nothing is fetched, and the machine needs no fonts
of its own. Letters are joined and ordered by HarfBuzz, so that Arabic and Persian read as they should.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF, Align, XPos, YPos
from fpdf.enums import MethodReturnValue
from segno import QRCode

from qa.web.sheet import Item, Quote, Sheet
from qa.web.steps import Part
from qa.web.texts import Texts, direction

MARGIN = 18.0  # mm, and so are all lengths below
INDENT = 5.0  # of a quote
QR = 30.0  # side
LINE = 9.0  # between lines to write on
ACCENT, INK, MUTED, RULE = (11, 85, 99), (26, 34, 44), (82, 93, 105), (150, 155, 160)
LEADING = 0.3528 * 1.45  # mm of line height for each point of type: a point is 0.3528 mm


def fonts() -> Path:
    """The folder with DejaVu. matplotlib is looked up, not imported: a page needs its fonts, not its second of start-up."""
    found = find_spec("matplotlib")
    assert found is not None and found.origin is not None  # noqa: S101 -- a dependency of the program
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


class Paper(FPDF):
    """A4 pages with a footer, and one way to write a paragraph."""

    def __init__(self, sheet: Sheet, t: Texts) -> None:
        super().__init__(format="A4")
        self.t = t
        self._rule_from: float | None = None  # where a rule beside the text began on this page
        self.c_margin = 0.0  # text begins where lines do
        self.set_title(sheet.title.text)
        self.set_lang(sheet.language)
        self.set_creator("Ordagrant")
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 4)
        for family, style, file in (("sans", "", "DejaVuSans"), ("sans", "B", "DejaVuSans-Bold"), ("serif", "", "DejaVuSerif")):
            self.add_font(family, style, fonts() / f"{file}.ttf")
        self.set_fallback_fonts(["sans"], exact_match=False)
        self.set_text_shaping(True)
        self.add_page()

    def footer(self) -> None:
        """Where one is; the library puts the count of pages in at the end. A rule goes on on the next page."""
        if self._rule_from is not None:
            self._draw_rule()
            self._rule_from = self.t_margin
        self.set_y(-MARGIN)
        self.set_font("sans", size=8)
        self.set_text_color(*MUTED)
        self.cell(0, 5, f"Ordagrant · {self.t('handout.page', number=self.page_no(), count='{nb}')}")

    def paragraph(
        self,
        words: Part,
        size: float,
        *,
        font: str = "sans",
        bold: bool = False,
        color: tuple[int, int, int] = INK,
        indent: float = 0.0,
        width: float = 0.0,
        after: float = 1.5,
        link: str = "",
    ) -> None:
        """A paragraph, `indent` inside the margin. `width` 0: to the right margin."""
        rtl = direction(words.language) == "rtl"
        self.set_font(font, "B" if bold else "", size)
        self.set_text_color(*color)
        self.set_x(self.l_margin + indent)
        height = LEADING * size
        align = Align.R if rtl else Align.L
        self.multi_cell(
            width or self.epw - indent, height, words.text, align=align, link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.set_y(self.get_y() + after)

    def height_of(self, words: Part, size: float, font: str = "sans", width: float = 0.0) -> float:
        """How much of a page a paragraph takes."""
        self.set_font(font, "", size)
        taken = self.multi_cell(width or self.epw, LEADING * size, words.text, dry_run=True, output=MethodReturnValue.HEIGHT)
        assert isinstance(taken, float | int)  # noqa: S101 -- what was asked for
        return float(taken)

    def keep_together(self, height: float) -> None:
        """Begins a page where less than that is left on this one."""
        if self.will_page_break(min(height, self.eph / 2)):
            self.add_page()

    @contextmanager
    def ruled(self) -> Iterator[None]:
        """What is written meanwhile has a rule beside it, from page to page."""
        self._rule_from = self.get_y()
        yield
        self._draw_rule()
        self._rule_from = None

    def _draw_rule(self) -> None:
        if self._rule_from is None or self.get_y() - self._rule_from < 2:
            return
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.8)
        self.line(self.l_margin + 0.4, self._rule_from + 0.7, self.l_margin + 0.4, self.get_y() - 0.3)


def write_pdf(sheet: Sheet, code: QRCode, t: Texts, lines: int) -> bytes:
    """The PDF's bytes. `code` leads to the sheet's address; `lines` to write on stand under each step."""
    paper = Paper(sheet, t)
    _top(paper, sheet, code)
    for number, item in enumerate(sheet.items, start=1):
        _item(paper, number, item, lines)
    paper.paragraph(Part(t("handout.disclaimer"), t.language), 8, color=MUTED)
    return bytes(paper.output())


def _top(paper: Paper, sheet: Sheet, code: QRCode) -> None:
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=10, border=2)
    paper.image(
        picture,
        paper.w - MARGIN - QR,
        MARGIN,
        QR,
        QR,
        link=sheet.address,
        alt_text=paper.t("handout.qr", address=sheet.address),
    )
    width = paper.epw - QR - 8
    paper.paragraph(sheet.title, 22, bold=True, width=width)
    paper.paragraph(sheet.shows, 11, color=MUTED, width=width, after=3)
    paper.paragraph(Part(paper.t("handout.address"), sheet.language), 8.5, color=MUTED, width=width, after=0)
    paper.paragraph(Part(sheet.address, "en"), 10, width=width, color=ACCENT, link=sheet.address)
    paper.set_y(max(paper.get_y(), MARGIN + QR) + 4)


def _item(paper: Paper, number: int, item: Item, lines: int) -> None:
    heading = Part(" · ".join(p.text for p in item.heading), item.heading[0].language)
    first = _height(paper, item.quotes[0]) if item.quotes else 0.0
    paper.keep_together(25 + paper.height_of(heading, 14) + 8 * len(item.said) + first)
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.2)
    paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
    paper.set_y(paper.get_y() + 3.5)
    kind = " · ".join(filter(None, [f"{number}. {item.kind}", item.place]))
    paper.paragraph(Part(kind, paper.t.language), 9, bold=True, color=ACCENT, after=0.5)
    paper.start_section(f"{number}. {heading.text}")
    paper.paragraph(heading, 14, bold=True)
    for words in item.said:
        paper.paragraph(words, 10)
    for quote in item.quotes:
        _quote(paper, quote)
    _notes(paper, lines)


def _height(paper: Paper, quote: Quote) -> float:
    parts = [(Part(quote.text, "sv"), 11.0, "serif"), (Part(quote.source, "sv"), 8.5, "sans")]
    if quote.translation:
        parts.append((quote.translation, 10.0, "sans"))
    return sum(paper.height_of(words, size, font, paper.epw - INDENT) + 2 for words, size, font in parts)


def _quote(paper: Paper, quote: Quote) -> None:
    paper.keep_together(_height(paper, quote))
    with paper.ruled():
        paper.paragraph(Part(quote.text, "sv"), 11, font="serif", indent=INDENT, after=1)
        if quote.translation:
            label = Part(paper.t("demonstrate.unofficial"), paper.t.language)
            paper.paragraph(label, 8, color=MUTED, indent=INDENT, after=0)
            paper.paragraph(quote.translation, 10, indent=INDENT, after=1)
        paper.paragraph(Part(quote.source, "sv"), 8.5, color=MUTED, indent=INDENT, after=0)
    paper.set_y(paper.get_y() + 3.5)


def _notes(paper: Paper, lines: int) -> None:
    paper.keep_together(5 + lines * LINE)
    paper.paragraph(Part(paper.t("handout.notes"), paper.t.language), 8, color=MUTED, after=0)
    paper.set_draw_color(*RULE)
    paper.set_line_width(0.2)
    for _ in range(lines):
        paper.set_y(paper.get_y() + LINE)
        paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
    paper.set_y(paper.get_y() + 6)
