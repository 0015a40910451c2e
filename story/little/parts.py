"""The parts of the little pipeline, all of diffusers' and transformers' own classes, with random weights.

12 million parameters in all, where Stable Diffusion 1.5 has a billion; otherwise it is one: a causal CLIP text
encoder, an autoencoder with a KL term, a UNet with cross-attention that predicts v (Salimans and Ho, 2022). Only what
its residual branches add begins at zero, without which an hour of one core ends before anything is learned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from diffusers.models.resnet import ResnetBlock2D
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

MAX_TOKENS = 32
WORDS = 1024
WIDTH = 192
LATENTS = 16
START, END = "<|startoftext|>", "<|endoftext|>"


def build_tokenizer(texts: Iterable[str]) -> CLIPTokenizer:
    """CLIP's byte-pair encoding, learned from these texts."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    learned = Tokenizer(models.BPE(end_of_word_suffix="</w>", continuing_subword_prefix=""))
    learned.normalizer = normalizers.Lowercase()
    learned.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.ByteLevel(False, use_regex=False)
    ])  # fmt: skip
    learned.decoder = decoders.ByteLevel()
    alphabet = [*letters, *(f"{letter}</w>" for letter in letters)]
    trainer = trainers.BpeTrainer(
        vocab_size=WORDS, initial_alphabet=letters, end_of_word_suffix="</w>", show_progress=False
    )
    learned.train_from_iterator(texts, trainer)
    merges = [tuple(pair) for pair in json.loads(learned.to_str())["model"]["merges"]]
    words = dict.fromkeys([*alphabet, *("".join(pair) for pair in merges), START, END])
    vocab = {word: index for index, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocab, merges=merges, model_max_length=MAX_TOKENS)


def build_text_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Two causal layers of 192."""
    encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=4 * WIDTH,
            num_hidden_layers=2,
            num_attention_heads=6,
            max_position_embeddings=MAX_TOKENS,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            hidden_act="gelu",
        )
    )
    for name, weight in encoder.named_parameters():
        if name.endswith(("out_proj.weight", "fc2.weight")):
            nn.init.zeros_(weight)
        elif "embedding" in name:
            nn.init.normal_(weight, std=0.3)
    return encoder


def build_vae(channels: tuple[int, ...] = (16, 32, 64, 96)) -> AutoencoderKL:
    """64×64×3 to 8×8×16."""
    levels = len(channels)
    vae = AutoencoderKL(
        block_out_channels=channels,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        layers_per_block=1,
        norm_num_groups=8,
        latent_channels=LATENTS,
        sample_size=8 * 2 ** (levels - 1),
        mid_block_add_attention=False,
    )
    return _quiet(vae)


def build_unet(channels: tuple[int, ...] = (96, 192)) -> UNet2DConditionModel:
    """Cross-attention at 8×8 and 4×4."""
    unet = UNet2DConditionModel(
        sample_size=8,
        in_channels=LATENTS,
        out_channels=LATENTS,
        block_out_channels=channels,
        down_block_types=("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2,
        layers_per_block=1,
        norm_num_groups=16,
        cross_attention_dim=WIDTH,
        attention_head_dim=6,  # heads: the name is diffusers' old mistake
    )
    nn.init.zeros_(unet.conv_out.weight)
    return _quiet(unet)


def _quiet(model: Any) -> Any:
    """The model, whose residual blocks at first add nothing."""
    for each in model.modules():
        if isinstance(each, ResnetBlock2D):
            nn.init.zeros_(each.conv2.weight)
            nn.init.zeros_(each.conv2.bias)
    return model


def build_scheduler() -> DDIMScheduler:
    """Stable Diffusion's noise, down to no signal at all (Lin et al., 2024)."""
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        rescale_betas_zero_snr=True,
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,
    )


def pipeline_of(
    tokenizer: CLIPTokenizer, text_encoder: CLIPTextModel, vae: AutoencoderKL, unet: UNet2DConditionModel
) -> StableDiffusionPipeline:
    """The parts as an ordinary pipeline."""
    return StableDiffusionPipeline(
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
