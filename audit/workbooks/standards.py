"""How points are taken off or earned, in a few words for the column beside each row."""

from unicodedata import normalize

from audit.scoring.checklist import BonusItem
from audit.scoring.compiled import CHECK, LEVELS, MEASURE, Line
from audit.scoring.figures import MILLION, brief
from audit.scoring.rules import Fault, Level, Measure
from audit.translations import translate
from audit.wording import _


def of_fault(fault: Fault, line: Line, language: str) -> str:
    """`0.5/项，最多2`"""
    known = line.faults[fault.id]
    if fault.all:
        text = translate(_("扣全部（{points}）"), language, points=brief(known.points))
    else:
        text = _each(known.points, known.limit, once=known.once, language=language)
    if fault.veto is None:
        return text
    return text + "\n" + translate(_("触发一票否决"), language)


def of_bonus(item: BonusItem, language: str) -> str:
    """`2/项，最多4`"""
    return _each(item.points, item.max, once=item.per == "once", language=language)


def _each(points: int, limit: int | None, *, once: bool, language: str) -> str:
    if once:
        taken = points if limit is None else min(points, limit)
        return translate(_("{points}（只计一次）"), language, points=brief(taken))
    if limit is None:
        return translate(_("{points}/项"), language, points=brief(points))
    return translate(_("{points}/项，最多{limit}"), language, points=brief(points), limit=brief(limit))


def of_criterion(line: Line, language: str) -> str:
    """What the criterion's own row says: its levels or bands, its floor, and where excess goes."""
    lines: list[str] = []
    if line.kind == LEVELS:
        lines += (f"{brief(level.points)}: {label}" for label, level in labels_of(line, language))
    elif line.kind == CHECK:
        text = _("达标{points}，未达标{fail}")
        lines.append(translate(text, language, points=brief(line.points), fail=brief(line.fail)))
        if line.veto is not None:
            lines.append(translate(_("未达标触发一票否决"), language))
    elif line.kind == MEASURE:
        lines += _of_measure(line, language)
    lines += _limits(line, language)
    return "\n".join(lines)


def _of_measure(line: Line, language: str) -> list[str]:
    unit = unit_of(line, language)
    if unit[:1].isascii() and unit[:1].isalpha():
        unit = f" {unit}"
    if line.target:
        target = f"{brief(line.target, MILLION)}{unit}"
        text = _("按比例：{points} × 数值 ÷ {target}")
        return [translate(text, language, points=brief(line.points), target=target)]
    sign = "≥" if line.at_least else "≤"
    bands = [f"{sign}{brief(bound, MILLION)}{unit}: {brief(points)}" for bound, points in line.bands]
    return [*bands, translate(_("其他：{points}"), language, points=brief(line.min))]


def _limits(line: Line, language: str) -> list[str]:
    lines: list[str] = []
    if line.min < 0:
        lines.append(translate(_("最低可至{points}分"), language, points=brief(line.min)))
    elif line.min > 0:
        lines.append(translate(_("最低{points}分"), language, points=brief(line.min)))
    if line.excess == "section":
        lines.append(translate(_("扣不完的从本项目中再扣"), language))
    elif line.excess == "module":
        lines.append(translate(_("扣不完的从本模块中再扣"), language))
    if line.applies_to is not None:
        needs = [*(line.applies_to.facilities or ()), *(line.applies_to.kinds or ())]
        lines.append(
            translate(_("仅适用于：{needs}"), language, needs=("、" if language == "zh" else ", ").join(needs))
        )
    return lines


def unit_of(line: Line, language: str) -> str:
    """The unit of a measured value, empty where it has none."""
    rule = line.criterion.rule
    return rule.unit.in_language(language) if isinstance(rule, Measure) and rule.unit else ""


def is_percent(line: Line) -> bool:
    """Whether a criterion measures percent."""
    return unit_of(line, "zh").strip() in {"%", "％"}


def labels_of(line: Line, language: str) -> list[tuple[str, Level]]:
    """The levels with the labels a person chooses from; where labels are equal, all carry their id."""
    levels = list(line.levels.values())
    texts = [" ".join(level.label.in_language(language).split()) for level in levels]
    if len(set(map(folded, texts))) < len(texts):
        texts = [f"{text} [{level.id}]" for text, level in zip(texts, levels, strict=True)]
    return list(zip(texts, levels, strict=True))


def folded(text: str) -> str:
    """A text as far as its reading matters: width, case and spacing do not."""
    return " ".join(normalize("NFKC", text).casefold().split())
