"""Pages as Word, mail programs and people save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import Limits, ReadDocument, read_file
from kb.errors import BadInput


def read(body: str, head: str = "") -> ReadDocument:
    page = f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return read_file(Path("a.html"), page.encode(), Limits())


def test_a_cell_that_spans_rows_stands_in_each_of_them() -> None:
    rows = (
        "<tr><th>产品</th><th>期限</th><th>利率</th></tr><tr><td rowspan=2>快贷</td><td>一年</td><td>3.85%</td></tr>"
        "<tr><td>三年</td><td>4.20%</td></tr><tr><td>合计</td><td colspan=2>8.05%</td></tr>"
    )
    assert read(f"<table>{rows}</table>").text.split("\n") == [
        "| 产品 | 期限 | 利率 |",
        "| --- | --- | --- |",
        "| 快贷 | 一年 | 3.85% |",
        "| 快贷 | 三年 | 4.20% |",
        "| 合计 | 8.05% |  |",
    ]


def test_a_foot_that_stands_first_comes_last_and_a_bar_stays_in_its_cell() -> None:
    table = (
        "<table><caption>费率</caption><thead><tr><td>甲</td><td>乙</td></tr></thead><tfoot><tr><td>合计</td>"
        "<td>3</td></tr></tfoot><tbody><tr><td>A|B</td><td>1<br>2</td></tr></tbody></table>"
    )
    assert read(table).text == "费率\n\n| 甲 | 乙 |\n| --- | --- |\n| A\\|B | 1 2 |\n| 合计 | 3 |"


def test_tables_that_only_place_parts_are_no_tables() -> None:
    inner = "<table><tr><td>期限</td><td>利率</td></tr><tr><td>一年</td><td>3.85%</td></tr></table>"
    assert read(f"<table><tr><td><h2>公告</h2><p>正文。</p>{inner}</td></tr></table>").text == (
        "## 公告\n\n正文。\n\n| 期限 | 利率 |\n| --- | --- |\n| 一年 | 3.85% |"
    )
    outer = f"<table><tr><td>产品</td><td>明细</td></tr><tr><td>快贷</td><td>{inner}</td></tr></table>"
    assert "| 快贷 | 期限；利率 一年；3.85% |" in read(outer).text


def test_spans_beyond_all_measure_are_refused() -> None:
    row = "<tr>" + "<td colspan=9999 rowspan=9999>甲</td>" * 30 + "</tr>"
    with pytest.raises(BadInput, match="memory"):
        read(f"<table>{row * 30}</table>")


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">隐藏</div>',
        "<p hidden>隐藏</p>",
        '<p style="VISIBILITY:hidden">隐藏</p>',
        '<span style="mso-hide:all">隐藏</span>',
        '<p class="note">隐藏</p>',
        '<ul><li id="x">隐藏</li></ul>',
        "<dialog>隐藏</dialog>",
        "<p><del>隐藏</del></p>",
        '<p><span style="text-decoration:line-through">隐藏</span></p>',
    ],
)
def test_what_is_hidden_or_struck_out_is_left_out_and_counted(hidden: str) -> None:
    rules = "/* .x{} */ .note, #x { display:none } @media print { p { display:none } } p:hover{display:none}"
    document = read(f"<p>可见</p>{hidden}<p>也可见</p>", f"<style>{rules}</style>")
    assert document.text == "可见\n\n也可见"
    assert sum(document.notices.values()) == 1


def test_what_no_browser_shows_is_left_out() -> None:
    never = "<template>甲</template><noscript>乙</noscript><script>丙</script><!-- 丁 --><![if !x]><![endif]>"
    document = read(f"<p>可见</p>{never}<nav>导航</nav><footer>版权</footer>")
    assert (document.text, document.notices) == ("可见\n\n导航\n\n版权", {})


def test_pages_of_word_keep_the_numbers_of_their_lists() -> None:
    item = (
        '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><![if !supportLists]><span>（一）'
        "<span>&nbsp;&nbsp;</span></span><![endif]>营业执照<o:p></o:p></p>"
    )
    document = read(f'<p class="MsoTitle">管理办法</p><p class=MsoNormal>一、<span lang=EN-US>1</span>号文</p>{item}')
    assert document.text == "# 管理办法\n\n一、1号文\n\n（一） 营业执照"
    assert document.title == "管理办法"


def test_lines_of_preformatted_text_stay_lines() -> None:
    document = read("<pre>第一行\n  第二行 10  20\n# 第三行</pre><p>完</p>")
    assert document.text == "第一行\n  第二行 10  20\n\\# 第三行\n\n完"
    assert read('<div style="white-space:pre-wrap">甲\n乙</div>').text == "甲\n乙"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ("<ol start=3><li>甲</li><li>乙</li></ol>", "3. 甲\n4. 乙"),
        ("<ol><li value=7>甲</li><li>乙<ul><li>丙</li></ul></li><li>丁</li></ol>", "7. 甲\n8. 乙\n  - 丙\n9. 丁"),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", "2. 甲\n1. 乙"),
        ("<ol type=A><li>甲</li></ol><ol type=i><li>乙</li><li>丙</li></ol>", "A. 甲\n\ni. 乙\nii. 丙"),
        ('<ol style="list-style-type:cjk-ideographic" start=21><li>甲</li></ol>', "二十一、甲"),
        ('<ul style="list-style:none"><li>甲</li></ul><ul><li><p>乙</p><p>丙</p></li></ul>', "甲\n\n- 乙\n丙"),
    ],
)
def test_items_keep_their_marks(items: str, text: str) -> None:
    assert read(items).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("10<sup>6</sup>元，m<sup>2</sup>，CO<sub>2</sub>", "10⁶元，m²，CO₂"),
        ("e<sup>2/3</sup>，正文<sup>[1]</sup>", "e^(2/3)，正文[1]"),
        ("<ruby>保理<rp>(</rp><rt>bǎolǐ</rt><rp>)</rp></ruby>业务", "保理业务"),
        ("<math><mfrac><mi>流动资产</mi><mi>流动负债</mi></mfrac></math>", "(流动资产)/(流动负债)"),
        ('姓名：<input value="张三"><input type=hidden value=x>', "姓名：张三"),
        ("<input type=checkbox checked>同意", "☑同意"),
        ("<select><option>甲<option selected>乙</select>", "乙"),
        ("利率10~20万元，KYC_手册*2，#1，a&lt;b", "利率10~20万元，KYC_手册*2，#1，a<b"),
        ("<p># 号楼</p>", "\\# 号楼"),
        ("2024年<br>\n1月", "2024年\n1月"),
    ],
)
def test_words_keep_their_meaning(body: str, text: str) -> None:
    assert read(body).text == text


def test_pictures_and_films_are_counted() -> None:
    pictures = '<p>甲<img src="a.png"><img width=1 height=1></p><table><tr><td><svg></svg>乙</td></tr></table>'
    document = read(f"{pictures}<video></video>")
    assert (document.text, document.notices) == ("甲\n\n乙", {"picture": 2, "media": 1})


def test_damaged_bytes_are_counted() -> None:
    content = b"<html><body>" + ("贷款合同" * 80).encode() + b"\xff</body></html>"
    assert read_file(Path("a.html"), content, Limits()).notices == {"character": 1}


def test_the_title_of_the_page_serves_where_it_has_no_heading() -> None:
    assert read("<p>正文</p>", "<title> 利率\n公告 </title>").title == "利率 公告"
    assert read("<h2>KYC_手册<br>V2.0</h2>正文", "<title>x</title>").title == "KYC_手册 V2.0"
