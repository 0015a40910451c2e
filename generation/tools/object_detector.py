"""Finds things of any name in a picture: OWL-ViT, OWLv2 or Grounding DINO, from a folder in safetensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import torch
import transformers
from PIL import Image
from torch import Tensor

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.tools.transformers_folder import folder_of, loading
from generation.weights import check_words, load_weights

#: What each class reads pictures with, and the score from which its authors take a thing for found.
_PROCESSORS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "OwlViTForObjectDetection": ("OwlViTImageProcessorPil", 0.1),
        "Owlv2ForObjectDetection": ("Owlv2ImageProcessorPil", 0.1),
        "GroundingDinoForObjectDetection": ("GroundingDinoImageProcessorPil", 0.3),
    }
)
CLASS_NAMES = tuple(_PROCESSORS)
_SAME = 0.5  # intersection over union from which two boxes are of one thing


@dataclass(frozen=True, slots=True)
class Found:
    """A thing in a picture."""

    noun: str  # as it was asked for
    score: float  # 0 to 1
    box: tuple[float, float, float, float]  # left, top, right, bottom in shares of what the model was shown


class ObjectDetector:
    """One thread owns it."""

    def __init__(self, model: str, class_name: str, placement: Placement, setting: str) -> None:
        folder = folder_of(model, setting)
        processor, self.threshold = _PROCESSORS[class_name]
        self.name, self.device, self._is_grounding = folder.name, placement.device, "Grounding" in class_name
        if class_name == "Owlv2ForObjectDetection" and find_spec("scipy") is None:
            raise EngineError(f"{folder.name} is an OWLv2, which needs SciPy: run `make install EXTRAS=owlv2`.")
        with loading(folder, placement):
            self._images: Any = getattr(transformers, processor).from_pretrained(folder, local_files_only=True)
            self._words: Any = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
            check_words(self._words, folder, folder)
            network = load_weights(getattr(transformers, class_name), folder, folder, dtype=torch.float32)
            self._model: Any = network.to(placement.device).eval()

    def find(self, image: Image.Image, nouns: Sequence[str], threshold: float = 0.0) -> list[Found]:
        """Every thing that is one of these, each once, as what it is most like; the surest first. Raises `EngineError`.

        `threshold`: the least score; 0: what the model's authors advise.
        """
        nouns = list(dict.fromkeys(nouns))
        if not nouns:
            return []
        with translate_oom():
            chances, boxes = (self._grounded if self._is_grounding else self._queried)(image.convert("RGB"), nouns)
        if not torch.isfinite(chances).all():
            raise EngineError(f"{self.name} computed what is not a number.")
        scores, likest = chances.max(-1)
        corners = torch.cat([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], 1).clamp(0, 1)
        found: list[Found] = []
        for k in scores.argsort(descending=True, stable=True).tolist():
            if float(scores[k]) < (threshold or self.threshold):
                break
            left, top, right, bottom = corners[k].tolist()
            one = Found(nouns[int(likest[k])], float(scores[k]), (left, top, right, bottom))
            if left < right and top < bottom and all(_overlap(one.box, each.box) < _SAME for each in found):
                found.append(one)
        return found

    @torch.no_grad()
    def _queried(self, image: Image.Image, nouns: Sequence[str]) -> tuple[Tensor, Tensor]:
        """OWL: chances (Q, nouns) and boxes (Q, 4) as middle and size."""
        pixels = self._images(images=image, return_tensors="pt")["pixel_values"].to(self.device)
        room = self._model.config.text_config.max_position_embeddings
        told = [f"a photo of a {noun}" for noun in nouns]
        tokens = self._words(told, padding="max_length", truncation=True, max_length=room, return_tensors="pt")
        named = {name: tokens[name].to(self.device) for name in ("input_ids", "attention_mask")}
        read = self._model(pixel_values=pixels, **named)
        return read.logits[0].sigmoid().cpu(), read.pred_boxes[0].cpu()

    @torch.no_grad()
    def _grounded(self, image: Image.Image, nouns: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Grounding DINO, which is told all in one text, "fox. owl.", and scores every token of it; likewise."""
        pixels = self._images(images=image, return_tensors="pt")
        spans, text = [], ""
        for noun in nouns:
            spans.append((len(text), len(text) + len(noun)))
            text += f"{noun.lower()}. "
        room = self._model.config.max_text_len
        tokens = self._words(
            text.strip(), truncation=True, max_length=room, return_offsets_mapping=True, return_tensors="pt"
        )
        offsets = tokens.pop("offset_mapping")[0].tolist()
        read = self._model(**{name: each.to(self.device) for name, each in {**pixels, **tokens}.items()})
        chances = read.logits[0].sigmoid().cpu()  # (Q, tokens)
        columns = [_of_span(chances, offsets, *span) for span in spans]
        return torch.stack(columns, -1), read.pred_boxes[0].cpu()

    def close(self) -> None:
        del self._model
        torch.cuda.empty_cache()


def _of_span(chances: Tensor, offsets: Sequence[Sequence[int]], start: int, end: int) -> Tensor:
    """The best of a noun's tokens; 0 of one for which there was no room."""
    own = [k for k, (left, right) in enumerate(offsets) if left < right and start <= left and right <= end]
    return chances[:, own].max(-1).values if own else torch.zeros(len(chances))


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """Intersection over union of two boxes."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (one, other)]
    return across * down / (sum(areas) - across * down)
