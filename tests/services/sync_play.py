"""Sequences of steps, drawn by chance and held against the model: sixty in the suite, thousands in the bench."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from audit.services import known
from tests.services.sync_world import Ground, Step, World

STEPS = 40
_number = st.integers(0, 5)
_steps = st.lists(
    st.builds(Step, st.integers(0, 15), st.integers(0, 2), _number, _number, _number), min_size=STEPS, max_size=STEPS
)


def hold(ground: Ground, examples: int, *, same_each_time: bool = False) -> set[str]:
    """Plays so many sequences of forty steps; gives the outcomes that were met.

    Raises MismatchError with the shortest that fails; `same_each_time` plays what it played
    before, and shortens nothing.
    """
    met: set[str] = set()
    phases = (Phase.generate, Phase.shrink) if not same_each_time else (Phase.generate,)
    health = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=same_each_time,
        phases=phases,
        suppress_health_check=health,
    )
    @given(_steps)
    def play(steps: list[Step]) -> None:
        known._kept.clear()
        with capture_logs(), ground.session() as session:
            world = World(session, ground.cast, ground.audit_id)
            world.run(steps)
        met.update(world.met)

    play()
    return met
