"""Where weights lie: decided from their size beside what is free, and drawn with as far as a CPU can show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from generation.devices import Placement
from generation.engine import Engine, EngineError
from generation.engines.diffusers import memory as memory_module
from generation.engines.diffusers import quantization
from generation.engines.diffusers.facts import part_sizes
from generation.engines.diffusers.load import load_pipeline
from generation.engines.diffusers.memory import GIB, Memory, MemoryPlan, free_memory, plan_memory
from generation.engines.diffusers.quantization import PACKAGES, Quantization
from generation.engines.diffusers.tensors import PartSize
from generation.load import load_engine
from tests.generation.engine_contract import assert_same, draw, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

GPU, CPU = Placement("cuda:0", "bfloat16", ""), Placement("cpu", "float32", "")
SDXL = {
    "unet": PartSize(2_567_000_000, 1_700_000_000),
    "text_encoder_2": PartSize(694_000_000),
    "text_encoder": PartSize(123_000_000),
    "vae": PartSize(84_000_000),
}
FLUX = {
    "transformer": PartSize(11_900_000_000, 11_900_000_000),
    "text_encoder_2": PartSize(4_700_000_000),
    "text_encoder": PartSize(123_000_000),
    "vae": PartSize(84_000_000),
}
Q4 = FLUX | {"transformer": PartSize(2_000_000, quantized=6_700_000_000)}  # as GGUF has it


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The packages that quantize, whatever this machine has."""
    there: set[str] = set()
    monkeypatch.setattr(memory_module, "is_installed", there.__contains__)
    monkeypatch.setattr(quantization, "is_installed", there.__contains__)
    return there


@pytest.mark.parametrize(
    ("parts", "free", "offload", "tiling"),
    [
        (SDXL, 24, "", False),
        (SDXL, 9, "", True),
        (SDXL, 8, "model-offload", True),
        (SDXL, 6, "group-offload", True),
        (FLUX, 80, "", False),
        (FLUX, 32, "model-offload", True),
        (FLUX, 24, "group-offload", True),
        (Q4, 24, "", False),
        (Q4, 12, "model-offload", True),
        ({}, 1, "group-offload", True),
    ],
)
def test_auto_moves_no_more_than_it_must(parts: dict[str, PartSize], free: int, offload: str, tiling: bool) -> None:
    plan = plan_memory("auto", parts, GPU, free * GIB)
    assert (plan.offload, plan.tiling, plan.layerwise) == (offload, tiling, False)
    assert plan.words == "" or "GiB" in plan.words


@pytest.mark.parametrize(
    ("parts", "free", "offload", "tiling"),
    [
        (FLUX, 34, "", True),  # it fits as it is
        (FLUX, 32, "", False),
        (FLUX, 24, "", True),
        (FLUX, 16, "model-offload", True),
        (FLUX, 8, "group-offload", True),
        (SDXL, 8, "", True),
        (SDXL, 6, "model-offload", True),
    ],
)
def test_auto_rounds_to_8_bits_before_it_moves_anything_where_torchao_is_installed(
    installed: set[str], parts: dict[str, PartSize], free: int, offload: str, tiling: bool
) -> None:
    installed.add("torchao")
    plan = plan_memory("auto", parts, GPU, free * GIB)
    assert (plan.offload, plan.tiling) == (offload, tiling)
    rounded = plan.quantization == "int8"
    assert rounded == (free not in (34, 8) or parts is SDXL)
    assert plan.words.startswith("the denoiser's weights are rounded to int8 by torchao") == rounded


def test_auto_rounds_neither_what_is_quantized_already_nor_a_single_file_nor_on_a_cpu(installed: set[str]) -> None:
    installed.add("torchao")
    assert plan_memory("auto", Q4, GPU, 12 * GIB).quantization is None
    assert plan_memory("auto", FLUX, GPU, 24 * GIB, in_one_file=True).quantization is None
    assert plan_memory("auto", FLUX, CPU, 24 * GIB).quantization is None


@pytest.mark.parametrize("wanted", PACKAGES)
def test_rounding_that_was_asked_for_is_done_or_refused_in_a_sentence(
    installed: set[str], wanted: Quantization
) -> None:
    with pytest.raises(EngineError, match=f"'{wanted}' needs the package {PACKAGES[wanted]}: make EXTRAS="):
        plan_memory(wanted, FLUX, GPU, 80 * GIB)
    installed.add(PACKAGES[wanted])
    plan = plan_memory(wanted, FLUX, GPU, 80 * GIB)
    assert (plan.quantization, plan.offload, plan.tiling) == (wanted, "", False)
    less = {"int8": "20.2", "float8": "20.2", "nf4": "15.4"}[wanted]
    assert (
        plan.words
        == f"the denoiser's weights are rounded to {wanted} by {PACKAGES[wanted]}: {less} GiB of weights "
        + ("instead of 31.3 GiB")
    )
    assert plan_memory(wanted, FLUX, GPU, 14 * GIB).offload == "model-offload"
    with pytest.raises(EngineError, match="are quantized already: leave it at 'auto'"):
        plan_memory(wanted, Q4, GPU, 80 * GIB)
    with pytest.raises(EngineError, match="needs a model in a folder"):
        plan_memory(wanted, FLUX, GPU, 80 * GIB, in_one_file=True)
    if wanted == "int8":
        assert plan_memory(wanted, FLUX, CPU, None).quantization == "int8"
    else:
        with pytest.raises(EngineError, match="needs an NVIDIA GPU: take 'int8'"):
            plan_memory(wanted, FLUX, CPU, None)


