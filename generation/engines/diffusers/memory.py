"""What of a model lies on the device, and when: chosen from the headers of its weights and what the device has free.

"auto" moves weights about, which changes no picture; and where torchao was installed, it rounds those of a denoiser
that is too large to 8 bits before it moves anything, which changes them by little. Measured on no GPU yet: the decision
is tested, and what a CPU can do of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

import torch
from diffusers.hooks import apply_group_offloading

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.quantization import (
    BYTES,
    DENOISERS,
    PACKAGES,
    Quantization,
    check_quantization,
    is_installed,
    is_quantized,
)
from generation.engines.diffusers.tensors import PartSize
from generation.memory import Memory

GIB = 2**30
WORK = 2 * GIB  # for what is computed on the way, at a megapixel
AMPLE = 4 * GIB  # beside the weights: enough to decode a large picture in one piece
_OFFLOADS = ("model-offload", "group-offload", "sequential")


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """`offload` is one of those above, or "": then all weights lie on the device."""

    offload: str = ""
    layerwise: bool = False  # the denoiser's weights are kept in 8 bits and computed with in the model's own format
    quantization: Quantization | None = None  # the denoiser's weights are rounded so while it is loaded
    tiling: bool = False  # large pictures are decoded tile by tile, and several one by one
    words: str = ""  # what was chosen and why, for people; "" where there was nothing to choose


def plan_memory(
    wanted: Memory,
    parts: Mapping[str, PartSize],
    placement: Placement,
    free: int | None,
    beside: int = 0,
    *,
    in_one_file: bool = False,
) -> MemoryPlan:
    """`parts`: what the weights of each part are; `beside`: how many numbers those of a ControlNet are, which is never
    moved away; `free`: bytes of the device, None where nobody knows; `in_one_file`: then nothing of it can be rounded.

    Raises `EngineError` for what the device cannot do.
    """
    has_gpu = placement.device.startswith(("cuda", "xpu"))
    if wanted in _OFFLOADS and not has_gpu:
        raise EngineError(f"engine.memory = {wanted!r} needs a GPU to load weights onto: leave it at 'auto'.")
    sizes = _Sizes(parts, 4 if placement.dtype == "float32" else 2, beside)
    if wanted in get_args(Quantization):
        asked = cast(Quantization, wanted)
        check_quantization(asked, parts, placement.device, in_one_file=in_one_file)
        return _quantized(asked, sizes, free if has_gpu else None)
    if wanted == "layerwise-casting" and is_quantized(parts):
        raise EngineError(f"engine.memory = {wanted!r} rounds weights, and these are quantized already: take 'auto'.")
    if wanted != "auto":
        return _chosen(wanted, sizes.total())
    if not has_gpu:
        return _without_gpu(sizes.total(), free)
    can_round = not in_one_file and not is_quantized(parts) and is_installed(PACKAGES["int8"])
    return _fitted(sizes, free, can_round)


def _without_gpu(total: int, free: int | None) -> MemoryPlan:
    """Where what is free must not decide how pictures look: decoding there has room enough."""
    if free is None or total + AMPLE <= free:
        return MemoryPlan(words=_all(total))
    words = f"{_gib(total)} of weights may not fit into the {_gib(free)} that are free: choose a smaller model"
    return MemoryPlan(words=words if total + WORK > free else "")


def _fitted(sizes: _Sizes, free: int | None, can_round: bool) -> MemoryPlan:
    """The least that makes it fit onto a GPU."""
    total = sizes.total()
    if free is None or total + AMPLE <= free:
        return MemoryPlan(words=_all(total))
    if total + WORK <= free:
        of_free = f"of {_gib(total)} of weights beside {_gib(free)} that are free"
        return MemoryPlan(tiling=True, words=f"large pictures are decoded in tiles, because {of_free} little is left")
    rounded_fits = sizes.total("int8") + WORK <= free
    only_rounded_moves = sizes.largest() + WORK > free >= sizes.largest("int8") + WORK
    if can_round and (rounded_fits or only_rounded_moves):
        return _quantized("int8", sizes, free)
    return _moved(sizes, free)


def _all(total: int) -> str:
    return f"all {_gib(total)} of weights lie on the device" if total >= GIB else ""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Bytes of a model's weights, as they are or with its denoiser rounded."""

    parts: Mapping[str, PartSize]
    each: int  # bytes of a number
    beside: int  # numbers of a ControlNet

    def total(self, rounded: Quantization | None = None) -> int:
        return self.each * self.beside + sum(self._bytes(rounded))

    def largest(self, rounded: Quantization | None = None) -> int:
        return self.each * self.beside + max(self._bytes(rounded), default=0)

    def _bytes(self, rounded: Quantization | None) -> list[int]:
        return [
            size.bytes(self.each, BYTES[rounded] if rounded and name in DENOISERS else None)
            for name, size in self.parts.items()
        ]


