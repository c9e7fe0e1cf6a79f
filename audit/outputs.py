"""Files that a command writes: whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from audit.inputs import FileRefusedError
from audit.scoring.problems import Problem


def write_whole(path: str, data: bytes) -> None:
    """Writes the file under a temporary name beside its place, then renames it; raises FileRefusedError."""
    target = Path(path)
    temporary = ""
    try:
        if target.exists() and not target.is_file():  # the rename would put a file where a device or a pipe was
            raise FileRefusedError(path, [Problem((), "not-a-file")])
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
