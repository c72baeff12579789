"""Markup, powers, feedback and numbers of Moodle's files and of workbooks, as people see them there."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kb.learning.formats.exchange import read_questions
from kb.learning.formats.question_file import QuestionFile
from kb.learning.questions.question import Question


def gift(text: str) -> QuestionFile:
    return read_questions("a.gift", text.encode())


def only(file: QuestionFile) -> Question:
    assert not file.problems, file.problems
    (question,) = file.questions
    return question


def xml(*questions: str) -> QuestionFile:
    return read_questions("a.xml", f"<quiz>{''.join(questions)}</quiz>".encode())


def test_markup_is_taken_off_every_part_of_a_gift_question() -> None:
    question = only(
        gift(
            "::保理::[html]<p>什么是保理？</p><p>选一项</p>{\n=<p>融资</p>#<p>对，<b>正确</b></p>\n"
            "~%-50%<p>担保</p>#<p>不对</p>\n####<p>见<b>第三章</b></p>\n}"
        )
    )
    assert question.stem == "什么是保理？\n选一项"
    assert [(option.text, option.feedback) for option in question.options] == [("融资", "对，正确"), ("担保", "不对")]
    assert question.explanation == "见第三章"


def test_parts_have_the_format_of_the_question_unless_they_name_their_own() -> None:
    question = only(gift("[html]<p>题</p>{=[plain]a<b>c ~<b>乙</b>}"))
    assert [option.text for option in question.options] == ["a<b>c", "乙"]
    question = only(gift("题{=[html]<b>甲</b> ~a<b>c}"))
    assert [option.text for option in question.options] == ["甲", "a<b>c"]


def test_markup_is_taken_off_pairs_and_numbers() -> None:
    assert only(gift("[html]<p>配</p>{=<p>保理</p> -> <b>融资</b> =保函 -> 担保 =信用证 -> 结算}")).pairs == (
        ("保理", "融资"),
        ("保函", "担保"),
        ("信用证", "结算"),
    )
    assert only(gift("[html]<p>几年</p>{#=3:0#<p>对</p>}")).numbers[0].feedback == "对"


@pytest.mark.parametrize("part", ["{=审批 ~<img>}", "{=审批#<svg></svg> ~乙}", "{=审批 ~乙 ####<audio>}"])
def test_pictures_in_any_part_are_refused(part: str) -> None:
    problems = gift(f"[html]题{part}").problems
    assert [problem.line for problem in problems] == [1]
    assert "Pictures" in str(problems[0].error)


def test_powers_stay_powers() -> None:
    question = only(gift("[html]<p>10<sup>6</sup> 元？</p>{=CO<sub>2</sub> ~10<sup>n+1</sup> ~x<sup>2/3</sup>}"))
    assert question.stem == "10⁶ 元？"
    assert [option.text for option in question.options] == ["CO₂", "10ⁿ⁺¹", "x^(2/3)"]


@pytest.mark.parametrize(
    ("written", "explanation"),
    [
        ("{TRUE#再想想#对，独立担保}", "对，独立担保"),
        ("{FALSE#再想想#对}", "对"),
        ("{TRUE#只有一句}", "只有一句"),
        ("{TRUE#再想想#对####总说明}", "总说明"),
    ],
)
def test_everyone_is_told_what_was_meant_for_the_right_answer(written: str, explanation: str) -> None:
    assert only(gift(f"保函是担保。{written}")).explanation == explanation


def test_so_it_is_in_xml() -> None:
    question = (
        '<question type="truefalse"><name><text>a</text></name><questiontext><text>题</text></questiontext>'
        '<answer fraction="0"><text>true</text><feedback><text>再想想</text></feedback></answer>'
        '<answer fraction="100"><text>false</text><feedback><text>对</text></feedback></answer></question>'
    )
    assert only(xml(question)).explanation == "对"


def _numbered(stem: str, number: str = "1") -> str:
    return (
        f'<question type="shortanswer"><questiontext><text>{stem}</text></questiontext><idnumber>{number}</idnumber>'
        '<answer fraction="100"><text>甲</text></answer></question>'
    )


def _category(name: str) -> str:
    return f'<question type="category"><category><text>$course$/top/{name}</text></category></question>'


def test_an_id_number_may_come_again_in_another_category() -> None:
    first = xml(_category("授信"), _numbered("题一"), _category("结算"), _numbered("题二"))
    assert not first.problems
    assert first.questions[0].id == "1"
    assert len({question.id for question in first.questions}) == 2
    again = xml(_category("授信"), _numbered("题一"), _category("结算"), _numbered("题二"))
    assert first.questions == again.questions
    assert len(xml(_category("授信"), _numbered("题一"), _numbered("题二")).problems) == 1


def _workbook(cells: dict[str, object], formats: dict[str, str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, name in enumerate(("id", "type", "stem", "answer", "unit", "tolerance"), 1):
        sheet.cell(1, number, name)
        cell = sheet.cell(2, number, cells.get(name))
        cell.number_format = formats.get(name, "General")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("unit", ["%", "％", None])
def test_a_percentage_is_the_number_that_the_sheet_shows(unit: str | None) -> None:
    cells = {"id": "q", "type": "numerical", "stem": "利率？", "answer": 0.0385, "unit": unit, "tolerance": 0.0005}
    content = _workbook(cells, {"answer": "0.00%", "tolerance": "0.00%"})
    question = only(read_questions("a.xlsx", content))
    assert (question.numbers[0].value, question.numbers[0].tolerance) == (3.85, 0.05)
    assert question.unit in ("%", "％")


def test_a_percentage_in_another_unit_is_refused() -> None:
    cells = {"id": "q", "type": "numerical", "stem": "金额？", "answer": 0.05, "unit": "万元"}
    assert len(read_questions("a.xlsx", _workbook(cells, {"answer": "0%"})).problems) == 1


def test_numbers_are_read_as_shown() -> None:
    cells = {"id": 7, "type": "numerical", "stem": "金额？", "answer": 1200000, "unit": "元"}
    question = only(read_questions("a.xlsx", _workbook(cells, {"id": "000", "answer": "#,##0.00"})))
    assert (question.id, question.numbers[0].value) == ("007", 1_200_000)


def test_question_tables_are_read_in_any_chinese_encoding_and_dialect() -> None:
    text = 'sep=;\nid;type;stem;answer;wrong\nq;single;哪个对？;"甲""乙""";丙\n'
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert only(read_questions("a.csv", text.encode(encoding))).options[0].text == '甲"乙"'
    assert only(read_questions("a.gift", "保函是什么担保？{=独立 ~从属}".encode("gb18030"))).stem == "保函是什么担保？"
