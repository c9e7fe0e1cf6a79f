"""What the server says of itself, on the error stream: words for a person at a terminal, JSON lines for all else.

Nothing secret is ever in it: fields that are named like secrets lose their value, and links lose their token.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_LINK = re.compile(r"/(setup|activation)/[\w-]+")
_SECRET = re.compile(r"password|passwort|token|secret|cookie|authorization|csrf|recovery|^code$", re.IGNORECASE)
_HIDDEN = "…"
_Line = MutableMapping[str, Any]


def configure() -> None:
    """Has every log of this process, our own and the libraries', written that way."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # without the values of variables
        without_secrets,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(before))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("audit").setLevel(logging.INFO)


def _formatter(before: list[Any]) -> logging.Formatter:
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=[remove, last])


def without_secrets(_logger: object, _method: str, line: _Line) -> _Line:
    """The line without what must not be read by who reads logs."""
    for name, value in line.items():
        if _SECRET.search(name):
            line[name] = _HIDDEN
        elif isinstance(value, str):
            line[name] = _LINK.sub(rf"/\1/{_HIDDEN}", value)
    return line
