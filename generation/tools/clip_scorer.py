"""How well words fit a picture: the cosine of CLIP (Radford et al., 2021), from a folder in safetensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import transformers
from PIL import Image
from torch.nn.functional import cosine_similarity

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.tools.transformers_folder import folder_of, loading
from generation.weights import check_words, load_weights

CLASS_NAME = "CLIPModel"


class ClipScorer:
    """One thread owns it. It computes in float32: a threshold must mean the same everywhere."""

    def __init__(self, model: str, placement: Placement, setting: str) -> None:
        folder = folder_of(model, setting)
        self.name, self.device = folder.name, placement.device
        with loading(folder, placement):
            self._images: Any = transformers.CLIPImageProcessorPil.from_pretrained(folder, local_files_only=True)
            self._words: Any = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
            check_words(self._words, folder, folder)
            network = load_weights(transformers.CLIPModel, folder, folder, dtype=torch.float32)
            self._model: Any = network.to(placement.device).eval()

    @torch.no_grad()
    def scores(self, image: Image.Image, texts: Sequence[str]) -> list[float]:
        """One cosine, -1 to 1, per text; of a long text as much as the model reads. Raises `EngineError`."""
        room = self._model.config.text_config.max_position_embeddings
        with translate_oom():
            pixels = self._images(images=image.convert("RGB"), return_tensors="pt")["pixel_values"]
            tokens = self._words(list(texts), padding=True, truncation=True, max_length=room, return_tensors="pt")
            named = {name: tokens[name].to(self.device) for name in ("input_ids", "attention_mask")}
            read = self._model(pixel_values=pixels.to(self.device, torch.float32), **named)
            found = cosine_similarity(read.image_embeds, read.text_embeds)
        if not torch.isfinite(found).all():
            raise EngineError(f"{self.name} computed what is not a number.")
        return [float(each) for each in found]

    def close(self) -> None:
        del self._model
        torch.cuda.empty_cache()
