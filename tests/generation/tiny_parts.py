"""Tokenizers, text encoders, autoencoders and a UNet with random weights, small enough to draw in a blink."""

from __future__ import annotations

from typing import Any

from diffusers import AutoencoderDC, AutoencoderKL, AutoencoderKLFlux2, AutoencoderKLQwenImage, UNet2DConditionModel
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTokenizer,
    Gemma2Config,
    Gemma2Model,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen2VLImageProcessorPil,
    Qwen2VLProcessor,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

from generation.engines.diffusers.processors import without_videos

MAX_TOKENS = 20
WIDTH = 32


def clip_tokenizer() -> CLIPTokenizer:
    """One token per letter: CLIP's byte vocabulary without merges."""
    letters = sorted(ByteLevel.alphabet())
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={word: index for index, word in enumerate(words)}, merges=[], model_max_length=MAX_TOKENS
    )


def clip_config() -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=514,
        hidden_size=WIDTH,
        intermediate_size=37,
        projection_dim=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=MAX_TOKENS,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )


def t5_tokenizer() -> T5Tokenizer:
    pieces = ["<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz,."]
    return T5Tokenizer(vocab=[(piece, -float(index)) for index, piece in enumerate(pieces)], extra_ids=0)


def t5_encoder() -> T5EncoderModel:
    return T5EncoderModel(
        T5Config(vocab_size=40, d_model=WIDTH, d_kv=8, d_ff=37, num_layers=2, num_heads=4, decoder_start_token_id=0)
    )


def autoencoder(latent_channels: int, levels: int = 2, **config: Any) -> AutoencoderKL:
    """One that shrinks a picture twice, or by a power of it."""
    return AutoencoderKL(
        block_out_channels=(8, 16, 16, 16)[:levels],
        norm_num_groups=4,
        latent_channels=latent_channels,
        sample_size=32,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        **config,
    )


def unet(**config: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        block_out_channels=(8, 16),
        norm_num_groups=4,
        layers_per_block=1,
        sample_size=16,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
        **config,
    )


_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def qwen_tokenizer() -> Qwen2Tokenizer:
    """One token per byte, as the text of a chat, and the marks of a picture in it."""
    vocab = {letter: index for index, letter in enumerate(sorted(ByteLevel.alphabet()))}
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|image_pad|>", "<|vision_end|>"]
    tokenizer = Qwen2Tokenizer(vocab=vocab | {mark: 256 + index for index, mark in enumerate(marks)}, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": marks[1:]})
    tokenizer.chat_template = _CHAT
    return tokenizer


_CAUSAL: dict[str, Any] = {
    "vocab_size": 264,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 8,
    "max_position_embeddings": 4096,
}


def qwen3_encoder(layers: int) -> Qwen3Model:
    return Qwen3Model(Qwen3Config(**_CAUSAL, num_hidden_layers=layers))


def qwen3_writer(layers: int) -> Qwen3ForCausalLM:
    return Qwen3ForCausalLM(Qwen3Config(**_CAUSAL, num_hidden_layers=layers))


def gemma_encoder() -> Gemma2Model:
    return Gemma2Model(Gemma2Config(**_CAUSAL, num_hidden_layers=2, query_pre_attn_scalar=8))


def qwen_vl_encoder() -> Qwen2_5_VLForConditionalGeneration:
    rope = {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 10000.0}
    text = {name: value for name, value in _CAUSAL.items() if name != "head_dim"}
    vision = {"depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 16}
    config = Qwen2_5_VLConfig(
        text_config={**text, "num_hidden_layers": 2, "rope_parameters": rope},
        vision_config={**vision, "fullatt_block_indexes": [0]},
        vision_start_token_id=259,  # as in the tokenizer
        image_token_id=260,
        vision_end_token_id=261,
    )
    return Qwen2_5_VLForConditionalGeneration(config)


def qwen_vl_processor() -> Qwen2VLProcessor:
    """What makes pictures and words one text; few patches to a picture."""
    pictures = Qwen2VLImageProcessorPil(min_pixels=28 * 28, max_pixels=84 * 84)
    return without_videos(Qwen2VLProcessor)(pictures, qwen_tokenizer())


def qwen_autoencoder() -> AutoencoderKLQwenImage:
    return AutoencoderKLQwenImage(
        base_dim=8,
        z_dim=4,
        dim_mult=[1, 1],
        num_res_blocks=1,
        temperal_downsample=[False],
        latents_mean=[0.1, -0.2, 0.3, 0.0],
        latents_std=[0.9, 1.1, 1.2, 0.8],
    )


def flux2_autoencoder() -> AutoencoderKLFlux2:
    """With statistics of its own, as a trained one has."""
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 16),
        norm_num_groups=4,
        latent_channels=4,
        sample_size=32,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1,
    )
    vae.bn.running_mean += 0.1
    vae.bn.running_var *= 1.5
    return vae


def deep_autoencoder() -> AutoencoderDC:
    """Sana's, which shrinks a picture 32 times."""
    return AutoencoderDC(
        latent_channels=4,
        encoder_block_types="ResBlock",
        decoder_block_types="ResBlock",
        encoder_block_out_channels=(4,) * 6,
        decoder_block_out_channels=(4,) * 6,
        encoder_layers_per_block=(1,) * 6,
        decoder_layers_per_block=(1,) * 6,
        encoder_qkv_multiscales=((),) * 6,
        decoder_qkv_multiscales=((),) * 6,
        decoder_norm_types="rms_norm",
        scaling_factor=0.41407,
    )
