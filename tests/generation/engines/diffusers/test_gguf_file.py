"""A transformer in GGUF draws what its dequantized weights draw, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from generation.engine import Engine
from generation.load import load_engine
from generation.loop import DrawingLoop
from tests.generation.engine_contract import assert_same, begin, complete, draw
from tests.generation.tiny_gguf import save_gguf, transformer_of, without_transformer

TinyFolder = Callable[[str], Path]
TinyEngine = Callable[[str], Engine]
READ = ("flux", "stable-diffusion-3", "sana", "z-image", "qwen-image", "qwen-image-edit-plus", "flux2-klein", "chroma", "lumina2", "flux-kontext")
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
]


def load(model: Path, **settings: Any) -> Any:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(model), "options": options, **settings})


@pytest.mark.parametrize("name", READ)
def test_it_draws_what_its_dequantized_weights_draw_alone_and_in_company(
    name: str, tiny_folder: TinyFolder, tiny_engine: TinyEngine, tmp_path: Path
) -> None:
    part = without_transformer(tiny_folder, name, tmp_path / "fox")
    weights = transformer_of(tiny_folder(name))
    stands_for = save_gguf(part / "fox-Q8_0.gguf", weights, rest="BF16")
    engine, plain = load(tmp_path / "fox"), tiny_engine(name)
    print(name, engine.info.memory, [n for n, p in engine.pipeline.transformer.named_parameters() if p.dtype == torch.uint8][:3])
    transformer = plain.pipeline.transformer
    try:
        transformer.load_state_dict(stands_for)
        expected = draw(plain, "a red fox", 7)
        loop = DrawingLoop(engine, max_batch=8)
        loop.add("pair", [begin(engine, "a blue boat", 8), begin(engine, "a red fox", 7)])
        assert_same(draw(engine, "a red fox", 7), expected)
        assert_same(complete(loop, "pair")[1], expected)
    finally:
        transformer.load_state_dict(weights)
