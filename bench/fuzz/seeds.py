"""Provide valid input of every kind to mutate."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pptx
import xlwt

from bench.office_reading.sheet_files import sheet_file
from bench.office_reading.slide_files import slide_file
from bench.office_reading.word_files import word_file
from kb.learning.formats.exchange import write_questions, write_template
from kb.learning.formats.question_file import read_yaml

LIBRARY = Path(__file__).parents[2] / "cases" / "library"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HTML = (
    "<!DOCTYPE html><html><head><title>存款保险</title><style>p{}</style></head><body><h1>一</h1><p>正文 <a href="
    "'http://127.0.0.1:9/'>链接</a><img src='http://127.0.0.1:9/x.png'></p><table><tr><th>甲<th>乙<tr><td>1<td>2</table>"
    "<ul><li>一<ul><li>二</ul></ul><pre>x</pre><script>x()</script></body></html>"
)
_CSV = '姓名,金额,日期\n张三,12.5,2024-01-02\n李四,"1,000",2024-02-03\n'

Seed = tuple[str, bytes]
"""A file's name and what is in it."""


def docx() -> bytes:
    """Return a Word file with headings, a list, a table, a link and a linked picture."""

    def _word(text: str, style: str = "") -> str:
        styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"

    row = "".join(f"<w:tc>{_word(text)}</w:tc>" for text in ("甲", "乙"))
    body = (
        _word("供应链金融", "H1") + _word("正文在这里。") + f"<w:tbl><w:tr>{row}</w:tr><w:tr>{row}</w:tr></w:tbl>"
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>'
        '<w:p><w:hyperlink r:id="r2"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>'
    )
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_R}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{_R}/hyperlink" Target="http://127.0.0.1:9/" TargetMode="External"/>'
        f'<Relationship Id="r3" Type="{_R}/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
        "</Relationships>",
        "word/styles.xml": f'<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="H1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{part}')
    return made.getvalue()


def presentation() -> bytes:
    """Return two slides with notes and a table; pictures and unused layouts of the template are left out."""
    made = pptx.Presentation()
    for layout in list(made.slide_layouts)[2:]:
        made.slide_layouts.remove(layout)
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "题", "文"
    slide.notes_slide.notes_text_frame.text = "注"
    made.slides.add_slide(made.slide_layouts[0]).shapes.add_table(2, 2, 0, 0, 9, 9).table.cell(0, 0).text = "甲"
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    """Return one sheet with these rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def pdf() -> bytes:
    """Return a page with two lines of text."""
    stream = "BT /F1 12 Tf 50 700 Td (Deposit insurance) Tj 0 -20 Td (covers 500000) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
        "/Contents 5 0 R >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    made, places = "%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return (made + end).encode()


def old_workbook() -> bytes:
    """A workbook of Excel 97 with formats and a merged area."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("利率表")
    sheet.write_merge(0, 0, 0, 1, "产品利率")
    for row, (name, rate) in enumerate((("快贷", 0.0385), ("信用贷", 0.05)), 1):
        sheet.write(row, 0, name)
        sheet.write(row, 1, rate, xlwt.easyxf(num_format_str="0.00%"))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def documents() -> list[Seed]:
    """A file of every family that is read."""
    chance = random.Random(1)
    office = [word_file("b.docx", chance), slide_file("b.pptx", chance), sheet_file("b.xlsx", chance)]
    cells: list[list[object]] = [["产品", "金额", "日期"], ["保理", 12.5, "2024-01-01"], ["票据", 10**9, None]]
    return [
        ("a.docx", docx()),
        ("a.pptx", presentation()),
        ("a.xlsx", workbook(cells)),
        *[(made.name, made.content) for made in office],
        ("a.xls", old_workbook()),
        ("a.pdf", pdf()),
        ("a.html", _HTML.encode()),
        ("a.csv", _CSV.encode()),
        ("a.txt", "第一段。\n\n第二段：存款保险。\n".encode("gb18030")),
        *[(path.name, path.read_bytes()) for path in sorted((LIBRARY / "materials").glob("*.md"))[:3]],
    ]


def case_files() -> list[Seed]:
    """Return cases in the exchange form."""
    return [(path.name, path.read_bytes()) for path in sorted((LIBRARY / "cases").glob("*.md"))[::6]]


def question_files() -> dict[str, list[Seed]]:
    """Return questions in every format, by ending."""
    paths = sorted((LIBRARY / "questions").glob("*.yaml"))
    yaml = [(path.name, path.read_bytes()) for path in paths[::11]]
    questions = [question for path in paths[::9] for question in read_yaml(path.read_text("utf-8")).questions]
    few = list({question.type: question for question in questions}.values())
    found = {"yaml": yaml}
    for form in ("gift", "xml", "csv", "xlsx"):
        found[form] = [(f"a.{form}", write_questions(form, few)), (f"b.{form}", write_questions(form, questions[:2]))]
    for form in ("csv", "xlsx"):
        found[form].append((f"c.{form}", write_template(form)))
    return found


def rosters() -> list[Seed]:
    """Return lists of people to invite, as text and as a workbook."""
    rows: list[list[object]] = [
        ["Sign-in name", "Name", "Unit", "Role"],
        ["wang.li", "王丽", "Bank", "client_manager"],
        ["zhao", "赵", "Bank/Branch", ""],
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    return [("a.csv", text.encode()), ("b.csv", text.encode("gb18030")), ("a.xlsx", workbook(rows))]


QUERIES = [
    "应收账款保理", "客户 不满意 怎么办", "AIDA OR SWOT", '"zeta3x" -保理', "zeta* NEAR(a b)",
    "存款保险 50 万元", "case:aida tag:x",
]  # fmt: skip
