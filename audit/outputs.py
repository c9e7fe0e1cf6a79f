"""Files that a command writes: whole or not at all, and never over what it reads."""

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from audit.inputs import FileRefusedError
from audit.scoring.problems import Problem

STANDARD_OUTPUT = "-"


def refuse_output(path: str, inputs: Iterable[str]) -> None:
    """Raises FileRefusedError where a file of the inputs would be written over, or a terminal filled with bytes.

    To be asked before any work is done.
    """
    if path == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            raise FileRefusedError("<stdout>", [Problem((), "output-is-terminal")])
        return
    for name in inputs:
        with suppress(OSError, ValueError):  # what does not exist is no input
            if os.path.samefile(path, name):  # noqa: PTH121 - a name may be no path
                raise FileRefusedError(path, [Problem((), "output-is-input", {"file": name})])


def write_whole(path: str, data: bytes) -> None:
    """Writes the file under a temporary name beside its place, then renames it; raises FileRefusedError.

    Where the path is a link, what it points to is replaced; `-` is standard output.
    """
    if path == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    temporary = ""
    try:
        target = _place(path)
        with NamedTemporaryFile(dir=target.parent, prefix=".star-audit-", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        os.replace(temporary, target)  # noqa: PTH105 - Path.replace says less in its errors
    except (OSError, ValueError) as error:
        with suppress(OSError):
            Path(temporary).unlink()
        detail = getattr(error, "strerror", None) or str(error)
        raise FileRefusedError(path, [Problem((), "unwritable", {"detail": detail})]) from None


def _place(path: str) -> Path:
    """Where the file really goes; raises OSError for links in a circle, FileRefusedError for a device or a pipe."""
    target = Path(os.path.realpath(path)) if Path(path).is_symlink() else Path(path)
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():  # the rename would put a file there
        raise FileRefusedError(path, [Problem((), "not-a-file")])
    return target
