"""Half precision where the hardware computes it: twice the samples for the same minutes."""

from __future__ import annotations

import torch


def mixed() -> torch.autocast:
    """Autocast to bfloat16 on a GPU or a processor with bfloat16 instructions; elsewhere it changes nothing.

    Without such instructions a processor emulates bfloat16 tens of times slower than float32.
    """
    device = torch.get_default_device().type
    able = device == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device, torch.bfloat16, enabled=able)
