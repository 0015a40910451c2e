#!/usr/bin/env bash
# diffusers 0.42.1: `Lumina2Pipeline` shifts its noise schedule by the number of latent channels (`latents.shape[1]`), where
# `use_dynamic_shifting` means the number of image tokens: a picture of any size has the same schedule, that of a very small
# one. Whoever shifts by tokens, as other flow pipelines do, draws another picture than the plain pipeline.
#
# Seen: "sigmas at 32 pixels [1.0, 0.83, 0.61, 0.34, 0.0]; at 512 the same; by tokens [1.0, 0.85, 0.65, 0.38, 0.0]"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 diffusers==0.42.1 transformers==5.24.0 accelerate==1.15.0
"$folder/venv/bin/python" - 2> "$folder/said" <<'PYTHON' || { cat "$folder/said" >&2; exit 1; }
import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, Lumina2Pipeline, Lumina2Transformer2DModel
from diffusers.pipelines.lumina2.pipeline_lumina2 import calculate_shift

torch.manual_seed(0)
pipeline = Lumina2Pipeline(
    scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    vae=AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
        shift_factor=0.1,
        scaling_factor=0.4,
    ),
    text_encoder=None,
    tokenizer=None,
    transformer=Lumina2Transformer2DModel(
        in_channels=4, hidden_size=24, num_layers=1, num_refiner_layers=1, num_attention_heads=2, num_kv_heads=1,
        multiple_of=8, axes_dim_rope=(4, 4, 4), axes_lens=(300, 64, 64), cap_feat_dim=16,
    ),
)
pipeline.set_progress_bar_config(disable=True)


def sigmas(pixels):
    pipeline(
        prompt_embeds=torch.zeros(1, 4, 16), prompt_attention_mask=torch.ones(1, 4, dtype=torch.bool),
        height=pixels, width=pixels, num_inference_steps=4, guidance_scale=1.0, output_type="latent",
    )
    return [round(float(each), 2) for each in pipeline.scheduler.sigmas]


small, large = sigmas(32), sigmas(512)
tokens = (512 // 8 // 2) ** 2
pipeline.scheduler.set_timesteps(sigmas=[1.0, 0.75, 0.5, 0.25], mu=calculate_shift(tokens))
by_tokens = [round(float(each), 2) for each in pipeline.scheduler.sigmas]
print(f"sigmas at 32 pixels {small}; at 512 {'the same' if small == large else large}; by tokens {by_tokens}")
assert small == large != by_tokens, "the schedule follows the size now"
PYTHON
