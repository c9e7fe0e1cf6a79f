"""Files known by their content: photographs, reports, uploaded workbooks, each under its SHA-256."""

import os
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile


class Store:
    """A folder of files; the same content is kept once, and a name is there only when its content is safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keeps the content and gives its digest; raises OSError where it cannot."""
        digest = sha256(content).hexdigest()
        place = self.path(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=place.parent, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, place)  # noqa: PTH105 - as everywhere a file is put in place
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _settle(place.parent)
        return digest

    def take(self, file: Path) -> str:
        """Moves a finished file of this folder's disk into the store and gives its digest; raises OSError."""
        with file.open("rb+") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
            os.fsync(opened.fileno())
        place = self.path(digest)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.replace(place)
        _settle(place.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The content; raises FileNotFoundError."""
        return self.path(digest).read_bytes()

    def path(self, digest: str) -> Path:
        """Where the content of this digest lies, or would lie."""
        return self.folder / digest[:2] / digest


def _settle(folder: Path) -> None:
    """A renamed file survives a power cut only when its folder was written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
