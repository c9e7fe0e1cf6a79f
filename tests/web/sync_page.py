"""docs/sync.md read as a play: its examples in order, each a request with its answer, and what happens between them."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"
ANYTHING = "…"
_CALL = r"^```http ?(?P<who>\w*)\n(?P<text>.*?)^```$"
_PIECES = re.compile(_CALL + r"|^<!-- (?P<event>[^>]+) -->$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"<(\w+)>")
_PART = re.compile(r"<file\[(\d+):(\d*)\]>")


@dataclass
class Event:
    """Something that happens between two calls: `the reviewer returns it`."""

    name: str


@dataclass
class Example:
    """A call by a tablet, and the answer that the page promises."""

    who: str
    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status}"


def read(page: str) -> list[Event | Example]:
    """Everything that happens on the page, in order; raises ValueError where a request has no answer."""
    play: list[Event | Example] = []
    for piece in _PIECES.finditer(page):
        if piece["event"]:
            play.append(Event(piece["event"]))
            continue
        first, headers, body = _parts(piece["text"])
        if first[0].isdigit():
            asked = play[-1]
            if not isinstance(asked, Example) or asked.status:
                raise ValueError(f"an answer without a question: {first}")
            asked.status, asked.answer_headers, asked.answer = int(first), headers, body
        else:
            method, path = first.split(" ", 1)
            play.append(Example(piece["who"], method, path, headers, body))
    unanswered = [str(example) for example in play if isinstance(example, Example) and not example.status]
    if unanswered:
        raise ValueError(f"without an answer: {unanswered}")
    return play


def _parts(text: str) -> tuple[str, dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    first, *headers = head.strip().split("\n")
    return first, dict(line.split(": ", 1) for line in headers), body.strip()


def filled(text: str, names: dict[str, Any], file: bytes) -> bytes:
    """A text of the page with what its placeholders stand for: names met before, bytes of the photograph."""
    part = _PART.fullmatch(text)
    if part:
        return file[int(part[1]) : int(part[2]) if part[2] else None]
    quoted = re.sub(r'"<(\w+)>"', lambda found: json.dumps(names[found[1]]), text)
    return _NAME.sub(lambda found: str(names[found[1]]), quoted).encode()


def differences(expected: Any, actual: Any, names: dict[str, Any], place: str = "") -> list[str]:
    """Where an answer is not what the page says; a placeholder that is met for the first time takes the value."""
    if expected == ANYTHING:
        return []
    name = _NAME.fullmatch(expected) if isinstance(expected, str) else None
    if name:
        kept = names.setdefault(name[1], actual)
        return [] if kept == actual else [f"{place}: {actual!r} is not <{name[1]}>, which is {kept!r}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        expected = {_NAME.sub(lambda found: str(names[found[1]]), key): value for key, value in expected.items()}
        odd = [f"{place}.{key}: only on one side" for key in sorted(expected.keys() ^ actual.keys())]
        both = [key for key in expected if key in actual]
        return odd + [d for key in both for d in differences(expected[key], actual[key], names, f"{place}.{key}")]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [d for at, (one, other) in pairs for d in differences(one, other, names, f"{place}[{at}]")]
    same = type(expected) is type(actual) and expected == actual
    return [] if same else [f"{place}: {actual!r} instead of {expected!r}"]
