"""The scoring core: pure functions from a checklist and answers to a score."""
