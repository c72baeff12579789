from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.learning.formats.moodle_cloze import read_gap
from kb.learning.formats.moodle_text import plain_text
from kb.learning.formats.moodle_xml import read_moodle_xml
from kb.learning.formats.moodle_xml_writer import write_moodle_xml
from kb.learning.formats.question_file import read_yaml
from kb.learning.questions.question import Number, Option, Question
from kb.learning.questions.scoring import right_answer, score
from tests.learning.conftest import ALL, STARTER


def quiz(*blocks: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(blocks) + "\n</quiz>\n").encode()


# The forms that Moodle's documentation of the format shows, with questions of our own.
CATEGORY = '<question type="category"><category><text>$course$/top/Credit</text></category></question>'
CHOICE = """<question type="multichoice">
  <name><text>Deposit</text></name>
  <questiontext format="html"><text><![CDATA[<p>Which is a <b>deposit</b>?</p><ul><li>think</li><li>choose</li></ul>]]>
  </text></questiontext>
  <generalfeedback format="html"><text><![CDATA[<p>It is <em>insured</em> &amp; repaid.</p>]]></text></generalfeedback>
  <answer fraction="100"><text>Fixed term</text><feedback><text>Correct!</text></feedback></answer>
  <answer fraction="0"><text>Fund</text><feedback><text>Ooops!</text></feedback></answer>
  <answer fraction="-33.33333"><text>Share</text></answer>
  <shuffleanswers>1</shuffleanswers><single>true</single><answernumbering>abc</answernumbering>
  <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
  <tags><tag><text>product</text></tag><tag><text>difficulty:hard</text></tag><tag><text>source:a</text></tag></tags>
</question>"""
SEVERAL = """<question type="multichoice"><name><text>Two</text></name>
  <questiontext><text>Which two?</text></questiontext>
  <answer fraction="50"><text>one</text></answer><answer fraction="50"><text>two</text></answer>
  <answer fraction="-100"><text>three</text></answer><single>false</single></question>"""
TRUTH = """<question type="truefalse"><name><text>T</text></name><questiontext><text>Is it so?</text></questiontext>
  <answer fraction="100"><text>true</text><feedback><text>It is.</text></feedback></answer>
  <answer fraction="0"><text>false</text><feedback><text>No.</text></feedback></answer></question>"""
SHORT = """<question type="shortanswer"><name><text>S</text></name><questiontext><text>Name it</text></questiontext>
  <answer fraction="100"><text>bill pool</text></answer><answer fraction="66.66667"><text>pool\\*</text></answer>
  <answer fraction="0"><text>*</text><feedback><text>Try again</text></feedback></answer>
  <usecase>0</usecase></question>"""
MATCHING = """<question type="matching"><name><text>M</text></name><questiontext><text>Match</text></questiontext>
  <subquestion><text>Order</text><answer><text>before delivery</text></answer></subquestion>
  <subquestion><text><![CDATA[<p>Factoring</p>]]></text><answer><text>after delivery</text></answer></subquestion>
  <subquestion><text></text><answer><text>never</text></answer></subquestion>
  <shuffleanswers>true</shuffleanswers></question>"""
NUMERICAL = """<question type="numerical"><name><text>N</text></name><questiontext><text>How many?</text></questiontext>
  <answer fraction="100"><text>23</text><tolerance>0.5</tolerance><feedback><text>Yes</text></feedback></answer>
  <answer fraction="50">24<tolerance>0</tolerance></answer><answer fraction="0"><text>*</text></answer>
  <units><unit><multiplier>1</multiplier><unit_name>天</unit_name></unit></units></question>"""
ORDERING = """<question type="ordering"><name><text>O</text></name><questiontext><text>Order</text></questiontext>
  <layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><gradingtype>ABSOLUTE_POSITION</gradingtype>
  <answer fraction="2.0000000"><text>second</text></answer><answer fraction="1.0000000"><text>first</text></answer>
  <answer fraction="3.0000000"><text>third</text></answer></question>"""
CLOZE = """<question type="cloze"><name><text>C</text></name>
  <questiontext><text>The capital of France is {1:SHORTANSWER:%100%Paris#Congratulations!~%50%Marseille#No~*#No}.</text>
  </questiontext></question>"""
