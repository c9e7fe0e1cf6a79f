"""Sentences of the report that are made of figures: conditions, ways, reasons, in one language."""

from collections.abc import Iterator, Mapping
from typing import Any

from audit.scoring.arithmetic import deduction_arithmetic, measure_arithmetic
from audit.scoring.checklist import Checklist
from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, MEASURE, Line
from audit.scoring.figures import MILLION, brief, points_of, show, value_of
from audit.scoring.marking import SCORED
from audit.scoring.plan import Plan
from audit.scoring.score import CriterionScore, Score
from audit.translations import translate


def _(text: str) -> str:
    return text


EVIDENCE = {
    "site": _("现场查看"),
    "files": _("查阅资料"),
    "cctv": _("调阅录像"),
    "interview": _("询问员工"),
    "customer": _("询问客户"),
    "hearing": _("听取汇报"),
}
THEMES = {
    "zoning": _("功能分区"),
    "special-groups": _("特殊群体服务"),
    "staff-care": _("员工关爱"),
    "linkage": _("联动机制"),
    "command": _("组织指挥"),
    "early-warning": _("监测预警"),
    "reporting": _("信息报告"),
    "drill": _("演练"),
}
BRANCH_KINDS = {"full": _("综合网点"), "community": _("社区网点"), "smart": _("智能网点")}
AUDIT_KINDS = {
    "self": _("自评"),
    "inspection": _("检查"),
    "spot": _("抽查"),
    "spot_check": _("抽查"),
    "review": _("复核"),
}
FACILITIES = {
    "vip_area": _("贵宾服务区"),
    "cash_counter": _("现金柜台"),
    "self_service": _("24小时自助银行"),
    "safe_deposit": _("保管箱"),
    "foreign_exchange": _("外汇业务"),
    "wealth_sales": _("理财（代销）产品销售"),
    "parking": _("停车场"),
    "customer_toilet": _("客用卫生间"),
    "corporate_counter": _("对公柜台"),
}


def named(names: Mapping[str, str], key: str, language: str) -> str:
    """The word for a key that checklists and branches use; the key itself where it is their own."""
    return translate(names[key], language) if key in names else key


def grade_title(checklist: Checklist, grade: str | None, language: str) -> str:
    """The title of a grade, or the word for none."""
    for known in checklist.grades:
        if known.id == grade:
            return known.title.in_language(language)
    return translate(_("未评星级"), language)


def conditions(score: Score, language: str) -> list[str]:
    """What stands between the audit and its next grade, one sentence each; empty at the highest."""
    binding = score.binding
    if binding is None:
        return []
    titles = {module.id: module.title.in_language(language) for module in score.checklist.modules}
    sentences: list[str] = []
    if binding.lacks:
        sentences.append(translate(_("最终得分还差{lacks}分"), language, lacks=show(binding.lacks)))
    for module, got, needed in binding.floors:
        facts = {"module": module, "title": titles[module], "got": show(got), "needed": show(needed)}
        sentences.append(translate(_("模块{module}“{title}”得{got}分，低于下限{needed}分"), language, **facts))
    texts = {veto.id: veto.text.in_language(language) for veto in score.checklist.vetoes}
    sentences += (translate(_("一票否决：{text}"), language, text=texts[veto]) for veto in binding.vetoes)
    return sentences


def unit_text(score: Score, unit: str, document: Mapping[str, Any], language: str) -> str:
    """What a unit of a plan asks for: the criterion and the fault in words."""
    criterion, _slash, rest = unit.partition("/")
    line = score.sheet.by_id[criterion]
    text = line.criterion.text.in_language(language)
    if rest.startswith("other/"):
        other = document["answers"][criterion]["other"][int(rest.removeprefix("other/"))]
        return f"{text}：{other['reason']}" if language == "zh" else f"{text}: {other['reason']}"
    if rest:
        label = line.faults[rest].label.in_language(language)
        return f"{text}：{label}" if language == "zh" else f"{text}: {label}"
    return text


