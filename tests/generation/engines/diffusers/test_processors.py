"""A processor that only lacks torchvision for its videos is loaded with its pictures and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from transformers import CLIPTokenizer, Qwen2VLProcessor

from generation.engines.diffusers.processors import sees_videos_in_vain, without_videos
from tests.generation.tiny_parts import qwen_vl_processor

TEXT = "<|im_start|>a<|vision_start|><|image_pad|><|vision_end|>"


def test_only_processors_that_take_videos_are_loaded_otherwise() -> None:
    assert sees_videos_in_vain(Qwen2VLProcessor)
    assert not sees_videos_in_vain(CLIPTokenizer)


def test_it_reads_pictures_and_words_as_it_was_saved_and_keeps_its_name(tmp_path: Path) -> None:
    saved: Any = qwen_vl_processor()
    saved.save_pretrained(tmp_path)
    loaded = without_videos(Qwen2VLProcessor).from_pretrained(tmp_path, local_files_only=True)
    assert isinstance(loaded, Qwen2VLProcessor)
    assert (type(loaded).__module__, type(loaded).__name__) == (Qwen2VLProcessor.__module__, "Qwen2VLProcessor")
    picture = Image.linear_gradient("L").resize((64, 32)).convert("RGB")
    first, second = (each(text=[TEXT], images=[picture], return_tensors="pt") for each in (saved, loaded))
    assert (first["pixel_values"] == second["pixel_values"]).all() and (first["input_ids"] == second["input_ids"]).all()
    assert first["image_grid_thw"].tolist() == [[1, 2, 4]]
