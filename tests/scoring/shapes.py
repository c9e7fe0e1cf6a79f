"""Short ways to write the small checklists and answers that tests need."""

from typing import Any

from audit.scoring.checklist import Checklist
from audit.scoring.compiled import Line, compile_checklist
from audit.scoring.loading import build_checklist

Json = dict[str, Any]


def sheet(*criteria: Json, **more: Any) -> Json:
    """A checklist `k@1` with one module and one section; `more` adds or replaces top-level keys."""
    section = {"id": "1.1", "title": "节", "points": 1, "criteria": list(criteria)}
    module = {"id": "1", "title": "模块", "points": 1, "sections": [section]}
    return {"key": "k", "version": "1", "title": "清单", "points": 1, "modules": [module], **more}


def built(*criteria: Json, **more: Any) -> Checklist:
    """The same, loaded."""
    return build_checklist(sheet(*criteria, **more))


def line(rule: Json, **more: Any) -> Line:
    """The compiled line of one criterion of three points."""
    return compile_checklist(built(criterion("1", rule, **more))).lines[0]


def criterion(id_: str, rule: Json, points: object = 3, **more: Any) -> Json:
    """One criterion."""
    return {"id": id_, "text": f"要求{id_}", "points": points, "rule": rule, **more}


def deduct(*faults: Json, **more: Any) -> Json:
    """A deduct rule."""
    return {"type": "deduct", "faults": list(faults), **more}


def fault(id_: str, points: object = None, **more: Any) -> Json:
    """One fault of a deduct rule."""
    return {"id": id_, "label": id_, **({} if points is None else {"points": points}), **more}


def levels(**points: object) -> Json:
    """A levels rule from ids and points."""
    return {"type": "levels", "levels": [{"id": i, "label": i, "points": p} for i, p in points.items()]}


def bands(bound: str, *rows: tuple[object, object]) -> Json:
    """A measure with bands from (bound, points) rows."""
    return {"type": "measure", "bands": [{bound: at, "points": points} for at, points in rows]}


def answers(entries: Json | None = None, **more: Any) -> Json:
    """An answer document for `k@1`."""
    return {"checklist": "k@1", "answers": entries or {}, **more}


CHECK: Json = {"type": "check"}
