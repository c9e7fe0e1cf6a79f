"""`score` and `plan`: documents in, results out."""

import json
from typing import BinaryIO

from audit.batch import is_batch, score_batch
from audit.inputs import (
    FileRefusedError,
    mapping,
    opened,
    placed,
    read_answers_file,
    read_checklist,
    read_values,
    text_of,
)
from audit.planning import MOST_SECONDS, plan_in_time
from audit.scoring.checklist import Checklist
from audit.scoring.documents import read_document
from audit.scoring.plain import Document
from audit.scoring.problems import Problem, RefusedError
from audit.scoring.results import plan_result_of, result_of
from audit.scoring.score import Score, score
from audit.scoring.units import read_efforts


def score_file(checklist_name: str, answers_name: str, *, form: str, language: str, out: BinaryIO) -> None:
    """Prints the score of one audit, or one compact result a line for an array of audits."""
    checklist = read_checklist(checklist_name)
    if not answers_name.lower().endswith((".xlsx", ".xlsm", ".xls", ".yaml", ".yml")):
        with opened(answers_name) as stream:
            batch, start = _begins_like_a_batch(answers_name, stream)
            if batch:
                _score_array(checklist, answers_name, start, stream, out)
                return
            if answers_name == "-":
                document = _from_stream(start + stream.read())
                _print(score_document(checklist, answers_name, document), form, language, out)
                return
    document = read_answers_file(checklist, answers_name)
    _print(score_document(checklist, answers_name, document), form, language, out)


def _begins_like_a_batch(name: str, stream: BinaryIO) -> tuple[bool, bytes]:
    try:
        return is_batch(stream)
    except OSError as error:
        raise FileRefusedError(name, [Problem((), "unreadable", {"detail": error.strerror})]) from None


def _score_array(checklist: Checklist, name: str, start: bytes, stream: BinaryIO, out: BinaryIO) -> None:
    try:
        score_batch(checklist, start, stream, out)
    except RefusedError as refused:
        raise FileRefusedError(name, refused.problems) from None


def _from_stream(data: bytes) -> Document:
    try:
        return read_document(text_of(data))
    except RefusedError as refused:
        raise FileRefusedError("-", refused.problems) from None


def score_document(checklist: Checklist, name: str, document: Document) -> Score:
    """The score of a read document; raises FileRefusedError with the lines of its problems."""
    try:
        return score(checklist, document.value)
    except RefusedError as refused:
        raise placed(name, document, refused) from None


def _print(scored: Score, form: str, language: str, out: BinaryIO) -> None:
    if form == "json":
        text = json.dumps(result_of(scored), ensure_ascii=False, indent=1)
    else:
        from audit.reporting.plain_text import score_text

        text = score_text(scored, language)
    out.write(f"{text}\n".encode())


def plan_file(
    checklist_name: str,
    answers_name: str,
    effort_name: str | None,
    *,
    form: str,
    language: str,
    out: BinaryIO,
) -> None:
    """Prints the cheapest way from an audit to its next grade."""
    checklist = read_checklist(checklist_name)
    document = read_answers_file(checklist, answers_name)
    scored = score_document(checklist, answers_name, document)
    efforts = _efforts(scored, effort_name)
    found = plan_in_time(scored, mapping(document), efforts)
    if found is None:
        raise FileRefusedError(answers_name, [Problem((), "plan-too-long", {"seconds": round(MOST_SECONDS)})])
    if form == "json":
        text = json.dumps(plan_result_of(found), ensure_ascii=False)
    else:
        from audit.reporting.plain_text import plan_text

        text = plan_text(scored, found, language)
    out.write(f"{text}\n".encode())


def _efforts(scored: Score, name: str | None) -> dict[str, int]:
    if name is None:
        return {}
    document = read_values(name)
    try:
        return read_efforts(scored.sheet, document.value)
    except RefusedError as refused:
        raise placed(name, document, refused) from None
