"""What an action is about, in words: the criterion, and what was found wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from audit.models import Action
from audit.reporting.words import reasons
from audit.scoring.compiled import Line, compile_checklist
from audit.scoring.marking import SCORED
from audit.scoring.score import CriterionScore
from audit.services import action_list
from audit.services.checklists import load_digest
from audit.web.language import gettext, language


def _(text: str) -> str:
    return text


class Finding(NamedTuple):
    """The number and text of a criterion, and what was found."""

    criterion: str
    text: str
    found: str


def findings(session: Session, actions: Iterable[Action]) -> dict[int, Finding]:
    """The finding of each action, by the action's id."""
    actions = list(actions)
    answers = action_list.answers(session, actions)
    return {action.id: _finding(session, action, answers[action.id]) for action in actions}


def _finding(session: Session, action: Action, answer: Mapping[str, Any]) -> Finding:
    sheet = compile_checklist(load_digest(session, action.audit.checklist.digest))
    line = sheet.by_id[action.criterion]
    found = "；".join(_found(line, action.unit.removeprefix(action.criterion).lstrip("/"), answer))
    return Finding(line.id, line.criterion.text.in_language(language()), found)


def _found(line: Line, part: str, answer: Mapping[str, Any]) -> Iterator[str]:
    """The fault with how often it was found, the reason of a free deduction, the level or value of the rest."""
    kind, _slash, position = part.partition("/")
    if kind == "other" and position:
        others = answer.get("other") or []
        yield from (other["reason"] for other in others[int(position) : int(position) + 1])
    elif part in line.faults:
        label = line.faults[part].label.in_language(language())
        count = (answer.get("faults") or {}).get(part, 1)
        yield gettext(_("{fault}（{count}次）"), fault=label, count=count) if count > 1 else label
    elif answer:
        yield from reasons(CriterionScore(line, SCORED, None, None), answer, language())
