"""Use-cases: functions that take a session and a subject, flush, and raise named exceptions; doors commit."""
