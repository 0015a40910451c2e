#!/usr/bin/env bash
# diffusers 0.42.1: two inpainting pipelines differ from their own text-to-image siblings. `StableDiffusion3InpaintPipeline`
# decodes without the autoencoder's `shift_factor`, which it took away when it encoded: all of a picture, also what a mask
# leaves alone, comes out in other colours. `ChromaInpaintPipeline` asks its transformer for `guidance_embeds`, a setting of
# FLUX.1 that Chroma's transformer has not: it fails for every picture, before the first step.
#
# Seen: "of a picture that nothing marks: shift in the latents 0.50, told to the decoder 0.00; Chroma: no attribute
# 'guidance_embeds'"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 diffusers==0.42.1 transformers==5.24.0 accelerate==1.15.0
"$folder/venv/bin/python" - 2> "$folder/said" <<'PYTHON' || { cat "$folder/said" >&2; exit 1; }
import torch
from diffusers import (
    AutoencoderKL, ChromaInpaintPipeline, ChromaTransformer2DModel, FlowMatchEulerDiscreteScheduler,
    SD3Transformer2DModel, StableDiffusion3InpaintPipeline,
)
from PIL import Image

torch.manual_seed(0)
picture, mask = Image.new("RGB", (32, 32), "teal"), Image.new("L", (32, 32))


def autoencoder(channels):
    return AutoencoderKL(
        block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        norm_num_groups=4, latent_channels=channels, shift_factor=0.5, scaling_factor=1.0,
        use_quant_conv=False, use_post_quant_conv=False,
    )


vae = autoencoder(16)
sd3 = StableDiffusion3InpaintPipeline(
    transformer=SD3Transformer2DModel(
        sample_size=16, patch_size=2, in_channels=16, out_channels=16, num_layers=1, attention_head_dim=8,
        num_attention_heads=4, joint_attention_dim=32, caption_projection_dim=32, pooled_projection_dim=64,
        pos_embed_max_size=16,
    ),
    scheduler=FlowMatchEulerDiscreteScheduler(), vae=vae, text_encoder=None, tokenizer=None, text_encoder_2=None,
    tokenizer_2=None, text_encoder_3=None, tokenizer_3=None,
)
sd3.set_progress_bar_config(disable=True)
decoded, decode = [], vae.decode
vae.decode = lambda latents, *args, **options: (decoded.append(latents), decode(latents, *args, **options))[1]
words = {"prompt_embeds": torch.zeros(1, 4, 32), "pooled_prompt_embeds": torch.zeros(1, 64)}
sd3(image=picture, mask_image=mask, height=32, width=32, num_inference_steps=2, guidance_scale=1.0,
    generator=torch.Generator().manual_seed(7), **words)
pixels = sd3.image_processor.preprocess(picture, height=32, width=32)
encoded = vae.encode(pixels).latent_dist.sample(torch.Generator().manual_seed(7))
off = float((encoded - decoded[0]).mean())  # nothing is marked, so this is what was encoded, but for the shift
told = vae.config.shift_factor - off

chroma = ChromaInpaintPipeline(
    transformer=ChromaTransformer2DModel(
        in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=32, axes_dims_rope=(4, 4, 8), approximator_num_channels=8, approximator_hidden_dim=8,
        approximator_layers=1,
    ),
    scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), vae=autoencoder(4), text_encoder=None,
    tokenizer=None,
)
try:
    chroma(image=picture, mask_image=mask, height=32, width=32, num_inference_steps=2, guidance_scale=1.0,
           prompt_embeds=torch.zeros(1, 4, 32), prompt_attention_mask=torch.ones(1, 4))
    said = "draws"
except AttributeError as error:
    said = str(error).partition("has ")[2]
print(f"of a picture that nothing marks: shift in the latents {vae.config.shift_factor:.2f}, told to the decoder {told:.2f}; "
      f"Chroma: {said}")
assert abs(told) < 1e-4 and said == "no attribute 'guidance_embeds'", "these pipelines are as their siblings now"
PYTHON
