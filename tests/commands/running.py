"""The command as a person starts it: a process of its own, its memory and time measured."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.catalogue import ROOT
from tests.scoring.cases import written

# What rusage says of a child's memory begins with that of its parent: the child says its own peak.
_CODE = """
import os
from audit.cli import main
try:
    main()
finally:
    with open("/proc/self/status") as status, open(os.environ["PEAK"], "w") as peak:
        peak.writelines(line.split()[1] for line in status if line.startswith("VmHWM"))
"""
_START = [sys.executable, "-c", _CODE]
CHECKLIST = "checklists/civilized-service@2026.1.yaml"
EXAMPLE = ROOT / "checklists" / "examples" / "dongdajie.json"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    errors: str
    seconds: float
    megabytes: float

    @property
    def lines(self) -> list[str]:
        return self.errors.splitlines()


def run(*arguments: object, given: bytes = b"", language: str = "en", **environment: str) -> Done:
    """Runs the command; whatever happens, it may not show a traceback."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    settings = {**clean, "STAR_AUDIT_LANG": language, **environment}
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
        tempfile.NamedTemporaryFile("r") as peak,
    ):
        settings["PEAK"] = peak.name
        source.write(given)
        source.seek(0)
        child = subprocess.Popen(
            [*_START, *map(str, arguments)], cwd=ROOT, env=settings, stdin=source, stdout=out, stderr=errors
        )
        stopper = threading.Timer(60, child.kill)
        stopper.start()
        _process, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        stopper.cancel()
        seconds = usage.ru_utime + usage.ru_stime  # of processor time: how busy the machine is does not matter
        out.seek(0)
        errors.seek(0)
        done = Done(
            child.returncode,
            out.read().decode(),
            errors.read().decode(),
            seconds,
            int(peak.read() or 0) / 1024,
        )
    assert "Traceback" not in done.errors, done.errors
    return done


def refused(*arguments: object, given: bytes = b"", **environment: str) -> list[str]:
    """The problems of a command that must refuse: status 2, nothing printed, a line each."""
    done = run(*arguments, given=given, **environment)
    assert (done.status, done.out) == (2, ""), done
    assert done.lines
    return done.lines


def put(folder: Path, name: str, content: object) -> Path:
    """A file in a folder: bytes, text, or the JSON of anything else."""
    place = folder / name
    if isinstance(content, str):
        content = content.encode()
    place.write_bytes(content if isinstance(content, bytes) else written(content).encode())
    return place


def small_checklist(**more: Any) -> dict[str, Any]:
    """A checklist `k@1` with one criterion for each rule, a veto, a bonus and grades."""
    fault = {"id": "a", "label": "缺一项", "points": 1, "per": "each"}
    criteria = [
        {"id": "1", "text": "门楣", "points": 3, "rule": {"type": "deduct", "faults": [fault]}},
        {"id": "2", "text": "坡道", "points": 2, "rule": {"type": "check", "veto": "v"}},
        {
            "id": "3",
            "text": "台账",
            "points": 2,
            "rule": {
                "type": "levels",
                "levels": [{"id": "good", "label": "好", "points": 2}, {"id": "bad", "label": "差", "points": 0}],
            },
        },
        {"id": "4", "text": "办理", "points": 3, "rule": {"type": "measure", "unit": "件", "target": 40}},
    ]
    section = {"id": "1.1", "title": "室外", "points": 10, "criteria": criteria}
    return {
        "key": "k",
        "version": "1",
        "title": {"zh": "小清单", "en": "Small list"},
        "points": 10,
        "modules": [{"id": "1", "title": "环境", "points": 10, "sections": [section]}],
        "vetoes": [{"id": "v", "text": "无坡道", "effect": "disqualify"}],
        "bonus": {"max": 1, "items": [{"id": "b", "text": "荣誉", "points": 1}]},
        "grades": [
            {"id": "high", "title": {"zh": "高", "en": "High"}, "stars": 2, "min": 9},
            {"id": "low", "title": {"zh": "低", "en": "Low"}, "stars": 1, "min": 5},
        ],
        **more,
    }


def small_answers(**more: Any) -> dict[str, Any]:
    """Answers to it that come to 7.00 of 10.00."""
    entries: dict[str, Any] = {
        "1": {"faults": {"a": 2}, "note": "两处"},
        "2": {"met": True},
        "3": {"level": "good"},
        "4": {"value": "26.667"},
    }
    return {"checklist": "k@1", "answers": entries, **more}


def result(done: Done) -> Any:
    """What a command printed as JSON."""
    assert (done.status, done.errors) == (0, ""), done
    return json.loads(done.out)


def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether two results are equal, in the order of their names too."""
    return json.dumps(left) == json.dumps(right)
