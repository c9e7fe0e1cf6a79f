"""A checklist with every rule and oddity in it, and answer documents of every shape for it."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from audit.scoring.checklist import Checklist
from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, compile_checklist
from audit.scoring.figures import MILLION, brief, points_of, value_of
from audit.scoring.loading import load_checklist
from audit.scoring.marking import MOST_TIMES
from audit.scoring.plain import UNPRINTABLE

CHECKLISTS = Path(__file__).parents[2] / "checklists"
SAMPLE = """
key: sample
version: "1"
title: {zh: "=样例清单", en: "=Sample"}
points: 53
not_applicable: POLICY
modules:
  - id: "1"
    title: {zh: 环境, en: Environment}
    points: 26
    sections:
      - id: "1.1"
        title: {zh: 室外, en: Outside}
        points: 17
        criteria:
          - id: "1"
            text: {zh: "=1+1 门楣整洁", en: Tidy}
            points: 3
            rule:
              type: deduct
              excess: section
              faults:
                - {id: a, label: {zh: 缺一项, en: One missing}, points: 0.2, per: each}
                - {id: b, label: 一次不合格, points: 1, per: each, max: 2}
                - {id: other, label: 未设置, points: 5}
                - {id: d, label: 隐患, all: true, veto: fatal}
                - {id: e, label: 每处隐患, all: true, per: each}
          - {id: "2", text: 自由裁量, points: 4, min: -1.5, na: false, rule: {type: deduct, excess: module}}
          - id: "3"
            text: 停车位
            points: 10
            applies_to: {facilities: [parking, vip_area], kinds: [full]}
            rule: {type: deduct, faults: [{id: a, label: 缺, points: 3.33, per: each}]}
      - id: "1.2"
        title: 室内
        points: 9
        criteria:
          - id: L1
            text: {zh: 档次}
            points: 4
            min: -1
            rule:
              type: levels
              levels:
                - {id: good, label: {zh: "=好*", en: Good}, points: 4}
                - {id: fair, label: {zh: 中, en: Fair}, points: 2.25}
                - {id: bad, label: {zh: "=好?", en: Bad}, points: -1}
          - id: L2
            text: 同名
            points: 5
            rule: {type: levels, levels: [{id: x, label: 好, points: 5}, {id: y, label: 好, points: 0}]}
  - id: "2"
    title: 服务
    points: 24
    sections:
      - id: "2.1"
        title: 测量
        points: 24
        criteria:
          - id: C1
            text: 达标与否
            points: 2
            min: -2
            applies_to: {kinds: [full, community]}
            rule: {type: check, fail: -2, veto: elder}
          - id: M1
            text: 比例
            points: 8
            rule: {type: measure, unit: "%", bands: [{at_least: 95, points: 8}, {at_least: 90.5, points: 6}]}
          - id: M2
            text: 等候
            points: 7
            min: -1
            rule:
              type: measure
              unit: {zh: 分钟, en: minutes}
              bands: [{at_most: -1, points: 7}, {at_most: 10, points: 3}, {at_most: 20, points: 0.5}]
          - {id: M3, text: 按比例, points: 7, min: 1, rule: {type: measure, unit: 件, target: 37.3}}
  - id: "3"
    title: 只有一条
    points: 3
    sections:
      - id: "3.1"
        title: 只有一条
        points: 3
        criteria:
          - id: Z
            text: 可不适用
            points: 3
            rule: {type: deduct, excess: module, faults: [{id: a, label: 多, points: 4, per: each}]}
vetoes:
  - {id: fatal, text: 重大案件, effect: disqualify}
  - {id: elder, text: 拒绝服务, effect: cap, grade: three}
bonus:
  max: 5
  over_total: OVER
  items:
    - {id: b1, text: 省级荣誉, points: 2, per: each, max: 4}
    - {id: b2, text: 创新, points: 2.5}
grades:
  - {id: five, title: 五星级, stars: 5, min: 45, module_floor: 0.6}
  - {id: three, title: 三星级, stars: 3, min: 30}
