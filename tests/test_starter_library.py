"""The library that ships is complete, consistent and fit to be shown."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml

from cases.regulations import load_regulations, normalise_title
from kb.search.glossary import read_glossary

LIBRARY = Path(__file__).parent.parent / "cases" / "library"
HAN = re.compile(r"[\u4e00-\u9fff]")
PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx]|\d{16,19})(?!\d)|[\w.]+@[\w.]+\.\w+")
PROMISES = re.compile(r"保本保息|稳赚不赔|包过|零风险|保证收益(?!的|型)")
CITED = re.compile(r"《([^》]+)》")
TO_CONFIRM = "待合规复核"
KEPT_APART = [
    ("犹豫期", "冷静期"),
    ("进取型", "激进型"),
    ("土地经营权抵押", "土地承包经营权抵押"),
    ("第三支柱", "个人养老金"),
    ("七天通知存款", "通知存款"),
    ("政治公众人物", "外国政要"),
    ("贷款额度", "授信额度"),
    ("高净值客户", "富裕客户"),
    ("刚性兑付", "保本保息"),
    ("强制平仓", "爆仓"),
    ("转移财产", "隐匿财产"),
    ("创业担保贷款", "创业贷款"),
    ("出口信用保险", "中国信保"),
    ("提前结清", "提前还款"),
    ("可疑交易", "异常交易"),
    ("风险承受等级", "客户风险等级"),
    ("私募基金", "私募产品"),
]
"""Pairs of terms that differ for a bank; the glossary must not merge them."""
SECTIONS = ["背景", "做法", "步骤", "成效", "风险与合规", "可复用要点"]
DEPTH = {
    "业务要素": r"^\| (?!---)",
    "时间线": r"^- \d{4}-\d{2}|^- \d{1,2}:\d{2}",
    "现场对话": r"^- [^：]{1,12}：",
    "走错的一步与代价": r"\S",
    "规则框": r"^- ",
    "资料清单": r"\S",
    "什么时候不能用": r"\S",
    "教学说明": r"^\d\. ",
}
"""The parts of a case in depth, and what a line of each looks like."""


@cache
def _documents(kind: str) -> dict[str, frontmatter.Post]:
    posts = [frontmatter.load(str(path)) for path in sorted((LIBRARY / kind).glob("*.md"))]
    return {str(post["id"]): post for post in posts}


@cache
def _all() -> dict[str, frontmatter.Post]:
    return _documents("cases") | _documents("materials") | _documents("templates")


@cache
def _leaves() -> set[str]:
    model = yaml.safe_load((LIBRARY / "competencies.yaml").read_text("utf-8"))
    dimensions = {row["id"] for row in model["dimensions"]}
    assert {row["dimension"] for row in model["competencies"]} == dimensions
    return {row["id"] for row in model["competencies"]}


@cache
def _questions() -> list[tuple[str, dict[str, Any]]]:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((LIBRARY / "questions").glob("*.yaml"))]
    return [(file["source"], question) for file in files for question in file["questions"]]


def test_there_is_enough_of_everything() -> None:
    assert len(_documents("cases")) >= 90
    assert len(_documents("materials")) >= 25
    assert len(_documents("templates")) >= 12
    assert len(_questions()) >= 200
    assert Counter(post["origin"] for post in _documents("cases").values())["study"] == 4


@pytest.mark.parametrize("kind", ["cases", "materials", "templates"])
def test_heads_are_complete(kind: str) -> None:
    needed = {
        "cases": ("business_line", "customer_type", "lifecycle_stage", "industry", "products", "author"),
        "materials": ("module", "level", "duration_minutes", "audience"),
        "templates": ("purpose",),
    }[kind]
    for name, post in _documents(kind).items():
        assert post["kind"] == kind[:-1], name
        for field in ("title", "competencies", "tags", "origin", "origin_note", "created", "review_date", *needed):
            assert post.get(field), f"{name}: {field}"
        assert set(post["competencies"]) <= _leaves(), name


def test_cases_have_all_sections_and_a_readable_length() -> None:
    for name, post in _documents("cases").items():
        assert re.findall(r"^## (.+)$", post.content, re.M) == SECTIONS, name
        characters = len(re.sub(r"\s", "", post.content))
        assert 400 <= characters <= 3500, (name, characters)


def _in_depth() -> dict[str, dict[str, str]]:
    """The cases in depth: the text of each part by its heading."""
    found = {}
    for name, post in _documents("cases").items():
        pieces = re.split(r"^#{2,3} (.+)\n", post.content, flags=re.M)
        parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
        if "业务要素" in parts:
            found[name] = parts
    return found


def test_cases_in_depth_have_all_that_a_trainer_needs() -> None:
    cases = _in_depth()
    assert len(cases) >= 30
    asked = Counter(source for source, _ in _questions())
    for name, parts in cases.items():
        counts = {part: len(re.findall(line, parts.get(part, ""), re.M)) for part, line in DEPTH.items()}
        assert counts["业务要素"] >= 7, (name, counts)
        assert counts["时间线"] >= 5, (name, counts)
        assert 6 <= counts["现场对话"] <= 10, (name, counts)
        assert counts["规则框"] >= 3, (name, counts)
        assert counts["教学说明"] == 3, (name, counts)
        assert all(counts.values()), (name, counts)
        assert {"批复条件", "合规意见"} & set(parts), name
        assert 1500 <= len(HAN.findall(_documents("cases")[name].content)) <= 2500, name
        assert _documents("cases")[name]["regulations"], name
        assert asked[name] >= 2, name


def test_ten_cases_tell_of_a_failure() -> None:
    failed = [name for name, post in _documents("cases").items() if "失败案例" in post["tags"]]
    assert len(failed) >= 10
    assert set(failed) <= set(_in_depth())


def test_cases_with_figures_of_the_study_say_what_it_leaves_out() -> None:
    for name, post in _documents("cases").items():
        if post["origin"] == "study":
            assert "未署作者" in post["origin_note"], name
            assert all("资料所称" in each["name"] for each in post["figures"]), name
            assert all("未" in each["baseline"] for each in post["figures"]), name


def test_every_competency_is_covered() -> None:
    taught = {leaf for post in _all().values() for leaf in post["competencies"]}
    asked = Counter(question["competency"] for _, question in _questions())
    assert _leaves() - taught == set()
    assert {leaf: asked[leaf] for leaf in _leaves() if asked[leaf] < 2} == {}


def test_questions_rest_on_their_sources_and_can_be_marked() -> None:
    names = Counter(question["id"] for _, question in _questions())
    assert [name for name, count in names.items() if count > 1] == []
    for source, question in _questions():
        assert source in _all(), question["id"]
        assert f"## {question['section']}" in _all()[source].content, question["id"]
        assert question["band"] in ("easy", "medium", "hard"), question["id"]
        assert question["explanation"], question["id"]
        right = [option for option in question.get("options", []) if option["correct"]]
        if question["type"] == "single":
            assert (len(question["options"]), len(right)) == (4, 1), question["id"]
        elif question["type"] == "multiple":
            assert 2 <= len(right) < len(question["options"]), question["id"]
        else:
            assert question.get("answer") is not None, question["id"]


def test_links_between_documents_resolve() -> None:
    for name, post in _all().items():
        for target in re.findall(r"\]\(case:([^)]+)\)", post.content):
            assert target in _all() or f"case-{target}" in _all(), f"{name}: {target}"


def test_saved_questions_expect_documents_that_exist() -> None:
    rows = yaml.safe_load((LIBRARY / "queries.yaml").read_text("utf-8"))["queries"]
    assert len(rows) >= 60
    assert [row["query"] for row in rows if not set(row["expects"]) <= set(_all())] == []


def test_nothing_personal_and_no_promises() -> None:
    for path in sorted(LIBRARY.rglob("*.md")) + sorted(LIBRARY.rglob("*.yaml")):
        text = path.read_text("utf-8")
        assert not PERSONAL.search(text), (path.name, PERSONAL.search(text))
    for name, post in _documents("cases").items():
        for match in PROMISES.finditer(post.content):
            before = post.content[max(0, match.start() - 20) : match.start()]
            assert re.search(r"不|禁|勿|未|没|“", before), (name, match[0])


def test_no_passage_is_written_twice() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for name, post in _all().items():
        for sentence in re.split(r"[。！？\n|]", re.sub(r"\[[^]]*\]\(case:[^)]*\)", "", post.content)):
            if len(HAN.findall(sentence)) >= 18:
                seen[sentence.strip(" -*0123456789.")].add(name)
    assert {sentence: names for sentence, names in seen.items() if len(names) > 1} == {}


def test_the_glossary_is_right_and_knows_the_librarys_terms() -> None:
    glossary = read_glossary((LIBRARY / "glossary.yaml").read_text("utf-8"))
    assert len(glossary.groups) >= 500
    tags = Counter(tag for post in _all().values() for tag in post["tags"])
    known = sum(bool(glossary.expand(tag) or glossary.whole_words(tag)) for tag in tags)
    assert known / len(tags) >= 0.15, f"{known} of {len(tags)} tags"


def test_the_list_of_regulations_can_be_read() -> None:
    regulations = load_regulations(LIBRARY)
    assert len(regulations) >= 40
    assert {name for name, each in regulations.items() if not each.number and not each.needs_review} == set()


def test_documents_name_regulations_that_are_on_the_list() -> None:
    known = set(load_regulations(LIBRARY))
    unknown = {name: sorted(set(post.get("regulations", [])) - known) for name, post in _all().items()}
    assert {name: keys for name, keys in unknown.items() if keys} == {}


@cache
def _regulation_keys() -> dict[str, str]:
    """Key of a regulation by each of its names, as names are compared."""
    return {
        normalise_title(name): key
        for key, each in load_regulations(LIBRARY).items()
        for name in (each.title, *each.aliases)
    }


def test_a_document_that_cites_a_regulation_names_its_key() -> None:
    """Whoever changes a regulation finds by its key everything that rests on it."""
    missing = {
        name: cited
        for name, post in _all().items()
        if (
            cited := [
                title
                for title in CITED.findall(post.content)
                if _regulation_keys().get(normalise_title(title)) not in post.get("regulations", [])
            ]
        )
    }
    assert missing == {}


def test_questions_cite_only_regulations_on_the_list() -> None:
    cited = {
        (question["id"], title)
        for _, question in _questions()
        for title in CITED.findall(yaml.safe_dump(question, allow_unicode=True))
    }
    assert {pair for pair in cited if normalise_title(pair[1]) not in _regulation_keys()} == set()


def test_what_compliance_has_to_confirm_is_marked_where_it_is_cited() -> None:
    doubtful = {name for name, each in load_regulations(LIBRARY).items() if each.needs_review}
    assert {
        name
        for name, post in _all().items()
        if doubtful & {_regulation_keys().get(normalise_title(title)) for title in CITED.findall(post.content)}
        and TO_CONFIRM not in post.content
    } == set()


@pytest.mark.parametrize(
    "module",
    ["金融科技应用（区块链与大数据风控）", "跨境金融", "复杂金融产品销售", "客户洞察", "创新思维", "商务礼仪"],
)
def test_a_module_has_a_workshop_of_90_minutes_and_a_lesson_of_five(module: str) -> None:
    of_module = [post for post in _documents("materials").values() if post["module"] == module]
    (workshop,) = [post for post in of_module if "工作坊" in post["tags"]]
    headings = re.findall(r"^## (.+)$", workshop.content, re.M)
    assert {"目标", "材料与准备", "时间表", "复盘", "讲师提示"} <= set(headings)
    timetable = workshop.content.split("## 时间表")[1].split("\n## ")[0]
    minutes = [int(each) for each in re.findall(r"^\| [^|]+ \| (\d+) \|", timetable, re.M)]
    assert sum(minutes) == workshop["duration_minutes"] == 90, minutes
    (lesson,) = [post for post in of_module if "微课" in post["tags"]]
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d)—(\d) \|", lesson.content, re.M)]
    assert (spans[0][0], spans[-1][1], lesson["duration_minutes"]) == (0, 5, 5)
    assert all(before[1] == after[0] for before, after in pairwise(spans)), spans
    assert "## 一道题" in lesson.content


def test_one_glossary_group_does_not_mix_what_a_bank_keeps_apart() -> None:
    glossary = read_glossary((LIBRARY / "glossary.yaml").read_text("utf-8"))
    for left, right in KEPT_APART:
        found = {name for each in glossary.expand(left) for name in each.alternatives}
        assert right not in found, (left, right)


def test_the_documentation_lists_what_compliance_has_to_confirm() -> None:
    text = (LIBRARY.parent.parent / "docs" / "library.md").read_text("utf-8")
    table = text.split("<!-- to confirm -->")[1].split("<!-- /to confirm -->")[0]
    shown = set(re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.M))
    assert shown == {name for name, each in load_regulations(LIBRARY).items() if each.needs_review}


def test_an_invented_figure_says_that_it_is_invented() -> None:
    """A tile or a chart shows a figure without the text around it."""
    assert [
        (name, figure["name"])
        for name, post in _documents("cases").items()
        for figure in post.get("figures", [])
        if (post["origin"] == "teaching") != str(figure["name"]).endswith("（教学设定）")
    ] == []