def plan_sentence(score: Score, plan: Plan, language: str) -> str:
    """The cheapest way in one sentence, or why there is none; open criteria count with their least points."""
    if plan.reachable and plan.final is not None:
        facts = {
            "units": len(plan.units),
            "effort": plan.effort,
            "final": show(plan.final),
            "grade": grade_title(score.checklist, plan.to, language),
            "open": len(score.unanswered),
        }
        sentence = _("整改以下{units}项（工作量{effort}），可得{final}分，达到{grade}")
        if plan.effort == len(plan.units):
            sentence = _("整改以下{units}项，可得{final}分，达到{grade}")
        note = translate(_("（未评的{open}条按最低分计）"), language, **facts) if score.unanswered else ""
        return translate(sentence, language, **facts) + (f" {note}" if note and language == "en" else note)
    return _no_way(score, plan, language)


def _no_way(score: Score, plan: Plan, language: str) -> str:
    if plan.vetoes:
        return translate(_("一票否决由检查人员认定，不能通过整改消除"), language)
    if plan.to is None:
        return translate(_("已达到最高星级"), language) if plan.from_ else translate(_("清单未设星级"), language)
    facts = {"grade": grade_title(score.checklist, plan.to, language), "open": len(score.unanswered)}
    if score.unanswered:
        return translate(_("尚有{open}条未评，现按最低分计；仅靠整改已评各条还达不到{grade}"), language, **facts)
    if SCORED not in score.answers.marks.statuses:
        return translate(_("各条均不适用，没有可整改的内容"), language)
    return translate(_("全部整改也达不到{grade}"), language, **facts)


def reasons(criterion: CriterionScore, entry: Mapping[str, Any], language: str) -> Iterator[str]:
    """Why a criterion got what it got: faults, free deductions, level, value, not applicable."""
    line = criterion.line
    if "na" in entry:
        yield translate(_("不适用：{reason}"), language, reason=entry["na"])
    elif line.kind == DEDUCT:
        yield from _deductions(line, entry, language)
    elif line.kind == LEVELS:
        yield line.levels[entry["level"]].label.in_language(language)
    elif line.kind == CHECK and not entry["met"]:
        yield translate(_("未达标"), language)
    elif line.kind == MEASURE:
        value = brief(value_of(entry["value"]), MILLION)
        rule = line.criterion.rule
        unit = rule.unit.in_language(language) if rule.type == "measure" and rule.unit else ""
        blank = "" if language == "zh" or unit == "%" else " "
        yield translate(_("实测{value}"), language, value=f"{value}{blank}{unit}")


def _deductions(line: Line, entry: Mapping[str, Any], language: str) -> Iterator[str]:
    counts = entry.get("faults") or {}
    for id_, fault in line.faults.items():
        if count := counts.get(id_):
            label = fault.label.in_language(language)
            yield f"{label} ×{count}" if count > 1 else label
    for other in entry.get("other") or ():
        facts = {"reason": other["reason"], "points": brief(points_of(other["points"]))}
        yield translate(_("{reason}（−{points}）"), language, **facts)


def sum_of(criterion: CriterionScore, entry: Mapping[str, Any]) -> str:
    """The printed arithmetic of an answered criterion; empty where there is nothing to work out."""
    if criterion.status != SCORED or criterion.score is None:
        return ""
    measured = measure_arithmetic(criterion.line, str(entry.get("value", "")), criterion.score)
    return measured or deduction_arithmetic(criterion.line, entry, criterion.score)


def cap_sentence(criterion: CriterionScore, language: str) -> str:
    """`扣 6.00，上限 3.00，实扣 3.00，未计 3.00`, where more was found than could be taken off."""
    if not criterion.uncounted or criterion.raw is None or criterion.counted is None:
        return ""
    facts = {
        "raw": show(criterion.raw),
        "limit": show(criterion.line.points - criterion.line.min),
        "counted": show(criterion.counted),
        "uncounted": show(criterion.uncounted),
    }
    return translate(_("扣 {raw}，上限 {limit}，实扣 {counted}，未计 {uncounted}"), language, **facts)
