"""A captioner: captions by BLIP (Li et al., 2022), from a transformers folder in safetensors."""

from __future__ import annotations

from typing import Any

import torch
import transformers
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.engines.diffusers.model_folder import checked_architecture
from generation.tools.transformers_folder import folder_of, loading
from generation.weights import check_words, load_weights

CLASS_NAME = "BlipForConditionalGeneration"
MAX_NEW_TOKENS, NUM_BEAMS = 40, 3


class BlipCaptioner:
    """BLIP as a `Captioner`. One thread owns it."""

    def __init__(self, model: str, placement: Placement) -> None:
        folder = folder_of(model, "describer")
        if checked_architecture(folder) != CLASS_NAME:
            raise EngineError(f"The model folder {folder.name!r} does not describe pictures: it must be {CLASS_NAME}.")
        self.name, self.device = folder.name, placement.device
        with loading(folder, placement):
            self._processor: Any = transformers.BlipProcessor.from_pretrained(folder, local_files_only=True)
            check_words(self._processor.tokenizer, folder, folder)
            dtype = getattr(torch, placement.dtype)
            network = load_weights(transformers.BlipForConditionalGeneration, folder, folder, dtype=dtype)
            self._model: Any = network.to(placement.device).eval()

    @torch.no_grad()
    def describe(self, image: Image.Image) -> str:
        with translate_oom():
            pixels = self._processor(images=image.convert("RGB"), return_tensors="pt")["pixel_values"]
            tokens = self._model.generate(
                pixel_values=pixels.to(self.device, self._model.dtype),
                max_new_tokens=MAX_NEW_TOKENS,
                num_beams=NUM_BEAMS,
                do_sample=False,
            )
        words = " ".join(self._processor.decode(tokens[0], skip_special_tokens=True).split()).rstrip(" .")
        if not words:
            raise EngineError("The model found no words for this picture.")
        return words

    def close(self) -> None:
        del self._model, self._processor
        torch.cuda.empty_cache()
