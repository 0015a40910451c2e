"""Folders and files that people name as a model and that are none: what is wrong with each, and what is said of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

Spoil = Callable[[Path], object]

WEIGHTS = "diffusion_pytorch_model"
ADAPTER = "unet.down_blocks.0.attentions.0.to_q.lora_A.weight"
DENOISER = "model.diffusion_model.input_blocks.0.0.weight"


def edit(file: Path, **change: Any) -> None:
    """The settings in a file, with some of them changed."""
    known = json.loads(file.read_text()) if file.is_file() else {}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**known, **change}))


def weights(file: Path, *names: str, shape: tuple[int, ...] = (1, 1)) -> None:
    """A file of weights, of which there is not much."""
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: torch.zeros(shape) for name in names}, file)


def only(model: Path) -> Path:
    """The folder with nothing in it."""
    shutil.rmtree(model)
    model.mkdir()
    return model


def in_one_file(model: Path, *names: str, shape: tuple[int, ...] = (1, 1)) -> None:
    """A file in the place of the folder."""
    shutil.rmtree(model)
    weights(model, *names, shape=shape)


def saved_as(model: Path, suffix: str) -> None:
    """The same weights under another suffix."""
    for file in list(model.rglob("*.safetensors")):
        file.rename(file.with_suffix(suffix))


def in_shards(model: Path, *fetched: int) -> None:
    """The UNet's weights in two files, of which some are there, and the first is not whole."""
    names = [f"{WEIGHTS}-0000{k}-of-00002.safetensors" for k in (1, 2)]
    (model / "unet" / f"{WEIGHTS}.safetensors").unlink()
    for k in fetched:
        weights(model / "unet" / names[k - 1], "conv_in.weight" if k == 1 else "conv_out.weight")
    places = {"conv_in.weight": names[0], "conv_in.bias": names[0], "conv_out.weight": names[1]}
    edit(model / "unet" / f"{WEIGHTS}.safetensors.index.json", weight_map=places)


def with_three_faults(model: Path) -> None:
    """For an evening of one at a time."""
    shutil.rmtree(model / "tokenizer")
    saved_as(model, ".bin")
    edit(model / "model_index.json", _class_name="StableDiffusionControlNetPipeline")


