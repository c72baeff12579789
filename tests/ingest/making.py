"""Files as people have them, made here: whole ones and broken ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
import pptx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx_parts(body: str, head: str = "") -> dict[str, str | bytes]:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2)
    )
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{MAIN}.styles+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{R}/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
        "</Relationships>",
        "word/styles.xml": f'<?xml version="1.0"?><w:styles xmlns:w="{W}">{styles}</w:styles>',
        "word/document.xml": f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}">'
        f"<w:body>{body}</w:body></w:document>",
    }


def word(text: str, style: str = "", properties: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r>{properties}<w:t>{text}</w:t></w:r></w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{word(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str = "") -> bytes:
    return archive(docx_parts(body or word("供应链金融", "H1") + word("正文在这里。")))


def presentation(slides: Sequence[tuple[str, str, str]]) -> bytes:
    """Slides of title, text and speaker notes."""
    made = pptx.Presentation()
    for title, text, notes in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: str = "") -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name == hidden:
            sheet.sheet_state = "hidden"
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


Written = tuple[float, float, float, str]
"""Left, bottom, size and words of a line on a PDF page."""


def pdf(pages: Sequence[Sequence[Written]], trailer: str = "") -> bytes:
    """A PDF that names a Chinese font without holding it; PDFium knows its characters."""
    streams = [
        "".join(f"BT /F1 {size} Tf {left} {bottom} Td {shown(words)} ET\n" for left, bottom, size, words in lines)
        for lines in pages
    ]
    return drawn_pdf(streams, trailer)


def shown(words: str) -> str:
    """The operator that shows words in the font of `drawn_pdf`."""
    return f"<{words.encode('utf-16-be').hex()}> Tj"


def drawn_pdf(streams: Sequence[str], trailer: str = "", page: str = "", encoding: str = "UniGB-UCS2-H") -> bytes:
    """A PDF of these drawings, one a page; `page` has further entries of every page."""
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts ["
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering ({'GB1' if encoding.startswith('Uni') else 'Identity'}) /Supplement 2 >> /FontDescriptor "
        "<< /Type /FontDescriptor /FontName /STSong-Light "
        "/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
        "/StemV 93 >> >>] >>"
    )
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(streams)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        font,
    ]
    for index, stream in enumerate(streams):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * index} 0 R {page} >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
    body = "".join(f"{number} 0 obj\n{content}\nendobj\n" for number, content in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} {trailer} >>\n%%EOF\n".encode()


ENCRYPTION = f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
