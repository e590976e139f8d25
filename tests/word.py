"""Documents of Word for tests, written by hand: `docx(p("…"), table(…))` are the bytes of a .docx that Word itself would open."""

import io
import zipfile
from html import escape

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPES = (
    HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
ROOT = (
    HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
# Identifiers as Russian Word writes them, names as it always writes them.
NAMES = {"1": "heading 1", "2": "heading 2", "3": "heading 3", "a3": "Title", "a5": "Quote", "a7": "caption", "11": "toc 1", "a9": "List Paragraph"}


def style(key, name, inside="", kind="paragraph"):
    return f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{inside}</w:style>'


STYLES = "".join(style(key, name) for key, name in NAMES.items())
LEVELS = {"1": "bullet", "2": "decimal"}
NUMBERING = f"{HEAD}<w:numbering {SPACES}>" + "".join(
    f'<w:abstractNum w:abstractNumId="{key}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(9))
    + f'</w:abstractNum><w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
    for key, form in LEVELS.items()
)
NUMBERING += "</w:numbering>"


def r(text, marks="", tag="t"):
    """A run; `marks` are its properties as Word writes them: `<w:b/>`."""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def p(*inside, style="", level=None, ordered=False):
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{2 if ordered else 1}"/></w:numPr>' if level is not None else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = "".join(r(part) if not part.startswith("<") else part for part in inside)
    return f"<w:p><w:pPr>{named}{number}</w:pPr>{runs}</w:p>"


def li(*inside, level=0, ordered=False):
    return p(*inside, style="a9", level=level, ordered=ordered)


def link(key, text):
    return f'<w:hyperlink r:id="{key}">{r(text)}</w:hyperlink>'


def cell(*inside, marks=""):
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{''.join(part if part.startswith('<') else p(part) for part in inside) or '<w:p/>'}</w:tc>"


def table(*rows):
    lines = "".join(f"<w:tr>{''.join(part if part.startswith('<') else cell(part) for part in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{lines}</w:tbl>"


def drawing(key, alt="", how="embed"):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Рисунок 1" descr="{escape(alt)}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        f'<a:blip r:{how}="{key}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def note(kind, key="1"):
    return f'<w:r><w:{kind}Reference w:id="{key}"/></w:r>'


def box(text):
    """Text in a frame, as Word writes it: once for itself, once for old readers."""
    inside = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def relation(key, kind, target, outside=False):
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"{mode}/>'


def paint(form="PNG", size=(60, 40), color="teal"):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, form)
    return stream.getvalue()


def docx(*body, links=None, pictures=None, outside=None, styles="", parts=None, document=None):
    """`links` {id: address}, `pictures` {id: bytes}, `outside` {id: address of a picture}, `parts` {name: content} instead of or beside our own."""
    relations = "".join(relation(key, "hyperlink", address, True) for key, address in (links or {}).items())
    relations += "".join(relation(key, "image", f"media/{key}.png") for key in pictures or {})
    relations += "".join(relation(key, "image", address, True) for key, address in (outside or {}).items())
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "word/document.xml": document or f"{HEAD}<w:document {SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"{HEAD}<w:styles {SPACES}>{STYLES}{styles}</w:styles>",
        "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        **{f"word/media/{key}.png": data for key, data in (pictures or {}).items()},
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()
