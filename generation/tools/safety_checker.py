"""Whether a finished picture may be seen: asked of a safety checker in a folder, where one is configured.

It fails closed: a picture that cannot be checked is held back like one that the checker objects to. This module imports
no torch until the model is loaded.
"""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from generation.engine import EngineError

HELD_BACK = "The safety check held a picture back: change the words or the seed."
UNCHECKED = "The safety check did not work, so no picture is shown: tell whoever runs Vignette."


class ImageRejected(EngineError):
    """A picture that nobody may see; another try would not change that."""


class SafetyChecker(Protocol):
    """Looks at finished pictures before anybody else does. One thread owns a checker."""

    name: str  # of the model, as a person would say it
    device: str

    def check(self, image: Image.Image) -> None:
        """Raises `ImageRejected` for a picture that it objects to, or cannot judge."""
        ...
