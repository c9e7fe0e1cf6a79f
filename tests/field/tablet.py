"""A tablet that dies as tablets do: a real Chromium with a profile of its own, killed without notice, started again."""

import os
import shutil
import signal
import struct
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize

from audit.reporting.fonts import ensure_fonts
from audit.web.language import COOKIE as LANGUAGE
from audit.web.signed_in import COOKIE as SIGN_IN
from tests.chromium import FLAGS, chromium

PATIENCE = 15_000  # milliseconds
_HEADER = b"torn" + struct.pack("<HB", 200, 1)  # of a LevelDB record of 200 bytes: checksum, length, whole
_MAGIC = b"SAJ1"  # how records of the journal begin


class Tablet:
    """Everything it keeps is in `profile`; `cookie` signs it in again after every start, as its person would.

    Chromium writes cookies seconds late: a killed browser has lost its session, which is part of the proof.
    """

    page: Page

    def __init__(self, playwright: Playwright, profile: Path, url: str, cookie: str) -> None:
        self._playwright, self.profile, self.url, self.cookie = playwright, profile, url, cookie
        self._context: BrowserContext | None = None
        self.is_cut_off = False  # from every network, now and after the next start
        self.faults: list[str] = []  # errors of scripts

    def start(self) -> Page:
        """Switches it on; an empty page of it."""
        for left in self.profile.glob("Singleton*"):
            left.unlink()
        program = chromium()
        assert program, "apt-get install chromium"
        context = self._playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=program,
            args=list(FLAGS),
            env={**os.environ, "FONTCONFIG_FILE": str(ensure_fonts() / "fonts.conf")},
            base_url=self.url,
            viewport=ViewportSize(width=1024, height=768),
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="allow",
        )
        context.set_default_timeout(PATIENCE)
        context.set_offline(self.is_cut_off)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self._context = context
        self.sign_in()
        self.page = context.pages[0]
        return self.page

    def sign_in(self) -> None:
        """The person of this tablet is signed in, in Chinese."""
        cookies = {SIGN_IN: self.cookie, LANGUAGE: "zh"}
        self.context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])

    def sign_out(self) -> None:
        """The session ends without anybody's doing: the cookie is gone."""
        self.context.clear_cookies(name=SIGN_IN)

    @property
    def context(self) -> BrowserContext:
        """The running browser."""
        assert self._context, "it is switched off"
        return self._context

    def kill(self) -> None:
        """SIGKILL to every process of it, now; done when they are gone."""
        while living := self.processes():
            for process in living:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.005)
        self._context = None

    def close(self) -> None:
        """Switches it off as a person would; harmless where it is off."""
        if self._context:
            self._context.close()
        self._context = None

    def restart(self) -> Page:
        """Killed and started again."""
        self.kill()
        return self.start()

    def cut_off(self, is_cut_off: bool) -> None:
        """Takes it from every network, or back; the browser knows it, and says so to its pages."""
        self.is_cut_off = is_cut_off
        if self._context:
            self._context.set_offline(is_cut_off)

    def processes(self) -> list[int]:
        """Every process whose command line names the profile, and what these have begotten; the oldest first."""
        mark = f"--user-data-dir={self.profile}".encode()
        found: set[int] = set()
        for number in sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()):
            command, parent = _looked_at(number)
            if mark in command or (command and parent in found):
                found.add(number)
        return sorted(found)

    # what is on its disk; only while it is off

    @property
    def database_folder(self) -> Path:
        """The folder of the origin's IndexedDB."""
        (folder,) = self.profile.glob("Default/IndexedDB/*.indexeddb.leveldb")
        return folder

    def drop_database(self) -> None:
        """The browser has thrown its IndexedDB away."""
        shutil.rmtree(self.profile / "Default" / "IndexedDB")

    def tear_database(self) -> None:
        """A record of the database was cut: its header is there, what belonged to it is not.

        The next start writes on behind it, the start after that finds the damage and deletes everything
        (google/leveldb#1287); so the tablet has to be started twice.
        """
        newest = max(self.database_folder.glob("*.log"), key=lambda file: file.name)
        with newest.open("ab") as log:
            log.write(_HEADER)

    @property
    def files_folder(self) -> Path:
        """The folder of the origin's private files."""
        return self.profile / "Default" / "File System"

    def drop_files(self) -> None:
        """The browser has thrown its private files away."""
        shutil.rmtree(self.files_folder)

    def journals(self) -> list[Path]:
        """The logs of the journal, the oldest first; not its files with pictures."""
        files = [file for file in self.files_folder.rglob("*") if file.is_file() and _is_log(file)]
        return sorted(files, key=lambda file: file.stat().st_mtime_ns)

    def tear_journals(self, *, cut: int = 0, garbage_at: float | None = None) -> None:
        """Every journal loses its last `cut` bytes, or gets garbage at that part of its length."""
        for file in self.journals():
            content = bytearray(file.read_bytes())
            if garbage_at is not None:
                at = int(len(content) * garbage_at)
                content[at : at + 64] = os.urandom(len(content[at : at + 64]))
            file.write_bytes(content[: len(content) - cut])


def _looked_at(process: int) -> tuple[bytes, int]:
    """The command line of a process and its parent; nothing of one that is gone."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
        return Path(f"/proc/{process}/cmdline").read_bytes(), int(status[1])
    except OSError:
        return b"", 0


def _is_log(file: Path) -> bool:
    """Whether it begins as logs of the journal do: with a record that says when it was opened."""
    with file.open("rb") as opened:
        begin = opened.read(200)
    return begin.startswith(_MAGIC) and b'"opened_at"' in begin
