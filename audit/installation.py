"""A running installation: its folder, its secrets, its database, its files, and what the environment sets."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audit.db import Database, open_database
from audit.store import Store

_ON = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Installation:
    """Everything that differs from one installation to the next.

    `public_url` is what goes into a QR code and what a browser's Origin must say; `address` where the server listens.
    `withdraw_worker` takes the service worker and what it keeps of the site off every tablet that comes by.
    """

    folder: Path
    secret_key: str
    chain_key: str
    database_url: str
    queue_url: str
    public_url: str
    require_totp: bool
    address: str
    withdraw_worker: bool = False

    @cached_property
    def database(self) -> Database:
        """The database, opened once."""
        return open_database(self.database_url, chain_key=self.chain_key.encode())

    @cached_property
    def store(self) -> Store:
        """The files."""
        return Store(self.folder / "files")

    @property
    def secure(self) -> bool:
        """Whether browsers come by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def open_installation(folder: Path, environment: Mapping[str, str] = os.environ) -> Installation:
    """The installation in a folder, made where it is not there yet (0700, secrets generated); raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _secrets(folder / "secrets.json")
    address = environment.get("ADDRESS", "127.0.0.1:8000")
    return Installation(
        folder=folder,
        secret_key=kept["secret_key"],
        chain_key=kept["chain_key"],
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{folder / 'star-audit.db'}",
        queue_url=environment.get("QUEUE_URL") or f"sqlite:///{folder / 'queue.db'}",
        public_url=(environment.get("PUBLIC_URL") or f"http://{address}").rstrip("/"),
        require_totp=environment.get("REQUIRE_TOTP", "").lower() in _ON,
        address=address,
        withdraw_worker=environment.get("SW_KILL", "").lower() in _ON,
    )


def _secrets(path: Path) -> dict[str, str]:
    """The secrets of the installation, made at its first start; only the owner may read them."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        content: dict[str, str] = json.loads(path.read_text("utf-8"))
        return content
    made = {"secret_key": secrets.token_hex(32), "chain_key": secrets.token_hex(32)}
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    return made
