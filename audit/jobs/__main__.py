"""The worker process: `python -m audit.jobs INSTANCE_FOLDER`."""

import sys
from pathlib import Path

from audit.installation import open_installation
from audit.jobs.queue import QueueError
from audit.jobs.worker import work
from audit.logs import configure


def main() -> int:
    """Works until told to stop; 2 where it cannot begin."""
    if len(sys.argv) != 2:
        sys.stderr.write("python -m audit.jobs INSTANCE_FOLDER\n")
        return 2
    configure()
    try:
        work(open_installation(Path(sys.argv[1])))
    except (OSError, QueueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
