"""Faults on purpose, against real services; each module is a command that prints what happened."""
