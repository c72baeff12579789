"""Ten forms as branches use them, filled in with people and firms that do not exist."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import openpyxl
import pptx
from pptx.util import Inches

from bench.office_reading.pieces import Made
from bench.office_reading.word_files import WordWriter

_Rows = Sequence[Sequence[str]]


def forms() -> list[Made]:
    """Return the ten forms."""
    return [
        _approval(),
        _interview(),
        _minutes(),
        _inspection(),
        _measures(),
        _checklist(),
        _rates(),
        _ledger(),
        _roadshow(),
        _course(),
    ]


def _writer(title: str) -> WordWriter:
    writer = WordWriter(random.Random(1))
    writer.document.add_heading(title, 0)
    writer.shown.append(title)
    return writer


def _form(writer: WordWriter, rows: _Rows, spans: Sequence[tuple[int, int, int, int]]) -> None:
    table = writer.document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text:
                table.cell(row, column).text = text
                writer.shown.append(text)
    for top, left, bottom, right in spans:
        table.cell(top, left).merge(table.cell(bottom, right))


def _approval() -> Made:
    writer = _writer("授信审批表")
    rows = (
        ("申请人", "城南机电设备有限公司", "统一社会信用代码", "91310000MA1K000000"),
        ("授信品种", "流动资金贷款", "申请金额", "5,000,000.00元"),
        ("期限", "12个月", "执行利率", "LPR+45BP（3.90%）"),
        ("担保方式", "☑抵押 □保证 □信用", "抵押率", "62.5%"),
        ("还款来源", "销售回款，近12个月日均流水86.3万元", "", ""),
        ("客户经理意见", "同意上报。签字：        2026年3月5日", "", ""),
        ("审批意见", "同意，金额以480~500万元为限。", "", ""),
    )
    _form(writer, rows, [(row, 1, row, 3) for row in (4, 5, 6)])
    writer.say("注：本表一式两份，000123号机构留存。")
    return writer.made("授信审批表.docx")


def _interview() -> Made:
    writer = _writer("客户面谈记录")
    _form(
        writer,
        (("面谈时间", "2026年2月18日 14:30", "地点", "客户经营场所"), ("面谈人", "李某、王某", "受访人", "法定代表人")),
        (),
    )
    for question, answer in (
        ("1. 主营业务与近三年收入？", "2023年1,280万元，2024年1,415.6万元，2025年约1,500万元。"),
        ("2. 贷款用途？", "采购钢材，合同总价320万元，自筹30%。"),
        ("3. 负债情况？", "他行余额200万元，到期日2026-09-30。"),
    ):
        writer.say(question)
        writer.say(answer)
    writer.bullets()
    return writer.made("面谈记录.docx")


def _minutes() -> Made:
    writer = _writer("支行贷审会会议纪要")
    writer.say("时间：2026年1月12日（第3次）　　主持人：分管行长")
    for _ in range(3):
        writer.numbered()
    writer.struck()
    writer.revision()
    writer.say("表决结果：5票同意，1票反对，1票弃权。")
    return writer.made("会议纪要.docx")


def _inspection() -> Made:
    writer = _writer("贷后检查报告")
    for name in ("一、基本情况", "二、财务状况", "三、风险提示"):
        writer.document.add_heading(name, 1)
        writer.shown.append(name)
        writer.paragraph()
        writer.table()
    writer.formula()
    writer.secret()
    return writer.made("贷后检查报告.docx")


def _measures() -> Made:
    writer = _writer("小微企业授信尽职免责办法")
    for chapter in ("第一章 总则", "第二章 认定标准", "第三章 附则"):
        writer.document.add_heading(chapter, 1)
        writer.shown.append(chapter)
        writer.articles()
        writer.articles()
    return writer.made("管理办法.docx")


def _checklist() -> Made:
    writer = _writer("开户资料清单")
    rows = (
        ("序号", "材料", "份数", "备注"),
        ("1", "营业执照副本", "2", "原件核对"),
        ("2", "公司章程", "1", "加盖公章|骑缝章"),
        ("3", "法定代表人身份证", "1", ""),
    )
    _form(writer, rows, ())
    writer.caption()
    writer.control()
    writer.signs()
    return writer.made("开户资料清单.docx")


def _book(name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[tuple[object, str, str]]]) -> Made:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(heads))
    shown = [title, *heads]
    for line, cells in enumerate(rows, 2):
        for column, (value, code, text) in enumerate(cells, 1):
            cell = sheet.cell(line, column, value)
            cell.number_format = code
            shown += [text] if text else []
    book.create_sheet("测算底稿").sheet_state = "hidden"
    book["测算底稿"].append(["资金成本底线2.17%"])
    saved = io.BytesIO()
    book.save(saved)
    return Made(name, saved.getvalue(), shown, ["资金成本底线2.17%"])


def _rates() -> Made:
    def line(name: str, low: float, high: float, cost: float) -> list[tuple[object, str, str]]:
        rates = [(rate, "0.00%", f"{rate:.2%}") for rate in (low, high)]
        return [(name, "General", name), *rates, (cost, '0.0"‰"', f"{cost:.1f}‰")]

    rows = [
        line("抵押快贷", 0.0385, 0.045, 0.5),
        line("信用快贷", 0.0435, 0.06, 1.0),
        line("银票贴现", 0.0012, 0.0195, 0.3),
    ]
    return _book("费率表.xlsx", "2026年费率表", ("产品", "利率下限", "利率上限", "手续费"), rows)


def _ledger() -> Made:
    def line(number: int, client: str, balance: float, day: int, month: str) -> list[tuple[object, str, str]]:
        return [
            (number, "000000", f"{number:06}"),
            (client, "General", client),
            (balance, "#,##0.00", f"{balance:,.2f}"),
            (day, 'yyyy"年"m"月"', month),
            ("6222000000001234567", "@", "6222000000001234567"),
        ]

    rows = [
        line(123, "城南机电", 123456789.01, 46082, "2026年3月"),
        line(45, "江北食品", 99999999999.99, 46113, "2026年4月"),
        line(7, "海西物流", 0.5, 45992, "2025年12月"),
    ]
    return _book("营销台账.xlsx", "台账", ("机构号", "客户", "日均存款", "到期月", "账号"), rows)


def _deck(name: str, slides: Sequence[tuple[str, Sequence[str], str]]) -> Made:
    deck = pptx.Presentation()
    shown = []
    for title, lines, notes in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        shown.append(title)
        boxes = [(1.8 + 1.1 * at, line) for at, line in enumerate(lines)]
        for top, line in reversed(boxes):  # drawn from the bottom
            box = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(7), Inches(0.9))
            box.text_frame.text = line
        shown += lines
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
            shown.append(notes)
    saved = io.BytesIO()
    deck.save(saved)
    return Made(name, saved.getvalue(), shown)


def _roadshow() -> Made:
    slides = (
        (
            "供应链金融产品路演",
            ("订单融资：额度50~500万元", "随借随还，年化3.85%起", "审批时效2个工作日"),
            "先讲痛点，再给方案。",
        ),
        ("适用客户", ("成立满2年", "近一年纳税B级以上", "核心企业应付账款≥100万元"), ""),
        ("联系我们", ("对公业务部 分机8001",), ""),
    )
    return _deck("路演.pptx", slides)


def _course() -> Made:
    slides = (
        ("客户经理训练营", ("第1讲 KYC面谈", "第2讲 AIDA话术"), "开场5分钟内完成破冰。"),
        ("AIDA", ("注意：用数据开场", "兴趣：对比同业12家", "欲望：测算节省2.3万元", "行动：约定下次面谈"), ""),
    )
    return _deck("产品培训.pptx", slides)
