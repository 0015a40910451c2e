"""What a diffusers scheduler is called where people compare pictures: AUTOMATIC1111's names of samplers.

https://huggingface.co/docs/diffusers/api/schedulers/overview has the table.
"""

from __future__ import annotations

from typing import Any

_NAMES = {
    "DDIM": "DDIM",
    "DEISMultistep": "DEIS",
    "DPMSolverMultistep": "DPM++ 2M",
    "DPMSolverSDE": "DPM++ SDE",
    "DPMSolverSinglestep": "DPM++ 2S",
    "EulerAncestralDiscrete": "Euler a",
    "EulerDiscrete": "Euler",
    "FlowMatchEulerDiscrete": "Euler",
    "FlowMatchHeunDiscrete": "Heun",
    "HeunDiscrete": "Heun",
    "KDPM2AncestralDiscrete": "DPM2 a",
    "KDPM2Discrete": "DPM2",
    "LCM": "LCM",
    "LMSDiscrete": "LMS",
    "PNDM": "PLMS",
    "UniPCMultistep": "UniPC",
}
_SPACINGS = {"use_karras_sigmas": "Karras", "use_exponential_sigmas": "Exponential", "use_beta_sigmas": "Beta"}


def sampler_name(scheduler: Any) -> str:
    """As the table has it, or the class's own name; "" for a pipeline without one."""
    if scheduler is None:
        return ""
    own = type(scheduler).__name__.removesuffix("Scheduler")
    stochastic = str(scheduler.config.get("algorithm_type", "")).startswith("sde-")
    return _NAMES.get(own, own) + (" SDE" if stochastic else "")


def schedule_type(scheduler: Any) -> str:
    """How its steps are spaced, where that is not its own way; "" where it is."""
    config = {} if scheduler is None else scheduler.config
    return next((name for key, name in _SPACINGS.items() if config.get(key)), "")
