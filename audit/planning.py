"""A plan within limits of time and memory: some sheets have more ways than anybody can wait for."""

import resource
from collections.abc import Callable, Mapping
from time import thread_time
from typing import Any

from audit.scoring.plan import Plan, plan_from
from audit.scoring.score import Score

MOST_SECONDS = 60.0
MOST_MEMORY = 1_000_000  # kilobytes above what was used before


class _GivenUpError(Exception):
    pass


def plan_in_time(
    scored: Score,
    document: Mapping[str, Any],
    efforts: Mapping[str, int],
    *,
    seconds: float = MOST_SECONDS,
    memory: int = MOST_MEMORY,
) -> Plan | None:
    """The cheapest way to the next grade; None where finding it takes more processor time or memory."""
    try:
        return plan_from(scored, document, efforts, _patience(seconds, memory))
    except (_GivenUpError, MemoryError):
        return None


def _patience(seconds: float, memory: int) -> Callable[[], None]:
    end, most = thread_time() + seconds, _used() + memory

    def patience() -> None:
        if thread_time() > end or _used() > most:
            raise _GivenUpError

    return patience


def _used() -> int:
    """The most memory this process ever used, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
