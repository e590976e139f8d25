"""Two presses of a paper: a .docx that people go on editing in Word, and a PDF. Both lay out the same blocks; there is no template language in what a person typed.

The .docx is put together element by element, so neither markup nor braces nor formulas mean anything in it; the PDF escapes everything. What no eye can see
(control characters, direction marks) is left out of both.
"""

import io
from datetime import UTC, datetime
from typing import Any

import docx
from django.template.loader import get_template
from django.utils.translation import gettext_lazy, override
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from courses.dossiers.fact_rules import Book
from courses.dossiers.paper_rules import Paper
from courses.dossiers.sheet_printing import Block, Sheet, sheet_of
from school import pdf
from school.people.rules import tidy
from school.templatetags.look import typograf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
KINDS = {"docx": DOCX, "pdf": PDF}
FACE = "Times New Roman"
STILL = datetime(2000, 1, 1, tzinfo=UTC)
WIDTH = 16.5  # centimetres between the margins
SIGNED = (6.4, 4.4, 5.7)
COLUMNS: dict[int, tuple[float, ...]] = {4: (3.2, 2.6, 2.2, 8.5), 3: (7.5, 5, 4), 2: (5.5, 11)}
SIGNATURE, DATE, SEAL = "_" * 17, gettext_lazy("«____» ______________ 20___ г."), gettext_lazy("М. П. (при наличии)")
CSS = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @bottom-center { content: counter(page); font: 9pt "Press Serif"; } }
@page :first { @bottom-center { content: none; } }
body { font: 12pt/1.4 "Press Serif"; margin: 0; overflow-wrap: anywhere; }
.address { margin: 0 0 12mm 80mm; }
.address p { margin: 0 0 1mm; }
.address .from { margin-top: 3mm; }
h1 { font: 700 14pt/1.3 "Press Serif"; text-align: center; margin: 0 0 7mm; }
h1 small { display: block; font-size: 12pt; }
h2 { font: 700 12pt/1.35 "Press Serif"; margin: 5mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2.5mm; }
.text { text-indent: 10mm; }
ol { margin: 0 0 3mm; padding-left: 9mm; }
li { margin: 0 0 1mm; }
table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; }
td, th { padding: 1.2mm 2mm; text-align: left; vertical-align: top; }
.table td, .table th, .facts td { border: 0.2mm solid #444; }
.facts td:first-child { width: 52mm; }
tr { break-inside: avoid; }
.total td { font-weight: 700; }
.pair { margin: 0 0 6mm; }
.pair td { padding: 0; }
.signed { margin-top: 10mm; break-inside: avoid; break-before: avoid; }
.signed td { padding: 0 3mm 6mm 0; vertical-align: bottom; }
.signed td:first-child { width: 62mm; }
"""


def named(paper: Paper, kind: str) -> str:
    """The file's name: the vault cleans it."""
    title = paper.item.requirement.title
    return f"{title[:70]} – {paper.claim.service.title[:60]}.{kind}" if paper.claim else f"{title[:120]}.{kind}"


def printed(book: Book, paper: Paper, kind: str) -> bytes:
    with override("ru"):
        sheet = seen(sheet_of(book, paper))
        return as_docx(sheet, book) if kind == "docx" else as_pdf(sheet)


def seen(sheet: Sheet) -> Sheet:
    """Only letters that one sees."""
    sheet.to, sheet.sender = [tidy(line) for line in sheet.to], [tidy(line) for line in sheet.sender]
    sheet.post, sheet.head = tidy(sheet.post), tidy(sheet.head)
    for block in sheet.blocks:
        block.text = tidy(block.text)
        block.rows = [tuple(tidy(cell) for cell in row) for row in block.rows]
    return sheet


def as_pdf(sheet: Sheet) -> bytes:
    title = f"{sheet.title} {sheet.about}".strip()
    return pdf.render(get_template("dossiers/paper.html").render({"sheet": sheet, "title": title}), base_css=CSS, assets={})


def as_docx(sheet: Sheet, book: Book) -> bytes:
    document = blank()
    document.core_properties.title = f"{sheet.title} {sheet.about}".strip()[:255]
    document.core_properties.author = tidy(book.dossier.organization.short_name)[:255]
    for number, line in enumerate((*sheet.to, *sheet.sender)):
        form = document.add_paragraph(typograf(line)).paragraph_format
        form.left_indent, form.space_after = Cm(8), Pt(2)
        form.space_before = Pt(6 if number == len(sheet.to) else 0)
    for place, line in enumerate(filter(None, (sheet.title, sheet.about))):
        paragraph = document.add_paragraph(style="Title" if not place else "Subtitle")
        paragraph.add_run(typograf(line))
    for block in sheet.blocks:
        WRITTEN[block.kind](document, block)
    signature(document, sheet)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def blank() -> Document:
    """A4 with the margins of a Russian office, one plain face, no colours."""
    document = docx.Document()
    section: Any = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(1.5), Cm(2), Cm(2)
    styles: Any = document.styles
    for name, size, bold in (("Normal", 12, False), ("Title", 14, True), ("Subtitle", 12, True), ("Heading 2", 12, True), ("List Number", 12, False)):
        style = styles[name]
        plain(style, size, bold)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(6), Pt(0)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Subtitle"].paragraph_format.space_after = Pt(18)
    styles["Title"].paragraph_format.space_before = Pt(18)
    styles["Heading 2"].paragraph_format.space_before = Pt(12)
    properties = document.core_properties
    properties.created = properties.modified = STILL
    properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.language = "ru-RU"
    return document


def plain(style: Any, size: int, bold: bool) -> None:
    """The template of python-docx has themed faces, colours and a line under the title: away with them."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(size), bold, False
    marks = style.element.get_or_add_rPr()
    for tag in ("w:color", "w:spacing", "w:kern", "w:lang"):
        for old in marks.findall(qn(tag)):
            marks.remove(old)
    faces = marks.find(qn("w:rFonts"))
    for name in list(faces.attrib):
        if "Theme" in name:
            del faces.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(qn(f"w:{name}"), FACE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    marks.append(language)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def add_text(document: Document, block: Block) -> None:
    paragraph = document.add_paragraph(typograf(block.text))
    paragraph.paragraph_format.first_line_indent = Cm(1)


def add_head(document: Document, block: Block) -> None:
    document.add_paragraph(typograf(block.text), style="Heading 2").paragraph_format.keep_with_next = True


def add_list(document: Document, block: Block) -> None:
    """Numbers are letters of the text: a list of Word would go on counting from the list before."""
    for number, row in enumerate(block.rows, 1):
        paragraph = document.add_paragraph(f"{number}.\t{typograf(row[0])}")
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent, form.space_after = Cm(1), Cm(-0.8), Pt(3)
        form.tab_stops.add_tab_stop(Cm(1))


def add_table(document: Document, block: Block) -> None:
    rows = [block.heads, *block.rows] if block.heads else block.rows
    widths = COLUMNS[len(rows[0])]
    table = document.add_table(rows=0, cols=len(widths), style="Normal Table" if block.kind == "pair" else "Table Grid")
    table.autofit = False
    widen(table, widths)
    for number, row in enumerate(rows):
        bold = (number == 0 and bool(block.heads)) or (block.total and number == len(rows) - 1)
        line = table.add_row()
        unbroken(line, head=number == 0 and bool(block.heads))
        for cell, text, wide in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(wide)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(typograf(text)).bold = bold
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def widen(table: Any, widths: tuple[float, ...]) -> None:
    """LibreOffice believes the columns, Word the cells."""
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Cm(wide)


def unbroken(row: Any, head: bool) -> None:
    """A row stays on one leaf; the head is said again on the next."""
    marks = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        marks.append(OxmlElement(name))


def signature(document: Document, sheet: Sheet) -> None:
    table = document.add_table(rows=2, cols=3)
    table.autofit = False
    widen(table, SIGNED)
    for last in document.paragraphs[-1:]:
        last.paragraph_format.keep_with_next = True  # a signature does not stand on a leaf alone
    for row, texts in zip(table.rows, ((sheet.post, SIGNATURE, sheet.head), (DATE, SEAL, "")), strict=True):
        unbroken(row, head=False)
        for cell, text, wide in zip(row.cells, texts, SIGNED, strict=True):
            cell.width = Cm(wide)
            cell.paragraphs[0].add_run(str(text))
            cell.paragraphs[0].paragraph_format.space_before = Pt(10)


WRITTEN = {"text": add_text, "head": add_head, "list": add_list, "table": add_table, "facts": add_table, "pair": add_table}
