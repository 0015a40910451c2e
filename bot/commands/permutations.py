"""`{fox,owl}` groups: one prompt for every choice."""

from __future__ import annotations

import re
from itertools import product
from math import prod

from bot.commands.errors import CommandError

_GROUP = re.compile(r"\{([^{}]*)\}")


def permute(prompt: str, most: int) -> list[str]:
    """Every prompt that the groups stand for, the last group changing fastest; groups multiply, up to `most`."""
    parts = _GROUP.split(prompt)  # text, group, text, group, ... text
    texts, groups = parts[::2], [group.split(",") for group in parts[1::2]]
    if any("{" in text or "}" in text for text in texts):
        raise CommandError(
            "Every `{` needs its `}`, and no group stands inside another.", "imagine a {fox,owl} in the snow"
        )
    if any(len(group) < 2 or not all(choice.strip() for choice in group) for group in groups):
        raise CommandError(
            "A group in braces needs two or more words with commas between.", "imagine a {fox,owl} in the snow"
        )
    if (count := prod(map(len, groups))) > most:
        raise CommandError(f"These groups make {count:,} prompts; at most {most} are drawn: leave out some.", None)
    return [_fill(texts, choices) for choices in product(*groups)]


def _fill(texts: list[str], choices: tuple[str, ...]) -> str:
    filled = [text + choice.strip() for text, choice in zip(texts, choices, strict=False)]
    return "".join([*filled, texts[-1]])
