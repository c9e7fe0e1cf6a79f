"""Figures of speed, memory and size, each as a ratio to a yardstick of the same run: `python -m tests.bench`."""
