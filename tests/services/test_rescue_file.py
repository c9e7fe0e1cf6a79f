"""Rescue files that are none: torn, hostile, of another version; each is refused in words, and unpacks nothing."""

import io
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from audit.scoring.problems import RefusedError
from audit.services.rescue_file import MOST_BYTES, RescueFile, read_rescue
from audit.services.wording import say
from tests.rescued import DEVICE, packed, photograph


def read(data: bytes) -> RescueFile:
    return read_rescue(io.BytesIO(data))


def refusal(data: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(RefusedError) as refused:
        read(data)
    return "\n".join(f"{problem.where()} {say(problem, 'zh')}" for problem in refused.value.problems)


def squeezed(name: str = "rescue.json", size: int = 1_000_000) -> bytes:
    """A file that is a thousand times as large when it is unpacked."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr("rescue.json", b"{}")
        archive.writestr(name, b" " * size)
    return written.getvalue()


def encrypted(file: bytes) -> bytes:
    """The same, said to be locked with a password."""
    at = file.index(b"PK\1\2")
    return file[: at + 8] + b"\1\0" + file[at + 10 :]


def grown(file: bytes, *, entries: int = 0, directory: int = 0) -> bytes:
    """The same, with another end."""
    numbers = (entries or int.from_bytes(file[-12:-10], "little")).to_bytes(2, "little")
    size = (directory or int.from_bytes(file[-10:-6], "little")).to_bytes(4, "little")
    return file[:-14] + numbers + numbers + size + file[-6:]


LIST = "没有星评的导出清单"
ODD = "不属于平板导出的文件"
FACTS: dict[str, Any] = {
    "user": {"id": 1, "name": "x"}, "device": DEVICE, "made_at": "", "audits": [], "photographs": [],
}  # fmt: skip
GOOD = {"format": "star-audit-rescue", "version": 1} | FACTS
NO_FILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "这不是平板导出的文件"),
    "a picture": (photograph(), "这不是平板导出的文件"),
    "cut in the middle": (packed(GOOD, [photograph()])[:3000], "文件不完整"),
    "cut at the end": (packed(GOOD)[:-1], "文件不完整"),
    "longer than it says": (packed(GOOD) + b"\0", "文件不完整"),
    "nothing in it": (ZipFile(io.BytesIO(), "w") and b"PK\5\6" + b"\0" * 18, LIST),
    "another list": (packed({"format": "x"}), LIST),
    "a list that is none": (packed(b"[" * 100_000), "文件不完整"),
    "no numbers": (packed(b'{"version": NaN}'), "文件不完整"),
    "a later version": (packed(GOOD | {"version": 2}), "只能读取版本1"),
    "no version": (packed({"format": "star-audit-rescue"}), "只能读取版本1"),
    "another shape": (packed(GOOD | {"device": "../x", "audits": [{"id": "1"}]}), "audits[0].id"),
    "a way out": (packed(GOOD, files={"../../etc/passwd": b"x"}), ODD),
    "a way out below": (packed(GOOD, files={f"photographs/{'../' * 21}x.jpg": b"x"}), ODD),
    "another file": (packed(GOOD, files={"photographs/a.exe": b"x"}), ODD),
    "too great a photograph": (packed(GOOD, files={f"photographs/{'0' * 64}.jpg": b"\0" * (33 * 1024**2)}), ODD),
    "a bomb": (squeezed(f"photographs/{'0' * 64}.jpg"), ODD),
    "a great bomb": (squeezed(f"photographs/{'0' * 64}.jpg", 50_000_000), ODD),
    "locked": (encrypted(packed(GOOD)), ODD),
    "more files than there can be": (grown(packed(GOOD), entries=60_000), "文件过大"),
    "a directory without end": (grown(packed(GOOD), directory=900_000_000), "文件过大"),
}


@pytest.mark.parametrize("name", NO_FILE)
def test_what_is_no_rescue_file_is_refused(name: str) -> None:
    data, words = NO_FILE[name]
    assert words in refusal(data)


def test_the_same_name_twice_is_refused() -> None:
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("rescue.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("rescue.json", "{}")
    assert ODD in refusal(written.getvalue())


def test_every_cut_of_a_file_is_refused() -> None:
    whole = packed(GOOD, [photograph()])
    assert read(whole).said.device == DEVICE
    for end in (*range(0, len(whole), 37), *range(len(whole) - 120, len(whole))):
        assert refusal(whole[:end])


def test_a_damaged_photograph_is_not_there_and_the_others_are() -> None:
    whole, missing = photograph("teal"), "0" * 64
    torn = photograph("red")
    data = packed(GOOD, [whole, torn], {f"photographs/{missing}.jpg": b"something else"})
    data = data.replace(torn, torn[:500] + b"\0" * 9 + torn[509:])
    file = read(data)
    digests = [sha256(one).hexdigest() for one in (whole, torn)]
    assert [file.photograph(digest) for digest in (*digests, missing, "1" * 64)] == [whole, None, None, None]


def test_a_file_beyond_all_bounds_is_not_looked_into(tmp_path: Path) -> None:
    with (tmp_path / "large.zip").open("wb+") as file:
        file.truncate(MOST_BYTES + 1)
        with pytest.raises(RefusedError, match="rescue-too-large"):
            read_rescue(file)


def test_sizes_that_are_said_to_be_beyond_all_bounds_are_refused() -> None:
    files = {f"photographs/{number:064x}.jpg": b"x" for number in range(40)}
    data = bytearray(packed(GOOD, files=files))
    at = data.find(b"PK\1\2")
    while at >= 0:
        if data[at + 46 : at + 57] == b"photographs":
            data[at + 20 : at + 28] = (30 * 1024**2).to_bytes(4, "little") * 2
        at = data.find(b"PK\1\2", at + 4)
    assert "文件过大" in refusal(bytes(data))


def test_a_second_end_that_says_otherwise_is_refused() -> None:
    """A ZIP64 end counts for what reads the directory: it could say a million where the plain end says one."""
    data = packed(GOOD)
    body, end = data[:-22], data[-22:]
    entries, size, start = end[10:12] + b"\0" * 6, end[12:16] + b"\0" * 4, end[16:20] + b"\0" * 4
    second = b"PK\6\6" + (44).to_bytes(8, "little") + b"\x2d\0" * 2 + b"\0" * 8 + entries * 2 + size + start
    locator = b"PK\6\7" + b"\0" * 4 + len(body).to_bytes(8, "little") + b"\1\0\0\0"
    assert ZipFile(io.BytesIO(body + second + locator + end)).namelist() == ["rescue.json"]
    assert "文件不完整" in refusal(body + second + locator + end)