CLOZE_CHOICE = """<question type="cloze"><name><text>D</text></name>
  <questiontext><text>A cat is {1:MULTICHOICE:=an animal~a \\~ plant} here</text></questiontext></question>"""
CLOZE_NUMBER = """<question type="cloze"><name><text>E</text></name>
  <questiontext><text>Pi is {2:NUMERICAL:=3.14:0.01#near}</text></questiontext></question>"""
DOCUMENTED = quiz(
    CATEGORY, CHOICE, SEVERAL, TRUTH, SHORT, MATCHING, NUMERICAL, ORDERING, CLOZE, CLOZE_CHOICE, CLOZE_NUMBER
)


def test_moodles_documented_forms_are_read() -> None:
    read = read_moodle_xml(DOCUMENTED)
    assert read.problems == ()
    choice, several, truth, short, matching, number, order, cloze, cloze_choice, cloze_number = read.questions
    assert choice.stem == "Which is a deposit?\n- think\n- choose"
    assert choice.explanation == "It is insured & repaid."
    assert choice.options[0] == Option("Fixed term", 1, "Correct!")
    assert choice.options[2].share == -1 / 3
    assert (choice.competencies, choice.difficulty, choice.sources) == (("product",), "hard", ("a",))
    assert score(several, ["one", "two"]) == 1
    assert (truth.truth, truth.explanation) == (True, "It is.")
    assert [(option.text, option.share) for option in short.options] == [("bill pool", 1), ("pool*", 2 / 3)]
    assert matching.pairs == (("Order", "before delivery"), ("Factoring", "after delivery"), ("", "never"))
    assert (number.numbers, number.unit) == ((Number(23, 0.5, 1, "Yes"), Number(24, 0, 0.5)), "天")
    assert order.order == ("first", "second", "third")
    assert cloze.stem == "The capital of France is _____ ."
    assert [score(cloze, text) for text in ("paris", "Marseille", "Lyon")] == [1, 0.5, 0]
    assert right_answer(cloze_choice) == "an animal"
    assert cloze_choice.options[1].text == "a ~ plant"
    assert score(cloze_number, "3.145") == 1


def test_what_is_written_reads_the_same() -> None:
    read = read_moodle_xml(DOCUMENTED).questions
    assert read_moodle_xml(write_moodle_xml(read)).questions == read
    assert read_moodle_xml(write_moodle_xml(ALL)).questions == ALL


def test_the_starter_questions_survive_the_way_through_xml() -> None:
    files = [read_yaml(path.read_text("utf-8")).questions for path in sorted((STARTER / "questions").glob("*.yaml"))]
    questions = tuple(question for file in files for question in file)
    assert len(questions) >= 255
    assert read_moodle_xml(write_moodle_xml(questions)).questions == questions


_TEXT = st.text(st.sampled_from("ab<>&;\"'*\\/]! \n款，"), min_size=1, max_size=14).map(
    lambda text: f"x{' '.join(text.split())}x"
)


