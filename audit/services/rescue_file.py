"""Rescue files: everything a tablet has not sent, as one ZIP, version 1; whatever the file says is doubted.

`rescue.json` says whose it is, from which device, and the operations of each audit; beside it lie the photographs,
each under the SHA-256 of its content. docs/rescue.md has an example.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from audit.scoring.problems import Problem, RefusedError

FORMAT, VERSION = "star-audit-rescue", 1
MOST_BYTES = 1024**3
MOST_ENTRIES = 4000
MOST_LISTED = 16 * 1024**2  # rescue.json: some fifty thousand operations
MOST_PHOTOGRAPH = 32 * 1024**2
_MOST_RATIO = 100
_LISTED = "rescue.json"
_END = 22  # bytes of a ZIP's end, which has no comment here
_MOST_DIRECTORY = MOST_ENTRIES * 256
_ENCRYPTED = 1

_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_Row = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Name = Annotated[str, Field(max_length=200)]


class _Shape(BaseModel):
    """What version 1 says; what a later tablet may add is passed over."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class RescuedPerson(_Shape):
    """Whose operations these are."""

    id: _Row
    name: _Name


class RescuedBranch(_Shape):
    """The branch as the tablet knew it; it may have lost what it knew."""

    code: _Name = ""
    name: _Name = ""


class RescuedAudit(_Shape):
    """An audit's operations, as messages of `POST …/operations` that nobody has looked at yet."""

    id: _Row
    branch: RescuedBranch = RescuedBranch()
    checklist: _Digest | Literal[""] = ""
    operations: Annotated[list[Any], Field(max_length=100_000)] = []


class RescuedPhotograph(_Shape):
    """That a photograph belongs to an audit."""

    audit: _Row
    digest: _Digest
    name: _Name


class Rescued(_Shape):
    """What `rescue.json` says."""

    user: RescuedPerson
    device: _Uuid
    made_at: _Name
    audits: Annotated[list[RescuedAudit], Field(max_length=1000)]
    photographs: Annotated[list[RescuedPhotograph], Field(max_length=MOST_ENTRIES)]

    def all_audits(self) -> list[RescuedAudit]:
        """The audits, and those of which only photographs wait."""
        known = {audit.id for audit in self.audits}
        others = dict.fromkeys(one.audit for one in self.photographs if one.audit not in known)
        return [*self.audits, *(RescuedAudit(id=audit) for audit in others)]


class RescueFile:
    """A rescue file that can be read; `said` is what it says, the photographs are looked at one by one."""

    def __init__(self, archive: ZipFile, said: Rescued) -> None:
        self._archive, self.said = archive, said

    def photograph(self, digest: str) -> bytes | None:
        """The file of this SHA-256; None where it is missing or damaged."""
        try:
            data = self._archive.read(_photograph(digest))
        except (KeyError, BadZipFile, EOFError, OSError):
            return None
        return data if sha256(data).hexdigest() == digest else None


def read_rescue(file: BinaryIO) -> RescueFile:
    """The rescue file; raises RefusedError with every problem of what is none, is torn, too large or hostile."""
    archive = _archive(file)
    _check_entries(archive.infolist())
    return RescueFile(archive, _said(archive))


def _archive(file: BinaryIO) -> ZipFile:
    """The ZIP, of which only the end was read: it says how much there is to read of the rest."""
    size = file.seek(0, 2)
    file.seek(max(size - _END - 20, 0))
    end = file.read()
    locator, end = end[:-_END], end[-_END:]
    if size > MOST_BYTES:
        raise _refused("rescue-too-large", most=MOST_BYTES // 1024**3)
    if not end.startswith(b"PK\5\6") or locator.startswith(b"PK\6\7"):
        raise _refused("rescue-torn" if _begins_as_zip(file) else "rescue-no-zip")
    entries, directory = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if entries > MOST_ENTRIES or directory > _MOST_DIRECTORY:
        raise _refused("rescue-too-large", most=MOST_BYTES // 1024**3)
    try:
        return ZipFile(file)
    except (BadZipFile, EOFError, ValueError, OSError, NotImplementedError):
        raise _refused("rescue-torn") from None


def _begins_as_zip(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\3\4"


def _check_entries(entries: Sequence[ZipInfo]) -> None:
    """That nothing is in the file but what belongs there, each once and of a size that can be."""
    times = Counter(entry.filename for entry in entries)
    if _LISTED not in times:
        raise _refused("rescue-no-list")
    problems = [_odd(entry) for entry in entries if times[entry.filename] > 1 or not _fits(entry)]
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        problems.append(Problem((), "rescue-too-large", {"most": MOST_BYTES // 1024**3}))
    if problems:
        raise RefusedError(problems[:10])


def _fits(entry: ZipInfo) -> bool:
    listed = entry.filename == _LISTED
    named = listed or entry.filename == _photograph(entry.filename[12:76])
    digest = listed or all(sign in "0123456789abcdef" for sign in entry.filename[12:76])
    packed = entry.compress_type in {ZIP_STORED, ZIP_DEFLATED} and not entry.flag_bits & _ENCRYPTED
    small = entry.file_size <= (MOST_LISTED if listed else MOST_PHOTOGRAPH)
    return named and digest and packed and small and entry.file_size <= (entry.compress_size + 1) * _MOST_RATIO


def _odd(entry: ZipInfo) -> Problem:
    return Problem((), "rescue-odd-entry", {"name": entry.filename[:80]})


def _photograph(digest: str) -> str:
    return f"photographs/{digest}.jpg"


def _said(archive: ZipFile) -> Rescued:
    try:
        said = from_json(archive.read(_LISTED), allow_inf_nan=False)
    except (BadZipFile, EOFError, OSError, ValueError):
        raise _refused("rescue-torn") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _refused("rescue-no-list")
    if said.get("version") != VERSION:
        raise _refused("rescue-version", given=str(said.get("version"))[:20], expected=VERSION)
    try:
        return Rescued.model_validate(said)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:10]
        problems = [Problem(tuple(one["loc"]), "message-shape", {"detail": one["msg"]}) for one in found]
        raise RefusedError(problems) from None


def _refused(code: str, **facts: object) -> RefusedError:
    return RefusedError([Problem((), code, facts)])
