"""Opened pipelines draw what diffusers' own loops draw, with every kind of scheduler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import diffusers
import numpy as np
import pytest
import torch

from generation.engine import DrawingRequest, Engine
from tests.generation.engine_contract import assert_same, draw_request, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

TinyEngine = Callable[[str], Engine]
PROMPT, SEED = "a red fox", 7


NOISE = [
    "DDPMScheduler",
    "PNDMScheduler",
    "EulerDiscreteScheduler",
    "EulerAncestralDiscreteScheduler",
    "HeunDiscreteScheduler",
    "DPMSolverMultistepScheduler",
    "UniPCMultistepScheduler",
    "LCMScheduler",
    "TCDScheduler",  # cases/models.md 12
    "EDMEulerScheduler",  # 6
    "IPNDMScheduler",  # 6
]
FLOW = {
    "FlowMatchEulerDiscreteScheduler": {"use_dynamic_shifting": True},
    "DPMSolverMultistepScheduler": {  # 11
        "use_flow_sigmas": True,
        "prediction_type": "flow_prediction",
        "use_dynamic_shifting": True,
        "time_shift_type": "exponential",
    },
    "UniPCMultistepScheduler": {"use_flow_sigmas": True, "prediction_type": "flow_prediction"},
}
CASES = [
    *(("stable-diffusion", scheduler, {}) for scheduler in NOISE),
    *(("pixart-sigma", scheduler, {}) for scheduler in ("DDIMScheduler", "EulerAncestralDiscreteScheduler")),
    *(("flux", scheduler, config) for scheduler, config in FLOW.items()),
    *(("flux2-klein", scheduler, config) for scheduler, config in FLOW.items()),
    ("z-image", "FlowMatchEulerDiscreteScheduler", {}),
    ("sana", "UniPCMultistepScheduler", FLOW["UniPCMultistepScheduler"]),
    ("sana", "FlowMatchEulerDiscreteScheduler", {}),
]


@pytest.mark.parametrize(("name", "scheduler", "config"), CASES)
def test_every_scheduler_draws_as_in_the_pipeline_and_alone_as_in_company(
    name: str, scheduler: str, config: dict[str, Any], tiny_engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = tiny_engine(name)
    own = {} if config or scheduler == "EDMEulerScheduler" else engine.pipeline.scheduler.config
    monkeypatch.setattr(engine.pipeline, "scheduler", getattr(diffusers, scheduler).from_config({**own, **config}))
    negative = "fog" if engine.info.takes_negative and name != "flux2-klein" else ""
    request = DrawingRequest(PROMPT, SEED, 32, 32, 4, 5.0, negative)
    assert_as_stock(engine, engine.pipeline, request)

    [conditioning] = engine.encode([PROMPT], [negative])
    mates = [engine.begin(DrawingRequest(PROMPT, seed, 32, 32, 6, 5.0, negative), conditioning) for seed in (1, 2)]
    engine.advance(mates[:1])
    drawing = engine.begin(request, conditioning)
    while drawing.step < drawing.num_steps:
        engine.advance([drawing, *mates])
    assert_same(engine.finish([drawing])[0], draw_request(engine, request))


class OwnNoiseScheduler(diffusers.DDIMScheduler):  # type: ignore[misc]  # diffusers is untyped
    """Like DPM++ SDE, its noise is of a generator of its own, seeded by a setting or by chance."""

    noise_sampler_seed = None

    def step(self, model_output: Any, timestep: Any, sample: Any, eta: float = 0.0) -> Any:
        if not hasattr(self, "own"):
            self.own = torch.Generator()
            self.own.seed() if self.noise_sampler_seed is None else self.own.manual_seed(self.noise_sampler_seed)
        return super().step(model_output, timestep, sample + torch.randn(sample.shape, generator=self.own))


def test_noise_of_the_schedulers_own_is_the_requests_too(
    tiny_engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cases/models.md 15: the same seed drew two pictures with DPM++ SDE, which needs a package that is not ours."""
    engine: Any = tiny_engine("stable-diffusion")
    monkeypatch.setattr(engine.pipeline, "scheduler", OwnNoiseScheduler())
    first, again, other = (
        draw_request(engine, DrawingRequest(PROMPT, seed, 32, 32, 2, 1.0)).tobytes() for seed in (7, 7, 8)
    )
    assert first == again and first != other


def assert_as_stock(engine: Engine, stock: Any, request: DrawingRequest) -> None:
    """The engine's picture beside that of the pipeline's own call, from an equal generator."""
    stock.set_progress_bar_config(disable=True)
    negative = {"negative_prompt": request.negative_prompt} if request.negative_prompt else {}
    output = stock(
        prompt=request.prompt,
        height=request.height,
        width=request.width,
        num_inference_steps=request.num_inference_steps,
        guidance_scale=request.guidance_scale,
        generator=torch.Generator().manual_seed(request.seed),
        output_type="np",
        **negative,
    )
    expected = output.images[0]
    difference = np.abs(pixels(draw_request(engine, request)) - expected)
    assert difference.max() <= 0.5 / 255 + 1e-3  # half of an 8-bit value, and the float error
    assert expected.std() > 0.05  # a flat picture would prove nothing
