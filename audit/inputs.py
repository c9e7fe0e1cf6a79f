"""Files that a person names on the command line: read within limits, refused with every problem."""

from __future__ import annotations  # the core is loaded by the commands that need it

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from audit.places import shipped
from audit.scoring.json_text import MAX_JSON
from audit.scoring.plain import Document
from audit.scoring.problems import Problem, RefusedError

if TYPE_CHECKING:
    from audit.scoring.checklist import Checklist

STANDARD_INPUT = "-"
_MAX_BYTES = 4 * MAX_JSON  # a character takes up to four bytes
_SHIPPED_NAME = re.compile(r"[a-z0-9-]{1,64}@[^\s/@\\]{1,32}")


class FileRefusedError(Exception):
    """A file that is not taken: its name as the person gave it, and every problem in it."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        super().__init__(name)
        self.name, self.problems = name, tuple(problems)


def shipped_checklists() -> list[str]:
    """`key@version` of every checklist that ships, sorted."""
    return sorted(path.stem for path in shipped("checklists").glob("*.yaml"))


def read_checklist(name: str) -> Checklist:
    """The checklist in a file, or the one that ships under `key@version`; raises FileRefusedError."""
    from audit.prepared import prepared
    from audit.scoring.loading import load_checklist

    path = Path(name)
    if _SHIPPED_NAME.fullmatch(name) and not path.is_file():
        path = shipped("checklists") / f"{name}.yaml"
        if not path.is_file():
            facts = {"given": name, "known": ", ".join(shipped_checklists())}
            raise FileRefusedError(name, [Problem((), "unknown-checklist", facts)])
    try:
        return prepared(text_of(bytes_of(str(path), name)), load_checklist)
    except RefusedError as refused:
        raise FileRefusedError(name, refused.problems) from None


def read_values(name: str) -> Document:
    """A JSON or YAML file as plain values with their lines; raises FileRefusedError."""
    from audit.scoring.documents import read_document

    try:
        return read_document(text_of(bytes_of(name)))
    except RefusedError as refused:
        raise FileRefusedError(name, refused.problems) from None


def read_answers_file(checklist: Checklist, name: str) -> Document:
    """The answer document in a JSON, YAML or score-sheet file; raises FileRefusedError."""
    if name == STANDARD_INPUT or not _is_workbook(name):
        return read_values(name)
    from audit.workbooks.reading import read_score_sheet

    try:
        return Document(read_score_sheet(checklist, bytes_of(name)), lambda _: None)
    except RefusedError as refused:
        raise FileRefusedError(name, refused.problems) from None


def _is_workbook(name: str) -> bool:
    """By what the file is, not by what it is called: a zip or an old Office file, or named like one."""
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return True
    with opened(name) as stream:
        return stream.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}


def placed(name: str, document: Document, refused: RefusedError) -> FileRefusedError:
    """The problems of a document with the lines they stand on."""
    problems = [
        Problem(problem.path, problem.code, problem.facts, problem.line or document.line_of(problem.path))
        for problem in refused.problems
    ]
    return FileRefusedError(name, sorted(problems, key=lambda problem: problem.line or 0))


def opened(path: str, shown: str | None = None) -> BinaryIO:
    """The file, or standard input for `-`; raises FileRefusedError where it cannot be opened."""
    if path == STANDARD_INPUT:
        if sys.stdin is None or sys.stdin.closed:
            raise FileRefusedError(path, [Problem((), "no-input")])
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise FileRefusedError(shown or path, [Problem((), "unreadable", {"detail": detail})]) from None


def bytes_of(path: str, shown: str | None = None, *, limit: int = _MAX_BYTES) -> bytes:
    """The whole file, up to the limit; raises FileRefusedError."""
    with opened(path, shown) as stream:
        try:
            data = stream.read(limit + 1)
        except OSError as error:
            problem = Problem((), "unreadable", {"detail": error.strerror})
            raise FileRefusedError(shown or path, [problem]) from None
    if len(data) > limit:
        raise FileRefusedError(shown or path, [Problem((), "file-too-large", {"limit": limit // 1_000_000})])
    return data


_NO_TEXTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF-", b"RIFF", b"\x1f\x8b")


def text_of(data: bytes) -> str:
    """The text of UTF-8 bytes; raises RefusedError with the line where they stop being UTF-8."""
    if data.startswith(_NO_TEXTS):
        raise RefusedError([Problem((), "not-text")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError([Problem((), "not-utf8", {}, line)]) from None


def mapping(document: Document) -> dict[str, Any]:
    """The document's value, known to be an object since it was scored."""
    assert isinstance(document.value, dict)  # noqa: S101 - scoring refused anything else
    return document.value
