"""What of a model lies on the device, and when: chosen from the headers of its weights and what the device has free.

"auto" only ever moves weights about; nothing it does makes a picture coarser. Rounding them to 8 bits does, so that is
for whoever asks for it. Measured on no GPU yet: the decision is tested, and what a CPU can do of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from diffusers.hooks import apply_group_offloading

from generation.devices import Placement
from generation.engine import EngineError

Memory = Literal["auto", "none", "tiling", "layerwise-casting", "model-offload", "group-offload", "sequential"]
GIB = 2**30
WORK = 2 * GIB  # for what is computed on the way, at a megapixel
AMPLE = 4 * GIB  # beside the weights: enough to decode a large picture in one piece
DENOISERS = ("transformer", "unet", "transformer_2", "prior")
_OFFLOADS = ("model-offload", "group-offload", "sequential")


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """`offload` is one of those above, or "": then all weights lie on the device."""

    offload: str = ""
    layerwise: bool = False  # the denoiser's weights are kept in 8 bits and computed with in the model's own format
    tiling: bool = False  # large pictures are decoded tile by tile, and several one by one
    words: str = ""  # what was chosen and why, for people; "" where there was nothing to choose


def plan_memory(
    wanted: Memory, parts: Mapping[str, int], placement: Placement, free: int | None, beside: int = 0
) -> MemoryPlan:
    """`parts`: how many numbers the weights of each part are; `beside`: those of a ControlNet, which is never moved
    away; `free`: bytes of the device, None where nobody knows.

    Raises `EngineError` for what the device cannot do.
    """
    has_gpu = placement.device.startswith(("cuda", "xpu"))
    if wanted in _OFFLOADS and not has_gpu:
        raise EngineError(f"engine.memory = {wanted!r} needs a GPU to load weights onto: leave it at 'auto'.")
    each = 4 if placement.dtype == "float32" else 2
    total, largest = (each * (beside + most) for most in (sum(parts.values()), max(parts.values(), default=0)))
    if wanted != "auto":
        return _chosen(wanted, total)
    if free is None or total + AMPLE <= free:
        return MemoryPlan(words=f"all {_gib(total)} of weights lie on the device" if total >= GIB else "")
    if not has_gpu:  # where what is free must not decide how pictures look: decoding there has room enough
        words = f"{_gib(total)} of weights may not fit into the {_gib(free)} that are free: choose a smaller model"
        return MemoryPlan(words=words if total + WORK > free else "")
    with_it = f" with the {_gib(each * beside)} of its ControlNet" if beside else ""
    of_free = f"of {_gib(total)} of weights beside {_gib(free)} that are free"
    if total + WORK <= free:
        return MemoryPlan(tiling=True, words=f"large pictures are decoded in tiles, because {of_free} little is left")
    if largest + WORK <= free:
        words = f"one part of the model at a time lies on the device, {of_free}, the largest {_gib(largest)}{with_it}"
        return MemoryPlan("model-offload", tiling=True, words=words)
    by_layer = "each layer is loaded onto the device when it is computed"
    words = f"{by_layer}, {of_free}, the largest part {_gib(largest)}{with_it}"
    return MemoryPlan("group-offload", tiling=True, words=words)


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
