"""Word's paragraphs: what its author sees, and nothing that was hidden, struck out or deleted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.readers import Limits, ReadDocument, read_file
from tests.ingest.making import archive
from tests.ingest.word_files import (
    HEADINGS,
    box,
    definition,
    drawing,
    instance,
    level,
    listed,
    para,
    part,
    run,
    word_file,
)


def read(content: bytes) -> ReadDocument:
    return read_file(Path("a.docx"), content, Limits())


def lines(content: bytes) -> list[str]:
    return read(content).text.split("\n\n")


SMALL_PARTS = {
    "caption": ('表 <w:fldSimple w:instr=" SEQ 表 ">3</w:fldSimple> 利率', "表 3 利率"),
    "ruby": ("<w:ruby><w:rt>bǎo lǐ</w:rt><w:rubyBase>保理</w:rubyBase></w:ruby>业务", "保理业务"),
    "smart tag": ("<w:smartTag>支行</w:smartTag><w:customXml>网点</w:customXml>", "支行网点"),
    "direction": ("<w:bdo>双向</w:bdo><w:dir>方向</w:dir>", "双向方向"),
    "inserted and deleted": ("<w:ins>4.50%</w:ins><w:del>5.00%</w:del>", "4.50%"),
    "moved": ("<w:moveFrom>原处</w:moveFrom><w:moveTo>新处</w:moveTo>", "新处"),
    "content control": (
        "姓名：<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>张三</w:sdtContent></w:sdt>",
        "姓名：张三",
    ),
    "link": ('<w:hyperlink r:id="r99">办法</w:hyperlink>', "办法"),
}


@pytest.mark.parametrize("case", SMALL_PARTS)
def test_words_inside_of_other_elements(case: str) -> None:
    inside, expected = SMALL_PARTS[case]
    pieces = []
    for piece in inside.replace("<", "\n<").replace(">", ">\n").split("\n"):
        pieces.append(piece if piece.startswith("<") or not piece else run(piece))
    content = "".join(pieces).replace("<w:ruby>", "<w:r><w:ruby>").replace("</w:ruby>", "</w:ruby></w:r>")
    assert read(word_file(para(content))).text == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<w:t>甲</w:t><w:tab/><w:t>乙</w:t>", "甲\t乙"),
        ("<w:t>甲</w:t><w:br/><w:t>乙</w:t>", "甲\n乙"),
        ("<w:t>编号A</w:t><w:noBreakHyphen/><w:t>12</w:t>", "编号A-12"),
        ("<w:t>利</w:t><w:softHyphen/><w:t>率</w:t>", "利率"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>同意</w:t>', "☑同意"),
        ('<w:sym w:font="Wingdings 2" w:char="F0A3"/><w:t>不同意</w:t>', "□不同意"),
        ('<w:sym w:font="Symbol" w:char="F0B3"/><w:t>3%</w:t>', "≥3%"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf0a8</w:t>', "□"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R</w:t>', "☑"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>同意</w:t>', "同意"),
        ('<w:rPr><w:rFonts w:ascii="Calibri"/></w:rPr><w:t>R&amp;D</w:t>', "R&D"),
    ],
)
def test_signs(inside: str, expected: str) -> None:
    assert read(word_file(para(f"<w:r>{inside}</w:r>"))).text == expected


def test_unknown_symbols_are_counted() -> None:
    document = read(word_file(para("甲", '<w:r><w:sym w:font="Marlett" w:char="F0FE"/></w:r>')))
    # Without a table of its own a font is read like Wingdings, which is what forms take their boxes from.
    assert document.text == "甲☑"
    unknown = read(word_file(para("甲", '<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>')))
    assert (unknown.text, unknown.notices) == ("甲", {"symbol": 1})


@pytest.mark.parametrize(
    ("kind", "before", "text", "expected"),
    [
        ("superscript", "10", "6", "10⁶"),
        ("superscript", "10", "-3", "10⁻³"),
        ("superscript", "10", "6.5", "10^(6.5)"),
        ("superscript", "m", "2", "m²"),
        ("superscript", "第一", "①", "第一①"),
        ("superscript", "5", "th", "5^(th)"),
        ("subscript", "CO", "2", "CO₂"),
        ("subscript", "R", "f", "R_f"),
    ],
)
def test_raised_and_lowered(kind: str, before: str, text: str, expected: str) -> None:
    assert read(word_file(para(before, run(text, f'<w:vertAlign w:val="{kind}"/>')))).text == expected


def test_hidden_and_struck_text_is_left_out_and_counted() -> None:
    styles = HEADINGS + (
        '<w:style w:type="character" w:styleId="Secret"><w:name w:val="s"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Off"><w:name w:val="o"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    document = read(
        word_file(
            para("利率为", run("5.00%", "<w:strike/>"), run("4.60%", "<w:dstrike/>"), "4.50%")
            + para(
                run("底价", "<w:vanish/>"),
                run("公开", '<w:vanish w:val="0"/>'),
                run("内部", '<w:rStyle w:val="Secret"/>'),
            )
            + para("全段隐藏", run("除此之外", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="Off"/>'),
            styles=styles,
        )
    )
    assert document.text == "利率为4.50%\n\n公开\n\n除此之外"
    assert document.notices == {"struck_text": 1, "hidden_text": 2}


def test_comments_are_not_shown() -> None:
    body = para("正文", '<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>')
    comments = part("w:comments", f'<w:comment w:id="1">{para("此客户有问题")}</w:comment>')
    content = word_file(body, parts={"word/comments.xml": comments}, relations=[("r5", "comments", "comments.xml")])
    assert read(content).text == "正文"


def test_a_deleted_paragraph_end_joins_and_a_drop_cap_stays_with_its_word() -> None:
    deleted = para("第一句，", properties="<w:rPr><w:del/></w:rPr>")
    cap = para("本", properties='<w:framePr w:dropCap="drop"/>')
    assert lines(word_file(deleted + para("第二句。") + cap + para("行办理保理。"))) == [
        "第一句，第二句。",
        "本行办理保理。",
    ]


def test_fields_show_results_and_never_instructions() -> None:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    nested = mark("begin") + code("IF ") + mark("begin") + code("PAGE") + mark("separate") + run("9") + mark("end")
    checked = "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"
    entries = '<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/>'
    chosen = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    assert lines(
        word_file(
            para("见", mark("begin"), code("REF x"), mark("separate"), "表3", mark("end"), "。")
            + para(nested, mark("separate"), "结果", mark("end"))
            + para(mark("begin", checked), code("FORMCHECKBOX"), mark("end"), "已核实")
            + para("等级：", mark("begin", chosen), code("FORMDROPDOWN"), mark("end"))
            + para("甲", mark("begin"), code("未结束"))
            + para("下一段还在。")
        )
    ) == ["见表3。", "结果", "☑已核实", "等级：乙", "甲", "下一段还在。"]


def test_formulas_are_text_and_a_bad_one_drops_only_itself() -> None:
    def formula(inside: str) -> str:
        return f"<m:oMath>{inside}</m:oMath>"

    def math(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    def fraction(over: str, under: str) -> str:
        return f"<m:f><m:num>{over}</m:num><m:den>{under}</m:den></m:f>"

    document = read(
        word_file(
            para("流动比率：", formula(math("R=") + fraction(math("流动资产"), math("流动负债"))))
            + para(formula(fraction(math("a+b"), f"<m:sSup><m:e>{math('c')}</m:e><m:sup>{math('2')}</m:sup></m:sSup>")))
            + para(formula(f"<m:rad><m:radPr><m:degHide/></m:radPr><m:e>{math('x+1')}</m:e></m:rad>"))
            + para("空：", formula("<m:r/>"))
            + para(
                formula(
                    f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{math("i=1")}</m:sub>'
                    f"<m:sup>{math('n')}</m:sup><m:e>{math('x')}</m:e></m:nary>"
                )
            )
        )
    )
    assert document.text.split("\n\n") == ["流动比率：R=流动资产/流动负债", "(a+b)/c²", "√(x+1)", "空：", "∑_(i=1)ⁿ x"]
    assert document.notices == {"formula": 1}


def test_text_boxes_diagrams_and_charts_follow_their_paragraph() -> None:
    diagram = part(
        "dgm:dataModel",
        '<dgm:ptLst><dgm:pt modelId="0" type="doc"/>'
        '<dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>双人调查</a:t></a:r></a:p></dgm:t></dgm:pt>'
        '<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>受理</a:t></a:r></a:p></dgm:t></dgm:pt>'
        '<dgm:pt modelId="3" type="pres"><dgm:t><a:p><a:r><a:t>排版用</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>'
        '<dgm:cxnLst><dgm:cxn srcId="0" destId="1" srcOrd="0"/><dgm:cxn srcId="0" destId="2" srcOrd="1"/></dgm:cxnLst>',
    )
    chart = part(
        "c:chartSpace",
        "<c:chart><c:plotArea><c:barChart><c:ser><c:tx><c:v>占比</c:v></c:tx><c:cat><c:strCache>"
        '<c:pt idx="0"><c:v>对公</c:v></c:pt><c:pt idx="1"><c:v>零售</c:v></c:pt></c:strCache></c:cat>'
        "<c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode>"
        '<c:pt idx="0"><c:v>0.625</c:v></c:pt><c:pt idx="1"><c:v>#N/A</c:v></c:pt></c:numCache></c:numRef></c:val>'
        "</c:ser></c:barChart></c:plotArea></c:chart>",
    )
    document = read(
        word_file(
            para("正文甲。", drawing(box(para("先看流水"))), "同段。")
            + para(drawing('<dgm:relIds r:dm="r30"/>'))
            + para(drawing('<c:chart r:id="r31"/>'))
            + para(drawing('<c:chart r:id="r32"/>'))
            + para(drawing('<dgm:relIds r:dm="r33"/>'))
            + para("正文乙。"),
            parts={"word/diagrams/data1.xml": diagram, "word/charts/chart1.xml": chart},
            relations=[("r30", "diagramData", "diagrams/data1.xml"), ("r31", "chart", "charts/chart1.xml")],
        )
    )
    assert document.text == (
        "正文甲。同段。\n\n先看流水\n\n- 受理\n- 双人调查\n\n|  | 占比 |\n| --- | --- |\n| 对公 | 62.5% |\n| 零售 |  |"
        "\n\n正文乙。"
    )
    assert document.notices == {"chart": 1, "diagram": 1}


def test_a_box_with_a_fallback_is_read_once() -> None:
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box(para('要点'))}</mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{para('要点')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert read(word_file(para("正文", both))).text == "正文\n\n要点"
    assert read(word_file(para("正文", "<w:r><w:pict><v:textbox><w:txbxContent>" + para("旧框")
                               + "</w:txbxContent></v:textbox></w:pict></w:r>"))).text == "正文\n\n旧框"  # fmt: skip


def test_what_is_not_read_is_counted() -> None:
    picture = '<pic:pic><pic:blipFill><a:blip r:embed="r77"/></pic:blipFill></pic:pic>'
    equation, table = (
        f'<w:r><w:object><v:imagedata r:id="r78"/><o:OLEObject ProgID="{program}"/></w:object></w:r>'
        for program in ("Equation.3", "Excel.Sheet.12")
    )
    document = read(
        word_file(
            para("正文。", drawing(picture), drawing(picture), equation, table),
            relations=[("r77", "image", "../NULL")],
        )
    )
    assert document.text == "正文。"
    assert document.notices == {"picture": 2, "formula": 1, "embedded": 1}


def test_notes_follow_and_headers_stand_once() -> None:
    notes = part(
        "w:footnotes",
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{para("<w:r><w:footnoteRef/></w:r>", "不含税。")}</w:footnote>',
    )
    body = (
        para("费率0.5%", '<w:r><w:footnoteReference w:id="1"/></w:r>', "起。")
        + para("下一段。")
        + para(properties='<w:sectPr><w:headerReference r:id="r6"/><w:footerReference r:id="r8"/></w:sectPr>')
        + '<w:sectPr><w:headerReference r:id="r7"/></w:sectPr>'
    )
    content = word_file(
        body,
        parts={
            "word/footnotes.xml": notes,
            "word/header1.xml": part("w:hdr", para("内部资料")),
            "word/header2.xml": part("w:hdr", para("内部资料")),
            "word/footer1.xml": part(
                "w:ftr", para("第", '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>', "页")
            ),
        },
        relations=[
            ("r5", "footnotes", "footnotes.xml"),
            ("r6", "header", "header1.xml"),
            ("r7", "header", "header2.xml"),
            ("r8", "footer", "footer1.xml"),
        ],
    )
    assert lines(content) == ["费率0.5%[1]起。", "[1] 不含税。", "下一段。", "内部资料"]


def test_headings_by_style_outline_level_and_base_style() -> None:
    styles = HEADINGS + (
        '<w:style w:type="paragraph" w:styleId="My"><w:name w:val="我的标题"/><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="x"/><w:pPr>'
        '<w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="y"/><w:basedOn w:val="Loop"/></w:style>'
    )
    sentence = "客户经理应当在每季度末对存量授信客户进行一次现场检查。"
    body = "".join(
        para(text, properties=properties)
        for text, properties in (
            ("基于标题", '<w:pStyle w:val="My"/>'),
            ("大纲级别", '<w:pStyle w:val="Out"/>'),
            ("直接级别", '<w:outlineLvl w:val="2"/>'),
            ("正文级别", '<w:pStyle w:val="My"/><w:outlineLvl w:val="9"/>'),
            ("七级", '<w:pStyle w:val="H7"/>'),
            (sentence, '<w:outlineLvl w:val="2"/>'),
            ("循环", '<w:pStyle w:val="Loop"/>'),
            ("# 不是标题", ""),
        )
    )
    assert lines(word_file(body, styles=styles)) == [
        "# 基于标题",
        "## 大纲级别",
        "### 直接级别",
        "正文级别",
        "###### 七级",
        sentence,
        "循环",
        "\\# 不是标题",
    ]


def test_title_by_style_then_by_place_and_size_then_by_heading() -> None:
    title_style = HEADINGS + '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    chapter = para("第一章 总则", properties='<w:pStyle w:val="H1"/>')

    def centred(text: str, size: int) -> str:
        return para(run(text, f'<w:sz w:val="{size}"/>'), properties='<w:jc w:val="center"/>')

    styled = word_file(para("供应链金融操作手册", properties='<w:pStyle w:val="T"/>') + chapter, styles=title_style)
    assert (read(styled).title, read(styled).text[:11]) == ("供应链金融操作手册", "# 供应链金融操作手册")
    twice = "".join(para(text, properties='<w:pStyle w:val="T"/>') for text in ("关于印发授信管理办法的", "通知"))
    assert read(word_file(twice + chapter, styles=title_style)).title == "关于印发授信管理办法的通知"
    based = HEADINGS.replace('<w:name w:val="heading 1"/>', '<w:name w:val="heading 1"/><w:basedOn w:val="B"/>')
    based += '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="标题"/></w:style>'
    assert read(word_file(chapter + para("正文"), styles=based)).text == "# 第一章 总则\n\n正文"
    assert read(word_file(centred("某某银行", 28) + centred("授信管理办法", 44) + chapter)).title == "授信管理办法"
    assert read(word_file(chapter + para("正文"))).title == "第一章 总则"
    assert read(word_file(para("正文"))).title is None


def test_the_files_own_title_counts_where_the_text_has_it() -> None:
    def titled(title: str) -> bytes:
        core = (
            '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title></cp:coreProperties>"
        )
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/>'
            '<Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/></Relationships>'
        )
        body = para("信贷业务 管理办法") + para("第一章", properties='<w:pStyle w:val="H1"/>') + para("正文")
        return word_file(body, parts={"docProps/core.xml": core, "_rels/.rels": relations})

    assert read(titled("信贷业务管理办法")).title == "信贷业务管理办法"
    assert read(titled("Word 文档")).title == "第一章"


def test_embedded_documents_are_read_or_counted() -> None:
    inner = word_file(para("内嵌文档正文。"))
    content = word_file(
        para("甲") + '<w:altChunk r:id="r5"/>' + para("乙") + '<w:altChunk r:id="r6"/><w:altChunk r:id="r7"/>',
        parts={
            "word/a.docx": inner,
            "word/b.html": "<html><body><p>网页正文。</p></body></html>",
            "word/c.rtf": "{\\rtf1 x}",
        },
        relations=[("r5", "aFChunk", "a.docx"), ("r6", "aFChunk", "b.html"), ("r7", "aFChunk", "c.rtf")],
    )
    document = read(content)
    assert document.text.split("\n\n") == ["甲", "内嵌文档正文。", "乙", "网页正文。"]
    assert document.notices == {"embedded": 1}


def test_bullets_are_one_list_and_boxes_stay() -> None:
    numbering = definition(0, level(0, "bullet", "\uf0b7")) + instance(1, 0)
    boxes = definition(2, level(0, "bullet", "\uf0a8", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>')) + instance(
        3, 2
    )
    content = word_file(
        listed("营业执照") + listed("财务报表") + para("其他") + listed("已核实", 3), numbering=numbering + boxes
    )
    assert read(content).text == "- 营业执照\n- 财务报表\n\n其他\n\n- □ 已核实"


def test_the_strict_variant_is_read_like_the_usual_one() -> None:
    usual = word_file(para("正文", run("底价", "<w:vanish/>")), parts={})
    with zipfile.ZipFile(io.BytesIO(usual)) as archive_file:
        parts = {name: archive_file.read(name) for name in archive_file.namelist()}
    strict = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in parts.items()
    }
    assert strict != parts
    document = read(archive(strict))
    assert (document.text, document.notices) == ("正文", {"hidden_text": 1})
