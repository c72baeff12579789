"""PDF files with figures at their edges, turned pages, columns, and pages without text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.readers import Limits, ReadDocument, read_file
from ingest.readers.pdf import opened, unread_pages
from kb.errors import BadInput
from tests.ingest import making
from tests.ingest.making import Written, drawn_pdf, shown

PICTURE = "q 400 0 0 600 90 120 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q\n"


def read(content: bytes) -> ReadDocument:
    return read_file(Path("a.pdf"), content, Limits())


def paragraphs(pages: Sequence[Sequence[Written]]) -> list[str]:
    return read(making.pdf(pages)).text.split("\n\n")


def _page(head: str, foot: str, number: int) -> list[Written]:
    body = [(72, 600 - 20 * row, 12, f"正文{number}之{row}，各有各的话。") for row in range(3)]
    return [(72, 800, 12, head), *body, (72, 40, 12, foot)]


def test_titles_and_balances_that_differ_in_figures_stay() -> None:
    pages = [_page(f"2026年{month}月对账单", f"本月余额：{month}20,500.00元", month) for month in (1, 2, 3, 4)]
    text = "\n\n".join(paragraphs(pages))
    for month in (1, 2, 3, 4):
        assert f"2026年{month}月对账单" in text
        assert f"本月余额：{month}20,500.00元" in text


def test_a_balance_that_does_not_change_stays() -> None:
    text = "\n\n".join(paragraphs([_page("某银行", "本月余额：120,500.00元", number) for number in (1, 2, 3)]))
    assert text.count("本月余额：120,500.00元") == 3
    assert "某银行" not in text


@pytest.mark.parametrize(
    "foot", ["第{0}页", "第 {0} 页 共 3 页", "— {0} —", "Page {0} of 3", "{0}", "{0} / 3", "- {0} -"]
)
def test_page_numbers_go(foot: str) -> None:
    found = paragraphs([_page("某银行授信手册", foot.format(number), number) for number in (1, 2, 3)])
    assert len(found) == 9


def test_a_head_with_the_number_of_its_page_goes() -> None:
    found = paragraphs([_page(f"某银行授信手册　第 {number} 页", f"备注{number}", number) for number in (1, 2, 3, 4)])
    assert not [words for words in found if "授信手册" in words]


@pytest.mark.parametrize("foot", ["{0},200", "202{0}", "1{0}0", "{0}.5%"])
def test_sums_and_years_at_the_foot_are_no_page_numbers(foot: str) -> None:
    pages = [_page("某银行", foot.format(9 - 2 * number), number) for number in (1, 2, 3)]
    assert foot.format(7) in paragraphs(pages)


def test_the_head_of_a_table_that_goes_on_stays_once() -> None:
    head = [(72.0 + 150 * column, 800.0, 12.0, words) for column, words in enumerate(("产品", "期限", "年利率"))]
    found = paragraphs([[*head, *_page(f"{number}号", f"备注{number}", number)[1:]] for number in (1, 2, 3)])
    assert found.count("产品 期限 年利率") == 1


def test_titles_of_pages_are_headings() -> None:
    pages = [
        [(72, 700, 24, f"案例{number}"), (72, 650, 12, f"{number}号公司应收账款融资业务。")] for number in (1, 2, 3, 4)
    ]
    assert paragraphs(pages)[::2] == [f"# 案例{number}" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(("turn", "matrix"), [(90, "0 1 -1 0"), (180, "-1 0 0 -1"), (270, "0 -1 1 0")])
@pytest.mark.parametrize("declared", [True, False])
def test_turned_pages_are_read_along_their_lines(turn: int, matrix: str, declared: bool) -> None:
    def at(along: float, down: float) -> str:
        x, y = {90: (100 + down, 100 + along), 180: (500 - along, 100 + down), 270: (500 - down, 700 - along)}[turn]
        return f"{matrix} {x} {y} Tm"

    rows = [["产品", "期限", "年利率"], ["快贷", "一年", "3.85%"], ["信用贷", "三年", "4.20%"]]
    stream = "".join(
        f"BT /F1 12 Tf {at(150 * column, 30 * row)} {shown(cell)} ET\n"
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    )
    document = read(drawn_pdf([stream], page=f"/Rotate {turn}" if declared else ""))
    assert document.text.split("\n\n") == ["产品 期限 年利率", "快贷 一年 3.85%", "信用贷 三年 4.20%"]


LEFT = [
    "客户经理在受理授信业务时应当首先核实借款人",
    "的主体资格以及经营许可，并查询征信系统，确",
    "认其无重大不良记录，方可进入调查阶段。",
]
RIGHT = [
    "贷后管理人员应当按季度走访借款人并形成书面",
    "检查报告归档备查，发现预警信号的应当及时上",
    "报并采取相应的风险缓释措施。",
]


@pytest.mark.parametrize("by_rows", [True, False])
def test_the_left_column_is_read_before_the_right_one(by_rows: bool) -> None:
    left = [(40.0, 700 - 16.0 * row, 10.0, line) for row, line in enumerate(LEFT)]
    right = [(310.0, 700 - 16.0 * row, 10.0, line) for row, line in enumerate(RIGHT)]
    lines = [line for pair in zip(left, right, strict=True) for line in pair] if by_rows else [*left, *right]
    title = (40.0, 760.0, 10.0, "本栏目由两栏组成，这一行横跨两栏，所以在两栏之前读，其后才是左栏，再后是右栏。")
    assert paragraphs([[title, *lines]]) == [title[3], "".join(LEFT), "".join(RIGHT)]


def test_a_table_of_two_columns_is_read_by_rows() -> None:
    cells = [
        (60.0 + 250 * column, 700 - 20.0 * row, 10.0, f"项目{row}{column}") for row in range(5) for column in (0, 1)
    ]
    assert paragraphs([cells])[0] == "项目00 项目01"


def test_letters_without_characters_are_said() -> None:
    unmapped = drawn_pdf(["BT /F1 12 Tf 72 700 Td <000300040005000600070008000a> Tj ET\n"], encoding="Identity-H")
    with pytest.raises(BadInput, match="letters"):
        read(unmapped)


def test_a_page_that_is_a_picture_is_counted() -> None:
    content = drawn_pdf([PICTURE, "BT /F1 12 Tf 72 700 Td " + shown("第二页有文字。") + " ET\n", ""])
    document = read(content)
    assert (document.text, document.notices, document.marks) == ("第二页有文字。", {"page": 1}, ((0, "page:2"),))
    with opened(content) as pdf:
        assert unread_pages(pdf) == [1]


def test_radicals_of_a_mac_become_characters() -> None:
    assert paragraphs([[(72, 700, 12, "⻓期合作，⻔店见面。")]]) == ["长期合作，门店见面。"]


def test_a_line_that_looks_like_a_mark_stays_a_line() -> None:
    assert paragraphs([[(72, 700, 12, "# 1 号楼"), (72, 600, 12, "- 5 万元")]]) == ["\\# 1 号楼", "\\- 5 万元"]
