"""Any case that can be written down, however odd."""

from __future__ import annotations

from hypothesis import strategies as st

from cases.model import Aida, Attachment, Case, Figure, Swot

HOSTILE = st.sampled_from(
    [
        "## 背景", "# 标题", "\\## 做法", "---", "- 项", "1. 步骤", "  缩进", "a: b", "[x]", "{y}", "# 注", "'", '"',
        "yes", "null", "2026-11-24", "2026-13-45", "1e5", "0x1F", "12:30", "~", "&a", "*a", "!tag", "%", "|", ">",
        "1.5万元", "\u2028", "\x00", "\ufeff", "😀", "　全角", "\ud800", "<b>", "```",
    ]
)  # fmt: skip
TEXT = st.lists(st.one_of(HOSTILE, st.text(max_size=12)), max_size=4).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n", "\n\n", "\r\n"]).map(lambda joint: joint.join(parts))
)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
FIGURES = st.builds(
    Figure,
    name=TEXT,
    value=st.one_of(st.none(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)),
    unit=TEXT,
    baseline=TEXT,
    period=TEXT,
)
ATTACHMENTS = st.builds(
    Attachment,
    name=TEXT,
    media_type=TEXT,
    hash=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    size=st.integers(0, 2**63 - 1),
)
CASES = st.builds(
    Case,
    **{name: TEXT for name in Case.__dataclass_fields__ if Case.__dataclass_fields__[name].type == "str"},
    **dict.fromkeys(("products", "competencies", "tags", "regulations", "authors", "steps", "points"), TEXTS),
    aida=st.builds(Aida, **dict.fromkeys(("attention", "interest", "desire", "action"), TEXT)),
    swot=st.builds(Swot, **dict.fromkeys(("strengths", "weaknesses", "opportunities", "threats"), TEXT)),
    figures=st.lists(FIGURES, max_size=2).map(tuple),
    attachments=st.lists(ATTACHMENTS, max_size=2).map(tuple),
)
