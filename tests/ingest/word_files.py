"""Word files with the parts that a test needs, written as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.ingest.making import PACKAGE, R, W, archive, docx_parts

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="{M}" xmlns:a="{A}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
)
HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in range(1, 10)
)


def word_file(
    body: str,
    *,
    styles: str = HEADINGS,
    numbering: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    relations: Sequence[tuple[str, str, str]] = (),
) -> bytes:
    """A document of this body; each of `relations` is an id, the last word of its type, and a target."""
    made = docx_parts("")
    made["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    made["word/styles.xml"] = f"<w:styles {NAMESPACES}>{styles}</w:styles>"
    known = [("r1", "styles", "styles.xml"), *relations]
    if numbering:
        made["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"
        known.append(("r2", "numbering", "numbering.xml"))
    made["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{to}"/>' for name, kind, to in known)
        + "</Relationships>"
    )
    return archive({**made, **(parts or {})})


def part(root: str, inside: str) -> str:
    return f"<{root} {NAMESPACES}>{inside}</{root}>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(item if item[:1] == '<' else run(item) for item in inside)}</w:p>"


def listed(text: str, number: int = 1, level: int = 0) -> str:
    return para(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(index: int, style: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(name: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def instance(name: int, of: int, extra: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{extra}</w:num>'


def cell(*inside: str, properties: str = "") -> str:
    content = "".join(item if item[:1] == "<" else para(item) for item in inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or para()}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    made = (item if item.startswith("<w:tc>") else cell(item) for item in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def drawing(inside: str) -> str:
    graphic = f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"


def box(*paragraphs: str) -> str:
    return f"<wps:wsp><wps:txbx><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></wps:txbx></wps:wsp>"
