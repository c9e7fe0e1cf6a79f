"""How hypothesis works in this folder: the same examples in every run, nothing written to disk."""

from hypothesis import settings

settings.register_profile("scoring", derandomize=True, database=None, deadline=None, max_examples=120)
settings.load_profile("scoring")
