"""Schedulers under the names that people compare pictures by."""

from __future__ import annotations

from typing import Any

import pytest
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    PNDMScheduler,
    VQDiffusionScheduler,
)

from generation.engines.diffusers.samplers import sampler_name, schedule_type


# diffusers' Euler schedulers hand a tensor to np.array the old way.
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
@pytest.mark.parametrize(
    ("scheduler", "options", "name", "spacing"),
    [
        (DDIMScheduler, {}, "DDIM", ""),
        (PNDMScheduler, {}, "PLMS", ""),
        (EulerDiscreteScheduler, {"use_karras_sigmas": True}, "Euler", "Karras"),
        (EulerAncestralDiscreteScheduler, {}, "Euler a", ""),
        (DPMSolverMultistepScheduler, {"use_exponential_sigmas": True}, "DPM++ 2M", "Exponential"),
        (DPMSolverMultistepScheduler, {"algorithm_type": "sde-dpmsolver++"}, "DPM++ 2M SDE", ""),
        (FlowMatchEulerDiscreteScheduler, {}, "Euler", ""),
        (VQDiffusionScheduler, {"num_vec_classes": 4}, "VQDiffusion", ""),
    ],
)
def test_a_scheduler_is_named_as_galleries_name_it(
    scheduler: Any, options: dict[str, object], name: str, spacing: str
) -> None:
    made = scheduler(**options)
    assert (sampler_name(made), schedule_type(made)) == (name, spacing)


def test_a_pipeline_without_a_scheduler_has_no_sampler() -> None:
    assert (sampler_name(None), schedule_type(None)) == ("", "")
