"""Weights of 8 or 4 bits: those that a model was saved with, and those that its denoiser is rounded to while it loads.

torchao and bitsandbytes are read, each where it is installed. Others of diffusers' quantizers fetch kernels, which are
code, or were never seen here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import diffusers
import torch

from generation.engine import EngineError
from generation.engines.diffusers.tensors import PartSize, quantization

Quantization = Literal["int8", "float8", "nf4"]
DENOISERS = ("transformer", "unet", "transformer_2", "prior")
PACKAGES: Mapping[Quantization, str] = {"int8": "torchao", "float8": "torchao", "nf4": "bitsandbytes"}
#: Bytes that one number of a matrix takes; nf4 has a scale of four bytes for 64 of them.
BYTES: Mapping[Quantization, float] = {"int8": 1, "float8": 1, "nf4": 0.5 + 4 / 64}
_ON_CUDA = ("float8", "nf4")


def is_installed(package: str) -> bool:
    return find_spec(package) is not None


def check_quantization(wanted: Quantization, parts: Mapping[str, PartSize], device: str, *, in_one_file: bool) -> None:
    """Raises `EngineError` where a denoiser cannot be rounded so, here."""
    setting, package = f"engine.memory = {wanted!r}", PACKAGES[wanted]
    if wanted in _ON_CUDA and not device.startswith("cuda"):
        raise EngineError(f"{setting} needs an NVIDIA GPU: take 'int8', or leave it at 'auto'.")
    if not is_installed(package):
        raise EngineError(f"{setting} needs the package {package}: make EXTRAS={package} install.")
    if in_one_file:
        raise EngineError(f"{setting} needs a model in a folder, and this one is a single file: leave it at 'auto'.")
    if is_quantized(parts):
        raise EngineError(f"{setting} rounds weights, and this model's are quantized already: leave it at 'auto'.")


def is_quantized(parts: Mapping[str, PartSize]) -> bool:
    """Whether a denoiser's weights were quantized before it was saved."""
    return any(parts[name].quantized for name in DENOISERS if name in parts)


def quantizing(wanted: Quantization | None, name: str, dtype: torch.dtype, device: str) -> dict[str, Any]:
    """What the loader of the part called `name` is told, beside what it always is."""
    if wanted is None or name not in DENOISERS:
        return {}
    if wanted == "nf4":
        config = diffusers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype
        )
        return {"quantization_config": config, "device_map": {"": device}}  # it quantizes on the way to the GPU
    from torchao.quantization import Float8WeightOnlyConfig, Int8WeightOnlyConfig

    of = Int8WeightOnlyConfig() if wanted == "int8" else Float8WeightOnlyConfig()
    return {"quantization_config": diffusers.TorchAoConfig(of)}


def method_of(part: Path) -> str:
    """The package that the weights of a part were quantized with, as its settings name it; "" where they were not."""
    said = quantization(part)
    return str(said.get("quant_method") or "bitsandbytes") if said else ""


def wrong_quantization(part: Path) -> Iterator[str]:
    """What is wrong with the quantized weights of a part, a clause each."""
    method = method_of(part)
    if not method:
        return
    if method not in PACKAGES.values():
        yield f"the weights of {part.name} were quantized by {method}, which is not read here: take them in GGUF"
    elif not is_installed(method):
        yield f"the weights of {part.name} are quantized and need the package {method}: make EXTRAS={method} install"
    elif method == "bitsandbytes" and not torch.cuda.is_available():
        yield f"the weights of {part.name} are quantized by bitsandbytes, which needs an NVIDIA GPU: take them in GGUF"
