"""How much one request may ask for, and how many may wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one command may ask for."""

    prompt_length: int = 2000  # characters
    sentences: int = 12
    images: int = 4
    permutations: int = 8
    steps: int = 100
    any_style: bool = False  # a name that is no style of ours may be a server's own: who does the command looks


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many jobs may wait."""

    depth: int = 100
    per_user: int = 10
