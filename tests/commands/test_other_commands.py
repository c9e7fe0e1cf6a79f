"""The other commands: help, plan, sheet, report, verify, checklists, doctor, and where output goes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audit.inputs import FileRefusedError
from audit.outputs import write_whole
from tests.catalogue import ROOT
from tests.commands.running import put, refused, result, run, same, small_answers, small_checklist
from tests.scoring import oracle

COMMANDS = ["score", "plan", "sheet", "report", "verify", "demo-report", "checklist", "doctor"]
SUBCOMMANDS = [[], *([name] for name in COMMANDS), ["checklist", "list"], ["checklist", "check"]]


@pytest.mark.parametrize("command", SUBCOMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    for option in ("--help", "-h")[: 1 if command else 2]:
        done = run(*command, option)
        assert (done.status, done.errors) == (0, "")
        assert done.out.startswith("Usage: ")
        assert len(done.out.splitlines()) > 4
    if not command:
        assert [name for name in COMMANDS if not re.search(rf"^  {name} ", done.out, re.MULTILINE)] == []


def test_help_starts_at_once_without_anything_heavy() -> None:
    code = (
        "import sys; from audit.cli import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: print(sorted(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert "'click'" in done.stderr
    heavy = ("weasyprint", "openpyxl", "jinja2", "PIL", "pikepdf", "ruamel.yaml.main", "babel")
    assert [name for name in heavy if f"'{name}'" in done.stderr] == []


def test_the_version() -> None:
    from audit.version import VERSION

    assert VERSION in run("--version").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["none"],
        ["score"],
        ["score", "a"],
        ["score", "a", "b", "c"],
        ["score", "a", "b", "--format", "xml"],
        ["score", "--none", "a", "b"],
        ["sheet", "a"],
        ["report", "a", "b"],
        ["report", "a", "b", "-o", "c", "--kind", "none"],
        ["report", "a", "b", "-o", "c", "--lang", "fr"],
        ["verify"],
        ["checklist", "none"],
        ["doctor", "x"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_says_how_to_call(arguments: list[str]) -> None:
    assert "Usage" in "\n".join(refused(*arguments))


# -- plan


def test_the_plan_of_the_contract(checklist: Path, answers: Path) -> None:
    found = result(run("plan", checklist, answers, "--format", "json"))
    assert found == {
        "from": "low",
        "to": "high",
        "reachable": True,
        "effort": 1,
        "units": ["1/a"],
        "final": "9.00",
    }


def test_efforts_turn_the_plan(tmp_path: Path, checklist: Path) -> None:
    answers = small_answers()
    answers["answers"]["3"] = {"level": "bad"}
    answers["answers"]["1"]["faults"]["a"] = 1
    place = put(tmp_path, "a.json", answers)
    for efforts in ({"3": 9}, {"1/a": 9, "4": 0}, {}):
        found = result(run("plan", checklist, place, "--effort", put(tmp_path, "e.json", efforts), "--format", "json"))
        expected = oracle.plan(small_checklist(), answers, efforts)
        assert {name: found[name] for name in ("to", "reachable", "effort", "final")} == {
            name: expected[name] for name in ("to", "reachable", "effort", "final")
        }


@pytest.mark.parametrize(
    ("efforts", "where"),
    [
        ({"1/a": 1.5}, "1/a"),
        ({"1/a": -1}, "1/a"),
        ({"1/a": 1001}, "1/a"),
        ({"1/a": "3"}, "1/a"),
        ({"1/a": True}, "1/a"),
        ({"1/a": None}, "1/a"),
        ({"9": 1}, "9"),
        ({"1/zz": 1}, "1/zz"),
        ({"1/other/x": 1}, "1/other/x"),
        ([], ""),
        ("x", ""),
    ],
    ids=repr,
)
def test_bad_efforts(tmp_path: Path, checklist: Path, answers: Path, efforts: Any, where: str) -> None:
    place = put(tmp_path, "e.json", json.dumps(efforts))
    (line,) = refused("plan", checklist, answers, "--effort", place)
    assert line.startswith(f"{place}:1: {where}")


def test_bad_effort_files(tmp_path: Path, checklist: Path, answers: Path) -> None:
    for content in (b"\xff", b"{"):
        assert refused("plan", checklist, answers, "--effort", put(tmp_path, "e.json", content))
    assert refused("plan", checklist, answers, "--effort", tmp_path / "none")


def test_the_plan_in_words(checklist: Path, answers: Path) -> None:
    for language, grade in (("zh", "高"), ("en", "High")):
        done = run("plan", checklist, answers, language=language)
        assert (done.status, grade in done.out, "9.00" in done.out) == (0, True, True)
        assert done.out.splitlines()[1].split()[0] == "1/a"


def test_a_plan_from_standard_input(checklist: Path) -> None:
    given = json.dumps(small_answers()).encode()
    assert result(run("plan", checklist, "-", "--format", "json", given=given))["units"] == ["1/a"]


# -- sheet


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_gives_back_its_answers(tmp_path: Path, checklist: Path, answers: Path, language: str) -> None:
    sheet = tmp_path / "sheet.xlsx"
    done = run("sheet", checklist, "--answers", answers, "-o", sheet, "--lang", language)
    assert (done.status, done.out, done.errors) == (0, "", "")
    left = result(run("score", checklist, sheet, "--format", "json"))
    assert same(left, result(run("score", checklist, answers, "--format", "json")))


def test_an_empty_sheet_is_an_open_audit(tmp_path: Path, checklist: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"
    assert run("sheet", checklist, "-o", sheet).status == 0
    found = result(run("score", checklist, sheet, "--format", "json"))
    assert found["unanswered"] == ["1", "2", "3", "4"]


def test_a_sheet_of_another_checklist_is_refused(tmp_path: Path, checklist: Path) -> None:
    sheet = tmp_path / "sheet.xlsx"
    assert run("sheet", checklist, "-o", sheet).status == 0
    other = put(tmp_path, "other.json", small_checklist(title="另一份"))
    (line,) = refused("score", other, sheet)
    assert line.startswith(f"{sheet}: ")


def test_bad_answers_make_no_sheet(tmp_path: Path, checklist: Path) -> None:
    out = tmp_path / "sheet.xlsx"
    refused("sheet", checklist, "--answers", put(tmp_path, "a.json", {"checklist": "k@1", "answers": 1}), "-o", out)
    assert not out.exists()


# -- where output goes


def writers(folder: Path, checklist: Path, answers: Path, out: object) -> list[list[object]]:
    return [
        ["sheet", checklist, "-o", out],
        ["report", checklist, answers, "-o", out, "--kind", "sheet"],
    ]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, checklist: Path, answers: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "kept.pdf").mkdir()
    (folder / "file").write_text("x")
    before = sorted(path.name for path in folder.rglob("*"))
    targets = [folder / "none" / "a.pdf", folder / "kept.pdf", folder / "file" / "a.pdf", ""]
    if Path("/proc/version").exists():
        targets.append(Path("/proc/star-audit.pdf"))
    for target in targets:
        with pytest.raises(FileRefusedError) as found:
            write_whole(str(target), b"x")
        assert [problem.code for problem in found.value.problems] in (["unwritable"], ["not-a-file"])
    assert len(refused("sheet", checklist, "-o", folder / ("x" * 300))) == 1
    for arguments in writers(tmp_path, checklist, answers, folder / "none" / "a.pdf"):
        assert len(refused(*arguments)) == 1
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_a_place_that_may_not_be_written(tmp_path: Path, checklist: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    try:
        assert len(refused("sheet", checklist, "-o", tmp_path / "a.xlsx")) == 1
    finally:
        tmp_path.chmod(0o700)


def test_a_file_is_replaced_whole_and_a_failed_one_stays(tmp_path: Path, checklist: Path) -> None:
    out = put(tmp_path, "a.xlsx", b"old")
    refused("sheet", checklist, "--answers", tmp_path / "none.json", "-o", out)
    assert out.read_bytes() == b"old"
    assert run("sheet", checklist, "-o", out).status == 0
    assert out.read_bytes().startswith(b"PK")
    assert out.stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "list.json"]


def test_a_long_name_is_a_name(tmp_path: Path, checklist: Path) -> None:
    name = "评" * 82 + ".xlsx"  # 251 bytes of the 255 that a name may have
    assert run("sheet", checklist, "-o", tmp_path / name).status == 0


def test_what_is_no_file_is_not_replaced(tmp_path: Path, checklist: Path) -> None:
    """A pipe here; for root `-o /dev/null` would make the device a file for everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run("sheet", checklist, "-o", pipe)
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path, checklist: Path) -> None:
    real, link, loop = put(tmp_path, "real.xlsx", b"old"), tmp_path / "link.xlsx", tmp_path / "loop.xlsx"
    link.symlink_to("real.xlsx")
    loop.symlink_to("loop.xlsx")
    (tmp_path / "new.xlsx").symlink_to("fresh.xlsx")
    assert run("sheet", checklist, "-o", link).status == 0
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"PK")
    assert run("sheet", checklist, "-o", tmp_path / "new.xlsx").status == 0
    assert (tmp_path / "fresh.xlsx").is_file()
    assert len(refused("sheet", checklist, "-o", loop)) == 1
    assert loop.is_symlink()


