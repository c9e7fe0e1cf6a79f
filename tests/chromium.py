"""How every test and every measurement starts Debian's Chromium: it looks for nobody outside this machine."""

import shutil

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def chromium() -> str | None:
    """The program, or None where there is none."""
    return shutil.which("chromium")
