"""A disk that is full loses nothing and is said in red."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.field.tablet_ground import altered, on_a_ground
from tests.field.tablet_room import disk_full, small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk; without the right to mount one there is no disk to fill, and a browser obeys no other limit."""
    try:
        with small_disk(tmp_path) as place:
            yield place
    except (subprocess.CalledProcessError, OSError) as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_full_disk_loses_nothing_and_is_said(disk: Path, tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: disk_full(ground, disk, changes=4, photographs=1)) == []


def test_a_page_that_writes_to_a_full_disk_is_caught(disk: Path, tmp_path: Path) -> None:
    with altered("js/tablet/database.js", "await reserve.makeRoom(2 * bytes);", ""):
        try:
            found = on_a_ground(tmp_path, lambda ground: disk_full(ground, disk, changes=4, photographs=1))
        except AssertionError as said:
            found = [str(said)]
    assert found
