"""A JSON array of answer documents, scored one after the other without holding more than one of them."""

import codecs
from collections.abc import Iterator
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from audit.scoring.checklist import Checklist
from audit.scoring.json_text import MAX_JSON, json_at, text_start
from audit.scoring.problems import Problem, RefusedError
from audit.scoring.results import result_text
from audit.scoring.score import score

_CHUNK = 1 << 20
_IN_MEMORY = 64 << 20
MOST_PROBLEMS = 1000


def is_batch(stream: BinaryIO) -> tuple[bool, bytes]:
    """Whether a stream holds an array, and the bytes that were read to find out."""
    start = b""
    while not start.strip(b"\xef\xbb\xbf \t\r\n"):
        more = stream.read(4096)
        if not more:
            return False, start
        start += more
        if len(start) > _CHUNK:
            break
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["), start


def score_batch(checklist: Checklist, start: bytes, stream: BinaryIO, out: BinaryIO) -> None:
    """Writes one compact result a line, or nothing: raises RefusedError with every document's problems."""
    problems: list[Problem] = []
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as held:
        for index, (line, document) in enumerate(_placed_documents(start, stream)):
            try:
                scored = score(checklist, document)
            except RefusedError as refused:
                problems += (
                    Problem((index, *problem.path), problem.code, problem.facts, line) for problem in refused.problems
                )
                if len(problems) >= MOST_PROBLEMS:
                    break
                continue
            if not problems:
                held.write(result_text(scored).encode())
                held.write(b"\n")
        if problems:
            raise RefusedError(problems)
        held.seek(0)
        copyfileobj(held, out, _CHUNK)


def documents(start: bytes, stream: BinaryIO) -> Iterator[object]:
    """The elements of the array in order; raises RefusedError where the text stops being one."""
    yield from (document for _line, document in _placed_documents(start, stream))


def _placed_documents(start: bytes, stream: BinaryIO) -> Iterator[tuple[int, object]]:
    """The same, each with the line on which it begins."""
    window = _Window(start, stream)
    window.skip("[")
    index = 0
    while window.peek() != "]":
        if index:
            window.skip(",")
        window.peek()
        yield window.line, window.value(index)
        index += 1
    window.skip("]")
    if window.peek():
        raise window.refused()


class _Window:
    """A moving stretch of a long text: enough of it to read the next element."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._stream, self._decoder = stream, codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._position, self._line, self._ended = self._decode(start), 0, 1, False

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self._position = text_start(self._text, self._position)
            if self._position < len(self._text) or not self._more():
                return self._text[self._position : self._position + 1]

    @property
    def line(self) -> int:
        """The line of what comes next."""
        return self._line + self._text.count("\n", 0, self._position)

    def skip(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.refused()
        self._position += 1

    def value(self, index: int) -> object:
        """The next element; text is read on until it is whole, or longer than any document may be."""
        self.peek()
        while True:
            try:
                value, end = json_at(self._text, self._position)
            except RefusedError as refused:
                if refused.problems[0].code == "not-json":
                    if len(self._text) - self._position > MAX_JSON:
                        facts = {"size": len(self._text) - self._position, "limit": MAX_JSON}
                        raise RefusedError([Problem((index,), "too-large", facts)]) from None
                    placed = self._within(index, refused)  # before more text moves the lines on
                    if self._more():
                        continue
                    raise placed from None
                raise self._within(index, refused) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next stretch
            self._position = end
            return value

    def refused(self) -> RefusedError:
        """The text is no JSON at this position."""
        line = self._line + self._text.count("\n", 0, self._position)
        return RefusedError([Problem((), "not-json", {"column": self._column(), "detail": "Extra data"}, line)])

    def _column(self) -> int:
        return self._position - self._text.rfind("\n", 0, self._position)

    def _within(self, index: int, refused: RefusedError) -> RefusedError:
        return RefusedError(
            [
                Problem((index, *problem.path), problem.code, problem.facts, self._absolute(problem.line))
                for problem in refused.problems
            ]
        )

    def _absolute(self, line: int | None) -> int | None:
        return None if line is None else self._line + line - 1

    def _more(self) -> bool:
        if self._ended:
            return False
        data = self._stream.read(_CHUNK)
        self._ended = not data
        self._line += self._text.count("\n", 0, self._position)
        self._text = self._text[self._position :] + self._decode(data, final=self._ended)
        self._position = 0
        return bool(data)

    def _decode(self, data: bytes, *, final: bool = False) -> str:
        try:
            return self._decoder.decode(data, final)
        except UnicodeDecodeError:
            raise RefusedError([Problem((), "not-utf8")]) from None
