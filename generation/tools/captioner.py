"""What a picture shows, in words: by a captioning model in a folder, where one is configured.

This module imports no torch until the model is loaded.
"""

from __future__ import annotations

from typing import Protocol

from PIL import Image

NOT_CONFIGURED = (
    "No model here says what a picture shows: whoever runs Vignette can set engine.describer to the folder of one."
)


class Captioner(Protocol):
    """Tells what a picture shows. One thread owns a captioner."""

    name: str  # of the model, as a person would say it
    device: str

    def describe(self, image: Image.Image) -> str:
        """One line without a full stop, the same for the same picture; raises `EngineError` where it is empty."""
        ...

    def close(self) -> None: ...
