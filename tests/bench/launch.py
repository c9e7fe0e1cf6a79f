"""A small process that runs a command and says what it took: `python -S -E launch.py OUT COMMAND...`.

Linux counts the memory of a process from before its exec too, so what starts it has to be small itself.
"""

import json
import os
import sys
import time


def main() -> None:
    """Runs the command with its output thrown away; writes wall, CPU and memory of all of it to OUT."""
    out, command = sys.argv[1], sys.argv[2:]
    null = os.open(os.devnull, os.O_RDWR)
    streams = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
    errors = [(os.POSIX_SPAWN_OPEN, 2, out + ".err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=streams + errors)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    taken = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
        "status": os.waitstatus_to_exitcode(status),
    }
    with open(out, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would triple this process
        json.dump(taken, file)


if __name__ == "__main__":
    main()
