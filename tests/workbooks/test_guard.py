"""Hostile and broken files are refused: fast, within the memory limit, with one problem and no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import psutil
import pytest
from openpyxl import Workbook

from audit.scoring.problems import RefusedError
from audit.workbooks.guard import MOST_BYTES, in_child, read_cells
from audit.workbooks.reading import read_score_sheet
from audit.workbooks.writing import write_score_sheet
from tests.workbooks.samples import blank, sample
from tests.workbooks.surgery import SHEET, SST, archive, saved, with_members, with_shared_strings

GOOD = write_score_sheet(sample(), blank(sample(), answers={"1": {"faults": {"a": 2}}}))
_MEGABYTE = 1 << 20
_SPACE = b" "
_BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">%s]><sst
xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a9;</t></si></sst>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)
_EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst
xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>"""


def _seconds() -> float:
    """Processor time of this process and of its ended children: other load on the machine does not count."""
    return sum(os.times()[:4])


def _codes(data: bytes) -> list[str]:
    start = _seconds()
    with pytest.raises(RefusedError) as refused:
        read_score_sheet(sample(), data)
    assert _seconds() - start < 2
    return [problem.code for problem in refused.value.problems]


def _sheet_with(before: bytes, after: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert before in content
        return content.replace(before, after, 1)

    return change


def _strings(content: bytes) -> bytes:
    return with_shared_strings(GOOD, content)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-workbook"),
        (b"PK\x03\x04", "not-a-workbook"),
        (Random(1).randbytes(20_000), "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "workbook-locked"),
        (GOOD[: len(GOOD) // 2], "not-a-workbook"),
        (GOOD[:-30], "not-a-workbook"),
        (archive(hello=b"world"), "not-a-workbook"),
        (archive(xl__workbook_xml=b"", **{"xl__workbook.xml": b"<x/>"}), "not-a-workbook"),
        (with_members(GOOD, **{"xl/workbook.xml": lambda _: None}), "not-a-workbook"),
        (with_members(GOOD, sheet=lambda _: b"<worksheet>"), "not-a-workbook"),
        (_strings(_BOMB), "not-a-workbook"),
        (saved(Workbook()), "not-a-score-sheet"),
        (bytes(MOST_BYTES + 1), "workbook-too-heavy"),
    ],
    ids=lambda given: given if isinstance(given, str) else "file",
)
def test_a_file_that_is_no_score_sheet_is_refused(data: bytes, code: str) -> None:
    assert _codes(data) == [code]


def test_no_file_of_the_machine_comes_in_through_an_entity() -> None:
    assert _codes(_strings(_EXTERNAL)) in (["not-a-workbook"], ["not-a-score-sheet"])


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    one_member = with_members(GOOD, sheet=lambda content: content + _SPACE * (60 * _MEGABYTE))
    assert _codes(one_member) == ["workbook-too-heavy"]
    noise = {f"xl/media/{n}.bin": Random(n).randbytes(100_000) + bytes(7 * _MEGABYTE) for n in range(10)}
    assert _codes(archive(**{"xl/workbook.xml": b"<x/>", **noise})) == ["workbook-too-heavy"]


def test_an_archive_of_very_many_members_is_refused() -> None:
    assert _codes(archive(**{f"m{n}": b"" for n in range(501)})) == ["workbook-too-heavy"]
    assert _codes(archive(**{f"m{n}": b"" for n in range(60_000)})) == ["workbook-too-heavy"]


def test_an_encrypted_member_is_refused() -> None:
    written = BytesIO(GOOD)
    with ZipFile(written, "a") as target:
        target.writestr("xl/extra.bin", b"secret")
    data = bytearray(written.getvalue())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert _codes(bytes(data)) == ["not-a-workbook"]


def test_a_workbook_must_be_where_workbooks_are() -> None:
    written = BytesIO()
    with ZipFile(BytesIO(GOOD)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            name = member.filename.replace("workbook.xml", "book.xml")
            target.writestr(name, source.read(member).replace(b"/workbook.xml", b"/book.xml"))
    assert _codes(written.getvalue()) == ["not-a-workbook"]


def test_cells_at_the_end_of_the_world_cost_nothing_and_hide_nothing() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    lying = b'<dimension ref="A1:B2"/>'
    start = _seconds()
    for change in (
        _sheet_with(b"</sheetData>", far),
        _sheet_with(b"</sheetData>", b"</sheetData>" + merged),
        lambda content: content[: content.index(b"<dimension")] + lying + content[content.index(b"<sheetViews") :],
        lambda content: content[: content.index(b"<dimension")] + content[content.index(b"<sheetViews") :],
    ):
        read = read_score_sheet(sample(), with_members(GOOD, sheet=change))
        assert read["answers"] == {"1": {"faults": {"a": 2}}}
    assert _seconds() - start < 2


def test_a_sheet_that_takes_too_long_is_refused_in_time() -> None:
    random = Random(7)
    row = b"".join(b"<c><v>%d</v></c>" % random.randrange(10**9) for _ in range(4000))
    rows = b"".join(b"<row>%s</row>" % row for _ in range(400))
    heavy = with_members(GOOD, sheet=_sheet_with(b"</sheetData>", rows + b"</sheetData>"))
    assert _codes(heavy) == ["workbook-too-heavy"]


def test_odd_but_sound_workbooks_are_read_without_a_warning() -> None:
    def without_names(content: bytes) -> bytes:
        return content[: content.index(b"<cellStyles")] + content[content.index(b"</cellStyles>") + 13 :]

    data = with_members(GOOD, **{"xl/styles.xml": without_names})
    assert read_score_sheet(sample(), data)["answers"] == {"1": {"faults": {"a": 2}}}


def test_one_long_text_repeated_without_end_is_refused() -> None:
    cell = b'<c t="inlineStr"><is><t>' + Random(3).randbytes(15_000).hex().encode() + b"</t></is></c>"
    rows = (b"<row>" + cell * 30 + b"</row>") * 30
    heavy = with_members(GOOD, sheet=_sheet_with(b"</sheetData>", rows + b"</sheetData>"))
    assert _codes(heavy) == ["workbook-too-heavy"]


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as target, ZipFile(BytesIO(GOOD)) as source:
        for member in source.infolist():
            target.writestr(member.filename, source.read(member))
        target.writestr(ZipInfo("xl/extra.xml"), bytes(1000))
    data = written.getvalue()
    size = ZipFile(BytesIO(data)).getinfo(SHEET).file_size
    assert data.count(size.to_bytes(4, "little")) == 2
    assert _codes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))) == ["not-a-workbook"]


