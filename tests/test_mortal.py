"""The children that print reports and read workbooks end with the process that made them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.catalogue import ROOT

_PRESS = """
import os, time
from audit.reporting.press import in_child
def work(_given):
    print(os.getpid(), flush=True)
    {what}
in_child(work, None, seconds=60, memory=4_000_000_000)
"""
_GUARD = """
import os, time
from audit.workbooks.guard import in_child
def work():
    print(os.getpid(), flush=True)
    {what}
    return b""
in_child(work)
"""
_SLEEP, _WRITE = "time.sleep(60)", "time.sleep(0.5); return bytes(50_000_000)"


def _runs(process: int) -> bool:
    """Whether a process is there and not just waiting to be counted."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no list of processes here")
@pytest.mark.parametrize("code", [_PRESS, _GUARD], ids=["press", "guard"])
@pytest.mark.parametrize("what", [_SLEEP, _WRITE], ids=["working", "writing"])
def test_no_child_outlives_a_killed_parent(code: str, what: str) -> None:
    command = [sys.executable, "-c", code.format(what=what)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _runs(child)
        parent.kill()
    for _attempt in range(100):
        if not _runs(child):
            return
        time.sleep(0.05)
    os.kill(child, 9)
    raise AssertionError("the child goes on")
