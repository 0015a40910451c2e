"""Fewer digits where nobody misses them: twice the samples for the same minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


@contextmanager
def mixed() -> Iterator[None]:
    """Autocast to bfloat16 on a GPU or a processor with bfloat16 instructions; elsewhere it changes nothing.

    Without such instructions a processor emulates bfloat16 tens of times slower than float32. With them, plain
    attention is a third faster on a processor than the fused kernel, whose backward pass does not use them.
    """
    device = torch.get_default_device().type
    able = device == "cuda" or torch.cpu._is_avx512_bf16_supported()
    plain = [SDPBackend.MATH] if able and device == "cpu" else list(SDPBackend.__members__.values())
    with sdpa_kernel(plain), torch.autocast(device, torch.bfloat16, enabled=able):
        yield


@contextmanager
def denormals_flushed() -> Iterator[None]:
    """Numbers that have almost faded away count as zero: an optimiser's old moments slow every step down tenfold.

    Undone afterwards, because it holds for the whole thread and other libraries rely on such numbers.
    """
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