def _moved(sizes: _Sizes, free: int, rounded: Quantization | None = None) -> MemoryPlan:
    """What lies on a GPU when, of a model that does not fit there as a whole."""
    total, largest, controlnet = sizes.total(rounded), sizes.largest(rounded), sizes.each * sizes.beside
    with_it = f" with the {_gib(controlnet)} of its ControlNet" if controlnet else ""
    of_free = f"of {_gib(total)} of weights beside {_gib(free)} that are free"
    if largest + WORK <= free:
        words = f"one part of the model at a time lies on the device, {of_free}, the largest {_gib(largest)}{with_it}"
        return MemoryPlan("model-offload", tiling=True, words=words)
    by_layer = "each layer is loaded onto the device when it is computed"
    words = f"{by_layer}, {of_free}, the largest part {_gib(largest)}{with_it}"
    return MemoryPlan("group-offload", tiling=True, words=words)


def _quantized(how: Quantization, sizes: _Sizes, free: int | None) -> MemoryPlan:
    """The denoiser rounded, and then moved about no more than it must be; `free`: of a GPU, None where nobody knows."""
    whole, total = sizes.total(), sizes.total(how)
    words = f"the denoiser's weights are rounded to {how} by {PACKAGES[how]}"
    plan = MemoryPlan(quantization=how, words=f"{words}: {_gib(total)} of weights instead of {_gib(whole)}")
    if free is None or total + AMPLE <= free:
        return plan
    if total + WORK <= free:
        return replace(plan, tiling=True, words=f"{plan.words} beside {_gib(free)} that are free")
    moved = _moved(sizes, free, how)
    return replace(moved, quantization=how, words=f"{words}; {moved.words}")


def free_memory(device: str) -> int | None:
    """Bytes that are free there now; on the CPU those that Linux says it can give, elsewhere None."""
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        lines = Path("/proc/meminfo").read_text().splitlines() if device == "cpu" else []
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines)
    return int(told["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in told else None


def place(pipeline: Any, plan: MemoryPlan, device: str) -> Any:
    """Put a loaded pipeline where the plan says; returns it."""
    if plan.layerwise:
        _cast_layerwise(pipeline)
    vae: Any = getattr(pipeline, "vae", None)
    if plan.tiling and hasattr(vae, "enable_tiling"):
        vae.enable_tiling()
        vae.enable_slicing()
    match plan.offload:
        case _ if plan.offload and not hasattr(pipeline, "enable_model_cpu_offload"):  # modular: part by part is theirs
            _offload_groups(pipeline, device)
        case "model-offload":
            pipeline.enable_model_cpu_offload(device=device)
        case "sequential":
            pipeline.enable_sequential_cpu_offload(device=device)
        case "group-offload":
            pipeline.enable_group_offload(
                torch.device(device), offload_type="leaf_level", use_stream=device.startswith("cuda")
            )
        case _ if device != "cpu":  # there it was loaded, and to look at each weight again takes its time
            pipeline.to(device)
    return pipeline


def _offload_groups(pipeline: Any, device: str) -> None:
    """Each layer is on the device while it is computed, of a pipeline that has no switch for it."""
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            apply_group_offloading(
                part, torch.device(device), offload_type="leaf_level", use_stream=device.startswith("cuda")
            )


def _cast_layerwise(pipeline: Any) -> None:
    for name in DENOISERS:
        if isinstance(denoiser := getattr(pipeline, name, None), torch.nn.Module):
            denoiser.enable_layerwise_casting(torch.float8_e4m3fn, denoiser.dtype)  # type: ignore[operator]


def _chosen(wanted: Memory, total: int) -> MemoryPlan:
    if wanted == "none":
        return MemoryPlan(words=f"all {_gib(total)} of weights lie on the device, as configured")
    if wanted == "tiling":
        return MemoryPlan(tiling=True, words="large pictures are decoded in tiles, as configured")
    if wanted == "layerwise-casting":
        return MemoryPlan(layerwise=True, words="the denoiser's weights are kept in 8 bits, as configured")
    return MemoryPlan(wanted, tiling=True, words=f"{wanted} as configured")


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GiB"
