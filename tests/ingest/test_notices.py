"""What readers do not take in is counted and said."""

from __future__ import annotations

import pytest

from ingest.readers.document import DocumentBuilder
from ingest.readers.notices import KINDS, describe_notices
from kb.i18n import using_language


def test_notices_are_said_in_both_languages() -> None:
    notices = {"chart": 1, "picture": 3}
    with using_language("en"):
        assert describe_notices(notices) == "Not read: 3 pictures, 1 chart"
    with using_language("zh"):
        assert describe_notices(notices) == "未读入：3 张图片、1 个图表"


def test_every_kind_has_chinese_words() -> None:
    with using_language("zh"):
        for kind in KINDS:
            assert describe_notices({kind: 2}).isascii() is False
            assert not any(char.isascii() and char.isalpha() for char in describe_notices({kind: 2}))


@pytest.mark.parametrize("notices", [None, {}, [], "picture", {"picture": 0}, {"picture": "3"}, {"unknown": 1}])
def test_what_are_no_notices_says_nothing(notices: object) -> None:
    assert describe_notices(notices) == ""


def test_builder_counts_by_kind() -> None:
    builder = DocumentBuilder()
    builder.add("正文。")
    builder.note("picture")
    builder.note("picture", 2)
    builder.note("chart", 0)
    assert builder.build("text/plain").notices == {"picture": 3}
    with pytest.raises(KeyError):
        builder.note("unheard_of")
