"""Which device and number format to draw with, and why, in words.

torch is imported only when a device has to be looked for: naming devices one by one costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generation.engine import EngineError

DTYPES = ("float32", "float16", "bfloat16")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model lives and in which format, as torch names them."""

    device: str  # "cpu", "cuda:0", "mps"
    dtype: str  # one of DTYPES
    reason: str


def list_devices(devices: Sequence[str]) -> list[str]:
    """The devices to start one worker on each; "auto" stands for every GPU there is, or else for the CPU."""
    if "auto" not in devices:
        return list(dict.fromkeys(devices))
    available, _ = _available_devices()
    return list(dict.fromkeys(each for device in devices for each in (available if device == "auto" else [device])))


def choose_device(device: str = "auto", dtype: str = "auto") -> Placement:
    """Decide what was left to "auto"; raises `EngineError` for a device that is not there."""
    available, why = _available_devices()
    if device == "auto":
        device = available[0]
    elif device in (*available, "cpu"):
        why = f"{device} as configured"
    elif device == "cuda" and "cuda:0" in available:
        device, why = "cuda:0", "cuda as configured"
    else:
        there = ", ".join(dict.fromkeys([*available, "cpu"]))
        raise EngineError(f"There is no device {device!r} on this machine; there is: {there}.")
    if dtype == "auto":
        dtype, why_dtype = _dtype_for(device)
    elif dtype in DTYPES:
        why_dtype = f"{dtype} as configured"
    else:
        raise EngineError(f"The dtype {dtype!r} is none of: auto, {', '.join(DTYPES)}.")
    return Placement(device, dtype, f"{why}; {why_dtype}")


def half_precision(capability: tuple[int, int]) -> tuple[str, str]:
    """The fastest safe format of a CUDA compute capability, and why."""
    version = ".".join(map(str, capability))
    if capability >= (8, 0):
        return "bfloat16", f"bfloat16 because compute capability {version} has it and it does not overflow"
    if capability >= (7, 0):
        return "float16", f"float16 because compute capability {version} has no bfloat16"
    return "float32", f"float32 because compute capability {version} is slow or wrong in half precision"


def _available_devices() -> tuple[list[str], str]:
    """Devices by preference, and why the first is preferred."""
    import torch

    if count := torch.cuda.device_count():
        return [f"cuda:{index}" for index in range(count)], f"{torch.cuda.get_device_name(0)} found"
    if torch.backends.mps.is_available():
        return ["mps"], "Apple GPU found"
    return ["cpu"], "no GPU found"


def _dtype_for(device: str) -> tuple[str, str]:
    import torch

    if device.startswith("cuda"):
        return half_precision(torch.cuda.get_device_capability(device))
    if device == "mps":
        return "float32", "float32 because half precision turns some models' pictures black there"
    return "float32", "float32 because most CPUs are many times slower in half precision"