def test_what_is_quantized_is_not_cast_once_more() -> None:
    with pytest.raises(EngineError, match="'layerwise-casting' rounds weights, and these are quantized already"):
        plan_memory("layerwise-casting", Q4, GPU, 80 * GIB)


def test_a_controlnet_lies_on_the_device_beside_whatever_is_moved() -> None:
    controlnet = 1_250_000_000  # of SDXL
    assert plan_memory("auto", SDXL, GPU, 12 * GIB).offload == ""
    assert not plan_memory("auto", SDXL, GPU, 12 * GIB).tiling
    assert plan_memory("auto", SDXL, GPU, 12 * GIB, controlnet).tiling
    plan = plan_memory("auto", SDXL, GPU, 10 * GIB, controlnet)
    assert plan.offload == "model-offload" and plan.words.endswith(
        "the largest 7.1 GiB with the 2.3 GiB of its ControlNet"
    )
    assert plan_memory("auto", SDXL, GPU, 9 * GIB).offload == ""
    assert plan_memory("auto", SDXL, GPU, 9 * GIB, controlnet).offload == "group-offload"


def test_full_precision_counts_twice() -> None:
    assert plan_memory("auto", SDXL, GPU, 12 * GIB).offload == ""
    assert plan_memory("auto", SDXL, Placement("cuda:0", "float32", ""), 12 * GIB).offload == "model-offload"


def test_a_machine_without_a_gpu_is_told_that_a_model_is_too_large_for_it() -> None:
    plan = plan_memory("auto", SDXL, CPU, 8 * GIB)
    assert plan.offload == "" and not plan.tiling
    assert plan.words == "12.9 GiB of weights may not fit into the 8.0 GiB that are free: choose a smaller model"
    assert plan_memory("auto", SDXL, CPU, None) == plan_memory("auto", SDXL, CPU, 64 * GIB)


@pytest.mark.parametrize("wanted", ["model-offload", "group-offload", "sequential"])
def test_what_was_chosen_is_done_or_refused_in_a_sentence(wanted: Memory) -> None:
    assert plan_memory(wanted, SDXL, GPU, 80 * GIB).offload == wanted
    with pytest.raises(EngineError, match=f"engine.memory = '{wanted}' needs a GPU"):
        plan_memory(wanted, SDXL, CPU, None)


def test_what_is_free_is_known_of_this_machine_or_said_to_be_unknown() -> None:
    assert free_memory("cpu") is None or 0 < (free_memory("cpu") or 0) < 2**50
    assert free_memory("mps") is None


def test_parts_are_read_from_the_headers_alone(tiny_folder: Callable[[str], Path]) -> None:
    parts = part_sizes(tiny_folder("stable-diffusion"))
    assert {"unet", "vae", "text_encoder"} <= set(parts) and all(parts.values())


def engine_with(folder: Path, memory: str, size: int = 32) -> Engine:
    options = {"width": size, "height": size, "num_inference_steps": 2, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(folder), "memory": memory, "options": options})


def test_pictures_decoded_in_tiles_differ_at_their_seams_alone(tiny_folder: Callable[[str], Path]) -> None:
    whole, tiled = (engine_with(tiny_folder("stable-diffusion"), memory) for memory in ("none", "tiling"))
    assert tiled.info.memory == "large pictures are decoded in tiles, as configured"
    assert tiled.pipeline.vae.use_tiling and not whole.pipeline.vae.use_tiling  # type: ignore[attr-defined]
    one, other = draw(whole, "a red fox", seed=7), draw(tiled, "a red fox", seed=7)
    assert one.size == other.size and np.abs(pixels(one) - pixels(other)).mean() < 0.1


def test_weights_in_8_bits_draw_nearly_the_same(tiny_folder: Callable[[str], Path]) -> None:
    whole, rounded = (engine_with(tiny_folder("stable-diffusion"), memory) for memory in ("none", "layerwise-casting"))
    one, other = draw(whole, "a red fox", seed=7), draw(rounded, "a red fox", seed=7)
    assert one.tobytes() != other.tobytes() and np.abs(pixels(one) - pixels(other)).mean() < 0.1


@pytest.mark.parametrize("name", ["stable-diffusion", "stable-diffusion-xl"])
def test_layers_that_are_loaded_when_they_are_computed_draw_the_same(
    tiny_folder: Callable[[str], Path], tiny_engine: Callable[[str], Engine], name: str
) -> None:
    """From the CPU to the CPU: what is shown is that nothing of ours goes past the hooks."""
    folder, engine = tiny_folder(name), tiny_engine(name)
    whole = draw(engine, "a red fox", seed=7)
    kept = engine.pipeline  # type: ignore[attr-defined]
    class_name = type(kept).__name__
    moved = load_pipeline(folder, class_name, CPU, plan=MemoryPlan("group-offload"))
    family = engine._family  # type: ignore[attr-defined]
    family.pipeline = moved
    try:
        assert_same(draw(engine, "a red fox", seed=7), whole)
    finally:
        family.pipeline = kept
