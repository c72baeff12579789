"""Word documents of random features, by python-docx and the XML that it has no words for."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bench.office_reading.pieces import Made, amount, sentence, words

_CHINESE = "零一二三四五六七八九十"
_ARTICLES = (
    '<w:abstractNum {ns} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
)


class WordWriter:
    """A document on its way, and what it shows."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.document: Any = docx.Document()
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.article = self.item = 0
        self._has_articles = False

    def made(self, name: str) -> Made:
        """Return the finished file."""
        saved = io.BytesIO()
        self.document.save(saved)
        return Made(name, saved.getvalue(), self.shown, self.hidden)

    def say(self, text: str) -> Any:
        """Add a paragraph."""
        self.shown.append(text)
        return self.document.add_paragraph(text)

    def heading(self) -> None:
        """Add a heading."""
        text = words(self.chance)
        self.document.add_heading(text, self.chance.randint(1, 4))
        self.shown.append(text)

    def paragraph(self) -> None:
        """Add a plain paragraph."""
        self.say(sentence(self.chance))

    def numbered(self) -> None:
        """Add two items of the list that goes on through the document."""
        for _ in range(2):
            self.item += 1
            text = sentence(self.chance)
            self.document.add_paragraph(text, style="List Number")
            self.shown.append(f"{self.item}. {text}")

    def bullets(self) -> None:
        """Add bullets."""
        for _ in range(2):
            text = sentence(self.chance)
            self.document.add_paragraph(text, style="List Bullet")
            self.shown.append(text)

    def articles(self) -> None:
        """Add an article with two clauses, numbered by Word."""
        if not self._has_articles:
            numbering = self.document.part.numbering_part.element
            numbering.insert(0, parse_xml(_ARTICLES.format(ns=nsdecls("w"))))
            numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
            self._has_articles = True
        self.article += 1
        for level, label in ((0, f"第{_CHINESE[self.article % 11]}条"), (1, "（一）"), (1, "（二）")):
            text = sentence(self.chance)
            paragraph = self.document.add_paragraph(text)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
            )
            self.shown.append(f"{label}{text}")

    def table(self) -> None:
        """Add a table with amounts."""
        rows = [["产品", "期限", "金额"]]
        rows += [
            [words(self.chance), f"{self.chance.randint(1, 36)}个月", f"{amount(self.chance):,.2f}"] for _ in range(3)
        ]
        self._table(rows)

    def merged(self) -> None:
        """Add a table with cells merged down and across."""
        rows = [["类别", "项目", "比例"], ["抵押类", "房产", "70%"], ["", "土地", "65%"], ["合计", "", "100%"]]
        table = self._table(rows, shown=[*rows[0], *rows[1], "抵押类", *rows[2], *rows[3]])
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    def _table(self, rows: Sequence[Sequence[str]], shown: Sequence[str] | None = None) -> Any:
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text:
                    table.cell(row, column).text = text
        self.shown += [text for text in (shown or [cell for row in rows for cell in row]) if text]
        return table

    def struck(self) -> None:
        """Add a paragraph whose old rate is struck out."""
        old, new = f"{self.chance.randint(500, 599)}BP", f"{self.chance.randint(300, 399)}BP"
        paragraph = self.document.add_paragraph("加点为")
        paragraph.add_run(old).font.strike = True
        paragraph.add_run(new)
        self.shown.append(f"加点为{new}")
        self.hidden.append(old)

    def secret(self) -> None:
        """Add hidden words inside of a paragraph."""
        secret = f"内部底价{self.chance.randint(10_000, 99_999)}"
        text = sentence(self.chance)
        self.say(text).add_run(secret).font.hidden = True
        self.hidden.append(secret)

    def power(self) -> None:
        """Add a number with a power."""
        paragraph = self.document.add_paragraph("折合10")
        paragraph.add_run("8").font.superscript = True
        paragraph.add_run("元")
        self.shown.append("折合10⁸元")

    def caption(self) -> None:
        """Add a caption with a field."""
        number = self.chance.randint(1, 99)
        paragraph = self.document.add_paragraph("表 ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" SEQ 表 "><w:r><w:t>{number}</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(" 利率一览")
        self.shown.append(f"表 {number} 利率一览")

    def revision(self) -> None:
        """Add a paragraph with tracked changes."""
        gone, new = f"旧条款{self.chance.randint(1000, 9999)}", f"新条款{self.chance.randint(1000, 9999)}"
        paragraph = self.document.add_paragraph("修订：")
        for tag, text, inner in (("del", gone, "delText"), ("ins", new, "t")):
            paragraph._p.append(
                parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1"><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>')
            )
        self.shown.append(f"修订：{new}")
        self.hidden.append(gone)

    def formula(self) -> None:
        """Add a fraction."""
        math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
        paragraph = self.document.add_paragraph("流动比率=")
        parts = "".join(
            f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"
            for name, text in (("num", "流动资产"), ("den", "流动负债"))
        )
        paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:f>{parts}</m:f></m:oMath>'))
        self.shown.append("流动比率=流动资产/流动负债")

    def box(self) -> None:
        """Add a text box of the kind that Word draws."""
        text = sentence(self.chance)
        paragraph = self.document.add_paragraph()
        shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
        paragraph.add_run()._r.append(
            parse_xml(
                f'<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="{shape}"><wp:inline><a:graphic>'
                f'<a:graphicData uri="{shape}">'
                f"<wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
                "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
            )
        )
        self.shown.append(text)

    def signs(self) -> None:
        """Add every sign that Markdown knows."""
        self.say(
            f"代码 A|B_c*d* `e` ~f~ <g> $h$ [i](j) #k {self.chance.randint(1, 99)}~{self.chance.randint(100, 999)}万元"
        )

    def control(self) -> None:
        """Add a content control with a chosen value."""
        text = words(self.chance)
        paragraph = self.document.add_paragraph("业务品种：")
        paragraph._p.append(
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>"
            )
        )
        self.shown.append(f"业务品种：{text}")


SIMPLE: tuple[Callable[[WordWriter], None], ...] = (
    *(WordWriter.heading, WordWriter.paragraph, WordWriter.numbered, WordWriter.bullets, WordWriter.table),
)
FEATURES: tuple[Callable[[WordWriter], None], ...] = (
    *SIMPLE,
    *(WordWriter.articles, WordWriter.merged, WordWriter.struck, WordWriter.secret, WordWriter.power),
    *(
        WordWriter.caption,
        WordWriter.revision,
        WordWriter.formula,
        WordWriter.box,
        WordWriter.signs,
        WordWriter.control,
    ),
)


def word_file(name: str, chance: random.Random, features: Sequence[Callable[[WordWriter], None]] = FEATURES) -> Made:
    """Return a document of five to twelve features in random order."""
    writer = WordWriter(chance)
    title = words(chance)
    writer.document.add_heading(title, 0)
    writer.shown.append(title)
    for _ in range(chance.randint(5, 12)):
        if writer.article < 9:
            chance.choice(features)(writer)
    return writer.made(name)
