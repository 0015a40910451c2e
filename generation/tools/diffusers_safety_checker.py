"""A checker: Stable Diffusion's own safety checker, from a folder of its own in safetensors."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from PIL import Image
from transformers import CLIPImageProcessorPil

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.model_folder import checked_architecture
from generation.tools.safety_checker import HELD_BACK, UNCHECKED, ImageRejected
from generation.tools.transformers_folder import folder_of, loading
from generation.weights import load_weights

CLASS_NAME = "StableDiffusionSafetyChecker"

log = logging.getLogger(__name__)


class DiffusersSafetyChecker:
    """One thread owns it. It always computes in float32: what is not a number would pass every comparison."""

    def __init__(self, model: str, placement: Placement) -> None:
        folder = folder_of(model, "checker")
        if checked_architecture(folder) != CLASS_NAME:
            raise EngineError(f"The model folder {folder.name!r} checks no pictures: it must be {CLASS_NAME}.")
        self.name, self.device = folder.name, placement.device
        with loading(folder, placement):
            self._processor: Any = CLIPImageProcessorPil.from_pretrained(folder, local_files_only=True)
            network = load_weights(StableDiffusionSafetyChecker, folder, folder, dtype=torch.float32)
            network.visual_projection.register_forward_hook(_finite)
            self._model: Any = network.to(placement.device).eval()

    @torch.no_grad()
    def check(self, image: Image.Image) -> None:
        """Raises `ImageRejected` for a picture that must not be shown."""
        try:
            pixels = self._processor(images=image.convert("RGB"), return_tensors="pt")["pixel_values"]
            blank = [np.zeros((1, 1, 3))]  # what it would black out
            _, flagged = self._model(clip_input=pixels.to(self.device, torch.float32), images=blank)
        except Exception as error:  # whatever it is, nobody has judged the picture
            log.exception("the safety check failed")
            raise ImageRejected(UNCHECKED) from error
        if len(flagged) != 1 or flagged[0]:
            raise ImageRejected(HELD_BACK)


def _finite(module: object, inputs: object, output: torch.Tensor) -> None:
    if not torch.isfinite(output).all():
        raise ValueError("the checker computed what is not a number")