"""
POLICIES = ("redistribute", "full", "zero")


@cache
def sample(policy: str = "redistribute", over: str = "false") -> Checklist:
    """The sample checklist under a policy."""
    return load_checklist(SAMPLE.replace("POLICY", policy).replace("OVER", over))


@cache
def shipped(name: str = "civilized-service@2026.1") -> Checklist:
    """A checklist that ships with the project."""
    return load_checklist((CHECKLISTS / f"{name}.yaml").read_text(encoding="utf-8"))


def blank(checklist: Checklist, **parts: Any) -> dict[str, Any]:
    """A document with nothing in it but these parts."""
    return {"checklist": checklist.name, "answers": {}, **parts}


BRANCHES: tuple[dict[str, Any], ...] = (
    {"kind": "full", "facilities": ["vip_area", "parking"]},
    {"kind": "community", "facilities": []},
    {"name": "东大街支行", "code": "0012"},
)


def random_document(checklist: Checklist, random: Random, *, answered: float = 1.0) -> dict[str, Any]:
    """A document over all rules, with the counts and figures that sheets really hold, and some extremes."""
    branch = random.choice(BRANCHES)
    facilities, kind = frozenset(branch.get("facilities", ())), branch.get("kind")
    lines = [line for line in compile_checklist(checklist).lines if line.applies(facilities, kind)]
    answers = {line.id: _entry(line, random) for line in lines if random.random() < answered}
    items = checklist.bonus.items if checklist.bonus else ()
    bonus = {item.id: random.randint(0, 1 if item.per == "once" else 4) for item in items}
    return {"checklist": checklist.name, "branch": branch, "answers": answers, "bonus": bonus}


def _entry(line: Line, random: Random) -> dict[str, Any]:
    if line.na and random.random() < 0.2:
        return {"na": "无此业务"}
    if line.kind == LEVELS:
        return {"level": random.choice(list(line.levels))}
    if line.kind == CHECK:
        return {"met": random.random() < 0.6}
    if line.kind == DEDUCT:
        counts = {fault.id: random.choice((0, 1) if fault.once else (0, 0, 1, 2, 7)) for fault in line.faults.values()}
        faults = {id_: count for id_, count in counts.items() if random.random() < 0.3}
        other = [{"points": random.choice(("0.5", "1", "0.35", "6")), "reason": "现场"}]
        return {"faults": faults, "other": other} if random.random() < 0.4 else {"faults": faults}
    edges = [brief(bound, MILLION) for bound, _ in line.bands] or ["18.65", "37.3", "0"]
    near = [str(round(random.uniform(0, 110), random.randint(0, 4))) for _ in range(3)]
    return {"value": random.choice([*edges, *near])}


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    """A document without its empty optional parts, figures written the short way."""
    parts = {name: document.get(name) for name in ("branch", "audit", "bonus")}
    kept = {name: {k: v for k, v in (part or {}).items() if v not in ("", [])} for name, part in parts.items()}
    return {
        "checklist": document["checklist"],
        "answers": {id_: _canonical_entry(entry) for id_, entry in document["answers"].items()},
        **({"vetoes": sorted(set(document["vetoes"]))} if document.get("vetoes") else {}),
        **{name: part for name, part in kept.items() if part},
    }


def _canonical_entry(entry: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in entry.items() if value not in ("", [])}
    if not found.keys() & {"na", "faults", "other", "level", "met", "value"}:
        found["faults"] = {}
    if "value" in found:
        found["value"] = brief(value_of(found["value"]), MILLION)
    if "other" in found:
        found["other"] = [
            {"points": brief(points_of(item["points"])), "reason": item["reason"]} for item in found["other"]
        ]
    if "photos" in found:
        found["photos"] = [{k: v for k, v in photo.items() if v} for photo in found["photos"]]
    return found


# Texts that tempt a spreadsheet or our own separators, and any others that can be printed.
_ODD = st.sampled_from(
    [
        "=1+1",
        "@x",
        "#REF!",
        "a | b",
        "[1]",
        "[]",
        '["a"]',
        "一，二",
        "a;b",
        "_x0041_",
        "1.0",
        "是",
        '"',
        "不适用 ",
    ]
)
_ANY = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
_LINES = st.lists(st.one_of(_ODD, _ANY), min_size=1, max_size=2).map("\n".join)
texts = st.one_of(_ODD, _ANY, _LINES).map(str.strip).filter(lambda text: not UNPRINTABLE.search(text))
full_texts = texts.filter(bool)
photos = st.lists(st.fixed_dictionaries({"file": full_texts}, optional={"caption": texts}), max_size=3)
points = st.one_of(st.integers(0, 99), st.decimals(0, 99, places=2).map(str), st.sampled_from(["0.5", "0.10"]))
values = st.one_of(
    st.integers(0, 10**12 - 1),
    st.decimals(0, 999, places=6).map(lambda value: f"{value:f}"),
    st.sampled_from(["93.5", "123456789012.123456", "0.1", "95.00"]),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def entries(line: Line) -> st.SearchStrategy[dict[str, Any]]:
    """Any answer a criterion takes."""
    remarks = {"note": texts, "photos": photos}
    shapes: list[st.SearchStrategy[dict[str, Any]]] = []
    if line.na:
        shapes.append(st.fixed_dictionaries({"na": full_texts}, optional=remarks))
    if line.kind == LEVELS:
        shapes.append(st.fixed_dictionaries({"level": st.sampled_from(list(line.levels))}, optional=remarks))
    elif line.kind == CHECK:
        shapes.append(st.fixed_dictionaries({"met": st.booleans()}, optional=remarks))
    elif line.kind == DEDUCT:
        counts = {f.id: st.integers(0, 1) if f.once else st.integers(0, MOST_TIMES) for f in line.faults.values()}
        faults = st.fixed_dictionaries({}, optional=counts)
        other = st.lists(st.fixed_dictionaries({"points": points, "reason": full_texts}), max_size=3)
        shapes.append(st.fixed_dictionaries({"faults": faults}, optional={"other": other, **remarks}))
        shapes.append(st.fixed_dictionaries({"other": other}, optional=remarks))
    else:
        shapes.append(st.fixed_dictionaries({"value": values}, optional=remarks))
    return st.one_of(shapes)


@st.composite
def documents(draw: st.DrawFn, checklist: Checklist, most: int = 200) -> dict[str, Any]:
    """Any document a checklist takes, with at most so many answers."""
    extra = st.dictionaries(texts.filter(lambda name: name not in _TAKEN), json_values, max_size=2)
    document: dict[str, Any] = {"checklist": checklist.name}
    if draw(st.booleans()):
        known = {"code": texts, "name": texts, "kind": st.sampled_from(["full", "community", "其他"])}
        facilities = st.lists(st.one_of(st.sampled_from(["parking", "vip_area"]), full_texts), max_size=4)
        document["branch"] = {
            **draw(extra),
            **draw(st.fixed_dictionaries({}, optional={**known, "facilities": facilities})),
        }
    if draw(st.booleans()):
        dates = st.one_of(st.dates().map(str), st.just(""))
        known = {"kind": texts, "date": dates, "place": texts, "assessors": st.lists(full_texts, max_size=3)}
        document["audit"] = {**draw(extra), **draw(st.fixed_dictionaries({}, optional=known))}
    branch = document.get("branch", {})
    facilities_had, kind = frozenset(branch.get("facilities", ())), branch.get("kind")
    lines = [line for line in compile_checklist(checklist).lines if line.applies(facilities_had, kind)]
    chosen = draw(st.lists(st.sampled_from(lines), unique_by=lambda line: line.id, max_size=most))
    document["answers"] = {line.id: draw(entries(line)) for line in chosen}
    ids = [veto.id for veto in checklist.vetoes]
    if ids and draw(st.booleans()):
        document["vetoes"] = draw(st.lists(st.sampled_from(ids)))
    if checklist.bonus and draw(st.booleans()):
        counts = {item.id: st.integers(0, 1 if item.per == "once" else 99) for item in checklist.bonus.items}
        document["bonus"] = draw(st.fixed_dictionaries({}, optional=counts))
    return document


_TAKEN = {"code", "name", "kind", "facilities", "date", "place", "assessors"}