def test_what_is_read_is_never_written_over(tmp_path: Path, checklist: Path, answers: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (30, 20)).save(photos / "p.jpg")
    with_photo = small_answers()
    with_photo["answers"]["1"]["photos"] = [{"file": "p.jpg"}]
    pictured = put(tmp_path, "pictured.json", with_photo)
    link = tmp_path / "link.json"
    link.symlink_to("answers.json")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.j*")}
    for arguments in (
        ["sheet", checklist, "-o", checklist],
        ["sheet", checklist, "--answers", answers, "-o", answers],
        ["report", checklist, answers, "-o", answers],
        ["report", checklist, answers, "-o", checklist],
        ["report", checklist, answers, "-o", link],
        ["report", checklist, answers, "-o", tmp_path / "photos" / ".." / "answers.json"],
        ["report", checklist, pictured, "--photos", photos, "-o", photos / "p.jpg"],
    ):
        (line,) = refused(*arguments)
        assert "not overwritten" in line
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.j*")} == before


def test_a_minus_is_standard_output(tmp_path: Path, checklist: Path, answers: Path) -> None:
    start = f"{sys.executable} -c 'from audit.cli import main; main()'"
    for arguments, begins in (
        (["sheet", checklist], b"PK"),
        (["report", checklist, answers, "--kind", "sheet"], b"%PDF-"),
        (["report", checklist, "-", "--kind", "sheet"], b"%PDF-"),
    ):
        words = ["bash", "-c", f'{start} "$@" -o - < {answers}', "bash", *map(str, arguments)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, timeout=60)
        assert done.stdout.startswith(begins)
        assert done.stderr == b""
    assert not (ROOT / "-").exists()