def test_mutated_files_are_read_or_refused_but_never_crash() -> None:
    random = Random(20260520)
    outcomes = set()
    for _ in range(200):
        data = bytearray(GOOD)
        for _ in range(random.choice((1, 3, 20))):
            at = random.randrange(len(data))
            data[at : at + random.randint(1, 4)] = random.randbytes(random.randint(0, 4))
        try:
            read_score_sheet(sample(), bytes(data))
            outcomes.add("read")
        except RefusedError as refused:
            outcomes |= {problem.code for problem in refused.problems}
    assert "not-a-workbook" in outcomes


def test_mutated_contents_are_read_or_refused_but_never_crash() -> None:
    random = Random(7)
    members = ["sheet", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"]

    def scramble(content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(random.choice((1, 5))):
            at = random.randrange(len(data))
            data[at : at + 1] = random.choice((b"", b"9", b"<", b"A", b"-", b"\xff"))
        return bytes(data)

    for number in range(60):
        data = with_members(GOOD, **{members[number % len(members)]: scramble})
        try:
            read_score_sheet(sample(), data)
        except RefusedError as refused:
            assert refused.problems


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0


def test_the_child_leaves_nothing_behind() -> None:
    before = (_open_files(), psutil.Process().children())  # a browser may be a child of other tests
    for data in (GOOD, b"PK", GOOD[:400]):
        with suppress(RefusedError):
            read_cells(data, rows=100)
    assert (_open_files(), psutil.Process().children()) == before


def test_the_child_may_not_take_all_memory_nor_all_time() -> None:
    assert json.loads(in_child(lambda: b"[1]")) == [1]
    assert json.loads(in_child(lambda: bytes(400 * _MEGABYTE))) == ["workbook-too-heavy", []]
    start = _seconds()
    assert json.loads(in_child(lambda: bytes(iter(int, 1)))) == ["workbook-too-heavy", []]
    assert _seconds() - start < 2


SWELLING = """
import resource, sys
from pathlib import Path
from audit.workbooks.guard import read_cells
from audit.scoring.problems import RefusedError

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_cells(Path(sys.argv[1]).read_bytes(), rows=100)
except RefusedError as refused:
    print(*[problem.code for problem in refused.problems])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before)
"""


def test_texts_that_swell_in_memory_are_refused(tmp_path: Path) -> None:
    """In a process of its own, because the system counts the heaviest child a process ever had."""
    # four bytes a character, because of the last one
    block, noise = Random(1).randbytes(150).hex(), Random(2).randbytes(12_000).hex()
    item = f"<si><t>{block * 9500}{noise}\U0001f600</t></si>".encode()
    (tmp_path / "swelling.xlsx").write_bytes(_strings(SST + item * 20 + b"</sst>"))
    command = [sys.executable, "-c", SWELLING, tmp_path / "swelling.xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    code, kilobytes = done.stdout.split()
    assert code == "workbook-too-heavy"
    assert int(kilobytes) < 330 * 1024


def test_a_sheet_is_read_from_any_thread_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda _: read_score_sheet(sample(), GOOD)["answers"], range(24)))
    assert read == [{"1": {"faults": {"a": 2}}}] * 24
