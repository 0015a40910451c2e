"""Chaos: what makes the pictures of one request differ by more than their noise.

A picture gets a time of day of its own, and a weather of its own, each with a chance of `chaos` percent. The picture's
seed decides, so one picture of many can be drawn again alone. Where the prompt tells time or weather, that stays.
"""

from __future__ import annotations

import random
import re

_TIMES = ("in the morning", "at noon", "at sunset", "at night")
_WEATHERS = ("in the rain", "in the snow", "in the fog")
TOLD_TIME = re.compile(
    r"\b(?:(?:mid)?night|moonlight|moonlit|stars?|starry|dark|day(?:time|light)?|noon|morning|afternoon|evening|dusk|dawn|"
    r"twilight|sunrise|sunset|sundown)\b",
    re.IGNORECASE,
)
TOLD_WEATHER = re.compile(
    r"\b(?:rain\w*|storm\w*|snow\w*|winter|wintry|fog|foggy|mist|misty|sun|sunny|cloudy|clear sky)\b", re.IGNORECASE
)


def vary_prompt(prompt: str, seed: int, chaos: int) -> str:
    """The prompt of the picture with this seed; `chaos` is 0 to 100."""
    chance = random.Random(f"chaos {seed}")  # a string seeds the same on every machine
    words = [prompt]
    for pattern, choices in ((TOLD_TIME, _TIMES), (TOLD_WEATHER, _WEATHERS)):
        chosen, wanted = chance.choice(choices), 100 * chance.random() < chaos
        if wanted and not pattern.search(prompt):
            words.append(chosen)
    return ", ".join(words)
