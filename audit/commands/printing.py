"""`sheet`, `report`, `verify` and the demonstration: what is written and printed."""

from pathlib import Path
from typing import TextIO

from audit.commands.scoring import score_document
from audit.inputs import FileRefusedError, bytes_of, mapping, placed, read_answers_file, read_checklist
from audit.outputs import refuse_output, write_whole
from audit.places import shipped
from audit.reporting.photos import Photo, load_photos
from audit.reporting.press import PressError, printed
from audit.reporting.report import report_sheets
from audit.scoring.plain import Document
from audit.scoring.problems import Problem, RefusedError

EXAMPLE = "civilized-service@2026.1"


def write_sheet(checklist_name: str, answers_name: str | None, *, out: str, language: str) -> None:
    """Writes the score sheet, empty or filled with answers."""
    from audit.workbooks.writing import write_score_sheet

    refuse_output(out, [checklist_name, *([answers_name] if answers_name else [])])
    checklist = read_checklist(checklist_name)
    document = None
    if answers_name is not None:
        read = read_answers_file(checklist, answers_name)
        score_document(checklist, answers_name, read)
        document = mapping(read)
    write_whole(out, write_score_sheet(checklist, document, language))


def write_report(
    checklist_name: str, answers_name: str, photos: str | None, *, out: str, kind: str, language: str
) -> None:
    """Writes the report of an audit as a PDF."""
    refuse_output(out, [checklist_name, answers_name])
    checklist = read_checklist(checklist_name)
    document = read_answers_file(checklist, answers_name)
    scored = score_document(checklist, answers_name, document)
    answers = mapping(document)
    held = _photos(answers_name, document, photos) if photos is not None and kind != "sheet" else {}
    refuse_output(out, [str(Path(photos) / file) for file in held] if photos is not None else [])
    sheets = report_sheets(scored, answers, kind=kind, language=language, photos=held)
    try:
        write_whole(out, printed(sheets))
    except PressError as error:
        raise FileRefusedError(answers_name, [Problem((), "unprintable-report", {"detail": str(error)})]) from None


def _photos(name: str, document: Document, folder: str) -> dict[str, Photo]:
    if not Path(folder).is_dir():
        raise FileRefusedError(folder, [Problem((), "no-folder")])
    try:
        return load_photos(mapping(document), Path(folder))
    except RefusedError as refused:
        raise placed(name, document, refused) from None


def write_demo_report(*, out: str, language: str) -> None:
    """Writes the full report of the example branch with its photographs."""
    examples = shipped("checklists") / "examples"
    write_report(
        EXAMPLE,
        str(examples / "dongdajie.json"),
        str(examples / "photos"),
        out=out,
        kind="full",
        language=language,
    )


def verify_report(name: str, *, language: str, out: TextIO) -> bool:
    """Says whether a report is whole and its printed figures are those of its attachment; True if so."""
    from audit.reporting.verify import verify_pdf
    from audit.wording import line_of, say

    findings = verify_pdf(bytes_of(name, limit=256_000_000))
    for problem in findings.problems:
        out.write(line_of(name, problem, language) + "\n")
    code = "verified" if findings.holds else "not-verified"
    out.write(f"{name}: {say(Problem((), code, findings.facts), language)}\n")
    if findings.holds and "issue" in findings.facts:
        out.write(f"{name}: {say(Problem((), 'verified-issue', findings.facts), language)}\n")
    return findings.holds
