"""Faults over the real service under load, at random moments or on purpose, and what must hold after each."""
