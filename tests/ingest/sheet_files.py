"""Workbooks with the XML that a test needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from tests.ingest.making import PACKAGE, R, archive

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{R}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles_xml(*codes: str, fonts: str = "<font/>", extra: str = "") -> str:
    """Cell styles 1, 2, … with these number formats; style 0 is General."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + number}" formatCode={quoteattr(code)}/>' for number, code in enumerate(codes)
    )
    cells = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{200 + number}"/>' for number, _ in enumerate(codes)) + extra
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts>{fonts}</fonts><fills><fill/></fills>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )


def book(
    *sheets: str,
    names: Sequence[str] = ("表一", "表二"),
    states: Sequence[str] = ("visible", "visible"),
    styles: str = "",
    texts: str = "",
    settings: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="s{number}"/>'
        for number, (name, state, _) in enumerate(zip(names, states, sheets, strict=False), 1)
    )
    relations = "".join(
        f'<Relationship Id="s{number}" Type="{R}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in enumerate(sheets, 1)
    )
    for kind, content in (("styles", styles), ("sharedStrings", texts)):
        if content:
            relations += f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>'
    made: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{R}">{settings}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
    }
    made |= {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)}
    made |= {f"xl/{kind}.xml": content for kind, content in (("styles", styles), ("sharedStrings", texts)) if content}
    return archive({**made, **(parts or {})})


def text(words: str, address: str = "") -> str:
    return f'<c{_at(address)} t="inlineStr"><is><t>{words}</t></is></c>'


def number(value: object, style: int = 0, address: str = "") -> str:
    return f'<c{_at(address)} s="{style}"><v>{value}</v></c>'


def row(*cells: str, settings: str = "") -> str:
    return f"<row {settings}>{''.join(cells)}</row>"


def _at(address: str) -> str:
    return f' r="{address}"' if address else ""
