"""GGUF files of the tiny transformers, written by the `gguf` package, and the weights that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize, quantize
from safetensors.torch import load_file

BLOCK = 32  # numbers that share a scale
Weights = Mapping[str, torch.Tensor]


def save_gguf(
    file: Path, weights: Weights, kind: str = "Q8_0", *, rest: str = "F32", block: int = BLOCK
) -> dict[str, torch.Tensor]:
    """Matrices whose rows are whole blocks are quantized, as public files have it; returns what the file stands for."""
    writer = GGUFWriter(file, "tiny")
    stands_for = {}
    for name, tensor in weights.items():
        array = tensor.detach().float().numpy()
        whole = array.ndim == 2 and array.shape[1] % block == 0
        of = GGMLQuantizationType[kind if whole else rest if array.ndim == 1 else "F32"]
        data = quantize(array, of)
        writer.add_tensor(name, data, raw_dtype=of)
        stands_for[name] = torch.from_numpy(np.asarray(dequantize(data, of), dtype=np.float32).reshape(array.shape))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return stands_for


def transformer_of(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a saved pipeline's transformer."""
    [file] = (folder / "transformer").glob("*.safetensors")
    return load_file(file)


def without_transformer(tiny_folder: Callable[[str], Path], name: str, folder: Path) -> Path:
    """A tiny family's folder with the settings of its transformer alone; returns where its weights belong."""
    copytree(tiny_folder(name), folder)
    for file in (folder / "transformer").glob("*.safetensors"):
        file.unlink()
    return folder / "transformer"
