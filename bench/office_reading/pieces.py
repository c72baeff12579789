"""A file that was made, and what a reader should say of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_OPENINGS = ("客户经理应当", "支行须在放款前", "对公授信业务", "小微企业贷款", "供应链核心企业", "贷后检查人员")
_ACTIONS = ("核实贷款用途", "收集流水与纳税记录", "完成双人现场调查", "登记抵押物", "评估还款来源", "报送风险部门审查")
_ENDINGS = (
    "，并留存影像资料。",
    "，期限不超过{n}个工作日。",
    "，金额为{n}.5万元。",
    "，利率为3.{n}%。",
    "，区间为{n}~{m}万元。",
)


@dataclass
class Made:
    """A file's bytes; the pieces that a reader must give in this order; what it must never give."""

    name: str
    content: bytes
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def sentence(chance: random.Random) -> str:
    """Return a sentence as banks write them, with figures of its own."""
    ending = chance.choice(_ENDINGS).format(n=chance.randint(10, 99), m=chance.randint(100, 999))
    return chance.choice(_OPENINGS) + chance.choice(_ACTIONS) + ending


def words(chance: random.Random) -> str:
    """Return a few words for a heading or a cell."""
    return chance.choice(_ACTIONS) + chance.choice(("要点", "清单", "说明", "流程", "标准"))


def amount(chance: random.Random) -> float:
    """Return an amount with cents, from a few to hundreds of billions."""
    size = float(10 ** chance.randint(2, 12))
    return round(chance.random() * size, 2)