def test_a_terminal_is_spared(checklist: Path) -> None:
    ours, theirs = os.openpty()
    try:
        command = [sys.executable, "-c", "from audit.cli import main; main()", "sheet", str(checklist), "-o", "-"]
        done = subprocess.run(command, cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=30)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert done.stderr.startswith(b"<stdout>: ")


# -- reports


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    out = folder / "report.pdf"
    checklist, answers = put(folder, "c.json", small_checklist()), put(folder, "a.json", small_answers())
    done = run("report", checklist, answers, "-o", out, "--kind", "exceptions", "--lang", "en")
    assert (done.status, done.out, done.errors) == (0, "", "")
    return out


@pytest.mark.parametrize(("language", "word"), [("zh", "核验通过"), ("en", "k@1")])
def test_a_report_is_verified(printed: Path, language: str, word: str) -> None:
    done = run("verify", printed, language=language)
    assert (done.status, done.errors) == (0, "")
    assert word in done.out
    assert "7.00" in done.out


def test_a_changed_report_is_not(printed: Path, tmp_path: Path) -> None:
    data = bytearray(printed.read_bytes())
    data[len(data) // 2] ^= 1
    done = run("verify", put(tmp_path, "changed.pdf", bytes(data)))
    assert done.status == 1
    assert all(line.startswith(str(tmp_path / "changed.pdf")) for line in done.out.splitlines())


@pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7", b"PK\x03\x04", bytes(100_000)])
def test_what_is_no_report_is_not_verified(tmp_path: Path, content: bytes) -> None:
    done = run("verify", put(tmp_path, "x.pdf", content))
    assert (done.status, done.errors) == (1, "")
    assert done.seconds < 3


def test_bad_photographs_are_named_with_their_lines(tmp_path: Path, checklist: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (30, 20)).save(photos / "good.jpg")
    put(photos, "bad.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n")
    answers = tmp_path / "a.yaml"
    files = ["good.jpg", "bad.jpg", "none.jpg", "../a.yaml"]
    lines = ["checklist: k@1", "answers:", "  '1':", "    faults: {}", "    photos:"]
    put(tmp_path, "a.yaml", "\n".join([*lines, *(f"      - {{file: {file}}}" for file in files)]))
    out = tmp_path / "out.pdf"
    found = refused("report", checklist, answers, "-o", out, "--photos", photos)
    assert [line.split(": ")[0].rpartition(":")[2] for line in found] == ["7", "8", "9"]
    assert not out.exists()
    (line,) = refused("report", checklist, answers, "-o", out, "--photos", tmp_path / "none")
    assert line.startswith(str(tmp_path / "none"))
    (line,) = refused("report", checklist, answers, "-o", out, "--photos", answers)
    assert line.startswith(str(answers))


def test_the_demonstration_is_a_report_that_holds(tmp_path: Path) -> None:
    out = tmp_path / "demo.pdf"
    done = run("demo-report", "-o", out, "--lang", "en")
    assert (done.status, done.out.strip(), done.errors) == (0, str(out), "")
    assert done.megabytes < 400
    verified = run("verify", out)
    assert verified.status == 0
    assert "civilized-service@2026.1" in verified.out


# -- checklists and the machine


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_checklists_that_ship_are_listed(language: str) -> None:
    done = run("checklist", "list", language=language)
    assert done.status == 0
    names = [line.split()[0] for line in done.out.splitlines()]
    assert names == sorted(path.stem for path in (ROOT / "checklists").glob("*.yaml"))
    assert ("文明" in done.out) == (language == "zh")


def test_a_checklist_is_checked(tmp_path: Path) -> None:
    done = run("checklist", "check", put(tmp_path, "list.json", small_checklist()))
    assert (done.status, done.errors, len(done.out.splitlines())) == (0, "", 1)
    odd = put(tmp_path, "odd.json", json.dumps(small_checklist(points=11), indent=1))
    done = run("checklist", "check", odd)
    assert done.status == 0
    assert re.match(re.escape(str(odd)) + r":\d+: points: ", done.out.splitlines()[0])
    assert "11" in done.out.splitlines()[0]


def test_a_checklist_that_ships_is_checked_by_its_name() -> None:
    done = run("checklist", "check", "linkage-110@1")
    assert (done.status, done.errors) == (0, "")
    assert "linkage-110@1: " in done.out


def test_every_problem_of_a_checklist_is_named(tmp_path: Path) -> None:
    bad = small_checklist(key="K", points="1.234", further=1)
    bad["modules"][0]["sections"][0]["criteria"][0]["points"] = 0
    place = put(tmp_path, "bad.json", json.dumps(bad, indent=1))
    found = refused("checklist", "check", place)
    assert {line.split(": ")[1] for line in found} >= {"key", "points", "further"}
    assert all(re.match(re.escape(str(place)) + r":\d+: ", line) for line in found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_doctor_says_what_is_there(language: str) -> None:
    done = run("doctor", language=language)
    assert (done.status, done.errors) == (0, "")
    assert all(line.startswith("✓ ") for line in done.out.splitlines())
    assert len(done.out.splitlines()) == 6


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import audit.commands.doctor as d; from audit.cli import main\n"
        f"d.fonts_folder = lambda: Path({str(tmp_path)!r}); sys.argv = ['x', 'doctor']; main()"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert [line[:1] for line in done.stdout.splitlines()].count("✗") == 1


# -- the ends of the pipes


def shell(command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command line with `star-audit` in it."""
    start = f"{sys.executable} -c 'from audit.cli import main; main()'"
    text = command.replace("star-audit", start)
    words = ["bash", "-c", text, "bash", *map(str, arguments)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("command", ["checklist list", "score $0 $1 --format json", "plan $0 $1", "doctor", "--help"])
def test_a_reader_that_leaves_early_is_no_accident(checklist: Path, answers: Path, command: str) -> None:
    line = command.replace("$0", str(checklist)).replace("$1", str(answers))
    # The reader has gone before anything is written.
    assert shell(f"( sleep 0.2; exec star-audit {line} ) | true").stderr == ""


def test_a_long_output_to_a_reader_that_leaves(tmp_path: Path, checklist: Path) -> None:
    batch = put(tmp_path, "batch.json", [small_answers()] * 3000)
    done = shell('star-audit score "$1" "$2" | head -1', checklist, batch)
    assert done.stderr == ""
    assert json.loads(done.stdout)["final"] == "7.00"


def test_a_full_disk_is_said(checklist: Path, answers: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    done = shell('star-audit score "$1" "$2" > /dev/full', checklist, answers)
    assert done.returncode != 0
    assert done.stderr.strip()


@pytest.mark.parametrize(
    "closed",
    [
        "< /dev/null 2>&-",
        "<&-",
        "< /dev/null >&-",
    ],
)
def test_closed_streams(checklist: Path, closed: str) -> None:
    assert shell(f'star-audit score "$1" - {closed}', checklist).returncode != 0


def test_negative_declared_points_are_refused(tmp_path: Path) -> None:
    assert refused("checklist", "check", put(tmp_path, "bad.json", small_checklist(points=-1)))
