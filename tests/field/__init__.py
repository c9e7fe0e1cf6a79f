"""Proofs that no field work is lost: real processes, real kills, and for each a wrong variant that is caught."""
