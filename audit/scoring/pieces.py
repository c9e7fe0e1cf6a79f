"""The parts of a checklist that can be looked at together: all of a sound one, or what is sound in a broken one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from audit.scoring.checklist import Checklist, Criterion, Grade, Veto
from audit.scoring.fields import Part
from audit.scoring.problems import Path

# What a criterion is called does not bear on its points: with a text missing, the rest can still be judged.
_TEXTS = frozenset({"text", "label", "title"})
_BESIDE = frozenset({"guidance", "themes", "evidence", "na", "applies_to", "unit"})
_TAGS = frozenset({"deduct", "levels", "check", "measure"})  # steps that pydantic adds behind `rule`
Kind = TypeVar("Kind", bound=Part)


@dataclass(frozen=True)
class Pieces:
    """Criteria, vetoes and grades with their places, and every id: its kind, its place, the id.

    `veto_ids` and `grade_ids` are None where not all of them can be read: then nothing can be called unknown.
    """

    criteria: tuple[tuple[Path, Criterion], ...]
    vetoes: Mapping[int, Veto]
    grades: Mapping[int, Grade]
    ids: tuple[tuple[str, Path, str], ...]
    veto_ids: frozenset[str] | None
    grade_ids: frozenset[str] | None


def pieces_of(checklist: Checklist, value: object) -> Pieces:
    """Everything in a sound checklist; `value` is what it was made from."""
    criteria = (
        (("modules", m, "sections", s, "criteria", c), criterion)
        for m, module in enumerate(checklist.modules)
        for s, section in enumerate(module.sections)
        for c, criterion in enumerate(section.criteria)
    )
    return Pieces(
        tuple(criteria),
        dict(enumerate(checklist.vetoes)),
        dict(enumerate(checklist.grades)),
        tuple(_ids(value)),
        frozenset(veto.id for veto in checklist.vetoes),
        frozenset(grade.id for grade in checklist.grades),
    )


def sound_pieces(value: object) -> Pieces:
    """What is sound in the values of a checklist that as a whole is not."""
    criteria = ((path, _healed(Criterion, raw)) for path, raw in _criteria(value))
    return Pieces(
        tuple((path, criterion) for path, criterion in criteria if criterion is not None),
        _sound(Veto, value, "vetoes"),
        _sound(Grade, value, "grades"),
        tuple(_ids(value)),
        _known(value, "vetoes"),
        _known(value, "grades"),
    )


def _items(value: object, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list under a name, with their positions; nothing where there is no list."""
    held = value.get(name) if isinstance(value, dict) else None
    if isinstance(held, tuple):
        yield from ((position, item) for position, item in enumerate(held) if isinstance(item, dict))


def _criteria(value: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    for m, module in _items(value, "modules"):
        for s, section in _items(module, "sections"):
            for c, criterion in _items(section, "criteria"):
                yield ("modules", m, "sections", s, "criteria", c), criterion


def _sound(kind: type[Kind], value: object, name: str) -> dict[int, Kind]:
    return {position: part for position, raw in _items(value, name) if (part := _healed(kind, raw)) is not None}


def _known(value: object, name: str) -> frozenset[str] | None:
    held = value.get(name, ()) if isinstance(value, dict) else None
    ids = [item.get("id") for _position, item in _items(value, name)]
    if not isinstance(held, tuple) or len(ids) < len(held) or not all(isinstance(id_, str) for id_ in ids):
        return None
    return frozenset(str(id_) for id_ in ids)


def _healed(kind: type[Kind], raw: dict[str, Any]) -> Kind | None:
    """The part, with a dash for texts that are none and without what does not bear on its points."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
    healed = _copied(raw)
    for details in found:
        _heal(healed, file_path(details["loc"]), unknown=details["type"] == "extra_forbidden")
    try:
        return kind.model_validate(tuples(healed))
    except ValidationError:
        return None


def file_path(loc: tuple[int | str, ...]) -> Path:
    """Where a place of pydantic's is in the file: the rule's chosen tag is no step there."""
    return tuple(
        step for position, step in enumerate(loc) if not (step in _TAGS and position and loc[position - 1] == "rule")
    )


def _heal(healed: Any, path: Path, *, unknown: bool) -> None:
    for depth, step in enumerate(path):
        if step in _TEXTS or step in _BESIDE or (unknown and depth == len(path) - 1):
            inner = healed
            for before in path[:depth]:
                inner = inner[before]
            inner.pop(step, None)
            if step in _TEXTS and not unknown:
                inner[step] = "-"
            return


def _copied(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {name: _copied(child) for name, child in raw.items()}
    return [_copied(child) for child in raw] if isinstance(raw, tuple) else raw


def tuples(value: object) -> object:
    """Lists as tuples: a frozen model keeps tuples, and strict validation converts nothing."""
    if isinstance(value, dict):
        return {name: tuples(child) for name, child in value.items()}
    if isinstance(value, list):
        return tuple(tuples(child) for child in value)
    return value


def _ids(value: object) -> Iterator[tuple[str, Path, str]]:
    """The kind, the place and the id of everything that has one, as it is written; one kind, one scope."""
    for m, module in _items(value, "modules"):
        yield from _id("module", ("modules", m), module)
        for s, section in _items(module, "sections"):
            yield from _id("section", ("modules", m, "sections", s), section)
            for c, criterion in _items(section, "criteria"):
                path: Path = ("modules", m, "sections", s, "criteria", c)
                yield from _id("criterion", path, criterion)
                for kind in ("faults", "levels"):
                    for position, item in _items(criterion.get("rule"), kind):
                        yield from _id(f"{kind} at {path}", (*path, "rule", kind, position), item)
    for kind in ("vetoes", "grades"):
        for position, item in _items(value, kind):
            yield from _id(kind, (kind, position), item)
    for position, item in _items(value.get("bonus") if isinstance(value, dict) else None, "items"):
        yield from _id("bonus", ("bonus", "items", position), item)


def _id(kind: str, path: Path, item: dict[str, Any]) -> Iterator[tuple[str, Path, str]]:
    if isinstance(item.get("id"), str):
        yield kind, path, item["id"]
