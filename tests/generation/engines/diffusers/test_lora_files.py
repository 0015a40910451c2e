"""The folder of LoRAs: names, trigger words, and what does not fit, told from headers alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.engine import EngineError, LoraInfo
from generation.engines.diffusers.lora_files import lora_files
from tests.generation.tiny_families import tiny_family
from tests.generation.tiny_loras import save_embedding, save_kohya_lora, save_lora

PROMISED = "is a LoRA for another kind of model"


def told(folder: Path, family: str = "stable-diffusion", embeds: bool = True) -> dict[str, LoraInfo]:
    return {each.info.name: each.info for each in lora_files(str(folder), tiny_family(family), embeds)}


def test_names_are_places_below_the_folder_and_trigger_words_come_from_the_header(tmp_path: Path) -> None:
    (tmp_path / "style" / ".cache").mkdir(parents=True)
    save_kohya_lora(tmp_path / "style" / "Ink & Wash.safetensors", seed=1, tags={"fox": 3, "ink": 9})
    save_kohya_lora(tmp_path / "style" / ".cache" / "no.safetensors", seed=1, tags={})
    (tmp_path / "style" / "readme.txt").write_text("no LoRA")
    assert told(tmp_path) == {"style/Ink_Wash": LoraInfo("style/Ink_Wash", trigger_words=("ink fox", "ink", "fox"))}


def test_a_lora_for_another_family_says_so(tmp_path: Path) -> None:
    save_lora(tmp_path / "xl.safetensors", "stable-diffusion-xl", ("unet", "text_encoder_2"), seed=1)
    save_lora(tmp_path / "flux.safetensors", "flux", ("transformer",), seed=1)
    save_lora(tmp_path / "sd.safetensors", "stable-diffusion", ("unet",), seed=1)
    assert [PROMISED in each.objection for each in told(tmp_path).values()] == [True, False, True]
    assert [PROMISED in each.objection for each in told(tmp_path, "flux").values()] == [False, True, True]
    assert [PROMISED in each.objection for each in told(tmp_path, "stable-diffusion-xl").values()] == [
        True,
        True,
        False,
    ]
    assert all("takes none" in each.objection for each in told(tmp_path, "latent-diffusion").values())


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        ({"unet.mid_block.hada_w1_a": (2, 2)}, "is a LyCORIS"),
        ({"unet.x.lora_A.weight": (2, 2), "unet.x.dora_scale": (2,)}, "is a DoRA"),
        ({"model.layers.0.weight": (2, 2, 2)}, "neither a LoRA nor a textual inversion"),
        ({"unet.no.such.layer.lora_A.weight": (2, 8), "unet.no.such.layer.lora_B.weight": (8, 2)}, "has no no.such"),
        ({"unet.conv_norm_out.lora_A.weight": (2, 8), "unet.conv_norm_out.lora_B.weight": (8, 2)}, "is no matrix"),
        ({"lora_unet_x.lora_down.weight": (2, 2)}, "not read"),  # half of one
        ({"emb_params": (2, 768)}, "words are of another size"),
        ({"clip_l": (1, 32), "clip_g": (1, 32)}, "words are of another size"),
    ],
)
def test_what_does_not_fit_says_why(tensors: dict[str, tuple[int, ...]], reason: str, tmp_path: Path) -> None:
    save_file({name: torch.zeros(shape) for name, shape in tensors.items()}, tmp_path / "it.safetensors")
    [info] = told(tmp_path).values()
    assert reason in info.objection and info.objection.startswith("it ")


def test_what_may_hold_code_or_is_cut_short_is_not_opened(tmp_path: Path) -> None:
    save_embedding(tmp_path / "cut.safetensors", "emb_params", seed=1)
    (tmp_path / "cut.safetensors").write_bytes((tmp_path / "cut.safetensors").read_bytes()[:-4])
    (tmp_path / "old.pt").write_bytes(b"\x80\x02.")
    (tmp_path / "text.safetensors").write_text("version https://git-lfs.github.com/spec/v1")
    found = told(tmp_path)
    assert "cut short" in found["cut"].objection
    assert "may hold code" in found["old"].objection
    assert "Git LFS" in found["text"].objection


def test_a_lora_larger_than_its_model_is_refused(tmp_path: Path) -> None:
    save_lora(tmp_path / "ink.safetensors", "stable-diffusion", ("text_encoder",), seed=1)
    wide = {
        key: value.repeat(400, 1) if "lora_A" in key or "down" in key else value.repeat(1, 400)
        for key, value in load_file(tmp_path / "ink.safetensors").items()
    }
    save_file(wide, tmp_path / "ink.safetensors")
    assert "larger than the model" in told(tmp_path)["ink"].objection


def test_a_textual_inversion_needs_a_model_whose_words_can_be_added_to(tmp_path: Path) -> None:
    save_embedding(tmp_path / "toy.safetensors", "emb_params", seed=1)
    assert told(tmp_path) == {"toy": LoraInfo("toy", embedding=True)}
    assert "cannot be added to" in told(tmp_path, "flux", embeds=False)["toy"].objection
    assert "fewer text encoders" in told(tmp_path, "stable-diffusion-xl")["toy"].objection


def test_no_folder_is_an_error_and_none_named_is_none(tmp_path: Path) -> None:
    assert lora_files("", None, True) == []
    with pytest.raises(EngineError, match="There is no folder"):
        lora_files(str(tmp_path / "nowhere"), None, True)
