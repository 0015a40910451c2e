"""LoRAs on a pipeline: as the plain pipeline draws with them, whoever else draws with others or with none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.engine import Engine, EngineError, ImageRequest
from generation.engines.diffusers import loras as loras_module
from generation.load import load_engine
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import ROUNDING, complete, pixels
from tests.generation.tiny_loras import plain_pipeline, save_bare_lora, save_embedding, save_lora

PARTS = {
    "stable-diffusion": ("unet", "text_encoder"),
    "stable-diffusion-xl": ("unet", "text_encoder", "text_encoder_2"),
    "stable-diffusion-3": ("transformer", "text_encoder"),
    "flux": ("transformer",),
}
LORAS = (("ink", 0.8), ("sketch", -0.5))
pytestmark = [
    pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Already found a `peft_config`:UserWarning"),  # of the plain pipeline's own
]
LoraEngine = Callable[[str], Engine]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """family → the folder of its LoRAs"""

    @cache
    def made(family: str) -> Path:
        path = tmp_path_factory.mktemp(family)
        save_lora(path / "ink.safetensors", family, PARTS[family], seed=1)
        save_lora(path / "sketch.safetensors", family, PARTS[family][:1], seed=2, lora_alpha=4)
        return path

    return made


@pytest.fixture(scope="module")
def lora_engine(folder: Callable[[str], Path], tiny_folder: Callable[[str], Path]) -> LoraEngine:
    return cache(lambda family: load(tiny_folder(family), folder(family)))


def load(model: Path, loras: Path) -> Any:
    options = {"width": 32, "height": 32, "num_inference_steps": 2, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(model), "loras": str(loras), "options": options})


def asked(*loras: tuple[str, float], seed: int = 7) -> ImageRequest:
    return ImageRequest("a red fox", seed, loras=loras)


def drawn(engine: Engine, request: ImageRequest) -> Any:
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("it", image_drawings(engine, request).drawings)
    [picture] = complete(loop, "it")
    return picture


@pytest.mark.parametrize("family", PARTS)
def test_a_lora_draws_as_in_the_plain_pipeline_and_alone_as_in_company(
    family: str, lora_engine: LoraEngine, folder: Callable[[str], Path], tiny_folder: Callable[[str], Path]
) -> None:
    engine = lora_engine(family)
    wishes = {"none": (), "ink": LORAS[:1], "both": LORAS}
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("none", image_drawings(engine, asked()).drawings)
    loop.step()
    for name in ("ink", "both"):
        loop.add(name, image_drawings(engine, asked(*wishes[name])).drawings)
    together = {name: complete(loop, name)[0] for name in wishes}
    assert len({each.tobytes() for each in together.values()}) == 3

    stock = plain_pipeline(tiny_folder(family))
    for name in wishes:
        if name == "ink":
            for lora in wishes["both"]:
                stock.load_lora_weights(folder(family), weight_name=f"{lora[0]}.safetensors", adapter_name=lora[0])
        if wishes[name]:
            stock.set_adapters([lora for lora, _ in wishes[name]], [weight for _, weight in wishes[name]])
        generator = torch.Generator().manual_seed(7)
        [plain] = stock("a red fox", height=32, width=32, num_inference_steps=2, generator=generator).images
        alone = drawn(engine, asked(*wishes[name]))
        assert alone.tobytes() == plain.tobytes()
        assert np.abs(pixels(together[name]) - pixels(alone)).max() <= ROUNDING + 1e-9


def test_a_prompt_is_read_anew_for_a_lora_of_the_text_encoder(lora_engine: LoraEngine) -> None:
    engine: Any = lora_engine("stable-diffusion")
    read = {loras: engine.encode(["a fox"], [""], loras)[0].prompt_embeds for loras in ((), LORAS[:1], LORAS[1:])}
    assert torch.equal(read[()], read[LORAS[1:]])  # "sketch" changes the denoiser alone
    assert not torch.equal(read[()], read[LORAS[:1]])


def test_a_lora_changes_every_frame_of_a_story(lora_engine: LoraEngine) -> None:
    engine = lora_engine("stable-diffusion")
    sentences = ("Mia is a cat.", "She sleeps.")
    plain = StoryRequest(sentences, ImageRequest(" ".join(sentences), 5))
    inked = replace(plain, drawing=replace(plain.drawing, loras=(("INK", 1.0),)))
    drawings = [each for each in story_drawings(engine, inked).drawings if each is not None]
    assert [each.request.loras for each in drawings] == [(("ink", 1.0),)] * 2
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("plain", [each for each in story_drawings(engine, plain).drawings if each is not None])
    loop.add("inked", drawings)
    pictures = [*complete(loop, "plain"), *complete(loop, "inked")]
    assert len({each.tobytes() for each in pictures}) == 4


def test_few_loras_stay_loaded_and_a_dropped_one_is_loaded_again(
    lora_engine: LoraEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = lora_engine("stable-diffusion")
    first = [drawn(engine, asked(lora)).tobytes() for lora in LORAS]
    monkeypatch.setattr(loras_module, "KEPT", 1)
    assert [drawn(engine, asked(lora)).tobytes() for lora in LORAS] == first
    assert len(engine.pipeline.unet.peft_config) == 1
    assert [drawn(engine, asked(lora)).tobytes() for lora in reversed(LORAS)] == first[::-1]


def test_a_lora_that_is_damaged_after_all_changes_nothing_of_the_next_picture(
    folder: Callable[[str], Path], tiny_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    for name in ("nan", "gone"):
        state = load_file(folder("stable-diffusion") / "ink.safetensors")
        save_file(
            {key: torch.full_like(value, torch.nan) for key, value in state.items()}, tmp_path / f"{name}.safetensors"
        )
    save_bare_lora(tmp_path / "bare.safetensors", "stable-diffusion", "unet", seed=3)
    engine = load(tiny_folder("stable-diffusion"), tmp_path)
    before, bare = drawn(engine, asked()), drawn(engine, asked(("bare", 1.0)))
    (tmp_path / "gone.safetensors").unlink()
    for name, reason in (("nan", "The LoRA nan is damaged"), ("gone", "The LoRA gone could not be loaded")):
        with pytest.raises(EngineError, match=reason):
            drawn(engine, asked((name, 1.0)))
        assert drawn(engine, asked()).tobytes() == before.tobytes() != bare.tobytes()
    assert drawn(engine, asked(("bare", 1.0))).tobytes() == bare.tobytes()


@pytest.mark.parametrize(
    ("family", "keys"),
    [("stable-diffusion", ("emb_params",)), ("stable-diffusion-xl", ("clip_l", "clip_g"))],
)
def test_a_textual_inversion_is_a_word_of_the_prompt(
    family: str, keys: tuple[str, ...], tiny_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    save_embedding(tmp_path / "Cat Toy.safetensors", *keys, seed=4, vectors=2)
    engine = load(tiny_folder(family), tmp_path)
    [info] = engine.info.loras
    assert (info.name, info.embedding) == ("Cat_Toy", True)
    read = [engine.encode([prompt], [""])[0] for prompt in ("a <cat_toy>", "a embedding:Cat_Toy", "a fox")]
    assert torch.equal(read[0].prompt_embeds, read[1].prompt_embeds)
    assert not torch.equal(read[0].prompt_embeds, read[2].prompt_embeds)

    stock: Any = plain_pipeline(tiny_folder(family))
    vectors = load_file(tmp_path / "Cat Toy.safetensors")
    for part, key in zip(("", "_2"), keys, strict=False):
        encoder, tokenizer = getattr(stock, f"text_encoder{part}"), getattr(stock, f"tokenizer{part}")
        stock.load_textual_inversion(vectors[key], token="<x>", text_encoder=encoder, tokenizer=tokenizer)
    given = {"device": "cpu", "num_images_per_prompt": 1, "do_classifier_free_guidance": True}
    assert torch.equal(stock.encode_prompt("a <x>", **given)[0], read[0].prompt_embeds)


def test_an_embedding_that_is_not_there_is_named(lora_engine: LoraEngine) -> None:
    [told] = lora_engine("flux").encode(["a fox, embedding:nobody (red:1.3)"], [""])
    assert told.ignored_words == ("embedding:nobody", "(red:1.3)")