# What is named → a good Stable Diffusion folder spoiled to it, and how the sentence goes on after the model's name.
WRONG: dict[str, tuple[Spoil, str]] = {
    "empty": (only, "it is empty"),
    "pickled": (
        lambda model: saved_as(model, ".bin"),
        "the weights of text_encoder, unet and vae are only pickles, which can run code: fetch the model with "
        "safetensors",
    ),
    "without-tokenizer": (
        lambda model: shutil.rmtree(model / "tokenizer"),
        "it lacks the folder tokenizer, which its index names: fetch it again",
    ),
    "without-words": (
        lambda model: (model / "tokenizer/tokenizer.json").unlink(),
        "it lacks the words of its tokenizer, tokenizer/vocab.json: fetch it again",
    ),
    "broken-words": (
        lambda model: (model / "tokenizer/tokenizer.json").write_text("{"),
        "tokenizer/tokenizer.json is not JSON",
    ),
    "without-weights": (
        lambda model: (model / f"vae/{WEIGHTS}.safetensors").unlink(),
        "the weights of vae are missing: fetch the model with safetensors",
    ),
    "without-settings": (
        lambda model: (model / "vae/config.json").unlink(),
        "vae lacks its settings, config.json: fetch it again",
    ),
    "lacks-a-shard": (
        lambda model: in_shards(model, 2),
        f"it lacks 1 of 2 files of weights, such as unet/{WEIGHTS}-00001-of-00002.safetensors",
    ),
    "lacks-weights-of-a-shard": (
        lambda model: in_shards(model, 1, 2),
        f"unet/{WEIGHTS}-00001-of-00002.safetensors lacks 1 of its weights, such as conv_in.bias: fetch it again",
    ),
    "shards-without-index": (
        lambda model: (model / f"unet/{WEIGHTS}.safetensors").rename(model / "unet/model-00001-of-00002.safetensors"),
        "unet has its weights in several files and lacks the index of them: fetch it again",
    ),
    "without-parts": (
        lambda model: (model / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}'),
        "model_index.json names no parts of a model",
    ),
    "controlnet": (
        lambda model: edit(model / "model_index.json", _class_name="StableDiffusionControlNetPipeline"),
        "StableDiffusionControlNetPipeline follows a drawn pose, depth or outline, and there is no way to give it one",
    ),
    "inpaint-in-disguise": (
        lambda model: edit(model / "unet/config.json", in_channels=9),
        "its unet takes 9 channels where noise has 4: it fills or changes pictures, and its index calls it "
        "StableDiffusionPipeline",
    ),
    "video": (
        lambda model: edit(model / "model_index.json", _class_name="WanPipeline"),
        "WanPipeline draws videos, not pictures",
    ),
    "remote-code": (
        lambda model: (
            edit(model / "model_index.json", _class_name=["fox_pipeline", "FoxPipeline"]),
            (model / "fox_pipeline.py").write_text(""),
        ),
        "fox_pipeline.py can run code: take weights in safetensors, and remove it; model_index.json names no pipeline "
        "of diffusers",
    ),
    "wrong-json": (lambda model: (model / "unet/config.json").write_text("{"), "unet/config.json is not JSON"),
    "onnx": (
        lambda model: saved_as(model, ".onnx"),
        "the weights of text_encoder, unet and vae are only ONNX, which is not read here: fetch the model with "
        "safetensors",
    ),
    "onnx-by-name": (
        lambda model: edit(model / "model_index.json", _class_name="OnnxStableDiffusionPipeline"),
        "model_index.json names no pipeline of diffusers",
    ),
    "gguf-inside": (
        lambda model: (model / f"unet/{WEIGHTS}.safetensors").rename(model / "unet/fox-Q4_0.gguf"),
        "the weights of unet are only GGUF, which is not read here: fetch the model with safetensors",
    ),
    "lora": (
        lambda model: weights(only(model) / "pytorch_lora_weights.safetensors", ADAPTER),
        "it holds no model_index.json, and pytorch_lora_weights.safetensors is a LoRA, which changes a model and is "
        "none: name the model it belongs to",
    ),
    "text-model": (
        lambda model: edit(only(model) / "config.json", architectures=["LlamaForCausalLM"]),
        "it holds LlamaForCausalLM, which writes text: name it as engine.inspirer or engine.director",
    ),
    "one-part": (
        lambda model: edit(only(model) / "config.json", _class_name="AutoencoderKL"),
        "it holds AutoencoderKL, which is one part of a model that draws: name the folder of the whole",
    ),
    "no-config": (
        lambda model: (only(model) / "config.json").write_text("{"),
        "it holds a config.json that is none",
    ),
    "modular": (
        lambda model: edit(only(model) / "modular_model_index.json", _class_name="Flux3ModularPipeline"),
        "it lacks text_encoder, tokenizer, transformer and vae, which its hub may have elsewhere: fetch each into a ",
    ),
    "one-too-high": (
        lambda model: edit(only(model) / "fox/model_index.json", _class_name="StableDiffusionPipeline"),
        "it lies deeper, in fox",
    ),
    "a-hubs-cache": (
        lambda model: edit(only(model) / "models--fox--den/snapshots/abc/model_index.json", _class_name="FluxPipeline"),
        "it lies deeper, in models--fox--den/snapshots/abc",
    ),
    "file-in-a-folder": (
        lambda model: weights(only(model) / "fox.safetensors", DENOISER, "first_stage_model.decoder.weight"),
        "it holds no model_index.json: name the file itself, fox.safetensors",
    ),
    "gguf-in-a-folder": (
        lambda model: (only(model) / "fox-Q4_0.gguf").write_bytes(b"GGUF"),
        "it holds a part of a model in GGUF: put that into the folder transformer of the whole model",
    ),
    "lora.safetensors": (lambda model: in_one_file(model, ADAPTER), "is a LoRA, which changes a model and is none"),
    "unet.safetensors": (lambda model: in_one_file(model, DENOISER), "holds a denoiser alone"),
    "settings-elsewhere.safetensors": (
        lambda model: in_one_file(model, DENOISER, "first_stage_model.decoder.weight"),
        "holds weights alone: put the .json and .txt files of stable-diffusion-v1-5/stable-diffusion-v1-5, in their "
        "folders, into a folder settings-elsewhere beside it",
    ),
    "odd.safetensors": (
        lambda model: in_one_file(model, DENOISER, "first_stage_model.decoder.weight", shape=(1,)),
        "holds weights in shapes that no known model has: fetch it again",
    ),
    "autoencoder.safetensors": (
        lambda model: in_one_file(model, "decoder.conv_in.weight"),
        "holds no denoiser, so it is a part of a model only: name the whole model",
    ),
    "fox.ckpt": (lambda model: in_one_file(model, DENOISER), "may hold code, as all but safetensors can"),
    "fox.gguf": (lambda model: in_one_file(model, DENOISER), "fox.gguf is not GGUF, whatever its name says"),
    "three-faults": (
        with_three_faults,
        "StableDiffusionControlNetPipeline follows a drawn pose, depth or outline, and there is no way to give it one; "
        "it lacks the folder tokenizer, which its index names: fetch it again; the weights of text_encoder, unet and "
        "vae are only pickles",
    ),
}
