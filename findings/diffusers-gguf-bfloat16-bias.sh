#!/usr/bin/env bash
# diffusers 0.42.1 with gguf 0.19.0: a bias that a GGUF file holds in bfloat16 is loaded as the bytes that it is stored as,
# two to a number, without a word, because only the weights of linear layers are dequantized, when they are computed with.
# The first call fails. In float32 or float16, as most files have their biases, the same file is read well.
#
# Seen: "in F32 a bias is torch.float32 (32,) and the model computes; in BF16 it is torch.uint8 (64,) and fails with: Input
# type (float) and bias type (unsigned char) should be the same"
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 diffusers==0.42.1 transformers==5.24.0 \
    accelerate==1.15.0 gguf==0.19.0
"$folder/venv/bin/python" - "$folder" 2> "$folder/said" <<'PYTHON' || { cat "$folder/said" >&2; exit 1; }
import sys
from pathlib import Path

import torch
from diffusers import GGUFQuantizationConfig, SD3Transformer2DModel
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize

folder = Path(sys.argv[1])
torch.manual_seed(0)
model = SD3Transformer2DModel(
    sample_size=16, patch_size=2, in_channels=16, out_channels=16, num_layers=1, attention_head_dim=8,
    num_attention_heads=4, joint_attention_dim=32, caption_projection_dim=32, pooled_projection_dim=32, pos_embed_max_size=16,
)
model.save_config(folder / "settings")


def read(of_biases):
    """What a linear layer's bias is after loading, and how a call ends."""
    writer = GGUFWriter(folder / "model.gguf", "sd3")
    for name, weight in model.state_dict().items():
        kind = GGMLQuantizationType[of_biases if name.endswith("bias") else "F32"]
        writer.add_tensor(name, quantize(weight.numpy(), kind), raw_dtype=kind)
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    loaded = SD3Transformer2DModel.from_single_file(
        str(folder / "model.gguf"), config=str(folder / "settings"), local_files_only=True, dtype=torch.float32,
        quantization_config=GGUFQuantizationConfig(compute_dtype=torch.float32),
    )
    bias = loaded.context_embedder.bias
    try:
        loaded(torch.zeros(1, 16, 16, 16), torch.zeros(1, 4, 32), torch.zeros(1, 32), torch.tensor([1.0]))
    except RuntimeError as error:
        return f"{bias.dtype} {tuple(bias.shape)} and fails with: {error}"
    return f"{bias.dtype} {tuple(bias.shape)} and the model computes"


plain, half = read("F32"), read("BF16")
print(f"in F32 a bias is {plain}; in BF16 it is {half}")
assert "computes" in plain and "uint8" in half and "fails" in half, "a bias in bfloat16 is read now"
PYTHON
