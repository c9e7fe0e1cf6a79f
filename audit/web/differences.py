"""What the review shows of two audits: gaps of modules, criteria that differ, changes that were held."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from audit.models import Audit, Operation
from audit.reporting.words import reasons
from audit.scoring.compare import CriterionPair
from audit.scoring.compiled import Line, compile_checklist
from audit.scoring.figures import show
from audit.scoring.marking import NOT_APPLICABLE, SCORED, UNANSWERED
from audit.scoring.score import CriterionScore, Score
from audit.services.comparison import Side, Sides
from audit.web.language import gettext, language


def _(text: str) -> str:
    return text


class ModuleGap(NamedTuple):
    """A module's row: figures as text, empty where there is none."""

    id: str
    title: str
    points: str
    first: str
    second: str
    gap: str
    falls: bool


class View(NamedTuple):
    """One side's view of a criterion."""

    score: str
    reasons: list[str]
    note: str
    photographs: list[dict[str, Any]]


class Difference(NamedTuple):
    """A criterion as both sides saw it."""

    id: str
    text: str
    points: str
    gap: str
    falls: bool
    first: View | None
    second: View | None


def signed(gap: int | None) -> str:
    """A gap in points with its sign; nothing where there is none."""
    if gap is None:
        return ""
    return ("+" if gap > 0 else "−" if gap < 0 else "") + show(abs(gap))


def modules(sides: Sides) -> list[ModuleGap]:
    """The modules of both sides, or of the one there is."""
    side = sides.second or sides.first
    assert side is not None  # noqa: S101 - the audit asked for is one of the two
    titles = {module.id: module.title.in_language(language()) for module in side.score.checklist.modules}
    if sides.comparison is None:
        return [_alone(titles[id_], id_, points, got, first=side is sides.first) for id_, points, got in _figures(side)]
    return [
        ModuleGap(
            pair.id,
            titles[pair.id],
            show(pair.points),
            _shown(pair.first),
            _shown(pair.second),
            signed(pair.gap),
            (pair.gap or 0) < 0,
        )
        for pair in sides.comparison.modules
    ]


def _figures(side: Side) -> Iterator[tuple[str, int, int | None]]:
    score = side.score
    ids = (module.id for module in score.checklist.modules)
    return zip(ids, score.sheet.module_points, score.low.scores, strict=True)


def _alone(title: str, id_: str, points: int, got: int | None, *, first: bool) -> ModuleGap:
    figure = _shown(got)
    return ModuleGap(id_, title, show(points), figure if first else "", "" if first else figure, "", False)


def _shown(figure: int | None) -> str:
    return "—" if figure is None else show(figure)


def criteria(sides: Sides) -> list[Difference]:
    """Where both sides differ, the largest gap first; of one side alone, what lost points."""
    if sides.comparison is not None:
        return [_difference(pair, sides) for pair in sides.comparison.differences]
    side = sides.second or sides.first
    assert side is not None  # noqa: S101 - the audit asked for is one of the two
    lost = [entry for entry in side.score.criteria if entry.counted]
    lost.sort(key=lambda entry: -(entry.counted or 0))
    pairs = [(entry, None) if side is sides.first else (None, entry) for entry in lost]
    return [_difference(CriterionPair(entry.line.id, *pair), sides) for entry, pair in zip(lost, pairs, strict=True)]


def _difference(pair: CriterionPair, sides: Sides) -> Difference:
    entry = pair.second or pair.first
    assert entry is not None  # noqa: S101 - a pair has a side
    gap = pair.gap
    if sides.comparison is None:
        gap = -(entry.counted or 0)
    return Difference(
        pair.id,
        entry.line.criterion.text.in_language(language()),
        show(entry.line.points),
        signed(gap),
        (gap or 0) < 0,
        _view(pair.first, sides.first),
        _view(pair.second, sides.second),
    )


def _view(entry: CriterionScore | None, side: Side | None) -> View | None:
    if entry is None or side is None:
        return None
    answer = side.answers.get(entry.line.id) or {}
    return View(
        _score(entry),
        said(entry.line, answer) if answer else [],
        answer.get("note", ""),
        [_photograph(side.audit, photo) for photo in side.photographs.get(entry.line.id, ())],
    )


def _score(entry: CriterionScore) -> str:
    if entry.score is not None and entry.status == SCORED:
        return show(entry.score)
    return gettext({NOT_APPLICABLE: _("不适用"), UNANSWERED: _("未填写")}[entry.status])


def said(line: Line, answer: Mapping[str, Any] | None) -> list[str]:
    """An answer in words; full marks in two."""
    if answer is None:
        return [gettext(_("未填写"))]
    return list(reasons(CriterionScore(line, SCORED, None, None), answer, language())) or [gettext(_("无扣分"))]


def _photograph(audit: Audit, photo: Any) -> dict[str, Any]:
    address = f"/api/v1/audits/{audit.id}/photographs/{photo.digest}?size="
    return {"thumb": f"{address}thumb", "full": f"{address}full", "caption": photo.caption}


class Held(NamedTuple):
    """A change that was kept and not applied."""

    place: str
    said: list[str]
    who: str
    at: datetime


def held(sides: Sides, operations: Sequence[tuple[Operation, str]]) -> list[Held]:
    """Changes that wait for a person, or came too late, in words."""
    side = sides.second or sides.first
    assert side is not None  # noqa: S101 - the audit asked for is one of the two
    return [
        Held(in_words(operation.path), _value(side.score, operation), who, _moment(operation.received_at))
        for operation, who in operations
    ]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def in_words(path: str) -> str:
    """What a register is of; a path that no audit has shows as it is."""
    head, _slash, rest = path.partition("/")
    criterion, _slash, part = rest.partition("/")
    if head == "c":
        text = {"answer": _("第{id}条的结果"), "note": _("第{id}条的备注")}.get(part, _("第{id}条的照片"))
        return gettext(text, id=criterion)
    texts = {"v": _("一票否决"), "b": _("加分"), "held_on": _("考核日期"), "sig": _("签字")}
    return gettext(texts[head]) if head in texts else path


def _value(score: Score, operation: Operation) -> list[str]:
    value = json.loads(operation.value)
    _c, _slash, rest = operation.path.partition("/")
    criterion, _slash, part = rest.partition("/")
    if part == "answer":
        return said(compile_checklist(score.checklist).by_id[criterion], value)
    if value is None:
        return [gettext(_("已删除"))]
    if isinstance(value, dict):
        return [str(value.get("caption") or value.get("refused") or value.get("name") or "")]
    return [str(value)] if value is not True else [gettext(_("已选定"))]
