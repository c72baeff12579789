"""A very small bank: a dozen passages, two groups of words, a few general pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ASKED = ("keyword", "question", "paraphrase", "situation")
TOPICS = (
    ("代发工资客户资金留存", "发完工资钱就走", "工资到账当天转出，客户经理推荐自动申购现金管理产品。"),
    ("抵押贷款需要房产证", "拿房子借钱", "办理抵押贷款须提供不动产权证书，并完成评估和登记。"),
    ("家族信托传承财产", "家产留给孩子", "设立家族信托可以约定子女在成年、婚嫁时领取。"),
    ("反诈劝阻老年客户转账", "大爷非要汇款", "柜员发现老人接到陌生电话，应暂停汇款并联系家属。"),
    ("外汇结汇点差优惠", "美元换回人民币", "重点客户可申请优惠点差，由分行授权。"),
    ("贷后预警企业停产", "机器停了", "发现企业停产、欠薪，应下调评级并压缩授信。"),
)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A folder as `training/data` has it."""
    for name in ("passages", "wordings", "synonyms", "everyday"):
        (tmp_path / name).mkdir()
    rows = []
    for keyword, paraphrase, text in TOPICS:
        queries = [
            keyword,
            f"{keyword}怎么办",
            paraphrase,
            f"{paraphrase}怎么弄",
            f"客户说{paraphrase}",
            keyword,
        ]
        rows.append({"passage": f"{keyword}。{text}", "queries": queries, "negative": f"与{keyword}无关的一段文字。"})
    write(tmp_path / "passages" / "field-1.jsonl", rows)
    queries = [{"text": f"案例 {name}", "type": name} for name in ASKED]
    newer = [{"passage": f"新做法：{text}", "queries": queries, "negatives": []} for _, _, text in TOPICS]
    write(tmp_path / "passages" / "field-1b.jsonl", newer)
    more = {"of": "field-1:1", "queries": [{"text": "钱留不住", "type": "paraphrase"}]}
    write(tmp_path / "wordings" / "field-1.jsonl", [more])
    (tmp_path / "synonyms" / "syn-1.txt").write_text("家产|财产|家底\n代发工资|发工资\n只有一个\n", encoding="utf-8")
    (tmp_path / "everyday" / "words.txt").write_text("# note|this\n孩子|子女\n", encoding="utf-8")
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
