"""Pages that are pictures are recognized after the other files have landed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.pipeline import ingest_paths
from ingest.readers import Limits, read_file, refusals
from ingest.readers.recognized import Piece, recognized_page
from ingest.recognition import RecognitionLimits, RecognitionProcess, recognition_limits_of, with_recognized_pages
from ingest.summary import Summary
from kb.config import Settings
from kb.errors import BadInput
from kb.files import FileStore
from kb.i18n import using_language
from kb.migrations import migrate
from kb.search.places import describe_place
from kb.store import Database
from tests.ingest.making import drawn_pdf, shown
from tests.ingest.test_pdf import PICTURE

NOW = "2026-03-02T01:00:00+00:00"
TEXT = "BT /F1 12 Tf 72 700 Td " + shown("第二页有文字。") + " ET\n"


def piece(text: str, left: float, top: float, confidence: float = 0.97, size: float = 12.0) -> Piece:
    right = left + size * len(text)
    return Piece(text, confidence, [[left, top], [right, top], [right, top + size], [left, top + size]])


def tilted(one: Piece, degrees: float) -> Piece:
    import math

    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return Piece(one.text, one.confidence, [[x * cosine - y * sine, x * sine + y * cosine] for x, y in one.corners])


class FakeRecognition(RecognitionProcess):
    """Gives back what a test says instead of starting the child."""

    def __init__(
        self, pages: dict[int, Sequence[Piece]], *, late: bool = False, limits: RecognitionLimits | None = None
    ):
        super().__init__(limits or RecognitionLimits())
        self._found, self._late = pages, late

    def unread_pages(self, content: bytes):  # type: ignore[no-untyped-def]
        return len(self._found), self._given()

    def _given(self):  # type: ignore[no-untyped-def]
        for number in list(self._found)[: self.limits.max_pages]:
            yield recognized_page(number, self._found[number])
        if self._late:
            raise refusals.too_slow(1)


@pytest.mark.parametrize("degrees", [0, 2, -2])
def test_pieces_at_one_height_are_one_row_also_where_the_page_is_tilted(degrees: float) -> None:
    cells = [["产品名称", "期限", "年利率"], ["快贷", "一年", "3.85%"], ["信用贷", "三年", "4.20%"]]
    pieces = [
        piece(cell, 60 + 160 * column, 100 + 20 * row)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
    ]
    page = recognized_page(1, [tilted(one, degrees) for one in reversed(pieces)])
    assert page.text.split("\n\n") == ["产品名称 期限 年利率", "快贷 一年 3.85%", "信用贷 三年 4.20%"]
    assert page.confidence == pytest.approx(0.97)


def test_wrapped_lines_are_one_paragraph() -> None:
    lines = ["银行应当了解客户的经营情况并按照规定保存资料以备查验使用还有核", "实贷款用途。", "另起一段。"]
    page = recognized_page(1, [piece(line, 70, 100 + 20 * row) for row, line in enumerate(lines)])
    assert page.text.split("\n\n") == [lines[0] + lines[1], lines[2]]


def test_recognized_pages_stand_at_their_place_and_say_so() -> None:
    content = drawn_pdf([PICTURE, TEXT, PICTURE])
    read = read_file(Path("a.pdf"), content, Limits())
    found = {1: [piece("第一页是扫描件。", 70, 100)], 3: [piece("看不清的字。", 70, 100, confidence=0.5)]}
    document = with_recognized_pages(read, content, FakeRecognition(found))
    assert document.text == "第一页是扫描件。\n\n第二页有文字。"
    assert document.marks == ((0, "scan:1:97"), (10, "page:2"))
    assert document.notices == {"page": 1}
    assert document.meta == {"recognized": {"1": 0.97}}
    with using_language("zh"):
        assert describe_place("scan:1:97") == "第 1 页（识别，可信度 97%）"


def test_what_was_recognized_before_a_page_took_too_long_is_kept() -> None:
    content = drawn_pdf([PICTURE, PICTURE])
    document = with_recognized_pages(
        None, content, FakeRecognition({1: [piece("甲乙丙丁", 70, 100)], 2: []}, late=True)
    )
    assert (document.text, document.notices) == ("甲乙丙丁", {"page": 1})


def test_pages_beyond_the_limit_count_as_not_read() -> None:
    found = {number: [piece(f"第{number}页", 70, 100)] for number in (1, 2, 3)}
    recognizer = FakeRecognition(found, limits=RecognitionLimits(max_pages=2))
    assert with_recognized_pages(None, b"", recognizer).notices == {"page": 1}


def test_a_file_of_which_nothing_is_recognized_is_refused() -> None:
    with pytest.raises(BadInput, match="could not be recognized"):
        with_recognized_pages(None, b"", FakeRecognition({1: []}))
    with pytest.raises(BadInput, match="seconds"):
        with_recognized_pages(None, b"", FakeRecognition({}, late=True))


def test_scans_are_recognized_only_where_the_settings_say_so() -> None:
    assert recognition_limits_of(Settings(recognize_scans=False)) is None
    assert recognition_limits_of(Settings(max_scanned_pages=3)) == RecognitionLimits(max_pages=3)


@pytest.fixture
def ingest(tmp_path: Path):  # type: ignore[no-untyped-def]
    database = Database(tmp_path / "kb.sqlite")
    migrate(database)

    def run(*paths: Path, recognition: RecognitionLimits | None) -> tuple[Summary, Database]:
        store = FileStore(tmp_path / "files")
        return ingest_paths(database, store, paths, now=NOW, recognition=recognition), database

    return run


def _scan(lines: Sequence[str]) -> bytes:
    font = next(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"), None)
    image = Image.new("L", (1240, 500), 255)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        pen.text((100, 60 + 60 * row), line, fill=0, font=ImageFont.truetype(str(font), 34, index=2) if font else None)
    saved = io.BytesIO()
    image.save(saved, "PDF", resolution=150)
    return saved.getvalue()


def test_a_scanned_file_lands_after_the_others_with_the_text_on_its_pages(ingest, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.pdf").write_bytes(_scan(["LOAN 2026 RATE 3.85", "TOTAL 120,500.00"]))
    (tmp_path / "b.txt").write_text("正文。", "utf-8")
    summary, database = ingest(tmp_path / "a.pdf", tmp_path / "b.txt", recognition=RecognitionLimits())
    assert (summary.added, summary.failed) == (2, [])
    with database.read() as tx:
        assert tx.tuples("SELECT title FROM documents ORDER BY ordinal") == [("b",), ("a",)]
        places = {place for (place,) in tx.tuples("SELECT place FROM chunks")}
    assert any(place.startswith("scan:1:") for place in places)


def test_without_recognition_a_scanned_file_is_refused(ingest, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.pdf").write_bytes(drawn_pdf([PICTURE]))
    summary, _ = ingest(tmp_path / "a.pdf", recognition=None)
    assert [failure.error.template for failure in summary.failed] == [refusals.scanned().template]
