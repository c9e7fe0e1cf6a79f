"""Photographs on their way: what has arrived of a file so far, kept until the rest comes.

A part belongs to one person, one audit and one SHA-256. Whoever holds it is alone with it, among threads and processes.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from io import FileIO
from pathlib import Path

from audit.services.errors import NotFoundError

DAYS_KEPT = 7
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Part:
    """The beginning of a file; `offset` is how many bytes of it are kept."""

    def __init__(self, file: FileIO, path: Path) -> None:
        self._file, self._path = file, path
        self.offset = os.fstat(file.fileno()).st_size

    def append(self, chunk: bytes) -> None:
        """Keeps what comes next, on the disk when this returns; raises OSError, and all is as before then."""
        try:
            self._file.seek(self.offset)
            left = memoryview(chunk)
            while left:
                left = left[self._file.write(left) :]
            os.fdatasync(self._file.fileno())
        except OSError:
            self._file.truncate(self.offset)
            raise
        self.offset += len(chunk)

    def read(self) -> bytes:
        """Everything that is kept."""
        self._file.seek(0)
        return self._file.read()

    def throw_away(self) -> None:
        """Ends the part: the file is whole, or will never be."""
        self._path.unlink(missing_ok=True)


class Uploads:
    """The folder of the parts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def offset(self, user_id: int, audit_id: int, digest: str) -> int:
        """How many bytes are kept of a file; raises NotFoundError where the digest is none."""
        try:
            return self._path(user_id, audit_id, digest).stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def hold(self, user_id: int, audit_id: int, digest: str) -> Iterator[Part]:
        """The part, in nobody else's hands; raises NotFoundError where the digest is none, and OSError."""
        path = self._path(user_id, audit_id, digest)
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._prune()
        with _locked(path) as file:
            yield Part(file, path)

    def _path(self, user_id: int, audit_id: int, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise NotFoundError
        return self._folder / f"{user_id}-{audit_id}-{digest}"

    def _prune(self) -> None:
        """Throws away what nobody has sent on for days; a part that comes back begins anew."""
        oldest = time.time() - DAYS_KEPT * 86_400
        for path in self._folder.iterdir():
            if _changed_at(path) < oldest:
                _throw_away(path)


@contextmanager
def _locked(path: Path) -> Iterator[FileIO]:
    """The file at this path, locked; who waited while it was thrown away gets the one that came after it."""
    while True:
        with _open(path) as file:
            flock(file, LOCK_EX)
            if _is_at(file, path):
                yield file
                return


def _open(path: Path) -> FileIO:
    return FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+")


def _is_at(file: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()  # somebody else was quicker


def _throw_away(path: Path) -> None:
    try:
        with path.open("rb") as file:
            flock(file, LOCK_EX | LOCK_NB)
            path.unlink()
    except OSError:
        return  # somebody holds it, or it is gone
