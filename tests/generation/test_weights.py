"""A model that lacks some of its weights, or its words, is refused by their names.

Sources: a folder without its text encoder's word table (DisCo#100), and transformers 5, which makes a tokenizer of two
words where the file with its words is missing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_captioner, load_engine, load_prompt_writer, load_upscaler
from story.conditioning import _load as load_context_encoder
from tests.generation.tiny_describer import save_describer
from tests.generation.tiny_storybook import save_tiny_storybook
from tests.generation.tiny_upscalers import latent_upscaler

CPU = Placement("cpu", "float32", "a test")


def change(file: Path, spoil: Callable[[dict[str, torch.Tensor], str], object], key: str) -> None:
    weights = load_file(file)
    spoil(weights, key)
    save_file(weights, file, {"format": "pt"})


def drop(weights: dict[str, torch.Tensor], key: str) -> None:
    del weights[key]


def reshape(weights: dict[str, torch.Tensor], key: str) -> None:
    weights[key] = torch.zeros(3, 3)


@pytest.fixture
def copied(tiny_folder: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copytree(tiny_folder(name), tmp_path / name))


@pytest.mark.parametrize(
    ("name", "part", "key"),
    [
        ("stable-diffusion", "text_encoder", "embeddings.token_embedding.weight"),
        ("stable-diffusion", "unet", "conv_in.bias"),
        ("stable-diffusion", "vae", "decoder.conv_in.weight"),
        ("stable-diffusion-xl", "text_encoder_2", "text_projection.weight"),
        ("flux", "transformer", "proj_out.weight"),
        ("flux", "text_encoder_2", "encoder.final_layer_norm.weight"),
        ("latent-diffusion", "bert", "model.embed_tokens.weight"),
    ],
)
@pytest.mark.parametrize(("spoil", "wrong"), [(drop, "lacks"), (reshape, "has in another shape")])
def test_a_pipeline_with_a_hole_is_refused_with_the_weight_named(
    copied: Callable[[str], Path], name: str, part: str, key: str, spoil: Callable[..., object], wrong: str
) -> None:
    folder = copied(name)
    change(next((folder / part).glob("*.safetensors")), spoil, key)
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "diffusers", "model": str(folder)})
    assert f"{name} {wrong} 1 of its weights, such as {part}/{key}: fetch it again." in str(caught.value)


def test_an_upscaler_and_a_describer_with_a_hole_are_refused(tmp_path: Path) -> None:
    latent_upscaler().save_pretrained(tmp_path / "larger")
    change(tmp_path / "larger/unet/diffusion_pytorch_model.safetensors", drop, "conv_in.weight")
    with pytest.raises(EngineError, match=r"larger lacks 1 of its weights, such as unet/conv_in\.weight"):
        load_upscaler(str(tmp_path / "larger"), CPU)
    folder = save_describer(tmp_path / "describer")
    change(folder / "model.safetensors", drop, "vision_model.post_layernorm.weight")
    with pytest.raises(EngineError, match=r"describer lacks 1 of its weights, such as vision_model\.post_layernorm"):
        load_captioner(str(folder), CPU)


def test_a_storybook_with_a_hole_is_refused(tmp_path: Path) -> None:
    save_tiny_storybook(tmp_path)
    for part in ("vae", "transformer", "fact_heads", "text_encoder"):  # the first hole in the order of loading is told
        file = tmp_path / part / "diffusion_pytorch_model.safetensors"
        change(file, drop, key := min(load_file(file)))
        with pytest.raises(EngineError) as caught:
            load_engine({"name": "diffusers", "model": str(tmp_path)})
        assert f"lacks 1 of its weights, such as {part}/{key}: fetch it again." in str(caught.value)


def test_a_context_encoder_with_a_hole_is_refused(tmp_path: Path) -> None:
    from generation.storybook.pipeline import CONTEXT_ENCODER, DEFAULT_FOLDER

    folder = Path(shutil.copytree(DEFAULT_FOLDER / CONTEXT_ENCODER, tmp_path / CONTEXT_ENCODER))
    file = folder / "diffusion_pytorch_model.safetensors"
    change(file, drop, key := min(load_file(file)))
    with pytest.raises(EngineError, match=f"lacks 1 of its weights, such as {CONTEXT_ENCODER}/{key}"):
        load_context_encoder(folder)


@pytest.mark.parametrize(
    ("name", "part", "missing"),
    [
        ("stable-diffusion", "tokenizer", "vocab.json"),
        ("stable-diffusion-3", "tokenizer_3", "spiece.model"),
        ("latent-diffusion", "tokenizer", "vocab.json"),
    ],
)
def test_a_tokenizer_without_words_is_refused(
    copied: Callable[[str], Path], name: str, part: str, missing: str
) -> None:
    folder = copied(name)
    (folder / part / "tokenizer.json").unlink()
    with pytest.raises(EngineError, match=rf"it lacks the words of its tokenizer, {part}/{missing}: fetch it"):
        load_engine({"name": "diffusers", "model": str(folder)})


def test_a_describer_and_an_inspirer_without_words_are_refused(tmp_path: Path) -> None:
    from tests.generation.tiny_inspirer import save_inspirer

    for folder, load in (
        (save_describer(tmp_path / "describer"), load_captioner),
        (save_inspirer(tmp_path / "inspirer"), load_prompt_writer),
    ):
        (folder / "tokenizer.json").unlink()
        with pytest.raises(EngineError, match=rf"{folder.name} (lacks the words of its tokenizer|could not be loaded)"):
            load(str(folder), CPU)


@pytest.mark.parametrize("stated", [None, 10**6])
def test_a_tokenizer_that_does_not_say_how_many_places_there_are_asks_its_encoder(
    copied: Callable[[str], Path], stated: int | None
) -> None:
    """InvokeAI#6455: without `model_max_length` every prompt failed."""
    folder = copied("stable-diffusion")
    file = folder / "tokenizer" / "tokenizer_config.json"
    config = {**json.loads(file.read_text()), "model_max_length": stated}
    file.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
    engine = load_engine({"name": "diffusers", "model": str(folder)})
    [known] = engine.encode(["a fox"], ["text"])
    assert known.ignored_words == ()
    [long] = engine.encode(["abcdefghijklmnopqrst uvw"], [""])
    assert long.prompt_embeds.shape[1] == 2 * known.prompt_embeds.shape[1] == 40


def test_weights_under_the_names_of_older_versions_are_all_there(copied: Callable[[str], Path]) -> None:
    """Stable Diffusion 1.5 as its authors saved it: nothing of it is missing, only called otherwise."""
    folder = copied("stable-diffusion")
    older = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    vae, text = folder / "vae/diffusion_pytorch_model.safetensors", folder / "text_encoder/model.safetensors"
    weights = load_file(vae)
    for key in [key for key in weights if ".attentions." in key]:
        renamed = key
        for new, old in older.items():
            renamed = renamed.replace(new, old)
        weights[renamed] = weights.pop(key)
    assert "decoder.mid_block.attentions.0.query.weight" in weights
    save_file(weights, vae, {"format": "pt"})
    words = {f"text_model.{key}": value for key, value in load_file(text).items()}
    save_file({**words, "text_model.embeddings.position_ids": torch.arange(20)[None]}, text, {"format": "pt"})
    assert load_engine({"name": "diffusers", "model": str(folder)}).info.model == folder.name
