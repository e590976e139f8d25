"""Forms for people to fill in, as DOCX: the few parts that a word processor needs, the same bytes every time.

A line with « | » is a row of a table, a line in capitals a heading, ____ a place to write in.
"""

from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
BLANK, LINE = "____", "_" * 24
PAGE, MARGIN = (11906, 16838), 1134  # A4 in twentieths of a point
COLUMN = PAGE[0] - 2 * MARGIN

TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{MAIN}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="PT Sans" w:hAnsi="PT Sans" w:cs="PT Sans"/><w:sz w:val="23"/><w:lang w:val="ru-RU"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:spacing w:after="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="34"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:spacing w:before="240"/><w:jc w:val="center"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:i/><w:color w:val="555D69"/><w:sz w:val="20"/></w:rPr></w:style></w:styles>'
)


def docx(title: str, lines: list[str]) -> bytes:
    """A sheet of A4 with a title and lines."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": core(title),
        "word/document.xml": document(title, lines),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": STYLES,
    }
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, body in parts.items():
            entry = ZipInfo(name, (2026, 9, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            package.writestr(entry, body)
    return stream.getvalue()


def core(title: str) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>Школа лидеров НКО</dc:creator><dc:language>ru-RU</dc:language></cp:coreProperties>"
    )


def document(title: str, lines: list[str]) -> str:
    body = [paragraph(title, "Title")]
    for rows, group in groupby(lines, key=lambda line: " | " in line):
        part = list(group)
        body += [table([row.split(" | ") for row in part])] if rows else [paragraph(line, style_of(line)) for line in part]
    size = f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/>'
    margins = "".join(f' w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}'
        f'<w:sectPr>{size}<w:pgMar{margins} w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def style_of(line: str) -> str:
    if line.startswith("Образец школы"):
        return "Note"
    capitals = line.split("№")[0].replace(BLANK, "").strip()
    return "Heading1" if len(capitals) > 5 and capitals == capitals.upper() and any(map(str.isalpha, capitals)) else "Normal"


def paragraph(line: str, style: str = "Normal") -> str:
    words = escape(line.replace("[ ]", "☐").replace(BLANK, LINE))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def table(rows: list[list[str]]) -> str:
    """Columns of one width; a short row is filled with empty cells, as every row needs them all."""
    columns = max(map(len, rows))
    width = COLUMN // columns
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="555D69"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    cells = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    body = "".join(
        "<w:tr>" + "".join(f"{cells}{paragraph(cell.replace(BLANK, ''))}</w:tc>" for cell in row + [""] * (columns - len(row))) + "</w:tr>"
        for row in rows
    )
    look = f'<w:tblPr><w:tblW w:w="{width * columns}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>{paragraph('')}"