@given(stem=_TEXT, texts=st.lists(_TEXT, min_size=2, max_size=4, unique=True))
def test_any_text_survives(stem: str, texts: list[str]) -> None:
    pairs = tuple((f"{place}{text}", text) for place, text in enumerate(texts))
    options = tuple(Option(text, 1.0, stem) for text in texts)
    questions = (
        Question("q<1", "matching", stem, pairs=pairs, explanation=stem, section=stem),
        Question("q&2", "cloze", stem, options=options),
        Question("q-3", "ordering", stem, order=tuple(texts)),
    )
    assert read_moodle_xml(write_moodle_xml(questions)).questions == questions


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<quiz><question type="truefalse"><questiontext><text>&c;</text></questiontext></question></quiz>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<quiz><question type="truefalse"><questiontext><text>&f;</text></questiontext></question></quiz>"""
REMOTE = b'<?xml version="1.0"?>\n<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/quiz.dtd">\n<quiz/>'


@pytest.mark.parametrize("content", [BOMB, EXTERNAL, REMOTE, BOMB.decode().encode("utf-16")])
def test_document_types_and_entities_are_refused_in_words(content: bytes) -> None:
    [problem] = read_moodle_xml(content).problems
    assert "for safety" in str(problem.error)


@pytest.mark.parametrize(
    ("content", "lines", "words"),
    [
        (b"", [1], "XML cannot be read"),
        (b"<quiz>\n<question>\n</quiz>", [3], "XML cannot be read"),
        (b'<?xml version="1.0" encoding="no-such"?><quiz/>', [1], "XML cannot be read"),
        (b"<html/>", [1], "no list"),
        (quiz(CATEGORY), [1], "no list"),
        (b"<quiz>" + b"<a>" * 40 + b"</a>" * 40 + b"</quiz>", [1], "nested"),
        (quiz("<hint/>"), [3], "element"),
        (quiz('<question type="essay"/>'), [3], "essay"),
        (quiz('<question type="description"/>'), [3], "description"),
        (quiz('<question type="calculated"/>'), [3], "calculated"),
        (quiz(TRUTH, TRUTH), [6], "twice"),
        (quiz(TRUTH, CHOICE.replace("<b>", "<img src='x'>")), [6], "Pictures"),
        (quiz(TRUTH, CHOICE.replace("</questiontext>", "<file>x</file></questiontext>")), [6], "Pictures"),
        (quiz(SHORT.replace("bill pool", "bill*")), [3], "write the answers out"),
        (quiz(NUMERICAL.replace("23", "ten")), [3], "not a number"),
        (quiz(NUMERICAL.replace("23", "nan")), [3], "not a number"),
        (quiz(SEVERAL.replace("50", "half")), [3], "percentage"),
        (quiz(SEVERAL.replace("50", "500")), [3], "between"),
        (quiz(NUMERICAL.replace("</unit></units>", "</unit><unit/></units>")), [3], "one unit"),
        (quiz(SHORT.replace("Name it", "<![CDATA[" + "<!a" * 40_000 + "]]>")), [3], "more than"),
        (quiz(CLOZE.replace("capital", "{1:SA:=x}")), [3], "split it"),
        (quiz(CLOZE.replace("SHORTANSWER", "ODD")), [3], "ODD"),
        (quiz(CLOZE.replace("{1:", "(")), [3], "no gap"),
    ],
)
def test_malformed_files_give_the_line_of_the_question(content: bytes, lines: list[int], words: str) -> None:
    read = read_moodle_xml(content)
    assert [problem.line for problem in read.problems] == lines
    assert words in str(read.problems[0].error)


def test_markup_is_never_kept() -> None:
    block = CHOICE.replace("<b>deposit</b>", "<script>alert(1)</script><a href='javascript:x' onclick='y'>deposit</a>")
    [question] = read_moodle_xml(quiz(block)).questions
    assert question.stem == "Which is a deposit?\n- think\n- choose"


def test_characters_that_xml_forbids_are_left_out() -> None:
    odd = replace(ALL[0], stem="a\x0bb\x00c")
    assert read_moodle_xml(write_moodle_xml([odd])).questions[0].stem == "abc"


@pytest.mark.parametrize("bad", ["<!", "<!--", "<a ", "&#", "</", "<a b='", "<?", "{1:SA:", "<p>", "<script>"])
def test_broken_markup_takes_no_longer(bad: str) -> None:
    text = (bad * 50_000)[:100_000]
    start = time.monotonic()
    plain_text(text, "html")
    with pytest.raises(BadInput, match="no gap"):
        read_gap(text)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("1<2<3", "1<2<3"),
        ("one<br/>two<BR>three", "one\ntwo\nthree"),
        ("<P>one</P><p>two</p>", "one\ntwo"),
        ("a <!-- <b>not</b> --> b", "a b"),
        ("a <!-- open", "a <!-- open"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("x&lt;b&gt;y &amp;amp;", "x<b>y &amp;"),
        ("<style>p {}</style><script>if (a<b) alert(1)</script>z", "z"),
    ],
)
def test_what_people_read_of_markup(text: str, shown: str) -> None:
    assert plain_text(text, "html") == shown
