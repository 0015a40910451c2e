"""Ideas for pictures about a theme: by a language model in a folder, where one is configured.

This module imports no torch until the model is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Protocol

MAX_IDEAS = 5
LONGEST = 110  # characters of an idea
NOT_CONFIGURED = (
    "No model here has ideas: whoever runs Vignette can set engine.inspirer to the folder of one that writes text."
)
_EXAMPLES = (
    ("winter", "a red fox asleep under a snowy pine"),
    ("the harbour", "an old lighthouse in a storm at night"),
    ("home", "a cat on a windowsill among potted plants"),
)
_NEVER = frozenset("@<>`{}[]|\\#*_~/–—―\ufffd")  # calls somebody, leads somewhere, formats, or is a command's own mark
_AROUND = " .,;:!?-'\"‘’“”"


class PromptWriter(Protocol):
    """Has ideas for pictures. One thread owns a prompt writer."""

    name: str  # of the model, as a person would say it
    device: str

    def inspire(self, theme: str, seed: int) -> list[str]:
        """One to `MAX_IDEAS` different ideas of one line each, the same for the same theme and seed.

        Raises `EngineError` where nothing usable comes to it.
        """
        ...

    def close(self) -> None: ...


def build_prompt(theme: str) -> str:
    """What the model continues: its next line is an idea. A model that was never taught to answer can do that."""
    examples = "".join(f"{about}: {idea}\n" for about, idea in _EXAMPLES)
    return f"Pictures to draw, one a line.\n{examples}{' '.join(theme.split()) or 'anything'}:"


def parse_ideas(continuations: Sequence[str]) -> list[str]:
    """The usable first lines, each once. A continuation that was cut short, in its first line, ends within a word."""
    known = {idea for _, idea in _EXAMPLES}
    ideas = dict.fromkeys(idea for idea in map(_idea, continuations) if idea and idea.lower() not in known)
    return list(ideas)[:MAX_IDEAS]


def _idea(said: str) -> str:
    """One line that can be a prompt, or nothing."""
    line, ended, _ = said.lstrip().partition("\n")
    words = line.split() if ended else line.split()[:-1]
    idea = shorten(" ".join(words).partition(". ")[0], LONGEST, placeholder="").strip(_AROUND)
    usable = idea.isprintable() and "--" not in idea and not _NEVER & set(idea)
    return idea if usable and any(map(str.isalpha, idea)) else ""
